//! Lines in, commands out, over any [`Stream`].

mod content;
mod held;
mod mail_data;
mod milestone;
mod silence;

use super::Stream;
use super::due::Due;
use super::error::Error;
use super::trace::{Event, Trace};
use crate::secret::Redactor;
use crate::timeout::{Phase, Timeouts, Wait};
use content::ContentLine;
use held::Held;
pub(crate) use held::Part;
use silence::EmptyLines;
use std::fmt;
use zeroize::Zeroizing;

/// What is read from the stream at once: one TLS record.
const INPUT_OCTETS: usize = 16 * 1024;

/// What is collected before it is written: one TLS record, so that a command and the start of content share it.
const OUTPUT_OCTETS: usize = 16 * 1024;

/// A command of a protocol.
pub(crate) trait Command {
    /// Appends the octets that go out, CRLF included.
    fn encode(&self, out: &mut Vec<u8>);

    /// What the trace and errors show: every field that is not known to be public is `********`.
    fn shown(&self) -> String;
}

/// A conversation over a stream: bounded lines, timed waits, a trace without secrets.
pub(crate) struct Connection<S> {
    stream: S,
    input: Box<[u8; INPUT_OCTETS]>,
    start: usize,
    end: usize,
    output: Zeroizing<Vec<u8>>,
    shown: Vec<String>,
    trace: Box<dyn Trace>,
    redactor: Redactor,
    timeouts: Timeouts,
    due: Due,
    empty_lines: EmptyLines,
    one_at_a_time: bool,
    content_line: ContentLine,
    held: Held,
}

impl<S: Stream> Connection<S> {
    /// A conversation over `stream`; nothing is read or written yet. The greeting is due.
    pub(crate) fn new(stream: S, timeouts: Timeouts, trace: Box<dyn Trace>) -> Self {
        Connection {
            stream,
            input: Box::new([0; INPUT_OCTETS]),
            start: 0,
            end: 0,
            output: Zeroizing::new(Vec::with_capacity(OUTPUT_OCTETS)),
            shown: Vec::new(),
            trace,
            redactor: Redactor::default(),
            timeouts,
            due: Due::new(),
            empty_lines: EmptyLines::default(),
            one_at_a_time: false,
            content_line: ContentLine::default(),
            held: Held::default(),
        }
    }

    /// Keeps these octets out of the trace and out of replies from now on.
    pub(crate) fn hide(&mut self, secret: &[u8]) {
        self.redactor.hide(secret);
    }

    /// Starts a wait by this run's limits.
    pub(crate) fn wait(&self, phase: Phase) -> Wait {
        self.timeouts.wait(phase)
    }

    /// From now on the answer to each command is read before the next one is sent, whatever the server offers, and the
    /// answer to the last one before the connection is closed: as a person would type them.
    pub(crate) fn use_one_at_a_time(&mut self) {
        self.one_at_a_time = true;
    }

    /// Whether [`use_one_at_a_time`](Self::use_one_at_a_time) was called.
    pub(crate) fn is_one_at_a_time(&self) -> bool {
        self.one_at_a_time
    }

    /// Writes a note to the trace.
    pub(crate) fn note(&mut self, text: &str) {
        self.trace.event(&Event::Note(text));
    }

    /// Whether octets have come that nobody has read yet, as far as our own buffer knows.
    pub(crate) fn has_input(&self) -> bool {
        self.start < self.end
    }

    /// Puts a command behind those that wait for the next [`flush`](Self::flush), and counts the answer to it as due.
    /// Gives the command's number. The caller has asked [`allows`](Self::allows).
    pub(super) fn queue(&mut self, command: &dyn Command) -> u64 {
        let before = self.output.len();
        self.put(command);
        self.due.add(self.output.len() - before)
    }

    fn put(&mut self, command: &dyn Command) {
        command.encode(&mut self.output);
        self.shown.push(command.shown());
    }

    /// Writes everything queued at once.
    ///
    /// # Errors
    /// [`Error::Unusable`], [`Error::Io`], [`Error::Timeout`], [`Error::Interrupted`].
    pub(super) fn flush(&mut self, phase: Phase) -> Result<(), Error> {
        if self.due.is_lost() {
            return Err(Error::Unusable);
        }
        self.trace_queued();
        let wait = self.timeouts.wait(phase);
        self.stream.set_deadline(wait.until);
        let written = self
            .stream
            .write_all(&self.output)
            .and_then(|()| self.stream.flush());
        self.output.clear();
        written.map_err(|source| {
            self.due.give_up();
            Error::from_io(source, &wait)
        })
    }

    /// Reports to the trace what is queued.
    fn trace_queued(&mut self) {
        let encrypted = self.stream.is_encrypted();
        for text in self.shown.drain(..) {
            self.trace.event(&Event::Sent {
                text: &text,
                encrypted,
            });
        }
    }

    /// Whether the sender of the command of this number may write on.
    pub(super) fn allows(&self, latest: u64) -> bool {
        self.due.allows(latest)
    }

    /// Whether the answer to the command of this number is due.
    pub(super) fn owes(&self, latest: u64) -> bool {
        self.due.includes(latest)
    }

    /// How many answers are due, and how many octets their commands have.
    pub(super) fn outstanding(&self) -> (usize, usize) {
        self.due.outstanding()
    }

    /// Begins to read the oldest answer due, and its wait. Until [`finish_answer`](Self::finish_answer) nothing can be written.
    ///
    /// # Errors
    /// [`Error::Unusable`] when no answer is due, or an earlier one was not read to its end.
    pub(crate) fn begin_answer(&mut self, phase: Phase) -> Result<Wait, Error> {
        match self.due.begin_answer() {
            true => Ok(self.wait(phase)),
            false => Err(Error::Unusable),
        }
    }

    /// The answer that was begun has been read to its end, all its lines.
    pub(crate) fn finish_answer(&mut self) {
        self.due.finish_answer();
    }

    /// Reads one line, without its CRLF or bare LF (servers that end lines so are common enough; a bare CR is text).
    /// Known secrets in it are shown to the trace as `********`.
    ///
    /// # Errors
    /// [`Error::Closed`] when the connection ends before the LF, [`Error::LineTooLong`] beyond `limit` octets,
    /// [`Error::Timeout`], [`Error::Io`], [`Error::Interrupted`].
    pub(crate) fn read_line(&mut self, limit: usize, wait: &Wait) -> Result<Vec<u8>, Error> {
        let line = self.read_listing_line(limit, wait)?;
        let encrypted = self.stream.is_encrypted();
        self.trace.event(&Event::Received {
            octets: &self.redactor.redact(&line),
            encrypted,
        });
        Ok(line)
    }

    /// Reads one line as [`read_line`](Self::read_line) does, without showing it to the trace.
    ///
    /// # Errors
    /// Those of [`read_line`](Self::read_line).
    pub(crate) fn read_listing_line(
        &mut self,
        limit: usize,
        wait: &Wait,
    ) -> Result<Vec<u8>, Error> {
        let mut line = Vec::new();
        loop {
            if !self.has_input() {
                self.fill(wait)?;
            }
            let fresh = &self.input[self.start..self.end];
            let (taken, ended) = match fresh.iter().position(|octet| *octet == b'\n') {
                Some(at) => (at + 1, true),
                None => (fresh.len(), false),
            };
            line.extend_from_slice(&fresh[..taken]);
            self.start += taken;
            if line.len() > limit {
                self.due.give_up();
                return Err(Error::LineTooLong {
                    phase: wait.phase,
                    limit,
                });
            }
            if ended {
                line.pop();
                if line.last() == Some(&b'\r') {
                    line.pop();
                }
                return Ok(line);
            }
        }
    }

    /// Server text with known secrets replaced.
    pub(crate) fn redact(&self, text: &[u8]) -> Vec<u8> {
        self.redactor.redact(text).into_owned()
    }

    /// Turns the clear connection into a TLS one. Consumes it, so that nothing learned before can be used after; refused
    /// when anything has already been received beyond the reply that allowed it (RFC 3207 section 4.2, RFC 2595 section 4).
    ///
    /// # Errors
    /// [`Error::OctetsBeforeTls`]; whatever the handshake fails with.
    pub(crate) fn upgrade<E: From<Error>>(
        self,
        handshake: impl FnOnce(S, &Wait) -> Result<S, E>,
    ) -> Result<Self, E> {
        if self.has_input() {
            return Err(Error::OctetsBeforeTls.into());
        }
        let wait = self.wait(Phase::TlsHandshake);
        let Connection {
            stream,
            input,
            output,
            shown,
            trace,
            redactor,
            timeouts,
            due,
            empty_lines,
            one_at_a_time,
            content_line,
            held,
            ..
        } = self;
        let stream = handshake(stream, &wait)?;
        Ok(Connection {
            stream,
            input,
            start: 0,
            end: 0,
            output,
            shown,
            trace,
            redactor,
            timeouts,
            due,
            empty_lines,
            one_at_a_time,
            content_line,
            held,
        })
    }

    /// The same connection, the type of its stream erased.
    pub(crate) fn boxed(self) -> Connection<Box<dyn Stream>>
    where
        S: 'static,
    {
        Connection {
            stream: Box::new(self.stream),
            input: self.input,
            start: self.start,
            end: self.end,
            output: self.output,
            shown: self.shown,
            trace: self.trace,
            redactor: self.redactor,
            timeouts: self.timeouts,
            due: self.due,
            empty_lines: self.empty_lines,
            one_at_a_time: self.one_at_a_time,
            content_line: self.content_line,
            held: self.held,
        }
    }

    /// Writes parting commands and closes. Their answers are not awaited. Nothing is written when something is still due,
    /// or when the server has sent something that nobody has read: the two sides may be out of step then, and the server
    /// may act on a command that it has not been asked for.
    pub(crate) fn leave(mut self, commands: &[&dyn Command]) {
        if self.due.is_clear() && matches!(self.poll_input(), Ok(false)) {
            commands.iter().for_each(|command| self.put(*command));
            // The result is known already; a connection that is gone by now takes nothing back.
            let _ = self.flush(Phase::Command);
        }
        self.close();
    }

    /// Ends the connection from our side. What the other end makes of it no longer matters.
    pub(crate) fn close(mut self) {
        let wait = self.wait(Phase::Command);
        self.stream.set_deadline(wait.until);
        let _ = self.stream.close();
    }

    /// Marks the connection as unusable: the server has said that it closes, or the two sides are out of step.
    pub(crate) fn give_up(&mut self) {
        self.due.give_up();
    }

    /// Whether a new command may be written: nothing is due, and the connection has not failed.
    pub(crate) fn is_usable(&self) -> bool {
        self.due.is_clear()
    }

    /// The octets received and not yet read; reads some when there are none.
    pub(super) fn content(&mut self, wait: &Wait) -> Result<&[u8], Error> {
        if self.due.is_lost() {
            return Err(Error::Unusable);
        }
        if !self.has_input() {
            self.fill(wait)?;
        }
        Ok(&self.input[self.start..self.end])
    }

    /// Takes `octets` of what [`content`](Self::content) showed.
    pub(super) fn consume(&mut self, octets: usize) {
        self.start += octets;
    }

    fn fill(&mut self, wait: &Wait) -> Result<(), Error> {
        self.stream.set_deadline(wait.until);
        match self.stream.read(&mut self.input[..]) {
            Ok(0) => {
                self.due.give_up();
                Err(Error::Closed { phase: wait.phase })
            }
            Ok(octets) => {
                (self.start, self.end) = (0, octets);
                Ok(())
            }
            Err(source) => {
                self.due.give_up();
                Err(Error::from_io(source, wait))
            }
        }
    }
}

impl<S> fmt::Debug for Connection<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("buffered", &(self.end - self.start))
            .field("due", &self.due)
            .finish_non_exhaustive()
    }
}
