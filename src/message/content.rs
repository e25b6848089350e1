//! Mail data as a list of measured pieces.

use super::base64::encoded_octets;
use super::encoding::Encoding;
use super::error::Error;
use super::measure::Measure;
use super::reader::ContentReader;
use super::source::Source;
use std::io;
use std::sync::Arc;

/// One stretch of mail data.
#[derive(Debug, Clone)]
pub struct Piece {
    pub(super) source: Source,
    pub(super) offset: u64,
    pub(super) encoding: Encoding,
    pub(super) measure: Measure,
}

impl Piece {
    /// Octets that are mail data already, such as header fields.
    pub fn text(octets: Vec<u8>) -> Self {
        let mut measure = Measure::default();
        measure.push(&octets);
        Self {
            source: octets.into(),
            offset: 0,
            encoding: Encoding::Identity,
            measure,
        }
    }

    /// A whole source in base64: its length is arithmetic, nothing is read.
    pub fn base64(source: Source) -> Self {
        let octets = encoded_octets(source.octets());
        let mut measure = Measure::default();
        measure.octets = octets;
        measure.longest_line = octets.min(76);
        Self {
            source,
            offset: 0,
            encoding: Encoding::Base64,
            measure,
        }
    }

    /// A source from octet `offset` on, read through once to know what it becomes.
    ///
    /// # Errors
    /// [`Error::Read`] when it cannot be read.
    pub fn measured(
        source: Source,
        offset: u64,
        encoding: Encoding,
        shown: &str,
    ) -> Result<Self, Error> {
        let measure = source
            .reader(offset)
            .and_then(|mut reader| Measure::of(&mut reader, encoding))
            .map_err(|source| Error::Read {
                file: shown.to_owned(),
                source,
            })?;
        Ok(Self {
            source,
            offset,
            encoding,
            measure,
        })
    }

    /// A whole source of which it is known already what it becomes.
    pub fn known(source: Source, encoding: Encoding, measure: Measure) -> Self {
        Self {
            source,
            offset: 0,
            encoding,
            measure,
        }
    }

    /// Whether its last line is ended by a CRLF of its own; true of nothing at all, which follows one.
    pub fn ends_line(&self) -> bool {
        self.measure.octets == 0 || self.measure.ends_line()
    }

    /// What is known of the mail data it becomes.
    pub fn measure(&self) -> &Measure {
        &self.measure
    }
}

/// The mail data of one message (RFC 5322): every line ended with CRLF, no CR or LF alone.
#[derive(Debug, Clone)]
pub struct Content {
    pieces: Arc<[Piece]>,
    octets: u64,
    eight_bit: bool,
    utf8_header: bool,
    longest_line: u64,
}

impl Content {
    /// Puts pieces together; `utf8_header` says that a header field holds octets above 127
    /// (RFC 6532). Together they must be mail data, each but the last ending where a line does or
    /// followed by one that begins with CRLF.
    pub fn new(pieces: Vec<Piece>, utf8_header: bool) -> Self {
        let measures = || pieces.iter().map(|piece| &piece.measure);
        Self {
            octets: measures().map(|measure| measure.octets).sum(),
            eight_bit: measures().any(Measure::eight_bit),
            longest_line: measures().map(|m| m.longest_line).max().unwrap_or(0),
            utf8_header,
            pieces: pieces.into(),
        }
    }

    /// Octets of the mail data, line ends counted as two, without the final dot and without
    /// dot-stuffing: what SIZE declares (RFC 1870 section 5).
    pub fn octets(&self) -> u64 {
        self.octets
    }

    /// Whether an octet is above 127, so that BODY=8BITMIME must be said (RFC 6152 section 2).
    pub fn has_eight_bit(&self) -> bool {
        self.eight_bit
    }

    /// Whether a header field is not ASCII, so that SMTPUTF8 is needed (RFC 6531 section 3.4).
    pub fn has_utf8_header(&self) -> bool {
        self.utf8_header
    }

    /// Octets of the longest line without its CRLF; RFC 5322 section 2.1.1 allows 998.
    pub fn longest_line(&self) -> u64 {
        self.longest_line
    }

    /// Reads the mail data from its first octet; may be called again, for the same octets.
    ///
    /// # Errors
    /// None now; a file that cannot be opened again is an error of the first read that needs it.
    pub fn reader(&self) -> io::Result<ContentReader> {
        Ok(ContentReader::new(Arc::clone(&self.pieces)))
    }
}
