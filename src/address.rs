//! Mail addresses that are safe to write into a command or a header field.
//!
//! An [`Address`] is an RFC 5321 section 4.1.2 `Mailbox`: a local part and a domain. Only the parsers here make one,
//! and they refuse control characters, so a command or a header field can contain it without a further check. They refuse
//! characters that nobody sees as well, because such an address is not the one that a person reads.
//!
//! ```text
//! Entry    = Mailbox | Group             RFC 5322 section 3.4, an element of To, Cc, Bcc
//! Mailbox  = [display name] Address      `Chen <chen@example.com>`
//! Address  = local part "@" domain       RFC 5321 section 4.1.2, UTF-8 as RFC 6531 section 3.3
//! ReversePath, ForwardPath               the arguments of MAIL FROM and RCPT TO
//! ```

mod error;
mod field;
mod list;
pub(crate) mod spec;
#[cfg(test)]
mod tests;
pub(crate) mod unseen;

pub(crate) use error::AddressError;
pub(crate) use field::parse_field;
pub(crate) use list::{Rules, parse_list, parse_mailbox, parse_mailbox_with};

use std::fmt;

/// Maximum length of a local part as written on the wire, in octets (RFC 5321 section 4.5.3.1.1).
pub(crate) const MAX_LOCAL_PART_OCTETS: usize = 64;
/// Maximum length of a domain, in octets (RFC 5321 section 4.5.3.1.2).
pub(crate) const MAX_DOMAIN_OCTETS: usize = 255;
/// Maximum length of a path with its angle brackets, in octets (RFC 5321 section 4.5.3.1.3).
pub(crate) const MAX_PATH_OCTETS: usize = 256;

/// A local part and a domain (RFC 5321 section 4.1.2), without control characters and within the limits of
/// section 4.5.3.1.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Address {
    local: String,
    domain: String,
}

impl Address {
    /// Parses one bare addr-spec, without display name and angle brackets.
    ///
    /// # Errors
    /// The value with its control characters escaped, and what is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Self, AddressError> {
        spec::parse(text)
    }

    /// The local part without quotes and backslashes.
    pub(crate) fn local(&self) -> &str {
        &self.local
    }

    /// The domain, or the address literal with its brackets.
    pub(crate) fn domain(&self) -> &str {
        &self.domain
    }

    /// The address as commands and header fields contain it: the local part is quoted if it needs quotes.
    pub(crate) fn wire(&self) -> String {
        format!("{}@{}", spec::local_on_the_wire(&self.local), self.domain)
    }

    /// Whether both are the same mailbox, as servers compare them: letters in upper and lower case are the same.
    pub(crate) fn is_same(&self, other: &Address) -> bool {
        self.local.eq_ignore_ascii_case(&other.local)
            && self.domain.eq_ignore_ascii_case(&other.domain)
    }

    /// Whether the server must offer SMTPUTF8: the local part is not ASCII (RFC 6531 section 3.2). A domain that is not
    /// ASCII does not need it, see [`Address::with_a_labels`].
    pub(crate) fn needs_smtputf8(&self) -> bool {
        !self.local.is_ascii()
    }

    /// The same address with its domain as A-labels (RFC 5890 section 2.3.2.1).
    ///
    /// # Errors
    /// When the domain is not a valid internationalized name, or is too long as A-labels.
    pub(crate) fn with_a_labels(&self) -> Result<Self, AddressError> {
        spec::with_a_labels(self)
    }

    /// The form that is sent: with A-labels if only the domain is not ASCII, unchanged if the local part needs SMTPUTF8
    /// in any case (RFC 6531 section 3.2).
    ///
    /// # Errors
    /// As [`Address::with_a_labels`].
    pub(crate) fn for_sending(&self) -> Result<Self, AddressError> {
        if self.needs_smtputf8() {
            Ok(self.clone())
        } else {
            self.with_a_labels()
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.wire())
    }
}

/// An address with an optional display name (RFC 5322 section 3.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mailbox {
    /// The display name without quotes; not empty.
    pub name: Option<String>,
    /// The address.
    pub address: Address,
}

impl Mailbox {
    /// Parses `Name <a@b>`, `<a@b>` or `a@b`.
    ///
    /// # Errors
    /// When it is not exactly one mailbox.
    pub(crate) fn parse(text: &str) -> Result<Self, AddressError> {
        parse_mailbox(text)
    }
}

impl From<Address> for Mailbox {
    fn from(address: Address) -> Self {
        Self {
            name: None,
            address,
        }
    }
}

/// One element of an address list (RFC 5322 section 3.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    /// A single mailbox.
    Mailbox(Mailbox),
    /// `Name: a@b, c@d;`, possibly without members.
    Group {
        /// The group's display name.
        name: String,
        /// Its mailboxes.
        members: Vec<Mailbox>,
    },
}

impl Entry {
    /// The mailbox, or those of the group.
    pub(crate) fn mailboxes(&self) -> &[Mailbox] {
        match self {
            Self::Mailbox(mailbox) => std::slice::from_ref(mailbox),
            Self::Group { members, .. } => members,
        }
    }
}

/// The address for reports of failed delivery: the argument of MAIL FROM (RFC 5321 section 4.1.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ReversePath {
    /// `<>`: no report is to be sent (RFC 5321 section 4.5.5).
    Null,
    /// The author, or another address that is responsible for the message.
    Address(Address),
}

impl ReversePath {
    /// The path with its angle brackets.
    pub(crate) fn wire(&self) -> String {
        match self {
            Self::Null => "<>".to_owned(),
            Self::Address(address) => format!("<{address}>"),
        }
    }
}

/// One recipient: the argument of RCPT TO (RFC 5321 section 4.1.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ForwardPath(pub Address);

impl ForwardPath {
    /// The path with its angle brackets.
    pub(crate) fn wire(&self) -> String {
        format!("<{}>", self.0)
    }
}
