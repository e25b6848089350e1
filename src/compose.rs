//! From what the user said to a message that every reader reads: header fields, MIME structure,
//! transfer encodings, as a list of measured pieces. Nothing here opens a file or looks at a clock.
//!
//! ```text
//! Draft = fields + Parts
//! Parts = text, HTML, inline images, attachments
//!   -> mixed(related(alternative(text, html), inline...), attachments...)    empty levels dropped
//!   -> Content                                                             RFC 5322, RFC 2045-2049
//! ```
//!
//! A composed message is 7bit throughout, so it is valid at every server and complete before EHLO
//! tells what the server offers. The two exceptions are asked for by their author: an attached message
//! that holds 8-bit octets, which no encoding may wrap (RFC 2046 section 5.2.1), and an address whose
//! local part is not ASCII, which has no other form (RFC 6532).

pub mod charset;
pub mod date;
pub mod encoded_word;
pub mod encoding;
mod error;
pub mod extra;
pub mod header;
pub mod identifier;
pub mod parameter;
pub mod structure;
#[cfg(test)]
mod tests;

pub use error::{Error, without_controls};
pub use structure::Parts;

use crate::address::{Entry, Mailbox};
use crate::message::stamp::Stamp;
use crate::message::{Content, Piece};

/// A message before it has a form. Text in it may be anything; what cannot stand in a header field is
/// refused when the message is made.
#[derive(Debug)]
pub struct Draft {
    /// The author (RFC 5322 section 3.6.2).
    pub from: Mailbox,
    /// Main recipients.
    pub to: Vec<Entry>,
    /// Further recipients.
    pub cc: Vec<Entry>,
    /// Where answers go, if not to the author.
    pub reply_to: Vec<Entry>,
    /// The subject.
    pub subject: Option<String>,
    /// In RFC 5322 form; else the stamp's.
    pub date: Option<String>,
    /// With angle brackets; else made by the stamp with the author's domain.
    pub message_id: Option<String>,
    /// Message-IDs with angle brackets that this message answers.
    pub in_reply_to: Vec<String>,
    /// Message-IDs with angle brackets of the conversation before it.
    pub references: Vec<String>,
    /// Says that no person sent it (RFC 3834 section 5).
    pub automatic: bool,
    /// Further fields.
    pub extra: Vec<extra::Extra>,
    /// The body.
    pub parts: Parts,
}

/// Makes the message; also tells its Message-ID.
///
/// # Errors
/// A value that cannot stand in a message, a part that cannot be read, or no randomness.
pub fn compose(draft: Draft, stamp: &mut Stamp) -> Result<(Content, String), Error> {
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
        // All recipients are hidden; a message without To looks broken to many filters.
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
    let utf8_header = !fields.is_ascii();
    header::verbatim(&mut fields, "MIME-Version", "1.0")?;
    let mut pieces = vec![Piece::text(fields)];
    structure::assemble(draft.parts, stamp, &mut pieces)?;
    Ok((Content::new(pieces, utf8_header), id))
}
