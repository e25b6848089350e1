//! Message-IDs as the user writes them (RFC 5322 section 3.6.4).

use super::error::{Error, without_controls};

/// Parses one or more Message-IDs, separated by blanks, with or without angle brackets; returns them with brackets.
///
/// # Errors
/// [`Error::Control`], or [`Error::Malformed`] for what is not `left@right` in printable ASCII.
pub(crate) fn parse_identifiers(what: &str, value: &str) -> Result<Vec<String>, Error> {
    without_controls(what, value)?;
    let ids: Option<Vec<String>> = value.split_whitespace().map(identifier).collect();
    match ids {
        Some(ids) if !ids.is_empty() => Ok(ids),
        _ => Err(malformed(what, value)),
    }
}

/// Parses exactly one Message-ID.
///
/// # Errors
/// As [`parse_identifiers`].
pub(crate) fn parse_identifier(what: &str, value: &str) -> Result<String, Error> {
    let mut ids = parse_identifiers(what, value)?;
    match (ids.pop(), ids.is_empty()) {
        (Some(id), true) => Ok(id),
        _ => Err(malformed(what, value)),
    }
}

fn malformed(what: &str, value: &str) -> Error {
    Error::Malformed {
        what: what.to_owned(),
        value: value.to_owned(),
        expected: "a Message-ID such as <id@example.com>",
    }
}

/// Maximum length of an identifier, in octets, so that it fits on a line after its field name.
const MAX_IDENTIFIER_OCTETS: usize = 900;

fn identifier(word: &str) -> Option<String> {
    let inner = match word.strip_prefix('<') {
        Some(rest) => rest.strip_suffix('>')?,
        None => word,
    };
    let (left, right) = inner.split_once('@')?;
    let allowed = |octet: u8| octet.is_ascii_graphic() && !b"<>@,;\"\\()".contains(&octet);
    let well_formed = !left.is_empty()
        && !right.is_empty()
        && left.bytes().all(allowed)
        && right.bytes().all(allowed)
        && inner.len() <= MAX_IDENTIFIER_OCTETS;
    well_formed.then(|| format!("<{inner}>"))
}

#[cfg(test)]
mod tests {
    use super::{parse_identifier, parse_identifiers};

    #[test]
    fn brackets_are_added_and_malformed_identifiers_are_refused() {
        for (value, expected) in [
            ("a@b", Some(vec!["<a@b>"])),
            ("<a@b>", Some(vec!["<a@b>"])),
            ("<a@b> c@d", Some(vec!["<a@b>", "<c@d>"])),
            ("", None),
            ("a", None),
            ("<a@b", None),
            ("a@b@c", None),
            ("<a@b\r\nX: y>", None),
            ("<a b@c>", None),
            ("é@b", None),
        ] {
            let ids = parse_identifiers("id", value).ok();
            let expected = expected.map(|ids| ids.into_iter().map(str::to_owned).collect());
            assert_eq!(ids, expected, "{value:?}");
        }
        assert!(parse_identifier("id", "<a@b> <c@d>").is_err());
    }
}
