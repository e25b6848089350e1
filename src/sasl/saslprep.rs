//! SASLprep (RFC 4013): one form for the different ways in which the same text can be typed.

use std::borrow::Cow;

/// The text in the form that both sides of SCRAM compute with. ASCII is that form already.
///
/// A text that SASLprep does not allow is used as it is, as servers do with the passwords that they store. Emoji are
/// such a text: SASLprep knows the characters of Unicode 3.2 only.
pub(super) fn saslprep(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    stringprep::saslprep(text).unwrap_or(Cow::Borrowed(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 4013 section 3, and texts that are not allowed.
    #[test]
    fn known_answers() {
        for (text, expected) in [
            ("I\u{ad}X", "IX"),
            ("user", "user"),
            ("USER", "USER"),
            ("\u{aa}", "a"),
            ("\u{2168}", "IX"),
            ("\u{7}", "\u{7}"),
            ("\u{627}1", "\u{627}1"),
            // The two ways to type é, and a space that is not ASCII.
            ("e\u{301}", "é"),
            ("a\u{a0}b", "a b"),
            ("口令", "口令"),
            ("\u{1f511}", "\u{1f511}"),
        ] {
            assert_eq!(saslprep(text), expected, "{text:?}");
        }
    }
}
