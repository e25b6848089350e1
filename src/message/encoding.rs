//! What a source's octets go through on their way into the mail data.

use super::base64::Base64;
use super::line_ends::LineEnds;
use super::quoted_printable::QuotedPrintable;

/// The transformation of one piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// The octets are mail data already.
    Identity,
    /// CR and LF standing alone become CRLF, the last line is ended.
    LineEnds,
    /// RFC 2045 section 6.8, lines of 76, no CRLF after the last.
    Base64,
    /// RFC 2045 section 6.7 over text whose lines end with CRLF.
    QuotedPrintable,
}

/// A transformation under way. Its output does not depend on where the input is split.
#[derive(Debug)]
pub enum Encoder {
    /// See [`Encoding::Identity`].
    Identity,
    /// See [`Encoding::LineEnds`].
    LineEnds(LineEnds),
    /// See [`Encoding::Base64`].
    Base64(Base64),
    /// See [`Encoding::QuotedPrintable`].
    QuotedPrintable(QuotedPrintable),
}

impl Encoder {
    /// Starts at the first octet.
    pub fn new(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Identity => Self::Identity,
            Encoding::LineEnds => Self::LineEnds(LineEnds::default()),
            Encoding::Base64 => Self::Base64(Base64::default()),
            Encoding::QuotedPrintable => Self::QuotedPrintable(QuotedPrintable::default()),
        }
    }

    /// Appends to `out` what `input` becomes.
    pub fn push(&mut self, input: &[u8], out: &mut Vec<u8>) {
        match self {
            Self::Identity => out.extend_from_slice(input),
            Self::LineEnds(codec) => codec.push(input, out),
            Self::Base64(codec) => codec.push(input, out),
            Self::QuotedPrintable(codec) => codec.push(input, out),
        }
    }

    /// Appends what was held back; nothing may be pushed after it.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        match self {
            Self::Identity => {}
            Self::LineEnds(codec) => codec.finish(out),
            Self::Base64(codec) => codec.finish(out),
            Self::QuotedPrintable(codec) => codec.finish(out),
        }
    }
}
