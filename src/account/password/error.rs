//! Why a password could not be found.

use super::MAX_PASSWORD_OCTETS;
use crate::input::closing_command;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

/// How an error names a place of passwords.
type Place = String;

/// Why a password could not be found. It never contains one.
#[derive(Debug)]
pub(crate) enum Error {
    /// The file cannot be read.
    File {
        /// Its path.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The command cannot be started.
    CommandNotRun(io::Error),
    /// The command was started, and its output or its end does not come.
    Command(io::Error),
    /// The command failed.
    CommandFailed(ExitStatus),
    /// The variable that should hold it is not set.
    NotSet(Place),
    /// It should be a credential, and there is no folder of credentials.
    NoCredentials(Place),
    /// A quote in `~/.netrc` does not end in its line.
    NetrcQuote {
        /// The path of the file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// `~/.netrc` is longer than any such file.
    NetrcTooLarge {
        /// The path of the file.
        path: PathBuf,
        /// How many octets it may have.
        most: u64,
    },
    /// `~/.netrc` has the password, and other users can read it.
    NetrcOpen(PathBuf),
    /// What was found is empty.
    Empty(Place),
    /// What was found cannot be a password.
    Malformed(Place),
    /// No place has one, and there is no terminal to ask on.
    Nowhere,
    /// The terminal failed.
    Prompt(io::Error),
}

impl Error {
    /// Whether the deadline passed while the password was awaited: the same may work later.
    pub(crate) fn is_temporary(&self) -> bool {
        match self {
            Error::File { source, .. } | Error::Command(source) | Error::Prompt(source) => {
                source.kind() == io::ErrorKind::TimedOut
            }
            _ => false,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::File { path, .. } => write!(
                f,
                "cannot read password file {}",
                shown(path)
            ),
            Error::CommandNotRun(_) => f.write_str("cannot run the password command"),
            Error::Command(_) => f.write_str("cannot read the output of the password command"),
            Error::CommandFailed(status) => write!(f, "the password command failed: {status}"),
            // The name is not shown: people give the password itself here, and many authorization codes look like names.
            Error::NotSet(place) => write!(
                f,
                "the variable that {place} names is not set; it expects a variable's name, not the password"
            ),
            Error::NoCredentials(place) => write!(
                f,
                "{place} names a credential, but CREDENTIALS_DIRECTORY is not set: systemd sets it for a service with LoadCredential"
            ),
            Error::NetrcQuote { path, line } => write!(
                f,
                "{}:{line}: a quote is not closed in its line",
                shown(path)
            ),
            Error::NetrcTooLarge { path, most } => {
                write!(f, "{} is longer than {most} octets", shown(path))
            }
            Error::NetrcOpen(path) => write!(
                f,
                "{} holds the password, and other users can read it: run {}",
                shown(path),
                closing_command(path).escape_debug()
            ),
            Error::Empty(place) => write!(f, "the password from {place} is empty"),
            Error::Malformed(place) => write!(
                f,
                "the password from {place} contains a CR, LF or NUL, or is longer than {MAX_PASSWORD_OCTETS} octets"
            ),
            Error::Nowhere => f.write_str(
                "no password: give --password-file, --password-command or --password-env, or set MAILCALL_PASSWORD; there is no terminal to ask on",
            ),
            Error::Prompt(_) => f.write_str("cannot ask for the password on the terminal"),
        }
    }
}

/// A path on one line.
fn shown(path: &Path) -> String {
    path.display().to_string().escape_debug().to_string()
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::File { source, .. }
            | Error::CommandNotRun(source)
            | Error::Command(source)
            | Error::Prompt(source) => Some(source),
            Error::CommandFailed(_)
            | Error::NotSet(_)
            | Error::NoCredentials(_)
            | Error::NetrcQuote { .. }
            | Error::NetrcTooLarge { .. }
            | Error::NetrcOpen(_)
            | Error::Empty(_)
            | Error::Malformed(_)
            | Error::Nowhere => None,
        }
    }
}
