//! Moves each message from the maildrop to its sink, and prints what becomes of it.

use super::counted::Counted;
use super::json::line;
use crate::cli::Output;
use crate::command::failures::Failures;
use crate::command::print;
use crate::command::progress::{Progress, Watched};
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
    /// Unique-ids by message-number, from the listing if there was one.
    pub(super) unique_ids: BTreeMap<u32, Option<String>>,
    /// How many messages were stored.
    pub(super) taken: usize,
    /// Messages that could not be stored although others can: their files exist.
    pub(super) failures: Failures,
}

impl Taker {
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
        let unique_id = unique_id.or_else(|| self.unique_ids.get(&number).cloned().flatten());
        let label = Label {
            number,
            unique_id: unique_id.as_deref(),
        };
        let mut progress = Progress::new(self.output, &format!("message {number}"), None);
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
                return Ok(());
            }
            stored => stored?,
        };
        self.print(label, content.finish(), &stored)?;
        self.taken += 1;
        Ok(())
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
