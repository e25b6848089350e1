//! Commands sent together, answers read back in order and by count (RFC 2920, RFC 2449 section 6.6).
//!
//! A flight is written at once as far as its [`Window`] allows, and refilled when half of the window is free: the peer's
//! answers and our commands can then never fill both buffers at once, which would block the two sides for ever.

use super::Stream;
use super::connection::{Command, Connection};
use super::error::Error;
use crate::timeout::Phase;
use std::collections::VecDeque;
use std::fmt;
use zeroize::Zeroizing;

/// How much may be under way without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    commands: usize,
    octets: usize,
}

impl Window {
    /// For a server that offers PIPELINING: RFC 2920 section 3.1 names 4 kilooctets as what a sender may count on; a
    /// hundred answers of that size still fit any socket's buffer.
    pub const PIPELINED: Window = Window {
        commands: 100,
        octets: 4096,
    };

    /// For any other server: one command at a time.
    pub const ONE: Window = Window {
        commands: 1,
        octets: usize::MAX,
    };

    /// Whether more than one command may be under way.
    pub fn is_pipelined(self) -> bool {
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

/// Commands on their way, and those still to go.
pub struct Flight {
    window: Window,
    waiting: VecDeque<Queued>,
    under_way: VecDeque<usize>,
}

impl Flight {
    /// A flight of no commands yet.
    pub fn new(window: Window) -> Self {
        Flight {
            window,
            waiting: VecDeque::new(),
            under_way: VecDeque::new(),
        }
    }

    /// Adds a command at the end.
    pub fn push(&mut self, command: &dyn Command) {
        let mut octets = Zeroizing::new(Vec::new());
        command.encode(&mut octets);
        self.waiting.push_back(Queued {
            octets,
            shown: command.shown(),
        });
    }

    /// Whether an answer is still due.
    pub fn is_open(&self) -> bool {
        !self.waiting.is_empty() || !self.under_way.is_empty()
    }

    /// Whether a command has been sent whose answer is still due.
    pub fn is_under_way(&self) -> bool {
        !self.under_way.is_empty()
    }

    /// Drops the commands that have not been sent yet, and tells how many.
    pub fn drop_waiting(&mut self) -> usize {
        let dropped = self.waiting.len();
        self.waiting.clear();
        dropped
    }

    /// Sends what the window has room for. To be called before each answer is read.
    ///
    /// # Errors
    /// [`Error::Unsolicited`] when the server has already spoken before the first command; those of
    /// [`Connection::flush`].
    pub fn advance<S: Stream>(
        &mut self,
        connection: &mut Connection<S>,
        phase: Phase,
    ) -> Result<(), Error> {
        if self.under_way.is_empty() && !self.waiting.is_empty() {
            connection.expect_silence()?;
        }
        if self.under_way.len() > self.window.commands / 2 {
            return Ok(());
        }
        let mut outstanding: usize = self.under_way.iter().sum();
        let mut queued = false;
        while let Some(next) = self.waiting.front() {
            let octets = next.octets.len();
            let room = self.under_way.len() < self.window.commands
                && outstanding.saturating_add(octets) <= self.window.octets;
            if !room && !self.under_way.is_empty() {
                break;
            }
            connection.queue(next);
            self.under_way.push_back(octets);
            self.waiting.pop_front();
            outstanding += octets;
            queued = true;
        }
        if queued {
            connection.flush(phase)
        } else {
            Ok(())
        }
    }

    /// Notes that the oldest command under way has its answer.
    pub fn answered(&mut self) {
        self.under_way.pop_front();
    }
}

impl fmt::Debug for Flight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Flight({} waiting, {} under way)",
            self.waiting.len(),
            self.under_way.len()
        )
    }
}
