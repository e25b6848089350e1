//! Encoded words (RFC 2047) for the two places the header crate leaves out: ASCII text that looks like
//! an encoded word and would be decoded by whoever reads it, and names in MIME parameters as older
//! readers want them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Octets of text in one word, so that a word is `=?UTF-8?B?` + 60 + `?=`, within the 75 characters of
/// RFC 2047 section 2 and the 76 of a line even behind `name="`.
const WORD_OCTETS: usize = 39;

/// `text` as encoded words, none splitting a character. The blank between two of them is not part of
/// the text (RFC 2047 section 6.2).
pub fn encoded_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut end = rest.len().min(WORD_OCTETS);
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let (head, tail) = rest.split_at(end);
        words.push(format!("=?UTF-8?B?{}?=", STANDARD.encode(head)));
        rest = tail;
    }
    words
}

/// Whether a reader could take part of `text` for an encoded word.
pub fn looks_encoded(text: &str) -> bool {
    text.contains("=?")
}

#[cfg(test)]
mod tests {
    use super::encoded_words;

    #[test]
    fn words_are_short_and_hold_whole_characters() {
        assert!(encoded_words("").is_empty());
        assert_eq!(encoded_words("=?x?="), ["=?UTF-8?B?PT94Pz0=?="]);
        for text in ["统一码".repeat(30), "😀".repeat(40), "a".repeat(200)] {
            assert!(encoded_words(&text).iter().all(|word| word.len() <= 75));
        }
    }
}
