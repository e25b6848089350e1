//! LOGIN (draft-murchison-sasl-login): user, then password, each in base64. The server speaks first.

use super::mechanism::{Attempt, Challenge, Mechanism, Problem};
use crate::secret::{Parts, Secret};

/// LOGIN at work: the responses still to send.
struct Login {
    responses: std::vec::IntoIter<Parts>,
}

/// LOGIN, before the first challenge.
pub(super) fn login(attempt: &Attempt<'_>, password: &Secret) -> Box<dyn Mechanism> {
    let responses = vec![Parts::public(attempt.user), Parts::secret(password.clone())];
    Box::new(Login {
        responses: responses.into_iter(),
    })
}

impl Mechanism for Login {
    fn initial_response(&mut self) -> Option<Parts> {
        None
    }

    /// The challenge is a prompt. Its text is ignored, since servers word it differently and some do not encode it.
    fn respond(&mut self, _prompt: Challenge<'_>) -> Result<Parts, Problem> {
        self.responses.next().ok_or(Problem::AfterLastResponse)
    }

    fn server_is_proved(&self) -> bool {
        true
    }
}
