//! Messages that are marked for removal, and the two ways on from there.

use super::error::Error;
use super::listing::Entry;
use super::pop3::Marks;
use super::removal::Removal;
use super::retrieval::Shortfall;

/// Messages that the server has marked and not yet removed. What must be known after a crash is recorded while this value
/// exists. Dropped, it ends the connection without QUIT, so that the server removes nothing.
#[derive(Debug)]
#[must_use = "dropped, it removes nothing: commit it or take it back"]
pub(crate) struct Marked {
    entries: Vec<Entry>,
    shortfall: Shortfall<Error>,
    backend: Backend,
}

/// The protocol.
#[derive(Debug)]
pub(super) enum Backend {
    Pop3(Marks),
}

impl From<Marks> for Backend {
    fn from(marks: Marks) -> Self {
        Backend::Pop3(marks)
    }
}

impl Marked {
    pub(super) fn new(entries: Vec<Entry>, shortfall: Shortfall<Error>, backend: Backend) -> Self {
        Marked {
            entries,
            shortfall,
            backend,
        }
    }

    /// The messages that are marked, ascending as they were named, with their unique-ids if these were asked for.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The messages that the server refused to mark. Empty after the first call.
    pub(crate) fn take_shortfall(&mut self) -> Shortfall<Error> {
        std::mem::take(&mut self.shortfall)
    }

    /// Removes what is marked, and ends the session.
    pub(crate) fn commit(self) -> Removal {
        match self.backend {
            Backend::Pop3(marks) => marks.commit(),
        }
    }

    /// Takes all marks back, and ends the session.
    ///
    /// # Errors
    /// [`Error`] when the server did not confirm it. Nothing is removed then either: the connection ends without QUIT.
    pub(crate) fn take_back(self) -> Result<(), Error> {
        match self.backend {
            Backend::Pop3(marks) => marks.take_back(),
        }
    }
}
