//! Why a selection is malformed, or names messages that do not exist.

use std::fmt;

/// Why a selection is malformed, or names messages that do not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Error {
    /// A `MSG` that is neither a number nor a range.
    Selector(String),
    /// An empty `--uid`.
    EmptyUniqueId,
    /// A `--uid` that no server can send: with a control character, or a blank at an end.
    UniqueIdControl(String),
    /// No message is named, and this command does not mean all messages then.
    Nothing,
    /// `--all` together with names.
    AllAndNamed,
    /// No message has this unique-id.
    NoSuchUniqueId(String),
    /// Several messages have it.
    AmbiguousUniqueId(String),
    /// Messages are named by unique-id, and the server has none.
    NoUniqueIds,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Selector(text) => {
                write!(
                    f,
                    "\"{}\" is not a message selector: expected a number from 1 (3), a range (2-5), or an open range (7-)",
                    text.escape_debug()
                )
            }
            Error::EmptyUniqueId => f.write_str("--uid is given an empty value"),
            Error::UniqueIdControl(text) => {
                let (has, one) = match text.contains(char::is_control) {
                    true => ("contains a control character", "contain one"),
                    false => ("begins or ends with a blank", "do that"),
                };
                let text = text.escape_debug();
                write!(f, "--uid \"{text}\" {has}; a unique-id cannot {one}")
            }
            Error::Nothing => f.write_str(
                "no message is named: give numbers (3, 2-5, 7-), --uid UID, --last N or --all",
            ),
            Error::AllAndNamed => f.write_str("--all cannot be used with message numbers or --uid"),
            Error::NoSuchUniqueId(text) => write!(
                f,
                "no message has the unique-id \"{}\"",
                text.escape_debug()
            ),
            Error::AmbiguousUniqueId(text) => write!(
                f,
                "several messages have the unique-id \"{}\"",
                text.escape_debug()
            ),
            Error::NoUniqueIds => f.write_str(
                "the server does not support unique-ids (UIDL), so --uid cannot find anything",
            ),
        }
    }
}

impl std::error::Error for Error {}
