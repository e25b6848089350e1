//! Characters that nobody sees, and how an error shows them.
//!
//! An address that was pasted from a web page or a document may contain a zero-width space, a byte order mark, a soft
//! hyphen or a mark of direction. It looks like another address, and mail for it goes elsewhere or nowhere.

use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};

/// Whether `c` is drawn as nothing, or has no meaning: a format, line or paragraph separator, or default-ignorable
/// character, one that Unicode has not assigned, or U+FFFD, which replaces octets that could not be decoded.
pub(crate) fn is_unseen(c: char) -> bool {
    if c.is_ascii() {
        return false;
    }
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    c == char::REPLACEMENT_CHARACTER
        || matches!(
            category,
            GeneralCategory::Format
                | GeneralCategory::Unassigned
                | GeneralCategory::LineSeparator
                | GeneralCategory::ParagraphSeparator
        )
        || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// Whether `c` is U+200C or U+200D: the name of a domain may contain them where the rules of IDNA allow it (RFC 5892
/// appendix A.1 and A.2). [`idna`] checks those rules.
pub(super) fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// `c` as an error shows it: a control character and a character that nobody sees is written as its number.
pub(crate) fn shown(c: char) -> impl Iterator<Item = char> {
    let number = is_unseen(c).then(|| c.escape_unicode());
    let plain = number.is_none().then(|| c.escape_debug());
    number
        .into_iter()
        .flatten()
        .chain(plain.into_iter().flatten())
}

#[cfg(test)]
mod tests {
    use super::{is_unseen, shown};

    #[test]
    fn what_is_seen_and_what_is_not() {
        for c in [
            '\u{ad}',    // soft hyphen
            '\u{34f}',   // combining grapheme joiner
            '\u{61c}',   // Arabic letter mark
            '\u{115f}',  // a Hangul filler: a letter that is drawn as nothing
            '\u{180e}',  // Mongolian vowel separator
            '\u{200b}',  // zero-width space
            '\u{200c}',  // zero-width non-joiner
            '\u{200d}',  // zero-width joiner
            '\u{200e}',  // left-to-right mark
            '\u{2028}',  // line separator
            '\u{2029}',  // paragraph separator
            '\u{202e}',  // right-to-left override
            '\u{2060}',  // word joiner
            '\u{2066}',  // left-to-right isolate
            '\u{3164}',  // Hangul filler
            '\u{fe0f}',  // variation selector
            '\u{feff}',  // byte order mark
            '\u{fffd}',  // replacement character
            '\u{ffff}',  // never a character
            '\u{378}',   // not assigned
            '\u{e0041}', // tag
        ] {
            assert!(is_unseen(c), "{c:?}");
            let number = format!("\\u{{{:x}}}", c as u32);
            assert_eq!(shown(c).collect::<String>(), number);
        }
        for c in "a~ é例한ا\u{301}😀".chars() {
            assert!(!is_unseen(c), "{c:?}");
        }
    }
}
