//! A message that is not whole yet: a file beside those that are, under a name that hides it.
//!
//! A run that is killed leaves its part behind, and the next run removes it. It must not remove the part of a run that is
//! still alive, so each part is locked for as long as it is open: the system gives up the lock with the process, however
//! that ends. A process number in the name would not do, since the folder may be shared by containers or hosts, and a
//! number is given to another process later.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use tempfile::{Builder, NamedTempFile};

const PREFIX: &str = ".mailcall-";
const SUFFIX: &str = ".part";

/// How often a part is made again because another run, which looked for parts of killed runs, found it before it was
/// locked. Each time is a matter of microseconds, so several in a row have another reason.
const MAX_ATTEMPTS: usize = 8;

/// Makes a part in the directory and locks it. Dropped, it is removed.
///
/// # Errors
/// Those of making the file.
pub(super) fn make(directory: &Path) -> io::Result<NamedTempFile> {
    for _ in 0..MAX_ATTEMPTS {
        let part = Builder::new()
            .prefix(PREFIX)
            .suffix(SUFFIX)
            .tempfile_in(directory)?;
        match part.as_file().try_lock() {
            // The other run is about to remove it, or has done so.
            Err(TryLockError::WouldBlock) => {}
            // On a file system without locks no run can lock it, and so none removes it.
            Err(TryLockError::Error(_)) => return Ok(part),
            Ok(()) if is_removed(part.as_file())? => {}
            Ok(()) => return Ok(part),
        }
    }
    let what = "other programs remove the file while it is written";
    Err(io::Error::other(what))
}

/// Removes the parts that killed runs left in the directory. What cannot be removed stays: no message depends on it.
pub(super) fn remove_stale(directory: &Path) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let is_part = (entry.file_name().to_str())
            .is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX));
        if is_part && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            let _ = remove_unless_locked(&entry.path());
        }
    }
}

/// Removes a part that no process has locked. It is removed while it is locked here, so that a run that has just made it
/// notices.
fn remove_unless_locked(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true); // NFS locks only what is open for writing
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        // Where others may write, the file may have become a link or a FIFO meanwhile.
        let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits();
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags as i32);
    }
    let part = options.open(path)?;
    part.try_lock()?;
    fs::remove_file(path)
}

/// Whether the open file has no name any more.
#[cfg(unix)]
fn is_removed(file: &File) -> io::Result<bool> {
    Ok(std::os::unix::fs::MetadataExt::nlink(&file.metadata()?) == 0)
}

/// Whether the open file has no name any more: never, where an open file cannot be removed.
#[cfg(not(unix))]
fn is_removed(_: &File) -> io::Result<bool> {
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(directory: &Path) -> Vec<String> {
        let entries = fs::read_dir(directory).expect("read");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().into_string())
            .map(|name| name.expect("UTF-8"))
            .collect();
        names.sort();
        names
    }

    #[test]
    fn parts_of_killed_runs_are_removed_and_those_of_live_runs_stay() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path();
        for name in [".mailcall-stale.part", ".mailcall-x", "y.part", "z.eml"] {
            fs::write(path.join(name), "half").expect("written");
        }
        fs::create_dir(path.join(".mailcall-folder.part")).expect("made");
        let live = make(path).expect("a part");
        let name = live.path().file_name().expect("a name").to_owned();
        remove_stale(path);
        let mut expected = vec![
            name.into_string().expect("UTF-8"),
            ".mailcall-folder.part".into(),
            ".mailcall-x".into(),
            "y.part".into(),
            "z.eml".into(),
        ];
        expected.sort();
        assert_eq!(names(path), expected);
        // A killed run removes nothing, and the system gives up its lock.
        let killed = live.keep().expect("kept");
        remove_stale(path);
        assert_eq!(names(path), expected, "its file is still open");
        drop(killed);
        remove_stale(path);
        assert_eq!(names(path).len(), expected.len() - 1);
    }

    /// Runs that begin at the same time in the same directory do not remove each other's parts.
    #[test]
    fn a_part_that_was_made_keeps_its_name() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path();
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| (0..500).for_each(|_| remove_stale(path)));
            }
            for _ in 0..500 {
                let part = make(path).expect("a part");
                let named = part.path().with_extension("eml");
                part.persist_noclobber(&named).expect("it has its name");
                fs::remove_file(named).expect("removed");
            }
        });
    }
}
