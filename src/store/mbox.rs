//! An mbox (the mboxrd kind): every message behind a `From ` line, lines of its own that look so marked with `>`.

use super::{Error, Label, Sink};
use crate::copy::{self, BLOCK_OCTETS, Stopped};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// How much of a line is kept back to see whether it is a `From ` line: more `>` than this never lead one.
const MAX_QUOTES: usize = 64;

/// Appends messages to a file, or to stdout.
#[derive(Debug)]
pub struct Mbox {
    target: Target,
    /// What stands in each `From ` line: the time this run began, as asctime writes it, in UTC.
    date: String,
}

#[derive(Debug)]
enum Target {
    Stdout,
    File { path: PathBuf, file: File },
}

impl Mbox {
    /// Messages go to stdout.
    pub fn stdout(date: String) -> Self {
        Mbox {
            target: Target::Stdout,
            date,
        }
    }

    /// Messages are appended to this file, made for its owner only if it is not there, and locked against a second run.
    ///
    /// # Errors
    /// [`Error::Create`].
    pub fn open(path: &Path, date: String) -> Result<Self, Error> {
        let failed = |source| Error::Create {
            path: path.to_owned(),
            source,
        };
        // Opening a FIFO would wait for its reader, whatever the deadline.
        if path.metadata().is_ok_and(|there| !there.is_file()) {
            return Err(failed(io::Error::other("it is no file")));
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
        Ok(Mbox {
            target: Target::File {
                path: path.to_owned(),
                file,
            },
            date,
        })
    }
}

impl Sink for Mbox {
    /// A file that could not take a message to its end is cut back to where the message began.
    fn store(
        &mut self,
        _label: Label<'_>,
        content: &mut dyn Read,
    ) -> Result<Option<PathBuf>, Error> {
        let line = format!("From MAILER-DAEMON {}\n", self.date);
        match &mut self.target {
            Target::Stdout => {
                let mut stdout = io::BufWriter::with_capacity(BLOCK_OCTETS, io::stdout().lock());
                append(&line, content, &mut stdout, Path::new("stdout"))?;
                Ok(None)
            }
            Target::File { path, file } => {
                let write = |source| Error::Write {
                    path: path.clone(),
                    source,
                };
                let before = file.seek(io::SeekFrom::End(0)).map_err(write)?;
                let gap = gap_after(file, before).map_err(write)?;
                let line = format!("{gap}{line}");
                let appended = append(
                    &line,
                    content,
                    &mut io::BufWriter::with_capacity(BLOCK_OCTETS, &mut *file),
                    path,
                );
                match appended.and_then(|()| file.sync_all().map_err(write)) {
                    Ok(()) => Ok(Some(path.clone())),
                    Err(error) => {
                        let _ = file.set_len(before);
                        Err(error)
                    }
                }
            }
        }
    }
}

/// What must stand before the next `From ` line so that it begins a message: a run that was killed may have left half
/// of one.
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

/// Writes one message: the `From ` line, the content quoted, an empty line.
fn append(
    line: &str,
    content: &mut dyn Read,
    to: &mut dyn Write,
    path: &Path,
) -> Result<(), Error> {
    let failed = |source| Error::Write {
        path: path.to_owned(),
        source,
    };
    to.write_all(line.as_bytes()).map_err(failed)?;
    let mut quoter = Quoter::default();
    match copy::copy(content, |block| quoter.write(block, to)) {
        Ok(_) => {}
        Err(Stopped::Read(source)) => return Err(Error::Source(source)),
        Err(Stopped::Write(source)) => return Err(failed(source)),
    }
    quoter.finish(to).and_then(|()| to.flush()).map_err(failed)
}

/// Puts `>` before lines that are `From ` after any number of `>`.
#[derive(Debug, Default)]
struct Quoter {
    /// The start of a line that may yet turn out to be one.
    held: Vec<u8>,
    /// Past the start of a line.
    inside: bool,
}

impl Quoter {
    fn write(&mut self, octets: &[u8], to: &mut dyn Write) -> io::Result<()> {
        for piece in octets.split_inclusive(|octet| *octet == b'\n') {
            let mut piece = piece;
            while !self.inside && !piece.is_empty() {
                self.held.push(piece[0]);
                piece = &piece[1..];
                self.judge(to)?;
            }
            to.write_all(piece)?;
            if self.inside && piece.ends_with(b"\n") {
                self.inside = false;
            }
        }
        Ok(())
    }

    /// Decides as soon as the start of the line says enough.
    fn judge(&mut self, to: &mut dyn Write) -> io::Result<()> {
        let quotes = self.held.iter().take_while(|octet| **octet == b'>').count();
        let rest = &self.held[quotes..];
        if rest == b"From " {
            to.write_all(b">")?;
        } else if b"From ".starts_with(rest) && quotes <= MAX_QUOTES {
            return Ok(());
        }
        to.write_all(&self.held)?;
        self.inside = !self.held.ends_with(b"\n");
        self.held.clear();
        Ok(())
    }

    fn finish(self, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(&self.held)?;
        let open = self.inside || !self.held.is_empty();
        to.write_all(if open { b"\n\n" } else { b"\n" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(content: &[u8], step: usize) -> String {
        let (mut quoter, mut out) = (Quoter::default(), Vec::new());
        content
            .chunks(step)
            .for_each(|piece| quoter.write(piece, &mut out).expect("written"));
        quoter.finish(&mut out).expect("written");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn from_lines_are_quoted_at_every_split() {
        for (content, expected) in [
            ("a\n", "a\n\n"),
            ("From me\n", ">From me\n\n"),
            (
                ">From me\n>>From\nFrom:x\nFro",
                ">>From me\n>>From\nFrom:x\nFro\n\n",
            ),
            ("x From me\n\nFrom \n", "x From me\n\n>From \n\n"),
            ("", "\n"),
            ("no end", "no end\n\n"),
        ] {
            for step in 1..10 {
                assert_eq!(quoted(content.as_bytes(), step), expected, "by {step}");
            }
        }
    }

    #[test]
    fn appended_and_cut_back() {
        struct Breaks;
        impl Read for Breaks {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("cut"))
            }
        }
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("box");
        std::fs::write(&path, "half a li").expect("written");
        let mut sink = Mbox::open(&path, "Thu Jan  1 00:00:00 1970".into()).expect("opened");
        let label = Label {
            number: 1,
            unique_id: None,
        };
        assert!(sink.store(label, &mut b"half".chain(Breaks)).is_err());
        assert_eq!(std::fs::read_to_string(&path).expect("read"), "half a li");
        sink.store(label, &mut &b"A: b\n\nFrom x\n"[..])
            .expect("stored");
        let text = std::fs::read_to_string(&path).expect("read");
        assert_eq!(
            text,
            "half a li\n\nFrom MAILER-DAEMON Thu Jan  1 00:00:00 1970\nA: b\n\n>From x\n\n"
        );
        assert!(
            matches!(Mbox::open(&path, String::new()), Err(Error::Create { .. })),
            "locked"
        );
    }
}
