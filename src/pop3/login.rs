//! The login: SASL, APOP, or USER and PASS; one method, one attempt.

use super::command::Command;
use super::error::{Error, Stage};
use super::response::{Challenge, Response};
use super::session::{Authorization, Session, malformed, refused, scrubbed};
use super::transaction::Transaction;
use crate::sasl::{self, Exchange, Method};
use crate::secret::Secret;
use crate::timeout::Phase;
use crate::wire::{Flight, Stream, Window};

/// RFC 2449 section 4: a command has at most 255 octets, CRLF included; an initial response that does not fit waits
/// for the first challenge (RFC 5034 section 4).
const MAX_COMMAND_OCTETS: usize = 255;

/// RFC 4954 section 4's limit on challenges serves here too; `+ ` stands before them.
const MAX_CHALLENGE_OCTETS: usize = 12_288 + 2;

impl<S: Stream> Session<S, Authorization> {
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
            Ok(method) => Ok(self.logged_in(method)),
            Err(error) => Err(self.leave_after(error)),
        }
    }

    fn log_in(&mut self, request: &sasl::Request) -> Result<Method, Error> {
        let timestamp = timestamp(self.greeting());
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
                self.connection.hide(digest.expose());
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
            Some(response) if fits(&response) => {
                self.connection.hide(response.expose());
                Command::Auth(name, Some(response))
            }
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
                    exchange
                        .proof()
                        .iter()
                        .for_each(|proof| self.connection.hide(proof.expose()));
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
            Err(problem) => Err(malformed(&mut self.connection, stage, problem)),
        }
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
            let greeting = Response::parse(format!("+OK {text}").as_bytes()).expect("a greeting");
            assert_eq!(timestamp(&greeting).as_deref(), expected, "{text}");
        }
    }
}
