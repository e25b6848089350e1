//! LOGIN, the hand-typed one (draft-murchison-sasl-login): user, then password. The server speaks first and its
//! prompts are ignored, since no two servers word them alike.

use super::{Credentials, Error, Mechanism};
use crate::secret::Secret;

/// LOGIN at work.
#[derive(Debug)]
pub struct Login {
    credentials: Credentials,
    answered: u8,
}

impl Login {
    /// Nothing said yet.
    pub fn new(credentials: &Credentials) -> Self {
        Login {
            credentials: credentials.clone(),
            answered: 0,
        }
    }
}

impl Mechanism for Login {
    fn initial_response(&mut self) -> Option<Secret> {
        None
    }

    fn respond(&mut self, _prompt: &[u8]) -> Result<Secret, Error> {
        self.answered += 1;
        match self.answered {
            1 => Ok(Secret::new(self.credentials.user())),
            2 => Ok(self.credentials.password().clone()),
            _ => Err(Error::Challenge {
                problem: "the server asked on after LOGIN had said user and password",
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_user_then_password_whatever_the_prompt() {
        let mut login = Login::new(&Credentials::new("u".into(), Secret::new("p")));
        assert!(login.initial_response().is_none());
        assert_eq!(login.respond(b"Username:").expect("user").expose(), b"u");
        assert_eq!(login.respond(b"").expect("password").expose(), b"p");
        assert!(login.respond(b"Password:").is_err());
    }
}
