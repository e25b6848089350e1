//! RETR and TOP: a message, streamed from its file.

use std::fs::File;
use std::io::{BufReader, Read};

use super::Session;
use crate::conn::Stop;
use crate::fault::Fault;

/// How much of a file is read at once.
const READ_OCTETS: usize = 64 * 1024;

/// Doubles the dots at the beginning of lines and counts lines, however the octets come divided.
/// The files hold CRLF line ends; should one hold others, they are put right.
#[derive(Debug)]
struct Lines {
    /// The octet before.
    last: u8,
    /// The line so far is empty.
    empty: bool,
    /// Header fields are over.
    in_body: bool,
    /// How many more body lines may come.
    left: Option<u64>,
}

impl Lines {
    fn new(left: Option<u64>) -> Self {
        Lines {
            last: b'\n',
            empty: true,
            in_body: false,
            left,
        }
    }

    /// Writes on; `false` when no more is wanted.
    fn feed(&mut self, input: &[u8], output: &mut Vec<u8>) -> bool {
        for run in input.split_inclusive(|&octet| octet == b'\n') {
            if self.in_body && self.last == b'\n' && self.left == Some(0) {
                return false;
            }
            if self.last == b'\n' {
                self.empty = true;
                if run[0] == b'.' {
                    output.push(b'.');
                }
            }
            match run.strip_suffix(b"\n") {
                None => {
                    output.extend_from_slice(run);
                    self.empty &= run == b"\r";
                    self.last = run[run.len() - 1];
                }
                Some(text) => {
                    let before = text.last().copied().unwrap_or(self.last);
                    output.extend_from_slice(text);
                    output.extend_from_slice(if before == b'\r' { b"\n" } else { b"\r\n" });
                    self.empty &= text.is_empty() || text == b"\r";
                    self.last = b'\n';
                    match (self.in_body, &mut self.left) {
                        (false, _) => self.in_body = self.empty,
                        (true, Some(left)) => *left = left.saturating_sub(1),
                        (true, None) => {}
                    }
                }
            }
        }
        true
    }

    /// Ends a line that was left open.
    fn end(&self, output: &mut Vec<u8>) {
        match self.last {
            b'\n' => {}
            b'\r' => output.push(b'\n'),
            _ => output.extend_from_slice(b"\r\n"),
        }
    }
}

impl Session<'_> {
    pub(super) fn retr(&mut self, rest: &str) -> Result<(), Stop> {
        if self.host.faults.strikes_at(Fault::RefuseRetr, Some(rest)) {
            return self.answer("-ERR [SYS/TEMP] this one cannot be read now");
        }
        self.show(rest, None)
    }

    pub(super) fn top(&mut self, rest: &str) -> Result<(), Stop> {
        let words = rest
            .split_once(' ')
            .map(|(number, lines)| (number, lines.parse()));
        match words {
            Some((number, Ok(lines))) => self.show(number, Some(lines)),
            _ => self.answer("-ERR expected TOP message lines"),
        }
    }

    fn show(&mut self, number: &str, lines: Option<u64>) -> Result<(), Stop> {
        let message = self
            .maildrop
            .as_mut()
            .and_then(|maildrop| maildrop.message(number));
        let Some(entry) = message.map(|message| message.entry.clone()) else {
            return self.no_such_message();
        };
        let Ok(file) = File::open(&entry.path) else {
            return self.answer("-ERR [SYS/TEMP] the message cannot be read");
        };
        let cut = lines.is_none() && self.host.faults.strikes_at(Fault::CutInRetr, Some(number));
        let half = if cut { entry.octets / 2 } else { u64::MAX };
        self.conn.reply(&format!("+OK {} octets", entry.octets))?;

        let mut file = BufReader::with_capacity(READ_OCTETS, file.take(half));
        let mut lines = Lines::new(lines);
        let mut input = vec![0; READ_OCTETS];
        let mut output = Vec::new();
        loop {
            // Once content is under way there is no other way to say that it cannot go on.
            let read = file.read(&mut input).map_err(|_| Stop::Cut)?;
            output.clear();
            let more = lines.feed(&input[..read], &mut output);
            self.conn.raw(&output)?;
            if read == 0 || !more {
                break;
            }
        }
        if cut {
            self.conn.flush()?;
            return Err(Stop::Cut);
        }
        output.clear();
        lines.end(&mut output);
        self.conn.raw(&output)?;
        self.conn.note('*', "content");
        self.conn.reply(".")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// At once and octet by octet.
    fn lines(input: &[u8], left: Option<u64>) -> String {
        let feed = |pieces: Vec<&[u8]>| {
            let (mut lines, mut output) = (Lines::new(left), Vec::new());
            let _ = pieces
                .into_iter()
                .all(|piece| lines.feed(piece, &mut output));
            lines.end(&mut output);
            String::from_utf8_lossy(&output).into_owned()
        };
        let whole = feed(vec![input]);
        assert_eq!(whole, feed(input.chunks(1).collect()));
        whole
    }

    #[test]
    fn dots_and_line_ends() {
        assert_eq!(lines(b".\r\n..\r\na.\r\n", None), "..\r\n...\r\na.\r\n");
        assert_eq!(lines(b"a\n\nb\n.c", None), "a\r\n\r\nb\r\n..c\r\n");
        assert_eq!(lines(b"a\r", None), "a\r\n");
        assert_eq!(lines(b"", None), "");
    }

    #[test]
    fn top_counts_body_lines() {
        let message = b"A: b\r\n c\r\n\r\none\r\n\r\nthree\r\n";
        assert_eq!(lines(message, Some(0)), "A: b\r\n c\r\n\r\n");
        assert_eq!(lines(message, Some(2)), "A: b\r\n c\r\n\r\none\r\n\r\n");
        assert_eq!(lines(message, Some(9)).as_bytes(), message);
        assert_eq!(lines(b"A: b\r\n", Some(0)), "A: b\r\n");
    }
}
