//! Encodes text as quoted-printable, as a stream (RFC 2045 section 6.7).

/// Maximum length of an encoded line, in characters, with the `=` of a soft line break.
const LINE_CHARACTERS: usize = 76;
const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Whether an octet represents itself at every position.
fn is_plain(octet: u8) -> bool {
    matches!(octet, b'!'..=b'<' | b'>'..=b'~')
}

/// The encoder; its input comes in blocks. CRLF in the input is a line end; every other CR or LF is data.
#[derive(Debug, Default)]
pub(crate) struct QuotedPrintable {
    /// The length of the present line, in characters.
    column: usize,
    /// A blank or a CR: its encoding depends on the next octet.
    held: Option<u8>,
}

impl QuotedPrintable {
    /// Encodes `input` and appends it, except a last octet whose encoding depends on the next one.
    pub(crate) fn push(&mut self, input: &[u8], out: &mut Vec<u8>) {
        let mut rest = input;
        while let [octet, tail @ ..] = rest {
            let plain = self.plain_run(rest);
            if plain > 0 {
                out.extend_from_slice(&rest[..plain]);
                self.column += plain;
                rest = &rest[plain..];
            } else {
                self.octet(*octet, out);
                rest = tail;
            }
        }
    }

    /// Appends the octet that is still to be encoded. A blank at the end of the text is encoded, as at every line end.
    pub(crate) fn finish(&mut self, out: &mut Vec<u8>) {
        if let Some(held) = self.held.take() {
            self.escaped(held, out);
        }
    }

    /// How many octets represent themselves and fit on the present line.
    fn plain_run(&self, input: &[u8]) -> usize {
        if self.held.is_some() {
            return 0;
        }
        let room = (LINE_CHARACTERS - 1).saturating_sub(self.column);
        let mut count = 0;
        while count < room {
            match &input[count..] {
                [octet, ..] if is_plain(*octet) => count += 1,
                [b' ' | b'\t', next, ..] if is_plain(*next) => count += 1,
                _ => break,
            }
        }
        count
    }

    fn octet(&mut self, octet: u8, out: &mut Vec<u8>) {
        match (self.held.take(), octet) {
            (Some(b'\r'), b'\n') => {
                out.extend_from_slice(b"\r\n");
                self.column = 0;
                return;
            }
            // The blank may be the last character of its line: now the CR is the octet that waits.
            (Some(blank @ (b' ' | b'\t')), b'\r') => {
                self.escaped(blank, out);
                self.held = Some(b'\r');
                return;
            }
            (Some(b'\r'), _) => self.escaped(b'\r', out),
            (Some(blank), _) => self.plain(blank, out),
            (None, _) => {}
        }
        match octet {
            b'\r' | b' ' | b'\t' => self.held = Some(octet),
            _ if is_plain(octet) => self.plain(octet, out),
            _ => self.escaped(octet, out),
        }
    }

    fn plain(&mut self, octet: u8, out: &mut Vec<u8>) {
        self.room(1, out);
        out.push(octet);
    }

    fn escaped(&mut self, octet: u8, out: &mut Vec<u8>) {
        self.room(3, out);
        out.extend_from_slice(&[
            b'=',
            HEX[usize::from(octet >> 4)],
            HEX[usize::from(octet & 15)],
        ]);
    }

    /// Writes a soft line break if `characters` and the `=` of a later break would not fit.
    fn room(&mut self, characters: usize, out: &mut Vec<u8>) {
        if self.column + characters > LINE_CHARACTERS - 1 {
            out.extend_from_slice(b"=\r\n");
            self.column = 0;
        }
        self.column += characters;
    }
}

#[cfg(test)]
mod tests {
    use super::QuotedPrintable;
    use proptest::prelude::{any, prop, proptest};

    fn encoded(blocks: &[&[u8]]) -> Vec<u8> {
        let mut codec = QuotedPrintable::default();
        let mut out = Vec::new();
        for block in blocks {
            codec.push(block, &mut out);
        }
        codec.finish(&mut out);
        out
    }

    fn decoded(text: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut rest = text;
        while let [octet, tail @ ..] = rest {
            match rest {
                [b'=', b'\r', b'\n', tail @ ..] => rest = tail,
                [b'=', high, low, tail @ ..] => {
                    let digit = |d: &u8| (*d as char).to_digit(16).unwrap_or(0) as u8;
                    out.push(digit(high) * 16 + digit(low));
                    rest = tail;
                }
                _ => {
                    out.push(*octet);
                    rest = tail;
                }
            }
        }
        out
    }

    #[test]
    fn known_answers() {
        let table: [(&[u8], &[u8]); 9] = [
            (b"", b""),
            (b"plain text\r\n", b"plain text\r\n"),
            (b"a = b\r\n", b"a =3D b\r\n"),
            (b"end \r\ntab\t\r\n", b"end=20\r\ntab=09\r\n"),
            (b"end ", b"end=20"),
            ("é".as_bytes(), b"=C3=A9"),
            (b"\0\x7f", b"=00=7F"),
            (b"a\rb\nc", b"a=0Db=0Ac"),
            (b"a \rb", b"a=20=0Db"),
        ];
        for (input, expected) in table {
            assert_eq!(encoded(&[input]), expected, "{input:?}");
        }
    }

    proptest! {
        #[test]
        fn lines_are_short_and_read_back(
            input in prop::collection::vec(any::<u8>(), 0..300),
            split in any::<prop::sample::Index>(),
        ) {
            let (head, tail) = input.split_at(split.index(input.len() + 1));
            let text = encoded(&[head, tail]);
            assert_eq!(&text, &encoded(&[&input]));
            assert_eq!(decoded(&text), input);
            for line in text.split(|&octet| octet == b'\n') {
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                assert!(line.len() <= 76);
                assert!(!line.ends_with(b" ") && !line.ends_with(b"\t"));
                assert!(!line.contains(&b'\r'));
            }
        }
    }
}
