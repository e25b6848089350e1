//! A maildrop as the commands know it: a count, a listing, streams, removals. The only module that knows POP3 is
//! behind it.

mod error;

pub use error::Error;

use crate::pop3::{self, Extent, Response, Retrieval, Survey, Surveyed, Transaction, Update};
use crate::wire::Stream;
use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Read};

/// One message of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The message-number, 1-based, for this session only.
    pub number: u32,
    /// Octets by the server's count, a hint; `None` where no listing was asked for.
    pub octets: Option<u64>,
    /// The unique-id, where the server has them. Hostile until escaped.
    pub unique_id: Option<String>,
}

/// A count of messages and their octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Messages.
    pub count: u32,
    /// Octets by the server's count.
    pub octets: u64,
}

/// What is in the maildrop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// All of it together; `None` unless it was asked for.
    pub size: Option<Size>,
    /// Each message, ascending.
    pub entries: Vec<Entry>,
    /// Whether the server has unique-ids.
    pub has_unique_ids: bool,
}

/// How much of each message is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// The header fields and so many lines of the body.
    Top(u32),
}

/// How a removal ended.
#[derive(Debug)]
#[must_use = "it says whether the messages were removed"]
pub enum Removal {
    /// The server confirmed it.
    Done,
    /// It was tried and taken back, as asked.
    DryRun,
    /// Nothing is removed.
    NotDone(Error),
    /// It was asked for and not confirmed: all, some or nothing may be removed.
    Unknown(Error),
}

/// An open maildrop, locked for this session by the server.
#[derive(Debug)]
pub struct Maildrop<S> {
    session: pop3::Session<S, Transaction>,
}

/// A message on its way.
pub struct Incoming<'m> {
    /// The message-number.
    pub number: u32,
    /// The unique-id, when it was asked for beside the message.
    pub unique_id: Option<String>,
    /// Its octets, line ends as sent. An error holds a [`crate::wire::Error`]. What is not read of it is lost, and the
    /// session with it.
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

impl<S: Stream> Maildrop<S> {
    /// The maildrop behind a session that has logged in.
    pub fn new(session: pop3::Session<S, Transaction>) -> Self {
        Maildrop { session }
    }

    /// Fails when unique-ids are needed and the server has told that it has none; ends the session then.
    ///
    /// # Errors
    /// [`Error::Session`].
    pub fn with_unique_ids(self, needed: bool) -> Result<Self, Error> {
        if needed && !self.session.capabilities().may_have_uidl() {
            self.session.leave();
            return Err(pop3::Error::NoUniqueIds.into());
        }
        Ok(self)
    }

    /// How much there is. Ends the session.
    ///
    /// # Errors
    /// [`Error::Session`].
    pub fn size(self) -> Result<Size, Error> {
        let surveyed = self.session.survey_and_quit(Survey {
            stat: true,
            ..Survey::default()
        })?;
        Ok(size(&surveyed).unwrap_or(Size {
            count: 0,
            octets: 0,
        }))
    }

    /// What there is, with the size of all. Ends the session.
    ///
    /// # Errors
    /// [`Error::Session`].
    pub fn into_listing(self) -> Result<Listing, Error> {
        Ok(listing(self.session.survey_and_quit(Survey {
            stat: true,
            list: true,
            uidl: true,
        })?))
    }

    /// What there is; `with_size` asks for the size of all too.
    ///
    /// # Errors
    /// [`Error::Session`].
    pub fn listing(&mut self, with_size: bool) -> Result<Listing, Error> {
        Ok(listing(self.session.survey(Survey {
            stat: with_size,
            list: true,
            uidl: true,
        })?))
    }

    /// Hands each message to `take`, in the order of `numbers`, the next ones already under way. Messages that the
    /// server refuses are passed over and told in the end.
    ///
    /// # Errors
    /// What `take` fails with, at once: the session is then of no more use. [`Error::Session`] as `E`.
    pub fn retrieve<E: From<Error>>(
        &mut self,
        numbers: &[u32],
        part: Part,
        unique_ids: bool,
        mut take: impl FnMut(Incoming<'_>) -> Result<(), E>,
    ) -> Result<Vec<Refusal>, E> {
        let extent = match part {
            Part::Whole => Extent::Whole,
            Part::Top(lines) => Extent::Top(lines),
        };
        let mut refused = Vec::new();
        let mut retrievals = self
            .session
            .retrieve(numbers, extent, unique_ids)
            .map_err(Error::from)?;
        while let Some(retrieval) = retrievals.next_message().map_err(Error::from)? {
            match retrieval {
                Retrieval::Refused { number, response } => refused.push((number, response)),
                Retrieval::Message {
                    number,
                    unique_id,
                    mut content,
                } => {
                    let unique_id = unique_id.map(|unique_id| unique_id.as_str().to_owned());
                    take(Incoming {
                        number,
                        unique_id,
                        content: &mut content,
                    })?;
                    content.drain().map_err(|source| {
                        Error::Session(pop3::Error::Wire {
                            stage: pop3::Stage::Retr,
                            source,
                        })
                    })?;
                }
            }
        }
        let stage = if part == Part::Whole {
            pop3::Stage::Retr
        } else {
            pop3::Stage::Top
        };
        self.judge(stage, refused, None).map_err(E::from)
    }

    /// Whether refusals mean that the messages are not there, which -ERR alone does not tell: the numbers that exist
    /// do, known already or listed now.
    fn judge(
        &mut self,
        stage: pop3::Stage,
        refused: Vec<(u32, Response)>,
        known: Option<BTreeSet<u32>>,
    ) -> Result<Vec<Refusal>, Error> {
        let in_doubt = refused.iter().any(|(_, response)| response.code.is_none());
        let present = match known {
            Some(known) => known,
            None if in_doubt => {
                let survey = self.session.survey(Survey {
                    list: true,
                    ..Survey::default()
                })?;
                survey.scan.unwrap_or_default().0.into_keys().collect()
            }
            None => BTreeSet::new(),
        };
        let judged = refused
            .into_iter()
            .map(|(number, response)| match response.code {
                None if !present.contains(&number) => Refusal::NoSuchMessage(number),
                _ => Refusal::Error(pop3::Error::Refused {
                    stage,
                    message: Some(number),
                    response,
                }),
            });
        Ok(judged.collect())
    }

    /// Removes messages, all or none, and ends the session. With `unique_ids` gives the unique-id of each.
    pub fn remove(
        mut self,
        numbers: &[u32],
        unique_ids: bool,
        dry_run: bool,
    ) -> (Vec<Entry>, Removal) {
        let plain = |number: &u32| Entry {
            number: *number,
            octets: None,
            unique_id: None,
        };
        let mut entries: Vec<Entry> = numbers.iter().map(plain).collect();
        let (responses, listing) = match self.session.delete(numbers, unique_ids) {
            Ok(answers) => answers,
            // Dropped without QUIT: the server takes every mark back.
            Err(error) => return (entries, Removal::NotDone(error.into())),
        };
        if let Some(listing) = &listing {
            for entry in &mut entries {
                entry.unique_id = listing
                    .0
                    .get(&entry.number)
                    .map(|unique_id| unique_id.as_str().to_owned());
            }
        }
        let refused: Vec<(u32, Response)> = numbers
            .iter()
            .copied()
            .zip(responses)
            .filter(|(_, response)| !response.positive)
            .collect();
        if refused.is_empty() && !dry_run {
            return (entries, removal(self.session.quit()));
        }
        let known = listing.map(|listing| listing.0.into_keys().collect());
        let outcome = match self.explain_refusals(refused, known) {
            Ok(None) => Removal::DryRun,
            Ok(Some(error)) | Err(error) => Removal::NotDone(error),
        };
        match self.session.reset() {
            Ok(()) => {
                self.session.leave();
                (entries, outcome)
            }
            // Never QUIT over marks that may still stand.
            Err(error) => match outcome {
                Removal::DryRun => (entries, Removal::NotDone(error.into())),
                told => (entries, told),
            },
        }
    }

    /// What to say of refused removals: those that are not there first, since that is what the caller can mend.
    fn explain_refusals(
        &mut self,
        refused: Vec<(u32, Response)>,
        known: Option<BTreeSet<u32>>,
    ) -> Result<Option<Error>, Error> {
        let mut gone = Vec::new();
        let mut other = None;
        for refusal in self.judge(pop3::Stage::Dele, refused, known)? {
            match refusal {
                Refusal::NoSuchMessage(number) => gone.push(number),
                Refusal::Error(error) => other = other.or(Some(error)),
            }
        }
        Ok(if gone.is_empty() {
            other.map(Error::Session)
        } else {
            Some(Error::NoSuchMessage(gone))
        })
    }

    /// Ends the session after messages were retrieved.
    ///
    /// # Errors
    /// [`Error::Session`] when more came behind the last message: a dot that the server did not double has cut it short.
    pub fn leave_whole(self) -> Result<(), Error> {
        Ok(self.session.leave_in_step(pop3::Stage::Retr)?)
    }

    /// Ends the session; nothing is removed.
    pub fn leave(self) {
        self.session.leave();
    }
}

/// Why a message was not given.
#[derive(Debug)]
pub enum Refusal {
    /// There is none of this number.
    NoSuchMessage(u32),
    /// The server would not.
    Error(pop3::Error),
}

fn removal(update: Update) -> Removal {
    match update {
        Update::Done => Removal::Done,
        Update::NotDone(error) => Removal::NotDone(error.into()),
        Update::Refused(response) => Removal::Unknown(
            pop3::Error::Refused {
                stage: pop3::Stage::Quit,
                message: None,
                response,
            }
            .into(),
        ),
        Update::Unknown(error) => Removal::Unknown(error.into()),
    }
}

fn size(surveyed: &Surveyed) -> Option<Size> {
    surveyed.drop.map(|drop| Size {
        count: drop.count,
        octets: drop.octets,
    })
}

fn listing(surveyed: Surveyed) -> Listing {
    let size = size(&surveyed);
    let has_unique_ids = surveyed.unique_ids.is_some();
    let mut unique_ids = surveyed.unique_ids.unwrap_or_default().0;
    let entries = surveyed
        .scan
        .unwrap_or_default()
        .0
        .into_iter()
        .map(|(number, octets)| {
            let unique_id = unique_ids
                .remove(&number)
                .map(|unique_id| unique_id.as_str().to_owned());
            Entry {
                number,
                octets: Some(octets),
                unique_id,
            }
        });
    Listing {
        size,
        entries: entries.collect(),
        has_unique_ids,
    }
}

/// A [`pop3::Error`] or [`crate::wire::Error`] that came through a reader, back as what it is.
pub fn content_error(error: io::Error, part: Part) -> Error {
    let stage = if part == Part::Whole {
        pop3::Stage::Retr
    } else {
        pop3::Stage::Top
    };
    let source = match error.downcast::<crate::wire::Error>() {
        Ok(source) => source,
        Err(source) => crate::wire::Error::Io {
            phase: crate::timeout::Phase::Content,
            source,
        },
    };
    Error::Session(pop3::Error::Wire { stage, source })
}
