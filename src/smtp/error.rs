//! What can go wrong in an SMTP session, and at which step.

use super::reply::{Malformed, Reply};
use crate::{sasl, wire};
use std::borrow::Cow;
use std::fmt;
use std::io;

/// The step of the session at which something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The server's first reply.
    Greeting,
    /// EHLO or HELO.
    Ehlo,
    /// STARTTLS and the handshake behind it.
    StartTls,
    /// AUTH and what follows until its outcome.
    Auth,
    /// MAIL.
    Mail,
    /// RCPT.
    Rcpt,
    /// DATA, up to 354.
    Data,
    /// The mail data, up to the verdict on it.
    Content,
    /// RSET.
    Rset,
    /// NOOP.
    Noop,
    /// QUIT.
    Quit,
}

impl Stage {
    /// The name in errors and JSON: the verb where there is one.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Stage::Greeting => "GREETING",
            Stage::Ehlo => "EHLO",
            Stage::StartTls => "STARTTLS",
            Stage::Auth => "AUTH",
            Stage::Mail => "MAIL",
            Stage::Rcpt => "RCPT",
            Stage::Data => "DATA",
            Stage::Content => "CONTENT",
            Stage::Rset => "RSET",
            Stage::Noop => "NOOP",
            Stage::Quit => "QUIT",
        }
    }
}

/// A failure, with the step it belongs to. Whether a message may have gone out is not told here but by
/// [`Delivery`](super::Delivery).
#[derive(Debug)]
pub(crate) enum Error {
    /// The connection failed.
    Wire {
        /// The step.
        stage: Stage,
        /// What happened.
        source: wire::Error,
    },
    /// What the server sent is not a reply.
    Malformed {
        /// The step.
        stage: Stage,
        /// What is wrong with it.
        problem: Malformed,
    },
    /// The server refused: 4yz or 5yz.
    Refused {
        /// The step.
        stage: Stage,
        /// What was refused, for steps that come several times: the recipient.
        subject: Option<String>,
        /// Its reply.
        reply: Reply,
    },
    /// The server refused the login, and said why in the exchange before.
    Explained {
        /// The refusal.
        refusal: Box<Error>,
        /// Why.
        explanation: sasl::Explanation,
    },
    /// The server refused, and commands that were sent behind the refused one got no valid answer.
    RefusedInBrokenFlight {
        /// The first refusal.
        refusal: Box<Error>,
        /// The first command without an answer.
        unanswered: Stage,
        /// The commands were sent together.
        pipelined: bool,
    },
    /// The server sent a reply code that is neither a refusal nor the one that belongs to the step.
    Unexpected {
        /// The step.
        stage: Stage,
        /// Its reply.
        reply: Reply,
    },
    /// STARTTLS was asked for and the server does not offer it.
    StartTlsNotOffered,
    /// The TLS handshake failed.
    Tls(Box<dyn std::error::Error + Send + Sync>),
    /// No login was made.
    Login(sasl::Error),
    /// The message is larger than the server accepts (RFC 1870); nothing was sent.
    TooLarge {
        /// The message, in octets.
        octets: u64,
        /// The server's limit, in octets.
        limit: u64,
    },
    /// The server announces that a message may have fewer recipients (RFC 9422); nothing was sent.
    TooManyRecipients {
        /// The recipients, or their domains.
        count: usize,
        /// What is counted.
        what: &'static str,
        /// The server's limit.
        limit: u64,
    },
    /// The message needs an extension that the server does not offer; nothing was sent.
    NotOffered {
        /// The extension's keyword.
        keyword: &'static str,
        /// What needs it.
        needed_for: Cow<'static, str>,
    },
    /// The message could not be read while it was sent; the transfer was broken off before its end.
    Content(io::Error),
}

impl Error {
    /// The step, as JSON tells it.
    pub(crate) fn stage(&self) -> Option<Stage> {
        match self {
            Error::Wire { stage, .. }
            | Error::Malformed { stage, .. }
            | Error::Refused { stage, .. }
            | Error::Unexpected { stage, .. } => Some(*stage),
            Error::Explained { refusal, .. } | Error::RefusedInBrokenFlight { refusal, .. } => {
                refusal.stage()
            }
            Error::StartTlsNotOffered | Error::Tls(_) => Some(Stage::StartTls),
            Error::Login(_) => Some(Stage::Auth),
            Error::TooLarge { .. } | Error::TooManyRecipients { .. } | Error::NotOffered { .. } => {
                Some(Stage::Mail)
            }
            Error::Content(_) => Some(Stage::Content),
        }
    }

    /// Whether the connection was lost, or the server said goodbye, before any content could have gone out: nothing of
    /// the message was judged, and another connection may take it.
    pub(crate) fn is_lost_before_content(&self) -> bool {
        match self {
            Error::Wire { stage, source } => {
                source.is_disconnect() && matches!(stage, Stage::Rset | Stage::Mail | Stage::Rcpt)
            }
            // A refused RSET is about the transaction before this one.
            Error::Refused {
                stage: Stage::Rset, ..
            } => true,
            Error::Refused { stage, reply, .. } => {
                reply.code.number() == 421 && *stage == Stage::Mail
            }
            _ => false,
        }
    }

    /// Whether no login was made. Another session would have to try the same.
    pub(crate) fn is_login_failure(&self) -> bool {
        self.is_login_refusal() || matches!(self, Error::Login(_))
    }

    /// Whether the failure is a login that the server refused. The text of such an error is the server's words alone.
    pub(crate) fn is_login_refusal(&self) -> bool {
        match self {
            Error::Refused { stage, .. } => *stage == Stage::Auth,
            Error::Explained { refusal, .. } => refusal.is_login_refusal(),
            _ => false,
        }
    }

    /// The reply that is the reason, if one is.
    pub(crate) fn reply(&self) -> Option<&Reply> {
        match self {
            Error::Refused { reply, .. } | Error::Unexpected { reply, .. } => Some(reply),
            Error::Explained { refusal, .. } | Error::RefusedInBrokenFlight { refusal, .. } => {
                refusal.reply()
            }
            _ => None,
        }
    }
}

impl From<wire::Error> for Error {
    /// For the upgrade to TLS, the one place where no stage is at hand.
    fn from(source: wire::Error) -> Self {
        Error::Wire {
            stage: Stage::StartTls,
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
            Error::Malformed { stage, problem } => write!(f, "{}: {problem}", stage.name()),
            Error::Refused {
                stage: Stage::Auth,
                reply,
                ..
            } => write!(f, "{reply}"),
            Error::Refused {
                stage: Stage::Greeting,
                reply,
                ..
            } => write!(f, "the server refused the connection: {reply}"),
            Error::Refused {
                stage: Stage::Content,
                reply,
                ..
            } => write!(f, "the message was refused: {reply}"),
            Error::Refused {
                subject: Some(subject),
                reply,
                ..
            } => write!(f, "{subject} was refused: {reply}"),
            Error::Refused { stage, reply, .. } => {
                write!(f, "{} was refused: {reply}", stage.name())
            }
            Error::Explained {
                refusal,
                explanation,
            } => write!(f, "{refusal}; {explanation}"),
            Error::RefusedInBrokenFlight {
                refusal,
                unanswered,
                ..
            } => write!(
                f,
                "{refusal}; then {} got no valid answer",
                unanswered.name()
            ),
            Error::Unexpected { stage, reply } => {
                write!(f, "{}: unexpected reply: {reply}", stage.name())
            }
            Error::StartTlsNotOffered => f.write_str("the server does not offer STARTTLS"),
            // These two stand for what they hold: text and source are those of the inner error.
            Error::Tls(error) => fmt::Display::fmt(error, f),
            Error::Login(error) => fmt::Display::fmt(error, f),
            Error::TooLarge { octets, limit } => {
                write!(
                    f,
                    "the message has {octets} octets; the server accepts at most {limit}"
                )
            }
            Error::TooManyRecipients { count, what, limit } => write!(
                f,
                "the message has {count} {what}; the server accepts at most {limit}"
            ),
            Error::NotOffered {
                keyword,
                needed_for,
            } => write!(
                f,
                "the server does not offer {keyword}, which {needed_for} needs"
            ),
            Error::Content(_) => f.write_str("the message could not be read to its end"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Wire { source, .. } => Some(source),
            Error::Tls(error) => error.source(),
            Error::Login(error) => error.source(),
            Error::Content(source) => Some(source),
            _ => None,
        }
    }
}
