//! What is still due on a connection: answers to commands, and mail data that the server waits for.
//!
//! Every answer must be read by the flight that asked for it; an answer that nobody reads would be taken for the answer to
//! the next command. Mail data must be written to its end; whatever else is written meanwhile would become part of the
//! message. This ledger counts both, and the connection writes nothing that the ledger forbids. So a caller that gives up
//! half-way (an early return, a dropped flight, an unread message) needs no cleaning up: the connection has become
//! unusable by itself, and can only be closed.

use std::collections::VecDeque;

/// What is due.
#[derive(Debug)]
pub(super) struct Due {
    /// The octets of each command whose answer has not been read to its end, oldest first.
    commands: VecDeque<usize>,
    /// How many commands were sent since the connection began; the number of the latest.
    sent: u64,
    /// The oldest answer was begun and not yet read to its end.
    reading: bool,
    /// The server waits for mail data: it granted it, or some was written.
    mail_data: bool,
    /// The stream failed, or the two sides are known to be out of step.
    lost: bool,
}

impl Due {
    /// A connection begins with the greeting due, as if it answered a first command.
    pub(super) fn new() -> Self {
        Due {
            commands: VecDeque::from([0]),
            sent: 1,
            reading: false,
            mail_data: false,
            lost: false,
        }
    }

    /// Whether nothing is due, so that anyone may write.
    pub(super) fn is_clear(&self) -> bool {
        self.commands.is_empty() && !self.mail_data && !self.lost
    }

    /// Whether whoever sent the command of this number may write on: nothing is due, or only answers up to that command.
    pub(super) fn allows(&self, latest: u64) -> bool {
        let ours = self.commands.is_empty() || self.sent == latest;
        ours && !self.reading && !self.mail_data && !self.lost
    }

    /// Whether the answer to the command of this number, the latest of its sender, is due.
    pub(super) fn includes(&self, latest: u64) -> bool {
        !self.commands.is_empty() && self.sent == latest
    }

    /// How many answers are due, and how many octets their commands have.
    pub(super) fn outstanding(&self) -> (usize, usize) {
        (self.commands.len(), self.commands.iter().sum())
    }

    /// Counts a command of so many octets, and gives its number.
    pub(super) fn add(&mut self, octets: usize) -> u64 {
        self.commands.push_back(octets);
        self.sent += 1;
        self.sent
    }

    /// Begins to read the oldest answer; false when none is due or one is already begun.
    pub(super) fn begin_answer(&mut self) -> bool {
        let allowed = !self.commands.is_empty() && !self.reading && !self.lost;
        self.reading |= allowed;
        allowed
    }

    /// The answer that was begun has been read to its end.
    pub(super) fn finish_answer(&mut self) {
        if std::mem::take(&mut self.reading) {
            self.commands.pop_front();
        }
    }

    /// The server waits for mail data from now on.
    pub(super) fn begin_mail_data(&mut self) {
        self.mail_data = true;
    }

    /// Whether mail data may be written.
    pub(super) fn expects_mail_data(&self) -> bool {
        self.mail_data && self.commands.is_empty() && !self.lost
    }

    /// The mail data was written to its end: the verdict on it is due.
    pub(super) fn finish_mail_data(&mut self) {
        self.mail_data = false;
        self.add(0);
    }

    /// Nothing can be written any more.
    pub(super) fn give_up(&mut self) {
        self.lost = true;
    }

    /// Whether [`give_up`](Self::give_up) was called.
    pub(super) fn is_lost(&self) -> bool {
        self.lost
    }
}
