//! A failure of the maildrop, whatever protocol is behind it.

mod kind;
mod pop3;

pub(crate) use kind::{Kind, ServerWords};

use crate::wire;
use std::{fmt, io};

/// A failure of the maildrop. Opaque: it answers questions, so that a protocol can be added without a change above.
#[derive(Debug)]
pub(crate) struct Error(Cause);

#[derive(Debug)]
enum Cause {
    /// Messages that were named are not there.
    NoSuchMessage(Vec<u32>),
    /// The content of a message could not be read, and the protocol did not say why.
    Content(wire::Error),
    Pop3(crate::pop3::Error),
}

impl Error {
    /// Messages that were named are not there.
    pub(crate) fn no_such_message(numbers: Vec<u32>) -> Self {
        Error(Cause::NoSuchMessage(numbers))
    }

    /// The error of reading an [`Incoming`](super::Incoming)'s content, back as what it is.
    pub(crate) fn of_content(error: io::Error) -> Self {
        error.downcast::<Error>().unwrap_or_else(|source| {
            Error(Cause::Content(wire::Error::Io {
                phase: crate::timeout::Phase::Content,
                source,
            }))
        })
    }

    /// What kind of failure it is.
    pub(crate) fn kind(&self) -> Kind<'_> {
        match &self.0 {
            Cause::NoSuchMessage(_) => Kind::NoSuchMessage,
            Cause::Content(error) => Kind::Wire(error),
            Cause::Pop3(error) => pop3::kind(error),
        }
    }

    /// The step of the session, by its name in errors and JSON.
    pub(crate) fn stage(&self) -> Option<&'static str> {
        match &self.0 {
            Cause::NoSuchMessage(_) | Cause::Content(_) => None,
            Cause::Pop3(error) => Some(error.stage().name()),
        }
    }

    /// Whether the server refused the login. The text of such an error is the server's words alone.
    pub(crate) fn is_login_refusal(&self) -> bool {
        match &self.0 {
            Cause::NoSuchMessage(_) | Cause::Content(_) => false,
            Cause::Pop3(error) => error.is_login_refusal(),
        }
    }

    /// What the server said when it refused. Hostile until escaped.
    pub(crate) fn server_words(&self) -> Option<ServerWords> {
        match &self.0 {
            Cause::NoSuchMessage(_) | Cause::Content(_) => None,
            Cause::Pop3(error) => pop3::server_words(error),
        }
    }

    /// The messages that were named and are not there, if that is the failure.
    pub(crate) fn no_such_messages(&self) -> Option<&[u32]> {
        match &self.0 {
            Cause::NoSuchMessage(numbers) => Some(numbers),
            Cause::Content(_) | Cause::Pop3(_) => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Cause::NoSuchMessage(numbers) => {
                let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
                write!(f, "no such message: {}", numbers.join(", "))
            }
            Cause::Content(error) => fmt::Display::fmt(error, f),
            Cause::Pop3(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl std::error::Error for Error {
    /// The protocol's error is not a source but what this one consists of: its text is this one's text.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Cause::NoSuchMessage(_) => None,
            Cause::Content(error) => error.source(),
            Cause::Pop3(error) => error.source(),
        }
    }
}

impl From<crate::pop3::Error> for Error {
    fn from(error: crate::pop3::Error) -> Self {
        Error(Cause::Pop3(error))
    }
}
