//! Input that can be read only once, kept: in memory while it is small, otherwise in a file without a name. So its length
//! is known, it can be read again, and a producer that is slow or dies never leaves half of it at the other end.

use crate::copy::{self, Stopped};
use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

/// Most octets of an input that are kept in memory, 1 MiB; the rest of a run fits beside it in 16 MiB.
pub(crate) const MAX_MEMORY_OCTETS: usize = 1 << 20;

/// The directory of temporary files, such as the value of TMPDIR.
pub(crate) fn directory() -> PathBuf {
    std::env::temp_dir()
}

/// Collects octets and becomes a [`Spooled`].
#[derive(Debug, Default)]
pub(crate) struct Spool {
    memory: Vec<u8>,
    file: Option<File>,
    written: u64,
}

impl Spool {
    /// Appends `block`.
    ///
    /// # Errors
    /// When the temporary file cannot be made or written. It is unlinked from its first moment, mode 0600, in the
    /// directory for temporary files.
    pub(crate) fn push(&mut self, block: &[u8]) -> io::Result<()> {
        if self.file.is_none() && self.memory.len() + block.len() > MAX_MEMORY_OCTETS {
            let mut file = tempfile::tempfile_in(directory())?;
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
    pub(crate) fn finish(self) -> Spooled {
        match self.file {
            Some(file) => Spooled::File {
                file: Arc::new(file),
                octets: self.written,
            },
            None => self.memory.into(),
        }
    }
}

/// Reads `input` to its end.
///
/// # Errors
/// [`Stopped::Read`] when it cannot be read, [`Stopped::Write`] when it cannot be kept.
pub(crate) fn spool(input: &mut dyn Read) -> Result<Spooled, Stopped<io::Error>> {
    let mut spool = Spool::default();
    copy::copy(input, |block| spool.push(block))?;
    Ok(spool.finish())
}

/// Octets of known number that can be read any number of times.
#[derive(Debug, Clone)]
pub(crate) enum Spooled {
    /// In memory.
    Memory(Arc<[u8]>),
    /// In a file without a name.
    File {
        /// The file.
        file: Arc<File>,
        /// Its length.
        octets: u64,
    },
}

impl From<Vec<u8>> for Spooled {
    fn from(octets: Vec<u8>) -> Self {
        Self::Memory(octets.into())
    }
}

impl Spooled {
    /// How many octets there are.
    pub(crate) fn octets(&self) -> u64 {
        match self {
            Self::Memory(octets) => octets.len() as u64,
            Self::File { octets, .. } => *octets,
        }
    }

    /// Reads from octet `offset`, counted from 0, to the end.
    pub(crate) fn reader(&self, offset: u64) -> SpoolReader {
        SpoolReader {
            spooled: self.clone(),
            at: offset,
        }
    }
}

/// One reading of a [`Spooled`]; several may be under way at once.
#[derive(Debug)]
pub(crate) struct SpoolReader {
    spooled: Spooled,
    /// The next octet.
    at: u64,
}

impl Read for SpoolReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.spooled.octets().saturating_sub(self.at);
        let wanted = buffer
            .len()
            .min(usize::try_from(left).unwrap_or(usize::MAX));
        if wanted == 0 {
            return Ok(0);
        }
        let count = match &self.spooled {
            Spooled::Memory(octets) => {
                let rest = usize::try_from(self.at)
                    .ok()
                    .and_then(|at| octets.get(at..));
                rest.unwrap_or_default().read(&mut buffer[..wanted])?
            }
            Spooled::File { file, .. } => {
                let mut file = &**file;
                file.seek(SeekFrom::Start(self.at))?;
                file.read(&mut buffer[..wanted])?
            }
        };
        if count == 0 {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "the temporary file became shorter",
            ));
        }
        self.at += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_input_stays_in_memory_and_large_input_reads_back() {
        for (octets, in_memory) in [
            (0, true),
            (MAX_MEMORY_OCTETS, true),
            (MAX_MEMORY_OCTETS + 1, false),
        ] {
            let input: Vec<u8> = (0..octets).map(|n| (n % 251) as u8).collect();
            let spooled = spool(&mut input.as_slice()).expect("spooled");
            assert_eq!(spooled.octets(), octets as u64);
            assert_eq!(matches!(spooled, Spooled::Memory(_)), in_memory);
            for offset in [0, octets / 2, octets, octets + 1] {
                let mut back = Vec::new();
                let read = spooled.reader(offset as u64).read_to_end(&mut back);
                assert!(read.is_ok());
                assert!(back == input.get(offset..).unwrap_or_default());
            }
        }
    }

    #[test]
    fn readings_of_one_file_do_not_disturb_each_other() {
        let input = vec![7; MAX_MEMORY_OCTETS + 10];
        let spooled = spool(&mut input.as_slice()).expect("spooled");
        let (mut one, mut other) = (spooled.reader(0), spooled.reader(MAX_MEMORY_OCTETS as u64));
        let (mut whole, mut end) = (Vec::new(), Vec::new());
        one.by_ref()
            .take(100)
            .read_to_end(&mut whole)
            .expect("read");
        other.read_to_end(&mut end).expect("read");
        one.read_to_end(&mut whole).expect("read");
        assert_eq!((whole.len(), end.len()), (input.len(), 10));
    }
}
