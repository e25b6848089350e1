//! Content read back, files that change, headers of others.

mod files;

use super::content::Content;
use super::encoding::Encoding;
use super::header::HeaderSection;
use super::piece::Piece;
use super::ready_made::{Changes, ReadyMade};
use super::source::Source;
use super::stamp::Stamp;
use super::{Error, Fault};
use crate::timeout::Deadline;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap_or_else(|error| panic!("{error}")))
    }

    fn file(&self, name: &str, octets: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, octets).unwrap_or_else(|error| panic!("{error}"));
        path
    }
}

fn open(path: &Path) -> Source {
    Source::open(path, Deadline::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// All octets, read `size` at a time, or the error and how many came before it.
fn read(content: &Content, size: usize) -> Result<Vec<u8>, (io::Error, u64)> {
    let mut reader = content.reader().map_err(|error| (error, 0))?;
    let mut out = Vec::new();
    let mut buffer = vec![0; size];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(out),
            Ok(count) => out.extend_from_slice(&buffer[..count]),
            Err(error) => return Err((error, out.len() as u64)),
        }
    }
}

fn pieces(source: &Source) -> Vec<Piece> {
    let measured = |encoding| {
        Piece::measured(source.clone(), 0, encoding, "it").unwrap_or_else(|e| panic!("{e}"))
    };
    vec![
        Piece::text(b"A: b\r\n\r\n".to_vec()),
        measured(Encoding::LineEnds),
        Piece::base64(source.clone()),
        Piece::text(b"\r\n".to_vec()),
        measured(Encoding::QuotedPrintable),
        Piece::text(b"\r\n".to_vec()),
    ]
}

#[test]
fn line_ends_of_many_crs_are_counted_as_they_are_sent() {
    let place = Place::new();
    let (lines, expected) = (
        &b"\r\r\nab\r\r\r\r\n.\r\r\n\rc\r\r"[..],
        &b"\r\nab\r\n.\r\n\r\nc\r\n\r\n"[..],
    );
    // The edge of a block is at each octet of them.
    for before in 65_510..65_540 {
        let text = [vec![b'x'; before], lines.to_vec()].concat();
        let path = place.file("f", &text);
        for source in [open(&path), text.into()] {
            let piece = Piece::measured(source, 0, Encoding::LineEnds, "f");
            let piece = piece.unwrap_or_else(|error| panic!("{error}"));
            let content = Content::new(vec![piece], None);
            let whole = read(&content, 4096).unwrap_or_else(|(error, _)| panic!("{error}"));
            assert_eq!(whole.len() as u64, content.octets());
            assert_eq!(&whole[before..], expected, "{before}");
        }
    }
}

#[test]
fn every_read_size_gives_the_octets_that_were_counted() {
    let place = Place::new();
    for octets in [0, 1, 2, 56, 57, 58, 1000, 65_535, 65_536, 65_537, 200_000] {
        let text: Vec<u8> = (0..octets).map(|n| b"some text\n\r\n"[n % 12]).collect();
        let path = place.file("f", &text);
        let content = Content::new(pieces(&open(&path)), None);
        let whole = read(&content, 1 << 20).unwrap_or_else(|(error, _)| panic!("{error}"));
        assert_eq!(whole.len() as u64, content.octets(), "{octets}");
        for size in [1, 2, 7, 4096, 65_536] {
            let again = read(&content, size);
            assert!(
                again.is_ok_and(|again| again == whole),
                "{octets} by {size}"
            );
        }
    }
}

fn header(text: &[u8]) -> Result<HeaderSection, Error> {
    /// One octet at a time.
    struct Drip<'a>(&'a [u8]);
    impl Read for Drip<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let end = buffer.len().min(1);
            self.0.read(&mut buffer[..end])
        }
    }
    let whole = HeaderSection::read(&mut &text[..], "it");
    let dripped = HeaderSection::read(&mut Drip(text), "it");
    match (&whole, &dripped) {
        (Ok(whole), Ok(dripped)) => {
            assert_eq!(whole.fields, dripped.fields);
            assert_eq!(whole.octets, dripped.octets);
        }
        (Err(whole), Err(dripped)) => assert_eq!(whole.to_string(), dripped.to_string()),
        _ => panic!("{whole:?} {dripped:?}"),
    }
    whole
}

#[test]
fn header_sections() {
    /// The text, its fields, the octets they take.
    type Row<'a> = (&'a [u8], &'a [(&'a str, &'a str)], u64);
    let table: &[Row<'_>] = &[
        (b"A: b\r\n\r\nbody", &[("A", "b")], 8),
        (b"A: b\n\nbody", &[("A", "b")], 6),
        (b"A: b\r\rbody", &[("A", "b")], 6),
        (b"A: b\r\n\nbody", &[("A", "b")], 7),
        (b"A: b\n\r\nbody", &[("A", "b")], 7),
        (b"A: b", &[("A", "b")], 4),
        (b"A: b\r\n", &[("A", "b")], 6),
        (b"A:b\n c\n\td\nE :\n\n", &[("A", "b c\td"), ("E", "")], 15),
        (b"From x Mon\nA: b\n\n", &[("A", "b")], 17),
        (b"From : a@b\n\n", &[("From", "a@b")], 12),
        (b"A: b\n \n c\n\n", &[("A", "b  c")], 11),
        (
            b"A: b\r\r\nC: d\r\r\n\r\r\nbody",
            &[("A", "b"), ("C", "d")],
            17,
        ),
        (b"A: b\r\r\r\r\n c\r\r\n\r\r\r\n", &[("A", "b c")], 18),
        (b"A: b\r\r\rbody", &[("A", "b")], 6),
        (b"\xef\xbb\xbfA: b\n\n", &[("A", "b")], 9),
        (b"\xef\xbb\xbfFrom x\nA: b\n\n", &[("A", "b")], 16),
    ];
    for (text, fields, octets) in table {
        let section = header(text).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        let found: Vec<(&str, String)> = section
            .fields
            .iter()
            .map(|f| (f.name(), f.value().unwrap_or_default()))
            .collect();
        let expected: Vec<(&str, String)> =
            fields.iter().map(|(n, v)| (*n, (*v).to_owned())).collect();
        assert_eq!(found, expected, "{text:?}");
        assert_eq!(section.octets, *octets, "{text:?}");
    }
    for text in [
        &b""[..],
        b"\n",
        b"\r\nA: b\r\n",
        b"hello",
        b" A: b\n\n",
        b"A: b\nhello\n\n",
        b": b\n\n",
        b"A b: c\n\n",
        b"\xc3\xa9: b\n\n",
        b"From x\n\n",
        b"\xef\xbb\xbf",
        b"\xef\xbb\xbf\nA: b\n\n",
        b"\xef\xbbA: b\n\n",
        b"From x\n\xef\xbb\xbfA: b\n\n",
        b"A: b\nFrom x\n\n",
    ] {
        let error = header(text).err().map(|error| error.fault());
        assert_eq!(error, Some(Fault::Data), "{text:?}");
    }
    let endless = [
        b"A: b\r\n".to_vec(),
        vec![b' '; super::header::MAX_HEADER_OCTETS + 1],
    ]
    .concat();
    let error = HeaderSection::read(&mut &endless[..], "it");
    assert!(matches!(error, Err(Error::HeaderTooLong { .. })));
}

fn ready(text: &[u8], complete: bool, from: Option<&[u8]>) -> (String, Option<String>) {
    let made = ReadyMade::open(text.to_vec().into(), "it").and_then(|message| {
        let changes = Changes {
            complete: complete.then_some("x.org"),
            from: from.map(<[u8]>::to_vec),
        };
        message.into_content(changes, &mut Stamp::fixed("D", 0))
    });
    let (content, id) = made.unwrap_or_else(|error| panic!("{error}"));
    let octets = read(&content, 100).unwrap_or_else(|(error, _)| panic!("{error}"));
    assert_eq!(octets.len() as u64, content.octets());
    assert_eq!(content.has_eight_bit(), !octets.is_ascii());
    (String::from_utf8_lossy(&octets).into_owned(), id)
}

#[test]
fn ready_made_messages_change_only_where_they_must() {
    /// The text, whether to complete it, its new From, the mail data.
    type Row<'a> = (&'a [u8], bool, Option<&'a [u8]>, String);
    let id = "<00000000000000000000000000000001@x.org>";
    let whole = b"Date: x\r\nMessage-ID: <a@b>\r\n\r\nbody\r\n";
    assert_eq!(ready(whole, true, None).0.as_bytes(), whole);
    assert_eq!(ready(whole, true, None).1.as_deref(), Some("<a@b>"));
    let table: &[Row<'_>] = &[
        (b"A: b", false, None, "A: b\r\n".to_owned()),
        (b"A: b\n\n", false, None, "A: b\r\n\r\n".to_owned()),
        (
            b"A: b\n\nx",
            true,
            None,
            format!("A: b\r\nDate: D\r\nMessage-ID: {id}\r\n\r\nx\r\n"),
        ),
        (
            b"date: x\nmessage-id:\n <a@b>\n\nx",
            true,
            None,
            "date: x\r\nmessage-id:\r\n <a@b>\r\n\r\nx\r\n".to_owned(),
        ),
        (
            b"BCC: c\n d\nA: b\nResent-Bcc: e\n\nBcc: x",
            false,
            None,
            "A: b\r\n\r\nBcc: x\r\n".to_owned(),
        ),
        (
            b"A: b\nFrom: x\n y\nC: d\n\n",
            false,
            Some(b"From: z\r\n"),
            "A: b\r\nFrom: z\r\nC: d\r\n\r\n".to_owned(),
        ),
        (
            b"A: b\n\n",
            false,
            Some(b"From: z\r\n"),
            "A: b\r\nFrom: z\r\n\r\n".to_owned(),
        ),
        (
            b"From: a\nFrom: b\n\n",
            false,
            Some(b"From: z\r\n"),
            "From: z\r\n\r\n".to_owned(),
        ),
        (
            b"From me\nA: \xc3\xa9\n\n\n.\r\n..\r",
            false,
            None,
            "A: é\r\n\r\n\r\n.\r\n..\r\n".to_owned(),
        ),
    ];
    for (text, complete, from, expected) in table {
        assert_eq!(ready(text, *complete, *from).0, *expected, "{text:?}");
    }
    assert_eq!(
        ready(b"\xef\xbb\xbfA: b\n\nx", false, None).0,
        "A: b\r\n\r\nx\r\n"
    );
    // A Message-ID that could do harm on a terminal is sent as it is and not repeated.
    assert_eq!(ready(b"Message-ID: <a\x1b@b>\n\n", true, None).1, None);
}

#[test]
fn a_nul_is_refused_where_it_is() {
    let long = [&b"A: b\n\n"[..], &vec![b'x'; 200_000], b"\0\0"].concat();
    for (text, offset) in [
        (&b"A: b\n\n\0"[..], 6),
        (b"A: b\r\r\n\r\na\r\r\nb\0c", 14),
        (b"A: b\0\n\nx", 4),
        (b"A: b\nBcc: c\0\n\nx", 11),
        (b"\xef\xbb\xbfFrom x\nA: b\n\n\0", 16),
        (&long, 200_006),
    ] {
        let made = ReadyMade::open(text.to_vec().into(), "it").and_then(|message| {
            let changes = Changes {
                complete: None,
                from: None,
            };
            message.into_content(changes, &mut Stamp::fixed("D", 0))
        });
        let found = match made {
            Err(Error::Nul { offset }) => Some(offset),
            _ => None,
        };
        assert_eq!(found, Some(offset), "{text:?}");
    }
}
