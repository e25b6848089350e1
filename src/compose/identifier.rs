//! Message-IDs as the user writes them (RFC 5322 section 3.6.4).

use super::error::{Error, without_controls};

/// Parses the Message-IDs of messages that others wrote, with or without angle brackets; returns them with brackets. They
/// are repeated as they are, since a reader finds a conversation by comparing them: many programs make some that
/// RFC 5322 does not allow.
///
/// # Errors
/// [`Error::Control`], or [`Error::Malformed`] for what is not printable ASCII, is empty or contains a blank.
pub(crate) fn parse_identifiers(what: &str, value: &str) -> Result<Vec<String>, Error> {
    without_controls(what, value)?;
    let mut ids = Vec::new();
    let mut rest = value.trim();
    while !rest.is_empty() {
        let (id, behind) = match rest.strip_prefix('<') {
            Some(inner) => inner
                .split_once('>')
                .ok_or_else(|| malformed(what, value))?,
            None => rest.split_at(rest.find([' ', '<']).unwrap_or(rest.len())),
        };
        let allowed = |octet: u8| octet.is_ascii_graphic() && !b"<>".contains(&octet);
        if id.is_empty() || id.len() > MAX_IDENTIFIER_OCTETS || !id.bytes().all(allowed) {
            return Err(malformed(what, value));
        }
        ids.push(format!("<{id}>"));
        rest = behind.trim_start();
    }
    match ids.is_empty() {
        true => Err(malformed(what, value)),
        false => Ok(ids),
    }
}

/// Parses the Message-ID of the message itself, with or without angle brackets.
///
/// # Errors
/// [`Error::Control`], or [`Error::Malformed`] for what is not one `left@right` in printable ASCII.
pub(crate) fn parse_identifier(what: &str, value: &str) -> Result<String, Error> {
    without_controls(what, value)?;
    identifier(value.trim()).ok_or_else(|| malformed(what, value))
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
    fn identifiers_of_others_are_repeated() {
        for (value, expected) in [
            ("a@b", Some(vec!["<a@b>"])),
            ("<a@b>", Some(vec!["<a@b>"])),
            ("<a@b> c@d", Some(vec!["<a@b>", "<c@d>"])),
            ("<a@b><c@d>", Some(vec!["<a@b>", "<c@d>"])),
            ("<20441CAE-AC6C-11E8>", Some(vec!["<20441CAE-AC6C-11E8>"])),
            ("20441CAE-AC6C-11E8", Some(vec!["<20441CAE-AC6C-11E8>"])),
            ("<20220720005922.04E@>", Some(vec!["<20220720005922.04E@>"])),
            ("<00E19E93@@x.example>", Some(vec!["<00E19E93@@x.example>"])),
            ("<[id@x.example]>", Some(vec!["<[id@x.example]>"])),
            (
                "<001$@PROD..X.EXAMPLE>",
                Some(vec!["<001$@PROD..X.EXAMPLE>"]),
            ),
            ("<\"a,b\"@c>", Some(vec!["<\"a,b\"@c>"])),
            ("", None),
            ("<>", None),
            ("<a@b", None),
            ("a@b>", None),
            ("<a<b@c>", None),
            ("<a@b\r\nX: y>", None),
            ("<a b@c>", None),
            ("é@b", None),
        ] {
            let ids = parse_identifiers("id", value).ok();
            let expected = expected.map(|ids| ids.into_iter().map(str::to_owned).collect());
            assert_eq!(ids, expected, "{value:?}");
        }
    }

    #[test]
    fn the_identifier_of_the_message_is_well_formed() {
        for value in ["a@b", "<a@b>", " <a@b> "] {
            assert_eq!(parse_identifier("id", value).ok().as_deref(), Some("<a@b>"));
        }
        for value in [
            "",
            "a",
            "<a>",
            "<a@b",
            "a@b@c",
            "<a@b\r\nX: y>",
            "<a b@c>",
            "é@b",
            "<a@b> <c@d>",
            "<a@b>c@d",
        ] {
            assert!(parse_identifier("id", value).is_err(), "{value:?}");
        }
    }
}
