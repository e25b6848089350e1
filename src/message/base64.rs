//! Encodes octets as base64, as a stream (RFC 2045 section 6.8).

use ::base64::Engine as _;
use ::base64::engine::general_purpose::STANDARD;

/// How many octets fill one line.
const LINE_INPUT_OCTETS: usize = 57;
/// The length of a full line, in characters: the maximum of RFC 2045 section 6.8.
const LINE_CHARACTERS: usize = 76;

/// The length of `octets` octets in base64: lines of 76 with CRLF between them and not after the last one.
pub(crate) const fn encoded_octets(octets: u64) -> u64 {
    let full_lines = octets / LINE_INPUT_OCTETS as u64;
    let rest = octets % LINE_INPUT_OCTETS as u64;
    let characters = full_lines * LINE_CHARACTERS as u64 + rest.div_ceil(3) * 4;
    let lines = octets.div_ceil(LINE_INPUT_OCTETS as u64);
    characters + lines.saturating_sub(1) * 2
}

/// The encoder; its input comes in blocks.
#[derive(Debug, Default)]
pub(crate) struct Base64 {
    /// Octets of a line that is not yet full.
    held: Vec<u8>,
    /// A line has been written, so CRLF comes before the next one.
    started: bool,
}

impl Base64 {
    /// Appends the lines that `input` fills.
    pub(crate) fn push(&mut self, mut input: &[u8], out: &mut Vec<u8>) {
        if !self.held.is_empty() {
            let wanted = LINE_INPUT_OCTETS - self.held.len();
            let (head, rest) = input.split_at(wanted.min(input.len()));
            self.held.extend_from_slice(head);
            input = rest;
            if self.held.len() < LINE_INPUT_OCTETS {
                return;
            }
            let held = std::mem::take(&mut self.held);
            self.line(&held, out);
        }
        let mut lines = input.chunks_exact(LINE_INPUT_OCTETS);
        for line in &mut lines {
            self.line(line, out);
        }
        self.held.extend_from_slice(lines.remainder());
    }

    /// Appends the last, shorter line.
    pub(crate) fn finish(&mut self, out: &mut Vec<u8>) {
        let held = std::mem::take(&mut self.held);
        if !held.is_empty() {
            self.line(&held, out);
        }
    }

    fn line(&mut self, octets: &[u8], out: &mut Vec<u8>) {
        if self.started {
            out.extend_from_slice(b"\r\n");
        }
        self.started = true;
        let mut line = [0; LINE_CHARACTERS];
        // The call fails only if the buffer is too small, and it is as long as a line.
        let written = STANDARD.encode_slice(octets, &mut line).unwrap_or(0);
        out.extend_from_slice(&line[..written]);
    }
}

#[cfg(test)]
mod tests {
    use super::{Base64, encoded_octets};
    use ::base64::Engine as _;
    use ::base64::engine::general_purpose::STANDARD;

    fn encoded(input: &[u8], block: usize) -> Vec<u8> {
        let mut codec = Base64::default();
        let mut out = Vec::new();
        for part in input.chunks(block) {
            codec.push(part, &mut out);
        }
        codec.finish(&mut out);
        out
    }

    #[test]
    fn every_length_and_block_gives_the_lines_that_were_counted() {
        let input: Vec<u8> = (0..400_u32).map(|n| (n * 7 % 256) as u8).collect();
        for length in 0..input.len() {
            let whole = encoded(&input[..length], 1000);
            assert_eq!(
                whole.len() as u64,
                encoded_octets(length as u64),
                "{length}"
            );
            let lines: Vec<&[u8]> = whole.split(|&octet| octet == b'\n').collect();
            assert!(lines.iter().all(|line| line.len() <= 77));
            let joined: Vec<u8> = whole
                .iter()
                .copied()
                .filter(|octet| !octet.is_ascii_whitespace())
                .collect();
            assert_eq!(
                STANDARD.decode(joined).ok().as_deref(),
                Some(&input[..length])
            );
        }
        for block in [1, 2, 3, 7, 56, 57, 58, 113, 399] {
            assert_eq!(encoded(&input, block), encoded(&input, 1000), "{block}");
        }
    }
}
