//! What keeps flags and environment from making an account.

use super::password;
use crate::endpoint::Protocol;
use std::fmt;

/// What keeps the flags and the environment from making an account.
#[derive(Debug)]
pub enum Error {
    /// No host is named.
    NoHost(Protocol),
    /// A flag is given an empty value: most often an unset shell variable.
    Empty {
        /// The flag.
        flag: &'static str,
    },
    /// A value holds what no host, user or name can hold.
    Malformed {
        /// What it is.
        what: &'static str,
        /// The value.
        value: String,
        /// What was expected.
        expected: &'static str,
    },
    /// An environment variable has a value that cannot be used.
    Environment {
        /// The variable.
        name: String,
        /// What is wrong with it; never the value of a secret.
        problem: String,
    },
    /// No password could be had.
    Password(password::Error),
    /// A login is needed and no user is named, or `--auth none` forbids it.
    NoUser,
    /// A password is given and nobody to log in with it.
    PasswordWithoutUser,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NoHost(Protocol::Smtp) => {
                f.write_str("no server is named: --host HOST, or MAILCALL_SMTP_HOST")
            }
            Error::NoHost(Protocol::Pop3) => {
                f.write_str("no server is named: --host HOST, or MAILCALL_POP3_HOST")
            }
            Error::Empty { flag } => write!(f, "{flag} is given an empty value"),
            Error::Malformed {
                what,
                value,
                expected,
            } => write!(
                f,
                "{what} \"{}\" is malformed: expected {expected}",
                value.escape_debug()
            ),
            Error::Environment { name, problem } => {
                write!(f, "environment variable {name}: {problem}")
            }
            Error::Password(error) => write!(f, "{error}"),
            Error::PasswordWithoutUser => {
                f.write_str("a password is given, and nobody to log in with it: --user USER, or MAILCALL_USER")
            }
            Error::NoUser => f.write_str(
                "a maildrop needs a login, and no user is named: --user USER, or MAILCALL_USER (and not --auth none)",
            ),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Password(error) => error.source(),
            _ => None,
        }
    }
}

impl From<password::Error> for Error {
    fn from(error: password::Error) -> Self {
        Error::Password(error)
    }
}
