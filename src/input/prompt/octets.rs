//! Octets that are not UTF-8, through a library that reads characters.
//!
//! `rpassword` reads a character at a time, and makes U+FFFD of what is none. So an octet that belongs to no character
//! becomes a character that nobody types, in a plane for private use, and an octet again in the answer.

use std::ops::RangeInclusive;
use zeroize::Zeroizing;

/// Stands for the octet 0.
const FIRST: u32 = 0xf_0000;

/// What stands for octets. Such a character that was typed is taken apart too, so that it comes back as it was.
const STANDING_FOR_OCTETS: RangeInclusive<u32> = FIRST..=FIRST + 0xff;

/// Makes characters of octets.
#[derive(Default)]
pub(super) struct Characters {
    /// The beginning of a character.
    begun: Zeroizing<Vec<u8>>,
}

impl Characters {
    /// Takes the next octet; gives the characters that are whole, as UTF-8.
    pub(super) fn of(&mut self, octet: u8) -> Zeroizing<Vec<u8>> {
        self.begun.push(octet);
        let mut whole = Zeroizing::new(Vec::with_capacity(16));
        loop {
            let (valid, invalid) = match std::str::from_utf8(&self.begun) {
                Ok(text) => (text.len(), 0),
                // More octets may make a character of it.
                Err(error) if error.valid_up_to() == 0 && error.error_len().is_none() => break,
                Err(error) => (error.valid_up_to(), error.error_len().unwrap_or(0)),
            };
            if valid + invalid == 0 {
                break;
            }
            let (text, octets) = self.begun[..valid + invalid].split_at(valid);
            for c in String::from_utf8_lossy(text).chars() {
                let mut encoded = [0; 4];
                let encoded = c.encode_utf8(&mut encoded);
                match STANDING_FOR_OCTETS.contains(&u32::from(c)) {
                    true => encoded.bytes().for_each(|octet| put(octet, &mut whole)),
                    false => whole.extend_from_slice(encoded.as_bytes()),
                }
            }
            octets.iter().for_each(|octet| put(*octet, &mut whole));
            self.begun.drain(..valid + invalid);
        }
        whole
    }
}

/// Appends the character that stands for an octet.
fn put(octet: u8, text: &mut Vec<u8>) {
    let character = char::from_u32(FIRST + u32::from(octet));
    let mut encoded = [0; 4];
    let encoded = character.map(|character| character.encode_utf8(&mut encoded));
    text.extend(encoded.iter().flat_map(|encoded| encoded.bytes()));
}

/// The octets that were typed.
pub(super) fn octets_of(answer: &str) -> Zeroizing<Vec<u8>> {
    let mut octets = Zeroizing::new(Vec::with_capacity(answer.len()));
    for c in answer.chars() {
        match u8::try_from(u32::from(c).wrapping_sub(FIRST)) {
            Ok(octet) => octets.push(octet),
            Err(_) => octets.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    octets
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The characters that these octets become, then the octets again. An answer ends with a line end.
    fn typed(octets: &[u8]) -> (String, Vec<u8>) {
        let mut characters = Characters::default();
        let mut text = Vec::new();
        for octet in octets.iter().chain(b"\n") {
            text.extend_from_slice(&characters.of(*octet));
        }
        let text = String::from_utf8(text).expect("characters");
        let answer = text.strip_suffix('\n').expect("the line end");
        (answer.to_owned(), octets_of(answer).to_vec())
    }

    #[test]
    fn characters_stay_and_octets_stand_for_themselves() {
        for (octets, characters) in [
            (&b"plain"[..], 5),
            ("\u{e4}\u{4f60}\u{1f6b2}".as_bytes(), 3),
            // Latin-1, alone, before ASCII, and what begins a character of UTF-8 but does not go on.
            (b"\xe4", 1),
            (b"\xe4a", 2),
            (b"\xe4\xbd", 2),
            (b"\xff\xfe\x80", 3),
            // A character that stands for an octet, typed as itself.
            ("\u{f0041}".as_bytes(), 4),
        ] {
            let (text, back) = typed(octets);
            assert_eq!(back, octets, "{}", octets.escape_ascii());
            assert_eq!(
                text.chars().count(),
                characters,
                "{}",
                octets.escape_ascii()
            );
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_comes_back(octets in proptest::collection::vec(any::<u8>(), 0..40)) {
            prop_assume!(!octets.contains(&b'\n'));
            prop_assert_eq!(typed(&octets).1, octets);
        }
    }
}
