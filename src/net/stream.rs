//! The stream that sessions run over: clear or under TLS.

use super::tcp::Tcp;
use super::tls::LateAlert;
use crate::wire;
use native_tls::TlsStream;
use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::time::Instant;

/// A connection to a server.
#[derive(Debug)]
pub(crate) enum Stream {
    /// TCP.
    Plain(Tcp),
    /// TLS over TCP.
    Tls(Box<TlsStream<Tcp>>),
}

impl Stream {
    /// The address connected to.
    pub(crate) fn peer(&self) -> SocketAddr {
        self.tcp().peer()
    }

    fn tcp(&self) -> &Tcp {
        match self {
            Stream::Plain(tcp) => tcp,
            Stream::Tls(tls) => tls.get_ref(),
        }
    }

    fn tcp_mut(&mut self) -> &mut Tcp {
        match self {
            Stream::Plain(tcp) => tcp,
            Stream::Tls(tls) => tls.get_mut(),
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
