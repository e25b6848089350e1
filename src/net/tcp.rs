//! A connected socket: reads and writes that end at a deadline or on a signal.

use crate::timeout::{INTERRUPT_POLL, Interrupt, Wait};
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// The shortest socket timeout. Zero would mean that there is no timeout.
const SHORTEST_WAIT: Duration = Duration::from_millis(1);

/// A connected socket with a deadline.
#[derive(Debug)]
pub(crate) struct Tcp {
    socket: TcpStream,
    peer: SocketAddr,
    is_proxied: bool,
    deadline: Instant,
    interrupt: Interrupt,
    /// False while a read that finds nothing fails at once with `WouldBlock`.
    waiting: bool,
}

impl Tcp {
    /// A connected socket, whose deadline is the wait's.
    pub(super) fn new(
        socket: TcpStream,
        peer: SocketAddr,
        wait: &Wait,
        interrupt: &Interrupt,
    ) -> Self {
        // A flight is one write. Nagle's algorithm would only delay it, by some 40 ms.
        let _ = socket.set_nodelay(true);
        Tcp {
            socket,
            peer,
            is_proxied: false,
            deadline: wait.until,
            interrupt: interrupt.clone(),
            waiting: true,
        }
    }

    /// The address connected to: the server's, or that of the proxy.
    pub(super) fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// Whether a proxy connects to the server.
    pub(super) fn is_proxied(&self) -> bool {
        self.is_proxied
    }

    /// The same once a proxy has connected to the server.
    pub(super) fn proxied(self) -> Self {
        Tcp {
            is_proxied: true,
            ..self
        }
    }

    pub(super) fn set_deadline(&mut self, until: Instant) {
        self.deadline = until;
    }

    /// Sets whether a read waits. If it does not, a read that finds nothing fails with `WouldBlock`.
    pub(super) fn set_waiting(&mut self, waiting: bool) -> io::Result<()> {
        self.waiting = waiting;
        self.socket.set_nonblocking(!waiting)
    }

    /// Acknowledges what has been received at once. After a TLS 1.3 handshake some servers send nothing until their session
    /// tickets are acknowledged.
    pub(super) fn acknowledge_quickly(&self) {
        #[cfg(target_os = "linux")]
        {
            use std::os::linux::net::TcpStreamExt;
            let _ = self.socket.set_quickack(true);
        }
    }

    pub(super) fn close(&mut self) -> io::Result<()> {
        self.socket.shutdown(Shutdown::Write)
    }

    /// Repeats one call on the socket, each time for a short while, until it succeeds, the deadline passes or a signal
    /// comes.
    fn until_deadline(
        &mut self,
        arm: impl Fn(&TcpStream, Duration) -> io::Result<()>,
        mut call: impl FnMut(&mut TcpStream) -> io::Result<usize>,
    ) -> io::Result<usize> {
        loop {
            if let Some(signal) = self.interrupt.signal() {
                return Err(io::Error::other(signal));
            }
            let left = self.deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(io::ErrorKind::TimedOut.into());
            }
            if self.waiting {
                arm(&self.socket, left.clamp(SHORTEST_WAIT, INTERRUPT_POLL))?;
            }
            match call(&mut self.socket) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error)
                    if self.waiting
                        && matches!(
                            error.kind(),
                            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
                        ) => {}
                done => return done,
            }
        }
    }
}

impl Read for Tcp {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.until_deadline(
            |socket, limit| socket.set_read_timeout(Some(limit)),
            |socket| socket.read(buffer),
        )
    }
}

impl Write for Tcp {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.until_deadline(
            |socket, limit| socket.set_write_timeout(Some(limit)),
            |socket| socket.write(octets),
        )
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
