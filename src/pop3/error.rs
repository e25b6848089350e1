//! What can go wrong in a POP3 session, and at which step.

use super::response::Response;
use crate::{sasl, wire};
use std::fmt;

/// The step of the session at which something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The server's first response.
    Greeting,
    /// CAPA.
    Capa,
    /// STLS and the handshake behind it.
    Stls,
    /// The login: AUTH or PASS.
    Auth,
    /// The login: APOP.
    Apop,
    /// The login: USER, before the password.
    User,
    /// STAT.
    Stat,
    /// LIST.
    List,
    /// UIDL.
    Uidl,
    /// RETR and the message behind it.
    Retr,
    /// TOP and what is behind it.
    Top,
    /// DELE.
    Dele,
    /// RSET.
    Rset,
    /// NOOP.
    Noop,
    /// QUIT, and UPDATE behind it.
    Quit,
}

impl Stage {
    /// The name in errors and JSON: the verb where there is one.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Stage::Greeting => "GREETING",
            Stage::Capa => "CAPA",
            Stage::Stls => "STLS",
            Stage::Auth | Stage::Apop | Stage::User => "AUTH",
            Stage::Stat => "STAT",
            Stage::List => "LIST",
            Stage::Uidl => "UIDL",
            Stage::Retr => "RETR",
            Stage::Top => "TOP",
            Stage::Dele => "DELE",
            Stage::Rset => "RSET",
            Stage::Noop => "NOOP",
            Stage::Quit => "QUIT",
        }
    }

    /// Whether it is part of the login.
    fn is_login(self) -> bool {
        matches!(self, Stage::Auth | Stage::Apop | Stage::User)
    }
}

/// A failure, with the step it belongs to.
#[derive(Debug)]
pub(crate) enum Error {
    /// The connection failed.
    Wire {
        /// The step.
        stage: Stage,
        /// What happened.
        source: wire::Error,
    },
    /// The connection failed before the end of a message.
    InMessage {
        /// The step.
        stage: Stage,
        /// The message-number.
        message: u32,
        /// What happened.
        source: wire::Error,
    },
    /// What the server sent is not a response, or not a line of a listing.
    Malformed {
        /// The step.
        stage: Stage,
        /// What is wrong with it.
        problem: wire::Malformed,
    },
    /// A listing does not end.
    TooMany {
        /// The step.
        stage: Stage,
        /// How many lines are read.
        limit: usize,
    },
    /// The server said -ERR.
    Refused {
        /// The step.
        stage: Stage,
        /// The message it was about, for commands that name one.
        message: Option<u32>,
        /// Its response.
        response: Response,
    },
    /// The server refused the login, and said why in the exchange before.
    Explained {
        /// The refusal.
        refusal: Box<Error>,
        /// Why.
        explanation: sasl::Explanation,
    },
    /// STLS was asked for and the server does not offer it.
    StlsNotOffered,
    /// The TLS handshake failed.
    Tls(Box<dyn std::error::Error + Send + Sync>),
    /// No login was made.
    Login(sasl::Error),
    /// The server has no UIDL, and unique-ids were asked for.
    NoUniqueIds,
    /// The server has no TOP.
    NoTop,
}

impl Error {
    /// The step, as JSON tells it.
    pub(crate) fn stage(&self) -> Stage {
        match self {
            Error::Wire { stage, .. }
            | Error::InMessage { stage, .. }
            | Error::Malformed { stage, .. }
            | Error::TooMany { stage, .. }
            | Error::Refused { stage, .. } => *stage,
            Error::Explained { refusal, .. } => refusal.stage(),
            Error::StlsNotOffered | Error::Tls(_) => Stage::Stls,
            Error::Login(_) => Stage::Auth,
            Error::NoUniqueIds => Stage::Uidl,
            Error::NoTop => Stage::Top,
        }
    }

    /// Whether the failure is a login that the server refused. The text of such an error is the server's words alone.
    pub(crate) fn is_login_refusal(&self) -> bool {
        match self {
            Error::Refused { stage, .. } => stage.is_login(),
            Error::Explained { refusal, .. } => refusal.is_login_refusal(),
            _ => false,
        }
    }

    /// The same as an error of one message, if the connection failed.
    pub(super) fn in_message(self, message: u32) -> Self {
        match self {
            Error::Wire { stage, source } => Error::InMessage {
                stage,
                message,
                source,
            },
            other => other,
        }
    }

    /// The response that is the reason, if one is.
    pub(crate) fn response(&self) -> Option<&Response> {
        match self {
            Error::Refused { response, .. } => Some(response),
            Error::Explained { refusal, .. } => refusal.response(),
            _ => None,
        }
    }
}

impl From<wire::Error> for Error {
    /// For the upgrade to TLS, the one place where no stage is at hand.
    fn from(source: wire::Error) -> Self {
        Error::Wire {
            stage: Stage::Stls,
            source,
        }
    }
}

impl From<sasl::Error> for Error {
    fn from(source: sasl::Error) -> Self {
        Error::Login(source)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Wire { stage, .. } => f.write_str(stage.name()),
            Error::InMessage { stage, message, .. } => {
                write!(f, "{} of message {message}", stage.name())
            }
            Error::Malformed { stage, problem } => write!(f, "{}: {problem}", stage.name()),
            Error::TooMany { stage, limit } => write!(
                f,
                "{}: the server lists more than {limit} lines",
                stage.name()
            ),
            Error::Refused {
                stage, response, ..
            } if stage.is_login() => write!(f, "{response}"),
            Error::Refused {
                stage: Stage::Greeting,
                response,
                ..
            } => write!(f, "the server refused the connection: {response}"),
            Error::Refused {
                stage,
                message: Some(message),
                response,
            } => {
                write!(
                    f,
                    "{} of message {message} was refused: {response}",
                    stage.name()
                )
            }
            Error::Refused {
                stage, response, ..
            } => write!(f, "{} was refused: {response}", stage.name()),
            Error::Explained {
                refusal,
                explanation,
            } => write!(f, "{refusal}; {explanation}"),
            Error::StlsNotOffered => f.write_str("the server does not offer STLS"),
            // These two stand for what they hold: text and source are those of the inner error.
            Error::Tls(error) => fmt::Display::fmt(error, f),
            Error::Login(error) => fmt::Display::fmt(error, f),
            Error::NoUniqueIds => f.write_str("the server does not support unique-ids (UIDL)"),
            Error::NoTop => f.write_str("the server cannot send header fields alone (TOP)"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Wire { source, .. } | Error::InMessage { source, .. } => Some(source),
            Error::Tls(error) => error.source(),
            Error::Login(error) => error.source(),
            _ => None,
        }
    }
}
