//! Repairs line ends (RFC 5321 section 2.3.8): a run of CRs with its LF becomes one CRLF, every other CR or LF becomes one
//! too, and the last line gets a CRLF if it has none. Everything else passes unchanged. A lenient server then finds no
//! sequence that it takes for the end of the mail data.
//!
//! Programs write CR CR LF when they repair line ends twice. Read as two line ends, it puts a blank line behind the first
//! header field, and the rest of the header section becomes body.

/// The longest run of CRs that is kept waiting for its LF. The output for a run is twice its length and has to fit into
/// memory; no program that repairs line ends too often comes near. The CRs before the last of these are line ends.
const MAX_RUN_OCTETS: usize = 1 << 20;

/// The repair; its input comes in blocks.
#[derive(Debug, Default)]
pub(crate) struct LineEnds {
    /// How many CRs the input so far ends with. Only the next octet shows how many line ends they are.
    run: usize,
    /// There are octets after the last line end.
    in_line: bool,
}

impl LineEnds {
    /// Repairs `input` and appends it, except a run of CRs at its end.
    pub(crate) fn push(&mut self, input: &[u8], out: &mut Vec<u8>) {
        let mut rest = input;
        while let [octet, tail @ ..] = rest {
            match octet {
                b'\r' => {
                    if self.run == MAX_RUN_OCTETS {
                        self.end_line(out);
                    } else {
                        self.run += 1;
                    }
                    rest = tail;
                }
                b'\n' => {
                    self.run = 0;
                    self.end_line(out);
                    rest = tail;
                }
                _ => {
                    self.end_run(out);
                    let end = memchr::memchr2(b'\r', b'\n', rest).unwrap_or(rest.len());
                    out.extend_from_slice(&rest[..end]);
                    self.in_line = true;
                    rest = &rest[end..];
                }
            }
        }
    }

    /// Ends the last line if it has no line end.
    pub(crate) fn finish(&mut self, out: &mut Vec<u8>) {
        self.end_run(out);
        if self.in_line {
            self.end_line(out);
        }
    }

    /// No LF follows the run, so each of its CRs is a line end.
    fn end_run(&mut self, out: &mut Vec<u8>) {
        for _ in 0..std::mem::take(&mut self.run) {
            self.end_line(out);
        }
    }

    fn end_line(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"\r\n");
        self.in_line = false;
    }
}

#[cfg(test)]
mod tests {
    use super::{LineEnds, MAX_RUN_OCTETS};
    use proptest::prelude::{any, prop, proptest};

    fn repaired(blocks: &[&[u8]]) -> Vec<u8> {
        let mut codec = LineEnds::default();
        let mut out = Vec::new();
        for block in blocks {
            codec.push(block, &mut out);
        }
        codec.finish(&mut out);
        out
    }

    #[test]
    fn bare_octets_become_line_ends() {
        let table: [(&[u8], &[u8]); 21] = [
            (b"", b""),
            (b"a", b"a\r\n"),
            (b"a\n", b"a\r\n"),
            (b"a\r\n", b"a\r\n"),
            (b"a\r", b"a\r\n"),
            (b"\n\n", b"\r\n\r\n"),
            (b"\r\r", b"\r\n\r\n"),
            (b"\n\r", b"\r\n\r\n"),
            (b"\r\n\r\n", b"\r\n\r\n"),
            (b"\r\r\n", b"\r\n"),
            (b"a\r\r\r\r\nb", b"a\r\nb\r\n"),
            (b"a\r\r\n\r\r\nb", b"a\r\n\r\nb\r\n"),
            (b"a\r\rb\r\r\n", b"a\r\n\r\nb\r\n"),
            (b"\r\r\n\n", b"\r\n\r\n"),
            (b"\n\r\r", b"\r\n\r\n\r\n"),
            (b"a\r\r\n.\r\r\n", b"a\r\n.\r\n"),
            (b"\r\r\n\r", b"\r\n\r\n"),
            (b"x\n.\ny", b"x\r\n.\r\ny\r\n"),
            (b"x\n.\r\ny", b"x\r\n.\r\ny\r\n"),
            (b"x\r.\ry", b"x\r\n.\r\ny\r\n"),
            (b"x\r\n.\ry\n", b"x\r\n.\r\ny\r\n"),
        ];
        for (input, expected) in table {
            assert_eq!(repaired(&[input]), expected, "{input:?}");
            for first in 0..=input.len() {
                for second in first..=input.len() {
                    let blocks = [&input[..first], &input[first..second], &input[second..]];
                    assert_eq!(
                        repaired(&blocks),
                        expected,
                        "{input:?} at {first}, {second}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_run_of_any_length_takes_bounded_memory() {
        let line_ends = |run: usize, end: &[u8]| {
            let out = repaired(&[b"a", &vec![b'\r'; run], end]);
            assert_eq!(&out[..3], b"a\r\n");
            (out.len() - 1) / 2
        };
        for run in [1, 2, 65_535, 65_536, 65_537, MAX_RUN_OCTETS] {
            assert_eq!(line_ends(run, b"\n"), 1, "{run}");
            assert_eq!(line_ends(run, b""), run, "{run}");
        }
        assert_eq!(line_ends(MAX_RUN_OCTETS + 3, b"\n"), 4);
        let mut codec = LineEnds::default();
        let (block, mut out) = (vec![b'\r'; 65_536], Vec::new());
        for _ in 0..100 {
            out.clear();
            codec.push(&block, &mut out);
            assert!(out.len() <= 2 * block.len());
        }
        out.clear();
        codec.finish(&mut out);
        assert_eq!(out.len(), 2 * MAX_RUN_OCTETS);
    }

    proptest! {
        #[test]
        fn nothing_stands_alone_and_a_second_pass_changes_nothing(
            input in prop::collection::vec(
                prop::sample::select(vec![b'\r', b'\n', b'.', b'a', 0, 0xff]), 0..80),
            split in any::<prop::sample::Index>(),
        ) {
            let (head, tail) = input.split_at(split.index(input.len() + 1));
            let once = repaired(&[head, tail]);
            assert_eq!(&once, &repaired(&[&input]));
            let rest: Vec<u8> = String::from_utf8_lossy(&once).replace("\r\n", "").into_bytes();
            assert!(!rest.contains(&b'\r') && !rest.contains(&b'\n'));
            assert!(once.is_empty() || once.ends_with(b"\r\n"));
            assert_eq!(repaired(&[&once]), once);
        }
    }
}
