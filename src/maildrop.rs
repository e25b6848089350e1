//! A maildrop as the commands know it: a count, a listing, streams of messages, removals.
//!
//! ```text
//!   Maildrop ──size, into_listing──► the session ends
//!      │  ├──listing, retrieve──► the session goes on ──leave──► the session ends
//!      └──mark──► Marked ──commit────► Removal: done, not done, unknown
//!                    ├──take_back──► nothing is removed
//!                    └──dropped────► the connection ends without QUIT: nothing is removed
//! ```
//!
//! The protocol is behind an enum: what is above this module neither names a protocol nor the type of its stream. A
//! further protocol is a file beside `pop3.rs` and a variant of [`Backend`], [`marked::Backend`] and [`Error`]'s cause;
//! the compiler names every place that must handle it.

mod error;
mod listing;
mod marked;
mod pop3;
mod removal;
mod retrieval;
#[cfg(test)]
mod tests;

pub(crate) use error::{Error, Kind};
pub(crate) use listing::{Entry, Listing, Size};
pub(crate) use marked::Marked;
pub(crate) use removal::Removal;
pub(crate) use retrieval::{Incoming, Part, Refusal, Shortfall};

use crate::pop3::{Session, Transaction};
use crate::wire::Stream;

/// An open maildrop, which the server keeps locked for this session.
#[derive(Debug)]
#[must_use = "a maildrop that is dropped ends its connection without QUIT"]
pub(crate) struct Maildrop {
    backend: Backend,
}

/// The protocol.
#[derive(Debug)]
enum Backend {
    Pop3(pop3::Pop3),
}

impl Maildrop {
    /// The maildrop behind a POP3 session that has logged in.
    pub(crate) fn pop3<S: Stream + 'static>(session: Session<S, Transaction>) -> Self {
        Maildrop {
            backend: Backend::Pop3(pop3::Pop3::new(session)),
        }
    }

    /// Checks that the server has unique-ids if they are needed; ends the session if it said that it has none.
    ///
    /// # Errors
    /// [`Kind::NoUniqueIds`].
    pub(crate) fn with_unique_ids(self, needed: bool) -> Result<Self, Error> {
        let Backend::Pop3(pop3) = &self.backend;
        if needed && !pop3.may_have_unique_ids() {
            self.leave();
            return Err(crate::pop3::Error::NoUniqueIds.into());
        }
        Ok(self)
    }

    /// How many messages there are, and how large they are together. Ends the session.
    ///
    /// # Errors
    /// [`Error`].
    pub(crate) fn size(self) -> Result<Size, Error> {
        match self.backend {
            Backend::Pop3(pop3) => pop3.size(),
        }
    }

    /// Each message, and the size of all. Ends the session.
    ///
    /// # Errors
    /// [`Error`].
    pub(crate) fn into_listing(self) -> Result<Listing, Error> {
        match self.backend {
            Backend::Pop3(pop3) => pop3.into_listing(),
        }
    }

    /// Each message; `with_size` asks for the size of all too.
    ///
    /// # Errors
    /// [`Error`].
    pub(crate) fn listing(&mut self, with_size: bool) -> Result<Listing, Error> {
        match &mut self.backend {
            Backend::Pop3(pop3) => pop3.listing(with_size),
        }
    }

    /// Passes each message to `take`, in the order of `numbers`, while the next ones are already under way. Messages that
    /// the server refuses are skipped and returned, also when the retrieval is broken off after them.
    ///
    /// It is broken off by what `take` fails with, at once: the session cannot be used after that. Also by an [`Error`],
    /// which becomes an `E`: [`Kind::NoHeadersAlone`] for a [`Part::Top`] that the server does not know.
    pub(crate) fn retrieve<E: From<Error>>(
        &mut self,
        numbers: &[u32],
        part: Part,
        unique_ids: bool,
        take: impl FnMut(Incoming<'_>) -> Result<(), E>,
    ) -> Shortfall<E> {
        match &mut self.backend {
            Backend::Pop3(pop3) => pop3.retrieve(numbers, part, unique_ids, take),
        }
    }

    /// Marks messages for removal; with `unique_ids` asks for the unique-id of each. Nothing is removed before
    /// [`Marked::commit`].
    ///
    /// # Errors
    /// [`Error`]: nothing is marked any more. Messages that the server refuses to mark are in the [`Marked`].
    pub(crate) fn mark(self, numbers: &[u32], unique_ids: bool) -> Result<Marked, Error> {
        match self.backend {
            Backend::Pop3(pop3) => {
                let (entries, shortfall, marks) = pop3.mark(numbers, unique_ids)?;
                Ok(Marked::new(entries, shortfall, marks.into()))
            }
        }
    }

    /// Asks the server for nothing but an answer.
    ///
    /// # Errors
    /// [`Error`].
    pub(crate) fn noop(&mut self) -> Result<(), Error> {
        match &mut self.backend {
            Backend::Pop3(pop3) => pop3.noop(),
        }
    }

    /// Ends the session after messages were retrieved, if each of them ended where the server says.
    ///
    /// # Errors
    /// [`Kind::Wire`]: the server sent more behind the last message. A line with a single dot, which it did not double,
    /// has cut that message short.
    pub(crate) fn leave_in_step(self) -> Result<(), Error> {
        match self.backend {
            Backend::Pop3(pop3) => pop3.leave_in_step(),
        }
    }

    /// Ends the session; nothing is removed.
    pub(crate) fn leave(self) {
        match self.backend {
            Backend::Pop3(pop3) => pop3.leave(),
        }
    }
}
