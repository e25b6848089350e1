//! What the server sends without being asked, as far as it has come.

use super::Connection;
use crate::timeout::Phase;
use crate::wire::Stream;
use crate::wire::error::Error;
use crate::wire::trace::Event;

/// How much of an unexpected line is kept for the error.
const SHOWN_OCTETS: usize = 200;

/// What the trace says of an empty line that is skipped.
const SKIPPED: &str = "an empty line is skipped";

/// The empty lines between answers that are still skipped. None by default.
#[derive(Debug, Default)]
pub(super) struct EmptyLines {
    left: usize,
    /// The CR of one was taken and its LF has not come yet.
    half: bool,
}

impl EmptyLines {
    /// Skips an empty line at the start of the input. Returns how many octets that takes, and whether the line is whole.
    fn skip(&mut self, input: &[u8]) -> Option<(usize, bool)> {
        let (octets, whole) = match input {
            [b'\n', ..] => (1, true),
            [b'\r', b'\n', ..] => (2, true),
            [b'\r'] if !self.half => (1, false),
            _ => return None,
        };
        if self.left == 0 {
            return None;
        }
        self.left -= usize::from(whole);
        self.half = !whole;
        Some((octets, whole))
    }
}

impl<S: Stream> Connection<S> {
    /// Skips so many empty lines between answers, from now on.
    pub(crate) fn allow_empty_lines(&mut self, lines: usize) {
        self.empty_lines.left = lines;
    }

    /// Whether an empty line that was read in place of an answer may be skipped. Counts it.
    pub(crate) fn may_skip_empty_line(&mut self) -> bool {
        let skipped = self.empty_lines.skip(b"\n").is_some();
        if skipped {
            self.note(SKIPPED);
        }
        skipped
    }

    /// Whether octets have come, looking at the network without waiting. Empty lines that may be skipped do not count.
    ///
    /// # Errors
    /// [`Error::Closed`] when the server has closed; [`Error::Io`].
    pub(crate) fn poll_input(&mut self) -> Result<bool, Error> {
        loop {
            while let Some((octets, whole)) =
                (self.empty_lines).skip(&self.input[self.start..self.end])
            {
                self.start += octets;
                if whole {
                    self.trace.event(&Event::Note(SKIPPED));
                }
            }
            if self.has_input() {
                return Ok(true);
            }
            let wait = self.wait(Phase::Command);
            self.stream.set_deadline(wait.until);
            match self.stream.read_available(&mut self.input[..]) {
                Ok(None) => return Ok(false),
                Ok(Some(0)) => return Err(Error::Closed { phase: wait.phase }),
                Ok(Some(octets)) => (self.start, self.end) = (0, octets),
                Err(source) => return Err(Error::from_io(source, &wait)),
            }
        }
    }

    /// Fails when the server has already said what nothing asked for, as far as it has come: what it answers from then on
    /// would be taken for the answer to something else.
    ///
    /// # Errors
    /// [`Error::Unsolicited`]; [`Error::Closed`] when the server has closed; [`Error::Io`].
    pub(crate) fn expect_silence(&mut self) -> Result<(), Error> {
        if self.poll_input()? {
            self.due.give_up();
            // Only whole lines are shown, and redacted before they are truncated: a secret of which a part has not arrived
            // yet, or is cut off, would not be recognised.
            let input = &self.input[self.start..self.end];
            let whole = memchr::memrchr(b'\n', input).map_or(0, |end| end + 1);
            let mut octets = self.redact(&input[..whole]);
            octets.truncate(SHOWN_OCTETS);
            return Err(Error::Unsolicited { octets });
        }
        Ok(())
    }
}
