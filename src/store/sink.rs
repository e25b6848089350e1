//! What every sink answers and does.

use super::error::Error;
use std::io::Read;
use std::path::PathBuf;

/// What is known of a message before its first octet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Label<'l> {
    /// The message-number.
    pub number: u32,
    /// The unique-id, where there is one.
    pub unique_id: Option<&'l str>,
}

/// What a sink says of itself. A new question does not compile before each sink answers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Properties {
    /// It names its files by unique-id.
    pub needs_unique_ids: bool,
    /// Several messages in it can be told apart.
    pub holds_several: bool,
    /// Messages go to stdout, so that nothing else can.
    pub writes_to_stdout: bool,
    /// Each message has a path of its own, which is worth printing.
    pub prints_paths: bool,
}

/// A place for messages that was chosen and is not open yet.
pub(crate) trait Sink {
    /// What it says of itself.
    fn properties(&self) -> Properties;

    /// Opens or makes it.
    ///
    /// # Errors
    /// [`Error::Create`].
    fn open(self: Box<Self>) -> Result<Box<dyn OpenSink>, Error>;
}

/// An open place for messages.
pub(crate) trait OpenSink {
    /// Reads one message to its end, and returns when it is as safe as the place can make it.
    ///
    /// # Errors
    /// [`Error::Source`] when the message cannot be read; [`Error::Exists`], [`Error::Create`], [`Error::Write`] when it
    /// cannot be stored. Nothing half-written is left under a message's name.
    fn store(&mut self, label: Label<'_>, content: &mut dyn Read) -> Result<Stored, Error>;
}

/// What was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    /// The file that it is in. File and every directory that got a new entry are on disk.
    pub path: Option<PathBuf>,
}

impl Stored {
    /// On disk, in this file.
    pub(crate) fn in_file(path: PathBuf) -> Self {
        Stored { path: Some(path) }
    }

    /// Passed on; what becomes of it is not known here.
    pub(crate) fn passed_on() -> Self {
        Stored { path: None }
    }
}
