//! A ready-made message from a file or stdin. It is sent unchanged, except its line ends and a few header fields.

use super::content::Content;
use super::encoding::Encoding;
use super::error::Error;
use super::header::{Field, HeaderSection, first_beyond_ascii};
use super::piece::Piece;
use super::source::Source;
use super::stamp::Stamp;
use crate::copy::{Stopped, copy};

/// Fields that name hidden recipients; they are removed (RFC 5322 section 3.6.3).
const HIDDEN_FIELDS: [&str; 2] = ["Bcc", "Resent-Bcc"];

/// A message whose header section has been read and whose body has not.
#[derive(Debug)]
pub(crate) struct ReadyMade {
    /// The header section.
    pub header: HeaderSection,
    source: Source,
    shown: String,
}

fn is_hidden(field: &Field) -> bool {
    HIDDEN_FIELDS.iter().any(|name| field.is(name))
}

/// The changes to the header section, besides the removal of Bcc and Resent-Bcc.
#[derive(Debug)]
pub(crate) struct Changes<'a> {
    /// Adds a Date and a Message-ID if they are missing; this is the domain of the Message-ID.
    pub complete: Option<&'a str>,
    /// A From field, with its CRLF, that replaces the From fields of the message.
    pub from: Option<Vec<u8>>,
}

impl ReadyMade {
    /// Reads the header section of `source`; `shown` names it in errors.
    ///
    /// # Errors
    /// As [`HeaderSection::read`].
    pub(crate) fn open(source: Source, shown: &str) -> Result<Self, Error> {
        let mut reader = source.reader(0).map_err(|source| Error::Read {
            file: shown.to_owned(),
            source,
        })?;
        Ok(Self {
            header: HeaderSection::read(&mut reader, shown)?,
            source,
            shown: shown.to_owned(),
        })
    }

    /// The error for a NUL, which is somewhere in the source.
    fn nul(&self) -> Error {
        let mut offset = 0;
        let found = self
            .source
            .reader(0)
            .map_err(Stopped::Read)
            .and_then(|mut reader| {
                copy(&mut reader, |block| {
                    let at = memchr::memchr(0, block);
                    offset += at.unwrap_or(block.len()) as u64;
                    at.map_or(Ok(()), |_| Err(()))
                })
            });
        match found {
            Err(Stopped::Read(source)) => Error::Read {
                file: self.shown.clone(),
                source,
            },
            _ => Error::Nul { offset },
        }
    }

    /// The fields that are sent as they are in the message; `new_from` says that From is replaced.
    pub(crate) fn sent_fields(&mut self, new_from: bool) -> impl Iterator<Item = &mut Field> {
        (self.header.fields.iter_mut())
            .filter(move |field| !(is_hidden(field) || new_from && field.is("From")))
    }

    /// Makes the mail data, and returns the Message-ID with it. Reads the body once to measure it.
    ///
    /// # Errors
    /// [`Error::Nul`]; when the body cannot be read, or the system has no random octets for a Message-ID.
    pub(crate) fn into_content(
        self,
        changes: Changes<'_>,
        stamp: &mut Stamp,
    ) -> Result<(Content, Option<String>), Error> {
        let mut message_id = self.header.find("Message-ID").and_then(|field| {
            let id = field.value()?;
            (!id.is_empty() && id.bytes().all(|octet| octet.is_ascii_graphic())).then_some(id)
        });
        let mut text = Vec::new();
        let mut new_from = changes.from;
        let replaces_from = new_from.is_some();
        for field in self.header.fields.iter().filter(|field| !is_hidden(field)) {
            if replaces_from && field.is("From") {
                text.append(&mut new_from.take().unwrap_or_default());
                continue;
            }
            text.extend_from_slice(field.raw());
        }
        text.append(&mut new_from.unwrap_or_default());
        if let Some(domain) = changes.complete {
            if self.header.find("Date").is_none() {
                text.extend_from_slice(format!("Date: {}\r\n", stamp.date).as_bytes());
            }
            if self.header.find("Message-ID").is_none() {
                let id = stamp.message_id(domain)?;
                text.extend_from_slice(format!("Message-ID: {id}\r\n").as_bytes());
                message_id = Some(id);
            }
        }
        let utf8_field = first_beyond_ascii(&text);
        let mut pieces = Vec::with_capacity(2);
        if self.header.ended {
            text.extend_from_slice(b"\r\n");
            let body = Piece::measured(
                self.source.clone(),
                self.header.octets,
                Encoding::LineEnds,
                &self.shown,
            )?;
            pieces.push(body);
        }
        let in_header = self
            .header
            .fields
            .iter()
            .any(|field| field.raw().contains(&0));
        if in_header || pieces.iter().any(|body| body.measure().nul) {
            return Err(self.nul());
        }
        pieces.insert(0, Piece::text(text));
        Ok((Content::new(pieces, utf8_field), message_id))
    }
}
