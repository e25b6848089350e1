//! The error of an input that does not end in time.

use crate::timeout::Deadline;
use std::fmt;
use std::io;
use std::time::Duration;

/// The source of an [`io::Error`] of the kind `TimedOut`: the deadline of the run, this long, passed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotEnded {
    /// The input had not ended.
    Input(Duration),
    /// Nobody had answered at the terminal.
    Answer(Duration),
}

impl NotEnded {
    pub(super) fn error(self) -> io::Error {
        io::Error::new(io::ErrorKind::TimedOut, self)
    }
}

impl fmt::Display for NotEnded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, limit) = match self {
            NotEnded::Input(limit) => ("it had not ended", limit),
            NotEnded::Answer(limit) => ("nobody had answered", limit),
        };
        write!(
            f,
            "{what} when the deadline of {} s for the whole run passed",
            limit.as_secs_f64()
        )
    }
}

impl std::error::Error for NotEnded {}

/// The time left, or the error that there is none; `None` when there is no deadline.
pub(super) fn left(deadline: Deadline) -> io::Result<Option<Duration>> {
    match deadline.left() {
        Some((left, limit)) if left.is_zero() => Err(NotEnded::Input(limit).error()),
        Some((left, _)) => Ok(Some(left)),
        None => Ok(None),
    }
}
