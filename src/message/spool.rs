//! Input that can be read only once is kept: in memory while it is small, else in a file that has no
//! name. So its length is known, a retry sends the same octets, and a producer that is slow or dies
//! never leaves half a message at a server.

use super::error::Error;
use super::measure::BLOCK_OCTETS;
use super::source::Source;
use std::fs::File;
use std::io::{self, Read, Write};
use std::sync::Arc;

/// Most octets of an input that are kept in memory, 1 MiB; the rest of a run fits beside it in 16 MiB.
pub const MAX_MEMORY_OCTETS: usize = 1 << 20;

/// Takes octets in and becomes a [`Source`].
#[derive(Debug, Default)]
pub struct Spool {
    memory: Vec<u8>,
    file: Option<File>,
    written: u64,
}

impl Spool {
    /// Keeps `block` behind what is there.
    ///
    /// # Errors
    /// When the temporary file cannot be made or written. It is unlinked from its first moment, mode
    /// 0600, in the directory for temporary files.
    pub fn push(&mut self, block: &[u8]) -> io::Result<()> {
        if self.file.is_none() && self.memory.len() + block.len() > MAX_MEMORY_OCTETS {
            let mut file = tempfile::tempfile()?;
            file.write_all(&self.memory)?;
            self.written = self.memory.len() as u64;
            self.memory = Vec::new();
            self.file = Some(file);
        }
        match &mut self.file {
            Some(file) => {
                file.write_all(block)?;
                self.written += block.len() as u64;
            }
            None => self.memory.extend_from_slice(block),
        }
        Ok(())
    }

    /// Ends the input.
    pub fn finish(self) -> Source {
        match self.file {
            Some(file) => Source::Spool {
                file: Arc::new(file),
                octets: self.written,
            },
            None => self.memory.into(),
        }
    }
}

/// Reads `input` to its end; `shown` names it in errors.
///
/// # Errors
/// [`Error::Read`] when it cannot be read, [`Error::Spool`] when it cannot be kept.
pub fn spool(input: &mut dyn Read, shown: &str) -> Result<Source, Error> {
    let mut spool = Spool::default();
    let mut block = vec![0; BLOCK_OCTETS];
    loop {
        match input.read(&mut block) {
            Ok(0) => return Ok(spool.finish()),
            Ok(count) => spool.push(&block[..count]).map_err(Error::Spool)?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(source) => {
                return Err(Error::Read {
                    file: shown.to_owned(),
                    source,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_MEMORY_OCTETS, Source, spool};
    use std::io::Read as _;

    #[test]
    fn small_input_stays_in_memory_and_large_input_reads_back() {
        for (octets, in_memory) in [
            (0, true),
            (MAX_MEMORY_OCTETS, true),
            (MAX_MEMORY_OCTETS + 1, false),
        ] {
            let input: Vec<u8> = (0..octets).map(|n| (n % 251) as u8).collect();
            let Ok(source) = spool(&mut input.as_slice(), "input") else {
                panic!("spooling failed");
            };
            assert_eq!(source.octets(), octets as u64);
            assert_eq!(matches!(source, Source::Memory(_)), in_memory);
            for offset in [0, octets / 2] {
                let mut back = Vec::new();
                let read = source
                    .reader(offset as u64)
                    .and_then(|mut reader| reader.read_to_end(&mut back));
                assert!(read.is_ok());
                assert!(back == input[offset..]);
            }
        }
    }
}
