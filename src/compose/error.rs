//! The errors of composing a message.

use super::field::Syntax;
use crate::address::AddressError;
use crate::address::unseen::shown;
use crate::message;
use crate::message::Fault;
use std::fmt::{self, Write as _};

/// Why a message cannot be composed.
#[derive(Debug)]
pub(crate) enum Error {
    /// A value contains a control character.
    Control {
        /// Which value, as in `the subject`.
        what: String,
        /// The value; Display escapes it.
        value: String,
    },
    /// A value is malformed.
    Malformed {
        /// Which value.
        what: String,
        /// The value; Display escapes it.
        value: String,
        /// The form that is expected.
        expected: &'static str,
    },
    /// `--header` gives a field that another flag sets.
    Reserved {
        /// The field's name.
        name: String,
        /// What to do instead.
        instead: &'static str,
    },
    /// No charset has this name.
    UnknownCharset {
        /// The value of `--charset`.
        name: String,
        /// The names that are known, as a list.
        known: &'static str,
    },
    /// A file contains octets that are not text of its charset.
    Undecodable {
        /// The file as the user named it.
        file: String,
        /// The charset.
        charset: &'static str,
        /// Where the octets begin, counted from 0.
        offset: u64,
    },
    /// A header field of a ready-made message is not text of its charset.
    UndecodableField {
        /// The field's name.
        field: String,
        /// The charset.
        charset: &'static str,
        /// The first octet that is not.
        octet: u8,
        /// Where it is in the field, counted from 0 at the name.
        offset: u64,
    },
    /// A header field has a character in a place that has no ASCII form.
    BeyondAscii {
        /// The field's name.
        field: String,
        /// The first such character.
        character: char,
        /// Where the field can have others.
        syntax: Syntax,
        /// The field is in a ready-made message.
        ready_made: bool,
    },
    /// A header field that cannot be folded into lines of the length that mail allows.
    Unfoldable(String),
    /// An address of the message is malformed.
    Address(AddressError),
    /// A part cannot be read or spooled.
    Message(message::Error),
}

impl Error {
    /// Whose fault it is.
    pub(crate) fn fault(&self) -> Fault {
        match self {
            Self::Reserved { .. } | Self::UnknownCharset { .. } => Fault::Usage,
            Self::Control { .. }
            | Self::Malformed { .. }
            | Self::Undecodable { .. }
            | Self::UndecodableField { .. }
            | Self::BeyondAscii { .. }
            | Self::Unfoldable(_)
            | Self::Address(_) => Fault::Data,
            Self::Message(error) => error.fault(),
        }
    }
}

/// Refuses control characters, including DEL and C1.
///
/// # Errors
/// [`Error::Control`] naming `what`.
pub(crate) fn without_controls(what: &str, value: &str) -> Result<(), Error> {
    if value.chars().any(char::is_control) {
        return Err(Error::Control {
            what: what.to_owned(),
            value: value.to_owned(),
        });
    }
    Ok(())
}

/// How many characters of a value an error shows.
const SHOWN_CHARACTERS: usize = 120;

struct Shown<'a>(&'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut characters = self.0.chars();
        for c in characters.by_ref().take(SHOWN_CHARACTERS).flat_map(shown) {
            f.write_char(c)?;
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
                write!(
                    f,
                    "{what} contains a control character: \"{}\"",
                    Shown(value)
                )
            }
            Self::Malformed {
                what,
                value,
                expected,
            } => write!(f, "{what} \"{}\": expected {expected}", Shown(value)),
            Self::Reserved { name, instead } => {
                write!(f, "--header cannot set {}: {instead}", Shown(name))
            }
            Self::UnknownCharset { name, known } => write!(
                f,
                "--charset: unknown charset \"{}\"; known are {known}",
                Shown(name)
            ),
            Self::Undecodable {
                file,
                charset,
                offset,
            } => write!(f, "{file} is not {charset} text at octet {offset}"),
            Self::UndecodableField {
                field,
                charset,
                octet,
                offset,
            } => write!(
                f,
                "the field {field} is not {charset} at octet {offset} of the field, 0x{octet:02x}"
            ),
            Self::BeyondAscii {
                field,
                character,
                syntax,
                ..
            } => {
                let c: String = shown(*character).collect();
                write!(f, "the field {} contains \"{c}\" ", Shown(field))?;
                f.write_str(match syntax {
                    Syntax::Addresses => "outside of names and comments, so mail cannot encode it",
                    Syntax::Parameters => {
                        "outside of parameters and comments, so mail cannot encode it"
                    }
                    Syntax::Comments => "outside of comments, so mail cannot encode it",
                    Syntax::Text | Syntax::Phrases | Syntax::Ascii | Syntax::Trace => {
                        "in a place where mail cannot encode it"
                    }
                })
            }
            Self::Unfoldable(name) => write!(
                f,
                "the field {} has a word that does not fit into a line of 998 octets, the longest that mail allows",
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
