//! The AUTH exchange around a mechanism, the same after SMTP's 334 and POP3's `+` (RFC 4954 section 4, RFC 5034
//! section 4). The session sends each [`Message`] and reports what came back:
//!
//! ```text
//!   Ready ──begin──► AUTH line ─┬─ challenge ──step──► response, and wait again
//!                               │                  └─► cancel `*`; its reply is read, then the error is reported
//!                               ├─ success ──finish──► Authenticated, or an error if the server is not proved
//!                               └─ refusal: the server's words are the error
//! ```

use super::error::Error;
use super::explanation::Explanation;
use super::mechanism::{Challenge, Mechanism, Problem};
use super::method::Method;
use crate::secret::{Parts, Secret};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt;
use zeroize::Zeroizing;

/// Challenges that are answered in one exchange. No mechanism here needs more than three; a server that goes on could
/// keep the run busy until its deadline.
pub(super) const MAX_CHALLENGES: usize = 10;

/// The longest response, in octets of base64 (RFC 4954 section 4). A server may close the connection after a longer line.
pub(super) const MAX_RESPONSE_OCTETS: usize = 12_288;

/// A mechanism that has been chosen and has said nothing yet.
pub(crate) struct Ready {
    method: Method,
    mechanism: Box<dyn Mechanism>,
}

/// An exchange that waits for the server.
pub(crate) struct Exchange {
    method: Method,
    mechanism: Box<dyn Mechanism>,
    /// The initial response, if the AUTH line had no room for it.
    held_back: Option<Parts>,
    challenges: usize,
}

/// What follows a challenge.
#[derive(Debug)]
#[must_use = "the message has to be sent"]
pub(crate) enum Step {
    /// The response is sent, and the exchange waits again.
    Respond(Exchange, Message),
    /// The cancellation is sent, its reply is read, and then the error is reported.
    Cancel(Error, Message),
}

/// A line for the server.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    /// The line without CRLF.
    pub line: Parts,
    /// What must not be printed if the server sends it back.
    pub secrets: Vec<Secret>,
}

/// A login that the server has accepted, and in which the server has proved itself where the method asks for that.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Authenticated(());

impl Ready {
    pub(super) fn new(method: Method, mechanism: Box<dyn Mechanism>) -> Self {
        Ready { method, mechanism }
    }

    /// The method.
    pub(crate) fn method(&self) -> Method {
        self.method
    }

    /// The AUTH line. It carries the initial response if the line, CRLF included, then has at most `max_line_octets`;
    /// otherwise the response follows the first challenge, which is empty.
    pub(crate) fn begin(mut self, max_line_octets: usize) -> (Exchange, Message) {
        let line = Parts::public(format!("AUTH {}", self.method.wire_name()));
        let initial = self.mechanism.initial_response();
        let with_initial = initial.as_ref().map(|response| {
            let initial = Message::initial_response(response);
            Message {
                line: line.clone().and_public(" ").and(initial.line),
                secrets: initial.secrets,
            }
        });
        let (message, held_back) = match with_initial {
            Some(message) if message.line.octets() + "\r\n".len() <= max_line_octets => {
                (message, None)
            }
            _ => {
                let secrets = Vec::new();
                (Message { line, secrets }, initial)
            }
        };
        let exchange = Exchange {
            method: self.method,
            mechanism: self.mechanism,
            held_back,
            challenges: 0,
        };
        (exchange, message)
    }
}

impl Exchange {
    /// Whether the AUTH line has all that the server needs, so that its reply is the outcome. RFC 4954 section 4 lets other
    /// commands follow in the same flight only then.
    pub(crate) fn has_one_reply(&self) -> bool {
        matches!(self.method, Method::Plain | Method::External) && self.held_back.is_none()
    }

    /// Answers a challenge, given as it came: base64, without the reply code and the line end.
    pub(crate) fn step(mut self, challenge: &[u8]) -> Step {
        self.challenges += 1;
        let response = if self.challenges > MAX_CHALLENGES {
            Err(Problem::TooMany(MAX_CHALLENGES))
        } else {
            match self.held_back.take() {
                Some(response) => Ok(response),
                None => self.mechanism.respond(Challenge::new(challenge)),
            }
        };
        let message = response.and_then(|response| {
            let message = Message::response(&response);
            match message.line.octets() {
                ..=MAX_RESPONSE_OCTETS => Ok(message),
                _ => Err(Problem::TooLong(MAX_RESPONSE_OCTETS)),
            }
        });
        match message {
            Ok(message) => Step::Respond(self, message),
            Err(problem) => {
                let method = self.method;
                Step::Cancel(Error::Challenge { method, problem }, Message::cancel())
            }
        }
    }

    /// Why the server refuses, if it has said so before its final reply.
    pub(crate) fn explanation(&self) -> Option<Explanation> {
        self.mechanism.explanation().cloned()
    }

    /// Ends the exchange after the server has reported success.
    ///
    /// # Errors
    /// [`Error::ServerNotProved`]: the mechanism makes the server prove itself, and it has not.
    pub(crate) fn finish(self) -> Result<Authenticated, Error> {
        if self.mechanism.server_is_proved() {
            Ok(Authenticated(()))
        } else {
            Err(Error::ServerNotProved {
                method: self.method,
            })
        }
    }
}

impl Authenticated {
    /// For the methods that are not SASL mechanisms and in which the server proves nothing.
    pub(super) fn without_server_proof() -> Self {
        Authenticated(())
    }
}

impl Message {
    /// A response in base64. If one part is secret, all of it is: base64 does not keep the parts apart.
    fn response(response: &Parts) -> Self {
        let mut octets = Zeroizing::new(Vec::with_capacity(response.octets()));
        response.encode(&mut octets);
        let encoded = Secret::new(STANDARD.encode(&*octets));
        let mut secrets: Vec<Secret> = response.secrets().cloned().collect();
        let line = if secrets.is_empty() {
            Parts::public(encoded.expose())
        } else {
            secrets.push(encoded.clone());
            Parts::secret(encoded)
        };
        Message { line, secrets }
    }

    /// As [`response`](Self::response), with `=` for an empty one: nothing after the mechanism's name would mean that
    /// there is no initial response.
    fn initial_response(response: &Parts) -> Self {
        if response.octets() == 0 {
            Message {
                line: Parts::public("="),
                secrets: Vec::new(),
            }
        } else {
            Message::response(response)
        }
    }

    fn cancel() -> Self {
        Message {
            line: Parts::public("*"),
            secrets: Vec::new(),
        }
    }
}

impl fmt::Debug for Ready {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ready({})", self.method.wire_name())
    }
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.method.wire_name();
        write!(f, "Exchange({name}, {} challenges)", self.challenges)
    }
}
