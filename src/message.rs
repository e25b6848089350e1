//! A message that can be sent: an envelope, and content whose length is known before connecting.
//!
//! Content is a list of pieces (header text in memory, files, spooled input), each with the encoding that makes mail data
//! of it. It is measured when it is made, and read as a stream, as often as a retry needs it, always with the same octets:
//!
//! ```text
//! Piece  = text in memory | Source + Encoding + Measure
//! Source = spool (memory | unlinked file) | named file  read in fixed blocks
//! reader = for each piece: source -> encoding -> count   fails before the last octet if a file has changed
//! ```
//!
//! Mail data is what RFC 5322 section 2.1 calls a message: every line, including the last one, ends with CRLF, and there
//! is no other CR or LF. The transport does the dot-stuffing (transparency).

pub(crate) mod base64;
pub(crate) mod content;
pub(crate) mod encoding;
mod error;
pub(crate) mod header;
pub(crate) mod line_ends;
pub(crate) mod measure;
pub(crate) mod piece;
pub(crate) mod quoted_printable;
pub(crate) mod reader;
pub(crate) mod ready_made;
pub(crate) mod source;
pub(crate) mod stamp;
#[cfg(test)]
mod tests;

pub(crate) use content::Content;
pub(crate) use error::{Error, Fault};
pub(crate) use piece::Piece;

use crate::address::{Address, ForwardPath, ReversePath};

/// The sender and the recipients of a message (RFC 5321 section 2.3.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Envelope {
    /// The argument of MAIL FROM.
    pub reverse_path: ReversePath,
    /// The arguments of RCPT TO, in the order given, without duplicates.
    pub forward_paths: Vec<ForwardPath>,
}

impl Envelope {
    /// An envelope; of recipients that are the same mailbox it keeps the first.
    pub(crate) fn new(reverse_path: ReversePath, recipients: Vec<ForwardPath>) -> Self {
        let mut seen = std::collections::HashSet::new();
        let forward_paths = recipients
            .into_iter()
            .filter(|path| {
                let address = &path.0;
                seen.insert((
                    address.local().to_owned(),
                    address.domain().to_ascii_lowercase(),
                ))
            })
            .collect();
        Self {
            reverse_path,
            forward_paths,
        }
    }

    /// The first address that needs SMTPUTF8 (RFC 6531 section 3.4).
    pub(crate) fn first_for_smtputf8(&self) -> Option<&Address> {
        let reverse = match &self.reverse_path {
            ReversePath::Null => None,
            ReversePath::Address(address) => Some(address),
        };
        let forward = self.forward_paths.iter().map(|path| &path.0);
        (reverse.into_iter().chain(forward)).find(|address| address.needs_smtputf8())
    }
}

/// One message that can be sent.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    /// The envelope.
    pub envelope: Envelope,
    /// The mail data.
    pub content: Content,
    /// The Message-ID with its angle brackets; none for a ready-made message that has none and gets none.
    pub message_id: Option<String>,
    /// The file of a ready-made message, as the user named it; `-` is stdin.
    pub(crate) file: Option<std::path::PathBuf>,
    /// There is nothing to send (`--skip-empty`).
    pub(crate) is_skipped: bool,
}

impl Message {
    /// What makes SMTPUTF8 necessary (RFC 6531 section 3.4), as an error names it: an address of the envelope or a header
    /// field.
    pub(crate) fn needs_smtputf8(&self) -> Option<String> {
        match self.envelope.first_for_smtputf8() {
            Some(address) => Some(format!("the address {address}")),
            None => (self.content.utf8_field()).map(|name| format!("the field {name}")),
        }
    }
}
