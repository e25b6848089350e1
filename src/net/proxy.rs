//! Connections through a proxy: the dialogue that makes the proxy connect to the server.
//!
//! The proxy looks the server's name up. Nothing behind the proxy's last octet is read, so what the server says first
//! stays in the stream for whoever reads next. A connection through a proxy is never loopback, wherever the proxy is.

mod error;
mod http;
mod socks5;
#[cfg(test)]
mod tests;

pub(crate) use error::ProxyProblem;

use super::Error;
use crate::endpoint::{Endpoint, Proxy, ProxyProtocol};
use crate::secret::Secret;
use crate::timeout::{Interrupted, Wait};
use std::io::{self, Read, Write};

/// A proxy and the password for it.
#[derive(Clone, Debug)]
pub(crate) struct Via {
    /// The proxy.
    pub proxy: Proxy,
    /// The password, where the proxy has a user.
    pub password: Option<Secret>,
}

/// Who logs in at the proxy.
#[derive(Clone, Copy, Debug)]
struct Login<'v> {
    user: &'v str,
    password: &'v [u8],
}

/// Makes the proxy connect to the server, over a stream to the proxy.
///
/// # Errors
/// [`Error::Proxy`], [`Error::Timeout`], [`Error::Interrupted`].
pub(super) fn open<S: Read + Write>(
    stream: &mut S,
    via: &Via,
    server: &Endpoint,
    wait: &Wait,
) -> Result<(), Error> {
    ask(stream, via, server).map_err(|problem| match problem {
        ProxyProblem::Broken(error) => broken(error, via, server, wait),
        problem => Error::through(via, server, problem),
    })
}

/// The dialogue itself.
pub(crate) fn ask<S: Read + Write>(
    stream: &mut S,
    via: &Via,
    server: &Endpoint,
) -> Result<(), ProxyProblem> {
    let login = via.proxy.user.as_deref().map(|user| Login {
        user,
        password: via.password.as_ref().map_or(&[], Secret::expose),
    });
    match via.proxy.protocol {
        ProxyProtocol::Socks5 => socks5::connect(stream, server, login),
        ProxyProtocol::Http => http::connect(stream, server, login),
    }
}

/// Reading or writing failed: the time is over, a signal came, or the connection is gone.
fn broken(error: io::Error, via: &Via, server: &Endpoint, wait: &Wait) -> Error {
    let signal = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Interrupted>());
    match (signal, error.kind()) {
        (Some(signal), _) => Error::interrupted(*signal, wait, &via.proxy.endpoint),
        (None, io::ErrorKind::TimedOut) => Error::late(wait, &via.proxy.endpoint),
        (None, _) => Error::through(via, server, ProxyProblem::Broken(error)),
    }
}
