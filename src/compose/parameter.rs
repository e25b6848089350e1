//! MIME parameters with a file name (RFC 2045 section 5.1, RFC 2231).
//!
//! The header crate writes them, except for two kinds of ASCII names: a name that looks like an encoded word, which
//! readers would decode, and a name that is too long for a line, which the crate folds inside the quotes, where some
//! readers keep the line end. This module writes both in the form of RFC 2231.

use super::encoded_word::{encoded_words, looks_encoded};
use mail_builder::headers::Header as _;
use mail_builder::headers::content_type::ContentType;

/// Maximum length of one percent-encoded section, in characters, so that its line is within 78.
const SECTION_CHARACTERS: usize = 54;

/// Maximum length of a parameter on a folded line, in characters, with its blank and semicolon.
const LINE_CHARACTERS: usize = 76;

/// The length of ` key="name";`, in characters.
fn quoted_characters(key: &str, name: &str) -> usize {
    let escaped = name
        .bytes()
        .filter(|octet| matches!(octet, b'"' | b'\\'))
        .count();
    key.len() + name.len() + escaped + " =\"\";".len()
}

/// Appends `field: value; filename=...`; a name that is not ASCII is written as RFC 2231 says.
pub(crate) fn with_name(out: &mut Vec<u8>, field: &str, value: &str, key: &str, name: &str) {
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

/// Appends `field: value; name="=?UTF-8?B?...?="`. RFC 2047 section 5 forbids this form, but readers without RFC 2231
/// (older Outlook, QQ Mail, Foxmail) find a Chinese file name only here; Content-Disposition has the standard form. An
/// ASCII name is written without encoding.
pub(crate) fn with_older_name(out: &mut Vec<u8>, field: &str, value: &str, key: &str, name: &str) {
    if name.is_ascii() {
        return with_name(out, field, value, key, name);
    }
    let words = encoded_words(name).join("\r\n ");
    out.extend_from_slice(format!("{field}: {value};\r\n {key}=\"{words}\"\r\n").as_bytes());
}

/// `value`, percent-encoded (RFC 2231 section 4), in sections that fit on a line and hold whole characters.
pub(crate) fn sections(value: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    for c in value.chars() {
        let unit: String = if c.is_ascii_alphanumeric() || "-._".contains(c) {
            c.to_string()
        } else {
            let octets = c.encode_utf8(&mut [0; 4]).as_bytes().to_vec();
            octets.iter().map(|octet| format!("%{octet:02X}")).collect()
        };
        match sections.last_mut() {
            Some(last) if last.len() + unit.len() <= SECTION_CHARACTERS => last.push_str(&unit),
            _ => sections.push(unit),
        }
    }
    sections
}
