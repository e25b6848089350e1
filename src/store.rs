//! Where a retrieved message may be put: each sink takes a stream of octets and says when it is safe.
//!
//! A file is visible under its name only when it is whole and on disk; an existing one is never overwritten.

pub mod directory;
pub mod local;
pub mod mbox;
pub mod output;

pub use directory::Directory;
pub use local::LocalLineEnds;
pub use mbox::Mbox;
pub use output::Output;

use crate::copy::{self, Stopped};
use std::fmt;
use std::io::{self, Read};
use std::path::PathBuf;

/// What is known of a message before its first octet.
#[derive(Clone, Copy, Debug)]
pub struct Label<'l> {
    /// The message-number.
    pub number: u32,
    /// The unique-id, where there is one.
    pub unique_id: Option<&'l str>,
}

/// A place for messages.
pub trait Sink {
    /// Takes one message to its end, and returns when it is as safe as the place can make it, with its path if it has
    /// one of its own.
    ///
    /// # Errors
    /// [`Error::Source`] when the message could not be read; [`Error::Exists`], [`Error::Create`], [`Error::Write`]
    /// when it could not be put away. Nothing half-written is left under a message's name.
    fn store(&mut self, label: Label<'_>, content: &mut dyn Read)
    -> Result<Option<PathBuf>, Error>;
}

/// Why a message was not stored.
#[derive(Debug)]
pub enum Error {
    /// The message could not be read to its end; nothing is wrong with the place.
    Source(io::Error),
    /// There is a file of that name already.
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
        /// Its path, or "stdout".
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |path: &PathBuf| path.display().to_string().escape_debug().to_string();
        match self {
            Error::Source(source) => write!(f, "{source}"),
            Error::Exists(path) => {
                write!(f, "{} exists already and is not overwritten", shown(path))
            }
            Error::Create { path, source } => write!(f, "cannot create {}: {source}", shown(path)),
            Error::Write { path, source } => write!(f, "cannot write to {}: {source}", shown(path)),
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

/// Copies to the end.
fn copy_to(
    content: &mut dyn Read,
    to: &mut dyn io::Write,
    path: &std::path::Path,
) -> Result<(), Error> {
    match copy::copy(content, |block| to.write_all(block)) {
        Ok(_) => Ok(()),
        Err(Stopped::Read(source)) => Err(Error::Source(source)),
        Err(Stopped::Write(source)) => Err(Error::Write {
            path: path.to_owned(),
            source,
        }),
    }
}
