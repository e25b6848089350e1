//! Content in the trace: how much there was, and line by line where the trace wants it.

use super::Connection;
use crate::wire::trace::Event;
use crate::wire::{Stream, readable};

/// How much of a line of content is kept for the trace.
const MAX_LINE_OCTETS: usize = 4096;

/// How much of the end of a line that was cut is not shown: part of a secret may stand there, which is recognised only as
/// a whole.
const CUT_OCTETS: usize = 2048;

/// A line of content of which the end has not come yet.
#[derive(Debug, Default)]
pub(super) struct ContentLine {
    octets: Vec<u8>,
    /// How many octets of it are not kept.
    cut: usize,
}

impl ContentLine {
    /// Adds octets of the line.
    fn push(&mut self, octets: &[u8]) {
        let room = MAX_LINE_OCTETS.saturating_sub(self.octets.len());
        let kept = octets.len().min(room);
        self.octets.extend_from_slice(&octets[..kept]);
        self.cut += octets.len() - kept;
    }

    fn is_empty(&self) -> bool {
        self.octets.is_empty()
    }

    /// The line as it is shown, without its line end, and the beginning of the next one.
    fn take(&mut self, redact: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
        let mut shown = redact(&self.octets);
        match self.cut {
            0 => {
                let end = shown.iter().rposition(|octet| !b"\r\n".contains(octet));
                shown.truncate(end.map_or(0, |last| last + 1));
            }
            cut => {
                shown.truncate(shown.len().saturating_sub(CUT_OCTETS));
                let more = format!("... ({} more octets)", cut + CUT_OCTETS);
                shown.extend_from_slice(more.as_bytes());
            }
        }
        self.octets.clear();
        self.cut = 0;
        shown
    }
}

/// Which way content goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Out,
    In,
}

impl<S: Stream> Connection<S> {
    /// Whether the trace shows content line by line.
    pub(crate) fn traces_content(&self) -> bool {
        self.trace.wants_content()
    }

    /// Reports content that goes out to the trace, if it shows content.
    pub(super) fn trace_content_out(&mut self, octets: &[u8]) {
        if self.traces_content() {
            self.trace_queued();
            self.trace_content(octets, Way::Out);
        }
    }

    /// Reports content that came in to the trace, which shows content.
    pub(crate) fn trace_content_in(&mut self, octets: &[u8]) {
        self.trace_content(octets, Way::In);
    }

    fn trace_content(&mut self, octets: &[u8], way: Way) {
        for piece in octets.split_inclusive(|octet| *octet == b'\n') {
            self.content_line.push(piece);
            if piece.ends_with(b"\n") {
                self.trace_content_line(way);
            }
        }
    }

    fn trace_content_line(&mut self, way: Way) {
        let line = self
            .content_line
            .take(|octets| self.redactor.redact(octets).into_owned());
        let encrypted = self.stream.is_encrypted();
        match way {
            Way::Out => self.trace.event(&Event::Sent {
                text: &readable(&line),
                encrypted,
            }),
            Way::In => self.trace.event(&Event::Received {
                octets: &line,
                encrypted,
            }),
        }
    }

    /// Reports to the trace how much content went out.
    pub(super) fn content_sent(&mut self, octets: u64) {
        if !self.content_line.is_empty() {
            self.trace_content_line(Way::Out);
        }
        let encrypted = self.stream.is_encrypted();
        self.trace.event(&Event::ContentSent { octets, encrypted });
    }

    /// Reports to the trace how much content came in.
    pub(crate) fn content_received(&mut self, octets: u64) {
        let encrypted = self.stream.is_encrypted();
        self.trace
            .event(&Event::ContentReceived { octets, encrypted });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Redactor;

    fn shown(octets: &[u8]) -> String {
        let mut redactor = Redactor::default();
        redactor.hide(b"correct-horse");
        let mut line = ContentLine::default();
        for piece in octets.chunks(1000) {
            line.push(piece);
        }
        let shown = line.take(|octets| redactor.redact(octets).into_owned());
        assert!(line.is_empty());
        String::from_utf8(shown).expect("UTF-8")
    }

    #[test]
    fn lines_are_redacted_and_bounded() {
        assert_eq!(shown(b"a\r\n"), "a");
        assert_eq!(shown(b"\n"), "");
        assert_eq!(shown(b"my correct-horse\r\n"), "my ********");
        assert_eq!(shown(&[b'x'; MAX_LINE_OCTETS]).len(), MAX_LINE_OCTETS);
        let cut = format!("{}... (5904 more octets)", "x".repeat(2048));
        assert_eq!(shown(&[b'x'; 7952]), cut);
    }

    /// The end of what is kept may be part of a secret.
    #[test]
    fn a_secret_that_is_cut_is_not_shown() {
        for before in MAX_LINE_OCTETS - 20..MAX_LINE_OCTETS {
            let line = [
                "x".repeat(before).as_bytes(),
                b"correct-horse",
                &[b'y'; 100],
            ]
            .concat();
            assert!(!shown(&line).contains("corr"), "{before}");
        }
    }
}
