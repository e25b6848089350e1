//! Why there is no connection through a proxy.

use crate::net::Error;
use std::fmt;
use std::io;

/// Why there is no connection through a proxy. What the proxy says is bounded, and hostile until escaped.
#[derive(Debug)]
pub(crate) enum ProxyProblem {
    /// There is no connection to the proxy itself.
    Unreachable(Box<Error>),
    /// The proxy does not connect to the server, for this reason.
    Refused(String),
    /// The proxy does not accept the user or the password; what it says, if it says anything.
    LoginRefused(String),
    /// The proxy wants a login and no user is given.
    LoginNeeded,
    /// The proxy does not keep to its protocol.
    Malformed(&'static str),
    /// The connection to the proxy broke.
    Broken(io::Error),
    /// The user or the password is longer than the proxy's protocol can say.
    TooLong,
    /// The server is named by a link-local address, which means nothing to a proxy.
    LinkLocal,
}

impl ProxyProblem {
    /// Writes the whole error.
    pub(in crate::net) fn describe(
        &self,
        f: &mut fmt::Formatter<'_>,
        proxy: &str,
        server: &str,
    ) -> fmt::Result {
        match self {
            ProxyProblem::Unreachable(_) => write!(f, "cannot reach the proxy {proxy}"),
            ProxyProblem::Refused(reason) => {
                write!(
                    f,
                    "the proxy {proxy} does not connect to {server}: {reason}"
                )
            }
            ProxyProblem::LoginRefused(reason) if reason.is_empty() => {
                write!(f, "the proxy {proxy} refused the login")
            }
            ProxyProblem::LoginRefused(reason) => {
                write!(f, "the proxy {proxy} refused the login: {reason}")
            }
            ProxyProblem::LoginNeeded => write!(f, "the proxy {proxy} requires a login"),
            ProxyProblem::Malformed(what) => write!(f, "the proxy {proxy} {what}"),
            ProxyProblem::Broken(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                write!(f, "the proxy {proxy} closed the connection")
            }
            ProxyProblem::Broken(_) => write!(f, "the connection to the proxy {proxy} broke"),
            ProxyProblem::TooLong => write!(
                f,
                "the user or the password for the proxy {proxy} is longer than 255 octets, which SOCKS 5 cannot send"
            ),
            ProxyProblem::LinkLocal => write!(
                f,
                "{server} is a link-local address, which cannot be reached through the proxy {proxy}"
            ),
        }
    }

    /// What it comes from.
    pub(in crate::net) fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ProxyProblem::Unreachable(error) => Some(error),
            ProxyProblem::Broken(error) if error.kind() != io::ErrorKind::UnexpectedEof => {
                Some(error)
            }
            _ => None,
        }
    }
}

impl From<io::Error> for ProxyProblem {
    fn from(error: io::Error) -> Self {
        ProxyProblem::Broken(error)
    }
}
