//! Logins with an OAuth access token: XOAUTH2, which Google invented and Microsoft uses too, and OAUTHBEARER (RFC 7628).
//!
//! One message carries user and token. A server that refuses them says why in a challenge, as JSON; it refuses the
//! login when that has been answered.

use super::explanation::Explanation;
use super::mechanism::{Attempt, Challenge, Mechanism, Problem};
use super::scram::saslname;
use crate::secret::{Parts, Secret};

/// Separates the members of a message.
const SEPARATOR: &str = "\u{1}";

/// A mechanism with a token at work.
struct Bearer {
    message: Parts,
    /// What answers the challenge that refuses the token.
    dummy: &'static str,
    refused: Option<Explanation>,
}

/// XOAUTH2, before its message.
pub(super) fn xoauth2(attempt: &Attempt<'_>, token: &Secret) -> Box<dyn Mechanism> {
    let before = format!("user={}{SEPARATOR}", attempt.user);
    Box::new(Bearer::new(before, token, ""))
}

/// OAUTHBEARER, before its message.
pub(super) fn oauthbearer(attempt: &Attempt<'_>, token: &Secret) -> Box<dyn Mechanism> {
    let user = saslname(attempt.user);
    let (host, port) = (attempt.server.host.for_certificate(), attempt.server.port);
    let before = format!("n,a={user},{SEPARATOR}host={host}{SEPARATOR}port={port}{SEPARATOR}");
    Box::new(Bearer::new(before, token, SEPARATOR))
}

impl Bearer {
    fn new(before: String, token: &Secret, dummy: &'static str) -> Self {
        let message = Parts::public(format!("{before}auth=Bearer "))
            .and_secret(token.clone())
            .and_public(SEPARATOR.repeat(2));
        Bearer {
            message,
            dummy,
            refused: None,
        }
    }
}

impl Mechanism for Bearer {
    fn initial_response(&mut self) -> Option<Parts> {
        Some(self.message.clone())
    }

    fn respond(&mut self, challenge: Challenge<'_>) -> Result<Parts, Problem> {
        let challenge = challenge.decoded()?;
        if self.refused.is_some() {
            return Err(Problem::AfterLastResponse);
        }
        self.refused = Some(Explanation::token(&challenge));
        Ok(Parts::public(self.dummy))
    }

    fn server_is_proved(&self) -> bool {
        true
    }

    fn explanation(&self) -> Option<&Explanation> {
        self.refused.as_ref()
    }
}
