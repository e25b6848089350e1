//! The mail data of a transaction: written in blocks, then the verdict on it.
//!
//! From the moment the last octet was handed to the network, silence means *unknown*.

use super::command::Command;
use super::error::{Error, Stage};
use super::reply::Reply;
use super::session::{Session, read_answer, read_unasked, refusal};
use super::transaction::Accepted;
use crate::timeout::Phase;
use crate::wire::{DotWriter, Stream};
use std::io::Read;

/// The content is read and written in blocks of this many octets: one TLS record.
const BLOCK_OCTETS: usize = 16 * 1024;

/// How many blocks go out between two looks for a reply that came early: every 64 KiB.
const BLOCKS_BETWEEN_LOOKS: usize = 4;

/// How many replies behind the verdict are read. What they say decides whether the verdict counts.
const MAX_FURTHER_REPLIES: usize = 8;

/// What became of a message.
#[derive(Debug)]
#[must_use = "it says whether the message was delivered"]
pub(crate) enum Delivery {
    /// The server accepted it.
    Accepted(Reply),
    /// The server refused it after seeing some or all of it.
    Refused(Reply),
    /// It was not sent to its end, so it was not delivered.
    NotSent(Error),
    /// It was sent to its end and no valid verdict came: it may or may not be delivered.
    Unknown(Error),
}

impl<S: Stream> Accepted<'_, S> {
    /// Sends the mail data, `octets` of it, and waits for the verdict. `content` yields lines that end with CRLF and
    /// fails rather than give its last octet when it is not the message that was announced.
    pub(crate) fn content(self, octets: u64, content: &mut dyn Read) -> Delivery {
        let session = self.session;
        let chunked = session.extensions.chunking;
        if !chunked && !self.granted {
            match session.exchange(&Command::Data, Stage::Data) {
                Ok(reply) if reply.code.number() == 354 => {}
                Ok(reply) => {
                    if !reply.is_no() {
                        // Neither a refusal nor the go-ahead: it may be the answer to something else.
                        session.connection.give_up();
                    }
                    return Delivery::NotSent(refusal(Stage::Data, reply));
                }
                Err(error) => return Delivery::NotSent(error),
            }
        }
        match session.send_content(octets, content, chunked) {
            Ok(()) => session.verdict(),
            Err(Stop::Reply(reply)) if reply.is_no() => Delivery::Refused(reply),
            Err(Stop::Reply(reply)) => Delivery::NotSent(refusal(Stage::Content, reply)),
            Err(Stop::Error(error)) => Delivery::NotSent(error),
        }
    }
}

/// Why the content did not go out whole.
enum Stop {
    /// The server spoke before the end.
    Reply(Reply),
    /// The message or the connection failed.
    Error(Error),
}

impl<S: Stream> Session<S> {
    /// Writes the content up to its end. When this returns `Ok` the last octet was handed to the network.
    fn send_content(
        &mut self,
        octets: u64,
        content: &mut dyn Read,
        chunked: bool,
    ) -> Result<(), Stop> {
        let mut transparency = DotWriter::default();
        let mut wire = Vec::with_capacity(BLOCK_OCTETS + BLOCK_OCTETS / 8);
        if chunked {
            self.connection
                .begin_mail_data(&Command::BdatLast(octets))
                .map_err(|source| self.explain_stop(source))?;
        }
        // One block is held back until the next one, or the end, is known to be there: a message that breaks off
        // must not have been sent to its end.
        let mut held = vec![0; BLOCK_OCTETS];
        let mut next = vec![0; BLOCK_OCTETS];
        let mut held_octets = fill(content, &mut held)?;
        let mut total = held_octets as u64;
        for block in 0.. {
            let next_octets = fill(content, &mut next)?;
            total += next_octets as u64;
            let last = next_octets == 0;
            if total > octets || (last && total != octets) {
                let problem = format!(
                    "it was measured as {octets} octets and now has {}",
                    if last {
                        total.to_string()
                    } else {
                        "more".into()
                    }
                );
                return Err(Stop::Error(Error::Content(std::io::Error::other(problem))));
            }
            if last || block % BLOCKS_BETWEEN_LOOKS == 0 {
                self.look_for_reply()?;
            }
            wire.clear();
            if chunked {
                wire.extend_from_slice(&held[..held_octets]);
            } else {
                transparency.write(&held[..held_octets], &mut wire);
                if last {
                    transparency.finish(&mut wire);
                }
            }
            let mut written = self.connection.queue_mail_data(&wire);
            if last && written.is_ok() {
                written = self.connection.finish_mail_data(octets);
            }
            written.map_err(|source| self.explain_stop(source))?;
            if last {
                break;
            }
            std::mem::swap(&mut held, &mut next);
            held_octets = next_octets;
        }
        Ok(())
    }

    /// Stops if the server has already replied: no verdict can be due yet.
    fn look_for_reply(&mut self) -> Result<(), Stop> {
        match self.connection.poll_input() {
            Ok(false) => Ok(()),
            Ok(true) => {
                let wait = self.connection.wait(Phase::Command);
                Err(
                    match read_unasked(&mut self.connection, Stage::Content, &wait) {
                        Ok(reply) => Stop::Reply(reply),
                        Err(error) => Stop::Error(error),
                    },
                )
            }
            Err(source) => Err(Stop::Error(Error::Wire {
                stage: Stage::Content,
                source,
            })),
        }
    }

    /// A server that closes while we write has often sent the reason before.
    fn explain_stop(&mut self, source: crate::wire::Error) -> Stop {
        match self.explain(Stage::Content, source) {
            Error::Refused { reply, .. } => Stop::Reply(reply),
            error => Stop::Error(error),
        }
    }

    /// Reads the verdict: exactly one reply, 25x, 4yz or 5yz. Any other code answers another command, and a further reply
    /// that contradicts it shows that the first may not be the verdict; the message may or may not be accepted then.
    fn verdict(&mut self) -> Delivery {
        let answer = read_answer(&mut self.connection, Stage::Content, Phase::DataEnd);
        let verdict = answer.and_then(|reply| match reply.is_yes() || reply.is_no() {
            true => self.look_behind(&reply).map(|()| reply),
            false => Err(refusal(Stage::Content, reply)),
        });
        match verdict {
            Ok(reply) if reply.is_yes() => {
                self.reset_needed = false;
                Delivery::Accepted(reply)
            }
            Ok(reply) => Delivery::Refused(reply),
            Err(error) => {
                self.connection.give_up();
                Delivery::Unknown(error)
            }
        }
    }

    /// Reads what has come behind the verdict. A further 25x behind a 25x says the same, and a 421 only ends the
    /// connection; with either the connection is not used again.
    fn look_behind(&mut self, verdict: &Reply) -> Result<(), Error> {
        for _ in 0..MAX_FURTHER_REPLIES {
            match self.connection.poll_input() {
                Ok(true) => self.connection.give_up(),
                Ok(false) => return Ok(()),
                // The server has closed after its verdict, which stands.
                Err(_) => {
                    self.connection.give_up();
                    return Ok(());
                }
            }
            let wait = self.connection.wait(Phase::Command);
            let further = read_unasked(&mut self.connection, Stage::Content, &wait)?;
            let says_the_same = verdict.is_yes() && further.is_yes();
            if !says_the_same && further.code.number() != 421 {
                return Err(unasked(&further));
            }
            (self.connection).note(&format!("a further reply to the message: {further}"));
        }
        match self.connection.poll_input() {
            Ok(true) => Err(unasked(verdict)),
            _ => Ok(()),
        }
    }
}

/// The error for a reply that nothing asked for.
fn unasked(reply: &Reply) -> Error {
    Error::Wire {
        stage: Stage::Content,
        source: crate::wire::Error::Unsolicited {
            octets: reply.to_string().into_bytes(),
        },
    }
}

/// Reads until the block is full or the content ends.
fn fill(content: &mut dyn Read, block: &mut [u8]) -> Result<usize, Stop> {
    let mut filled = 0;
    while filled < block.len() {
        match content.read(&mut block[filled..]) {
            Ok(0) => break,
            Ok(octets) => filled += octets,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Stop::Error(Error::Content(error))),
        }
    }
    Ok(filled)
}
