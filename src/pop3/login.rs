//! The login: SASL, APOP, or USER and PASS. One method, one attempt.
//!
//! Sending and reading are two steps, so that other commands can share the flight of the login.

use super::command::Command;
use super::error::{Error, Stage};
use super::response::{Challenge, Response};
use super::session::{Authorization, Session, malformed, redacted, refusal};
use super::transaction::Transaction;
use crate::sasl::{Apop, Authenticated, Candidate, Exchange, Message, Request, Step, UserAndPass};
use crate::timeout::Phase;
use crate::wire::{Flight, Malformed, Milestone, Stream, Window, readable};

/// The longest AUTH line with an initial response, in octets, CRLF included: RFC 5034 section 4 allows what fits the
/// command limit of RFC 2449 section 4.
const MAX_AUTH_LINE_OCTETS: usize = 255;

/// The longest line with a challenge, in octets: RFC 4954 section 4's limit for SMTP serves here too, and `+ ` stands
/// before the challenge.
const MAX_CHALLENGE_OCTETS: usize = 12_288 + 2;

/// A login whose first commands are in a flight.
#[derive(Debug)]
#[must_use = "the responses have to be read"]
pub(crate) enum PendingLogin {
    /// AUTH.
    Sasl(Exchange),
    /// APOP.
    Apop(Apop),
    /// USER and PASS.
    UserAndPass(UserAndPass),
}

impl<S: Stream> Session<S, Authorization> {
    /// Logs in.
    ///
    /// # Errors
    /// [`Error::Login`]: no method can be used, a challenge could not be answered, or the server has not proved itself.
    /// [`Error::Refused`] with the server's response, whose response code distinguishes a busy maildrop from a wrong
    /// password; [`Error::Malformed`], [`Error::Wire`].
    pub(crate) fn authenticate(
        mut self,
        request: &Request,
    ) -> Result<Session<S, Transaction>, Error> {
        let mut flight = Flight::new(self.window);
        match self.push_login(request, &mut flight) {
            Ok(pending) => self.enter(pending, &mut flight),
            Err(error) => Err(self.leave_after(error)),
        }
    }

    /// Reads the responses to the login, the first commands of the flight, and enters the TRANSACTION state. After a
    /// refusal the session ends, whatever the commands behind the login were answered.
    ///
    /// # Errors
    /// Those of [`authenticate`](Self::authenticate).
    pub(crate) fn enter(
        mut self,
        pending: PendingLogin,
        flight: &mut Flight,
    ) -> Result<Session<S, Transaction>, Error> {
        let outcome = self.read_login(pending, flight);
        self.connection.reached(Milestone::LoginEnded {
            accepted: outcome.is_ok(),
        });
        match outcome {
            Ok(login) => Ok(self.logged_in(login)),
            Err(error) => Err(self.leave_after(error)),
        }
    }

    /// Chooses the method and adds its commands to the flight.
    ///
    /// # Errors
    /// [`Error::Login`]: no method can be used. The flight is unchanged then.
    pub(crate) fn push_login(
        &mut self,
        request: &Request,
        flight: &mut Flight,
    ) -> Result<PendingLogin, Error> {
        let timestamp = timestamp(self.greeting());
        // The server's own list is printed in errors.
        if let Some(secret) = request.credentials.proof().secret() {
            self.connection.hide(secret.expose());
        }
        let mut offer = self.capabilities.login_offer(timestamp.is_some());
        offer.shown = readable(&self.connection.redact(offer.shown.as_bytes()));
        let best = request.candidates(&offer)?.into_iter().next();
        if let Some(best) = &best {
            let name = best.method().wire_name();
            self.connection.reached(Milestone::LoginBegun(name));
        }
        match (best, timestamp) {
            (Some(Candidate::Sasl(mechanism)), _) => {
                let (exchange, message) = mechanism.begin(MAX_AUTH_LINE_OCTETS);
                flight.push(&self.auth_command(message));
                Ok(PendingLogin::Sasl(exchange))
            }
            (Some(Candidate::Apop(apop)), Some(timestamp)) => {
                let digest = apop.digest(&timestamp);
                self.connection.hide(digest.expose());
                flight.push(&Command::Apop(apop.user.clone(), digest));
                Ok(PendingLogin::Apop(apop))
            }
            // RFC 2449 section 6.6 has USER and PASS in one flight as its example.
            (Some(Candidate::UserAndPass(login)), _) => {
                flight.push(&Command::User(login.user.clone()));
                flight.push(&Command::Pass(login.password.clone()));
                Ok(PendingLogin::UserAndPass(login))
            }
            (Some(Candidate::Apop(_)) | None, _) => Err(request.not_offered(&offer).into()),
        }
    }

    /// Reads the responses to what [`push_login`](Self::push_login) added, and answers challenges.
    ///
    /// # Errors
    /// Those of [`authenticate`](Self::authenticate).
    fn read_login(
        &mut self,
        pending: PendingLogin,
        flight: &mut Flight,
    ) -> Result<Authenticated, Error> {
        match pending {
            PendingLogin::Sasl(exchange) => {
                let (outcome, exchange) = self.read_outcome(exchange, flight)?;
                accepted(outcome, Stage::Auth)
                    .map_err(|refusal| self.explained(refusal, &exchange))?;
                Ok(exchange.finish()?)
            }
            PendingLogin::Apop(apop) => {
                accepted(self.next_response(flight, Stage::Apop)?, Stage::Apop)?;
                Ok(apop.finish())
            }
            PendingLogin::UserAndPass(login) => {
                let user = accepted(self.next_response(flight, Stage::User)?, Stage::User);
                if user.is_err() {
                    self.skip_pass(flight);
                }
                user?;
                accepted(self.next_response(flight, Stage::Auth)?, Stage::Auth)?;
                Ok(login.finish())
            }
        }
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

    /// After a refused USER: PASS is not sent if it still waits; otherwise its response is read and ignored. The refusal
    /// of USER is the error whatever happens here.
    fn skip_pass(&mut self, flight: &mut Flight) {
        flight.drop_waiting();
        if flight.is_under_way(&self.connection) {
            let _ = self.next_response(flight, Stage::Auth);
        }
    }

    /// The line as a command. Its secrets are masked from now on in whatever the server sends.
    fn auth_command(&mut self, message: Message) -> Command {
        for secret in &message.secrets {
            self.connection.hide(secret.expose());
        }
        Command::Auth(message.line)
    }

    /// The first response that is not a challenge (RFC 5034 section 4), and the exchange as it then stands.
    fn read_outcome(
        &mut self,
        mut exchange: Exchange,
        flight: &mut Flight,
    ) -> Result<(Response, Exchange), Error> {
        let mut answer = self.next_challenge(flight)?;
        loop {
            let challenge = match answer {
                Challenge::Outcome(outcome) => return Ok((outcome, exchange)),
                Challenge::More(challenge) => challenge,
            };
            match exchange.step(&challenge) {
                Step::Respond(waiting, message) => {
                    exchange = waiting;
                    let mut alone = Flight::new(Window::ONE);
                    alone.push(&self.auth_command(message));
                    answer = self.next_challenge(&mut alone)?;
                }
                Step::Cancel(error, message) => {
                    let cancellation = self.auth_command(message);
                    // Whatever the server answers, or if it closes: the challenge is why there is no login.
                    let _ = self.exchange(&cancellation, Stage::Auth);
                    return Err(error.into());
                }
            }
        }
    }

    /// Sends what the flight's window allows and reads what the server says to its oldest command, an AUTH line.
    fn next_challenge(&mut self, flight: &mut Flight) -> Result<Challenge, Error> {
        let stage = Stage::Auth;
        let wait = flight
            .begin_answer(&mut self.connection, Phase::Command)
            .map_err(|source| self.explain(stage, source))?;
        let line = self
            .connection
            .read_line(MAX_CHALLENGE_OCTETS, &wait)
            .map_err(|source| Error::Wire { stage, source })?;
        let answer = Challenge::parse(&line)
            .map_err(|problem| malformed(&self.connection, stage, problem))?;
        self.connection.finish_answer();
        match answer {
            Challenge::Outcome(outcome) => {
                Ok(Challenge::Outcome(redacted(&self.connection, outcome)))
            }
            // The server will take the command behind AUTH for the response.
            Challenge::More(_) if flight.is_under_way(&self.connection) => {
                let problem = Malformed::new("the outcome of AUTH", &line);
                Err(malformed(&self.connection, stage, problem))
            }
            // Challenges are kept as they came: masks would change them.
            more @ Challenge::More(_) => Ok(more),
        }
    }
}

/// The response, unless it is -ERR.
fn accepted(response: Response, stage: Stage) -> Result<(), Error> {
    match response.positive {
        true => Ok(()),
        false => Err(refusal(stage, response)),
    }
}

/// The timestamp that APOP signs: `<...@...>` in the greeting, printable ASCII (anything else is refused, since a
/// crafted one helps to find the password: CVE-2007-1558).
fn timestamp(greeting: &Response) -> Option<String> {
    let text = std::str::from_utf8(&greeting.octets).ok()?;
    let start = text.find('<')?;
    let length = text[start..].find('>')?;
    let timestamp = &text[start..=start + length];
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
mod tests;
