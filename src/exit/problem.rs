//! Problems that only the edge knows, and the context that names a server.

use super::{Asked, Kind};
use crate::{maildrop, smtp};
use std::fmt;

/// The server that an error came from, as context. The error's own text follows it.
#[derive(Clone, Debug)]
pub(crate) struct AtServer {
    /// Its host name, escaped.
    host: String,
    /// It refused the login; the error's text is what it replied.
    has_refused_login: bool,
    /// What the run asked for.
    pub(super) asked: Asked,
}

impl AtServer {
    /// The context for an error, by the host, which is escaped already; `None` for an error that names the server itself.
    pub(crate) fn of(error: &anyhow::Error, host: String, asked: Asked) -> Option<Self> {
        let (has_refused_login, is_handshake) = if let Some(error) = error.downcast_ref() {
            let is_handshake = matches!(error, smtp::Error::Tls(_));
            (error.is_login_refusal(), is_handshake)
        } else if let Some(error) = error.downcast_ref::<maildrop::Error>() {
            let is_handshake = matches!(error.kind(), maildrop::Kind::Tls(_));
            (error.is_login_refusal(), is_handshake)
        } else {
            (false, false)
        };
        (!is_handshake).then_some(AtServer {
            host,
            has_refused_login,
            asked,
        })
    }
}

impl fmt::Display for AtServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.has_refused_login {
            true => write!(f, "login refused by {}", self.host),
            false => f.write_str(&self.host),
        }
    }
}

/// What a failure means for the whole run and what the user can do, as context. The error's own text follows it. Kind, step
/// and the server's words remain those of the error, and so does its hint if it has one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Advised {
    /// What the failure means.
    pub(crate) what: &'static str,
    /// What the user can do.
    pub(crate) hint: &'static str,
}

impl fmt::Display for Advised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what)
    }
}

/// A problem that only a command knows.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    /// What kind it is.
    pub kind: Kind,
    /// What is wrong.
    pub message: String,
    /// What the user can do.
    pub hint: Option<&'static str>,
}

impl Problem {
    /// A problem without a hint.
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Problem {
            kind,
            message: message.into(),
            hint: None,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}
