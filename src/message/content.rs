//! Mail data as a list of measured pieces.

use super::measure::Measure;
use super::piece::Piece;
use super::reader::ContentReader;
use std::io;
use std::sync::Arc;

/// The mail data of one message (RFC 5322): every line ended with CRLF, no CR or LF alone.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    pieces: Arc<[Piece]>,
    octets: u64,
    eight_bit: bool,
    utf8_field: Option<String>,
    longest_line: u64,
}

impl Content {
    /// Joins pieces; `utf8_field` names the first header field with octets above 127 (RFC 6532). Together they must be
    /// mail data: each piece but the last ends with a line end, or the next one begins with CRLF.
    pub(crate) fn new(pieces: Vec<Piece>, utf8_field: Option<String>) -> Self {
        let measures = || pieces.iter().map(|piece| &piece.measure);
        Self {
            octets: measures().map(|measure| measure.octets).sum(),
            eight_bit: measures().any(Measure::eight_bit),
            longest_line: measures().map(|m| m.longest_line).max().unwrap_or(0),
            utf8_field,
            pieces: pieces.into(),
        }
    }

    /// Octets of the mail data, line ends counted as two, without the final dot and without
    /// dot-stuffing: what SIZE declares (RFC 1870 section 5).
    pub(crate) fn octets(&self) -> u64 {
        self.octets
    }

    /// Whether an octet is above 127, so that BODY=8BITMIME must be said (RFC 6152 section 2).
    pub(crate) fn has_eight_bit(&self) -> bool {
        self.eight_bit
    }

    /// The name of the first header field that is not ASCII; SMTPUTF8 is needed then (RFC 6531 section 3.4).
    pub(crate) fn utf8_field(&self) -> Option<&str> {
        self.utf8_field.as_deref()
    }

    /// Octets of the longest line without its CRLF; RFC 5322 section 2.1.1 allows 998.
    pub(crate) fn longest_line(&self) -> u64 {
        self.longest_line
    }

    /// Reads the mail data from its first octet. Each call yields the same octets.
    ///
    /// # Errors
    /// None now; a file that cannot be opened again is an error of the first read that needs it.
    pub(crate) fn reader(&self) -> io::Result<ContentReader> {
        Ok(ContentReader::new(Arc::clone(&self.pieces)))
    }
}
