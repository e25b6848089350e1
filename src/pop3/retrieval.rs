//! Messages by number, the next ones already under way: RETR or TOP, and UIDL beside each where it is wanted.

use super::command::Command;
use super::error::{Error, Stage};
use super::listing::{UniqueId, UniqueIdListing};
use super::response::Response;
use super::session::{Session, malformed};
use super::transaction::Transaction;
use crate::wire::{DotReader, Flight, Malformed, Stream};
use std::collections::VecDeque;

/// How much of a message is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All of it, by RETR. A server may count it as fetched.
    Whole,
    /// The header fields and so many lines of the body, by TOP.
    Top(u32),
}

/// A retrieval whose commands are in a flight.
#[derive(Debug)]
#[must_use = "the responses have to be read"]
pub(crate) struct PendingRetrieval {
    messages: VecDeque<u32>,
    extent: Extent,
    unique_ids: bool,
}

impl<S: Stream, State> Session<S, State> {
    /// Adds the commands that retrieve messages by number, in this order, to a flight; with `unique_ids` the question for
    /// each one's unique-id before it.
    ///
    /// # Errors
    /// [`Error::NoTop`] when a part is wanted and the server has said that it has no TOP.
    pub(crate) fn push_retrieval(
        &self,
        flight: &mut Flight,
        messages: &[u32],
        extent: Extent,
        unique_ids: bool,
    ) -> Result<PendingRetrieval, Error> {
        if matches!(extent, Extent::Top(_)) && !self.capabilities.may_have_top() {
            return Err(Error::NoTop);
        }
        let unique_ids = unique_ids && self.capabilities.may_have_uidl();
        for message in messages {
            if unique_ids {
                flight.push(&Command::Uidl(Some(*message)));
            }
            flight.push(&match extent {
                Extent::Whole => Command::Retr(*message),
                Extent::Top(lines) => Command::Top(*message, lines),
            });
        }
        Ok(PendingRetrieval {
            messages: messages.iter().copied().collect(),
            extent,
            unique_ids,
        })
    }
}

impl<S: Stream> Session<S, Transaction> {
    /// Begins to retrieve messages in a flight of their own. The commands go out ahead of the answers as far as the server
    /// pipelines.
    ///
    /// # Errors
    /// [`Error::NoTop`].
    pub(crate) fn retrieve(
        &mut self,
        messages: &[u32],
        extent: Extent,
        unique_ids: bool,
    ) -> Result<Retrievals<'_, S>, Error> {
        let mut flight = Flight::new(self.window);
        let pending = self.push_retrieval(&mut flight, messages, extent, unique_ids)?;
        Ok(self.read_retrieval(flight, pending))
    }

    /// Reads what [`push_retrieval`](Self::push_retrieval) added as the last commands of the flight.
    pub(crate) fn read_retrieval(
        &mut self,
        flight: Flight,
        pending: PendingRetrieval,
    ) -> Retrievals<'_, S> {
        Retrievals {
            session: self,
            flight,
            pending,
        }
    }
}

/// Messages on their way. Each must be read to its end before the next; a session with a message left unread is unusable.
#[derive(Debug)]
#[must_use = "messages that are not read make the session unusable"]
pub(crate) struct Retrievals<'s, S> {
    session: &'s mut Session<S, Transaction>,
    flight: Flight,
    pending: PendingRetrieval,
}

/// One message that was asked for.
#[derive(Debug)]
pub(crate) enum Retrieval<'r, S: Stream> {
    /// The server sends it.
    Message {
        /// The message-number.
        number: u32,
        /// The unique-id, when it was asked for beside the message and the server has it.
        unique_id: Option<UniqueId>,
        /// The message's octets.
        content: DotReader<'r, S>,
    },
    /// The server refuses it.
    Refused {
        /// The message-number.
        number: u32,
        /// Its response.
        response: Response,
    },
}

impl<S: Stream> Retrievals<'_, S> {
    /// The next message, `None` after the last.
    ///
    /// # Errors
    /// [`Error::InMessage`], [`Error::Malformed`].
    pub(crate) fn next_message(&mut self) -> Result<Option<Retrieval<'_, S>>, Error> {
        let Some(number) = self.pending.messages.pop_front() else {
            return Ok(None);
        };
        let mut unique_id = None;
        if self.pending.unique_ids {
            let response = (self.session.next_lines(&mut self.flight, Stage::Uidl))
                .map_err(|error| error.in_message(number))?;
            if response.positive {
                let answered = unique_id_of(number, &response.octets);
                let malformed = |problem| malformed(&self.session.connection, Stage::Uidl, problem);
                unique_id = Some(answered.map_err(malformed)?);
                self.session.connection.finish_answer();
            }
        }
        let stage = match self.pending.extent {
            Extent::Whole => Stage::Retr,
            Extent::Top(_) => Stage::Top,
        };
        let response = (self.session.next_lines(&mut self.flight, stage))
            .map_err(|error| error.in_message(number))?;
        if !response.positive {
            return Ok(Some(Retrieval::Refused { number, response }));
        }
        Ok(Some(Retrieval::Message {
            number,
            unique_id,
            content: DotReader::new(&mut self.session.connection),
        }))
    }
}

/// Reads the text after `+OK ` that answers `UIDL n`. One about another message means that the answers are out of step:
/// what follows would be stored under the name of that message.
fn unique_id_of(number: u32, answer: &[u8]) -> Result<UniqueId, Malformed> {
    let mut listing = UniqueIdListing::default();
    listing.line(answer)?;
    let unique_id = listing.0.remove(&number);
    unique_id.ok_or_else(|| Malformed::new("the unique-id of the message asked for", answer))
}
