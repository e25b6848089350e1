//! TCP: connecting, and reads and writes that end at a deadline or on a signal.

use super::Error;
use crate::endpoint::Endpoint;
use crate::timeout::{CONNECT_PER_ADDRESS, INTERRUPT_POLL, Interrupt, Interrupted, Wait};
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
    deadline: Instant,
    interrupt: Interrupt,
    /// False while a read that finds nothing fails at once with `WouldBlock`.
    waiting: bool,
}

/// Tries the addresses one after the other, within the wait.
pub(super) fn connect(
    endpoint: &Endpoint,
    addresses: &[SocketAddr],
    wait: &Wait,
    interrupt: &Interrupt,
) -> Result<Tcp, Error> {
    let mut attempts = Vec::new();
    for (index, address) in addresses.iter().enumerate() {
        let others_remain = index + 1 < addresses.len();
        let limit = if others_remain {
            wait.left().min(CONNECT_PER_ADDRESS)
        } else {
            wait.left()
        };
        match connect_one(*address, limit, interrupt) {
            Ok(socket) => {
                // A flight is one write. Nagle's algorithm would only delay it, by some 40 ms.
                let _ = socket.set_nodelay(true);
                return Ok(Tcp {
                    socket,
                    peer: *address,
                    deadline: wait.until,
                    interrupt: interrupt.clone(),
                    waiting: true,
                });
            }
            Err(Failed::Interrupted(signal)) => return Err(Error::Interrupted(signal)),
            Err(Failed::Io(error)) => attempts.push((*address, error)),
        }
        if wait.left().is_zero() {
            return Err(Error::Timeout {
                phase: wait.phase,
                bound: wait.bound,
                endpoint: endpoint.clone(),
            });
        }
    }
    Err(Error::Connect {
        endpoint: endpoint.clone(),
        attempts,
    })
}

enum Failed {
    Io(io::Error),
    Interrupted(Interrupted),
}

/// Makes one attempt. The standard library goes on connecting after a signal, so a signal is noticed only when the attempt
/// ends.
fn connect_one(
    address: SocketAddr,
    limit: Duration,
    interrupt: &Interrupt,
) -> Result<TcpStream, Failed> {
    let connected = TcpStream::connect_timeout(&address, limit.max(SHORTEST_WAIT));
    match interrupt.signal() {
        Some(signal) => Err(Failed::Interrupted(signal)),
        None => connected.map_err(Failed::Io),
    }
}

impl Tcp {
    /// The address of the server.
    pub(crate) fn peer(&self) -> SocketAddr {
        self.peer
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
