//! The transfer encoding of text, chosen by what the text contains (RFC 2045 section 6).

use super::charset::{Charset, Decoded};
use super::error::Error;
use super::header::MAX_LINE_OCTETS;
use crate::message;
use crate::message::Piece;
use crate::message::base64::encoded_octets;
use crate::message::encoding::Encoding;
use crate::message::line_ends::LineEnds;
use crate::message::measure::Measure;
use crate::message::source::Source;
use crate::spool::Spool;
use std::io::Read;

/// Text as a piece of a message, with the name of its encoding.
#[derive(Debug)]
pub(crate) struct Text {
    /// The encoded octets.
    pub(crate) piece: Piece,
    /// The value of Content-Transfer-Encoding.
    pub(crate) encoding: &'static str,
    /// What was read.
    pub(crate) decoded: Decoded,
    /// It is nothing but white space.
    pub(crate) is_blank: bool,
}

/// How text is read.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TextInput {
    /// The charset of its octets.
    pub(crate) charset: Charset,
    /// Octets that are not of the charset become U+FFFD.
    pub(crate) lossy: bool,
}

impl Text {
    /// Reads text to its end, decodes it, makes its line ends CRLF, spools it, and chooses the encoding: 7bit for ASCII
    /// in short lines, otherwise the shorter one of quoted-printable and base64.
    ///
    /// # Errors
    /// Those of [`Charset::decode`], and when the text cannot be spooled.
    pub(crate) fn read(input: &mut dyn Read, form: TextInput, shown: &str) -> Result<Self, Error> {
        let mut line_ends = LineEnds::default();
        let mut spool = Spool::default();
        let mut measure = Measure::default();
        let mut block = Vec::new();
        let mut is_blank = true;
        let decoded = form.charset.decode(input, shown, form.lossy, &mut |text| {
            is_blank = is_blank && text.chars().all(char::is_whitespace);
            block.clear();
            line_ends.push(text.as_bytes(), &mut block);
            measure.push(&block);
            spool.push(&block).map_err(message::Error::spool)
        })?;
        block.clear();
        line_ends.finish(&mut block);
        measure.push(&block);
        spool.push(&block).map_err(message::Error::spool)?;
        let source = Source::from(spool.finish());
        let (piece, encoding) = encode(source, measure, shown)?;
        Ok(Self {
            piece,
            encoding,
            decoded,
            is_blank,
        })
    }
}

/// Chooses the encoding.
fn encode(source: Source, measure: Measure, shown: &str) -> Result<(Piece, &'static str), Error> {
    let short = measure.longest_line <= MAX_LINE_OCTETS as u64;
    if short && !measure.eight_bit() && !measure.nul {
        return Ok((Piece::known(source, Encoding::Identity, measure), "7bit"));
    }
    // Each octet above 127 becomes three characters, so this often shows that base64 is shorter.
    let in_base64 = encoded_octets(source.octets());
    if measure.octets + measure.high_octets * 2 <= in_base64 {
        let quoted = Piece::measured(source.clone(), 0, Encoding::QuotedPrintable, shown)?;
        if quoted.measure().octets <= in_base64 {
            return Ok((quoted, "quoted-printable"));
        }
    }
    Ok((Piece::base64(source), "base64"))
}
