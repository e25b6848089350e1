//! Why a message was not stored.

use crate::copy::Stopped;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Where octets are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Standard output.
    Stdout,
    /// A file.
    File(PathBuf),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Stdout => f.write_str("stdout"),
            Place::File(path) => f.write_str(&shown(path)),
        }
    }
}

/// Why a message was not stored.
#[derive(Debug)]
pub(crate) enum Error {
    /// The message could not be read to its end; nothing is wrong with the place.
    Source(io::Error),
    /// There is a file of that name already, with other content.
    Exists(PathBuf),
    /// The file or directory cannot be made.
    Create {
        /// Its path.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It cannot be written to.
    Write {
        /// Where.
        place: Place,
        /// Why.
        source: io::Error,
    },
}

impl Error {
    /// Why a message was not copied to its end, by the side that failed.
    pub(crate) fn of(stopped: Stopped<io::Error>, place: &Place) -> Self {
        match stopped {
            Stopped::Read(source) => Error::Source(source),
            Stopped::Write(source) => Error::Write {
                place: place.clone(),
                source,
            },
        }
    }

    /// Whether the program that reads our stdout has closed it, as in `retr 1 | head`.
    pub(crate) fn is_closed_stdout(&self) -> bool {
        match self {
            Error::Write {
                place: Place::Stdout,
                source,
            } => source.kind() == io::ErrorKind::BrokenPipe,
            _ => false,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Source(_) => f.write_str("cannot read the message"),
            Error::Exists(path) => {
                write!(f, "{} exists already and is not overwritten", shown(path))
            }
            Error::Create { path, .. } => write!(f, "cannot create {}", shown(path)),
            Error::Write { place, .. } => write!(f, "cannot write to {place}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Source(source) | Error::Create { source, .. } | Error::Write { source, .. } => {
                Some(source)
            }
            Error::Exists(_) => None,
        }
    }
}

/// A path with its control characters escaped.
fn shown(path: &Path) -> String {
    path.display().to_string().escape_debug().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_reader_of_stdout_that_went_away_is_a_closed_stdout() {
        let error = |place, kind: io::ErrorKind| Error::Write {
            place,
            source: kind.into(),
        };
        let file = || Place::File("stdout".into());
        assert!(error(Place::Stdout, io::ErrorKind::BrokenPipe).is_closed_stdout());
        assert!(!error(Place::Stdout, io::ErrorKind::StorageFull).is_closed_stdout());
        assert!(!error(file(), io::ErrorKind::BrokenPipe).is_closed_stdout());
    }
}
