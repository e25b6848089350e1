//! Text of other charsets.

use crate::compose::charset::Charset;
use std::io::{self, Read};

#[test]
fn charsets_are_decoded_or_refused_at_their_offset() {
    let read = |name: &str, octets: &[u8]| {
        let charset = Charset::named(name).unwrap_or_default();
        let mut input = octets;
        let mut out = String::new();
        let result = charset.decode(&mut input, "f", false, &mut |text| {
            out.push_str(text);
            Ok(())
        });
        result.map(|_| out)
    };
    for (name, octets, expected) in [
        ("utf-8", &b"\xef\xbb\xbfa"[..], "a"),
        ("UTF8", "统".as_bytes(), "统"),
        ("gb18030", b"\xcd\xb3\x81\x30\x81\x30", "统\u{80}"),
        ("gb2312", b"\xcd\xb3", "统"),
        ("CP936", b"\xcd\xb3", "统"),
        ("big5", b"\xb2\xce", "統"),
        ("Shift_JIS", b"\x93\x9d", "統"),
        ("iso-8859-1", b"\xe9", "é"),
        ("iso-8859-15", b"\xa4", "€"),
        ("utf-16", b"\xff\xfe\xdf\x7e", "统"),
        ("utf-16", b"\xfe\xff\x7e\xdf", "统"),
        ("utf-16be", b"\x7e\xdf", "统"),
        ("gb18030", b"\xff\xfe\xdf\x7e", "统"),
        ("iso-2022-jp", b"\x1b$BE}\x1b(B", "統"),
        ("koi8-r", b"\xc1", "а"),
        ("us-ascii", b"plain", "plain"),
        ("ANSI_X3.4-1968", b"\xef\xbb\xbf\xc3\xa9", "é"),
        ("us-ascii", b"\xff\xfe\xdf\x7e", "统"),
        ("windows-1252", b"\x80\x93", "€\u{201c}"),
        ("windows-1256", b"\x81", "پ"),
        ("Shift_JIS", b"\x83\x80", "ム"),
        ("iso-8859-2", b"\x81", "\u{81}"),
    ] {
        assert_eq!(
            read(name, octets).ok().as_deref(),
            Some(expected),
            "{name} {octets:?}"
        );
    }
    for (name, octets, offset) in [
        ("utf-8", &b"ab\xff"[..], 2),
        ("utf-8", b"abc\xe7\xbb", 3),
        ("utf-8", b"a\xe7\xbbb", 1),
        ("gb18030", b"abcd\xff", 4),
        ("big5", b"\xb2\xce\xff", 2),
        ("utf-16le", b"a\0b", 2),
        ("utf-8", b"\xef", 0),
        ("utf-8", b"\xef\xbb", 0),
        ("utf-8", b"\xef\xbb\xbfa\xff", 4),
        ("us-ascii", "Grüße".as_bytes(), 2),
        ("ANSI_X3.4-1968", b"\xef\xbb", 0),
        ("iso646-us", b"abcdefg\x80", 7),
        ("windows-1252", b"a\x81b", 1),
        ("iso-8859-1", b"ab\x9d", 2),
        ("windows-1250", b"\x98", 0),
        ("windows-1251", b"a\x98", 1),
        ("windows-1253", b"\x8e", 0),
        ("windows-1254", b"\x90", 0),
        ("windows-1255", b"\xc0\xff", 1),
        ("windows-1257", b"\x81", 0),
        ("windows-1258", b"\x8a", 0),
        ("windows-874", b"\x81", 0),
        ("Shift_JIS", b"\x83\x80\x80", 2),
    ] {
        let error = read(name, octets).err().map(|error| error.to_string());
        let expected = format!("at octet {offset}");
        assert!(
            error.as_ref().is_some_and(|e| e.ends_with(&expected)),
            "{name}: {error:?}"
        );
    }
    for name in [
        "",
        "klingon",
        "utf-7",
        "iso-2022-kr",
        "utf-32",
        "x-user-defined",
        "visual",
        "unicodeFFFE",
    ] {
        assert!(Charset::named(name).is_err(), "{name}");
    }
}

#[test]
fn every_name_of_ascii_and_nothing_above_it() {
    for name in ["ascii", "US", "646", "cp367", " ANSI_X3.4-1968 ", "csASCII"] {
        assert_eq!(Charset::named(name).ok(), Some(Charset::Ascii), "{name}");
    }
    for octet in 0..=255_u8 {
        let decoded = Charset::Ascii.decode(&mut &[b'a', octet][..], "f", false, &mut |_| Ok(()));
        assert_eq!(decoded.is_ok(), octet < 128, "{octet}");
    }
}

/// Gives one octet at a time.
struct Drip<'a>(&'a [u8]);

impl Read for Drip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let end = buffer.len().min(1);
        self.0.read(&mut buffer[..end])
    }
}

#[test]
fn lossy_text_keeps_what_is_text_and_counts_the_rest() {
    for (name, octets, expected, replaced) in [
        ("utf-8", &b"caf\xe9, ok"[..], "caf\u{fffd}, ok", 1),
        ("utf-8", b"\xff\xfe\xfd", "\u{fffd}\u{fffd}\u{fffd}", 3),
        ("utf-8", b"a\xe7\xbbb\xe7\xbb", "a\u{fffd}b\u{fffd}", 4),
        (
            "us-ascii",
            "Grüße".as_bytes(),
            "Gr\u{fffd}\u{fffd}\u{fffd}\u{fffd}e",
            4,
        ),
        ("windows-1252", b"a\x81\x80", "a\u{fffd}€", 1),
        ("Shift_JIS", b"\x80\x83\x80\x80", "\u{fffd}ム\u{fffd}", 2),
        ("gb18030", b"\xcd\xb3\xff!", "统\u{fffd}!", 1),
    ] {
        let charset = Charset::named(name).unwrap_or_default();
        for input in [&mut &*octets as &mut dyn Read, &mut Drip(octets)] {
            // The octets FF FE are a byte order mark where they come first.
            let mut input = (&b"\n"[..]).chain(input);
            let mut out = String::new();
            let decoded = charset.decode(&mut input, "f", true, &mut |text| {
                out.push_str(text);
                Ok(())
            });
            let decoded = decoded.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(
                (out, decoded.replaced),
                (format!("\n{expected}"), replaced),
                "{name}"
            );
            assert_eq!(decoded.octets, octets.len() as u64 + 1);
        }
    }
}
