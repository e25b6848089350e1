//! Directory entries that are on disk: a file that is fsynced is still lost if the directory that names it is not.

use std::fs::{DirBuilder, File};
use std::io;
use std::path::Path;

/// Makes the directory and what is missing above it, for its owner only, and puts each new entry on disk.
///
/// # Errors
/// Those of making and of fsync.
pub(super) fn make_directory(path: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = path
        .ancestors()
        .take_while(|path| !path.as_os_str().is_empty() && !path.is_dir())
        .collect();
    let mut maker = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
    maker.recursive(true).create(path)?;
    missing.into_iter().try_for_each(sync_entry_of)
}

/// Puts the entry that names this file or directory on disk. A symbolic link is followed: the file may be new where the
/// link leads.
///
/// # Errors
/// Those of fsync.
pub(super) fn sync_entry_of(path: &Path) -> io::Result<()> {
    match path.canonicalize()?.parent() {
        Some(directory) => sync_directory(directory),
        None => Ok(()), // the root directory, which no other directory names
    }
}

/// Puts the entries of a directory on disk.
///
/// # Errors
/// Those of fsync.
pub(super) fn sync_directory(directory: &Path) -> io::Result<()> {
    #[cfg(test)]
    tests::SYNCED.with_borrow_mut(|synced| synced.push(directory.to_owned()));
    // A directory that may be written to and not read cannot be opened, and on Windows no directory can. The file system
    // then decides when the entry is on disk.
    let Ok(opened) = File::open(directory) else {
        return Ok(());
    };
    match opened.sync_all() {
        // Some network and FUSE file systems refuse this call for directories.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        synced => synced,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::path::PathBuf;

    thread_local! {
        /// The directories that this test's thread has put on disk.
        pub(super) static SYNCED: RefCell<Vec<PathBuf>> = const { RefCell::new(Vec::new()) };
    }

    /// The directories that `act` puts on disk, without repetitions.
    pub(in crate::store) fn synced_by(act: impl FnOnce()) -> Vec<PathBuf> {
        SYNCED.take();
        act();
        let mut synced: Vec<PathBuf> = (SYNCED.take().iter())
            .map(|directory| directory.canonicalize().expect("a directory"))
            .collect();
        synced.sort();
        synced.dedup();
        synced
    }

    #[test]
    fn every_directory_that_got_an_entry_is_on_disk() {
        let directory = tempfile::tempdir().expect("a directory");
        let top = directory.path().canonicalize().expect("a path");
        let make = |path: &Path| synced_by(|| make_directory(path).expect("made"));
        assert_eq!(make(&top.join("a")), std::slice::from_ref(&top));
        assert_eq!(
            make(&top.join("a/b/c/../d")),
            [top.join("a"), top.join("a/b")]
        );
        assert!(make(&top.join("a/b/d")).is_empty(), "it was there");
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(top.join("a/new"), top.join("link")).expect("a link");
            std::fs::write(top.join("link"), "").expect("written");
            let synced = synced_by(|| sync_entry_of(&top.join("link")).expect("synced"));
            assert_eq!(synced, [top.join("a")]);
        }
    }
}
