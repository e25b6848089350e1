//! PLAIN (RFC 4616): one message, `NUL user NUL password` in UTF-8.

use super::{Credentials, Error, Mechanism};
use crate::secret::Secret;
use zeroize::Zeroizing;

/// PLAIN at work.
#[derive(Debug)]
pub struct Plain {
    message: Secret,
}

impl Plain {
    /// Without an authorization identity: the server derives it.
    pub fn new(credentials: &Credentials) -> Self {
        let mut message = Zeroizing::new(vec![0]);
        message.extend_from_slice(credentials.user().as_bytes());
        message.push(0);
        message.extend_from_slice(credentials.password().expose());
        Plain {
            message: Secret::new(message.to_vec()),
        }
    }
}

impl Mechanism for Plain {
    fn initial_response(&mut self) -> Option<Secret> {
        Some(self.message.clone())
    }

    fn respond(&mut self, _challenge: &[u8]) -> Result<Secret, Error> {
        Err(Error::Challenge {
            problem: "the server asked on after PLAIN had said all",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_user_and_password_between_nuls() {
        let mut plain = Plain::new(&Credentials::new(
            "tim".into(),
            Secret::new("tanstaaftanstaaf"),
        ));
        assert_eq!(
            plain.initial_response().expect("one").expose(),
            b"\0tim\0tanstaaftanstaaf"
        );
        assert!(plain.respond(b"").is_err());
    }
}
