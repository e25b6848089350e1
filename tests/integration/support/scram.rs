//! The server's side of SCRAM (RFC 5802), for scripts: what has been said so far, and what follows from it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// The messages of one exchange, without base64, in their order.
#[derive(Default)]
pub struct Exchange {
    messages: Vec<String>,
    /// The client has named SCRAM-SHA-1, not SCRAM-SHA-256.
    sha_1: bool,
}

impl Exchange {
    /// Notes what follows AUTH, up to the message.
    pub fn begins(&mut self, line: &str) {
        self.messages.clear();
        self.sha_1 = line.ends_with("SCRAM-SHA-1");
    }

    /// Notes a message of either side.
    pub fn said(&mut self, message: String) {
        self.messages.push(message);
    }

    /// A message with `{proof}` and `{signature}` filled in. The client's final message is the one that holds `{proof}`.
    pub fn filled(&self, message: &str, password: &str) -> Result<String, String> {
        let mut filled = message.to_string();
        if let Some((without_proof, _)) = message.split_once(",p={proof}") {
            filled = filled.replace("{proof}", &self.computed(without_proof, password)?.0);
        }
        if filled.contains("{signature}") {
            let last = self
                .messages
                .get(2)
                .ok_or("no final message of the client")?;
            let (without_proof, _) = last.rsplit_once(",p=").ok_or("no proof")?;
            filled = filled.replace("{signature}", &self.computed(without_proof, password)?.1);
        }
        Ok(filled)
    }

    /// The client's proof and the server's signature.
    fn computed(&self, without_proof: &str, password: &str) -> Result<(String, String), String> {
        let [client_first, server_first, ..] = &self.messages[..] else {
            return Err("SCRAM needs the first messages of both sides".into());
        };
        let client_first = client_first.strip_prefix("n,,").ok_or("no header")?;
        let value = |name: &str| {
            let mut fields = server_first.split(',');
            fields.find_map(|field| field.strip_prefix(name))
        };
        let salt = value("s=").and_then(|salt| STANDARD.decode(salt).ok());
        let iterations = value("i=").and_then(|count| count.parse().ok());
        let (salt, iterations) = salt.zip(iterations).ok_or("no salt and iteration count")?;
        let signed = format!("{client_first},{server_first},{without_proof}");
        let salted = self.salted(password, &salt, iterations);
        let client_key = self.hmac(&salted, "Client Key");
        let stored = match self.sha_1 {
            true => Sha1::digest(&client_key).to_vec(),
            false => Sha256::digest(&client_key).to_vec(),
        };
        let mask = self.hmac(&stored, &signed);
        let proof: Vec<u8> = client_key.iter().zip(mask).map(|(k, m)| k ^ m).collect();
        let signature = self.hmac(&self.hmac(&salted, "Server Key"), &signed);
        Ok((STANDARD.encode(proof), STANDARD.encode(signature)))
    }

    fn salted(&self, password: &str, salt: &[u8], iterations: u32) -> Vec<u8> {
        let mut salted = vec![0; if self.sha_1 { 20 } else { 32 }];
        match self.sha_1 {
            true => pbkdf2::pbkdf2_hmac::<Sha1>(password.as_bytes(), salt, iterations, &mut salted),
            false => {
                pbkdf2::pbkdf2_hmac::<Sha256>(password.as_bytes(), salt, iterations, &mut salted);
            }
        }
        salted
    }

    fn hmac(&self, key: &[u8], text: &str) -> Vec<u8> {
        if self.sha_1 {
            let mac = Hmac::<Sha1>::new_from_slice(key).expect("any length is a key");
            return mac.chain_update(text).finalize().into_bytes().to_vec();
        }
        let mac = Hmac::<Sha256>::new_from_slice(key).expect("any length is a key");
        mac.chain_update(text).finalize().into_bytes().to_vec()
    }
}

/// The examples of RFC 7677 section 3 and RFC 5802 section 5.
#[test]
fn known_exchanges() {
    for (line, [client_first, server_first, client_final], proof, signature) in [
        (
            "AUTH SCRAM-SHA-256",
            [
                "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
                "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p={proof}",
            ],
            "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
        ),
        (
            "AUTH SCRAM-SHA-1",
            [
                "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
                "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
                "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p={proof}",
            ],
            "v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
            "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
        ),
    ] {
        let mut exchange = Exchange::default();
        exchange.begins(line);
        exchange.said(client_first.into());
        exchange.said(server_first.into());
        let last = exchange.filled(client_final, "pencil").expect("a proof");
        assert_eq!(last, client_final.replace("{proof}", proof));
        exchange.said(last);
        let filled = exchange.filled("v={signature}", "pencil");
        assert_eq!(filled.as_deref(), Ok(signature));
    }
}
