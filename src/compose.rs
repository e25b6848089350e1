//! Makes a message from its parts: header fields, MIME structure, transfer encodings. The result is a list of measured
//! pieces. This module opens no files and reads no clock.
//!
//! ```text
//! Draft = fields + Parts
//! Parts = text, HTML, inline images, attachments
//!   -> mixed(related(alternative(text, html), inline...), attachments...)    empty levels dropped
//!   -> Content                                                             RFC 5322, RFC 2045-2049
//! ```
//!
//! A composed message is 7bit, so every server accepts it and it can be made before EHLO says what the server offers.
//! There is one exception, and the author asks for it: an address whose local part is not ASCII, which has no ASCII form
//! (RFC 6532).

pub(crate) mod ascii;
pub(crate) mod charset;
pub(crate) mod date;
pub(crate) mod encoded_word;
pub(crate) mod encoding;
mod error;
pub(crate) mod extra;
pub(crate) mod field;
pub(crate) mod header;
pub(crate) mod identifier;
pub(crate) mod parameter;
pub(crate) mod structure;
#[cfg(test)]
mod tests;

pub(crate) use error::{Error, without_controls};
pub(crate) use structure::Parts;

use crate::address::{Entry, Mailbox};
use crate::message::header::first_beyond_ascii;
use crate::message::stamp::Stamp;
use crate::message::{Content, Piece};

/// The parts of a message. Its texts are unchecked; [`compose`] refuses what a header field must not contain.
#[derive(Debug)]
pub(crate) struct Draft {
    /// The author (RFC 5322 section 3.6.2).
    pub from: Mailbox,
    /// Main recipients.
    pub to: Vec<Entry>,
    /// Further recipients.
    pub cc: Vec<Entry>,
    /// Addresses for replies, if not the author's.
    pub reply_to: Vec<Entry>,
    /// The subject.
    pub subject: Option<String>,
    /// In RFC 5322 form; the stamp's if there is none.
    pub date: Option<String>,
    /// With angle brackets; if there is none, the stamp makes one with the author's domain.
    pub message_id: Option<String>,
    /// Message-IDs, with angle brackets, of the messages that this one replies to.
    pub in_reply_to: Vec<String>,
    /// Message-IDs, with angle brackets, of earlier messages of the conversation.
    pub references: Vec<String>,
    /// The message is marked as sent by a program (RFC 3834 section 5).
    pub automatic: bool,
    /// Further fields.
    pub extra: Vec<extra::Extra>,
    /// The body.
    pub parts: Parts,
}

/// Makes the message, and returns its Message-ID with it.
///
/// # Errors
/// A value that a message must not contain, a part that cannot be read, or no random octets.
pub(crate) fn compose(draft: Draft, stamp: &mut Stamp) -> Result<(Content, String), Error> {
    let author = draft.from.address.with_a_labels()?;
    let id = match draft.message_id {
        Some(id) => id,
        None => stamp.message_id(author.domain())?,
    };
    let mut fields = Vec::new();
    let date = draft.date.as_deref().unwrap_or(&stamp.date);
    header::verbatim(&mut fields, "Date", date)?;
    header::addresses(&mut fields, "From", &[Entry::Mailbox(draft.from)])?;
    if draft.to.is_empty() && draft.cc.is_empty() {
        // All recipients are hidden. Many filters take a message without To for a broken one.
        header::verbatim(&mut fields, "To", "undisclosed-recipients:;")?;
    }
    for (name, list) in [
        ("To", &draft.to),
        ("Cc", &draft.cc),
        ("Reply-To", &draft.reply_to),
    ] {
        if !list.is_empty() {
            header::addresses(&mut fields, name, list)?;
        }
    }
    if let Some(subject) = &draft.subject {
        header::text(&mut fields, "Subject", subject)?;
    }
    header::identifiers(&mut fields, "Message-ID", std::slice::from_ref(&id));
    for (name, ids) in [
        ("In-Reply-To", &draft.in_reply_to),
        ("References", &draft.references),
    ] {
        if !ids.is_empty() {
            header::identifiers(&mut fields, name, ids);
        }
    }
    if draft.automatic {
        header::verbatim(&mut fields, "Auto-Submitted", "auto-generated")?;
    }
    for extra in &draft.extra {
        extra.write(&mut fields)?;
    }
    let utf8_field = first_beyond_ascii(&fields);
    header::verbatim(&mut fields, "MIME-Version", "1.0")?;
    let mut pieces = vec![Piece::text(fields)];
    structure::assemble(draft.parts, stamp, &mut pieces)?;
    Ok((Content::new(pieces, utf8_field), id))
}
