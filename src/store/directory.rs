//! A directory with one `.eml` file for each message, named by its unique-id.

use super::error::{Error, Place};
use super::sink::{Label, OpenSink, Properties, Sink, Stored};
use super::{entries, part};
use crate::copy;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek as _, Write as _};
use std::path::{Path, PathBuf};

/// File systems allow names of 255 octets; `.eml` and the checksum of a shortened name are part of them.
const MAX_STEM_OCTETS: usize = 200;

/// A directory that messages are stored in; it is made if it does not exist.
#[derive(Clone, Debug)]
pub(crate) struct Directory {
    path: PathBuf,
}

impl Directory {
    /// The directory at `path`, which is not looked at yet.
    pub(crate) fn new(path: &Path) -> Self {
        Directory {
            path: path.to_owned(),
        }
    }
}

impl Sink for Directory {
    fn properties(&self) -> Properties {
        Properties {
            needs_unique_ids: true,
            holds_several: true,
            writes_to_stdout: false,
            prints_paths: true,
        }
    }

    /// Makes the directory if it does not exist, for its owner only. Removes what killed runs left in it.
    fn open(self: Box<Self>) -> Result<Box<dyn OpenSink>, Error> {
        entries::make_directory(&self.path).map_err(|source| Error::Create {
            path: self.path.clone(),
            source,
        })?;
        part::remove_stale(&self.path);
        Ok(self)
    }
}

impl OpenSink for Directory {
    /// The file is written under another name, put on disk, and then given its own, which must be free. A file that has it
    /// and holds the same message counts as stored: a script that saves, fails to delete and runs again needs that.
    fn store(&mut self, label: Label<'_>, content: &mut dyn Read) -> Result<Stored, Error> {
        let path = self.path.join(file_name(label));
        let create = |source| Error::Create {
            path: path.clone(),
            source,
        };
        let write = |source| Error::Write {
            place: Place::File(path.clone()),
            source,
        };
        let mut part = part::make(&self.path).map_err(create)?;
        let file = part.as_file_mut();
        copy::copy(content, |block| file.write_all(block))
            .map_err(|stopped| Error::of(stopped, &Place::File(path.clone())))?;
        file.sync_all().map_err(write)?;
        if let Err(mut failed) = part.persist_noclobber(&path) {
            if failed.error.kind() != io::ErrorKind::AlreadyExists {
                return Err(create(failed.error));
            }
            if !is_same(failed.file.as_file_mut(), &path).map_err(create)? {
                return Err(Error::Exists(path));
            }
            // Another program may have written it, and not yet to disk.
            File::open(&path)
                .and_then(|file| file.sync_all())
                .map_err(write)?;
        }
        entries::sync_directory(&self.path).map_err(write)?;
        Ok(Stored::in_file(path))
    }
}

/// Whether two files hold the same octets. The first one is read by its handle: where a lock forbids reading, it forbids
/// that to every other one. The second one must be a regular file; a link to one is not.
fn is_same(one: &mut File, other: &Path) -> io::Result<bool> {
    one.rewind()?;
    let there = other.symlink_metadata()?;
    if !there.is_file() || there.len() != one.metadata()?.len() {
        return Ok(false);
    }
    let (mut one, mut other) = (BufReader::new(one), BufReader::new(File::open(other)?));
    loop {
        let (here, there) = (one.fill_buf()?, other.fill_buf()?);
        let octets = here.len().min(there.len());
        if octets == 0 || here[..octets] != there[..octets] {
            return Ok(here.len() == there.len() && octets == 0);
        }
        one.consume(octets);
        other.consume(octets);
    }
}

/// One safe path component, different for each unique-id: letters, digits and a few signs stay; every other octet, and a
/// leading dot or hyphen, becomes `%XX`.
fn file_name(label: Label<'_>) -> String {
    let Some(unique_id) = label.unique_id else {
        return format!("message-{}.eml", label.number);
    };
    let mut stem = String::new();
    for octet in unique_id.bytes() {
        let first = stem.is_empty();
        match octet {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'=' | b'+' | b'@' | b',' => {
                stem.push(char::from(octet))
            }
            b'.' | b'-' if !first => stem.push(char::from(octet)),
            _ => stem.push_str(&format!("%{octet:02X}")),
        }
    }
    if stem.len() > MAX_STEM_OCTETS {
        // A checksum over all of it keeps shortened names different.
        let sum = stem.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, octet| {
            (hash ^ u64::from(octet)).wrapping_mul(0x0100_0000_01b3)
        });
        stem.truncate(MAX_STEM_OCTETS);
        stem.push_str(&format!("~{sum:016x}"));
    }
    format!("{stem}.eml")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::entries::tests::synced_by;
    use proptest::prelude::*;
    use std::fs;

    fn opened(path: &Path) -> Box<dyn OpenSink> {
        Box::new(Directory::new(path)).open().expect("opened")
    }

    fn name(unique_id: &str) -> String {
        file_name(Label {
            number: 7,
            unique_id: Some(unique_id),
        })
    }

    #[test]
    fn names_stay_in_the_directory() {
        for (unique_id, expected) in [
            ("00000001689c1c4f", "00000001689c1c4f.eml"),
            ("../../etc/passwd", "%2E./%2E./"),
            (".bashrc", "%2Ebashrc.eml"),
            ("-rf", "%2Drf.eml"),
            ("a/b", "a%2Fb.eml"),
            ("a%2Fb", "a%252Fb.eml"),
            ("~", "%7E.eml"),
            ("..", "%2E..eml"),
            ("a\\b:c", "a%5Cb%3Ac.eml"),
        ] {
            let expected = if unique_id.starts_with("../") {
                "%2E.%2F..%2Fetc%2Fpasswd.eml"
            } else {
                expected
            };
            assert_eq!(name(unique_id), expected);
        }
        assert_eq!(
            file_name(Label {
                number: 7,
                unique_id: None
            }),
            "message-7.eml"
        );
        assert!(name(&"é".repeat(300)).len() <= 255);
        assert_ne!(
            name(&format!("{}a", "x".repeat(300))),
            name(&format!("{}b", "x".repeat(300)))
        );
    }

    #[test]
    fn stored_whole_and_never_over_another() {
        let directory = tempfile::tempdir().expect("a directory");
        let mut sink = opened(&directory.path().join("new"));
        let label = Label {
            number: 1,
            unique_id: Some("u1"),
        };
        let path = sink
            .store(label, &mut &b"one\n"[..])
            .expect("stored")
            .path
            .expect("a path");
        assert_eq!(fs::read(&path).expect("read"), b"one\n");
        assert!(matches!(
            sink.store(label, &mut &b"two\n"[..]),
            Err(Error::Exists(_))
        ));
        assert_eq!(fs::read(&path).expect("read"), b"one\n");
        assert_eq!(
            sink.store(label, &mut &b"one\n"[..])
                .expect("stored already"),
            Stored::in_file(path.clone())
        );
        assert_eq!(
            fs::read_dir(path.parent().expect("a folder"))
                .expect("read")
                .count(),
            1
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(
                fs::metadata(&path).expect("metadata").permissions().mode() & 0o777,
                0o600
            );
        }
    }

    #[test]
    fn a_message_is_stored_when_the_directory_and_its_own_entry_are_on_disk() {
        let directory = tempfile::tempdir().expect("a directory");
        let top = directory.path().canonicalize().expect("a path");
        let label = Label {
            number: 1,
            unique_id: None,
        };
        let synced = synced_by(|| {
            let stored = opened(&top.join("new")).store(label, &mut &b"one\n"[..]);
            assert!(stored.is_ok());
        });
        assert_eq!(synced, [top.clone(), top.join("new")]);
    }

    #[test]
    fn what_a_killed_run_left_is_removed_at_the_next_one() {
        let directory = tempfile::tempdir().expect("a directory");
        let left = directory.path().join(".mailcall-a1b2c3.part");
        fs::write(&left, "half").expect("written");
        let _sink = opened(directory.path());
        assert!(!left.exists());
    }

    #[test]
    fn a_message_that_is_cut_leaves_no_file() {
        struct Breaks;
        impl Read for Breaks {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("cut"))
            }
        }
        let directory = tempfile::tempdir().expect("a directory");
        let mut sink = opened(directory.path());
        let stored = sink.store(
            Label {
                number: 1,
                unique_id: Some("u"),
            },
            &mut b"half".chain(Breaks),
        );
        assert!(matches!(stored, Err(Error::Source(_))));
        assert_eq!(fs::read_dir(directory.path()).expect("read").count(), 0);
    }

    proptest! {
        #[test]
        fn any_unique_id_is_one_plain_component(unique_id in "\\PC{1,600}") {
            let name = name(&unique_id);
            prop_assert!(name.len() <= 255 && !name.starts_with(['.', '-', '~']));
            prop_assert_eq!(Path::new(&name).components().count(), 1);
            prop_assert!(name.bytes().all(|octet| octet.is_ascii_graphic() && octet != b'/' && octet != b'\\'));
        }
    }
}
