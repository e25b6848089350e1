//! A message that can be sent: an envelope, and content whose octets are known before a connection.
//!
//! Content is a list of pieces (header text held in memory, files, spooled input), each with the
//! encoding that turns it into mail data. It is measured when it is made and read as a stream, as
//! often as a retry needs it, always the same octets:
//!
//! ```text
//! Piece  = text in memory | Source + Encoding + Measure
//! Source = spool (memory | unlinked file) | named file  read in fixed blocks
//! reader = for each piece: source -> encoding -> count   fails before the last octet when a file changed
//! ```
//!
//! Mail data is what RFC 5322 section 2.1 calls a message: lines end with CRLF, neither CR nor LF
//! stands alone, the last line is ended. Transparency (dot-stuffing) is the transport's business.

pub mod base64;
pub mod content;
pub mod encoding;
mod error;
pub mod header;
pub mod line_ends;
pub mod measure;
pub mod piece;
pub mod quoted_printable;
pub mod reader;
pub mod ready_made;
pub mod source;
pub mod stamp;
#[cfg(test)]
mod tests;

pub use content::Content;
pub use error::{Error, Fault};
pub use piece::Piece;
pub use reader::ContentReader;

use crate::address::{ForwardPath, ReversePath};

/// Who answers for a message and who gets it (RFC 5321 section 2.3.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// What MAIL FROM carries.
    pub reverse_path: ReversePath,
    /// What RCPT TO carries, in the order given, none twice.
    pub forward_paths: Vec<ForwardPath>,
}

impl Envelope {
    /// Keeps the first of recipients that are the same mailbox.
    pub fn new(reverse_path: ReversePath, recipients: Vec<ForwardPath>) -> Self {
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

    /// Whether only a server with SMTPUTF8 can take it (RFC 6531 section 3.4).
    pub fn needs_smtputf8(&self) -> bool {
        let reverse = match &self.reverse_path {
            ReversePath::Null => false,
            ReversePath::Address(address) => address.needs_smtputf8(),
        };
        reverse
            || self
                .forward_paths
                .iter()
                .any(|path| path.0.needs_smtputf8())
    }
}

/// One message, ready to be sent.
#[derive(Debug, Clone)]
pub struct Message {
    /// The envelope.
    pub envelope: Envelope,
    /// The mail data.
    pub content: Content,
    /// The Message-ID with its angle brackets; none in a ready-made message that is left without.
    pub message_id: Option<String>,
    /// The file a ready-made message came from, as the user named it.
    pub file: Option<String>,
}
