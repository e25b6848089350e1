//! The error of an input that does not end in time.

use crate::timeout::Deadline;
use std::fmt;
use std::io;
use std::time::Duration;

/// The source of an [`io::Error`] of the kind `TimedOut`: the deadline passed before the input ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotEnded {
    /// The deadline, from the start of the run.
    pub limit: Duration,
}

impl NotEnded {
    fn error(limit: Duration) -> io::Error {
        io::Error::new(io::ErrorKind::TimedOut, NotEnded { limit })
    }
}

impl fmt::Display for NotEnded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "it had not ended when the deadline of {} s for the whole run passed",
            self.limit.as_secs_f64()
        )
    }
}

impl std::error::Error for NotEnded {}

/// The time left, or the error that there is none; `None` when there is no deadline.
pub(super) fn left(deadline: Deadline) -> io::Result<Option<Duration>> {
    match deadline.left() {
        Some((left, limit)) if left.is_zero() => Err(NotEnded::error(limit)),
        Some((left, _)) => Ok(Some(left)),
        None => Ok(None),
    }
}
