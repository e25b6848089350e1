//! Content that is counted on its way, and whose start is kept for JSON.

use crate::reader::MAX_READ_OCTETS;
use std::io::{self, Read};

/// Counts what is read from `content`.
pub(super) struct Counted<'m> {
    content: &'m mut dyn Read,
    octets: u64,
    start: Option<Vec<u8>>,
}

impl<'m> Counted<'m> {
    /// Counts; `keeps_start` keeps the first [`MAX_READ_OCTETS`] too.
    pub(super) fn new(content: &'m mut dyn Read, keeps_start: bool) -> Self {
        Counted {
            content,
            octets: 0,
            start: keeps_start.then(Vec::new),
        }
    }

    /// The number of octets, and the first of them if they were kept.
    pub(super) fn finish(self) -> (u64, Option<Vec<u8>>) {
        (self.octets, self.start)
    }
}

impl Read for Counted<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let octets = self.content.read(out)?;
        self.octets += octets as u64;
        if let Some(start) = &mut self.start {
            let room = MAX_READ_OCTETS.saturating_sub(start.len());
            start.extend_from_slice(&out[..octets.min(room)]);
        }
        Ok(octets)
    }
}
