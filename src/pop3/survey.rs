//! What is in the maildrop: STAT, LIST and UIDL in one flight (RFC 1939 sections 5 and 7).

use super::command::Command;
use super::error::{Error, Stage};
use super::listing::{
    DropListing, MAX_LISTING_LINE_OCTETS, MAX_MESSAGES, ScanListing, UniqueIdListing,
};
use super::session::{Session, malformed, refusal};
use super::transaction::Transaction;
use crate::timeout::Phase;
use crate::wire::{Flight, Malformed, Stream};

/// How much of a listing the trace shows, in octets: about a thousand messages.
const TRACED_LISTING_OCTETS: u64 = 64 * 1024;

/// What to ask about the maildrop, in one flight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Survey {
    /// STAT.
    pub stat: bool,
    /// LIST.
    pub list: bool,
    /// UIDL, where the server has it.
    pub uidl: bool,
}

/// The answers. A field is `None` when it was not asked for, or, for unique-ids, when the server has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Surveyed {
    /// Count and octets.
    pub drop: Option<DropListing>,
    /// Octets by message-number.
    pub scan: Option<ScanListing>,
    /// Unique-ids by message-number.
    pub unique_ids: Option<UniqueIdListing>,
}

/// A survey whose commands are in a flight.
#[derive(Debug)]
#[must_use = "the responses have to be read"]
pub(crate) struct PendingSurvey(Survey);

impl<S: Stream, State> Session<S, State> {
    /// Adds the commands of a survey to a flight, which may be that of the login; UIDL only where the server may have it.
    pub(crate) fn push_survey(&self, flight: &mut Flight, survey: Survey) -> PendingSurvey {
        let uidl = survey.uidl && self.capabilities.may_have_uidl();
        if survey.stat {
            flight.push(&Command::Stat);
        }
        if survey.list {
            flight.push(&Command::List(None));
        }
        if uidl {
            flight.push(&Command::Uidl(None));
        }
        PendingSurvey(Survey { uidl, ..survey })
    }
}

impl<S: Stream> Session<S, Transaction> {
    /// Asks about the maildrop in one flight.
    ///
    /// # Errors
    /// Those of [`read_survey`](Self::read_survey).
    pub(crate) fn survey(&mut self, survey: Survey) -> Result<Surveyed, Error> {
        let mut flight = Flight::new(self.window);
        let pending = self.push_survey(&mut flight, survey);
        self.read_survey(&mut flight, pending)
    }

    /// Asks as [`survey`](Self::survey) does, with QUIT as the last command of the flight if the server pipelines, and
    /// closes.
    ///
    /// # Errors
    /// Those of [`read_survey`](Self::read_survey).
    pub(crate) fn survey_and_quit(mut self, survey: Survey) -> Result<Surveyed, Error> {
        let mut flight = Flight::new(self.window);
        let pending = self.push_survey(&mut flight, survey);
        if self.window.is_pipelined() {
            flight.push(&Command::Quit);
        }
        let surveyed = self.read_survey(&mut flight, pending);
        // With QUIT in the flight its response is due, so no second one goes out.
        self.leave();
        surveyed
    }

    /// Reads the responses to what [`push_survey`](Self::push_survey) added.
    ///
    /// # Errors
    /// [`Error::Refused`] when STAT or LIST is; [`Error::TooMany`] for malformed listings;
    /// [`Error::Malformed`], [`Error::Wire`]. A refused UIDL is not an error here.
    pub(crate) fn read_survey(
        &mut self,
        flight: &mut Flight,
        PendingSurvey(asked): PendingSurvey,
    ) -> Result<Surveyed, Error> {
        let mut surveyed = Surveyed::default();
        if asked.stat {
            let response = self
                .next_lines(flight, Stage::Stat)?
                .ok()
                .map_err(|response| refusal(Stage::Stat, response))?;
            let text = String::from_utf8_lossy(&response.octets);
            let drop = DropListing::parse(&text);
            surveyed.drop =
                Some(drop.map_err(|problem| malformed(&self.connection, Stage::Stat, problem))?);
            self.connection.finish_answer();
        }
        if asked.list {
            self.next_lines(flight, Stage::List)?
                .ok()
                .map_err(|response| refusal(Stage::List, response))?;
            let mut scan = ScanListing::default();
            self.read_listing(Stage::List, |line| scan.line(line))?;
            surveyed.scan = Some(scan);
        }
        if asked.uidl {
            surveyed.unique_ids = self.read_unique_ids(flight)?;
        }
        Ok(surveyed)
    }

    /// Reads the response to UIDL; `None` when it is refused.
    pub(super) fn read_unique_ids(
        &mut self,
        flight: &mut Flight,
    ) -> Result<Option<UniqueIdListing>, Error> {
        let response = self.next_lines(flight, Stage::Uidl)?;
        if !response.positive {
            self.connection.note(&format!("no unique-ids: {response}"));
            return Ok(None);
        }
        let mut unique_ids = UniqueIdListing::default();
        self.read_listing(Stage::Uidl, |line| unique_ids.line(line))?;
        Ok(Some(unique_ids))
    }

    /// Reads the lines of a listing up to its dot. Each line has a wait of its own: a large maildrop takes time. The trace
    /// shows the lines up to [`TRACED_LISTING_OCTETS`], and then how much else there was.
    fn read_listing(
        &mut self,
        stage: Stage,
        mut take: impl FnMut(&[u8]) -> Result<(), Malformed>,
    ) -> Result<(), Error> {
        let (mut lines, mut octets, mut traced) = (0, 0_u64, 0_u64);
        loop {
            let wait = self.connection.wait(Phase::Content);
            let read = match octets < TRACED_LISTING_OCTETS {
                true => self.connection.read_line(MAX_LISTING_LINE_OCTETS, &wait),
                false => self
                    .connection
                    .read_listing_line(MAX_LISTING_LINE_OCTETS, &wait),
            };
            let line = read.map_err(|source| Error::Wire { stage, source })?;
            if octets < TRACED_LISTING_OCTETS {
                traced = octets + line.len() as u64 + 2;
            }
            if line == b"." {
                if octets > traced {
                    self.connection.content_received(octets - traced);
                }
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
                return Err(malformed(&self.connection, stage, problem));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sasl::Method;
    use crate::sasl::tests::request;
    use crate::timeout::{DEFAULT_TIMEOUT, Timeouts};
    use crate::wire::memory::Memory;
    use crate::wire::{Connection, Event, Trace};
    use std::cell::Cell;
    use std::rc::Rc;

    /// Counts lines that came in, and what came in without being shown.
    #[derive(Clone, Default)]
    struct Counting(Rc<Cell<(usize, u64)>>);

    impl Trace for Counting {
        fn event(&mut self, event: &Event<'_>) {
            let (lines, octets) = self.0.get();
            match event {
                Event::Received { .. } => self.0.set((lines + 1, octets)),
                Event::ContentReceived { octets: more, .. } => self.0.set((lines, octets + more)),
                _ => {}
            }
        }
    }

    #[test]
    fn the_trace_shows_a_listing_up_to_a_bound() {
        for messages in [10, 7_280, 7_281, 7_282, 7_283, 20_000] {
            let login = "S: +OK\nC: CAPA\nS: +OK\nS: SASL PLAIN\nS: .\n\
                         C: AUTH PLAIN AHUAcGFzc3dvcmQ=\nS: +OK\n";
            let rows: String = (10_000..10_000 + messages)
                .map(|number| format!("S: {number} 1\n"))
                .collect();
            let script = format!("{login}C: LIST\nS: +OK\n{rows}S: .\n");
            let counting = Counting::default();
            let connection = Connection::new(
                Memory::dialogue(&script, 4096).0,
                Timeouts::new(DEFAULT_TIMEOUT, None),
                Box::new(counting.clone()),
            );
            let session = Session::open(connection, None).expect("a session");
            let request = request(&[Method::Plain], "u", "password", b"");
            let mut session = session.authenticate(&request).expect("a login");
            let (before, _) = counting.0.get();
            let list = Survey {
                list: true,
                ..Survey::default()
            };
            session.survey(list).expect("a listing");
            let (lines, hidden) = counting.0.get();
            // The lines of the listing, without the status line before it and the dot behind it.
            let octets = |lines: u64| lines * "10000 1\r\n".len() as u64;
            let bound = TRACED_LISTING_OCTETS.div_ceil(octets(1));
            let shown = bound.min(messages);
            let dot = u64::from(octets(messages) < TRACED_LISTING_OCTETS);
            assert_eq!((lines - before - 1) as u64, shown + dot, "{messages}");
            assert_eq!(hidden, octets(messages - shown), "{messages}");
        }
    }
}
