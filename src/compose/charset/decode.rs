//! Converts text of a charset to UTF-8, as a stream.

use super::{Charset, is_c1};
use crate::compose::error::Error;
use crate::copy::{BLOCK_OCTETS, Stopped, copy, read_block};
use crate::message;
use encoding_rs::{Decoder, DecoderResult, Encoding};
use std::io::{self, Read};

/// The length of the longest byte order mark, in octets.
const MARK_OCTETS: usize = 3;

/// Takes decoded text, block by block. No block divides a character.
type Take<'a> = dyn FnMut(&str) -> Result<(), message::Error> + 'a;

/// What was decoded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Decoded {
    /// How many octets were read.
    pub(crate) octets: u64,
    /// How many of them were not of the charset, and were replaced.
    pub(crate) replaced: u64,
}

impl Charset {
    /// Reads `input` to its end and passes it to `take` as UTF-8, block by block. A byte order mark of UTF-8 or UTF-16
    /// overrides the charset and is removed. Octets that are not of the charset are an error, or become U+FFFD if
    /// `lossy`.
    ///
    /// # Errors
    /// [`Error::Undecodable`], or [`Error::Message`] when `input` cannot be read or `take` fails.
    pub(crate) fn decode(
        self,
        input: &mut dyn Read,
        shown: &str,
        lossy: bool,
        take: &mut Take<'_>,
    ) -> Result<Decoded, Error> {
        let unreadable = |source| {
            Error::Message(message::Error::Read {
                file: shown.to_owned(),
                source,
            })
        };
        let mut first = [0; MARK_OCTETS];
        let count = fill(input, &mut first).map_err(unreadable)?;
        let first = &first[..count];
        let (charset, mark) = match Encoding::for_bom(first) {
            Some((encoding, octets)) => (Self::Encoding(encoding), octets),
            None => (self, 0),
        };
        let mut state = State::new(charset, shown, lossy);
        state.decoded.octets = mark as u64;
        copy(&mut (&first[mark..]).chain(input), |block| {
            state.block(block, take)
        })
        .map_err(|stopped| match stopped {
            Stopped::Read(source) => unreadable(source),
            Stopped::Write(error) => error,
        })?;
        state.run(&[], true, take)?;
        Ok(state.decoded)
    }
}

/// Reads until `buffer` is full or the input ends, and returns the number of octets.
fn fill(input: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut count = 0;
    while count < buffer.len() {
        match read_block(input, &mut buffer[count..])? {
            0 => break,
            octets => count += octets,
        }
    }
    Ok(count)
}

struct State<'a> {
    charset: Charset,
    shown: &'a str,
    lossy: bool,
    decoder: Decoder,
    /// See [`Charset::leaves_undefined`]; none when it leaves none.
    undefined: Option<[bool; 256]>,
    text: Vec<u8>,
    decoded: Decoded,
}

impl<'a> State<'a> {
    fn new(charset: Charset, shown: &'a str, lossy: bool) -> Self {
        let undefined = std::array::from_fn(|octet| {
            u8::try_from(octet).is_ok_and(|octet| charset.leaves_undefined(octet))
        });
        State {
            charset,
            shown,
            lossy,
            decoder: charset.encoding().new_decoder_without_bom_handling(),
            undefined: undefined.contains(&true).then_some(undefined),
            text: vec![0; BLOCK_OCTETS],
            decoded: Decoded::default(),
        }
    }

    fn block(&mut self, block: &[u8], take: &mut Take<'_>) -> Result<(), Error> {
        let Some(undefined) = self.undefined else {
            return self.run(block, false, take);
        };
        let mut rest = block;
        while let Some(at) = rest.iter().position(|&octet| undefined[usize::from(octet)]) {
            self.run(&rest[..at], false, take)?;
            self.suspect(rest[at], take)?;
            rest = &rest[at + 1..];
        }
        self.run(rest, false, take)
    }

    /// Decodes octets that are not left undefined where a character begins.
    fn run(&mut self, octets: &[u8], last: bool, take: &mut Take<'_>) -> Result<(), Error> {
        let mut rest = octets;
        loop {
            let (result, read, written) =
                self.decoder
                    .decode_to_utf8_without_replacement(rest, &mut self.text, last);
            self.decoded.octets += read as u64;
            rest = &rest[read..];
            // The decoder writes UTF-8 only.
            take(std::str::from_utf8(&self.text[..written]).unwrap_or_default())?;
            match result {
                DecoderResult::InputEmpty => return Ok(()),
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(octets, behind) => {
                    self.invalid(u64::from(octets), u64::from(behind), take)?;
                }
            }
        }
    }

    /// Decodes an octet that the charset leaves undefined, unless it belongs to the character before it.
    fn suspect(&mut self, octet: u8, take: &mut Take<'_>) -> Result<(), Error> {
        let mut text = String::new();
        self.run(&[octet], false, &mut |part| {
            text.push_str(part);
            Ok(())
        })?;
        if self.charset == Charset::Ascii || is_c1(text.as_bytes()) {
            return self.invalid(1, 0, take);
        }
        Ok(take(&text)?)
    }

    /// `octets` that are not of the charset, with `behind` octets read after them.
    fn invalid(&mut self, octets: u64, behind: u64, take: &mut Take<'_>) -> Result<(), Error> {
        if !self.lossy {
            return Err(Error::Undecodable {
                file: self.shown.to_owned(),
                charset: self.charset.name(),
                offset: self.decoded.octets.saturating_sub(octets + behind),
            });
        }
        self.decoded.replaced += octets;
        Ok(take("\u{fffd}")?)
    }
}
