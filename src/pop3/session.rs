//! The session up to the login, and the way out.

use super::capability::{Capabilities, MAX_CAPABILITIES, MAX_CAPABILITY_OCTETS};
use super::command::Command;
use super::error::{Error, Stage};
use super::response::{MAX_RESPONSE_OCTETS, Response};
use crate::sasl::Authenticated;
use crate::timeout::{Phase, Wait};
use crate::wire::{Connection, Flight, Handshake, Malformed, Milestone, Stream, Window};
use std::marker::PhantomData;

/// The state before the login.
#[derive(Debug)]
pub(crate) enum Authorization {}

/// A session in one of its states.
#[derive(Debug)]
pub(crate) struct Session<S, State> {
    pub(super) connection: Connection<S>,
    pub(super) capabilities: Capabilities,
    pub(super) window: Window,
    greeting: Response,
    state: PhantomData<State>,
}

impl<S: Stream> Session<S, Authorization> {
    /// Reads the greeting and asks for the capabilities; with a handshake goes on to STLS and asks again.
    ///
    /// # Errors
    /// [`Error::Refused`] by greeting or STLS; [`Error::StlsNotOffered`]; [`Error::Tls`]; [`Error::Malformed`],
    /// [`Error::Wire`].
    pub(crate) fn open(
        mut connection: Connection<S>,
        stls: Option<Handshake<'_, S>>,
    ) -> Result<Self, Error> {
        let greeting = read_answer(&mut connection, Stage::Greeting, Phase::Greeting)?;
        connection.finish_answer();
        connection.reached(Milestone::Greeted(&greeting.text));
        if !greeting.positive {
            return Err(refusal(Stage::Greeting, greeting));
        }
        let mut session = Session::begin(connection, greeting);
        match (session.ask_capabilities(), stls) {
            (Ok(()), None) => Ok(session),
            (Ok(()), Some(handshake)) => session.stls(handshake),
            (Err(error), _) => Err(session.leave_after(error)),
        }
    }

    fn begin(connection: Connection<S>, greeting: Response) -> Self {
        Session {
            connection,
            capabilities: Capabilities::default(),
            window: Window::ONE,
            greeting,
            state: PhantomData,
        }
    }

    /// A server without CAPA lists no capabilities, which is not an error (RFC 2449 section 5).
    fn ask_capabilities(&mut self) -> Result<(), Error> {
        let wait = self.connection.wait(Phase::Command);
        let mut flight = Flight::new(Window::ONE);
        flight.push(&Command::Capa);
        if !self.next_lines(&mut flight, Stage::Capa)?.positive {
            self.connection.offered(&[]);
            return Ok(());
        }
        let mut lines = Vec::new();
        loop {
            let line = self
                .connection
                .read_line(MAX_CAPABILITY_OCTETS, &wait)
                .map_err(|source| Error::Wire {
                    stage: Stage::Capa,
                    source,
                })?;
            if line == b"." {
                break;
            }
            if lines.len() == MAX_CAPABILITIES {
                return Err(Error::TooMany {
                    stage: Stage::Capa,
                    limit: MAX_CAPABILITIES,
                });
            }
            lines.push(line);
        }
        self.connection.finish_answer();
        self.capabilities = Capabilities::parse(&lines);
        self.connection.offered(&self.capabilities.shown);
        self.window = Window::on(&self.connection, self.capabilities.pipelining);
        Ok(())
    }

    /// A server that listed no capabilities may still know STLS.
    fn stls(mut self, handshake: Handshake<'_, S>) -> Result<Self, Error> {
        if self.capabilities.capa_answered && !self.capabilities.stls {
            return Err(self.leave_after(Error::StlsNotOffered));
        }
        match self.exchange(&Command::Stls, Stage::Stls) {
            Ok(response) if response.positive => {}
            Ok(response) => return Err(self.leave_after(refusal(Stage::Stls, response))),
            Err(error) => return Err(self.leave_after(error)),
        }
        let Session {
            connection,
            greeting,
            ..
        } = self;
        let connection =
            connection.upgrade(|stream, wait| handshake(stream, wait).map_err(Error::Tls))?;
        let mut session = Session::begin(connection, greeting);
        match session.ask_capabilities() {
            Ok(()) => Ok(session),
            Err(error) => Err(session.leave_after(error)),
        }
    }
}

impl<S: Stream, State> Session<S, State> {
    /// The greeting.
    pub(crate) fn greeting(&self) -> &Response {
        &self.greeting
    }

    /// What the server can do on this connection as it is now.
    pub(crate) fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// The same session in its next state; only a login that the server accepted leads there.
    pub(super) fn logged_in<Next>(self, _proof: Authenticated) -> Session<S, Next> {
        let Session {
            connection,
            capabilities,
            window,
            greeting,
            ..
        } = self;
        Session {
            connection,
            capabilities,
            window,
            greeting,
            state: PhantomData,
        }
    }

    /// The same session, the type of its stream erased.
    pub(crate) fn boxed(self) -> Session<Box<dyn Stream>, State>
    where
        S: 'static,
    {
        Session {
            connection: self.connection.boxed(),
            capabilities: self.capabilities,
            window: self.window,
            greeting: self.greeting,
            state: PhantomData,
        }
    }

    /// Sends QUIT if nothing is due on the connection, and closes: for sessions in which nothing depends on the response. It
    /// is not waited for, unless each response is read before the next step.
    pub(crate) fn leave(mut self) {
        if self.connection.is_one_at_a_time() && self.connection.is_usable() {
            let _ = self.exchange(&Command::Quit, Stage::Quit);
            return self.connection.close();
        }
        self.connection.leave(&[&Command::Quit]);
    }

    /// Leaves as [`leave`](Self::leave) does, if the server has sent nothing beyond what was asked.
    ///
    /// # Errors
    /// [`Error::Wire`]: more came behind the last answer, so where that one ended is in doubt.
    pub(crate) fn leave_in_step(mut self, stage: Stage) -> Result<(), Error> {
        match self.connection.expect_silence() {
            Err(source @ crate::wire::Error::Unsolicited { .. }) => {
                Err(Error::Wire { stage, source })
            }
            _ => {
                self.leave();
                Ok(())
            }
        }
    }

    /// Sends QUIT if nothing is due on the connection, closes, and hands the error on.
    pub(super) fn leave_after(self, error: Error) -> Error {
        self.leave();
        error
    }

    /// One command and its response of one line.
    pub(super) fn exchange(&mut self, command: &Command, stage: Stage) -> Result<Response, Error> {
        let mut flight = Flight::new(Window::ONE);
        flight.push(command);
        self.next_response(&mut flight, stage)
    }

    /// Sends on as far as the window allows and reads the oldest response due, which has one line.
    pub(super) fn next_response(
        &mut self,
        flight: &mut Flight,
        stage: Stage,
    ) -> Result<Response, Error> {
        let response = self.next_answer(flight, stage)?;
        self.connection.finish_answer();
        Ok(response)
    }

    /// As [`next_response`](Self::next_response), for a response that is read on when it is positive: the caller reads or
    /// parses the rest and then finishes the answer.
    pub(super) fn next_lines(
        &mut self,
        flight: &mut Flight,
        stage: Stage,
    ) -> Result<Response, Error> {
        let response = self.next_answer(flight, stage)?;
        if !response.positive {
            self.connection.finish_answer();
        }
        Ok(response)
    }

    fn next_answer(&mut self, flight: &mut Flight, stage: Stage) -> Result<Response, Error> {
        let wait = flight
            .begin_answer(&mut self.connection, Phase::Command)
            .map_err(|source| self.explain(stage, source))?;
        read_status(&mut self.connection, stage, &wait)
    }

    /// The error for a connection that failed; the server may have sent the reason before.
    pub(super) fn explain(&mut self, stage: Stage, source: crate::wire::Error) -> Error {
        if source.may_be_explained() {
            let wait = self.connection.wait(Phase::Command);
            if let Ok(response) = read_status(&mut self.connection, stage, &wait)
                && !response.positive
            {
                return refusal(stage, response);
            }
        }
        Error::Wire { stage, source }
    }
}

/// Begins the oldest answer due and reads its status line, known secrets in its text replaced.
fn read_answer<S: Stream>(
    connection: &mut Connection<S>,
    stage: Stage,
    phase: Phase,
) -> Result<Response, Error> {
    let wait = connection
        .begin_answer(phase)
        .map_err(|source| Error::Wire { stage, source })?;
    read_status(connection, stage, &wait)
}

/// Reads a status line, known secrets in its text replaced.
pub(super) fn read_status<S: Stream>(
    connection: &mut Connection<S>,
    stage: Stage,
    wait: &Wait,
) -> Result<Response, Error> {
    let line = connection
        .read_line(MAX_RESPONSE_OCTETS, wait)
        .map_err(|source| Error::Wire { stage, source })?;
    match Response::parse(&line) {
        Ok(response) => Ok(redacted(connection, response)),
        Err(problem) => Err(malformed(connection, stage, problem)),
    }
}

/// The error for a line that cannot be parsed, known secrets in it replaced. Its answer stays unfinished.
pub(super) fn malformed<S: Stream>(
    connection: &Connection<S>,
    stage: Stage,
    problem: Malformed,
) -> Error {
    Error::Malformed {
        stage,
        problem: problem.redacted(|line| connection.redact(line)),
    }
}

pub(super) fn redacted<S: Stream>(connection: &Connection<S>, response: Response) -> Response {
    response.redacted(|octets| connection.redact(octets))
}

/// The error for a -ERR.
pub(super) fn refusal(stage: Stage, response: Response) -> Error {
    Error::Refused {
        stage,
        message: None,
        response,
    }
}
