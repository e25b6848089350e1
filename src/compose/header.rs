//! Header fields, encoded and folded (RFC 5322 section 2.2, RFC 2047).
//!
//! The mail-builder crate writes most of the forms. Two cases are handled before it: ASCII text that looks like an encoded
//! word must be encoded, and long ASCII text must be folded, not encoded.

use super::encoded_word::{encoded_words, looks_encoded};
use super::error::{Error, without_controls};
use crate::address::{Entry, Mailbox};
use mail_builder::headers::Header as _;
use mail_builder::headers::address::{Address as Written, EmailAddress};
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;

/// The length at which lines are folded (RFC 5322 section 2.1.1), in characters.
const FOLD_CHARACTERS: usize = 78;
/// The header crate encodes ASCII text if it is longer than this, in octets.
const CRATE_ENCODES_FROM: usize = 77;
/// Maximum length of a line (RFC 5322 section 2.1.1), in octets without CRLF.
pub(crate) const MAX_LINE_OCTETS: usize = 998;

/// Appends a field of free text, encoded if necessary.
///
/// # Errors
/// [`Error::Control`].
pub(crate) fn text(out: &mut Vec<u8>, name: &str, value: &str) -> Result<(), Error> {
    without_controls(name, value)?;
    let column = start(out, name, value);
    if !value.is_ascii() {
        Text::new(value).write_header(out, column);
    } else if !looks_encoded(value) && folds(value, column) {
        Raw::new(value).write_header(out, column);
    } else if value.len() > CRATE_ENCODES_FROM {
        Text::new(value).write_header(out, column);
    } else {
        let words = encoded_words(value);
        out.extend_from_slice(words.join("\r\n ").as_bytes());
        out.extend_from_slice(b"\r\n");
    }
    Ok(())
}

/// Appends a field whose value has a syntax of its own: it is folded and not encoded.
///
/// # Errors
/// [`Error::Control`]; [`Error::Unfoldable`] when a line would be longer than mail allows.
pub(crate) fn verbatim(out: &mut Vec<u8>, name: &str, value: &str) -> Result<(), Error> {
    without_controls(name, value)?;
    let column = start(out, name, value);
    let from = out.len();
    Raw::new(value).write_header(out, column);
    let longest = out[from..].split(|&octet| octet == b'\n').map(<[u8]>::len);
    if longest.max().unwrap_or(0) + column > MAX_LINE_OCTETS {
        return Err(Error::Unfoldable(name.to_owned()));
    }
    Ok(())
}

/// Appends a field of Message-IDs.
pub(crate) fn identifiers(out: &mut Vec<u8>, name: &str, ids: &[String]) {
    let mut line = Line::new(out, name);
    for id in ids {
        line.item(id.as_bytes());
    }
    line.end();
}

/// Appends a field of addresses. An address has the form of [`crate::address::Address::for_sending`], as in the envelope.
///
/// # Errors
/// [`Error::Control`] for a name, [`Error::Address`] for a domain without A-labels.
pub(crate) fn addresses(out: &mut Vec<u8>, name: &str, list: &[Entry]) -> Result<(), Error> {
    let mut line = Line::new(out, name);
    for (at, entry) in list.iter().enumerate() {
        let end = if at + 1 < list.len() { "," } else { "" };
        match entry {
            Entry::Mailbox(mailbox) => line.mailbox(mailbox, end)?,
            Entry::Group { name, members } => {
                without_controls("a group name", name)?;
                let close = match members.is_empty() {
                    true => format!(";{end}"),
                    false => String::new(),
                };
                line.rendered(":", &close, |column| group_name(name, column));
                for (at, member) in members.iter().enumerate() {
                    let last = at + 1 == members.len();
                    let end = if last {
                        format!(";{end}")
                    } else {
                        ",".to_owned()
                    };
                    line.mailbox(member, &end)?;
                }
            }
        }
    }
    line.end();
    Ok(())
}

/// Writes the name and the colon, and returns the column at which the value begins.
fn start(out: &mut Vec<u8>, name: &str, value: &str) -> usize {
    out.extend_from_slice(name.as_bytes());
    out.push(b':');
    if !value.is_empty() {
        out.push(b' ');
    }
    name.len() + 2
}

/// Whether `value` can be folded at its blanks into short lines, so that readers unfold it to the same value.
fn folds(value: &str, column: usize) -> bool {
    let blank_at_an_end = value.starts_with(' ') || value.ends_with(' ');
    let first = value.find(' ').unwrap_or(value.len());
    let words_fit = value
        .split(' ')
        .all(|word| word.len() < FOLD_CHARACTERS - 1);
    !blank_at_an_end && !value.contains("  ") && column + first <= FOLD_CHARACTERS && words_fit
        || (!blank_at_an_end && column + value.len() <= FOLD_CHARACTERS)
}

/// A display name and its address, beginning at `column`, without a line end.
fn named(name: &str, address: &str, column: usize) -> Vec<u8> {
    let mut out = Vec::new();
    if looks_encoded(name) {
        let words = encoded_words(name).join("\r\n ");
        return format!("{words}\r\n <{address}>").into_bytes();
    }
    let long = name.len() > CRATE_ENCODES_FROM;
    if long && name.is_ascii() && !address.contains(' ') && folds(name, column + 1) {
        // The crate would encode it, and CPython's reader then adds a blank between the words of a name.
        let escaped = name.replace('\\', "\\\\").replace('"', "\\\"");
        Raw::new(format!("\"{escaped}\" <{address}>")).write_header(&mut out, column);
    } else {
        EmailAddress {
            name: Some(name.into()),
            email: address.into(),
        }
        .write_header(&mut out, column);
    }
    out.truncate(out.len().saturating_sub("\r\n".len()));
    out
}

/// A group name and its colon. RFC 2047 section 5 wants a blank between an encoded word and the colon, which the crate
/// does not write.
fn group_name(name: &str, column: usize) -> Vec<u8> {
    let mut out = Vec::new();
    if looks_encoded(name) {
        out.extend_from_slice(encoded_words(name).join("\r\n ").as_bytes());
    } else {
        Written::new_group(Some(name), Vec::new()).write_header(&mut out, column);
        out.truncate(out.len().saturating_sub(":;\r\n".len()));
    }
    if out.ends_with(b"?=") {
        out.push(b' ');
    }
    out.push(b':');
    out
}

/// A field of items. A line is folded between two items, or where an item has its own fold.
struct Line<'a> {
    out: &'a mut Vec<u8>,
    column: usize,
    first: bool,
}

impl<'a> Line<'a> {
    fn new(out: &'a mut Vec<u8>, name: &str) -> Self {
        out.extend_from_slice(name.as_bytes());
        out.push(b':');
        Self {
            out,
            column: name.len() + 1,
            first: true,
        }
    }

    fn mailbox(&mut self, mailbox: &Mailbox, end: &str) -> Result<(), Error> {
        let address = mailbox.address.for_sending()?.wire();
        let Some(name) = &mailbox.name else {
            self.item(format!("<{address}>{end}").as_bytes());
            return Ok(());
        };
        without_controls("a name", name)?;
        let tail = format!("<{address}>");
        self.rendered(&tail, end, |column| named(name, &address, column));
        Ok(())
    }

    /// Writes what `render` makes for a column, with `end` behind it, on this line if it fits whole, otherwise on a new
    /// line. `render` does not know `end`; if the last line is too long with it, `tail` goes on a line of its own.
    fn rendered(&mut self, tail: &str, end: &str, render: impl Fn(usize) -> Vec<u8>) {
        let item = |column| [render(column), end.as_bytes().to_vec()].concat();
        let here = item(self.column + 1);
        if self.fits(&here) {
            return self.item(&here);
        }
        let (column, mut item) = match self.first {
            true => (self.column + 1, here),
            false => (1, item(1)),
        };
        let at = item.len().saturating_sub(tail.len() + end.len());
        let (start, length) = match item.iter().rposition(|&octet| octet == b'\n') {
            Some(line_end) => (line_end + 1, item.len() - line_end - 1),
            None => (0, column + item.len()),
        };
        // A line of blanks would end the header section.
        let is_alone = item
            .get(start..at)
            .is_none_or(|before| before.trim_ascii().is_empty());
        if length > FOLD_CHARACTERS && !is_alone {
            let blank = usize::from(item[..at].last() == Some(&b' '));
            item.splice(at - blank..at, *b"\r\n ");
        }
        self.item(&item);
    }

    /// Whether an item fits on this line as a whole.
    fn fits(&self, item: &[u8]) -> bool {
        !item.contains(&b'\n') && self.column + 1 + item.len() <= FOLD_CHARACTERS
    }

    fn item(&mut self, item: &[u8]) {
        if self.fits(item) || self.first {
            self.out.push(b' ');
            self.column += 1;
        } else {
            self.out.extend_from_slice(b"\r\n ");
            self.column = 1;
        }
        self.out.extend_from_slice(item);
        self.column = match item.iter().rposition(|&octet| octet == b'\n') {
            Some(at) => item.len() - at - 1,
            None => self.column + item.len(),
        };
        self.first = false;
    }

    fn end(self) {
        self.out.extend_from_slice(b"\r\n");
    }
}
