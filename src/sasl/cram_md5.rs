//! CRAM-MD5 (RFC 2195): the password is not sent, but whoever has seen challenge and response can guess it offline.

use super::hexadecimal::hexadecimal;
use super::mechanism::{Attempt, Challenge, Mechanism, Problem};
use crate::secret::{Parts, Secret};
use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;

/// CRAM-MD5 at work.
struct CramMd5 {
    user: String,
    /// Taken by the one response.
    password: Option<Secret>,
}

/// CRAM-MD5, before the challenge.
pub(super) fn cram_md5(attempt: &Attempt<'_>, password: &Secret) -> Box<dyn Mechanism> {
    Box::new(CramMd5 {
        user: attempt.user.to_owned(),
        password: Some(password.clone()),
    })
}

impl Mechanism for CramMd5 {
    fn initial_response(&mut self) -> Option<Parts> {
        None
    }

    fn respond(&mut self, challenge: Challenge<'_>) -> Result<Parts, Problem> {
        let challenge = challenge.decoded()?;
        let password = self.password.take().ok_or(Problem::AfterLastResponse)?;
        if challenge.is_empty() {
            return Err(Problem::Malformed);
        }
        let mut mac = Hmac::<Md5>::new_from_slice(password.expose()).map_err(|_| Problem::Key)?;
        mac.update(&challenge);
        let digest = hexadecimal(&mac.finalize().into_bytes());
        Ok(Parts::public(format!("{} ", self.user)).and_secret(Secret::new(digest)))
    }

    fn server_is_proved(&self) -> bool {
        true
    }
}
