//! Converts text of any charset to UTF-8, as a stream. Octets that are not text of the charset are an error; they are
//! not replaced.

use super::error::Error;
use crate::copy::{BLOCK_OCTETS, Stopped, copy};
use crate::message;
use encoding_rs::{Decoder, DecoderResult, Encoding, REPLACEMENT, UTF_8};
use std::io::Read;

/// Names that systems use and that the Encoding Standard does not list.
const FURTHER_NAMES: [(&str, &str); 5] = [
    ("cp936", "gbk"),
    ("cp932", "shift_jis"),
    ("cp949", "euc-kr"),
    ("cp950", "big5"),
    ("latin-1", "iso-8859-1"),
];

/// A charset that text can be read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Charset(&'static Encoding);

impl Default for Charset {
    fn default() -> Self {
        Self(UTF_8)
    }
}

impl Charset {
    /// Finds a charset by its name, in upper or lower case.
    ///
    /// # Errors
    /// [`Error::UnknownCharset`].
    pub(crate) fn named(name: &str) -> Result<Self, Error> {
        let further = FURTHER_NAMES
            .iter()
            .find(|(known, _)| name.trim().eq_ignore_ascii_case(known));
        let label = further.map_or(name, |(_, label)| label);
        match Encoding::for_label(label.as_bytes()) {
            Some(encoding) if encoding != REPLACEMENT => Ok(Self(encoding)),
            _ => Err(Error::UnknownCharset(name.to_owned())),
        }
    }

    /// Reads `input` to its end and passes it to `take` as UTF-8, block by block. A byte order mark of UTF-8 or UTF-16
    /// overrides the charset and is removed.
    ///
    /// # Errors
    /// [`Error::Undecodable`], or [`Error::Message`] when `input` cannot be read or `take` fails.
    pub(crate) fn decode(
        self,
        input: &mut dyn Read,
        shown: &str,
        take: &mut dyn FnMut(&[u8]) -> Result<(), message::Error>,
    ) -> Result<(), Error> {
        let mut decoder = self.0.new_decoder();
        let mut text = vec![0; BLOCK_OCTETS];
        let mut position = 0_u64;
        copy(input, |block| {
            self.block(&mut decoder, block, &mut text, &mut position, shown, take)
        })
        .map_err(|stopped| match stopped {
            Stopped::Read(source) => Error::Message(message::Error::Read {
                file: shown.to_owned(),
                source,
            }),
            Stopped::Write(error) => error,
        })?;
        self.block(&mut decoder, &[], &mut text, &mut position, shown, take)
    }

    fn block(
        self,
        decoder: &mut Decoder,
        mut rest: &[u8],
        text: &mut [u8],
        position: &mut u64,
        shown: &str,
        take: &mut dyn FnMut(&[u8]) -> Result<(), message::Error>,
    ) -> Result<(), Error> {
        let last = rest.is_empty();
        loop {
            let (result, read, written) =
                decoder.decode_to_utf8_without_replacement(rest, text, last);
            *position += read as u64;
            rest = &rest[read..];
            take(&text[..written])?;
            match result {
                DecoderResult::InputEmpty => return Ok(()),
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(octets, behind) => {
                    return Err(Error::Undecodable {
                        file: shown.to_owned(),
                        charset: decoder.encoding().name(),
                        offset: position.saturating_sub(u64::from(octets) + u64::from(behind)),
                    });
                }
            }
        }
    }
}
