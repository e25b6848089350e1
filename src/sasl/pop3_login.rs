//! The two ways to log in that only POP3 has (RFC 1939 section 7). They are not SASL mechanisms, but the choice of a
//! method and the rules for clear connections treat them alike.

use super::exchange::Authenticated;
use super::hexadecimal::hexadecimal;
use crate::secret::Secret;
use md5::{Digest, Md5};

/// APOP: a digest of the greeting's timestamp and the password. Whoever has seen both can guess the password offline.
#[derive(Debug)]
pub(crate) struct Apop {
    /// The name of the maildrop.
    pub user: String,
    password: Secret,
}

/// USER and PASS.
#[derive(Debug)]
pub(crate) struct UserAndPass {
    /// The name of the maildrop.
    pub user: String,
    /// The argument of PASS.
    pub password: Secret,
}

impl Apop {
    pub(super) fn new(user: &str, password: &Secret) -> Self {
        Apop {
            user: user.to_owned(),
            password: password.clone(),
        }
    }

    /// The second argument of APOP. The timestamp includes its angle brackets.
    pub(crate) fn digest(&self, timestamp: &str) -> Secret {
        let mut md5 = Md5::new();
        md5.update(timestamp);
        md5.update(self.password.expose());
        Secret::new(hexadecimal(&md5.finalize()))
    }

    /// The login, after +OK.
    pub(crate) fn finish(self) -> Authenticated {
        Authenticated::without_server_proof()
    }
}

impl UserAndPass {
    pub(super) fn new(user: &str, password: &Secret) -> Self {
        UserAndPass {
            user: user.to_owned(),
            password: password.clone(),
        }
    }

    /// The login, after PASS's +OK.
    pub(crate) fn finish(self) -> Authenticated {
        Authenticated::without_server_proof()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_1939() {
        let apop = Apop::new("mrose", &Secret::new("tanstaaf"));
        assert_eq!(
            apop.digest("<1896.697170952@dbc.mtview.ca.us>").expose(),
            b"c4c9334bac560ecc979e58001b3e22fb"
        );
    }
}
