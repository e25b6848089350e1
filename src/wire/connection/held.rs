//! Lines of an answer that the trace shows later: a secret may go on in the next line.

use super::Connection;
use crate::secret::Line;
use crate::timeout::Wait;
use crate::wire::Stream;
use crate::wire::error::Error;
use crate::wire::trace::Event;

/// What a protocol knows about a line of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// Where its text begins, behind the reply code.
    pub(crate) begins: usize,
    /// Another line follows.
    pub(crate) goes_on: bool,
}

/// The lines that are not shown yet.
#[derive(Debug, Default)]
pub(super) struct Held(Vec<(Vec<u8>, usize)>);

impl Held {
    fn lines(&self) -> Vec<Line<'_>> {
        let lines = self.0.iter().map(|(octets, begins)| Line {
            octets,
            begins: *begins,
        });
        lines.collect()
    }
}

impl<S: Stream> Connection<S> {
    /// Reads a line of an answer that may have several lines, as [`read_line`](Self::read_line) does. The trace shows it
    /// when it is known that no secret goes on in the next line: almost always at once.
    ///
    /// # Errors
    /// Those of [`read_line`](Self::read_line).
    pub(crate) fn read_line_of_several(
        &mut self,
        limit: usize,
        wait: &Wait,
        part: fn(&[u8]) -> Part,
    ) -> Result<Vec<u8>, Error> {
        let line = match self.read_listing_line(limit, wait) {
            Ok(line) => line,
            Err(error) => {
                self.show_held(true);
                return Err(error);
            }
        };
        let Part { begins, goes_on } = part(&line);
        self.held.0.push((line.clone(), begins));
        if !goes_on || !self.redactor.may_go_on(&self.held.lines()) {
            self.show_held(false);
        }
        Ok(line)
    }

    /// Shows what is held back. `is_cut` says that the answer should have gone on.
    pub(crate) fn show_held(&mut self, is_cut: bool) {
        let encrypted = self.stream.is_encrypted();
        for octets in self.redactor.redact_lines(&self.held.lines(), is_cut) {
            let octets = &octets;
            self.trace.event(&Event::Received { octets, encrypted });
        }
        self.held.0.clear();
    }

    /// The lines of one text with known secrets replaced, also those that are divided between lines.
    pub(crate) fn redact_lines(&self, lines: &[&[u8]]) -> Vec<Vec<u8>> {
        let lines: Vec<Line<'_>> = lines.iter().map(|line| Line::whole(line)).collect();
        self.redactor.redact_lines(&lines, false)
    }
}
