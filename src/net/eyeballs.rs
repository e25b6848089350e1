//! Connecting to the first of several addresses that answers (RFC 8305, Happy Eyeballs).
//!
//! An attempt begins 250 ms after the one before it, or at once when one has failed, while the earlier ones go on. The
//! first that connects is used and the others are closed. One wait bounds them all.

use super::{Error, resolve};
use crate::endpoint::Endpoint;
use crate::timeout::{INTERRUPT_POLL, Interrupt, Wait};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use socket2::{Domain, Protocol, SockAddr, Socket, Type};
use std::io;
use std::mem;
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// How long an attempt has for itself before the next one begins (RFC 8305 section 5).
const ATTEMPT_DELAY: Duration = Duration::from_millis(250);

/// The most addresses that are tried. A name with more is not one of a mail server, and each attempt holds a descriptor.
pub(super) const MAX_ADDRESSES: usize = 64;

/// Connects to one of the addresses, in their order, from `source` if it is given.
///
/// # Errors
/// [`Error::Source`], [`Error::Connect`], [`Error::Timeout`], [`Error::Interrupted`].
pub(super) fn connect(
    endpoint: &Endpoint,
    addresses: &[SocketAddr],
    source: Option<SocketAddr>,
    wait: &Wait,
    interrupt: &Interrupt,
) -> Result<(TcpStream, SocketAddr), Error> {
    let addresses = &addresses[..addresses.len().min(MAX_ADDRESSES)];
    let mut race = Race::default();
    let mut others = addresses.iter();
    let mut next_begins = Instant::now();
    loop {
        if let Some(signal) = interrupt.signal() {
            return Err(Error::interrupted(signal, wait, endpoint));
        }
        let left = wait.left();
        if left.is_zero() {
            return Err(race.late(endpoint, addresses, wait));
        }
        let failed = race.failed.len();
        if race.running.is_empty() || Instant::now() >= next_begins {
            match others.next() {
                Some(address) => {
                    race.begin(*address, source)?;
                    next_begins = Instant::now() + ATTEMPT_DELAY;
                }
                None if race.running.is_empty() => return Err(race.lost(endpoint, addresses)),
                None => {}
            }
        }
        let until_next = match others.len() {
            0 => Duration::MAX,
            _ => next_begins.saturating_duration_since(Instant::now()),
        };
        if let Some(first) = race.wait(until_next.min(left).min(INTERRUPT_POLL)) {
            return Ok(first);
        }
        if race.failed.len() > failed {
            next_begins = Instant::now();
        }
    }
}

/// The attempts of one connection.
#[derive(Default)]
struct Race {
    running: Vec<(Socket, SocketAddr)>,
    failed: Vec<(SocketAddr, io::Error)>,
}

impl Race {
    fn begin(&mut self, address: SocketAddr, source: Option<SocketAddr>) -> Result<(), Error> {
        match begin(address, source) {
            Ok(socket) => self.running.push((socket, address)),
            Err(NotBegun::Connect(error)) => self.failed.push((address, error)),
            // No other address of the host would help.
            Err(NotBegun::Bind(from, error)) => {
                return Err(Error::Source {
                    address: resolve::shown(&from),
                    source: error,
                });
            }
        }
        Ok(())
    }

    /// Waits until an attempt has ended; gives the first one that connected.
    fn wait(&mut self, limit: Duration) -> Option<(TcpStream, SocketAddr)> {
        let ended = match self.ended(limit) {
            Ok(ended) => ended,
            // A signal; the caller looks which.
            Err(Errno::INTR) => return None,
            Err(error) => {
                let failed = |(_, address)| (address, error.into());
                self.failed.extend(self.running.drain(..).map(failed));
                return None;
            }
        };
        let running = mem::take(&mut self.running);
        for ((socket, address), has_ended) in running.into_iter().zip(ended) {
            if !has_ended {
                self.running.push((socket, address));
                continue;
            }
            match finish(socket) {
                Ok(socket) => return Some((socket, address)),
                Err(error) => self.failed.push((address, error)),
            }
        }
        None
    }

    /// Which of the running attempts have ended, within the limit.
    fn ended(&self, limit: Duration) -> Result<Vec<bool>, Errno> {
        if self.running.is_empty() {
            return Ok(Vec::new());
        }
        let mut polled: Vec<PollFd<'_>> = self
            .running
            .iter()
            .map(|(socket, _)| PollFd::new(socket, PollFlags::OUT))
            .collect();
        poll(&mut polled, Timespec::try_from(limit).ok().as_ref())?;
        Ok(polled.iter().map(|fd| !fd.revents().is_empty()).collect())
    }

    /// Every attempt has failed.
    fn lost(mut self, endpoint: &Endpoint, addresses: &[SocketAddr]) -> Error {
        self.failed
            .sort_by_key(|(address, _)| addresses.iter().position(|other| other == address));
        Error::Connect {
            endpoint: endpoint.clone(),
            attempts: self.failed,
        }
    }

    /// The time is over. With several addresses, each of them has its own reason.
    fn late(mut self, endpoint: &Endpoint, addresses: &[SocketAddr], wait: &Wait) -> Error {
        if self.failed.is_empty() && self.running.len() <= 1 {
            return Error::late(wait, endpoint);
        }
        let late = |(_, address)| {
            let reason = io::Error::new(io::ErrorKind::TimedOut, wait.bound.to_string());
            (address, reason)
        };
        self.failed.extend(self.running.drain(..).map(late));
        self.lost(endpoint, addresses)
    }
}

/// Why an attempt did not begin.
#[derive(Debug)]
enum NotBegun {
    /// The address to connect from cannot be used.
    Bind(SocketAddr, io::Error),
    /// The system refuses to connect.
    Connect(io::Error),
}

impl From<io::Error> for NotBegun {
    fn from(error: io::Error) -> Self {
        NotBegun::Connect(error)
    }
}

/// Begins to connect, without waiting.
fn begin(address: SocketAddr, source: Option<SocketAddr>) -> Result<Socket, NotBegun> {
    let socket = Socket::new(
        Domain::for_address(address),
        Type::STREAM,
        Some(Protocol::TCP),
    )?;
    socket.set_nonblocking(true)?;
    if let Some(source) = source {
        let bound = socket.bind(&SockAddr::from(source));
        bound.map_err(|error| NotBegun::Bind(source, error))?;
    }
    match socket.connect(&SockAddr::from(address)) {
        Err(error) if !is_in_progress(&error) => Err(error.into()),
        _ => Ok(socket),
    }
}

/// The outcome of an attempt that has ended.
fn finish(socket: Socket) -> io::Result<TcpStream> {
    match socket.take_error()? {
        Some(error) => Err(error),
        None => {
            socket.set_nonblocking(false)?;
            Ok(socket.into())
        }
    }
}

/// The attempt goes on: unix says EINPROGRESS, Windows WSAEWOULDBLOCK.
fn is_in_progress(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::WouldBlock
        || Errno::from_io_error(error) == Some(Errno::INPROGRESS)
}

#[cfg(test)]
mod tests;
