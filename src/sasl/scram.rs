//! SCRAM-SHA-256 (RFC 5802, RFC 7677), for tests only: the mechanism in which the server has to prove itself.

use super::credentials::Nonce;
use super::mechanism::{Challenge, Mechanism, Problem};
use crate::secret::{Parts, Secret};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// Hash iterations that are accepted: RFC 7677 section 4 asks for at least 4096; the upper bound is some seconds of work.
const ITERATIONS: std::ops::RangeInclusive<u32> = 4096..=1_000_000;

/// The client's first message is sent without channel binding.
const GS2_HEADER: &str = "n,,";

struct Scram {
    password: Secret,
    nonce: String,
    first_bare: String,
    state: State,
}

enum State {
    /// The server's first message is due.
    First,
    /// The server's final message is due, with this signature.
    Final([u8; 32]),
    /// The server has sent its final message.
    Done { proved: bool },
}

pub(super) fn scram_sha_256(user: &str, password: &Secret, nonce: &Nonce) -> Box<dyn Mechanism> {
    let nonce = nonce.as_str().to_owned();
    let user = user.replace('=', "=3D").replace(',', "=2C");
    Box::new(Scram {
        password: password.clone(),
        first_bare: format!("n={user},r={nonce}"),
        nonce,
        state: State::First,
    })
}

impl Mechanism for Scram {
    fn initial_response(&mut self) -> Option<Parts> {
        Some(Parts::public(format!("{GS2_HEADER}{}", self.first_bare)))
    }

    fn respond(&mut self, challenge: Challenge<'_>) -> Result<Parts, Problem> {
        let challenge = challenge.decoded()?;
        let message = std::str::from_utf8(&challenge).map_err(|_| Problem::Malformed)?;
        match self.state {
            State::First => self.respond_to_first(message),
            State::Final(signature) => {
                let sent = message.strip_prefix("v=").map(|text| STANDARD.decode(text));
                let proved = sent == Some(Ok(signature.to_vec()));
                self.state = State::Done { proved };
                Ok(Parts::default())
            }
            State::Done { .. } => Err(Problem::AfterLastResponse),
        }
    }

    fn server_is_proved(&self) -> bool {
        matches!(self.state, State::Done { proved: true })
    }
}

impl Scram {
    fn respond_to_first(&mut self, message: &str) -> Result<Parts, Problem> {
        let mut attributes = message.split(',').map(|field| field.split_once('='));
        let mut attribute = |name: &str| match attributes.next() {
            Some(Some((found, value))) if found == name => Ok(value),
            _ => Err(Problem::Malformed),
        };
        let nonce = attribute("r")?;
        let salt = attribute("s")?;
        let iterations = attribute("i")?;
        let salt = STANDARD.decode(salt).map_err(|_| Problem::Malformed)?;
        let iterations: u32 = iterations.parse().map_err(|_| Problem::Malformed)?;
        let continues_ours = nonce.len() > self.nonce.len() && nonce.starts_with(&self.nonce);
        if !continues_ours || !ITERATIONS.contains(&iterations) {
            return Err(Problem::Malformed);
        }
        let binding = STANDARD.encode(GS2_HEADER);
        let without_proof = format!("c={binding},r={nonce}");
        let signed = format!("{},{message},{without_proof}", self.first_bare);
        let salted = salted(self.password.expose(), &salt, iterations);
        let client_key = hmac(&salted, b"Client Key");
        let stored_key: [u8; 32] = Sha256::digest(client_key).into();
        let signature = hmac(&stored_key, signed.as_bytes());
        let proof: Vec<u8> = std::iter::zip(client_key, signature)
            .map(|(key, mask)| key ^ mask)
            .collect();
        let server_key = hmac(&salted, b"Server Key");
        self.state = State::Final(hmac(&server_key, signed.as_bytes()));
        Ok(Parts::public(format!("{without_proof},p="))
            .and_secret(Secret::new(STANDARD.encode(proof))))
    }
}

fn hmac(key: &[u8], text: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length is a key");
    mac.update(text);
    mac.finalize().into_bytes().into()
}

/// PBKDF2 with one block (RFC 5802 section 2.2: `Hi`).
fn salted(password: &[u8], salt: &[u8], iterations: u32) -> [u8; 32] {
    let mut block = hmac(password, &[salt, &1u32.to_be_bytes()].concat());
    let mut result = block;
    for _ in 1..iterations {
        block = hmac(password, &block);
        std::iter::zip(&mut result, block).for_each(|(sum, octet)| *sum ^= octet);
    }
    result
}
