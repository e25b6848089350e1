//! What can go wrong with a maildrop.

use crate::pop3;
use std::fmt;

/// A failure of the maildrop.
#[derive(Debug)]
pub enum Error {
    /// The session failed or was refused something.
    Session(pop3::Error),
    /// Messages that were named are not there.
    NoSuchMessage(Vec<u32>),
}

impl Error {
    /// Whether the server cannot give header fields alone.
    pub fn is_without_headers(&self) -> bool {
        matches!(self, Error::Session(pop3::Error::NoTop))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Session(source) => write!(f, "{source}"),
            Error::NoSuchMessage(numbers) => {
                let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
                write!(f, "no such message: {}", numbers.join(", "))
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Session(source) => Some(source),
            Error::NoSuchMessage(_) => None,
        }
    }
}

impl From<pop3::Error> for Error {
    fn from(source: pop3::Error) -> Self {
        Error::Session(source)
    }
}
