//! Characters that nobody sees, in each part of an address.

use super::list;
use crate::address::Address;

#[test]
fn characters_that_nobody_sees_are_refused() {
    let invisible = |c| format!("it contains the invisible character {c}");
    let undecoded =
        || "it contains \\u{fffd}, which replaces octets that could not be decoded".to_owned();
    for (text, shown, why) in [
        (
            "bo\u{200b}b@lab.test",
            "bo\\u{200b}b@lab.test",
            invisible("\\u{200b}"),
        ),
        (
            "\u{feff}bob@lab.test",
            "\\u{feff}bob@lab.test",
            invisible("\\u{feff}"),
        ),
        (
            "bob\u{ad}@lab.test",
            "bob\\u{ad}@lab.test",
            invisible("\\u{ad}"),
        ),
        (
            "bob@lab.test\u{200b}",
            "bob@lab.test\\u{200b}",
            invisible("\\u{200b}"),
        ),
        (
            "bob@la\u{ad}b.test",
            "bob@la\\u{ad}b.test",
            invisible("\\u{ad}"),
        ),
        (
            "\"b \u{202e}\"@lab.test",
            "\\\"b \\u{202e}\\\"@lab.test",
            invisible("\\u{202e}"),
        ),
        (
            "\u{2028}b@lab.test",
            "\\u{2028}b@lab.test",
            invisible("\\u{2028}"),
        ),
        (
            "b\u{378}@lab.test",
            "b\\u{378}@lab.test",
            invisible("\\u{378}"),
        ),
        (
            "b\u{3164}@lab.test",
            "b\\u{3164}@lab.test",
            invisible("\\u{3164}"),
        ),
        (
            "b\u{200d}@lab.test",
            "b\\u{200d}@lab.test",
            invisible("\\u{200d}"),
        ),
        (
            "j\u{fffd}rgen@lab.test",
            "j\\u{fffd}rgen@lab.test",
            undecoded(),
        ),
        ("j@\u{fffd}.test", "j@\\u{fffd}.test", undecoded()),
    ] {
        let expected = format!("\"{shown}\" is not an address: {why}");
        for error in [Address::parse(text).err(), list(text).err()] {
            assert_eq!(
                error.map(|error| error.to_string()).as_deref(),
                Some(&*expected)
            );
        }
    }
    // A name may contain them: emoji and right-to-left names do.
    assert!(list("\u{1f468}\u{200d}\u{1f469} \u{feff} <bob@lab.test>").is_ok());
}

#[test]
fn joiners_in_a_domain_follow_the_rules_of_idna() {
    for (text, accepted) in [
        // Behind a virama, and between two Arabic letters that join (RFC 5892 appendix A.1 and A.2).
        ("a@\u{915}\u{94d}\u{200d}\u{937}.test", true),
        ("a@\u{915}\u{94d}\u{200c}\u{937}.test", true),
        (
            "a@\u{646}\u{627}\u{645}\u{647}\u{200c}\u{627}\u{6cc}.test",
            true,
        ),
        ("a@b\u{200d}.test", false),
        ("a@la\u{200c}b.test", false),
        ("\u{915}\u{94d}\u{200d}\u{937}@b.test", false),
    ] {
        assert_eq!(Address::parse(text).is_ok(), accepted, "{text:?}");
    }
}
