//! Exit codes: one table from every error to what a script branches on (sysexits, and three of our own).

mod problem;
mod table;

pub use problem::{AtServer, Problem};

use crate::message::Fault;
use crate::timeout::Interrupted;
use serde_json::{Value, json};
use table::judge;

/// What kind of end a run came to. The names are those of the JSON key `kind`; they are never renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The command line cannot be understood.
    Usage,
    /// The content of a value or file is malformed.
    Data,
    /// A file to send is missing or unreadable.
    NoInput,
    /// The server refused a recipient for good.
    NoRecipient,
    /// There is no such message.
    NoMessage,
    /// The host name does not exist.
    NoHost,
    /// A permanent refusal not named elsewhere.
    Unavailable,
    /// Our own mistake.
    Bug,
    /// An output file cannot be made.
    CannotCreate,
    /// Reading or writing failed here.
    Io,
    /// Nothing was accepted, stored or deleted, and the same may work later.
    Temporary,
    /// The server broke the protocol.
    Protocol,
    /// TLS, certificate, or a login that would be in the clear.
    Tls,
    /// The login was refused, or none is offered.
    Auth,
    /// Environment, account, password source, CA file.
    Config,
    /// It may or may not have been done.
    Unknown,
    /// Some of it was done and some not.
    Partial,
    /// A signal ended the run, which had changed nothing.
    Signal(u8),
}

impl Kind {
    /// The exit code.
    pub fn code(self) -> u8 {
        match self {
            Kind::Usage => 64,
            Kind::Data => 65,
            Kind::NoInput => 66,
            Kind::NoRecipient | Kind::NoMessage => 67,
            Kind::NoHost => 68,
            Kind::Unavailable => 69,
            Kind::Bug => 70,
            Kind::CannotCreate => 73,
            Kind::Io => 74,
            Kind::Temporary => 75,
            Kind::Protocol | Kind::Tls => 76,
            Kind::Auth => 77,
            Kind::Config => 78,
            Kind::Unknown => 79,
            Kind::Partial => 80,
            Kind::Signal(number) => 128u8.saturating_add(number),
        }
    }

    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Usage => "usage",
            Kind::Data => "data",
            Kind::NoInput => "no_input",
            Kind::NoRecipient => "no_recipient",
            Kind::NoMessage => "no_message",
            Kind::NoHost => "no_host",
            Kind::Unavailable => "unavailable",
            Kind::Bug => "bug",
            Kind::CannotCreate => "cannot_create",
            Kind::Io => "io",
            Kind::Temporary => "temporary",
            Kind::Protocol => "protocol",
            Kind::Tls => "tls",
            Kind::Auth => "auth",
            Kind::Config => "config",
            Kind::Unknown => "unknown",
            Kind::Partial => "partial",
            Kind::Signal(_) => "signal",
        }
    }
}

impl From<Fault> for Kind {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Usage => Kind::Usage,
            Fault::Data => Kind::Data,
            Fault::NoInput => Kind::NoInput,
            Fault::Config => Kind::Config,
            Fault::Io => Kind::Io,
            Fault::Temporary => Kind::Temporary,
        }
    }
}

impl From<Interrupted> for Kind {
    fn from(signal: Interrupted) -> Self {
        Kind::Signal(u8::try_from(signal.0).unwrap_or(u8::MAX))
    }
}

/// A failure as it is told: to people on one line, to programs as JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// What kind it is.
    pub kind: Kind,
    /// What happened, in full.
    pub message: String,
    /// The step of the session.
    pub stage: Option<&'static str>,
    /// The server's words: `code`, `enhanced`, `response_code`, `text`.
    pub server: Option<Value>,
    /// What the user can do.
    pub hint: Option<&'static str>,
}

impl Failure {
    /// Judges an error by the first typed error in it.
    pub fn of(error: &anyhow::Error) -> Self {
        let (kind, stage, server, hint) = judge(error);
        let message = match (error.downcast_ref::<AtServer>(), stage) {
            // "login refused by HOST: 535 ..." reads better than the host in front of it.
            (Some(at), Some("AUTH")) => {
                let cause = error.root_cause().to_string();
                match cause.strip_prefix("login refused: ") {
                    Some(reply) => format!("login refused by {}: {reply}", at.host()),
                    None => describe(error),
                }
            }
            _ => describe(error),
        };
        Failure {
            kind,
            message,
            stage,
            server,
            hint,
        }
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        json!({
            "kind": self.kind.name(),
            "message": self.message,
            "exit": self.kind.code(),
            "stage": self.stage,
            "server": self.server,
            "hint": self.hint,
        })
    }
}

/// Contexts and the error, without the sources that the error's own text already holds.
fn describe(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain() {
        let words = cause.to_string();
        if text.is_empty() || words.contains(&text) {
            text = words;
        } else if !text.contains(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{net, smtp};

    #[test]
    fn the_codes_are_those_of_the_table() {
        for (kind, code, name) in [
            (Kind::Usage, 64, "usage"),
            (Kind::Data, 65, "data"),
            (Kind::NoInput, 66, "no_input"),
            (Kind::NoRecipient, 67, "no_recipient"),
            (Kind::NoMessage, 67, "no_message"),
            (Kind::NoHost, 68, "no_host"),
            (Kind::Unavailable, 69, "unavailable"),
            (Kind::Bug, 70, "bug"),
            (Kind::CannotCreate, 73, "cannot_create"),
            (Kind::Io, 74, "io"),
            (Kind::Temporary, 75, "temporary"),
            (Kind::Protocol, 76, "protocol"),
            (Kind::Tls, 76, "tls"),
            (Kind::Auth, 77, "auth"),
            (Kind::Config, 78, "config"),
            (Kind::Unknown, 79, "unknown"),
            (Kind::Partial, 80, "partial"),
            (Kind::Signal(15), 143, "signal"),
        ] {
            assert_eq!((kind.code(), kind.name()), (code, name));
        }
    }

    #[test]
    fn a_login_refused_names_the_host_and_the_words() {
        let mut parser = smtp::reply::Parser::default();
        let reply = parser
            .line(b"535 5.7.8 no")
            .expect("a line")
            .expect("a reply");
        let error = smtp::Error::Refused {
            stage: smtp::Stage::Auth,
            subject: None,
            reply,
        };
        let failure =
            Failure::of(&anyhow::Error::from(error).context(AtServer::new("smtp.example.org")));
        assert_eq!(failure.kind, Kind::Auth);
        assert_eq!(
            failure.message,
            "login refused by smtp.example.org: 535 5.7.8 no"
        );
        assert!(failure.hint.is_some());
        assert_eq!(failure.json()["server"]["enhanced"], "5.7.8");
    }

    #[test]
    fn a_signal_keeps_its_number() {
        let error = anyhow::Error::from(net::Error::Interrupted(Interrupted(2)));
        assert_eq!(Failure::of(&error).kind.code(), 130);
    }
}
