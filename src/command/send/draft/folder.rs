//! The files that `--message` names: files as they are, and the messages of a folder.

use crate::message::Error;
use std::ffi::OsString;
use std::fs::DirEntry;
use std::io;
use std::path::{Path, PathBuf};

/// The files of all paths, in the order they are sent. `empty` gets each folder without messages. Of a folder only the names
/// are read, and they are all that is kept, some hundred octets each.
///
/// # Errors
/// [`Error::Open`] for a folder that cannot be read.
pub(super) fn files(
    paths: &[PathBuf],
    mut empty: impl FnMut(&Path),
) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::with_capacity(paths.len());
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let before = files.len();
        messages_of(path, &mut files).map_err(|source| Error::Open {
            file: path.display().to_string(),
            source,
        })?;
        if files.len() == before {
            empty(path);
        }
    }
    Ok(files)
}

/// The messages of a folder. A folder with `new` and `cur` is a Maildir: first what no reader has seen, then the rest.
fn messages_of(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let [new, cur] = ["new", "cur"].map(|name| folder.join(name));
    if is_real_folder(&new) && is_real_folder(&cur) {
        add_files(&new, files)?;
        return add_files(&cur, files);
    }
    add_files(folder, files)
}

fn is_real_folder(path: &Path) -> bool {
    (path.symlink_metadata()).is_ok_and(|metadata| metadata.is_dir())
}

/// Adds the regular files of one folder, ascending by the octets of the name. Links, folders, FIFOs and hidden files are not
/// messages: nobody who gives a folder means what a link in it leads to.
fn add_files(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut names = Vec::new();
    for entry in folder.read_dir()? {
        names.extend(message_name(&entry?)?);
    }
    names.sort_unstable_by(|a, b| a.as_encoded_bytes().cmp(b.as_encoded_bytes()));
    files.extend(names.iter().map(|name| folder.join(name)));
    Ok(())
}

fn message_name(entry: &DirEntry) -> io::Result<Option<OsString>> {
    let name = entry.file_name();
    if name.as_encoded_bytes().starts_with(b".") {
        return Ok(None);
    }
    Ok(entry.file_type()?.is_file().then_some(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn place(names: &[&str]) -> tempfile::TempDir {
        let place = tempfile::tempdir().expect("a folder");
        for name in names {
            let path = place.path().join(name);
            match name.ends_with('/') {
                true => fs::create_dir(path).expect("a folder in it"),
                false => fs::write(path, "x").expect("a file in it"),
            }
        }
        place
    }

    /// The names below the folder, in order, and how many folders were found empty.
    fn listed(place: &Path) -> (Vec<String>, usize) {
        let mut empty = 0;
        let files = files(&[place.to_owned()], |_| empty += 1).expect("it can be read");
        let names = files.iter().map(|file| {
            let name = file.strip_prefix(place).expect("a file below it");
            name.display().to_string()
        });
        (names.collect(), empty)
    }

    #[test]
    fn regular_files_by_the_octets_of_their_names() {
        let place = place(&["b", "B", "10", "9", "é", "a b", ".hidden", "sub/", "sub/x"]);
        #[cfg(unix)]
        std::os::unix::fs::symlink(place.path().join("b"), place.path().join("link"))
            .expect("a link");
        let (names, empty) = listed(place.path());
        assert_eq!(names, ["10", "9", "B", "a b", "b", "é"]);
        assert_eq!(empty, 0);
    }

    #[test]
    fn a_maildir_is_new_then_cur() {
        let place = place(&[
            "new/",
            "cur/",
            "tmp/",
            "cur/1:2,S",
            "new/2",
            "tmp/3",
            "stray",
        ]);
        assert_eq!(listed(place.path()).0, ["new/2", "cur/1:2,S"]);
    }

    #[test]
    fn new_without_cur_is_a_folder_like_another() {
        let place = place(&["new/", "new/1", "2"]);
        assert_eq!(listed(place.path()).0, ["2"]);
    }

    #[test]
    fn an_empty_folder_is_named() {
        let place = place(&["sub/"]);
        assert_eq!(listed(place.path()), (Vec::new(), 1));
    }

    #[test]
    fn files_stay_where_they_were_named() {
        let place = place(&["1", "2"]);
        let paths = ["z", "-", "missing"].map(PathBuf::from);
        let mixed = [&paths[..2], &[place.path().to_owned()], &paths[2..]].concat();
        let found = files(&mixed, |_| ()).expect("they can be read");
        let expected = [
            &paths[..2],
            &["1", "2"].map(|name| place.path().join(name)),
            &paths[2..],
        ];
        assert_eq!(found, expected.concat());
    }
}
