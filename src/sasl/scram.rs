//! SCRAM-SHA-256 (RFC 7677) and SCRAM-SHA-1 (RFC 5802), without channel binding. The password is not sent, an eavesdropper
//! has to hash thousands of times for each guess, and the server proves that it knows the password too.
//!
//! ```text
//!   client                                   server
//!   n,,n=USER,r=NONCE            ──────────►
//!                                ◄──────────  r=NONCE+MORE,s=SALT,i=ITERATIONS
//!   c=biws,r=NONCE+MORE,p=PROOF  ──────────►
//!                                ◄──────────  v=SIGNATURE, or e=ERROR
//!   (empty)                      ──────────►
//! ```

mod hash;
pub(crate) mod message;

use super::credentials::Nonce;
use super::explanation::Explanation;
use super::mechanism::{Attempt, Challenge, Mechanism, Problem};
use super::saslprep::saslprep;
use crate::secret::{Parts, Secret};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hash::{Hash, Octets, SHA_1, SHA_256};
use message::{ServerFinal, ServerFirst};

/// The client's first message begins with it: no channel binding, no authorization identity.
const GS2_HEADER: &str = "n,,";

/// SCRAM at work.
struct Scram {
    hash: Hash,
    password: Secret,
    nonce: Nonce,
    /// The client's first message without its header.
    first_bare: String,
    state: State,
}

/// What is due from the server.
enum State {
    /// Its first message.
    First,
    /// Its final message, with this signature.
    Final(Octets),
    /// Nothing: it has proved itself.
    Proved,
    /// Nothing: it has refused.
    Refused(Explanation),
}

/// SCRAM-SHA-256, before its first message.
pub(super) fn scram_sha_256(attempt: &Attempt<'_>, password: &Secret) -> Box<dyn Mechanism> {
    Box::new(Scram::new(SHA_256, attempt, password))
}

/// SCRAM-SHA-1, before its first message.
pub(super) fn scram_sha_1(attempt: &Attempt<'_>, password: &Secret) -> Box<dyn Mechanism> {
    Box::new(Scram::new(SHA_1, attempt, password))
}

impl Mechanism for Scram {
    fn initial_response(&mut self) -> Option<Parts> {
        Some(Parts::public(format!("{GS2_HEADER}{}", self.first_bare)))
    }

    fn respond(&mut self, challenge: Challenge<'_>) -> Result<Parts, Problem> {
        let challenge = challenge.decoded()?;
        let message = std::str::from_utf8(&challenge).map_err(|_| Problem::Malformed)?;
        match &self.state {
            State::First => match ServerFinal::parse(message) {
                // Some servers refuse before the proof.
                Ok(ServerFinal::Error(error)) => Ok(self.refused(error)),
                _ => self.prove(message),
            },
            State::Final(expected) => match ServerFinal::parse(message)? {
                ServerFinal::Error(error) => Ok(self.refused(error)),
                ServerFinal::Signature(signature) if signature == **expected => {
                    self.state = State::Proved;
                    Ok(Parts::default())
                }
                ServerFinal::Signature(_) => Err(Problem::Signature),
            },
            State::Proved | State::Refused(_) => Err(Problem::AfterLastResponse),
        }
    }

    fn server_is_proved(&self) -> bool {
        matches!(self.state, State::Proved)
    }

    fn explanation(&self) -> Option<&Explanation> {
        match &self.state {
            State::Refused(explanation) => Some(explanation),
            State::First | State::Final(_) | State::Proved => None,
        }
    }
}

impl Scram {
    fn new(hash: Hash, attempt: &Attempt<'_>, password: &Secret) -> Self {
        let nonce = attempt.nonce.clone();
        let user = saslname(&saslprep(attempt.user));
        let password = match std::str::from_utf8(password.expose()) {
            Ok(text) => Secret::new(saslprep(text).as_bytes()),
            // SASLprep is defined for text only.
            Err(_) => password.clone(),
        };
        Scram {
            hash,
            password,
            first_bare: format!("n={user},r={}", nonce.as_str()),
            nonce,
            state: State::First,
        }
    }

    /// The response to the server's first message: the proof that we know the password.
    fn prove(&mut self, message: &str) -> Result<Parts, Problem> {
        let first = ServerFirst::parse(message, self.nonce.as_str())?;
        let Hash { h, hmac, hi } = self.hash;
        let binding = STANDARD.encode(GS2_HEADER);
        let without_proof = format!("c={binding},r={}", first.nonce);
        let signed = format!("{},{message},{without_proof}", self.first_bare);
        let salted = hi(self.password.expose(), &first.salt, first.iterations);
        let client_key = hmac(&salted, b"Client Key")?;
        let signature = hmac(&h(&client_key), signed.as_bytes())?;
        let proof: Octets = Octets::new(
            std::iter::zip(&*client_key, &*signature)
                .map(|(key, mask)| key ^ mask)
                .collect(),
        );
        let server_key = hmac(&salted, b"Server Key")?;
        self.state = State::Final(hmac(&server_key, signed.as_bytes())?);
        Ok(Parts::public(format!("{without_proof},p="))
            .and_secret(Secret::new(STANDARD.encode(&*proof))))
    }

    /// The empty response to a refusal. The server's reply to it is the outcome.
    fn refused(&mut self, error: &str) -> Parts {
        self.state = State::Refused(Explanation::scram(error));
        Parts::default()
    }
}

/// A user name as SCRAM and OAUTHBEARER write it (`saslname`, RFC 5802 section 5.1).
pub(super) fn saslname(user: &str) -> String {
    user.replace('=', "=3D").replace(',', "=2C")
}
