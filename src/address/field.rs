//! The address fields of a message that another program wrote (RFC 5322 section 3.6.3), read for an envelope.

use super::list::{Rules, parse_list, parse_mailbox_with};
use super::{AddressError, Entry};

/// A field is read as a list, with the empty elements and the routes of obsolete syntax.
const RULES: Rules<'static> = Rules {
    domain: None,
    field: true,
};

/// What an address field contains.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FieldAddresses {
    /// Mailboxes and groups.
    pub(crate) entries: Vec<Entry>,
    /// Text that is not an address and was taken for the name of the last one: its quotes are missing.
    pub(crate) unquoted_name: Option<String>,
}

/// Parses the value of an address field. If it is not a list, one address in angle brackets at its end goes before an
/// unquoted name that contains a comma, a colon, a bracket or an at sign, as in `Doe, John <john@example.org>`.
///
/// # Errors
/// Names the first element that is not a mailbox or a group.
pub(crate) fn parse_field(value: &str) -> Result<FieldAddresses, AddressError> {
    match parse_list(value, RULES) {
        Ok(entries) => Ok(FieldAddresses {
            entries,
            unquoted_name: None,
        }),
        Err(error) => address_at_the_end(value).ok_or(error),
    }
}

/// The addresses of `value` if its only angle brackets are at its end, behind an unquoted name. No address before them is
/// left out: what contains an at sign and a comma behind it must be an address of its own.
fn address_at_the_end(value: &str) -> Option<FieldAddresses> {
    let (before, address) = value.split_once('<')?;
    if before.contains(['"', '(', ')', '>', ';']) || address.contains('<') {
        return None;
    }
    let mut elements: Vec<&str> = before.split(',').collect();
    let mut name = elements.pop()?.to_owned();
    let mut entries = Vec::new();
    for element in elements.into_iter().rev() {
        if element.contains('@') {
            entries.push(Entry::Mailbox(parse_mailbox_with(element, RULES).ok()?));
        } else {
            name = format!("{element},{name}");
        }
    }
    if name.matches('@').count() > 1 {
        return None;
    }
    entries.reverse();
    let last = parse_mailbox_with(&format!("<{address}"), RULES).ok()?;
    entries.push(Entry::Mailbox(last));
    Some(FieldAddresses {
        entries,
        unquoted_name: Some(name.trim().to_owned()),
    })
}
