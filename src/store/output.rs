//! Standard output as a sink: nothing but the message.

use super::error::{Error, Place};
use super::sink::{Label, OpenSink, Properties, Sink, Stored};
use crate::copy;
use std::io::{self, Read, Write};

/// Writes each message to stdout, one behind the other.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Output;

impl Sink for Output {
    fn properties(&self) -> Properties {
        Properties {
            needs_unique_ids: false,
            holds_several: false,
            writes_to_stdout: true,
            prints_paths: false,
        }
    }

    fn open(self: Box<Self>) -> Result<Box<dyn OpenSink>, Error> {
        Ok(self)
    }
}

impl OpenSink for Output {
    fn store(&mut self, _label: Label<'_>, content: &mut dyn Read) -> Result<Stored, Error> {
        write_to_stdout(content)?;
        Ok(Stored::passed_on())
    }
}

/// Writes all of `content` to stdout, and flushes it.
///
/// # Errors
/// [`Error::Source`] when it cannot be read, [`Error::Write`].
pub(crate) fn write_to_stdout(content: &mut dyn Read) -> Result<(), Error> {
    let mut stdout = io::stdout().lock();
    // std's stdout searches everything for line ends; a whole block with a flush behind it passes through at once.
    copy::copy(content, |block| {
        stdout.write_all(block).and_then(|()| stdout.flush())
    })
    .map_err(|stopped| Error::of(stopped, &Place::Stdout))?;
    Ok(())
}
