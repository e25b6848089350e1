//! The file of a log.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Opens a log for appending, without waiting for anything. A new one is for its owner only. A FIFO is a log if somebody
/// reads it, and so is a device that takes characters.
///
/// # Errors
/// Those of opening it.
pub(super) fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
        options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits() as i32);
    }
    let file = options.open(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        // What is appended to a disk is written over its beginning.
        if file.metadata()?.file_type().is_block_device() {
            return Err(io::Error::other("it is a block device"));
        }
    }
    Ok(file)
}

/// Appends a line in one write, which no other process's line can divide.
///
/// # Errors
/// Those of the write; `WriteZero` when only a part of the line was written, as on a disk that is full.
pub(super) fn append(file: &mut File, line: &str) -> io::Result<()> {
    let line = format!("{line}\n");
    loop {
        return match file.write(line.as_bytes()) {
            Ok(octets) if octets == line.len() => Ok(()),
            Ok(_) => Err(io::Error::new(
                io::ErrorKind::WriteZero,
                "only a part of the line was written",
            )),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
    }
}
