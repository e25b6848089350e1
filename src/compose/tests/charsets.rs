//! Text of other charsets.

use crate::compose::charset::Charset;

#[test]
fn charsets_are_decoded_or_refused_at_their_offset() {
    let read = |name: &str, octets: &[u8]| {
        let charset = Charset::named(name).unwrap_or_default();
        let mut input = octets;
        let mut out = Vec::new();
        let result = charset.decode(&mut input, "f", &mut |block| {
            out.extend_from_slice(block);
            Ok(())
        });
        result.map(|()| String::from_utf8_lossy(&out).into_owned())
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
    ] {
        let error = read(name, octets).err().map(|error| error.to_string());
        let expected = format!("at octet {offset} ");
        assert!(
            error.as_ref().is_some_and(|e| e.contains(&expected)),
            "{name}: {error:?}"
        );
    }
    for name in ["", "klingon", "utf-7", "iso-2022-kr", "utf-32"] {
        assert!(Charset::named(name).is_err(), "{name}");
    }
}
