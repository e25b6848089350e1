//! CRAM-MD5 (RFC 2195) and its older sister APOP (RFC 1939 section 7): the password is never sent, but whoever saw
//! challenge and answer can guess it at leisure.

use super::{Credentials, Error, Mechanism};
use crate::secret::Secret;
use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};

/// CRAM-MD5 at work.
#[derive(Debug)]
pub struct CramMd5 {
    credentials: Credentials,
    answered: bool,
}

impl CramMd5 {
    /// Nothing said yet.
    pub fn new(credentials: &Credentials) -> Self {
        CramMd5 {
            credentials: credentials.clone(),
            answered: false,
        }
    }
}

impl Mechanism for CramMd5 {
    fn initial_response(&mut self) -> Option<Secret> {
        None
    }

    fn respond(&mut self, challenge: &[u8]) -> Result<Secret, Error> {
        if std::mem::replace(&mut self.answered, true) {
            return Err(Error::Challenge {
                problem: "the server sent a second CRAM-MD5 challenge",
            });
        }
        if challenge.is_empty() {
            return Err(Error::Challenge {
                problem: "the server sent an empty CRAM-MD5 challenge",
            });
        }
        let Ok(mut mac) = Hmac::<Md5>::new_from_slice(self.credentials.password().expose()) else {
            return Err(Error::Challenge {
                problem: "the password cannot be a key",
            });
        };
        mac.update(challenge);
        let digest = hex(&mac.finalize().into_bytes());
        Ok(Secret::new(format!("{} {digest}", self.credentials.user())))
    }
}

/// The argument of APOP after the user: the digest of the greeting's timestamp, angle brackets included, and the
/// password.
pub fn apop_digest(timestamp: &[u8], password: &Secret) -> Secret {
    let mut md5 = Md5::new();
    md5.update(timestamp);
    md5.update(password.expose());
    Secret::new(hex(&md5.finalize()))
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_2195() {
        let mut cram = CramMd5::new(&Credentials::new(
            "tim".into(),
            Secret::new("tanstaaftanstaaf"),
        ));
        assert!(cram.initial_response().is_none());
        let response = cram
            .respond(b"<1896.697170952@postoffice.reston.mci.net>")
            .expect("a response");
        assert_eq!(response.expose(), b"tim b913a602c7eda7a495b4e6e7334d3890");
        assert!(cram.respond(b"<again>").is_err());
    }

    #[test]
    fn the_example_of_rfc_1939() {
        let digest = apop_digest(
            b"<1896.697170952@dbc.mtview.ca.us>",
            &Secret::new("tanstaaf"),
        );
        assert_eq!(digest.expose(), b"c4c9334bac560ecc979e58001b3e22fb");
    }
}
