//! The header fields of `--header`.

use super::error::{Error, without_controls};
use super::field::{Syntax, syntax};
use super::{ascii, header};
use crate::address::{Entry, Rules, parse_list, parse_mailbox};

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

/// Fields that name exactly one mailbox (RFC 5322 section 3.6.2).
const ONE_MAILBOX: [&str; 2] = ["Sender", "Resent-Sender"];

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
        if syntax(name) == Syntax::Trace {
            return Err(Error::Reserved {
                name: extra.name,
                instead: "only servers write it",
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
    /// may have a syntax of their own; what is not ASCII is encoded where the field allows it.
    pub(super) fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        match syntax(&self.name) {
            Syntax::Addresses => header::addresses(out, &self.name, &self.mailboxes()?),
            _ if self.value.is_ascii() => header::verbatim(out, &self.name, &self.value),
            Syntax::Text => header::text(out, &self.name, &self.value),
            _ => ascii::write(out, &self.name, &self.value),
        }
    }

    fn mailboxes(&self) -> Result<Vec<Entry>, Error> {
        if ONE_MAILBOX.iter().any(|name| self.is(name)) {
            return Ok(vec![Entry::Mailbox(parse_mailbox(&self.value)?)]);
        }
        Ok(parse_list(&self.value, Rules::default())?)
    }
}

/// Maximum length of a field name, in octets, so that a value fits on its line.
const MAX_NAME_OCTETS: usize = 70;
