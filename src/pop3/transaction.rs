//! The TRANSACTION state: count, list, retrieve, delete, and QUIT, which alone commits (RFC 1939 sections 5 and 6).

use super::command::Command;
use super::error::{Error, Stage};
use super::listing::{
    self, DropListing, MAX_LISTING_LINE_OCTETS, MAX_MESSAGES, ScanListing, UniqueId,
    UniqueIdListing,
};
use super::response::Response;
use super::session::{Session, read_answer, refused};
use crate::timeout::Phase;
use crate::wire::{DotReader, Flight, Stream, Window};
use std::collections::VecDeque;

/// The state between login and QUIT.
#[derive(Debug)]
pub enum Transaction {}

/// What to ask about the maildrop, in one flight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// STAT.
    pub stat: bool,
    /// LIST.
    pub list: bool,
    /// UIDL, where the server has it.
    pub uidl: bool,
}

/// What was told. A field is `None` when it was not asked for, or, for unique-ids, when the server has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surveyed {
    /// Count and octets.
    pub drop: Option<DropListing>,
    /// Octets by message-number.
    pub scan: Option<ScanListing>,
    /// Unique-ids by message-number.
    pub unique_ids: Option<UniqueIdListing>,
}

/// How much of a message is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it, by RETR. A server may count it as fetched.
    Whole,
    /// The header fields and so many lines of the body, by TOP.
    Top(u32),
}

/// How a session with deletions ended.
#[derive(Debug)]
#[must_use = "it says whether the messages were removed"]
pub enum Update {
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
    /// Asks about the maildrop in one flight.
    ///
    /// # Errors
    /// [`Error::Refused`] when STAT or LIST is; [`Error::Listing`], [`Error::TooMany`] for listings that make no
    /// sense; [`Error::Malformed`], [`Error::Wire`]. A refused UIDL is no error here.
    pub fn survey(&mut self, survey: Survey) -> Result<Surveyed, Error> {
        let mut flight = Flight::new(self.window);
        self.run_survey(&mut flight, survey)
    }

    /// Asks as [`survey`](Self::survey) does, with QUIT as the last command of the flight, and closes.
    ///
    /// # Errors
    /// Those of [`survey`](Self::survey).
    pub fn survey_and_quit(mut self, survey: Survey) -> Result<Surveyed, Error> {
        let mut flight = Flight::new(self.window);
        let with_quit = self.window.is_pipelined();
        if with_quit {
            self.push_survey(&mut flight, survey);
            flight.push(&Command::Quit);
        }
        let surveyed = match with_quit {
            true => self.read_survey(&mut flight, survey),
            false => self.run_survey(&mut flight, survey),
        };
        match with_quit {
            true => self.connection.close(),
            false => self.leave(),
        }
        surveyed
    }

    fn run_survey(&mut self, flight: &mut Flight, survey: Survey) -> Result<Surveyed, Error> {
        self.push_survey(flight, survey);
        self.read_survey(flight, survey)
    }

    fn push_survey(&self, flight: &mut Flight, survey: Survey) {
        if survey.stat {
            flight.push(&Command::Stat);
        }
        if survey.list {
            flight.push(&Command::List(None));
        }
        if survey.uidl && self.capabilities.may_have_uidl() {
            flight.push(&Command::Uidl(None));
        }
    }

    fn read_survey(&mut self, flight: &mut Flight, survey: Survey) -> Result<Surveyed, Error> {
        let mut surveyed = Surveyed::default();
        if survey.stat {
            let response = self
                .next_lines(flight, Stage::Stat)?
                .ok()
                .map_err(|response| refused(Stage::Stat, response))?;
            let text = String::from_utf8_lossy(&response.octets);
            let drop = DropListing::parse(&text);
            surveyed.drop = Some(drop.map_err(|problem| self.no_listing(Stage::Stat, problem))?);
            self.connection.finish_answer();
        }
        if survey.list {
            self.next_lines(flight, Stage::List)?
                .ok()
                .map_err(|response| refused(Stage::List, response))?;
            let mut scan = ScanListing::default();
            self.read_listing(Stage::List, |line| scan.line(line))?;
            surveyed.scan = Some(scan);
        }
        if survey.uidl && self.capabilities.may_have_uidl() {
            surveyed.unique_ids = self.read_unique_ids(flight)?;
        }
        Ok(surveyed)
    }

    fn read_unique_ids(&mut self, flight: &mut Flight) -> Result<Option<UniqueIdListing>, Error> {
        let response = self.next_lines(flight, Stage::Uidl)?;
        if !response.positive {
            self.connection.note(&format!("no unique-ids: {response}"));
            return Ok(None);
        }
        let mut unique_ids = UniqueIdListing::default();
        self.read_listing(Stage::Uidl, |line| unique_ids.line(line))?;
        Ok(Some(unique_ids))
    }

    /// Reads the lines of a listing up to its dot. Each line has a wait of its own: a large maildrop takes time.
    fn read_listing(
        &mut self,
        stage: Stage,
        mut take: impl FnMut(&[u8]) -> Result<(), listing::Malformed>,
    ) -> Result<(), Error> {
        let (mut lines, mut octets) = (0, 0);
        loop {
            let wait = self.connection.wait(Phase::Content);
            let line = self
                .connection
                .read_listing_line(MAX_LISTING_LINE_OCTETS, &wait)
                .map_err(|source| Error::Wire { stage, source })?;
            if line == b"." {
                self.connection.content_received(octets);
                self.connection.finish_answer();
                return Ok(());
            }
            if lines == MAX_MESSAGES {
                return Err(Error::TooMany {
                    stage,
                    limit: MAX_MESSAGES,
                });
            }
            lines += 1;
            octets += line.len() as u64 + 2;
            if let Err(problem) = take(line.strip_prefix(b".").unwrap_or(&line)) {
                return Err(self.no_listing(stage, problem));
            }
        }
    }

    /// The error for a malformed listing, known secrets in it replaced. The answer stays unfinished.
    fn no_listing(&self, stage: Stage, problem: listing::Malformed) -> Error {
        let problem = listing::Malformed(self.connection.scrub(&problem.0));
        Error::Listing { stage, problem }
    }

    /// Begins to retrieve messages by number, in this order; with `unique_ids` each one's unique-id is asked for
    /// beside it. The commands go out ahead of the answers as far as the server pipelines.
    ///
    /// # Errors
    /// [`Error::NoTop`] when a part is wanted and the server has told that it has no TOP.
    pub fn retrieve(
        &mut self,
        messages: &[u32],
        extent: Extent,
        unique_ids: bool,
    ) -> Result<Retrievals<'_, S>, Error> {
        if matches!(extent, Extent::Top(_)) && !self.capabilities.may_have_top() {
            return Err(Error::NoTop);
        }
        let unique_ids = unique_ids && self.capabilities.may_have_uidl();
        let mut flight = Flight::new(self.window);
        for message in messages {
            if unique_ids {
                flight.push(&Command::Uidl(Some(*message)));
            }
            flight.push(&match extent {
                Extent::Whole => Command::Retr(*message),
                Extent::Top(lines) => Command::Top(*message, lines),
            });
        }
        Ok(Retrievals {
            session: self,
            flight,
            messages: messages.iter().copied().collect(),
            extent,
            unique_ids,
        })
    }

    /// Marks messages for removal, in one flight; with `unique_ids` the listing of unique-ids stands before them in it.
    /// Nothing is removed before [`quit`](Self::quit).
    ///
    /// # Errors
    /// [`Error::Listing`], [`Error::TooMany`], [`Error::Malformed`], [`Error::Wire`]; refusals are in the responses.
    pub fn delete(
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
        let responses = messages
            .iter()
            .map(|_| self.next_response(&mut flight, Stage::Dele))
            .collect::<Result<_, _>>()?;
        Ok((responses, listing))
    }

    /// Takes all marks back.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::Malformed`], [`Error::Wire`]: the session must then be dropped, not quit.
    pub fn reset(&mut self) -> Result<(), Error> {
        self.exchange(&Command::Rset, Stage::Rset)?
            .ok()
            .map_err(|response| refused(Stage::Rset, response))?;
        Ok(())
    }

    /// Enters UPDATE: what was marked is removed when, and only when, the server says so.
    pub fn quit(mut self) -> Update {
        let mut flight = Flight::new(Window::ONE);
        flight.push(&Command::Quit);
        if let Err(source) = flight.advance(&mut self.connection, Phase::Command) {
            return Update::NotDone(self.explain(Stage::Quit, source));
        }
        let wait = self.connection.wait(Phase::Command);
        let update = match read_answer(&mut self.connection, Stage::Quit, &wait) {
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

/// Messages on their way. Each must be read to its end before the next; a session with a message left unread is unusable.
#[derive(Debug)]
#[must_use = "messages that are not read make the session unusable"]
pub struct Retrievals<'s, S> {
    session: &'s mut Session<S, Transaction>,
    flight: Flight,
    messages: VecDeque<u32>,
    extent: Extent,
    unique_ids: bool,
}

/// One message that was asked for.
#[derive(Debug)]
pub enum Retrieval<'r, S: Stream> {
    /// The server gives it.
    Message {
        /// The message-number.
        number: u32,
        /// The unique-id, when it was asked for beside the message and the server has it.
        unique_id: Option<UniqueId>,
        /// The message's octets.
        content: DotReader<'r, S>,
    },
    /// The server does not.
    Refused {
        /// The message-number.
        number: u32,
        /// Its words.
        response: Response,
    },
}

impl<S: Stream> Retrievals<'_, S> {
    /// The next message, `None` after the last.
    ///
    /// # Errors
    /// [`Error::Wire`], [`Error::Malformed`], [`Error::Listing`].
    pub fn next_message(&mut self) -> Result<Option<Retrieval<'_, S>>, Error> {
        let Some(number) = self.messages.pop_front() else {
            return Ok(None);
        };
        let mut unique_id = None;
        if self.unique_ids {
            let response = self.session.next_lines(&mut self.flight, Stage::Uidl)?;
            if response.positive {
                let mut listing = UniqueIdListing::default();
                let read = listing.line(&response.octets);
                read.map_err(|problem| self.session.no_listing(Stage::Uidl, problem))?;
                unique_id = listing.0.remove(&number);
                self.session.connection.finish_answer();
            }
        }
        let stage = match self.extent {
            Extent::Whole => Stage::Retr,
            Extent::Top(_) => Stage::Top,
        };
        let response = self.session.next_lines(&mut self.flight, stage)?;
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
