//! Why no login was made, other than by the server's refusal.

use super::mechanism::Problem;
use super::method::{Exposure, Method, Preference};
use std::fmt;

/// Why no login was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Error {
    /// The server offers no method that was asked for and that works with the proof at hand.
    NotOffered {
        /// What the server offers, in its words.
        offered: String,
        /// What was asked for.
        asked: Preference,
        /// The server offers a method that works with a token.
        token_offered: bool,
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
            Error::NotOffered { offered, asked, .. } => not_offered(f, offered, asked),
            Error::ClearText { method } => {
                let name = method.wire_name();
                match method.exposure() {
                    Exposure::Nothing => write!(f, "{name} needs a TLS connection")?,
                    Exposure::Secret => {
                        write!(f, "{name} would send the {} in clear text", method.proof())?;
                    }
                    Exposure::Guessable | Exposure::Little => {
                        write!(f, "{name} would let an eavesdropper guess the password")?;
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
        let supported = Method::automatic(true).into_iter().map(Method::wire_name);
        let supported: Vec<_> = supported.collect();
        write!(f, "; supported are {}", supported.join(", "))?;
    }
    Ok(())
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_says_what_happened_and_to_which_method() {
        for (error, expected) in [
            (
                Error::ClearText {
                    method: Method::Plain,
                },
                "PLAIN would send the password in clear text: the connection is not encrypted",
            ),
            (
                Error::ClearText {
                    method: Method::Apop,
                },
                "APOP would let an eavesdropper guess the password: the connection is not encrypted",
            ),
            (
                Error::ClearText {
                    method: Method::Xoauth2,
                },
                "XOAUTH2 would send the token in clear text: the connection is not encrypted",
            ),
            (
                Error::ClearText {
                    method: Method::External,
                },
                "EXTERNAL needs a TLS connection: the connection is not encrypted",
            ),
            (
                Error::Challenge {
                    method: Method::CramMd5,
                    problem: Problem::Malformed,
                },
                "AUTH CRAM-MD5 was cancelled: the server's challenge is malformed",
            ),
            (
                Error::Challenge {
                    method: Method::Login,
                    problem: Problem::TooMany(10),
                },
                "AUTH LOGIN was cancelled: the server sent more than 10 challenges",
            ),
            (
                Error::ServerNotProved {
                    method: Method::ScramSha256,
                },
                "the server accepted AUTH SCRAM-SHA-256 without proving that it knows the password",
            ),
            (
                Error::NotOffered {
                    offered: "X-\u{1b}".into(),
                    asked: Preference::Listed(vec![Method::User, Method::Apop]),
                    token_offered: false,
                },
                "the server does not offer the login asked for (user, apop); it offers X-\\u{1b}",
            ),
        ] {
            assert_eq!(error.to_string(), expected);
        }
    }
}
