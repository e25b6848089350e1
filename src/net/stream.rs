//! The stream that sessions run over: clear or under TLS.

use super::facts::TlsFacts;
use super::tcp::Tcp;
use super::tls::{CertificateFacts, LateAlert, Secured};
use crate::wire;
use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::time::Instant;

/// A connection to a server.
#[derive(Debug)]
pub(crate) enum Stream {
    /// TCP.
    Plain(Tcp),
    /// TLS over TCP.
    Tls(Box<Secured>),
}

impl Stream {
    /// The address connected to: the server's, or that of the proxy.
    pub(crate) fn peer(&self) -> SocketAddr {
        self.tcp().peer()
    }

    /// Whether a proxy connects to the server, whose address is then unknown.
    pub(crate) fn is_proxied(&self) -> bool {
        self.tcp().is_proxied()
    }

    /// Whether nothing leaves this host. What a proxy does with it is unknown, so a connection through one is never
    /// loopback.
    pub(crate) fn is_loopback(&self) -> bool {
        !self.is_proxied() && self.peer().ip().is_loopback()
    }

    /// What is known of its TLS; `None` without TLS.
    pub(crate) fn tls_facts(&self) -> Option<TlsFacts> {
        let Stream::Tls(tls) = self else { return None };
        let certificate = tls.peer_certificate().ok().flatten();
        let der = certificate.and_then(|certificate| certificate.to_der().ok());
        Some(TlsFacts {
            hello: tls.get_ref().hello(),
            certificate: der.map(|der| CertificateFacts::of(&der)),
        })
    }

    fn tcp(&self) -> &Tcp {
        match self {
            Stream::Plain(tcp) => tcp,
            Stream::Tls(tls) => tls.get_ref().stream(),
        }
    }

    fn tcp_mut(&mut self) -> &mut Tcp {
        match self {
            Stream::Plain(tcp) => tcp,
            Stream::Tls(tls) => tls.get_mut().stream_mut(),
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(tcp) => tcp.read(buffer),
            Stream::Tls(tls) => tls.read(buffer).map_err(LateAlert::in_read),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(tcp) => tcp.write(octets),
            Stream::Tls(tls) => tls.write(octets),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Stream::Plain(tcp) => tcp.flush(),
            Stream::Tls(tls) => tls.flush(),
        }
    }
}

impl wire::Stream for Stream {
    fn set_deadline(&mut self, until: Instant) {
        self.tcp_mut().set_deadline(until);
    }

    fn read_available(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        // Readable octets on the socket may be a session ticket and no text at all, so TLS itself has to be asked.
        self.tcp_mut().set_waiting(false)?;
        let read = self.read(buffer);
        self.tcp_mut().set_waiting(true)?;
        match read {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
            other => other.map(Some),
        }
    }

    fn is_encrypted(&self) -> bool {
        matches!(self, Stream::Tls(_))
    }

    fn close(&mut self) -> io::Result<()> {
        match self {
            Stream::Plain(tcp) => tcp.close(),
            Stream::Tls(tls) => tls.shutdown(),
        }
    }
}
