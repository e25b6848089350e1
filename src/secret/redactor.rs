//! The search for known secrets in server text.

mod lines;

pub(crate) use lines::Line;

use super::{MASK, Secret};
use base64::Engine;
use base64::engine::general_purpose::{GeneralPurpose, STANDARD, URL_SAFE};
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
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
#[derive(Clone, PartialEq, Eq)]
struct Needle {
    octets: Secret,
    /// The needle is the middle of a base64 word. The characters beside it hold bits of the secret too.
    in_base64: bool,
}

impl Redactor {
    /// Hides these octets from now on: as they are, in hexadecimal, and as they appear inside base64 at each of its three
    /// alignments.
    pub(crate) fn hide(&mut self, secret: &[u8]) {
        self.add(secret.to_vec(), false);
        // The form in which octets that are not UTF-8 are printed.
        if std::str::from_utf8(secret).is_err() {
            self.add(shown(secret), false);
        }
        let hexadecimal: String = secret.iter().map(|octet| format!("{octet:02x}")).collect();
        self.add(hexadecimal.to_ascii_uppercase().into_bytes(), false);
        self.add(hexadecimal.into_bytes(), false);
        for alphabet in [&STANDARD, &URL_SAFE] {
            for shift in 0..3 {
                self.add(base64_core(alphabet, secret, shift), true);
            }
        }
        // Longest first: if a needle contains another one, the whole of it is masked.
        self.needles
            .sort_by_key(|needle| std::cmp::Reverse(needle.octets.expose().len()));
    }

    fn add(&mut self, needle: Vec<u8>, in_base64: bool) {
        let needle = Needle {
            octets: Secret::new(needle),
            in_base64,
        };
        if needle.octets.expose().len() >= MIN_NEEDLE_OCTETS && !self.needles.contains(&needle) {
            self.needles.push(needle);
        }
    }

    /// The text with every needle replaced by [`MASK`].
    pub(crate) fn redact<'t>(&self, text: &'t [u8]) -> Cow<'t, [u8]> {
        masked(text, &self.masks(text))
    }

    /// Where the text has needles. It is one pass that does not search what it has found, so it ends even if the secret
    /// looks like a mask.
    fn masks(&self, text: &[u8]) -> Vec<Range<usize>> {
        let mut masks: Vec<Range<usize>> = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let mut needles = self.needles.iter();
            let Some(needle) = needles.find(|needle| needle.begins(&text[at..])) else {
                at += 1;
                continue;
            };
            let mut mask = needle.at(text, at);
            mask.start = mask.start.max(masks.last().map_or(0, |before| before.end));
            at = mask.end;
            masks.push(mask);
        }
        masks
    }
}

impl Needle {
    fn begins(&self, text: &[u8]) -> bool {
        text.starts_with(self.octets.expose())
    }

    /// What is masked for this needle, which stands there.
    fn at(&self, text: &[u8], start: usize) -> Range<usize> {
        let end = start + self.octets.expose().len();
        if !self.in_base64 {
            return start..end;
        }
        let before = text[..start].iter().rev();
        let before = before.take_while(|octet| is_base64(**octet)).count();
        let behind = text[end..].iter();
        let behind = behind.take_while(|octet| is_base64(**octet)).count();
        start - before..end + behind
    }
}

/// The text with these parts of it, in ascending order, replaced by [`MASK`]. Those that overlap become one.
fn masked<'t>(text: &'t [u8], masks: &[Range<usize>]) -> Cow<'t, [u8]> {
    if masks.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut clean = Vec::new();
    let mut kept = 0;
    for mask in masks {
        if mask.start >= kept {
            clean.extend_from_slice(&text[kept..mask.start]);
            clean.extend_from_slice(MASK.as_bytes());
        }
        kept = kept.max(mask.end);
    }
    clean.extend_from_slice(&text[kept..]);
    Cow::Owned(clean)
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
    octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'/' | b'=' | b'-' | b'_')
}

/// The characters of base64 that depend on `secret` alone when `shift` octets stand before it.
fn base64_core(alphabet: &GeneralPurpose, secret: &[u8], shift: usize) -> Vec<u8> {
    let mut padded = Zeroizing::new(vec![0; shift]);
    padded.extend_from_slice(secret);
    let encoded = Zeroizing::new(alphabet.encode(&*padded));
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
    fn redacts_the_base64_of_urls() {
        let mut redactor = Redactor::default();
        redactor.hide(b"\xff\xfe>?>?");
        let encoded = URL_SAFE.encode(b"\xff\xfe>?>?");
        assert!(encoded.contains(['-', '_']), "{encoded}");
        assert_eq!(
            &*redactor.redact(format!("no: {encoded}").as_bytes()),
            b"no: ********"
        );
    }

    #[test]
    fn what_is_hidden_twice_is_searched_for_once() {
        let mut redactor = Redactor::default();
        redactor.hide(b"correct horse");
        let needles = redactor.needles.len();
        redactor.hide(b"correct horse");
        assert_eq!(redactor.needles.len(), needles);
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
