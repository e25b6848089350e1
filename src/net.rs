//! The one place that knows sockets and TLS: name resolution, connecting, the handshake, and the stream that comes of it.

mod eyeballs;
mod facts;
pub(crate) mod proxy;
mod resolve;
mod stream;
mod tcp;
mod tls;
mod trust;

pub(crate) use facts::TlsFacts;
pub(crate) use proxy::{ProxyProblem, Via};
pub(crate) use resolve::ResolveError;
pub(crate) use stream::Stream;
use tcp::Tcp;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use tls::hello::HelloReader;
pub(crate) use tls::{
    CertificateContent, CertificateFacts, HandshakeProblem, LateAlert, ServerHello, Terms, Tls,
    TlsError, Trust, Verification,
};
#[cfg(test)]
pub(crate) use tls::{FileError, FileProblem, Purpose};

use crate::endpoint::{Endpoint, Family, Host};
use crate::timeout::{Bound, Interrupt, Interrupted, Phase, Timeouts, Wait};
use std::fmt;
use std::io;
use std::net::SocketAddr;

/// The most addresses that an error names: a line is for a person to read.
const MAX_ATTEMPTS_SHOWN: usize = 8;

/// No connection was made: nothing was sent, and the same may work later unless the name does not exist.
#[derive(Debug)]
pub(crate) enum Error {
    /// The host name could not be looked up.
    Resolve {
        /// The host.
        host: String,
        /// Why.
        source: ResolveError,
    },
    /// The host has no address of the family asked for.
    NoAddress {
        /// The host.
        host: String,
        /// The family.
        family: Family,
        /// The address to connect from, if that is why.
        source: Option<String>,
    },
    /// The address to connect from cannot be used.
    Source {
        /// The address.
        address: String,
        /// Why.
        source: io::Error,
    },
    /// No address answered.
    Connect {
        /// The server.
        endpoint: Endpoint,
        /// Each address and why it failed.
        attempts: Vec<(SocketAddr, io::Error)>,
    },
    /// A time limit was reached.
    Timeout {
        /// What was being waited for.
        phase: Phase,
        /// Which limit it was.
        bound: Bound,
        /// The server.
        endpoint: Endpoint,
    },
    /// A signal asked the run to end.
    Interrupted {
        /// The signal.
        signal: Interrupted,
        /// What was being waited for.
        phase: Phase,
        /// The server.
        endpoint: Endpoint,
    },
    /// A proxy has made no connection.
    Proxy {
        /// The proxy's URL, without a password.
        proxy: String,
        /// The server.
        server: String,
        /// Why.
        problem: ProxyProblem,
    },
    /// TLS could not be set up, or its handshake failed.
    Tls(TlsError),
}

impl Error {
    /// The wait is over.
    fn late(wait: &Wait, endpoint: &Endpoint) -> Self {
        Error::Timeout {
            phase: wait.phase,
            bound: wait.bound,
            endpoint: endpoint.clone(),
        }
    }

    /// There is no connection through the proxy.
    fn through(via: &Via, server: &Endpoint, problem: ProxyProblem) -> Self {
        Error::Proxy {
            proxy: via.proxy.to_string(),
            server: server.to_string(),
            problem,
        }
    }

    /// A signal came while waiting.
    fn interrupted(signal: Interrupted, wait: &Wait, endpoint: &Endpoint) -> Self {
        Error::Interrupted {
            signal,
            phase: wait.phase,
            endpoint: endpoint.clone(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Resolve { host, .. } => write!(f, "{}", host.escape_debug()),
            Error::NoAddress {
                host,
                family,
                source,
            } => {
                let family = if *family == Family::V6 {
                    "IPv6"
                } else {
                    "IPv4"
                };
                write!(f, "{} has no {family} address", host.escape_debug())?;
                match source {
                    Some(source) => write!(f, " to connect to from {source}"),
                    None => Ok(()),
                }
            }
            Error::Source { address, .. } => write!(f, "cannot connect from {address}"),
            Error::Connect { endpoint, attempts } => {
                write!(f, "cannot connect to {endpoint}")?;
                let shown = &attempts[..attempts.len().min(MAX_ATTEMPTS_SHOWN)];
                shown.iter().try_for_each(|(address, error)| {
                    write!(f, "; {}: {error}", resolve::shown(address))
                })?;
                match attempts.len() - shown.len() {
                    0 => Ok(()),
                    more => write!(f, "; and {more} more addresses"),
                }
            }
            Error::Timeout {
                phase,
                bound,
                endpoint,
            } => write!(f, "{endpoint}: {bound} while {phase}"),
            Error::Interrupted {
                signal,
                phase,
                endpoint,
            } => write!(f, "{endpoint}: {signal} while {phase}"),
            Error::Proxy {
                proxy,
                server,
                problem,
            } => problem.describe(f, proxy, server),
            Error::Tls(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Resolve { source, .. } => Some(source),
            Error::Source { source, .. } => Some(source),
            Error::Proxy { problem, .. } => problem.source(),
            // Transparent: `Tls` says nothing of its own.
            Error::Tls(error) => error.source(),
            // The attempts are in the text, one beside the other; none is the source of another.
            Error::Connect { .. }
            | Error::NoAddress { .. }
            | Error::Timeout { .. }
            | Error::Interrupted { .. } => None,
        }
    }
}

impl Error {
    /// Why there is no TLS, without the server's name.
    pub(crate) fn tls_problem(&self) -> String {
        match self {
            Error::Tls(error) => error.problem(),
            other => other.to_string(),
        }
    }

    /// Whether the certificate is why there is no TLS.
    pub(crate) fn is_about_certificate(&self) -> bool {
        matches!(self, Error::Tls(error) if error.is_about_certificate())
    }
}

/// How a connection is made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Route {
    /// Which addresses are used.
    pub family: Family,
    /// The address of this host to connect from.
    pub source: Option<Host>,
    /// The proxy that connects to the server; family and source are then those of the connection to the proxy.
    pub via: Option<Via>,
}

impl Route {
    fn source(&self) -> Result<Option<SocketAddr>, Error> {
        let Some(host) = &self.source else {
            return Ok(None);
        };
        let failed = |reason| Error::Source {
            address: host.to_string(),
            source: io::Error::new(io::ErrorKind::AddrNotAvailable, reason),
        };
        resolve::literal(host).transpose().map_err(failed)
    }
}

/// Connects to the endpoint, by the first of its addresses that answers or through the proxy of the route.
///
/// # Errors
/// [`Error::Resolve`], [`Error::NoAddress`], [`Error::Source`], [`Error::Connect`], [`Error::Proxy`], [`Error::Timeout`],
/// [`Error::Interrupted`].
pub(crate) fn connect(
    endpoint: &Endpoint,
    route: &Route,
    timeouts: &Timeouts,
    interrupt: &Interrupt,
) -> Result<Stream, Error> {
    let Some(via) = &route.via else {
        let tcp = connect_directly(endpoint, route, timeouts, interrupt)?;
        return Ok(Stream::Plain(tcp));
    };
    if endpoint.host.zone().is_some() {
        return Err(Error::through(via, endpoint, ProxyProblem::LinkLocal));
    }
    let connected = connect_directly(&via.proxy.endpoint, route, timeouts, interrupt);
    let mut tcp = connected.map_err(|error| match error {
        Error::Timeout { .. } | Error::Interrupted { .. } | Error::Source { .. } => error,
        error => Error::through(via, endpoint, ProxyProblem::Unreachable(Box::new(error))),
    })?;
    let wait = timeouts.wait(Phase::Proxy);
    tcp.set_deadline(wait.until);
    proxy::open(&mut tcp, via, endpoint, &wait)?;
    Ok(Stream::Plain(tcp.proxied()))
}

fn connect_directly(
    endpoint: &Endpoint,
    route: &Route,
    timeouts: &Timeouts,
    interrupt: &Interrupt,
) -> Result<Tcp, Error> {
    let wait = timeouts.wait(Phase::Resolve);
    let source = route.source()?;
    let addresses = resolve::addresses(endpoint, route.family, source, &wait, interrupt)?;
    let wait = timeouts.wait(Phase::Connect);
    let (socket, peer) = eyeballs::connect(endpoint, &addresses, source, &wait, interrupt)?;
    Ok(Tcp::new(socket, peer, &wait, interrupt))
}

/// Makes TLS of a clear stream: the certificate must be trusted and name the host.
///
/// # Errors
/// [`Error::Tls`], [`Error::Timeout`], [`Error::Interrupted`].
pub(crate) fn handshake(
    stream: Stream,
    tls: &Tls,
    endpoint: &Endpoint,
    wait: &Wait,
) -> Result<Stream, Error> {
    match stream {
        Stream::Plain(tcp) => {
            tls::handshake(tcp, tls, endpoint, wait).map(|stream| Stream::Tls(Box::new(stream)))
        }
        Stream::Tls(already) => Ok(Stream::Tls(already)),
    }
}
