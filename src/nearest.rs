//! The flag, value or command that a misspelt word was probably meant to be.

/// Two typing mistakes in one word; a word that needs more edits is another word.
const MAX_EDITS: usize = 2;

/// One mistake per so many characters: three edits turn any word of three letters into any other.
const CHARACTERS_PER_EDIT: usize = 3;

/// These lower the security of the session or delete mail. A user who follows a suggestion without thought must not end
/// up there, so they are found only in `--help`.
const NEVER_SUGGESTED: &[&str] = &[
    "insecure",
    "cleartext-auth",
    "delete",
    "none", // as the value of --tls and --auth
    "dele",
];

/// The candidate nearest to `word`, within [`MAX_EDITS`] edits (an insertion, a deletion, a replacement, or two
/// neighbours swapped) and a third of the word's length. Nothing when the nearest is one that is never suggested, since
/// the next one is then not what was meant.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // A number is not another number misspelt.
    if !word.contains(char::is_alphabetic) {
        return None;
    }
    let most = MAX_EDITS.min(word.chars().count() / CHARACTERS_PER_EDIT);
    let (edits, candidate) = candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .min()?;
    (edits <= most && !NEVER_SUGGESTED.contains(&candidate)).then_some(candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn within_two_edits_and_a_third_of_the_length() {
        for (word, expected) in [
            ("hots", Some("host")),
            ("hst", Some("host")),
            ("subjct", Some("subject")),
            ("sbujetc", Some("subject")),
            ("SUBJECT", None),
            ("sub", None),
            ("ost", Some("host")),
            ("os", None),
            ("hosting", None),
            ("", None),
            ("1.0", None),
        ] {
            assert_eq!(
                nearest(word, ["subject", "host", "1.2"]),
                expected,
                "{word}"
            );
        }
    }

    #[test]
    fn nothing_that_lowers_security_or_deletes() {
        for (word, other) in [
            ("insecur", "ipv4"),
            ("insecrue", "ipv4"),
            ("cleartext-aut", "auth"),
            ("deelte", "dele"),
            ("del", "list"),
            ("nonee", "implicit"),
        ] {
            let candidates = NEVER_SUGGESTED.iter().copied().chain([other]);
            assert_eq!(nearest(word, candidates), None, "{word}");
        }
    }
}
