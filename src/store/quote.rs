//! Lines of a message that look like the start of the next one in an mbox (mboxrd).

use std::io::{self, Write};

/// Most `>` that are held to see whether a `From ` line follows; no real one has more of them.
const MAX_QUOTES: usize = 64;

/// Puts a `>` before lines that begin with `From `, or with any number of `>` and `From `.
#[derive(Debug, Default)]
pub(super) struct Quoter {
    /// The start of a line that may still become a `From ` line.
    held: Vec<u8>,
    /// Whether the start of the current line has been written.
    inside: bool,
}

impl Quoter {
    pub(super) fn write(&mut self, octets: &[u8], to: &mut dyn Write) -> io::Result<()> {
        for piece in octets.split_inclusive(|octet| *octet == b'\n') {
            let mut piece = piece;
            while !self.inside && !piece.is_empty() {
                self.held.push(piece[0]);
                piece = &piece[1..];
                self.decide(to)?;
            }
            to.write_all(piece)?;
            if self.inside && piece.ends_with(b"\n") {
                self.inside = false;
            }
        }
        Ok(())
    }

    /// Decides as soon as enough of the line is known.
    fn decide(&mut self, to: &mut dyn Write) -> io::Result<()> {
        let quotes = self.held.iter().take_while(|octet| **octet == b'>').count();
        let rest = &self.held[quotes..];
        if rest == b"From " {
            to.write_all(b">")?;
        } else if b"From ".starts_with(rest) && quotes <= MAX_QUOTES {
            return Ok(());
        }
        to.write_all(&self.held)?;
        self.inside = !self.held.ends_with(b"\n");
        self.held.clear();
        Ok(())
    }

    /// Ends the message with an empty line.
    pub(super) fn finish(self, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(&self.held)?;
        let open = self.inside || !self.held.is_empty();
        to.write_all(if open { b"\n\n" } else { b"\n" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(content: &[u8], step: usize) -> String {
        let (mut quoter, mut out) = (Quoter::default(), Vec::new());
        content
            .chunks(step)
            .for_each(|piece| quoter.write(piece, &mut out).expect("written"));
        quoter.finish(&mut out).expect("written");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn from_lines_are_quoted_at_every_split() {
        for (content, expected) in [
            ("a\n", "a\n\n"),
            ("From me\n", ">From me\n\n"),
            (
                ">From me\n>>From\nFrom:x\nFro",
                ">>From me\n>>From\nFrom:x\nFro\n\n",
            ),
            ("x From me\n\nFrom \n", "x From me\n\n>From \n\n"),
            ("", "\n"),
            ("no end", "no end\n\n"),
        ] {
            for step in 1..10 {
                assert_eq!(quoted(content.as_bytes(), step), expected, "by {step}");
            }
        }
    }
}
