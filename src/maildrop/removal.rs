//! How a removal ended.

use super::error::Error;

/// How a removal ended.
#[derive(Debug)]
#[must_use = "it says whether the messages were removed"]
pub(crate) enum Removal {
    /// The server confirmed it.
    Done,
    /// Nothing is removed.
    NotDone(Error),
    /// It was asked for and not confirmed: all, some or none of the messages may be removed.
    Unknown(Error),
}
