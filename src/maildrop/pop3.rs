//! A maildrop behind POP3 (RFC 1939).

use super::error::Error;
use super::listing::{Entry, Listing, Size};
use super::removal::Removal;
use super::retrieval::{Incoming, Part, Refusal, Shortfall};
use crate::pop3::{
    self, Extent, Response, Retrieval, Stage, Survey, Surveyed, Transaction, Update,
};
use crate::wire::{DotReader, Stream};
use std::collections::BTreeSet;
use std::io::{self, Read};

type Session = pop3::Session<Box<dyn Stream>, Transaction>;

/// A session that has logged in.
#[derive(Debug)]
pub(super) struct Pop3 {
    session: Session,
    /// What the last messages were retrieved with: RETR or TOP.
    retrieved_with: Stage,
}

impl Pop3 {
    pub(super) fn new<S: Stream + 'static>(session: pop3::Session<S, Transaction>) -> Self {
        Pop3 {
            session: session.boxed(),
            retrieved_with: Stage::Retr,
        }
    }

    /// Whether the server has UIDL, or did not say.
    pub(super) fn may_have_unique_ids(&self) -> bool {
        self.session.capabilities().may_have_uidl()
    }

    pub(super) fn size(self) -> Result<Size, Error> {
        let surveyed = self.session.survey_and_quit(Survey {
            stat: true,
            ..Survey::default()
        })?;
        Ok(size(&surveyed).unwrap_or(Size {
            count: 0,
            octets: 0,
        }))
    }

    pub(super) fn into_listing(self) -> Result<Listing, Error> {
        Ok(listing(self.session.survey_and_quit(Survey {
            stat: true,
            list: true,
            uidl: true,
        })?))
    }

    pub(super) fn listing(&mut self, with_size: bool) -> Result<Listing, Error> {
        Ok(listing(self.session.survey(Survey {
            stat: with_size,
            list: true,
            uidl: true,
        })?))
    }

    pub(super) fn retrieve<E: From<Error>>(
        &mut self,
        numbers: &[u32],
        part: Part,
        unique_ids: bool,
        take: impl FnMut(Incoming<'_>) -> Result<(), E>,
    ) -> Shortfall<E> {
        let (extent, stage) = match part {
            Part::Whole => (Extent::Whole, Stage::Retr),
            Part::Top(lines) => (Extent::Top(lines), Stage::Top),
        };
        self.retrieved_with = stage;
        let mut refused = Vec::new();
        let received = self.receive(numbers, extent, stage, unique_ids, take, &mut refused);
        match received {
            Ok(()) => explain(&mut self.session, stage, refused, None),
            // The session cannot be asked any more why.
            Err(error) => Shortfall {
                refusals: unexplained(stage, refused),
                broken_off: Some(error),
            },
        }
    }

    /// Passes each message to `take`, and puts each refusal into `refused`.
    fn receive<E: From<Error>>(
        &mut self,
        numbers: &[u32],
        extent: Extent,
        stage: Stage,
        unique_ids: bool,
        mut take: impl FnMut(Incoming<'_>) -> Result<(), E>,
        refused: &mut Vec<(u32, Response)>,
    ) -> Result<(), E> {
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
                    content: reader,
                } => {
                    let mut content = Content {
                        reader,
                        stage,
                        number,
                    };
                    take(Incoming {
                        number,
                        unique_id: unique_id.map(|unique_id| unique_id.as_str().to_owned()),
                        content: &mut content,
                    })?;
                    content.drain()?;
                }
            }
        }
        Ok(())
    }

    pub(super) fn mark(
        mut self,
        numbers: &[u32],
        unique_ids: bool,
    ) -> Result<(Vec<Entry>, Shortfall<Error>, Marks), Error> {
        let (responses, listing) = self.session.delete(numbers, unique_ids)?;
        let mut entries = Vec::new();
        let mut refused = Vec::new();
        for (number, response) in numbers.iter().copied().zip(responses) {
            if !response.positive {
                refused.push((number, response));
                continue;
            }
            let unique_id = listing.as_ref().and_then(|listing| listing.0.get(&number));
            entries.push(Entry {
                number,
                octets: None,
                unique_id: unique_id.map(|unique_id| unique_id.as_str().to_owned()),
            });
        }
        let known = listing.map(|listing| listing.0.into_keys().collect());
        let shortfall = explain(&mut self.session, Stage::Dele, refused, known);
        Ok((entries, shortfall, Marks(self.session)))
    }

    pub(super) fn noop(&mut self) -> Result<(), Error> {
        Ok(self.session.noop()?)
    }

    pub(super) fn leave_in_step(self) -> Result<(), Error> {
        Ok(self.session.leave_in_step(self.retrieved_with)?)
    }

    pub(super) fn leave(self) {
        self.session.leave();
    }
}

/// A session with marks that QUIT would commit; so QUIT is sent by [`commit`](Self::commit) only, and by
/// [`take_back`](Self::take_back) when the server has confirmed RSET and sent nothing behind it: with an answer too many,
/// the one that was read may belong to an earlier command, and the marks may still stand.
#[derive(Debug)]
pub(super) struct Marks(Session);

impl Marks {
    pub(super) fn commit(self) -> Removal {
        match self.0.quit() {
            Update::Done => Removal::Done,
            Update::NotDone(error) => Removal::NotDone(error.into()),
            Update::Refused(response) => {
                Removal::Unknown(refusal(Stage::Quit, None, response).into())
            }
            Update::Unknown(error) => Removal::Unknown(error.into()),
        }
    }

    pub(super) fn take_back(mut self) -> Result<(), Error> {
        self.0.reset()?;
        Ok(self.0.leave_in_step(Stage::Rset)?)
    }
}

/// The content of one message; its errors hold an [`Error`] that names the command.
struct Content<'r> {
    reader: DotReader<'r, Box<dyn Stream>>,
    stage: Stage,
    number: u32,
}

impl Content<'_> {
    /// Reads what the caller left.
    fn drain(mut self) -> Result<(), Error> {
        self.reader
            .drain()
            .map_err(|source| broken(self.stage, self.number, source).into())
    }
}

impl Read for Content<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.reader.read_some(out).map_err(|source| {
            io::Error::other(Error::from(broken(self.stage, self.number, source)))
        })
    }
}

/// Finds out which refusals mean that the message is not there, which -ERR alone does not say: the messages that exist
/// are `known`, or are listed now.
fn explain<E: From<Error>>(
    session: &mut Session,
    stage: Stage,
    refused: Vec<(u32, Response)>,
    known: Option<BTreeSet<u32>>,
) -> Shortfall<E> {
    let in_doubt = refused.iter().any(|(_, response)| response.code.is_none());
    let present = match known {
        Some(known) => known,
        None if in_doubt => {
            let survey = session.survey(Survey {
                list: true,
                ..Survey::default()
            });
            match survey {
                Ok(survey) => survey.scan.unwrap_or_default().0.into_keys().collect(),
                Err(error) => {
                    return Shortfall {
                        refusals: unexplained(stage, refused),
                        broken_off: Some(Error::from(error).into()),
                    };
                }
            }
        }
        None => BTreeSet::new(),
    };
    let explained = refused
        .into_iter()
        .map(|(number, response)| match response.code {
            None if !present.contains(&number) => Refusal::NoSuchMessage(number),
            _ => refused_alone(stage, number, response),
        });
    Shortfall {
        refusals: explained.collect(),
        broken_off: None,
    }
}

/// The refusals as they are, where it is not known which messages exist.
fn unexplained(stage: Stage, refused: Vec<(u32, Response)>) -> Vec<Refusal> {
    refused
        .into_iter()
        .map(|(number, response)| refused_alone(stage, number, response))
        .collect()
}

fn refused_alone(stage: Stage, number: u32, response: Response) -> Refusal {
    Refusal::Refused {
        number,
        error: refusal(stage, Some(number), response).into(),
    }
}

fn refusal(stage: Stage, message: Option<u32>, response: Response) -> pop3::Error {
    pop3::Error::Refused {
        stage,
        message,
        response,
    }
}

fn broken(stage: Stage, message: u32, source: crate::wire::Error) -> pop3::Error {
    pop3::Error::InMessage {
        stage,
        message,
        source,
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
        .map(|(number, octets)| Entry {
            number,
            octets: Some(octets),
            unique_id: unique_ids
                .remove(&number)
                .map(|unique_id| unique_id.as_str().to_owned()),
        });
    Listing {
        size,
        entries: entries.collect(),
        has_unique_ids,
    }
}
