//! TCP: connecting, and reads and writes that end at a deadline or on a signal.

use super::Error;
use crate::endpoint::Endpoint;
use crate::timeout::{CONNECT_PER_ADDRESS, INTERRUPT_POLL, Interrupt, Interrupted, Wait};
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// No socket timeout may be zero, which would mean none.
const SHORTEST_WAIT: Duration = Duration::from_millis(1);

/// A connected socket with a deadline.
#[derive(Debug)]
pub struct Tcp {
    socket: TcpStream,
    peer: SocketAddr,
    deadline: Instant,
    interrupt: Interrupt,
    /// Whether a read that finds nothing says so at once.
    waiting: bool,
}

/// Tries the addresses in turn within the wait.
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
                // A flight is one write; waiting to fill a packet only costs 40 ms.
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

/// One attempt. std goes on connecting through a signal, so the attempt is what bounds the wait for one.
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
    /// The address connected to.
    pub fn peer(&self) -> SocketAddr {
        self.peer
    }

    pub(super) fn set_deadline(&mut self, until: Instant) {
        self.deadline = until;
    }

    /// Until the guard is told otherwise, a read that finds nothing fails with `WouldBlock`.
    pub(super) fn set_waiting(&mut self, waiting: bool) -> io::Result<()> {
        self.waiting = waiting;
        self.socket.set_nonblocking(!waiting)
    }

    /// After a TLS 1.3 handshake the server's next octets wait for our acknowledgement of its tickets: say so at once.
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

    /// Runs one call on the socket again and again, each for a short while, until it succeeds, the deadline passes or a
    /// signal asks to stop.
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
