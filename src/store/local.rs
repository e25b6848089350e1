//! Line ends of this platform: CRLF becomes LF, everything else stays.

use crate::copy::BLOCK_OCTETS;
use std::io::{self, Read};

/// Replaces each CRLF of the content by LF. On Windows nothing changes.
#[derive(Debug)]
pub(crate) struct LocalLineEnds<R> {
    content: R,
    input: Vec<u8>,
    start: usize,
    end: usize,
}

impl<R: Read> LocalLineEnds<R> {
    /// Converts `content` from its start.
    pub(crate) fn new(content: R) -> Self {
        LocalLineEnds {
            content,
            input: vec![0; BLOCK_OCTETS],
            start: 0,
            end: 0,
        }
    }

    /// Reads more after the octets that are left; 0 at the end.
    fn fill(&mut self) -> io::Result<usize> {
        self.input.copy_within(self.start..self.end, 0);
        (self.start, self.end) = (0, self.end - self.start);
        let octets = self.content.read(&mut self.input[self.end..])?;
        self.end += octets;
        Ok(octets)
    }
}

impl<R: Read> Read for LocalLineEnds<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if cfg!(windows) || out.is_empty() {
            return self.content.read(out);
        }
        let mut made = 0;
        while made < out.len() {
            if self.start == self.end && (made > 0 || self.fill()? == 0) {
                break;
            }
            if self.input[self.start] == b'\r' {
                if self.end - self.start == 1 {
                    // The next octet decides about the CR. The octets that are converted already need not wait for it.
                    if made > 0 {
                        break;
                    }
                    self.fill()?;
                }
                if self.input[self.start..self.end].starts_with(b"\r\n") {
                    self.start += 1;
                }
            }
            // Up to the next CR, which the next round looks at.
            let fresh = &self.input[self.start..self.end];
            let run = 1 + memchr::memchr(b'\r', &fresh[1..]).unwrap_or(fresh.len() - 1);
            let octets = run.min(out.len() - made);
            out[made..made + octets].copy_from_slice(&fresh[..octets]);
            self.start += octets;
            made += octets;
        }
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives `step` octets at a time.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let octets = self.1.min(out.len()).min(self.0.len());
            out[..octets].copy_from_slice(&self.0[..octets]);
            self.0 = &self.0[octets..];
            Ok(octets)
        }
    }

    #[cfg(not(windows))]
    #[test]
    fn only_crlf_changes_at_every_split() {
        for (content, expected) in [
            (&b"a\r\nb\r\n"[..], &b"a\nb\n"[..]),
            (b"\r\n\r\n", b"\n\n"),
            (b"a\rb\r\r\nc\n\r", b"a\rb\r\nc\n\r"),
            (b"", b""),
            (b"\r", b"\r"),
        ] {
            for step in 1..5 {
                for room in 1..5 {
                    let mut reader = LocalLineEnds::new(Slow(content, step));
                    let (mut got, mut out) = (Vec::new(), vec![0; room]);
                    loop {
                        match reader.read(&mut out).expect("read") {
                            0 => break,
                            octets => got.extend_from_slice(&out[..octets]),
                        }
                    }
                    assert_eq!(
                        got,
                        expected,
                        "{} by {step} into {room}",
                        content.escape_ascii()
                    );
                }
            }
        }
    }
}
