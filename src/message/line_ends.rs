//! Repairs line ends: a CR or an LF alone becomes CRLF (RFC 5321 section 2.3.8), and the last line gets a CRLF if it has
//! none. Everything else passes unchanged. A lenient server then finds no sequence that it takes for the end of the mail
//! data.

/// The repair; its input comes in blocks.
#[derive(Debug, Default)]
pub(crate) struct LineEnds {
    /// The block before ended with a CR, for which CRLF was written: an LF that comes next belongs to it.
    after_cr: bool,
    /// There are octets after the last line end.
    in_line: bool,
}

impl LineEnds {
    /// Repairs `input` and appends it.
    pub(crate) fn push(&mut self, mut input: &[u8], out: &mut Vec<u8>) {
        if self.after_cr && !input.is_empty() {
            self.after_cr = false;
            if let [b'\n', rest @ ..] = input {
                input = rest;
            }
        }
        while let Some(at) = memchr::memchr2(b'\r', b'\n', input) {
            out.extend_from_slice(&input[..at]);
            out.extend_from_slice(b"\r\n");
            self.in_line = false;
            let skip = match &input[at..] {
                [b'\r', b'\n', ..] => 2,
                [b'\r'] => {
                    self.after_cr = true;
                    1
                }
                _ => 1,
            };
            input = &input[at + skip..];
        }
        if !input.is_empty() {
            out.extend_from_slice(input);
            self.in_line = true;
        }
    }

    /// Ends the last line if it has no line end.
    pub(crate) fn finish(&mut self, out: &mut Vec<u8>) {
        if self.in_line {
            out.extend_from_slice(b"\r\n");
            self.in_line = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::LineEnds;
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
        let table: [(&[u8], &[u8]); 14] = [
            (b"", b""),
            (b"a", b"a\r\n"),
            (b"a\n", b"a\r\n"),
            (b"a\r\n", b"a\r\n"),
            (b"a\r", b"a\r\n"),
            (b"\n\n", b"\r\n\r\n"),
            (b"\r\r", b"\r\n\r\n"),
            (b"\n\r", b"\r\n\r\n"),
            (b"\r\n\r\n", b"\r\n\r\n"),
            (b"\r\r\n", b"\r\n\r\n"),
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
