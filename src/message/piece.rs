//! One stretch of mail data: a source, the encoding that turns it into mail data, and what is known of the result.

use super::base64::encoded_octets;
use super::encoding::Encoding;
use super::error::Error;
use super::measure::Measure;
use super::source::Source;

/// One stretch of mail data.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(super) source: Source,
    pub(super) offset: u64,
    pub(super) encoding: Encoding,
    pub(super) measure: Measure,
}

impl Piece {
    /// Octets that are mail data already, such as header fields.
    pub(crate) fn text(octets: Vec<u8>) -> Self {
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
    pub(crate) fn base64(source: Source) -> Self {
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
    pub(crate) fn measured(
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

    /// A whole source whose encoded form is known already.
    pub(crate) fn known(source: Source, encoding: Encoding, measure: Measure) -> Self {
        Self {
            source,
            offset: 0,
            encoding,
            measure,
        }
    }

    /// Whether its last line ends with its own CRLF; true for an empty piece, which follows one.
    pub(crate) fn ends_line(&self) -> bool {
        self.measure.octets == 0 || self.measure.ends_line()
    }

    /// What is known of the mail data it becomes.
    pub(crate) fn measure(&self) -> &Measure {
        &self.measure
    }
}
