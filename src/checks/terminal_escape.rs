//! Server text on a terminal: nothing that moves the cursor, hides or reorders, and plain text as it was.

use crate::terminal::{escape, escape_briefly, escape_octets};

/// Panics when a promise is broken.
pub fn check(data: &[u8]) {
    let shown = escape_octets(data);
    is_harmless(&shown);
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    assert_eq!(escape(text), shown);
    assert_eq!(escape(&shown), shown, "escaped twice");
    if !text.chars().any(is_harmful) {
        let is_plain = |c: char| c.is_ascii_graphic() || c == ' ' || c.is_alphabetic();
        assert!(
            shown == text || !text.chars().all(is_plain),
            "plain text was changed"
        );
    }
    let brief = escape_briefly(text);
    is_harmless(&brief);
    assert!(brief == shown || brief.ends_with("..."));
}

fn is_harmless(shown: &str) {
    assert!(!shown.chars().any(is_harmful), "{shown:?}");
}

/// Controls, and the formatting characters of Unicode's bidirectional algorithm (UAX 9) and line breaks.
fn is_harmful(character: char) -> bool {
    let bidirectional = matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    character.is_control() || bidirectional || matches!(character, '\u{2028}' | '\u{2029}')
}
