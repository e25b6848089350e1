//! The session up to the login, and the way out.

use super::capability::{Capabilities, MAX_CAPABILITIES, MAX_CAPABILITY_OCTETS};
use super::command::Command;
use super::error::{Error, Stage};
use super::response::{Challenge, MAX_RESPONSE_OCTETS, Response};
use super::transaction::Transaction;
use crate::sasl::{self, Exchange, Method};
use crate::secret::Secret;
use crate::timeout::{Phase, Wait};
use crate::wire::{Connection, Flight, Stream, Window};
use std::marker::PhantomData;

/// RFC 2449 section 4: a command has at most 255 octets, CRLF included; an initial response that does not fit waits
/// for the first challenge (RFC 5034 section 4).
const MAX_COMMAND_OCTETS: usize = 255;

/// RFC 4954 section 4's limit on challenges serves here too; `+ ` stands before them.
const MAX_CHALLENGE_OCTETS: usize = 12_288 + 2;

/// The state before the login.
#[derive(Debug)]
pub enum Authorization {}

/// What turns a clear stream into one under TLS.
pub type Handshake<'h, S> =
    Box<dyn FnOnce(S, &Wait) -> Result<S, Box<dyn std::error::Error + Send + Sync>> + 'h>;

/// A session in one of its states.
#[derive(Debug)]
pub struct Session<S, State> {
    pub(super) connection: Connection<S>,
    pub(super) capabilities: Capabilities,
    pub(super) window: Window,
    greeting: Response,
    login: Option<Method>,
    state: PhantomData<State>,
}

impl<S: Stream> Session<S, Authorization> {
    /// Reads the greeting and asks for the capabilities; with a handshake goes on to STLS and asks again.
    ///
    /// # Errors
    /// [`Error::Refused`] by greeting or STLS; [`Error::StlsNotOffered`]; [`Error::Tls`]; [`Error::Malformed`],
    /// [`Error::Wire`].
    pub fn open(
        mut connection: Connection<S>,
        stls: Option<Handshake<'_, S>>,
    ) -> Result<Self, Error> {
        let wait = connection.wait(Phase::Greeting);
        let greeting = read_response(&mut connection, Stage::Greeting, &wait)?;
        if !greeting.positive {
            return Err(refused(Stage::Greeting, greeting));
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
            login: None,
            state: PhantomData,
        }
    }

    /// A server without CAPA has no capabilities to tell, which is no error (RFC 2449 section 5).
    fn ask_capabilities(&mut self) -> Result<(), Error> {
        let wait = self.connection.wait(Phase::Command);
        if !self.exchange(&Command::Capa, Stage::Capa)?.positive {
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
                self.connection.poison();
                return Err(Error::TooMany {
                    stage: Stage::Capa,
                    limit: MAX_CAPABILITIES,
                });
            }
            lines.push(line);
        }
        self.capabilities = Capabilities::parse(&lines);
        self.window = if self.capabilities.pipelining {
            Window::PIPELINED
        } else {
            Window::ONE
        };
        Ok(())
    }

    /// A server that told no capabilities may know STLS all the same.
    fn stls(mut self, handshake: Handshake<'_, S>) -> Result<Self, Error> {
        if self.capabilities.told && !self.capabilities.stls {
            return Err(self.leave_after(Error::StlsNotOffered));
        }
        match self.exchange(&Command::Stls, Stage::Stls) {
            Ok(response) if response.positive => {}
            Ok(response) => return Err(self.leave_after(refused(Stage::Stls, response))),
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

    /// Logs in, one method and one attempt.
    ///
    /// # Errors
    /// [`Error::Login`] when there is no way to log in or a challenge made no sense; [`Error::Refused`] with the
    /// server's words, whose response code tells a busy maildrop from a wrong password; [`Error::Malformed`],
    /// [`Error::Wire`].
    pub fn authenticate(
        mut self,
        request: &sasl::Request,
    ) -> Result<Session<S, Transaction>, Error> {
        match self.log_in(request) {
            Ok(method) => {
                let Session {
                    connection,
                    capabilities,
                    window,
                    greeting,
                    ..
                } = self;
                Ok(Session {
                    connection,
                    capabilities,
                    window,
                    greeting,
                    login: Some(method),
                    state: PhantomData,
                })
            }
            Err(error) => Err(self.leave_after(error)),
        }
    }

    fn log_in(&mut self, request: &sasl::Request) -> Result<Method, Error> {
        let timestamp = timestamp(&self.greeting);
        let candidates = request.candidates(&self.capabilities.login_offer(timestamp.is_some()))?;
        let Some(method) = candidates.first().copied() else {
            return Err(sasl::Error::NotOffered {
                offered: String::new(),
                asked: request.preference.clone(),
            }
            .into());
        };
        let credentials = &request.credentials;
        self.connection.hide(credentials.password().expose());
        let response = match (method, method.mechanism(credentials), timestamp) {
            (method, Some(mechanism), _) => self.sasl(method, Exchange::new(mechanism))?,
            (Method::Apop, None, Some(timestamp)) => {
                let digest = sasl::apop_digest(timestamp.as_bytes(), credentials.password());
                self.exchange(
                    &Command::Apop(credentials.user().to_owned(), digest),
                    Stage::Auth,
                )?
            }
            _ => self.user_and_pass(credentials)?,
        };
        if response.positive {
            Ok(method)
        } else {
            Err(refused(Stage::Auth, response))
        }
    }

    /// USER and PASS, in one flight where the server pipelines: RFC 2449 section 6.6 has them as its example.
    fn user_and_pass(&mut self, credentials: &sasl::Credentials) -> Result<Response, Error> {
        let mut flight = Flight::new(self.window);
        flight.push(&Command::User(credentials.user().to_owned()));
        flight.push(&Command::Pass(credentials.password().clone()));
        let user = self.next_response(&mut flight, Stage::Auth)?;
        if !user.positive {
            // What PASS was answered no longer matters; the refusal ends the session.
            return Ok(user);
        }
        self.next_response(&mut flight, Stage::Auth)
    }

    /// The AUTH exchange up to its outcome (RFC 5034 section 4).
    fn sasl(&mut self, method: Method, mut exchange: Exchange) -> Result<Response, Error> {
        let name = method.wire_name();
        let fits = |response: &Secret| {
            "AUTH ".len() + name.len() + " ".len() + response.expose().len() + "\r\n".len()
                <= MAX_COMMAND_OCTETS
        };
        let mut held_back = None;
        let mut command = match exchange.initial_response() {
            Some(response) if fits(&response) => Command::Auth(name, Some(response)),
            late => {
                held_back = late;
                Command::Auth(name, None)
            }
        };
        loop {
            let challenge = match self.challenge(&command)? {
                Challenge::Outcome(outcome) => return Ok(outcome),
                Challenge::More(challenge) => challenge,
            };
            let response = match held_back.take() {
                Some(response) => Ok(response),
                None => exchange.respond(&challenge),
            };
            match response {
                Ok(response) => {
                    self.connection.hide(response.expose());
                    command = Command::AuthResponse(response);
                }
                Err(problem) => {
                    self.exchange(&Command::AuthCancel, Stage::Auth)?;
                    return Err(problem.into());
                }
            }
        }
    }

    /// One AUTH line and what the server says to it.
    fn challenge(&mut self, command: &Command) -> Result<Challenge, Error> {
        let mut flight = Flight::new(Window::ONE);
        flight.push(command);
        let stage = Stage::Auth;
        flight
            .advance(&mut self.connection, Phase::Command)
            .map_err(|source| self.explain(stage, source))?;
        let wait = self.connection.wait(Phase::Command);
        let line = self
            .connection
            .read_line(MAX_CHALLENGE_OCTETS, &wait)
            .map_err(|source| Error::Wire { stage, source })?;
        match Challenge::parse(&line) {
            Ok(Challenge::Outcome(outcome)) => {
                Ok(Challenge::Outcome(scrubbed(&self.connection, outcome)))
            }
            Ok(more) => Ok(more),
            Err(problem) => {
                self.connection.poison();
                Err(Error::Malformed { stage, problem })
            }
        }
    }
}

impl<S: Stream, State> Session<S, State> {
    /// The greeting.
    pub fn greeting(&self) -> &Response {
        &self.greeting
    }

    /// What the server can do on this connection as it is now.
    pub fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// How the session logged in.
    pub fn login_method(&self) -> Option<Method> {
        self.login
    }

    /// Says QUIT and closes without waiting for the response: for sessions in which nothing depends on it.
    pub fn leave(mut self) {
        if !self.connection.is_poisoned() {
            self.connection.queue(&Command::Quit);
            let _ = self.connection.flush(Phase::Command);
        }
        self.connection.close();
    }

    /// Says QUIT where the conversation is still in step, closes, and hands the error on.
    pub(super) fn leave_after(mut self, error: Error) -> Error {
        if !error.is_orderly() {
            self.connection.poison();
        }
        self.leave();
        error
    }

    /// One command and the first line of its response.
    pub(super) fn exchange(&mut self, command: &Command, stage: Stage) -> Result<Response, Error> {
        let mut flight = Flight::new(Window::ONE);
        flight.push(command);
        self.next_response(&mut flight, stage)
    }

    /// Sends on as far as the window allows and reads the first line of the oldest response due. The caller reads on
    /// where the response has more lines.
    pub(super) fn next_response(
        &mut self,
        flight: &mut Flight,
        stage: Stage,
    ) -> Result<Response, Error> {
        flight
            .advance(&mut self.connection, Phase::Command)
            .map_err(|source| self.explain(stage, source))?;
        let wait = self.connection.wait(Phase::Command);
        let response = read_response(&mut self.connection, stage, &wait)?;
        flight.answered();
        Ok(response)
    }

    /// A connection that fails on writing may have said why before.
    pub(super) fn explain(&mut self, stage: Stage, source: crate::wire::Error) -> Error {
        if source.is_disconnect() || matches!(source, crate::wire::Error::Unsolicited { .. }) {
            let wait = self.connection.wait(Phase::Command);
            if let Ok(response) = read_response(&mut self.connection, stage, &wait)
                && !response.positive
            {
                return refused(stage, response);
            }
        }
        Error::Wire { stage, source }
    }
}

/// Reads a status line, known secrets in its text replaced.
pub(super) fn read_response<S: Stream>(
    connection: &mut Connection<S>,
    stage: Stage,
    wait: &Wait,
) -> Result<Response, Error> {
    let line = connection
        .read_line(MAX_RESPONSE_OCTETS, wait)
        .map_err(|source| Error::Wire { stage, source })?;
    match Response::parse(&line) {
        Ok(response) => Ok(scrubbed(connection, response)),
        Err(problem) => {
            connection.poison();
            Err(Error::Malformed { stage, problem })
        }
    }
}

fn scrubbed<S: Stream>(connection: &Connection<S>, mut response: Response) -> Response {
    response.text =
        String::from_utf8_lossy(&connection.scrub(response.text.as_bytes())).into_owned();
    response
}

/// The error for a -ERR.
pub(super) fn refused(stage: Stage, response: Response) -> Error {
    Error::Refused {
        stage,
        message: None,
        response,
    }
}

/// The timestamp that APOP signs: `<...@...>` in the greeting, printable ASCII (anything else is refused, since a
/// crafted one helps to find the password: CVE-2007-1558).
fn timestamp(greeting: &Response) -> Option<String> {
    let start = greeting.text.find('<')?;
    let length = greeting.text[start..].find('>')?;
    let timestamp = &greeting.text[start..=start + length];
    let (local, domain) = timestamp[1..timestamp.len() - 1].split_once('@')?;
    let plain = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|octet| (0x21..=0x7e).contains(&octet) && !b"<>@".contains(&octet))
    };
    (plain(local) && plain(domain)).then(|| timestamp.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_message_id_is_a_timestamp() {
        for (text, expected) in [
            (
                "ready <1896.697170952@dbc.mtview.ca.us>",
                Some("<1896.697170952@dbc.mtview.ca.us>"),
            ),
            ("ready", None),
            ("<no-at>", None),
            ("<a@>", None),
            ("<@b>", None),
            ("<a b@c>", None),
            ("<a\u{e9}@c>", None),
            ("<a@b@c>", None),
            ("<a@b", None),
        ] {
            let greeting = Response {
                positive: true,
                code: None,
                text: text.into(),
            };
            assert_eq!(timestamp(&greeting).as_deref(), expected, "{text}");
        }
    }
}
