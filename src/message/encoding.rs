//! How the octets of a source become mail data.

use super::base64::Base64;
use super::line_ends::LineEnds;
use super::quoted_printable::QuotedPrintable;

/// The encoding of one piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// The octets are mail data as they are.
    Identity,
    /// A CR or LF alone becomes CRLF, and the last line gets a line end if it has none.
    LineEnds,
    /// Base64 (RFC 2045 section 6.8) in lines of 76, without CRLF after the last one.
    Base64,
    /// Quoted-printable (RFC 2045 section 6.7) of text whose lines end with CRLF.
    QuotedPrintable,
}

/// The state of an encoding. The output does not depend on where the input is split into blocks.
#[derive(Debug)]
pub(crate) enum Encoder {
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
    /// Before the first octet.
    pub(crate) fn new(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Identity => Self::Identity,
            Encoding::LineEnds => Self::LineEnds(LineEnds::default()),
            Encoding::Base64 => Self::Base64(Base64::default()),
            Encoding::QuotedPrintable => Self::QuotedPrintable(QuotedPrintable::default()),
        }
    }

    /// Encodes `input` and appends it to `out`.
    pub(crate) fn push(&mut self, input: &[u8], out: &mut Vec<u8>) {
        match self {
            Self::Identity => out.extend_from_slice(input),
            Self::LineEnds(codec) => codec.push(input, out),
            Self::Base64(codec) => codec.push(input, out),
            Self::QuotedPrintable(codec) => codec.push(input, out),
        }
    }

    /// Appends what is still to be encoded. Nothing may be pushed after it.
    pub(crate) fn finish(&mut self, out: &mut Vec<u8>) {
        match self {
            Self::Identity => {}
            Self::LineEnds(codec) => codec.finish(out),
            Self::Base64(codec) => codec.finish(out),
            Self::QuotedPrintable(codec) => codec.finish(out),
        }
    }
}
