//! A header value that is not ASCII, written in ASCII where its field allows it: encoded words (RFC 2047) in text, names
//! and comments, RFC 2231 in parameters.
//!
//! Servers that do not offer SMTPUTF8 accept such a field, and many that offer it pass the message on to one that does
//! not, so a raw field is only sent where nothing else is possible: in an address.
//!
//! ```text
//! value ─► tokens ─► words of one place ─► items ─► field
//!                    runs beyond ASCII      folded at white space
//!                    become encoded words
//! ```
//!
//! What is ASCII in the value stays as it is, encoded words among it; only the folds of the field are made anew.

mod items;
mod parameters;
mod phrases;
#[cfg(test)]
mod tests;
mod tokens;
mod words;

use super::charset::Charset;
use super::error::Error;
use super::field::{Syntax, syntax};
use crate::message::header::Field;
use items::Items;
use tokens::{Token, tokens};

/// A character beyond ASCII in a place that has no ASCII form.
struct NoForm(char);

/// Appends the field `name` of a composed message.
///
/// # Errors
/// [`Error::BeyondAscii`] for a character in a place that has no ASCII form.
pub(crate) fn write(out: &mut Vec<u8>, name: &str, value: &str) -> Result<(), Error> {
    field(out, name, value, false)
}

/// A field of a ready-made message in ASCII; none if it is ASCII already.
///
/// # Errors
/// [`Error::UndecodableField`] when it is not text of `charset`, and as [`write`](fn@write).
pub(crate) fn ready_made(raw: &Field, charset: Charset) -> Result<Option<Vec<u8>>, Error> {
    if raw.raw().is_ascii() {
        return Ok(None);
    }
    let mut out = Vec::new();
    field(&mut out, raw.name(), &value(raw, charset)?, true)?;
    Ok(Some(out))
}

fn field(out: &mut Vec<u8>, name: &str, value: &str, ready_made: bool) -> Result<(), Error> {
    let mut items = Items::default();
    let syntax = syntax(name);
    let value = value.trim_end_matches([' ', '\t']);
    push(&mut items, syntax, value).map_err(|NoForm(character)| Error::BeyondAscii {
        field: name.to_owned(),
        character,
        syntax,
        ready_made,
    })?;
    items.write(out, name);
    Ok(())
}

/// The value of a field of a ready-made message, unfolded (RFC 5322 section 2.2.3). It is never decoded with
/// replacements: it may decide where the message goes.
///
/// # Errors
/// [`Error::UndecodableField`].
pub(crate) fn value(field: &Field, charset: Charset) -> Result<String, Error> {
    let raw = field.raw();
    let charset = match raw.is_ascii() {
        true => Charset::default(),
        false => charset,
    };
    let mut text = String::new();
    let undecodable = |charset, offset: u64| Error::UndecodableField {
        field: field.name().to_owned(),
        charset,
        octet: usize::try_from(offset)
            .ok()
            .and_then(|at| raw.get(at).copied())
            .unwrap_or_default(),
        offset,
    };
    let decoded = charset.decode(&mut &*raw, field.name(), false, &mut |block| {
        text.push_str(block);
        Ok(())
    });
    decoded.map_err(|error| match error {
        Error::Undecodable {
            charset, offset, ..
        } => undecodable(charset, offset),
        error => error,
    })?;
    // UTF-16 and its like make something else of the name, so they are not the charset of a header section.
    let after_name = text.strip_prefix(field.name()).and_then(|rest| {
        let rest = rest.trim_start_matches([' ', '\t']);
        rest.strip_prefix(':')
    });
    match after_name {
        Some(value) => Ok(value.replace("\r\n", "")),
        None => Err(undecodable(charset.name(), 0)),
    }
}

fn push(items: &mut Items, syntax: Syntax, value: &str) -> Result<(), NoForm> {
    match syntax {
        Syntax::Text => {
            words::push(items, words::split(value));
            Ok(())
        }
        Syntax::Phrases => phrases::push(items, tokens(value, ",")?, true),
        Syntax::Addresses => phrases::push(items, tokens(value, ",;:@<[")?, false),
        Syntax::Parameters => parameters::push(items, tokens(value, ";=")?),
        Syntax::Comments => parameters::push_plain(items, tokens(value, "")?),
        Syntax::Ascii | Syntax::Trace => {
            items.text(&Token::Atom(value.to_owned()).ascii()?);
            Ok(())
        }
    }
}
