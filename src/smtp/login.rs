//! AUTH (RFC 4954): drives the exchange of `sasl`. One method, one attempt.
//!
//! Sending and reading are two steps, so that other commands can share the flight of the AUTH line.

use super::command::Command;
use super::error::{Error, Stage};
use super::reply::{Reply, Severity};
use super::session::{Session, refusal};
use crate::sasl::{Authenticated, Candidate, Exchange, Message, Method, Ready, Request, Step};
use crate::wire::{Flight, Milestone, Stream, readable};

/// The longest AUTH line with an initial response, in octets, CRLF included: RFC 4954 section 4 allows what fits the
/// command limit of RFC 5321 section 4.5.3.1.4.
const MAX_AUTH_LINE_OCTETS: usize = 512;

/// A login whose AUTH line is in a flight.
#[derive(Debug)]
#[must_use = "the reply has to be read"]
pub(crate) struct PendingLogin {
    exchange: Exchange,
    /// LOGIN, in case the server does not know PLAIN.
    fallback: Option<Ready>,
}

impl<S: Stream> Session<S> {
    /// Logs in. Only if the server does not know AUTH PLAIN (500, 502 and 504 judge no password) does LOGIN follow.
    ///
    /// # Errors
    /// [`Error::Login`]: no method can be used, a challenge could not be answered, or the server has not proved itself.
    /// [`Error::Refused`] with the server's reply; [`Error::Malformed`], [`Error::Unexpected`], [`Error::Wire`].
    pub(crate) fn login(&mut self, request: &Request) -> Result<Authenticated, Error> {
        let mut flight = Flight::new(self.window);
        let pending = self.push_login(request, &mut flight)?;
        self.read_login(pending, &mut flight)
    }

    /// Logs in with the first transaction, in the flight of its envelope if the login has one reply.
    pub(crate) fn login_with_envelope(&mut self, request: Request) {
        self.login_due = Some(request);
    }

    /// Begins the login that is due, as the first command of the flight of an envelope. One that needs an exchange, or
    /// that cannot share a flight, is made at once.
    ///
    /// # Errors
    /// Those of [`login`](Self::login).
    pub(super) fn begin_login_due(
        &mut self,
        flight: &mut Flight,
    ) -> Result<Option<PendingLogin>, Error> {
        let Some(request) = self.login_due.take() else {
            return Ok(None);
        };
        let pending = self.push_login(&request, flight)?;
        if pending.exchange.has_one_reply() && self.window.is_pipelined() {
            return Ok(Some(pending));
        }
        self.read_login(pending, flight)?;
        Ok(None)
    }

    /// Chooses the method and adds its AUTH line to the flight.
    ///
    /// # Errors
    /// [`Error::Login`]: no method can be used. The flight is unchanged then.
    pub(crate) fn push_login(
        &mut self,
        request: &Request,
        flight: &mut Flight,
    ) -> Result<PendingLogin, Error> {
        // The server's own list is printed in errors.
        if let Some(secret) = request.credentials.proof().secret() {
            self.connection.hide(secret.expose());
        }
        let mut offer = self.extensions.login_offer();
        offer.shown = readable(&self.connection.redact(offer.shown.as_bytes()));
        let candidates = request.candidates(&offer)?.into_iter();
        let mut mechanisms = candidates.filter_map(Candidate::into_sasl);
        let Some(first) = mechanisms.next() else {
            return Err(request.not_offered(&offer).into());
        };
        let fallback = match first.method() {
            Method::Plain => mechanisms.find(|other| other.method() == Method::Login),
            _ => None,
        };
        Ok(PendingLogin {
            exchange: self.push_auth(first, flight),
            fallback,
        })
    }

    /// Reads the reply to the AUTH line, answers the challenges and reads the outcome.
    ///
    /// # Errors
    /// Those of [`login`](Self::login).
    pub(crate) fn read_login(
        &mut self,
        pending: PendingLogin,
        flight: &mut Flight,
    ) -> Result<Authenticated, Error> {
        let outcome = self.read_verdict(pending, flight);
        self.connection.reached(Milestone::LoginEnded {
            accepted: outcome.is_ok(),
        });
        outcome
    }

    fn read_verdict(
        &mut self,
        pending: PendingLogin,
        flight: &mut Flight,
    ) -> Result<Authenticated, Error> {
        let PendingLogin { exchange, fallback } = pending;
        let (mut reply, mut exchange) = self.read_outcome(exchange, flight)?;
        if let (500 | 502 | 504, Some(login)) = (reply.code.number(), fallback)
            && !flight.is_under_way(&self.connection)
        {
            let mut alone = Flight::new(self.window);
            exchange = self.push_auth(login, &mut alone);
            (reply, exchange) = self.read_outcome(exchange, &mut alone)?;
        }
        if reply.code.number() != 235 {
            return Err(self.explained(refusal(Stage::Auth, reply), &exchange));
        }
        Ok(exchange.finish()?)
    }

    /// The refusal, with what the server said about it in the exchange.
    fn explained(&self, refusal: Error, exchange: &Exchange) -> Error {
        match exchange.explanation() {
            Some(explanation) => Error::Explained {
                refusal: Box::new(refusal),
                explanation: explanation.redacted(|octets| self.connection.redact(octets)),
            },
            None => refusal,
        }
    }

    fn push_auth(&mut self, mechanism: Ready, flight: &mut Flight) -> Exchange {
        let name = mechanism.method().wire_name();
        self.connection.reached(Milestone::LoginBegun(name));
        let (exchange, message) = mechanism.begin(MAX_AUTH_LINE_OCTETS);
        flight.push(&self.auth_command(message));
        exchange
    }

    /// The line as a command. Its secrets are masked from now on in whatever the server sends.
    fn auth_command(&mut self, message: Message) -> Command {
        for secret in &message.secrets {
            self.connection.hide(secret.expose());
        }
        Command::Auth(message.line)
    }

    /// The first reply that is not a challenge, and the exchange as it then stands.
    fn read_outcome(
        &mut self,
        mut exchange: Exchange,
        flight: &mut Flight,
    ) -> Result<(Reply, Exchange), Error> {
        // Challenges are read as they came: masks would change them.
        let mut reply = self.next_raw(flight, Stage::Auth)?;
        while reply.code.severity() == Severity::Intermediate {
            if flight.is_under_way(&self.connection) {
                // The server will take the command behind AUTH for the response.
                return Err(refusal(Stage::Auth, self.redacted(reply)));
            }
            match exchange.step(reply.lines.concat().as_bytes()) {
                Step::Respond(waiting, message) => {
                    exchange = waiting;
                    let response = self.auth_command(message);
                    reply = self.exchange_raw(&response, Stage::Auth)?;
                }
                Step::Cancel(error, message) => {
                    let cancellation = self.auth_command(message);
                    // Whatever the server answers, or if it closes: the challenge is why there is no login.
                    let _ = self.exchange(&cancellation, Stage::Auth);
                    return Err(error.into());
                }
            }
        }
        Ok((self.redacted(reply), exchange))
    }
}

#[cfg(test)]
mod tests;
