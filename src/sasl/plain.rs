//! PLAIN (RFC 4616): one message, `NUL user NUL password` in UTF-8.

use super::mechanism::{Attempt, Challenge, Mechanism, Problem};
use crate::secret::{Parts, Secret};

/// PLAIN at work.
struct Plain {
    message: Parts,
}

/// PLAIN, before its message. There is no authorization identity: the server derives it.
pub(super) fn plain(attempt: &Attempt<'_>, password: &Secret) -> Box<dyn Mechanism> {
    let message = Parts::public(format!("\0{}\0", attempt.user)).and_secret(password.clone());
    Box::new(Plain { message })
}

impl Mechanism for Plain {
    fn initial_response(&mut self) -> Option<Parts> {
        Some(self.message.clone())
    }

    fn respond(&mut self, challenge: Challenge<'_>) -> Result<Parts, Problem> {
        // PLAIN answers no challenge. One that is not base64 is reported as such: it may be text for people.
        challenge.decoded()?;
        Err(Problem::AfterLastResponse)
    }

    fn server_is_proved(&self) -> bool {
        true
    }
}
