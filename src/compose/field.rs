//! What the value of each header field may contain beyond ASCII, and in which places.
//!
//! RFC 2047 section 5 allows encoded words in text, in comments and in the words of a phrase, RFC 2231 gives parameters
//! their own form. Nothing else in a header field can be written in ASCII: it is sent as it is (RFC 6532), or not at all.

/// The places of a field's value that can be written in ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// Free text: everywhere.
    Text,
    /// A comma list of phrases: in words, quoted strings and comments.
    Phrases,
    /// An address list (RFC 5322 section 3.4): in display names, group names and comments, not in addresses.
    Addresses,
    /// A value with parameters (RFC 2045 section 5.1): in the values of parameters and in comments.
    Parameters,
    /// Words and numbers that programs read: in comments only.
    Comments,
    /// Identifiers and references: nowhere.
    Ascii,
    /// What servers write about a message, or sign: nowhere. `--header` does not write it either.
    Trace,
}

use Syntax::{Addresses, Ascii, Comments, Parameters, Phrases, Text, Trace};

/// The fields whose value is not free text, in lower case; `*` at an end stands for any characters.
const FIELDS: &[(&str, Syntax)] = &[
    // RFC 5322 section 3.6, RFC 8098 section 2.1, and common ones.
    ("from", Addresses),
    ("sender", Addresses),
    ("reply-to", Addresses),
    ("to", Addresses),
    ("cc", Addresses),
    ("bcc", Addresses),
    ("resent-from", Addresses),
    ("resent-sender", Addresses),
    ("resent-reply-to", Addresses),
    ("resent-to", Addresses),
    ("resent-cc", Addresses),
    ("resent-bcc", Addresses),
    ("disposition-notification-to", Addresses),
    ("return-receipt-to", Addresses),
    ("errors-to", Addresses),
    ("mail-followup-to", Addresses),
    ("mail-reply-to", Addresses),
    ("keywords", Phrases),
    ("date", Comments),
    ("resent-date", Comments),
    ("expires", Comments),
    ("auto-submitted", Comments),
    ("importance", Comments),
    ("priority", Comments),
    ("precedence", Comments),
    ("sensitivity", Comments),
    ("accept-language", Comments),
    ("mime-version", Comments),
    ("content-type", Parameters),
    ("content-disposition", Parameters),
    ("content-description", Text),
    ("content-id", Ascii),
    ("content-location", Ascii),
    ("content-base", Ascii),
    ("content-*", Comments),
    ("message-id", Ascii),
    ("in-reply-to", Ascii),
    ("references", Ascii),
    ("resent-message-id", Ascii),
    ("supersedes", Ascii),
    ("archived-at", Ascii),
    ("original-recipient", Ascii),
    ("list-*", Ascii),
    ("received", Trace),
    ("received-spf", Trace),
    ("return-path", Trace),
    ("delivered-to", Trace),
    ("authentication-results", Trace),
    ("dl-expansion-history", Trace),
    ("arc-*", Trace),
    ("domainkey-signature", Trace),
    ("*dkim-signature", Trace),
];

/// The syntax of the field of this name, in upper or lower case.
pub(crate) fn syntax(name: &str) -> Syntax {
    let name = name.to_ascii_lowercase();
    let found = FIELDS.iter().find(|(pattern, _)| {
        match (pattern.strip_suffix('*'), pattern.strip_prefix('*')) {
            (Some(start), _) => name.starts_with(start),
            (_, Some(end)) => name.ends_with(end),
            _ => name == *pattern,
        }
    });
    found.map_or(Text, |(_, syntax)| *syntax)
}
