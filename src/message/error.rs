//! Why a message cannot be made or read, and whose fault it is.

use crate::spool;
use std::fmt;
use std::io;
use std::path::PathBuf;

/// Which kind of failure an error is; decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The command line cannot be understood (64).
    Usage,
    /// A value or the content of a file is malformed (65).
    Data,
    /// A file to send is missing or unreadable (66).
    NoInput,
    /// Reading or spooling failed (74).
    Io,
    /// The deadline passed before the input ended (75).
    Temporary,
}

/// A message that cannot be made or read.
#[derive(Debug)]
pub(crate) enum Error {
    /// A ready-made message has no header section.
    NoHeader,
    /// The header section is longer than this program reads.
    HeaderTooLong {
        /// The limit, in octets.
        limit: usize,
    },
    /// This line of the header section, counted from 1, is not a field (RFC 5322 section 2.2).
    BadHeaderLine(u64),
    /// It holds a NUL (RFC 5321 section 2.3.8 with RFC 5322 section 2.3).
    Nul {
        /// Where, counted from 0.
        offset: u64,
    },
    /// A file cannot be opened, or is not a file.
    Open {
        /// The file as the user named it.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// Reading failed after the file was open.
    Read {
        /// The file as the user named it.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// A temporary file cannot be made or written.
    Spool {
        /// The directory of temporary files.
        directory: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The system gave no random octets.
    Random,
}

impl Error {
    /// The temporary file failed.
    pub(crate) fn spool(source: io::Error) -> Self {
        Self::Spool {
            directory: spool::directory(),
            source,
        }
    }

    /// Whose fault it is.
    pub(crate) fn fault(&self) -> Fault {
        match self {
            Self::NoHeader
            | Self::HeaderTooLong { .. }
            | Self::BadHeaderLine(_)
            | Self::Nul { .. } => Fault::Data,
            Self::Open { .. } => Fault::NoInput,
            Self::Read { source, .. } if source.kind() == io::ErrorKind::TimedOut => {
                Fault::Temporary
            }
            Self::Read { .. } | Self::Spool { .. } | Self::Random => Fault::Io,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoHeader => f.write_str("it has no header fields, so it is not a message"),
            Self::HeaderTooLong { limit } => {
                write!(f, "its header section is longer than {limit} octets")
            }
            Self::BadHeaderLine(line) => {
                write!(f, "line {line} is not a header field (`Name: value`)")
            }
            Self::Nul { offset } => {
                write!(f, "it has a NUL at octet {offset}, which mail cannot carry")
            }
            Self::Open { file, .. } => write!(f, "cannot open {file}"),
            Self::Read { file, .. } => write!(f, "cannot read {file}"),
            Self::Spool { directory, .. } => write!(
                f,
                "cannot keep the input in a temporary file in {}",
                directory.display()
            ),
            Self::Random => f.write_str("the system gave no random octets"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Open { source, .. } | Self::Read { source, .. } | Self::Spool { source, .. } => {
                Some(source)
            }
            _ => None,
        }
    }
}
