//! Named files: what may happen to them, and which ones are read first.

use super::{Place, open, pieces, read};
use crate::message::Fault;
use crate::message::content::Content;
use crate::message::encoding::Encoding;
use crate::message::piece::Piece;
use crate::message::source::{Changed, Source};
use crate::timeout::Deadline;
use std::fs::{self, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

/// Something that happens to a file.
type Change = fn(&Path) -> io::Result<()>;

/// What may happen to a file behind our back.
const CHANGES: [(&str, Change); 6] = [
    ("longer", |path| {
        let file = OpenOptions::new().append(true).open(path);
        file.and_then(|mut file| file.write_all(b"x"))
    }),
    ("written to", |path| {
        let file = OpenOptions::new().write(true).open(path);
        file.and_then(|mut file| {
            file.write_all(b"y")?;
            // The clock of some file systems counts in seconds.
            file.set_modified(std::time::SystemTime::UNIX_EPOCH)
        })
    }),
    ("shorter", |path| {
        let file = OpenOptions::new().write(true).open(path);
        file.and_then(|file| file.set_len(100_000))
    }),
    ("replaced by its equal", |path| {
        let other = path.with_extension("other");
        fs::write(&other, fs::read(path)?)?;
        fs::rename(&other, path)
    }),
    ("removed", |path| fs::remove_file(path)),
    ("a directory", |path| {
        fs::remove_file(path)?;
        fs::create_dir(path)
    }),
];

#[test]
fn a_file_that_changes_breaks_off_before_its_last_octet() {
    for (how, change) in CHANGES {
        for encoding in [Encoding::Base64, Encoding::LineEnds, Encoding::Identity] {
            let place = Place::new();
            let path = place.file("g", &vec![b'x'; 300_000]);
            let piece = Piece::measured(open(&path), 0, encoding, "g");
            let piece = piece.unwrap_or_else(|error| panic!("{error}"));
            let content = Content::new(vec![piece], None);
            let mut reader = content.reader().unwrap_or_else(|error| panic!("{error}"));
            let mut first = [0; 10];
            assert!(reader.read_exact(&mut first).is_ok());
            assert!(change(&path).is_ok(), "{how}");
            let mut rest = Vec::new();
            let outcome = reader.read_to_end(&mut rest);
            let given = (first.len() + rest.len()) as u64;
            if ["written to", "shorter"].contains(&how) {
                assert!(outcome.is_err_and(is_changed), "{how} {encoding:?}");
                assert!(given < content.octets(), "{how} {encoding:?}");
            } else {
                // It only grew, or the file that was opened is still there under no name.
                assert_eq!(outcome.ok().map(|_| given), Some(content.octets()));
            }
            let again = read(&content, 4096);
            if how == "longer" {
                assert_eq!(
                    again.ok().map(|octets| octets.len() as u64),
                    Some(content.octets())
                );
                continue;
            }
            let told = again.is_err_and(|(error, given)| is_changed(error) && given == 0);
            assert!(told, "{how} {encoding:?}");
        }
    }
}

fn is_changed(error: io::Error) -> bool {
    error
        .into_inner()
        .is_some_and(|inner| inner.is::<Changed>())
}

#[test]
fn a_file_that_grows_is_read_as_long_as_it_was() {
    let place = Place::new();
    // The last octet that was measured may be the first half of a line end.
    let path = place.file("log", &[vec![b'x'; 100_000], b"\r".to_vec()].concat());
    let source = open(&path);
    let grow = |text: &[u8]| {
        let file = OpenOptions::new().append(true).open(&path);
        let grown = file.and_then(|mut file| file.write_all(text));
        assert!(grown.is_ok(), "{grown:?}");
    };
    grow(b"\nmore\n");
    let content = Content::new(pieces(&source), None);
    let whole = read(&content, 4096).unwrap_or_else(|(error, _)| panic!("{error}"));
    assert_eq!(whole.len() as u64, content.octets());
    let lines = [b"A: b\r\n\r\n", &vec![b'x'; 100_000][..], b"\r\n"].concat();
    assert!(whole.starts_with(&lines));
    grow(b"and more\n");
    let again = read(&content, 4096).unwrap_or_else(|(error, _)| panic!("{error}"));
    assert!(again == whole);
    assert!(fs::write(&path, b"short").is_ok());
    assert!(read(&content, 4096).is_err_and(|(error, _)| is_changed(error)));
}

#[cfg(target_os = "linux")]
#[test]
fn files_of_proc_and_sys_are_read_before_their_length_is_known() {
    for path in [
        "/proc/self/limits",
        "/sys/kernel/mm/transparent_hugepage/enabled",
        "/proc/version",
    ] {
        let Ok(expected) = fs::read(path) else {
            continue;
        };
        let source = open(Path::new(path));
        assert_eq!(source.octets(), expected.len() as u64, "{path}");
        assert!(matches!(source, Source::Spooled(_)), "{path}");
    }
    let place = Place::new();
    assert!(matches!(
        open(&place.file("f", &[b'a'; 100_000])),
        Source::File(_)
    ));
}

#[test]
fn only_files_are_opened() {
    let place = Place::new();
    for path in ["/nonexistent", "/", "/dev/zero", "/dev/full"] {
        let error = Source::open(Path::new(path), Deadline::default()).err();
        assert_eq!(
            error.map(|error| error.fault()),
            Some(Fault::NoInput),
            "{path}"
        );
    }
    assert_eq!(open(Path::new("/dev/null")).octets(), 0);
    assert_eq!(open(&place.file("f", b"abc")).octets(), 3);
}
