//! The TRANSACTION state: delete, and QUIT, which alone commits (RFC 1939 sections 5 and 6).

use super::command::Command;
use super::error::{Error, Stage};
use super::listing::UniqueIdListing;
use super::response::Response;
use super::session::{Session, read_status, refusal};
use crate::timeout::Phase;
use crate::wire::{Flight, Stream, Window};

/// The state between login and QUIT.
#[derive(Debug)]
pub(crate) enum Transaction {}

/// How a session with deletions ended.
#[derive(Debug)]
#[must_use = "it says whether the messages were removed"]
pub(crate) enum Update {
    /// The server said +OK to QUIT: what was marked is removed.
    Done,
    /// QUIT did not reach the network: nothing is removed.
    NotDone(Error),
    /// The server said -ERR to QUIT: some may be removed, some not.
    Refused(Response),
    /// QUIT went out and no answer came: all may be removed or none.
    Unknown(Error),
}

impl<S: Stream> Session<S, Transaction> {
    /// Marks messages for removal, in one flight; with `unique_ids` the listing of unique-ids stands before them in it.
    /// Nothing is removed before [`quit`](Self::quit).
    ///
    /// # Errors
    /// [`Error::TooMany`], [`Error::Malformed`], [`Error::Wire`]; refusals are in the responses.
    /// [`Error::Refused`] when the answers break off behind a refusal, which is the first thing that went wrong.
    pub(crate) fn delete(
        &mut self,
        messages: &[u32],
        unique_ids: bool,
    ) -> Result<(Vec<Response>, Option<UniqueIdListing>), Error> {
        let unique_ids = unique_ids && self.capabilities.may_have_uidl();
        let mut flight = Flight::new(self.window);
        if unique_ids {
            flight.push(&Command::Uidl(None));
        }
        messages
            .iter()
            .for_each(|message| flight.push(&Command::Dele(*message)));
        let listing = if unique_ids {
            self.read_unique_ids(&mut flight)?
        } else {
            None
        };
        let mut responses: Vec<Response> = Vec::with_capacity(messages.len());
        for _ in messages {
            match self.next_response(&mut flight, Stage::Dele) {
                Ok(response) => responses.push(response),
                Err(error) => return Err(first_refusal(messages, responses).unwrap_or(error)),
            }
        }
        Ok((responses, listing))
    }

    /// Takes all marks back.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::Malformed`], [`Error::Wire`]: the session must then be dropped, not quit.
    pub(crate) fn reset(&mut self) -> Result<(), Error> {
        self.exchange(&Command::Rset, Stage::Rset)?
            .ok()
            .map_err(|response| refusal(Stage::Rset, response))?;
        Ok(())
    }

    /// Asks for nothing but a response.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::Malformed`], [`Error::Wire`].
    pub(crate) fn noop(&mut self) -> Result<(), Error> {
        self.exchange(&Command::Noop, Stage::Noop)?
            .ok()
            .map_err(|response| refusal(Stage::Noop, response))?;
        Ok(())
    }

    /// Enters UPDATE: what was marked is removed when, and only when, the server says so.
    pub(crate) fn quit(mut self) -> Update {
        let mut flight = Flight::new(Window::ONE);
        flight.push(&Command::Quit);
        let wait = match flight.begin_answer(&mut self.connection, Phase::Command) {
            Ok(wait) => wait,
            Err(source) => return Update::NotDone(self.explain(Stage::Quit, source)),
        };
        let update = match read_status(&mut self.connection, Stage::Quit, &wait) {
            // More behind it means that the answers are out of step, and this one may belong to another command.
            Ok(response) if response.positive => match self.connection.poll_input() {
                Ok(true) => Update::Unknown(self.explain(
                    Stage::Quit,
                    crate::wire::Error::Unsolicited { octets: Vec::new() },
                )),
                _ => Update::Done,
            },
            Ok(response) => Update::Refused(response),
            Err(error) => Update::Unknown(error),
        };
        self.connection.close();
        update
    }
}

/// The first refusal among the responses to DELE, as an error.
fn first_refusal(messages: &[u32], responses: Vec<Response>) -> Option<Error> {
    let mut answered = messages.iter().zip(responses);
    let (message, response) = answered.find(|(_, response)| !response.positive)?;
    Some(Error::Refused {
        stage: Stage::Dele,
        message: Some(*message),
        response,
    })
}
