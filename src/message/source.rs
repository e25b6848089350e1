//! Where octets come from: the spool (memory or an unlinked file), or a named file. Of a named file as many octets are read
//! as it had when it was measured: a log may grow meanwhile, and nothing else may happen to it.

use super::error::Error;
use crate::copy::Stopped;
use crate::input::{self, Bounded};
use crate::spool::{SpoolReader, Spooled, spool};
use crate::timeout::Deadline;
use std::cmp::Ordering;
use std::fmt;
use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// Octets of known number that can be read any number of times.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// Kept by this process: nobody else can change it.
    Spooled(Spooled),
    /// In a file that somebody else may change.
    File(Arc<NamedFile>),
}

/// A file as it was when it was measured.
#[derive(Debug)]
pub(crate) struct NamedFile {
    path: PathBuf,
    shown: String,
    identity: Identity,
}

/// What shows that a file is still the one that was measured, and holds the same octets up to its length then.
#[derive(Debug, PartialEq, Eq)]
struct Identity {
    octets: u64,
    modified: Option<SystemTime>,
    #[cfg(unix)]
    file: (u64, u64),
}

impl Identity {
    /// How a file that was like this and is like `now` has changed; `None` if it only grew.
    fn change(&self, now: &Self) -> Option<&'static str> {
        #[cfg(unix)]
        if self.file != now.file {
            return Some("was replaced");
        }
        match now.octets.cmp(&self.octets) {
            Ordering::Less => Some("became shorter"),
            Ordering::Equal if self.modified != now.modified => Some("was written to"),
            Ordering::Equal | Ordering::Greater => None,
        }
    }

    fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt as _;
        Self {
            octets: metadata.len(),
            modified: metadata.modified().ok(),
            #[cfg(unix)]
            file: (metadata.dev(), metadata.ino()),
        }
    }
}

/// A file has changed since its message was made; sending must stop.
#[derive(Debug)]
pub(crate) struct Changed {
    file: String,
    how: &'static str,
}

impl fmt::Display for Changed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} since it was measured", self.file, self.how)
    }
}

impl std::error::Error for Changed {}

impl Changed {
    pub(super) fn error(file: &str, how: &'static str) -> io::Error {
        io::Error::other(Self {
            file: file.to_owned(),
            how,
        })
    }
}

impl From<Vec<u8>> for Source {
    fn from(octets: Vec<u8>) -> Self {
        Self::Spooled(octets.into())
    }
}

impl From<Spooled> for Source {
    fn from(spooled: Spooled) -> Self {
        Self::Spooled(spooled)
    }
}

impl Source {
    /// Reads `input` to its end and keeps it; `shown` names it in errors.
    ///
    /// # Errors
    /// [`Error::Read`] when it cannot be read, [`Error::Spool`] when it cannot be kept.
    pub(crate) fn spool(input: &mut dyn Read, shown: &str) -> Result<Self, Error> {
        match spool(input) {
            Ok(spooled) => Ok(spooled.into()),
            Err(Stopped::Read(source)) => Err(Error::Read {
                file: shown.to_owned(),
                source,
            }),
            Err(Stopped::Write(source)) => Err(Error::spool(source)),
        }
    }

    /// Opens a file. A regular one is left where it is; what has no length before it is read (a pipe, a file of /proc or
    /// /sys) is read to its end, or until the deadline.
    ///
    /// # Errors
    /// [`Error::Open`] when it is missing, unreadable, a directory or a device (which may never end);
    /// [`Error::Read`] when a pipe cannot be read or does not end before the deadline, [`Error::Spool`] when it cannot be
    /// kept.
    pub(crate) fn open(path: &Path, deadline: Deadline) -> Result<Self, Error> {
        let shown = path.display().to_string();
        let failed = |source| Error::Open {
            file: shown.clone(),
            source,
        };
        let refused = |why: &str| failed(io::Error::new(io::ErrorKind::InvalidInput, why));
        let kind = path.metadata().map_err(failed)?.file_type();
        if kind.is_dir() {
            return Err(refused("it is a directory"));
        }
        if is_device(kind) {
            if path == Path::new("/dev/null") {
                return Ok(Vec::new().into());
            }
            return Err(refused("it is a device"));
        }
        let file = input::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        if !metadata.is_file() || !has_length(&metadata) {
            return Self::spool(&mut Bounded::new(file, deadline), &shown);
        }
        Ok(Self::File(Arc::new(NamedFile {
            path: path.to_owned(),
            shown,
            identity: Identity::of(&metadata),
        })))
    }

    /// How many octets there are.
    pub(crate) fn octets(&self) -> u64 {
        match self {
            Self::Spooled(spooled) => spooled.octets(),
            Self::File(file) => file.identity.octets,
        }
    }

    /// Reads from octet `offset`, counted from 0, to the end.
    ///
    /// # Errors
    /// When a named file cannot be opened any more or is not the one that was measured. While reading, any change of a
    /// named file but growth is an error before its last octet is given out.
    pub(crate) fn reader(&self, offset: u64) -> io::Result<SourceReader> {
        Ok(match self {
            Self::Spooled(spooled) => SourceReader::Spooled(spooled.reader(offset)),
            Self::File(measured) => {
                let mut file = File::open(&measured.path)
                    .map_err(|_| Changed::error(&measured.shown, "cannot be opened again"))?;
                verify(&file, measured)?;
                file.seek(SeekFrom::Start(offset))?;
                SourceReader::File {
                    file,
                    measured: Arc::clone(measured),
                    left: measured.identity.octets.saturating_sub(offset),
                    verified: false,
                }
            }
        })
    }
}

/// Whether the length of a regular file can be believed. The files of /proc say that they are empty, those of /sys that
/// they fill a page; neither kind takes a block of a disk. So does a file of holes, which is spooled for nothing.
#[cfg(unix)]
fn has_length(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    metadata.blocks() > 0
}

#[cfg(not(unix))]
fn has_length(_metadata: &Metadata) -> bool {
    true
}

#[cfg(unix)]
fn is_device(kind: std::fs::FileType) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    kind.is_char_device() || kind.is_block_device()
}

#[cfg(not(unix))]
fn is_device(_kind: std::fs::FileType) -> bool {
    false
}

/// One reading of a [`Source`].
#[derive(Debug)]
pub(crate) enum SourceReader {
    /// From the spool.
    Spooled(SpoolReader),
    /// From a named file.
    File {
        /// Opened for this reading.
        file: File,
        /// As it was.
        measured: Arc<NamedFile>,
        /// Octets to come.
        left: u64,
        /// It was found unchanged after its last octet was read.
        verified: bool,
    },
}

impl Read for SourceReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        match self {
            Self::Spooled(reader) => reader.read(buffer),
            Self::File {
                file,
                measured,
                left,
                verified,
            } => {
                let wanted = buffer
                    .len()
                    .min(usize::try_from(*left).unwrap_or(usize::MAX));
                let count = file.read(&mut buffer[..wanted])?;
                if count == 0 && wanted > 0 {
                    return Err(Changed::error(&measured.shown, "became shorter"));
                }
                *left -= count as u64;
                if *left == 0 && !*verified {
                    verify(file, measured)?;
                    *verified = true;
                }
                Ok(count)
            }
        }
    }
}

/// An error if the file is not what was measured, with perhaps more behind it.
fn verify(file: &File, measured: &NamedFile) -> io::Result<()> {
    match measured.identity.change(&Identity::of(&file.metadata()?)) {
        Some(how) => Err(Changed::error(&measured.shown, how)),
        None => Ok(()),
    }
}
