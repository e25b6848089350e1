//! EXTERNAL (RFC 4422 appendix A): the client certificate of the TLS connection says who logs in.

use super::mechanism::{Attempt, Challenge, Mechanism, Problem};
use crate::secret::Parts;

/// EXTERNAL at work.
struct External {
    /// Empty if the server derives the user from the certificate.
    authorization_identity: String,
}

/// EXTERNAL, before its message.
pub(super) fn external(attempt: &Attempt<'_>) -> Box<dyn Mechanism> {
    Box::new(External {
        authorization_identity: attempt.user.to_owned(),
    })
}

impl Mechanism for External {
    fn initial_response(&mut self) -> Option<Parts> {
        Some(Parts::public(self.authorization_identity.as_str()))
    }

    fn respond(&mut self, challenge: Challenge<'_>) -> Result<Parts, Problem> {
        challenge.decoded()?;
        Err(Problem::AfterLastResponse)
    }

    fn server_is_proved(&self) -> bool {
        true
    }
}
