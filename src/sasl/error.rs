//! Why no login was made, other than by the server's refusal.

use super::mechanism::Problem;
use super::method::{Exposure, Method, Preference};
use std::fmt;

/// Why no login was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The server offers no method that was asked for and that works with the proof at hand.
    NotOffered {
        /// What the server offers, in its words.
        offered: String,
        /// What was asked for.
        asked: Preference,
    },
    /// The connection is not encrypted, and the method would expose the password.
    ClearText {
        /// The method that would have been used.
        method: Method,
    },
    /// A challenge could not be answered, and the exchange was cancelled.
    Challenge {
        /// The mechanism.
        method: Method,
        /// What was wrong.
        problem: Problem,
    },
    /// The server reported success and has not proved that it knows the password.
    ServerNotProved {
        /// The mechanism.
        method: Method,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NotOffered { offered, asked } => not_offered(f, offered, asked),
            Error::ClearText { method } => {
                let name = method.wire_name();
                match method.exposure() {
                    Exposure::Secret => write!(f, "{name} would send the password readable")?,
                    Exposure::Guessable | Exposure::Little => {
                        write!(f, "{name} would let others guess the password")?;
                    }
                }
                f.write_str(": the connection is not encrypted")
            }
            Error::Challenge { method, problem } => {
                write!(f, "AUTH {} was cancelled: {problem}", method.wire_name())
            }
            Error::ServerNotProved { method } => write!(
                f,
                "the server accepted AUTH {} without proving that it knows the password",
                method.wire_name()
            ),
        }
    }
}

fn not_offered(f: &mut fmt::Formatter<'_>, offered: &str, asked: &Preference) -> fmt::Result {
    match asked {
        Preference::Auto => {
            f.write_str("the server offers no login method that mailcall supports")?
        }
        Preference::Listed(methods) => {
            let names: Vec<_> = methods.iter().map(|method| method.option_name()).collect();
            let names = names.join(", ");
            write!(f, "the server does not offer the login asked for ({names})")?;
        }
    }
    if offered.is_empty() {
        return Ok(());
    }
    write!(f, "; it offers {}", offered.escape_debug())?;
    if *asked == Preference::Auto {
        let supported = Method::ALL.map(Method::wire_name).join(", ");
        write!(f, "; supported are {supported}")?;
    }
    Ok(())
}

impl std::error::Error for Error {}
