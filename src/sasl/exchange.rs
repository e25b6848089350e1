//! The base64 conversation around a mechanism, the same after SMTP's 334 and POP3's `+`.

use super::{Error, Mechanism};
use crate::secret::Secret;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// No mechanism known here asks more than twice; a server that goes on asking is not one to go on answering.
const MAX_CHALLENGES: usize = 10;

/// A login under way. Lines in and out are base64, without CRLF.
pub struct Exchange {
    mechanism: Box<dyn Mechanism>,
    challenges: usize,
    /// The last word of the last response: in CRAM-MD5 the digest, which a server's echo must not show either.
    proof: Option<Secret>,
}

impl Exchange {
    /// Begins with a mechanism that has said nothing yet.
    pub fn new(mechanism: Box<dyn Mechanism>) -> Self {
        Exchange {
            mechanism,
            challenges: 0,
            proof: None,
        }
    }

    /// The initial response for the AUTH line, `=` when it is there but empty (RFC 4954 section 4).
    pub fn initial_response(&mut self) -> Option<Secret> {
        self.mechanism
            .initial_response()
            .map(|response| match response.is_empty() {
                true => Secret::new("="),
                false => encode(&response),
            })
    }

    /// The line that answers a challenge line.
    ///
    /// # Errors
    /// [`Error::Challenge`]: the exchange is to be cancelled with `*` and the server's reply to that read.
    pub fn respond(&mut self, challenge: &[u8]) -> Result<Secret, Error> {
        self.challenges += 1;
        if self.challenges > MAX_CHALLENGES {
            return Err(Error::Challenge {
                problem: "the server does not stop asking",
            });
        }
        let challenge = STANDARD.decode(challenge).map_err(|_| Error::Challenge {
            problem: "the server's challenge is not base64",
        })?;
        let response = self.mechanism.respond(&challenge)?;
        let mut words = response.expose().rsplitn(2, |octet| *octet == b' ');
        let last = words.next();
        self.proof = last.filter(|_| words.next().is_some()).map(Secret::new);
        Ok(encode(&response))
    }

    /// What the last response proves the password with, where it is not the password itself.
    pub fn proof(&self) -> Option<&Secret> {
        self.proof.as_ref()
    }
}

impl std::fmt::Debug for Exchange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Exchange({} challenges)", self.challenges)
    }
}

fn encode(response: &Secret) -> Secret {
    Secret::new(STANDARD.encode(response.expose()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sasl::{Credentials, Login, Plain};

    fn credentials() -> Credentials {
        Credentials::new("tim".into(), Secret::new("secret"))
    }

    #[test]
    fn base64_both_ways() {
        let mut exchange = Exchange::new(Box::new(Plain::new(&credentials())));
        assert_eq!(
            exchange.initial_response().expect("one").expose(),
            b"AHRpbQBzZWNyZXQ="
        );
        let mut exchange = Exchange::new(Box::new(Login::new(&credentials())));
        assert!(exchange.initial_response().is_none());
        assert_eq!(
            exchange.respond(b"VXNlcm5hbWU6").expect("user").expose(),
            b"dGlt"
        );
        assert!(matches!(
            exchange.respond(b"Password:"),
            Err(Error::Challenge { .. })
        ));
    }

    #[test]
    fn endless_challenges_end() {
        struct Patient;
        impl Mechanism for Patient {
            fn initial_response(&mut self) -> Option<Secret> {
                None
            }
            fn respond(&mut self, _: &[u8]) -> Result<Secret, Error> {
                Ok(Secret::new(""))
            }
        }
        let mut exchange = Exchange::new(Box::new(Patient));
        let answered = (0..100)
            .take_while(|_| exchange.respond(b"").is_ok())
            .count();
        assert_eq!(answered, MAX_CHALLENGES);
    }
}
