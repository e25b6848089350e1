//! MIME parameters that hold a file name (RFC 2045 section 5.1, RFC 2231).
//!
//! The header crate writes them, but for two kinds of ASCII names: one that looks like an encoded word,
//! which readers would decode, and one that is too long for a line, which it folds inside the quotes
//! where some readers keep the line end. Both are written by RFC 2231 here.

use super::encoded_word::{encoded_words, looks_encoded};
use mail_builder::headers::Header as _;
use mail_builder::headers::content_type::ContentType;

/// Characters of one percent-encoded section, so that its line stays within 78.
const SECTION_CHARACTERS: usize = 54;

/// Characters of a folded line that a parameter may take, its blank and semicolon counted.
const LINE_CHARACTERS: usize = 76;

/// Characters of ` key="name";`.
fn quoted_characters(key: &str, name: &str) -> usize {
    let escaped = name
        .bytes()
        .filter(|octet| matches!(octet, b'"' | b'\\'))
        .count();
    key.len() + name.len() + escaped + " =\"\";".len()
}

/// Appends `field: value; filename=...`; a name that is not ASCII goes by RFC 2231.
pub fn with_name(out: &mut Vec<u8>, field: &str, value: &str, key: &str, name: &str) {
    out.extend_from_slice(format!("{field}: ").as_bytes());
    let too_long = quoted_characters(key, name) > LINE_CHARACTERS;
    if name.is_ascii() && (looks_encoded(name) || too_long) {
        out.extend_from_slice(value.as_bytes());
        for (at, section) in sections(name).iter().enumerate() {
            let charset = if at == 0 { "UTF-8''" } else { "" };
            out.extend_from_slice(format!(";\r\n {key}*{at}*={charset}{section}").as_bytes());
        }
        out.extend_from_slice(b"\r\n");
        return;
    }
    ContentType::new(value)
        .attribute(key, name)
        .write_header(out, field.len() + 2);
}

/// Appends `field: value; name="=?UTF-8?B?...?="`. RFC 2047 section 5 forbids it, yet it is what readers
/// without RFC 2231 (older Outlook, QQ Mail, Foxmail) take a Chinese file name from; the standard form
/// stands in Content-Disposition. An ASCII name is written plainly.
pub fn with_older_name(out: &mut Vec<u8>, field: &str, value: &str, key: &str, name: &str) {
    if name.is_ascii() {
        return with_name(out, field, value, key, name);
    }
    let words = encoded_words(name).join("\r\n ");
    out.extend_from_slice(format!("{field}: {value};\r\n {key}=\"{words}\"\r\n").as_bytes());
}

/// An ASCII `name` percent-encoded (RFC 2231 section 4) in pieces that fit a line.
fn sections(name: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    for octet in name.bytes() {
        let unit = if octet.is_ascii_alphanumeric() || b"-._".contains(&octet) {
            (octet as char).to_string()
        } else {
            format!("%{octet:02X}")
        };
        match sections.last_mut() {
            Some(last) if last.len() + unit.len() <= SECTION_CHARACTERS => last.push_str(&unit),
            _ => sections.push(unit),
        }
    }
    sections
}
