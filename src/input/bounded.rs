//! A reader that ends at the deadline.

use super::not_ended::left;
use crate::timeout::Deadline;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

/// Opens a file for reading without waiting for anyone: a FIFO opens although nobody writes to it yet.
///
/// # Errors
/// Those of opening.
#[cfg(unix)]
pub(crate) fn open(path: &Path) -> io::Result<File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt as _;
    let opened = File::options()
        .read(true)
        .custom_flags(OFlags::NONBLOCK.bits() as i32)
        .open(path);
    match opened {
        // A file server breaks a lease first (open(2), F_SETLEASE). Only regular files have leases, so waiting is short.
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => File::open(path),
        opened => opened,
    }
}

/// Opens a file for reading.
///
/// # Errors
/// Those of opening.
#[cfg(not(unix))]
pub fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Reads a file, a FIFO, a terminal or the output of a command until it ends, or until the deadline passes. Has no buffer
/// of its own: each read asks for as much as the caller has room for.
#[derive(Debug)]
pub(crate) struct Bounded {
    file: File,
    deadline: Deadline,
}

impl Bounded {
    /// Reads `file`, which may have been opened by [`open`].
    pub(crate) fn new(file: File, deadline: Deadline) -> Self {
        Bounded { file, deadline }
    }

    /// Reads stdin. Not through [`io::Stdin`]: its buffer would hold octets that `poll` does not see.
    ///
    /// # Errors
    /// When the descriptor cannot be duplicated.
    #[cfg(unix)]
    pub(crate) fn stdin(deadline: Deadline) -> io::Result<Self> {
        use std::os::fd::AsFd as _;
        let descriptor = io::stdin().as_fd().try_clone_to_owned()?;
        Ok(Bounded::new(File::from(descriptor), deadline))
    }

    /// Reads stdin.
    ///
    /// # Errors
    /// When the handle cannot be duplicated.
    #[cfg(windows)]
    pub fn stdin(deadline: Deadline) -> io::Result<Self> {
        use std::os::windows::io::AsHandle as _;
        let handle = io::stdin().as_handle().try_clone_to_owned()?;
        Ok(Bounded::new(File::from(handle), deadline))
    }

    /// Until when it is read.
    pub(crate) fn deadline(&self) -> Deadline {
        self.deadline
    }

    /// Whether it is a pipe, so that somebody means to write into it.
    #[cfg(unix)]
    pub(crate) fn is_pipe(&self) -> bool {
        use std::os::unix::fs::FileTypeExt as _;
        let metadata = self.file.metadata();
        metadata.is_ok_and(|metadata| metadata.file_type().is_fifo())
    }

    /// Whether it is a pipe. Not known here.
    #[cfg(not(unix))]
    pub(crate) fn is_pipe(&self) -> bool {
        false
    }

    /// Whether a person types there.
    pub(crate) fn is_terminal(&self) -> bool {
        io::IsTerminal::is_terminal(&self.file)
    }
}

impl Read for Bounded {
    /// # Errors
    /// Those of reading; `TimedOut` with [`NotEnded`](super::not_ended::NotEnded) once the deadline has passed.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            while !ready(&self.file, self.deadline, None)? {}
            match self.file.read(buffer) {
                // Somebody else who reads the same FIFO may have been faster.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                read => return read,
            }
        }
    }
}

/// Waits until a read does not block: there are octets, the end, or an error to read. Until then a read would take a FIFO
/// that nobody has opened for writing yet for one that has ended. False when the wait has to be begun again: after
/// `at_most`, or after a signal.
#[cfg(unix)]
pub(super) fn ready(
    file: &File,
    deadline: Deadline,
    at_most: Option<Duration>,
) -> io::Result<bool> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let left = left(deadline)?.into_iter().chain(at_most).min();
    // A duration beyond what the system can count is no bound.
    let left = left.and_then(|left| Timespec::try_from(left).ok());
    match poll(&mut [PollFd::new(file, PollFlags::IN)], left.as_ref()) {
        // Where a terminal cannot be polled (macOS), POLLNVAL comes at once and the read waits without a bound.
        Ok(count) => Ok(count > 0),
        Err(rustix::io::Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Reads are not bounded here: only a read that has not begun is refused.
#[cfg(not(unix))]
fn ready(_file: &File, deadline: Deadline, _at_most: Option<Duration>) -> io::Result<bool> {
    left(deadline).map(|_| true)
}

#[cfg(all(test, unix))]
mod tests {
    use super::{Bounded, open};
    use crate::input::not_ended::NotEnded;
    use crate::timeout::Deadline;
    use crate::timeout::Timeouts;
    use std::fs::File;
    use std::io::{self, Read as _, Write as _};
    use std::os::fd::OwnedFd;
    use std::time::{Duration, Instant};

    const LIMIT: Duration = Duration::from_millis(100);

    fn soon() -> Deadline {
        Timeouts::new(LIMIT, Some(LIMIT)).deadline()
    }

    fn is_not_ended(result: io::Result<usize>) {
        let error = result.expect_err("no end");
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        let source = error.get_ref().and_then(|e| e.downcast_ref::<NotEnded>());
        assert_eq!(source, Some(&NotEnded::Input(LIMIT)));
    }

    #[test]
    fn what_comes_before_the_deadline_is_read() {
        let (reader, mut writer) = io::pipe().expect("a pipe");
        writer.write_all(b"first").expect("written");
        let mut input = Bounded::new(File::from(OwnedFd::from(reader)), soon());
        let mut text = [0; 10];
        assert_eq!(input.read(&mut text).expect("read"), 5);
        let began = Instant::now();
        is_not_ended(input.read(&mut text));
        assert!(began.elapsed() < Duration::from_secs(5));
        // The deadline is that of the run, not of one read: what comes later is not read any more.
        writer.write_all(b"more").expect("written");
        is_not_ended(input.read(&mut text));
    }

    #[test]
    fn an_end_is_an_end() {
        let (reader, writer) = io::pipe().expect("a pipe");
        drop(writer);
        let mut input = Bounded::new(File::from(OwnedFd::from(reader)), Deadline::default());
        assert_eq!(input.read(&mut [0; 10]).expect("read"), 0);
    }

    #[test]
    fn a_fifo_that_nobody_writes_to_neither_blocks_nor_ends() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("fifo");
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        assert!(made.expect("mkfifo runs").success());
        let mut input = Bounded::new(open(&path).expect("opened"), soon());
        is_not_ended(input.read(&mut [0; 10]));
        let mut input = Bounded::new(open(&path).expect("opened"), Deadline::default());
        let writer = std::thread::spawn(move || std::fs::write(path, b"text"));
        let mut text = String::new();
        input.read_to_string(&mut text).expect("read");
        assert_eq!(text, "text");
        writer.join().expect("no panic").expect("written");
    }

    #[test]
    fn a_pipe_is_told_from_everything_else() {
        let (reader, _writer) = io::pipe().expect("a pipe");
        let file = tempfile::tempfile().expect("a file");
        let null = File::open("/dev/null").expect("a device");
        let (socket, _other) = std::os::unix::net::UnixStream::pair().expect("two sockets");
        for (file, is_pipe) in [
            (File::from(OwnedFd::from(reader)), true),
            (file, false),
            (null, false),
            (File::from(OwnedFd::from(socket)), false),
        ] {
            assert_eq!(Bounded::new(file, Deadline::default()).is_pipe(), is_pipe);
        }
    }
}
