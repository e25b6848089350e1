//! A setting that somebody gave: where, and its value or what is wrong with it.

use super::origin::{Origin, Sourced};
use crate::address::AddressError;
use crate::address::unseen::shown;
use std::fmt;
use std::path::{Path, PathBuf};

/// A setting that may be given or not.
pub(crate) type Setting<T> = Option<Given<T>>;

/// A setting that somebody gave. A malformed value is kept as its problem, which is an error only when no other place
/// goes before this one: `--port 25` works whatever `MAILCALL_SMTP_PORT` contains.
#[derive(Clone, Debug)]
pub(crate) struct Given<T> {
    /// Where.
    pub origin: Origin,
    /// The value, or why it cannot be used.
    pub value: Result<T, Problem>,
}

impl<T> Given<T> {
    /// A value that is known to be usable.
    pub(crate) fn new(origin: Origin, value: T) -> Self {
        Given {
            origin,
            value: Ok(value),
        }
    }

    /// A value read from text, which must not be empty: most often that is an unset shell variable.
    pub(crate) fn read(
        origin: Origin,
        text: &str,
        parse: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Self {
        let value = match text.is_empty() {
            true => Err(Problem::Empty),
            false => parse(text),
        };
        Given { origin, value }
    }

    /// The same with another value.
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Given<U> {
        Given {
            origin: self.origin,
            value: self.value.map(change),
        }
    }

    /// The value with its origin.
    ///
    /// # Errors
    /// The origin and what is wrong there.
    pub(crate) fn get(self) -> Result<Sourced<T>, (Origin, Problem)> {
        match self.value {
            Ok(value) => Ok(Sourced::new(value, self.origin)),
            Err(problem) => Err((self.origin, problem)),
        }
    }
}

impl Given<PathBuf> {
    /// A path, which must not be empty.
    pub(crate) fn path(origin: Origin, path: &Path) -> Self {
        let value = match path.as_os_str().is_empty() {
            true => Err(Problem::Empty),
            false => Ok(path.to_owned()),
        };
        Given { origin, value }
    }
}

/// Why a value cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// It is empty.
    Empty,
    /// It is not UTF-8.
    NotUtf8,
    /// It is malformed.
    Malformed {
        /// The value; `None` when it may contain a password.
        shown: Option<String>,
        /// What was expected, in words that begin with "expected" or name the part that is wrong.
        expected: String,
    },
    /// A flag's value that holds a password.
    PasswordInFlag,
    /// It is not the address of one mailbox.
    Address(AddressError),
}

impl Problem {
    /// A malformed value that may be shown.
    pub(crate) fn malformed(value: &str, expected: impl Into<String>) -> Self {
        Problem::Malformed {
            shown: Some(value.to_owned()),
            expected: expected.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Empty => f.write_str("it is empty"),
            Problem::NotUtf8 => f.write_str("it is not UTF-8"),
            Problem::Malformed {
                shown: Some(value),
                expected,
            } => write!(
                f,
                "\"{}\": {expected}",
                value.chars().flat_map(shown).collect::<String>()
            ),
            Problem::Malformed {
                shown: None,
                expected,
            } => write!(
                f,
                "{expected} (the value is not shown: it may contain a password)"
            ),
            Problem::PasswordInFlag => f.write_str(
                "a flag cannot hold a password, because every process can read it; MAILCALL_PROXY and the key proxy can (the value is not shown)",
            ),
            Problem::Address(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for Problem {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Problem::Address(error) => error.source(),
            Problem::Empty
            | Problem::NotUtf8
            | Problem::Malformed { .. }
            | Problem::PasswordInFlag => None,
        }
    }
}
