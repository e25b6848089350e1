//! The steps of a session, reported as they are made.

use super::Connection;
use crate::wire::{Milestone, Stream, readable};

impl<S: Stream> Connection<S> {
    /// Reports a step of the session that has been made. Its text is redacted already.
    pub(crate) fn reached(&mut self, milestone: Milestone<'_>) {
        self.trace.milestone(milestone);
    }

    /// Reports what the server says it can do; known secrets in it are replaced.
    pub(crate) fn offered(&mut self, lines: &[String]) {
        let lines: Vec<String> = lines
            .iter()
            .map(|line| readable(&self.redact(line.as_bytes())))
            .collect();
        self.trace.milestone(Milestone::Offered(&lines));
    }
}
