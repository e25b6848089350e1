//! The search for known secrets in server text.

use super::{MASK, Secret};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::borrow::Cow;
use std::fmt;
use zeroize::Zeroizing;

/// The shortest needle, in octets. A shorter one would mask ordinary words and reply codes, and the masks would show
/// what the secret is.
const MIN_NEEDLE_OCTETS: usize = 4;

/// Replaces known secrets in server text: a server may echo a password, raw or in base64, in any reply.
#[derive(Default, Clone)]
pub(crate) struct Redactor {
    needles: Vec<Needle>,
}

/// Octets to search for.
#[derive(Clone)]
struct Needle {
    octets: Secret,
    /// The needle is the middle of a base64 word. The characters beside it hold bits of the secret too.
    in_base64: bool,
}

impl Redactor {
    /// Hides these octets from now on: as they are, and as they appear inside base64 at each of its three alignments.
    pub(crate) fn hide(&mut self, secret: &[u8]) {
        let mut add = |needle: Vec<u8>, in_base64| {
            if needle.len() >= MIN_NEEDLE_OCTETS {
                self.needles.push(Needle {
                    octets: Secret::new(needle),
                    in_base64,
                });
            }
        };
        add(secret.to_vec(), false);
        // The form in which octets that are not UTF-8 are printed, then hexadecimal.
        if std::str::from_utf8(secret).is_err() {
            add(shown(secret), false);
        }
        add(
            secret
                .iter()
                .flat_map(|octet| format!("{octet:02x}").into_bytes())
                .collect(),
            false,
        );
        add(
            secret
                .iter()
                .flat_map(|octet| format!("{octet:02X}").into_bytes())
                .collect(),
            false,
        );
        for shift in 0..3 {
            add(base64_core(secret, shift), true);
        }
        // Longest first: if a needle contains another one, the whole of it is masked.
        self.needles
            .sort_by_key(|needle| std::cmp::Reverse(needle.octets.expose().len()));
    }

    /// The text with every needle replaced by [`MASK`]. It is one pass that does not search the masks it has written, so it
    /// ends even if the secret looks like a mask.
    pub(crate) fn redact<'t>(&self, text: &'t [u8]) -> Cow<'t, [u8]> {
        let needle_at = |at: usize| {
            self.needles
                .iter()
                .find(|needle| text[at..].starts_with(needle.octets.expose()))
        };
        let mut clean = Vec::new();
        let (mut kept, mut at) = (0, 0);
        while at < text.len() {
            let Some(needle) = needle_at(at) else {
                at += 1;
                continue;
            };
            let (mut start, mut end) = (at, at + needle.octets.expose().len());
            if needle.in_base64 {
                start -= text[kept..start]
                    .iter()
                    .rev()
                    .take_while(|octet| is_base64(**octet))
                    .count();
                end += text[end..]
                    .iter()
                    .take_while(|octet| is_base64(**octet))
                    .count();
            }
            clean.extend_from_slice(&text[kept..start]);
            clean.extend_from_slice(MASK.as_bytes());
            (kept, at) = (end, end);
        }
        if kept == 0 {
            return Cow::Borrowed(text);
        }
        clean.extend_from_slice(&text[kept..]);
        Cow::Owned(clean)
    }
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Redactor({} needles)", self.needles.len())
    }
}

/// Octets as replies are printed: `\xhh` for octets that are not UTF-8.
fn shown(octets: &[u8]) -> Vec<u8> {
    octets.utf8_chunks().fold(Vec::new(), |mut text, chunk| {
        text.extend_from_slice(chunk.valid().as_bytes());
        chunk
            .invalid()
            .iter()
            .for_each(|octet| text.extend_from_slice(format!("\\x{octet:02x}").as_bytes()));
        text
    })
}

fn is_base64(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'/' | b'=')
}

/// The characters of base64 that depend on `secret` alone when `shift` octets stand before it.
fn base64_core(secret: &[u8], shift: usize) -> Vec<u8> {
    let mut padded = Zeroizing::new(vec![0; shift]);
    padded.extend_from_slice(secret);
    let encoded = Zeroizing::new(STANDARD.encode(&*padded));
    let first = (shift * 8).div_ceil(6);
    let last = padded.len() * 8 / 6;
    encoded.as_bytes()[first.min(last)..last].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redacts_raw_and_base64_at_each_alignment() {
        let mut redactor = Redactor::default();
        redactor.hide(b"correct horse");
        for prefix in ["", "a", "ab", "abc", "\0user\0"] {
            for suffix in ["", "x", "yz"] {
                let blob = STANDARD.encode(format!("{prefix}correct horse{suffix}"));
                let line = format!("535 you said {blob}");
                assert_eq!(
                    &*redactor.redact(line.as_bytes()),
                    b"535 you said ********",
                    "{line}"
                );
            }
        }
        assert_eq!(&*redactor.redact(b"no: correct horse!"), b"no: ********!");
        assert_eq!(
            &*redactor.redact(b"no: 636f727265637420686f727365"),
            b"no: ********"
        );
        redactor.hide(b"p\xe4ssw");
        assert_eq!(&*redactor.redact(b"no: p\\xe4ssw!"), b"no: ********!");
        assert_eq!(&*redactor.redact(b"250 ok"), b"250 ok");
    }

    #[test]
    fn a_secret_that_looks_like_the_mask_ends_too() {
        let mut redactor = Redactor::default();
        redactor.hide(b"****");
        assert_eq!(&*redactor.redact(b"no ****** bad"), b"no ********** bad");
    }

    #[test]
    fn short_secrets_do_not_blank_the_dialogue() {
        let mut redactor = Redactor::default();
        redactor.hide(b"2");
        assert_eq!(&*redactor.redact(b"250 2.0.0 ok"), b"250 2.0.0 ok");
    }
}
