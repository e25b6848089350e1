//! What a SASL mechanism is: octets in, octets out, without base64 and without lines.

use crate::secret::Parts;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt;

/// One mechanism at work. A response says of each of its parts whether it is secret.
pub trait Mechanism {
    /// The initial response, for mechanisms in which the client speaks first.
    fn initial_response(&mut self) -> Option<Parts>;

    /// The response to a challenge.
    ///
    /// # Errors
    /// [`Problem`]: the challenge cannot be answered, and the exchange is to be cancelled.
    fn respond(&mut self, challenge: Challenge<'_>) -> Result<Parts, Problem>;

    /// Whether the server may be believed when it reports success: `false` if the mechanism makes the server prove its
    /// identity and the server has not done so.
    fn server_is_proved(&self) -> bool;
}

/// A challenge as it came: base64, perhaps. A mechanism that ignores its content does not decode it.
#[derive(Clone, Copy, Debug)]
pub struct Challenge<'a>(&'a [u8]);

impl<'a> Challenge<'a> {
    /// The challenge on a line, without the reply code and the line end.
    pub fn new(line: &'a [u8]) -> Self {
        Challenge(line)
    }

    /// The octets of the challenge.
    ///
    /// # Errors
    /// [`Problem::NotBase64`].
    pub fn decoded(self) -> Result<Vec<u8>, Problem> {
        STANDARD.decode(self.0).map_err(|_| Problem::NotBase64)
    }
}

/// Why a challenge cannot be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The challenge is not base64, and the mechanism needs its content.
    NotBase64,
    /// The content does not follow the mechanism's rules.
    Malformed,
    /// The mechanism has already sent its last response.
    AfterLastResponse,
    /// The server has sent this many challenges, and one more.
    TooMany(usize),
    /// The password cannot be a key.
    Key,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::NotBase64 => f.write_str("the server's challenge is not base64"),
            Problem::Malformed => f.write_str("the server's challenge is malformed"),
            Problem::AfterLastResponse => {
                f.write_str("the server sent a challenge after the last response")
            }
            Problem::TooMany(limit) => write!(f, "the server sent more than {limit} challenges"),
            Problem::Key => f.write_str("the password cannot be used as a key"),
        }
    }
}
