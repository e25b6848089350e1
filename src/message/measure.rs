//! Facts about mail data that must be known before it is sent.

use super::encoding::{Encoder, Encoding};
use crate::copy::{BLOCK_OCTETS, Stopped, copy};
use std::convert::Infallible;
use std::io::{self, Read};

/// Facts about octets, gathered block by block.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Measure {
    /// The number of octets.
    pub octets: u64,
    /// How many octets are above 127.
    pub high_octets: u64,
    /// One octet is NUL, which mail data must not contain (RFC 5321 section 4.5.2 with RFC 5322 2.3).
    pub nul: bool,
    /// The length of the longest line without its line end.
    pub longest_line: u64,
    /// The number of octets since the last LF.
    line: u64,
    /// The last octet.
    last: Option<u8>,
}

impl Measure {
    /// Measures the next octets.
    pub(crate) fn push(&mut self, block: &[u8]) {
        self.octets += block.len() as u64;
        self.last = block.last().copied().or(self.last);
        self.high_octets += block.iter().filter(|octet| **octet > 127).count() as u64;
        self.nul = self.nul || memchr::memchr(0, block).is_some();
        let mut rest = block;
        while let Some(at) = memchr::memchr(b'\n', rest) {
            // A line of mail data ends with CRLF, so the octet before the LF is the CR.
            self.line = (self.line + at as u64).saturating_sub(1);
            self.longest_line = self.longest_line.max(self.line);
            self.line = 0;
            rest = &rest[at + 1..];
        }
        self.line += rest.len() as u64;
        self.longest_line = self.longest_line.max(
            self.line
                .saturating_sub(u64::from(rest.last() == Some(&b'\r'))),
        );
    }

    /// Whether an octet is above 127.
    pub(crate) fn eight_bit(&self) -> bool {
        self.high_octets > 0
    }

    /// Whether the octets end with a line end.
    pub(crate) fn ends_line(&self) -> bool {
        self.last == Some(b'\n')
    }

    /// Reads all of `source` and measures it as encoded by `encoding`.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub(crate) fn of(source: &mut dyn Read, encoding: Encoding) -> io::Result<Self> {
        let mut measure = Self::default();
        let mut encoder = Encoder::new(encoding);
        let mut out = Vec::with_capacity(BLOCK_OCTETS);
        copy(source, |block| {
            encoder.push(block, &mut out);
            measure.push(&out);
            out.clear();
            Ok::<(), Infallible>(())
        })
        .map_err(|stopped| match stopped {
            Stopped::Read(error) => error,
            Stopped::Write(never) => match never {},
        })?;
        encoder.finish(&mut out);
        measure.push(&out);
        Ok(measure)
    }
}

#[cfg(test)]
mod tests {
    use super::Measure;

    #[test]
    fn facts_do_not_depend_on_the_split() {
        let table: [(&[u8], u64); 6] = [
            (b"", 0),
            (b"abc", 3),
            (b"abc\r\nab\r\n", 3),
            (b"a\r\nabcd\r\n\r\n", 4),
            (b"\r\n", 0),
            (b"ab\r\nabcdef", 6),
        ];
        for (text, longest) in table {
            for split in 0..=text.len() {
                let mut measure = Measure::default();
                measure.push(&text[..split]);
                measure.push(&text[split..]);
                assert_eq!(measure.longest_line, longest, "{text:?} at {split}");
                assert_eq!(measure.octets, text.len() as u64);
                assert!(!measure.eight_bit() && !measure.nul);
            }
        }
        let mut measure = Measure::default();
        measure.push(b"a\0\x80");
        assert!(measure.eight_bit() && measure.nul);
    }
}
