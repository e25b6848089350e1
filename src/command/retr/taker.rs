//! Moves each message from the maildrop to its sink, and prints what becomes of it.

use super::counted::Counted;
use super::json::line;
use crate::cli::Output;
use crate::command::failures::Failures;
use crate::command::print;
use crate::command::progress::{Progress, Watched};
use crate::command::wanted::Found;
use crate::maildrop::{self, Incoming};
use crate::reader;
use crate::store::{self, Label, LocalLineEnds, OpenSink, Place, Properties, Stored};
use crate::terminal::{escape, json_line};
use std::collections::BTreeMap;

/// Why a message could not be taken.
pub(super) enum Failure {
    /// The maildrop failed.
    Maildrop(maildrop::Error),
    /// The sink or stdout failed.
    Here(store::Error),
}

impl From<maildrop::Error> for Failure {
    fn from(error: maildrop::Error) -> Self {
        Failure::Maildrop(error)
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        match error {
            // The reader is the maildrop's content, so the error is one of the maildrop.
            store::Error::Source(source) => Failure::Maildrop(maildrop::Error::of_content(source)),
            error => Failure::Here(error),
        }
    }
}

/// Stores messages and prints their lines.
pub(super) struct Taker {
    pub(super) output: Output,
    /// Line ends stay as sent.
    pub(super) crlf: bool,
    pub(super) sink: Box<dyn OpenSink>,
    pub(super) properties: Properties,
    /// The messages by their numbers in the present session, from the listing if there was one.
    pub(super) rows: BTreeMap<u32, Found>,
    /// How many messages were stored.
    pub(super) taken: usize,
    /// Their octets.
    pub(super) octets: u64,
    /// How many messages were stored or cannot be stored.
    pub(super) done: usize,
    /// Those of the present session, by the numbers that the user knows.
    pub(super) done_with: Vec<u32>,
    /// The last message has begun on stdout and not come to its end.
    pub(super) is_cut_on_stdout: bool,
    /// What failed for good, such as messages that could not be stored although others can: their files exist.
    pub(super) failures: Failures,
}

impl Taker {
    /// Stores messages in the sink; nothing is stored yet.
    pub(super) fn new(
        output: Output,
        crlf: bool,
        properties: Properties,
        sink: Box<dyn OpenSink>,
    ) -> Self {
        Taker {
            output,
            crlf,
            sink,
            properties,
            rows: BTreeMap::new(),
            taken: 0,
            octets: 0,
            done: 0,
            done_with: Vec::new(),
            is_cut_on_stdout: false,
            failures: Failures::new(output),
        }
    }

    /// The number by which the user knows the message that has this number in the present session.
    pub(super) fn named(&self, number: u32) -> u32 {
        self.rows.get(&number).map_or(number, |row| row.named)
    }

    /// Whether a message's unique-id must be known before it is stored or printed.
    pub(super) fn needs_unique_ids(&self) -> bool {
        self.output.json || self.properties.needs_unique_ids
    }

    /// Stores one message.
    pub(super) fn store(&mut self, incoming: Incoming<'_>) -> Result<(), Failure> {
        let Incoming {
            number,
            unique_id,
            content,
        } = incoming;
        let row = self.rows.get(&number);
        let unique_id = unique_id.or_else(|| row?.entry.unique_id.clone());
        let named = self.named(number);
        let label = Label {
            number: named,
            unique_id: unique_id.as_deref(),
        };
        let mut progress = Progress::new(self.output, &format!("message {named}"), None);
        let mut content = Watched::new(content, &mut progress);
        let mut content = Counted::new(&mut content, self.output.json);
        let stored = match self.crlf {
            true => self.sink.store(label, &mut content),
            false => self
                .sink
                .store(label, &mut LocalLineEnds::new(&mut content)),
        };
        let stored = match stored {
            // The name of one message is taken; the others can still be stored.
            Err(error @ store::Error::Exists(_)) => {
                drop(progress); // its bar would stand on the line that is printed
                self.failures.add(error.into());
                self.is_done_with(named);
                return Ok(());
            }
            Err(error) => {
                let has_begun = content.finish().0 > 0;
                self.is_cut_on_stdout = has_begun && self.properties.writes_to_stdout;
                return Err(error.into());
            }
            Ok(stored) => stored,
        };
        let content = content.finish();
        let octets = content.0;
        self.print(label, content, &stored)?;
        self.taken += 1;
        self.octets += octets;
        self.is_done_with(named);
        Ok(())
    }

    fn is_done_with(&mut self, named: u32) {
        self.done += 1;
        self.done_with.push(named);
    }

    /// Prints the message's line of JSON, or its path.
    fn print(
        &self,
        label: Label<'_>,
        (octets, start): (u64, Option<Vec<u8>>),
        stored: &Stored,
    ) -> Result<(), store::Error> {
        let path = stored.path.as_deref();
        let text = match (start, path) {
            (Some(start), _) => {
                let reading = reader::read(&start, start.len() as u64 == octets);
                json_line(&line(label, octets, &reading, path))
            }
            (None, Some(path)) if self.properties.prints_paths && !self.output.quiet => {
                escape(&path.display().to_string())
            }
            (None, _) => return Ok(()),
        };
        print(format!("{text}\n")).map_err(|source| store::Error::Write {
            place: Place::Stdout,
            source,
        })
    }
}
