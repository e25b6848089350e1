//! The header section of a ready-made message (RFC 5322 section 2.2): split into fields and never decoded, so that every
//! field that is not to be changed stays as it is.

use super::error::Error;
use crate::copy::{BLOCK_OCTETS, read_block};
use crate::input::BYTE_ORDER_MARK;
use std::io::Read;

/// Longest header section that is read, 1 MiB: far above any real one, and bounded.
pub(crate) const MAX_HEADER_OCTETS: usize = 1 << 20;

/// One field, folded as it was, with CRLF line ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    name: String,
    raw: Vec<u8>,
}

impl Field {
    /// The field name as it was written.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Whether it has this name, without regard to case.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Name, colon, value and final CRLF.
    pub(crate) fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// The value unfolded (RFC 5322 section 2.2.3); none if the field is not UTF-8.
    pub(crate) fn value(&self) -> Option<String> {
        let text = std::str::from_utf8(&self.raw).ok()?;
        let value = text.split_once(':').map_or("", |(_, value)| value);
        Some(value.replace("\r\n", "").trim().to_owned())
    }

    /// Puts `raw`, with its final CRLF, in place of the field's octets.
    pub(crate) fn replace(&mut self, raw: Vec<u8>) {
        self.raw = raw;
    }
}

/// All fields of a message.
#[derive(Debug, Clone, Default)]
pub(crate) struct HeaderSection {
    /// In their order.
    pub fields: Vec<Field>,
    /// Octets of the source before the first field: a byte order mark and an mbox separator, if they are there.
    pub start: u64,
    /// Octets of the section in the source, the empty line after it included.
    pub octets: u64,
    /// An empty line ended it, so a body may follow.
    pub ended: bool,
}

impl HeaderSection {
    /// Reads up to the empty line. A byte order mark and a first line that is an mbox separator (`From `) are skipped.
    ///
    /// # Errors
    /// [`Error::NoHeader`], [`Error::BadHeaderLine`], [`Error::HeaderTooLong`], or [`Error::Read`]
    /// naming `shown`.
    pub(crate) fn read(input: &mut dyn Read, shown: &str) -> Result<Self, Error> {
        let mut text = Vec::new();
        let mut block = vec![0; BLOCK_OCTETS];
        loop {
            let count = read_block(input, &mut block).map_err(|source| Error::Read {
                file: shown.to_owned(),
                source,
            })?;
            text.extend_from_slice(&block[..count]);
            if let Some(section) = Self::parse(&text, count == 0)? {
                return Ok(section);
            }
            if text.len() > MAX_HEADER_OCTETS {
                return Err(Error::HeaderTooLong {
                    limit: MAX_HEADER_OCTETS,
                });
            }
        }
    }

    /// The section that `text` begins with; `None` if its end has not been read yet.
    fn parse(text: &[u8], complete: bool) -> Result<Option<Self>, Error> {
        let mut rest = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
        let mut section = Self {
            start: (text.len() - rest.len()) as u64,
            ..Self::default()
        };
        let mut number = 0;
        while !rest.is_empty() {
            let Some((line, after)) = split_line(rest, complete) else {
                return Ok(None);
            };
            rest = after;
            number += 1;
            if line.is_empty() {
                section.ended = true;
                break;
            }
            if number == 1 && is_mbox_separator(line) {
                section.start = (text.len() - rest.len()) as u64;
                continue;
            }
            section.line(line, number)?;
        }
        if !section.ended && !complete {
            return Ok(None);
        }
        if section.fields.is_empty() {
            return Err(Error::NoHeader);
        }
        section.octets = (text.len() - rest.len()) as u64;
        Ok(Some(section))
    }

    fn line(&mut self, line: &[u8], number: u64) -> Result<(), Error> {
        let raw = [line, b"\r\n"].concat();
        if matches!(line.first(), Some(b' ' | b'\t')) {
            match self.fields.last_mut() {
                Some(field) => field.raw.extend_from_slice(&raw),
                None => return Err(Error::NoHeader),
            }
            return Ok(());
        }
        match field_name(line) {
            Some(name) => self.fields.push(Field { name, raw }),
            None if self.fields.is_empty() => return Err(Error::NoHeader),
            None => return Err(Error::BadHeaderLine(number)),
        }
        Ok(())
    }

    /// The first field of this name.
    pub(crate) fn find(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.is(name))
    }

    /// All fields of this name, in their order.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Field> {
        self.fields.iter().filter(move |field| field.is(name))
    }
}

/// The name of the first field with an octet above 127 among `fields`, which are whole and end with CRLF each.
pub(crate) fn first_beyond_ascii(fields: &[u8]) -> Option<String> {
    let mut name = &[][..];
    for line in fields.split(|&octet| octet == b'\n') {
        if !matches!(line.first(), Some(b' ' | b'\t')) {
            name = line
                .split(|&octet| octet == b':')
                .next()
                .unwrap_or_default();
        }
        if !line.is_ascii() {
            return Some(String::from_utf8_lossy(name).trim_end().to_owned());
        }
    }
    None
}

/// The first line without its end, and what follows it. As [`LineEnds`](super::line_ends::LineEnds) has it, a run of CRs
/// with its LF is one line end, and so is every other CR or LF. None when the line may not be complete yet.
fn split_line(text: &[u8], complete: bool) -> Option<(&[u8], &[u8])> {
    let Some(at) = memchr::memchr2(b'\r', b'\n', text) else {
        return complete.then_some((text, &[]));
    };
    let (line, end) = text.split_at(at);
    let run = end.iter().take_while(|&&octet| octet == b'\r').count();
    let octets = match end.get(run) {
        Some(b'\n') => run + 1,
        Some(_) => 1,
        None if complete => 1,
        None => return None,
    };
    Some((line, &end[octets..]))
}

/// The name a field line begins with (RFC 5322 section 3.6.8); blanks before the colon are obsolete
/// syntax (section 4.5) that real messages have.
fn field_name(line: &[u8]) -> Option<String> {
    let colon = line.iter().position(|&octet| octet == b':')?;
    let name = std::str::from_utf8(&line[..colon])
        .ok()?
        .trim_end_matches([' ', '\t']);
    (!name.is_empty() && name.bytes().all(|octet| octet.is_ascii_graphic()))
        .then(|| name.to_owned())
}

/// Whether it is the line before a message in an mbox; `From : a@b` is a field with a blank before its colon
/// (RFC 5322 section 4.5.2).
fn is_mbox_separator(line: &[u8]) -> bool {
    line.strip_prefix(b"From ")
        .is_some_and(|rest| !rest.trim_ascii_start().starts_with(b":"))
}
