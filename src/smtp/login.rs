//! AUTH (RFC 4954): one method, one attempt.

use super::command::Command;
use super::error::{Error, Stage};
use super::reply::{Reply, Severity};
use super::session::{Session, no};
use crate::sasl::{self, Exchange, Method};
use crate::secret::Secret;
use crate::wire::Stream;

/// RFC 4954 section 4: an AUTH line with its initial response fits the command limit, CRLF included, or goes without.
const MAX_AUTH_LINE_OCTETS: usize = 512;

impl<S: Stream> Session<S> {
    /// Logs in. One method is tried; only where the server does not know its name (500, 502, 504: no password was
    /// judged) does the next candidate follow.
    ///
    /// # Errors
    /// [`Error::Login`] when there is no way to log in or a challenge made no sense; [`Error::Refused`] with the
    /// server's verdict; [`Error::Malformed`], [`Error::Unexpected`], [`Error::Wire`].
    pub fn login(&mut self, request: &sasl::Request) -> Result<(), Error> {
        let candidates = request.candidates(&self.extensions.login_offer())?;
        self.connection
            .hide(request.credentials.password().expose());
        let mut last = None;
        for method in candidates {
            let Some(mechanism) = method.mechanism(&request.credentials) else {
                continue;
            };
            let reply = self.authenticate(method, Exchange::new(mechanism))?;
            match reply.code.number() {
                235 => {
                    self.login = Some(method);
                    return Ok(());
                }
                500 | 502 | 504 => last = Some(reply),
                _ => return Err(no(Stage::Auth, reply)),
            }
        }
        Err(match last {
            Some(reply) => no(Stage::Auth, reply),
            None => sasl::Error::NotOffered {
                offered: self.extensions.auth.join(" "),
                asked: request.preference.clone(),
            }
            .into(),
        })
    }

    /// The AUTH exchange up to its outcome.
    fn authenticate(&mut self, method: Method, mut exchange: Exchange) -> Result<Reply, Error> {
        let name = method.wire_name();
        let fits = |response: &Secret| {
            "AUTH ".len() + name.len() + " ".len() + response.expose().len() + "\r\n".len()
                <= MAX_AUTH_LINE_OCTETS
        };
        let initial = exchange.initial_response();
        let mut held_back = None;
        let mut command = match initial {
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
            let reply = self.exchange_unscrubbed(&command, Stage::Auth)?;
            if reply.code.severity() != Severity::Intermediate {
                return Ok(self.scrubbed(reply));
            }
            let challenge = reply.lines.concat();
            let response = match held_back.take() {
                // RFC 4954 section 4: the first challenge is then empty and asks for what did not fit.
                Some(response) => Ok(response),
                None => exchange.respond(challenge.as_bytes()),
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
}
