//! The session: greeting, EHLO, TLS, login, and the way out.

use super::command::Command;
use super::error::{Error, Stage};
use super::extension::Extensions;
use super::reply::{MAX_REPLY_LINE_OCTETS, Parser, Reply, Severity, part};
use crate::sasl;
use crate::timeout::{Phase, Wait};
use crate::wire::{Connection, Flight, Handshake, Milestone, Stream, Window};

/// RFC 4954 section 4: challenges and responses are at most this long; the reply code stands before the challenge.
const MAX_CHALLENGE_LINE_OCTETS: usize = 12_288 + 4;

/// How many empty lines a server may send before and between its replies in one session. They carry nothing, so they are
/// skipped; a server that goes on sending them is out of step.
const MAX_EMPTY_LINES: usize = 8;

/// How a session is to begin.
#[derive(Clone, Debug)]
pub(crate) struct Opening {
    /// What EHLO says: a domain name or an address literal.
    pub helo: String,
    /// A login follows, so a server that only knows HELO cannot be used.
    pub login_wanted: bool,
    /// Messages go out by BDAT where the server offers it; otherwise always by DATA.
    pub chunking: bool,
}

/// How EHLO and STARTTLS stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TlsState {
    /// STARTTLS is not wanted.
    NotWanted,
    /// STARTTLS is to follow.
    Wanted,
    /// STARTTLS was sent, and the handshake was made.
    Begun,
}

impl TlsState {
    fn before(is_wanted: bool) -> Self {
        match is_wanted {
            true => TlsState::Wanted,
            false => TlsState::NotWanted,
        }
    }
}

/// A session that has been greeted and knows what the server offers.
#[derive(Debug)]
pub(crate) struct Session<S> {
    pub(super) connection: Connection<S>,
    pub(super) extensions: Extensions,
    pub(super) window: Window,
    /// A mail transaction was left open: the next one begins with RSET.
    pub(super) reset_needed: bool,
    /// RSET is to go out in front of QUIT (`--dry-run`).
    pub(super) reset_before_quit: bool,
    /// A login that is to share the flight of the first envelope.
    pub(super) login_due: Option<sasl::Request>,
}

impl<S: Stream> Session<S> {
    /// Reads the greeting, says EHLO, and with a handshake goes on to STARTTLS and says EHLO again. Nothing is sent
    /// before the whole greeting is there (RFC 5321 section 4.3.1).
    ///
    /// # Errors
    /// [`Error::Refused`] by greeting, EHLO or STARTTLS; [`Error::StartTlsNotOffered`]; [`Error::Tls`];
    /// [`Error::Malformed`], [`Error::Unexpected`], [`Error::Wire`].
    pub(crate) fn open(
        mut connection: Connection<S>,
        opening: &Opening,
        starttls: Option<Handshake<'_, S>>,
    ) -> Result<Self, Error> {
        connection.allow_empty_lines(MAX_EMPTY_LINES);
        let greeting = read_answer(&mut connection, Stage::Greeting, Phase::Greeting)?;
        connection.reached(Milestone::Greeted(&greeting.text()));
        let mut session = Session::begin(connection);
        let begun = match greeting.code.number() {
            220 => session.hello(opening, TlsState::before(starttls.is_some())),
            _ => Err(refusal(Stage::Greeting, greeting)),
        };
        match (begun, starttls) {
            (Ok(()), None) => Ok(session),
            (Ok(()), Some(handshake)) => session.starttls(opening, handshake),
            (Err(error), _) => Err(session.leave_after(error)),
        }
    }

    fn begin(connection: Connection<S>) -> Self {
        Session {
            connection,
            extensions: Extensions::default(),
            window: Window::ONE,
            reset_needed: false,
            reset_before_quit: false,
            login_due: None,
        }
    }

    /// EHLO, or HELO if the server does not know EHLO and neither TLS nor a login depends on it.
    fn hello(&mut self, opening: &Opening, tls: TlsState) -> Result<(), Error> {
        // Read as it came: a secret that is part of a keyword must not change what is offered.
        let reply = self.exchange_raw(&Command::Ehlo(opening.helo.clone()), Stage::Ehlo)?;
        match reply.code.number() {
            250 => {
                self.extensions = Extensions::parse(&reply);
                self.connection.offered(&self.extensions.shown);
                self.extensions.chunking &= opening.chunking;
                self.window = Window::on(&self.connection, self.extensions.pipelining);
                Ok(())
            }
            500 | 502 | 504 if tls == TlsState::Wanted => Err(Error::StartTlsNotOffered),
            // The server knew EHLO before the handshake.
            500 | 502 | 504 if tls == TlsState::Begun => {
                Err(refusal(Stage::Ehlo, self.redacted(reply)))
            }
            500 | 502 | 504 if opening.login_wanted => Err(sasl::Error::NotOffered {
                offered: String::new(),
                asked: sasl::Preference::Auto,
                token_offered: false,
            }
            .into()),
            500 | 502 | 504 => {
                let reply = self.exchange(&Command::Helo(opening.helo.clone()), Stage::Ehlo)?;
                if reply.code.number() == 250 {
                    self.connection.offered(&[]);
                    Ok(())
                } else {
                    Err(refusal(Stage::Ehlo, reply))
                }
            }
            _ => Err(refusal(Stage::Ehlo, self.redacted(reply))),
        }
    }

    fn starttls(mut self, opening: &Opening, handshake: Handshake<'_, S>) -> Result<Self, Error> {
        if !self.extensions.starttls {
            return Err(self.leave_after(Error::StartTlsNotOffered));
        }
        match self.exchange(&Command::StartTls, Stage::StartTls) {
            Ok(reply) if reply.code.number() == 220 => {}
            Ok(reply) => return Err(self.leave_after(refusal(Stage::StartTls, reply))),
            Err(error) => return Err(self.leave_after(error)),
        }
        let connection = self
            .connection
            .upgrade(|stream, wait| handshake(stream, wait).map_err(Error::Tls))?;
        let mut session = Session::begin(connection);
        match session.hello(opening, TlsState::Begun) {
            Ok(()) => Ok(session),
            Err(error) => Err(session.leave_after(error)),
        }
    }

    /// Sends QUIT if nothing is due on the connection, closes, and hands the error on.
    pub(crate) fn leave_after(self, error: Error) -> Error {
        self.quit();
        error
    }

    /// Sends QUIT if nothing is due on the connection, and closes. The server's 221 is not waited for, since nothing depends
    /// on it, unless each answer is read before the next step.
    pub(crate) fn quit(mut self) {
        if self.connection.is_one_at_a_time() && self.is_usable() {
            let _ = self.exchange(&Command::Quit, Stage::Quit);
            return self.connection.close();
        }
        if self.reset_before_quit {
            self.connection.leave(&[&Command::Rset, &Command::Quit]);
        } else {
            self.connection.leave(&[&Command::Quit]);
        }
    }

    /// Asks for nothing but a reply.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::Unexpected`], [`Error::Malformed`], [`Error::Wire`].
    pub(crate) fn noop(&mut self) -> Result<(), Error> {
        match self.exchange(&Command::Noop, Stage::Noop)? {
            reply if reply.is_yes() => Ok(()),
            reply => Err(refusal(Stage::Noop, reply)),
        }
    }

    /// What the server offers on this connection as it is now.
    pub(crate) fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    /// Whether another transaction can be begun.
    pub(crate) fn is_usable(&self) -> bool {
        self.connection.is_usable()
    }

    /// One command and its reply.
    pub(super) fn exchange(&mut self, command: &Command, stage: Stage) -> Result<Reply, Error> {
        let reply = self.exchange_raw(command, stage)?;
        Ok(self.redacted(reply))
    }

    /// One command and its reply as it came: challenges must not be touched.
    pub(super) fn exchange_raw(&mut self, command: &Command, stage: Stage) -> Result<Reply, Error> {
        let mut flight = Flight::new(Window::ONE);
        flight.push(command);
        self.next_raw(&mut flight, stage)
    }

    /// Sends on as far as the window allows and reads the oldest reply due.
    pub(super) fn next_reply(&mut self, flight: &mut Flight, stage: Stage) -> Result<Reply, Error> {
        let reply = self.next_raw(flight, stage)?;
        Ok(self.redacted(reply))
    }

    /// As [`next_reply`](Self::next_reply), the reply as it came.
    pub(super) fn next_raw(&mut self, flight: &mut Flight, stage: Stage) -> Result<Reply, Error> {
        let phase = match stage {
            Stage::Data => Phase::DataStart,
            _ => Phase::Command,
        };
        let wait = flight
            .begin_answer(&mut self.connection, phase)
            .map_err(|source| self.explain(stage, source))?;
        finish_answer(&mut self.connection, stage, &wait)
    }

    /// The error for a connection that failed; the server may have sent the reason before.
    pub(super) fn explain(&mut self, stage: Stage, source: crate::wire::Error) -> Error {
        if source.may_be_explained() {
            let unasked = !source.is_disconnect();
            let wait = self.connection.wait(Phase::Command);
            if let Ok(reply) = read_unasked(&mut self.connection, stage, &wait)
                && (reply.code.number() == 421 || (!unasked && reply.is_no()))
            {
                return refusal(stage, reply);
            }
        }
        Error::Wire { stage, source }
    }

    pub(super) fn redacted(&self, reply: Reply) -> Reply {
        redacted(&self.connection, reply)
    }
}

/// Reads the oldest reply due, known secrets in its text replaced.
pub(super) fn read_answer<S: Stream>(
    connection: &mut Connection<S>,
    stage: Stage,
    phase: Phase,
) -> Result<Reply, Error> {
    let wait = connection
        .begin_answer(phase)
        .map_err(|source| Error::Wire { stage, source })?;
    let reply = finish_answer(connection, stage, &wait)?;
    Ok(redacted(connection, reply))
}

/// Reads the reply that was begun, as it came.
fn finish_answer<S: Stream>(
    connection: &mut Connection<S>,
    stage: Stage,
    wait: &Wait,
) -> Result<Reply, Error> {
    let reply = read_lines(connection, stage, wait)?;
    connection.finish_answer();
    match (stage, reply.code.number()) {
        // The server closes (RFC 5321 section 3.8): nothing that was sent after this command gets an answer.
        (_, 421) => connection.give_up(),
        (Stage::Data, 300..400) => connection.grant_mail_data(),
        _ => {}
    }
    Ok(reply)
}

/// Reads a whole reply that nothing asked for, known secrets in its text replaced.
pub(super) fn read_unasked<S: Stream>(
    connection: &mut Connection<S>,
    stage: Stage,
    wait: &Wait,
) -> Result<Reply, Error> {
    let reply = read_lines(connection, stage, wait)?;
    Ok(redacted(connection, reply))
}

/// Reads the lines of one reply within one wait.
fn read_lines<S: Stream>(
    connection: &mut Connection<S>,
    stage: Stage,
    wait: &Wait,
) -> Result<Reply, Error> {
    let limit = if stage == Stage::Auth {
        MAX_CHALLENGE_LINE_OCTETS
    } else {
        MAX_REPLY_LINE_OCTETS
    };
    let mut parser = Parser::default();
    loop {
        let line = connection
            .read_line_of_several(limit, wait, part)
            .map_err(|source| Error::Wire { stage, source })?;
        if line.is_empty() && !parser.has_begun() && connection.may_skip_empty_line() {
            continue;
        }
        match parser.line(&line) {
            Ok(None) => {}
            Ok(Some(reply)) => return Ok(reply),
            Err(problem) => {
                connection.show_held(true);
                // A server may have sent our own words back.
                let begun = parser.begun().iter().map(String::as_bytes);
                let problem = problem.redacted(|line| {
                    let lines: Vec<&[u8]> = begun.chain([line]).collect();
                    connection.redact_lines(&lines).pop().unwrap_or_default()
                });
                return Err(Error::Malformed { stage, problem });
            }
        }
    }
}

fn redacted<S: Stream>(connection: &Connection<S>, mut reply: Reply) -> Reply {
    let lines: Vec<&[u8]> = reply.lines.iter().map(String::as_bytes).collect();
    let clean = connection.redact_lines(&lines);
    reply.lines = clean
        .iter()
        .map(|line| String::from_utf8_lossy(line).into_owned())
        .collect();
    reply
}

/// The error for a reply that is not the one that the step needs.
pub(super) fn refusal(stage: Stage, reply: Reply) -> Error {
    match reply.code.severity() {
        Severity::Transient | Severity::Permanent => Error::Refused {
            stage,
            subject: None,
            reply,
        },
        Severity::Completed | Severity::Intermediate => Error::Unexpected { stage, reply },
    }
}
