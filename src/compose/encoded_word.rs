//! Encoded words (RFC 2047) in the two places where the header crate does not write them: ASCII text that looks like an
//! encoded word, which readers would decode, and names in MIME parameters in the form that older readers understand.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Octets of text in one word. A word is then `=?UTF-8?B?` + 52 + `?=`, within the 75 characters of RFC 2047 section 2,
/// and fits a line of 76 also after `name="`.
const WORD_OCTETS: usize = 39;

/// `text` as encoded words of whole characters. The blank between two words is not part of the text (RFC 2047
/// section 6.2).
pub(crate) fn encoded_words(text: &str) -> Vec<String> {
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

/// Whether a reader might decode a part of `text` as an encoded word.
pub(crate) fn looks_encoded(text: &str) -> bool {
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
