//! Why a password could not be found.

use super::MAX_PASSWORD_OCTETS;
use crate::account::origin::Origin;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;

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
    NotSet,
    /// What was found is empty.
    Empty(Origin),
    /// What was found cannot be a password.
    Malformed(Origin),
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
                path.display().to_string().escape_debug()
            ),
            Error::CommandNotRun(_) => f.write_str("cannot run the password command"),
            Error::Command(_) => f.write_str("cannot read the output of the password command"),
            Error::CommandFailed(status) => write!(f, "the password command failed: {status}"),
            // The name is not shown: people give the password itself here, and many authorization codes look like names.
            Error::NotSet => f.write_str(
                "the variable that --password-env names is not set; the flag expects a variable's name, not the password",
            ),
            Error::Empty(origin) => write!(f, "the password from {} is empty", Place(origin)),
            Error::Malformed(origin) => write!(
                f,
                "the password from {} contains a CR, LF or NUL, or is longer than {} octets",
                Place(origin),
                MAX_PASSWORD_OCTETS
            ),
            Error::Nowhere => f.write_str(
                "no password: give --password-file, --password-command or --password-env, or set MAILCALL_PASSWORD; there is no terminal to ask on",
            ),
            Error::Prompt(_) => f.write_str("cannot ask for the password on the terminal"),
        }
    }
}

/// An origin as a place of passwords: the default is to ask.
struct Place<'o>(&'o Origin);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Origin::Default => f.write_str("the terminal"),
            Origin::Flag(_) | Origin::Variable(_) | Origin::Key(_) | Origin::Preset(_) => {
                write!(f, "{}", self.0)
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::File { source, .. }
            | Error::CommandNotRun(source)
            | Error::Command(source)
            | Error::Prompt(source) => Some(source),
            Error::CommandFailed(_)
            | Error::NotSet
            | Error::Empty(_)
            | Error::Malformed(_)
            | Error::Nowhere => None,
        }
    }
}
