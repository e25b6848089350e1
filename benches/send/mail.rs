//! The messages: a sparse attachment, a large message of ordinary lines, a small one.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use tempfile::TempDir;

/// A header section.
pub const HEADER: &[u8] =
    b"From: sender@example.test\r\nTo: reader@example.test\r\nSubject: measured\r\n\
    Date: Mon, 23 Nov 2026 10:00:00 +0800\r\nMessage-ID: <measured@example.test>\r\n\r\n";

/// Lines of a body: every eighth begins with a dot, as it stands in the message and not on the wire.
pub fn body_lines() -> Vec<u8> {
    let mut lines = Vec::new();
    for number in 0..1024_usize {
        if number % 8 == 0 {
            lines.push(b'.');
        }
        let letter = b'a' + (number % 26) as u8;
        lines.resize(lines.len() + number % 77, letter);
        lines.extend_from_slice(b"\r\n");
    }
    lines
}

/// The files, gone when this is dropped.
pub struct Files {
    _directory: TempDir,
    /// A sparse file.
    pub attachment: PathBuf,
    /// A ready-made message.
    pub message: PathBuf,
    /// A message of one line.
    pub small: PathBuf,
}

impl Files {
    /// Writes them; the large ones have `octets`, the message a line more or less.
    pub fn write(octets: u64) -> Files {
        let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a directory");
        let path = |name: &str| directory.path().join(name);
        let (attachment, message, small) = (path("data.bin"), path("big.eml"), path("small.eml"));
        File::create(&attachment)
            .and_then(|file| file.set_len(octets))
            .expect("a sparse file");
        write_message(&message, octets).expect("the message can be written");
        fs::write(&small, [HEADER, b"Hello.\r\n"].concat()).expect("the message can be written");
        Files {
            _directory: directory,
            attachment,
            message,
            small,
        }
    }
}

fn write_message(path: &PathBuf, octets: u64) -> io::Result<()> {
    let lines = body_lines();
    let mut file = BufWriter::new(File::create(path)?);
    file.write_all(HEADER)?;
    for _ in 0..octets / lines.len() as u64 {
        file.write_all(&lines)?;
    }
    file.flush()
}
