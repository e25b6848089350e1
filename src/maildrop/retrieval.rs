//! Messages on their way from the server.

use super::error::{Error, Kind};
use std::fmt;
use std::io::Read;

/// How much of each message is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// All of it.
    Whole,
    /// The header fields and this many lines of the body.
    Top(u32),
}

/// A message on its way.
pub(crate) struct Incoming<'m> {
    /// The message-number.
    pub number: u32,
    /// The unique-id, when it was asked for beside the message.
    pub unique_id: Option<String>,
    /// Its octets, line ends as sent. [`Error::of_content`] converts an error of it. A caller that stops reading loses the
    /// rest, and the session with it.
    pub content: &'m mut dyn Read,
}

impl fmt::Debug for Incoming<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming")
            .field("number", &self.number)
            .field("unique_id", &self.unique_id)
            .finish_non_exhaustive()
    }
}

/// Why the server did not do what was asked with one message.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// There is no message with this number.
    NoSuchMessage(u32),
    /// The server refused.
    Refused {
        /// The message-number.
        number: u32,
        /// What it said.
        error: Error,
    },
}

impl Refusal {
    /// The message-number.
    pub(crate) fn number(&self) -> u32 {
        match self {
            Refusal::NoSuchMessage(number) | Refusal::Refused { number, .. } => *number,
        }
    }

    /// Whether the server may do later what it refused now.
    pub(crate) fn is_temporary(&self) -> bool {
        match self {
            Refusal::NoSuchMessage(_) => false,
            Refusal::Refused { error, .. } => matches!(error.kind(), Kind::Temporary | Kind::InUse),
        }
    }

    /// The errors that the refusals are, the one that decides the exit first: all messages that are not there, which the
    /// caller can correct, then each other refusal. `missing` are further messages that are not there.
    pub(crate) fn into_errors(refusals: Vec<Refusal>, mut missing: Vec<u32>) -> Vec<Error> {
        let mut others = Vec::new();
        for refusal in refusals {
            match refusal {
                Refusal::NoSuchMessage(number) => missing.push(number),
                Refusal::Refused { error, .. } => others.push(error),
            }
        }
        missing.sort_unstable();
        let absent = (!missing.is_empty()).then(|| Error::no_such_message(missing));
        absent.into_iter().chain(others).collect()
    }
}

/// What was not done of what was asked for.
#[derive(Debug)]
#[must_use = "it says which messages are not done"]
pub(crate) struct Shortfall<E> {
    /// The messages that the server refused.
    pub refusals: Vec<Refusal>,
    /// What broke it off after that: the refusals are what went wrong first.
    pub broken_off: Option<E>,
}

impl<E> Default for Shortfall<E> {
    fn default() -> Self {
        Shortfall {
            refusals: Vec::new(),
            broken_off: None,
        }
    }
}
