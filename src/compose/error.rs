//! Why a message cannot be made.

use crate::address::AddressError;
use crate::message;
use crate::message::Fault;
use std::fmt;

/// A draft that cannot become a message.
#[derive(Debug)]
pub enum Error {
    /// A control character where none may stand.
    Control {
        /// Which value, as in `the subject`.
        what: String,
        /// The value, to be shown escaped.
        value: String,
    },
    /// A value that does not have its form.
    Malformed {
        /// Which value.
        what: String,
        /// The value, to be shown escaped.
        value: String,
        /// What it should be.
        expected: &'static str,
    },
    /// A field of `--header` that another flag sets.
    Reserved {
        /// The field's name.
        name: String,
        /// What to do instead.
        instead: &'static str,
    },
    /// No charset has this name.
    UnknownCharset(String),
    /// Octets that are not text of the charset.
    Undecodable {
        /// The file as the user named it.
        file: String,
        /// The charset.
        charset: &'static str,
        /// Where they begin, counted from 0.
        offset: u64,
    },
    /// A header field that cannot be folded to lines that mail allows.
    Unfoldable(String),
    /// An address in the message.
    Address(AddressError),
    /// A part cannot be read or kept.
    Message(message::Error),
}

impl Error {
    /// Whose fault it is.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Reserved { .. } | Self::UnknownCharset(_) => Fault::Usage,
            Self::Control { .. }
            | Self::Malformed { .. }
            | Self::Undecodable { .. }
            | Self::Unfoldable(_)
            | Self::Address(_) => Fault::Data,
            Self::Message(error) => error.fault(),
        }
    }
}

/// Refuses control characters, C1 and DEL among them, wherever they came from.
///
/// # Errors
/// [`Error::Control`] naming `what`.
pub fn without_controls(what: &str, value: &str) -> Result<(), Error> {
    if value.chars().any(char::is_control) {
        return Err(Error::Control {
            what: what.to_owned(),
            value: value.to_owned(),
        });
    }
    Ok(())
}

/// At most this many characters of a value are repeated.
const SHOWN_CHARACTERS: usize = 120;

struct Shown<'a>(&'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut characters = self.0.chars();
        for c in characters.by_ref().take(SHOWN_CHARACTERS) {
            write!(f, "{}", c.escape_debug())?;
        }
        if characters.next().is_some() {
            f.write_str("...")?;
        }
        Ok(())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Control { what, value } => {
                write!(f, "{what} holds a control character: \"{}\"", Shown(value))
            }
            Self::Malformed {
                what,
                value,
                expected,
            } => write!(f, "{what} \"{}\": expected {expected}", Shown(value)),
            Self::Reserved { name, instead } => {
                write!(f, "--header cannot set {}: {instead}", Shown(name))
            }
            Self::UnknownCharset(name) => write!(f, "unknown charset \"{}\"", Shown(name)),
            Self::Undecodable {
                file,
                charset,
                offset,
            } => write!(
                f,
                "{file} is not {charset} at octet {offset} (--charset names another charset)"
            ),
            Self::Unfoldable(name) => write!(
                f,
                "the field {} has a word longer than a line of mail may be (998 octets)",
                Shown(name)
            ),
            Self::Address(error) => error.fmt(f),
            Self::Message(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Address(error) => error.source(),
            Self::Message(error) => error.source(),
            _ => None,
        }
    }
}

impl From<AddressError> for Error {
    fn from(error: AddressError) -> Self {
        Self::Address(error)
    }
}

impl From<message::Error> for Error {
    fn from(error: message::Error) -> Self {
        Self::Message(error)
    }
}
