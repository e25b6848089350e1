//! Nowhere: for `--json` without a place for the messages.

use super::error::Error;
use super::sink::{Label, OpenSink, Properties, Sink, Stored};
use crate::copy;
use std::io::Read;

/// Reads each message and keeps nothing.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Discard;

impl Sink for Discard {
    fn properties(&self) -> Properties {
        Properties {
            needs_unique_ids: false,
            holds_several: true,
            writes_to_stdout: false,
            prints_paths: false,
        }
    }

    fn open(self: Box<Self>) -> Result<Box<dyn OpenSink>, Error> {
        Ok(self)
    }
}

impl OpenSink for Discard {
    fn store(&mut self, _label: Label<'_>, content: &mut dyn Read) -> Result<Stored, Error> {
        copy::drain(content).map_err(Error::Source)?;
        Ok(Stored::passed_on())
    }
}
