//! Commands sent together, answers read back in order and by count (RFC 2920, RFC 2449 section 6.6).
//!
//! A flight is written at once as far as its [`Window`] allows, and refilled when half of the window is free: the peer's
//! answers and our commands can then never fill both buffers at once, which would block the two sides for ever.

use super::Stream;
use super::connection::{Command, Connection};
use super::error::Error;
use crate::timeout::{Phase, Wait};
use std::collections::VecDeque;
use std::fmt;
use zeroize::Zeroizing;

/// How much may be under way without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    commands: usize,
    octets: usize,
}

impl Window {
    /// For a server that offers PIPELINING: RFC 2920 section 3.1 names 4 kilooctets as what a sender may count on; a
    /// hundred answers of that size still fit any socket's buffer.
    pub(crate) const PIPELINED: Window = Window {
        commands: 100,
        octets: 4096,
    };

    /// For any other server: one command at a time.
    pub(crate) const ONE: Window = Window {
        commands: 1,
        octets: usize::MAX,
    };

    /// The window on this connection, by whether the server offers pipelining.
    pub(crate) fn on<S: Stream>(connection: &Connection<S>, is_offered: bool) -> Window {
        match is_offered && !connection.is_one_at_a_time() {
            true => Window::PIPELINED,
            false => Window::ONE,
        }
    }

    /// Whether more than one command may be under way.
    pub(crate) fn is_pipelined(self) -> bool {
        self.commands > 1
    }
}

/// A command that waits for its turn.
struct Queued {
    octets: Zeroizing<Vec<u8>>,
    shown: String,
}

impl Command for Queued {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.octets);
    }

    fn shown(&self) -> String {
        self.shown.clone()
    }
}

/// Commands that are sent together. Every answer must be read: a flight that is dropped earlier leaves answers due on the
/// connection, which is unusable from then on.
#[must_use = "answers that are not read make the connection unusable"]
pub(crate) struct Flight {
    window: Window,
    waiting: VecDeque<Queued>,
    /// The number of the last command sent; zero before the first.
    latest: u64,
}

impl Flight {
    /// A flight of no commands yet.
    pub(crate) fn new(window: Window) -> Self {
        Flight {
            window,
            waiting: VecDeque::new(),
            latest: 0,
        }
    }

    /// Adds a command at the end.
    pub(crate) fn push(&mut self, command: &dyn Command) {
        let mut octets = Zeroizing::new(Vec::new());
        command.encode(&mut octets);
        self.waiting.push_back(Queued {
            octets,
            shown: command.shown(),
        });
    }

    /// Whether a command of this flight has no whole answer yet, or was not sent yet.
    pub(crate) fn is_open<S: Stream>(&self, connection: &Connection<S>) -> bool {
        !self.waiting.is_empty() || self.is_under_way(connection)
    }

    /// Whether a command of this flight has been sent whose answer is still due.
    pub(crate) fn is_under_way<S: Stream>(&self, connection: &Connection<S>) -> bool {
        connection.owes(self.latest)
    }

    /// Drops the commands that have not been sent yet.
    pub(crate) fn drop_waiting(&mut self) {
        self.waiting.clear();
    }

    /// Sends what the window has room for.
    ///
    /// # Errors
    /// [`Error::Unusable`] when something is due that this flight did not ask for; [`Error::Unsolicited`] when the server
    /// has already spoken before the first command; those of writing.
    pub(super) fn advance<S: Stream>(
        &mut self,
        connection: &mut Connection<S>,
        phase: Phase,
    ) -> Result<(), Error> {
        if !connection.allows(self.latest) {
            return Err(Error::Unusable);
        }
        let (mut commands, mut octets) = connection.outstanding();
        if commands == 0 && !self.waiting.is_empty() {
            connection.expect_silence()?;
        }
        if commands > self.window.commands / 2 {
            return Ok(());
        }
        let mut queued = false;
        while let Some(next) = self.waiting.front() {
            let length = next.octets.len();
            let room = commands < self.window.commands
                && octets.saturating_add(length) <= self.window.octets;
            if !room && commands > 0 {
                break;
            }
            self.latest = connection.queue(next);
            self.waiting.pop_front();
            (commands, octets) = (commands + 1, octets + length);
            queued = true;
        }
        if queued {
            connection.flush(phase)
        } else {
            Ok(())
        }
    }

    /// Sends on, as [`advance`](Self::advance) does, and begins to read the oldest answer due, and its wait.
    ///
    /// # Errors
    /// Those of [`advance`](Self::advance) and [`Connection::begin_answer`].
    pub(crate) fn begin_answer<S: Stream>(
        &mut self,
        connection: &mut Connection<S>,
        phase: Phase,
    ) -> Result<Wait, Error> {
        self.advance(connection, phase)?;
        connection.begin_answer(phase)
    }
}

impl fmt::Debug for Flight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Flight({} waiting)", self.waiting.len())
    }
}
