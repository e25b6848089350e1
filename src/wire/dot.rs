//! Content that ends with a line of one dot: reading it (RFC 1939 section 3) and writing it (RFC 5321 section 4.5.2).
//!
//! Only CRLF `.` CRLF ends content. A dot after a bare LF is content: taking it for the end is how messages are smuggled.

use super::Stream;
use super::connection::Connection;
use super::error::Error;
use crate::timeout::Phase;
use std::fmt;
use std::io;

/// Where in a line the reader stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    LineStart,
    /// A dot began the line and is held back.
    Dot,
    /// `.` CR began the line and is held back.
    DotCr,
    Middle,
    /// A CR was passed on.
    Cr,
    /// CRLF `.` CRLF was seen.
    End,
}

/// The decoder without a connection: octets in, content out.
#[derive(Clone, Copy, Debug)]
struct Decoder {
    state: State,
}

impl Decoder {
    /// Decodes from `input` into `out`; returns how many octets were taken and produced. Stops at the end of content.
    fn decode(&mut self, input: &[u8], out: &mut [u8]) -> (usize, usize) {
        let (mut taken, mut made) = (0, 0);
        while taken < input.len() && made < out.len() && self.state != State::End {
            let octet = input[taken];
            match self.state {
                State::LineStart if octet == b'.' => {
                    self.state = State::Dot;
                    taken += 1;
                }
                State::Dot if octet == b'\r' => {
                    self.state = State::DotCr;
                    taken += 1;
                }
                // The dot was transparency: what follows it is content, another dot included.
                State::Dot => self.state = State::Middle,
                State::DotCr if octet == b'\n' => {
                    self.state = State::End;
                    taken += 1;
                }
                State::DotCr => {
                    out[made] = b'\r';
                    made += 1;
                    self.state = State::Cr;
                }
                State::Cr if octet == b'\n' => {
                    out[made] = octet;
                    (taken, made) = (taken + 1, made + 1);
                    self.state = State::LineStart;
                }
                State::LineStart | State::Middle | State::Cr => {
                    let most = (input.len() - taken).min(out.len() - made);
                    let run = &input[taken..taken + most];
                    let (run, state) = match run.iter().position(|octet| *octet == b'\r') {
                        Some(at) => (&run[..=at], State::Cr),
                        None => (run, State::Middle),
                    };
                    out[made..made + run.len()].copy_from_slice(run);
                    (taken, made) = (taken + run.len(), made + run.len());
                    self.state = state;
                }
                State::End => {}
            }
        }
        (taken, made)
    }
}

/// Reads content up to its final dot, octet-exact, line ends as they came. The content is the end of an answer: at its end
/// the answer counts as read, and a reader that is dropped before leaves it due.
pub(crate) struct DotReader<'c, S: Stream> {
    connection: &'c mut Connection<S>,
    decoder: Decoder,
    octets: u64,
}

impl<'c, S: Stream> DotReader<'c, S> {
    /// Begins right after the line that announces the content, in the answer that is being read.
    pub(crate) fn new(connection: &'c mut Connection<S>) -> Self {
        DotReader {
            connection,
            decoder: Decoder {
                state: State::LineStart,
            },
            octets: 0,
        }
    }

    /// Reads some content; 0 only at its end. A reader that stopped for an error goes on failing.
    ///
    /// # Errors
    /// [`Error::Closed`] when the connection ends before the final dot; [`Error::Timeout`] when nothing comes for too
    /// long; [`Error::Io`], [`Error::Interrupted`].
    pub(crate) fn read_some(&mut self, out: &mut [u8]) -> Result<usize, Error> {
        if self.decoder.state == State::End || out.is_empty() {
            return Ok(0);
        }
        let is_traced = self.connection.traces_content();
        loop {
            let wait = self.connection.wait(Phase::Content);
            let input = self.connection.content(&wait)?;
            let (taken, made) = self.decoder.decode(input, out);
            let traced = is_traced.then(|| input[..taken].to_vec());
            self.connection.consume(taken);
            if let Some(octets) = traced {
                self.connection.trace_content_in(&octets);
            }
            self.octets += made as u64;
            if self.decoder.state == State::End {
                self.connection.content_received(self.octets);
                self.connection.finish_answer();
            }
            if made > 0 || self.decoder.state == State::End {
                return Ok(made);
            }
        }
    }

    /// Reads the rest and throws it away.
    ///
    /// # Errors
    /// Those of [`read_some`](Self::read_some).
    pub(crate) fn drain(&mut self) -> Result<(), Error> {
        let mut waste = [0; 4096];
        while self.read_some(&mut waste)? > 0 {}
        Ok(())
    }

    /// Whether the end of the content was reached.
    #[cfg(any(test, feature = "fuzzing"))]
    pub(crate) fn is_finished(&self) -> bool {
        self.decoder.state == State::End
    }
}

/// The error holds an [`Error`].
impl<S: Stream> io::Read for DotReader<'_, S> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.read_some(out).map_err(io::Error::other)
    }
}

impl<S: Stream> fmt::Debug for DotReader<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DotReader")
            .field("octets", &self.octets)
            .field("decoder", &self.decoder)
            .finish_non_exhaustive()
    }
}

/// Makes content transparent: a dot that begins a line is doubled. Lines must end with CRLF.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DotWriter {
    line_start: bool,
}

impl Default for DotWriter {
    fn default() -> Self {
        DotWriter { line_start: true }
    }
}

impl DotWriter {
    /// Appends the transparent form of `content` to `out`.
    pub(crate) fn write(&mut self, content: &[u8], out: &mut Vec<u8>) {
        if self.line_start && content.first() == Some(&b'.') {
            out.push(b'.');
        }
        let mut rest = content;
        while let Some(at) = memchr::memmem::find(rest, b"\n.") {
            let (line, next) = rest.split_at(at + 1);
            out.extend_from_slice(line);
            out.push(b'.');
            rest = next;
        }
        out.extend_from_slice(rest);
        if let Some(last) = content.last() {
            self.line_start = *last == b'\n';
        }
    }

    /// Appends the end of content: the content's own last CRLF serves as the first of CRLF `.` CRLF.
    pub(crate) fn finish(self, out: &mut Vec<u8>) {
        if !self.line_start {
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(b".\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Decodes with every input cut into pieces of `input_step` and an output of `out_step` octets.
    fn decode(wire: &[u8], input_step: usize, out_step: usize) -> (Vec<u8>, bool, usize) {
        let mut decoder = Decoder {
            state: State::LineStart,
        };
        let (mut content, mut at) = (Vec::new(), 0);
        while at < wire.len() && decoder.state != State::End {
            let piece = &wire[at..(at + input_step).min(wire.len())];
            let mut out = vec![0; out_step];
            let (taken, made) = decoder.decode(piece, &mut out);
            content.extend_from_slice(&out[..made]);
            at += taken;
            assert!(
                taken > 0 || made > 0 || decoder.state == State::Middle,
                "no progress"
            );
        }
        (content, decoder.state == State::End, at)
    }

    #[test]
    fn only_crlf_dot_crlf_ends_content() {
        for (wire, content, ended) in [
            (&b".\r\n"[..], &b""[..], true),
            (b"a\r\n.\r\n", b"a\r\n", true),
            (b"..\r\n.\r\n", b".\r\n", true),
            (b"..x\r\n.\r\n", b".x\r\n", true),
            (b".x\r\n.\r\n", b"x\r\n", true),
            (b"a\n.\n", b"a\n.\n", false),
            (b"a\n.\r\n", b"a\n.\r\n", false),
            (b"a\r\n.\n", b"a\r\n\n", false),
            (b"a\r\n.\rb\r\n.\r\n", b"a\r\n\rb\r\n", true),
            (b"a\r\n.\r\r\n.\r\n", b"a\r\n\r\r\n", true),
            (b"a\r.\r\n.\r\n", b"a\r.\r\n", true),
            (b"\r\n.\r", b"\r\n", false),
        ] {
            for input_step in 1..=wire.len() {
                for out_step in 1..=wire.len() + 1 {
                    let got = decode(wire, input_step, out_step);
                    assert_eq!(
                        (&got.0[..], got.1),
                        (content, ended),
                        "{} by {input_step} into {out_step}",
                        wire.escape_ascii()
                    );
                }
            }
        }
    }

    #[test]
    fn what_follows_the_end_is_left_alone() {
        let (content, ended, taken) = decode(b"a\r\n.\r\n+OK\r\n", 100, 100);
        assert_eq!((&content[..], ended, taken), (&b"a\r\n"[..], true, 6));
    }

    proptest! {
        #[test]
        fn writing_then_reading_gives_the_same(lines in proptest::collection::vec("[.a\\r]{0,4}", 0..20), cut in 1usize..9, input in 1usize..9, out in 1usize..9) {
            let content: Vec<u8> = lines.iter().flat_map(|line| [line.replace('\r', ".").as_bytes(), b"\r\n"].concat()).collect();
            let mut wire = Vec::new();
            let mut writer = DotWriter::default();
            for piece in content.chunks(cut) {
                writer.write(piece, &mut wire);
            }
            writer.finish(&mut wire);
            let (read, ended, taken) = decode(&wire, input, out);
            prop_assert_eq!(read, content);
            prop_assert!(ended);
            prop_assert_eq!(taken, wire.len());
        }
    }
}
