//! What a SASL mechanism is: octets in, octets out, without base64 and without lines.

use super::credentials::Nonce;
use super::explanation::Explanation;
use crate::endpoint::Endpoint;
use crate::secret::Parts;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt;

/// One attempt to log in: what a mechanism is made from, beside the proof.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempt<'a> {
    /// The authentication identity.
    pub user: &'a str,
    /// For this attempt alone.
    pub nonce: &'a Nonce,
    /// The server, as it was named by the user.
    pub server: &'a Endpoint,
}

/// One mechanism at work. A response says of each of its parts whether it is secret.
pub(crate) trait Mechanism {
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

    /// Why the server refuses, if it has said so in a challenge.
    fn explanation(&self) -> Option<&Explanation> {
        None
    }
}

/// A challenge as it came: base64, perhaps. A mechanism that ignores its content does not decode it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Challenge<'a>(&'a [u8]);

impl<'a> Challenge<'a> {
    /// The challenge on a line, without the reply code and the line end.
    pub(crate) fn new(line: &'a [u8]) -> Self {
        Challenge(line)
    }

    /// The octets of the challenge.
    ///
    /// # Errors
    /// [`Problem::NotBase64`].
    pub(crate) fn decoded(self) -> Result<Vec<u8>, Problem> {
        STANDARD.decode(self.0).map_err(|_| Problem::NotBase64)
    }
}

/// Why a challenge cannot be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
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
    /// The server's nonce does not begin with ours: its message belongs to another exchange.
    Nonce,
    /// The server asks for fewer or more hash iterations than are accepted.
    Iterations {
        /// The fewest.
        min: u32,
        /// The most.
        max: u32,
    },
    /// The server has not proved that it knows the password: its signature is wrong or missing.
    Signature,
    /// The response is longer than this many octets in base64.
    TooLong(usize),
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
            Problem::Nonce => f.write_str("the server's nonce does not begin with ours"),
            Problem::Iterations { min, max } => {
                write!(f, "the server's iteration count is not from {min} to {max}")
            }
            Problem::Signature => {
                f.write_str("the server has not proved that it knows the password")
            }
            Problem::TooLong(limit) => {
                write!(f, "the response would be longer than {limit} octets")
            }
        }
    }
}
