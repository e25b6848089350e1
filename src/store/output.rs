//! Standard output as a sink: nothing but the message.

use super::{Error, Label, Sink, copy_to};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Writes each message to stdout, one behind the other.
#[derive(Clone, Copy, Debug, Default)]
pub struct Output;

impl Sink for Output {
    fn store(
        &mut self,
        _label: Label<'_>,
        content: &mut dyn Read,
    ) -> Result<Option<PathBuf>, Error> {
        let mut stdout = io::stdout().lock();
        let path = Path::new("stdout");
        copy_to(content, &mut Unbuffered(&mut stdout), path)?;
        stdout.flush().map_err(|source| Error::Write {
            path: path.to_owned(),
            source,
        })?;
        Ok(None)
    }
}

/// std's stdout looks for line ends in everything; whole blocks with a flush behind each go through at once.
struct Unbuffered<'o>(&'o mut io::StdoutLock<'static>);

impl Write for Unbuffered<'_> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0.write_all(octets)?;
        self.0.flush()?;
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
