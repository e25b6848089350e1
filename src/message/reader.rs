//! The mail data as a stream.

use super::encoding::Encoder;
use super::piece::Piece;
use super::source::{Changed, SourceReader};
use crate::copy::{BLOCK_OCTETS, read_block};
use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;

/// Yields exactly the octets that the content counted when it was made, or fails before the last of them.
pub(crate) struct ContentReader {
    pieces: Arc<[Piece]>,
    /// The index of the current piece.
    at: usize,
    current: Option<Current>,
    block: Vec<u8>,
    out: Vec<u8>,
    /// Octets of `out` that the caller has.
    given: usize,
}

struct Current {
    source: SourceReader,
    encoder: Encoder,
    /// Octets of the piece that are still to come, by its measure.
    owed: u64,
    ended: bool,
}

impl fmt::Debug for ContentReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContentReader")
            .field("piece", &self.at)
            .finish_non_exhaustive()
    }
}

impl ContentReader {
    pub(super) fn new(pieces: Arc<[Piece]>) -> Self {
        Self {
            pieces,
            at: 0,
            current: None,
            block: Vec::new(),
            out: Vec::new(),
            given: 0,
        }
    }

    /// Puts the next octets into `out`; leaves it empty at the end of the content.
    fn fill(&mut self) -> io::Result<()> {
        self.out.clear();
        self.given = 0;
        while self.out.is_empty() {
            let Some(piece) = self.pieces.get(self.at) else {
                return Ok(());
            };
            let current = match &mut self.current {
                Some(current) => current,
                none => none.insert(Current {
                    source: piece.source.reader(piece.offset)?,
                    encoder: Encoder::new(piece.encoding),
                    owed: piece.measure.octets,
                    ended: false,
                }),
            };
            self.block.resize(BLOCK_OCTETS, 0);
            // The piece's last octet is held back until its source is known to have ended.
            while !current.ended && (self.out.is_empty() || self.out.len() as u64 >= current.owed) {
                match read_block(&mut current.source, &mut self.block) {
                    Ok(0) => {
                        current.encoder.finish(&mut self.out);
                        current.ended = true;
                    }
                    Ok(count) => current.encoder.push(&self.block[..count], &mut self.out),
                    Err(error) => {
                        self.out.clear();
                        return Err(error);
                    }
                }
                if self.out.len() as u64 > current.owed {
                    self.out.clear();
                    return Err(Changed::error("the content", "became longer"));
                }
            }
            current.owed -= self.out.len() as u64;
            if current.ended {
                if current.owed > 0 {
                    self.out.clear();
                    return Err(Changed::error("the content", "became shorter"));
                }
                self.current = None;
                self.at += 1;
            }
        }
        Ok(())
    }
}

impl Read for ContentReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        if self.given == self.out.len() {
            self.fill()?;
        }
        let rest = &self.out[self.given..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}
