//! An mbox (the mboxrd kind): a `From ` line before each message, and a `>` before lines of a message that look like one.

use super::entries;
use super::error::{Error, Place};
use super::quote::Quoter;
use super::sink::{Label, OpenSink, Properties, Sink, Stored};
use crate::copy::{self, BLOCK_OCTETS};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// Appends messages to a file, or writes them to stdout.
#[derive(Debug)]
pub(crate) struct Mbox {
    place: Place,
    /// The date in each `From ` line: the time this run began, as asctime writes it, in UTC.
    date: String,
}

impl Mbox {
    /// The mbox at `place`, which is not opened yet.
    pub(crate) fn new(place: Place, date: String) -> Self {
        Mbox { place, date }
    }
}

impl Sink for Mbox {
    fn properties(&self) -> Properties {
        let is_stdout = self.place == Place::Stdout;
        Properties {
            needs_unique_ids: false,
            holds_several: true,
            writes_to_stdout: is_stdout,
            prints_paths: false,
        }
    }

    /// A file is made if it does not exist, for its owner only, and locked against a second run.
    fn open(self: Box<Self>) -> Result<Box<dyn OpenSink>, Error> {
        let separator = format!("From MAILER-DAEMON {}\n", self.date);
        Ok(match self.place {
            Place::Stdout => Box::new(Stream { separator }),
            Place::File(path) => Box::new(Appended {
                file: open(&path)?,
                path,
                separator,
            }),
        })
    }
}

/// Opens and locks the file.
fn open(path: &Path) -> Result<File, Error> {
    let failed = |source| Error::Create {
        path: path.to_owned(),
        source,
    };
    // Opening a FIFO would wait for its reader, whatever the deadline.
    if path.metadata().is_ok_and(|there| !there.is_file()) {
        return Err(failed(io::Error::other("not a regular file")));
    }
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(failed)?;
    file.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => failed(io::Error::new(
            io::ErrorKind::WouldBlock,
            "another program has it locked",
        )),
        TryLockError::Error(source) => failed(source),
    })?;
    // Also where the file was there: the run that made it may have been killed before this call.
    entries::sync_entry_of(path).map_err(failed)?;
    Ok(file)
}

/// An mbox on stdout.
#[derive(Debug)]
struct Stream {
    separator: String,
}

impl OpenSink for Stream {
    fn store(&mut self, _label: Label<'_>, content: &mut dyn Read) -> Result<Stored, Error> {
        append(
            &self.separator,
            content,
            &mut io::stdout().lock(),
            &Place::Stdout,
        )?;
        Ok(Stored::passed_on())
    }
}

/// An mbox in a file.
#[derive(Debug)]
struct Appended {
    path: PathBuf,
    file: File,
    separator: String,
}

impl OpenSink for Appended {
    /// If a message cannot be appended to its end, the file is truncated to where the message began.
    fn store(&mut self, _label: Label<'_>, content: &mut dyn Read) -> Result<Stored, Error> {
        let place = Place::File(self.path.clone());
        let write = |source| Error::Write {
            place: place.clone(),
            source,
        };
        let file = &mut self.file;
        let before = file.seek(io::SeekFrom::End(0)).map_err(write)?;
        let gap = gap_after(file, before).map_err(write)?;
        let separator = format!("{gap}{}", self.separator);
        let appended = append(&separator, content, file, &place);
        match appended.and_then(|()| file.sync_all().map_err(write)) {
            Ok(()) => Ok(Stored::in_file(self.path.clone())),
            Err(error) => {
                let _ = file.set_len(before);
                Err(error)
            }
        }
    }
}

/// The line ends to write before the next `From ` line, so that an empty line precedes it: a run that was killed may have
/// left half a message.
fn gap_after(file: &mut File, length: u64) -> io::Result<&'static str> {
    let mut tail = [b'\n'; 2];
    let seen = length.min(2) as usize;
    file.seek(io::SeekFrom::Start(length - seen as u64))?;
    file.read_exact(&mut tail[2 - seen..])?;
    Ok(match tail {
        [b'\n', b'\n'] => "",
        [_, b'\n'] => "\n",
        _ => "\n\n",
    })
}

/// Writes one message: the separator, the content quoted, an empty line.
fn append(
    separator: &str,
    content: &mut dyn Read,
    to: &mut dyn Write,
    place: &Place,
) -> Result<(), Error> {
    let failed = |source| Error::Write {
        place: place.clone(),
        source,
    };
    let mut to = BufWriter::with_capacity(BLOCK_OCTETS, to);
    to.write_all(separator.as_bytes()).map_err(failed)?;
    let mut quoter = Quoter::default();
    if let Err(stopped) = copy::copy(content, |block| quoter.write(block, &mut to)) {
        // What is still in memory is no use to anybody.
        let _ = to.into_parts();
        return Err(Error::of(stopped, place));
    }
    quoter
        .finish(&mut to)
        .and_then(|()| to.flush())
        .map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::entries::tests::synced_by;

    fn opened(path: &Path) -> Result<Box<dyn OpenSink>, Error> {
        let date = "Thu Jan  1 00:00:00 1970";
        Box::new(Mbox::new(Place::File(path.into()), date.into())).open()
    }

    #[test]
    fn a_message_that_is_cut_leaves_the_file_as_it_was() {
        struct Breaks;
        impl Read for Breaks {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("cut"))
            }
        }
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("box");
        std::fs::write(&path, "half a li").expect("written");
        let mut sink = opened(&path).expect("opened");
        let label = Label {
            number: 1,
            unique_id: None,
        };
        assert!(sink.store(label, &mut b"half".chain(Breaks)).is_err());
        assert_eq!(std::fs::read_to_string(&path).expect("read"), "half a li");
        let stored = sink.store(label, &mut &b"A: b\n\nFrom x\n"[..]);
        assert_eq!(stored.expect("stored"), Stored::in_file(path.clone()));
        let text = std::fs::read_to_string(&path).expect("read");
        assert_eq!(
            text,
            "half a li\n\nFrom MAILER-DAEMON Thu Jan  1 00:00:00 1970\nA: b\n\n>From x\n\n"
        );
        assert!(matches!(opened(&path), Err(Error::Create { .. })), "locked");
    }

    #[test]
    fn the_entry_of_a_new_file_is_on_disk() {
        let directory = tempfile::tempdir().expect("a directory");
        let top = directory.path().canonicalize().expect("a path");
        let synced = synced_by(|| drop(opened(&top.join("box")).expect("opened")));
        assert_eq!(synced, [top]);
    }
}
