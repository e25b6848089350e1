//! The header fields of `--header`.

use super::error::{Error, without_controls};
use super::header;
use crate::address::{Entry, Rules, parse_list};

/// A header field whose name is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Extra {
    /// The field name as given.
    pub name: String,
    /// The value without white space at its ends.
    pub value: String,
}

/// The fields of the envelope and of MIME, and what to use instead of `--header`.
const RESERVED: [(&str, &str); 9] = [
    ("From", "use --from"),
    ("To", "use --to"),
    ("Cc", "use --cc"),
    ("Bcc", "use --bcc"),
    ("Resent-Bcc", "use --bcc"),
    ("Return-Path", "use --mail-from"),
    ("MIME-Version", "it is always 1.0"),
    ("Content-Type", "use --html, --attach or --attach-type"),
    ("Content-Transfer-Encoding", "it is chosen from the content"),
];

/// Fields whose value is an address list (RFC 5322 section 3.6, RFC 8098 section 2.1, and common ones).
const ADDRESS_FIELDS: [&str; 10] = [
    "Sender",
    "Resent-From",
    "Resent-Sender",
    "Resent-To",
    "Resent-Cc",
    "Disposition-Notification-To",
    "Return-Receipt-To",
    "Errors-To",
    "Mail-Followup-To",
    "Mail-Reply-To",
];

impl Extra {
    /// Parses `Name: value`.
    ///
    /// # Errors
    /// [`Error::Malformed`] without a name and a colon, [`Error::Control`], [`Error::Reserved`].
    pub(crate) fn parse(field: &str) -> Result<Self, Error> {
        without_controls("a header field", field)?;
        let malformed = || Error::Malformed {
            what: "the header field".to_owned(),
            value: field.to_owned(),
            expected: "\"Name: value\"",
        };
        let (name, value) = field.split_once(':').ok_or_else(malformed)?;
        let well_formed = !name.is_empty()
            && name.len() <= MAX_NAME_OCTETS
            && name.bytes().all(|octet| octet.is_ascii_graphic());
        if !well_formed {
            return Err(malformed());
        }
        let extra = Self {
            name: name.to_owned(),
            value: value.trim().to_owned(),
        };
        if let Some((_, instead)) = RESERVED.iter().find(|(name, _)| extra.is(name)) {
            return Err(Error::Reserved {
                name: extra.name,
                instead,
            });
        }
        if name
            .get(..8)
            .is_some_and(|start| start.eq_ignore_ascii_case("Content-"))
        {
            return Err(Error::Reserved {
                name: extra.name,
                instead: "Content- fields belong to the parts",
            });
        }
        Ok(extra)
    }

    /// Whether the field has this name, in upper or lower case.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Appends the field. An address field is written as addresses. Other ASCII values are written unchanged, since they
    /// may have a syntax of their own; all other values are written as text.
    pub(super) fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        if ADDRESS_FIELDS.iter().any(|name| self.is(name)) {
            let list: Vec<Entry> = parse_list(&self.value, Rules::default())?;
            return header::addresses(out, &self.name, &list);
        }
        if self.value.is_ascii() {
            header::verbatim(out, &self.name, &self.value)
        } else {
            header::text(out, &self.name, &self.value)
        }
    }
}

/// Maximum length of a field name, in octets, so that a value fits on its line.
const MAX_NAME_OCTETS: usize = 70;
