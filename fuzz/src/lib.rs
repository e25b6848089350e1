//! What the targets share: a stream in memory that comes in pieces.

use mailcall::timeout::{DEFAULT_TIMEOUT, Timeouts};
use mailcall::wire::trace::Silent;
use mailcall::wire::{Connection, Stream};
use std::io::{self, Read, Write};
use std::time::Instant;

/// A server that has said all it will say; it gives at most `piece` octets a read.
pub struct Memory<'a> {
    rest: &'a [u8],
    piece: usize,
}

/// A conversation with a server that says `octets`, at most `piece` of them at once.
pub fn connection(octets: &[u8], piece: u8) -> Connection<Memory<'_>> {
    let piece = usize::from(piece).max(1);
    let stream = Memory {
        rest: octets,
        piece,
    };
    Connection::new(
        stream,
        Timeouts::new(DEFAULT_TIMEOUT, None),
        Box::new(Silent),
    )
}

/// The first octets of an input, which say how the rest is cut.
pub fn knobs<const COUNT: usize>(data: &[u8]) -> Option<([u8; COUNT], &[u8])> {
    let (knobs, rest) = data.split_first_chunk()?;
    Some((*knobs, rest))
}

/// Lines as a reader of whole inputs sees them: ended by LF, one CR before it taken off, the last without end left out.
pub fn lines(octets: &[u8]) -> Vec<&[u8]> {
    let whole = octets
        .split_inclusive(|octet| *octet == b'\n')
        .filter_map(|line| line.strip_suffix(b"\n"));
    whole
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .collect()
}

impl Read for Memory<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let most = self.piece.min(out.len());
        let octets = (&self.rest[..most.min(self.rest.len())]).read(out)?;
        self.rest = &self.rest[octets..];
        Ok(octets)
    }
}

impl Write for Memory<'_> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Stream for Memory<'_> {
    fn set_deadline(&mut self, _: Instant) {}

    fn read_available(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        self.read(buffer).map(Some)
    }

    fn is_encrypted(&self) -> bool {
        false
    }

    fn close(&mut self) -> io::Result<()> {
        Ok(())
    }
}
