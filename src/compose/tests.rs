//! Known answers, and what is composed reads back equal in a reader that is not ours.

use super::charset::Charset;
use super::encoding::Text;
use super::extra::Extra;
use super::structure::{Attachment, Body, Inline};
use super::{Draft, Parts, compose, header, parameter};
use crate::address::{Address, Entry, Mailbox};
use crate::message::stamp::Stamp;
use mail_parser::{MessageParser, MimeHeaders as _};
use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, proptest};
use std::io::Read as _;

fn field(write: impl FnOnce(&mut Vec<u8>) -> Result<(), super::Error>) -> String {
    let mut out = Vec::new();
    if let Err(error) = write(&mut out) {
        panic!("{error}");
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn subject(value: &str) -> String {
    field(|out| header::text(out, "Subject", value))
}

/// What RFC 5322 section 2.1.1 and RFC 2047 section 2 ask of the lines of a field.
fn check_lines(field: &str) {
    let Some(body) = field.strip_suffix("\r\n") else {
        panic!("no line end: {field:?}");
    };
    for (at, line) in body.split("\r\n").enumerate() {
        assert!(!line.contains(['\r', '\n']), "{field:?}");
        assert!(line.len() <= 78, "{} octets: {line:?}", line.len());
        assert!(line.is_ascii(), "{line:?}");
        assert!(at == 0 || line.starts_with(' '), "{field:?}");
        assert!(!line.trim().is_empty(), "{field:?}");
    }
}

#[test]
fn subjects() {
    let url = format!("see https://x.org/{}", "a".repeat(90));
    let long = "a long subject of plain words folds between them and stays readable for everybody";
    let table = [
        ("hi", "Subject: hi\r\n".to_owned()),
        ("", "Subject:\r\n".to_owned()),
        ("a  b", "Subject: a  b\r\n".to_owned()),
        ("=?x?=", "Subject: =?UTF-8?B?PT94Pz0=?=\r\n".to_owned()),
        (" a", "Subject: =?UTF-8?B?IGE=?=\r\n".to_owned()),
        ("é", "Subject: =?utf-8?B?w6k=?=\r\n".to_owned()),
        (
            long,
            "Subject: a long subject of plain words folds between them and stays readable\r\n for everybody\r\n"
                .to_owned(),
        ),
    ];
    for (value, expected) in table {
        assert_eq!(subject(value), expected);
    }
    check_lines(&subject(&url));
    assert!(subject(&url).contains("=?us-ascii?Q?see_https"));
}

#[test]
fn address_fields() {
    let entry = |name: Option<&str>, address: &str| {
        let Ok(address) = Address::parse(address) else {
            panic!("{address}");
        };
        let name = name.map(str::to_owned);
        Mailbox { name, address }
    };
    let write = |entries: &[Entry]| field(|out| header::addresses(out, "To", entries));
    let one = |name, address| write(&[Entry::Mailbox(entry(name, address))]);
    assert_eq!(one(None, "a@b"), "To: <a@b>\r\n");
    assert_eq!(one(Some("A"), "a@b"), "To: \"A\" <a@b>\r\n");
    assert_eq!(
        one(Some("A \"x\", \\"), "a@b"),
        "To: \"A \\\"x\\\", \\\\\" <a@b>\r\n"
    );
    assert_eq!(one(None, "\"a b\"@c"), "To: <\"a b\"@c>\r\n");
    assert_eq!(
        one(None, "a@例子.中国"),
        "To: <a@xn--fsqu00a.xn--fiqs8s>\r\n"
    );
    assert_eq!(one(None, "用户@例子.中国"), "To: <用户@例子.中国>\r\n");
    let group = |members| Entry::Group {
        name: "陈 team".to_owned(),
        members,
    };
    assert_eq!(
        write(&[group(vec![])]),
        "To: =?utf-8?B?6ZmIIHRlYW0=?= :;\r\n"
    );
    let members = vec![entry(None, "a@b"), entry(Some("C"), "c@d")];
    assert_eq!(
        write(&[group(members), Entry::Mailbox(entry(None, "e@f"))]),
        "To: =?utf-8?B?6ZmIIHRlYW0=?= : <a@b>, \"C\" <c@d>;, <e@f>\r\n"
    );
    let hundreds: Vec<Entry> = (0..300)
        .map(|n| Entry::Mailbox(entry(Some("陈大文"), &format!("user{n}@example.com"))))
        .collect();
    let folded = write(&hundreds);
    check_lines(&folded);
    assert_eq!(folded.matches("@example.com>").count(), 300);
}

#[test]
fn fields_of_the_user() {
    let write = |text: &str| Extra::parse(text).map(|extra| field(|out| extra.write(out)));
    let long = "List-Unsubscribe: <https://example.com/a/very/long/path/that/no/encoding/may/touch/12345>, <mailto:u@example.com>";
    for (text, expected) in [
        ("X-A:b", "X-A: b\r\n".to_owned()),
        ("X-A:", "X-A:\r\n".to_owned()),
        (
            "X-A: =?utf-8?q?as_it_is?=",
            "X-A: =?utf-8?q?as_it_is?=\r\n".to_owned(),
        ),
        ("X-A: é", "X-A: =?utf-8?B?w6k=?=\r\n".to_owned()),
        (
            "Sender: 陈 <a@b>",
            "Sender: =?utf-8?B?6ZmI?= <a@b>\r\n".to_owned(),
        ),
        (long, long.replace(">, <", ">,\r\n <") + "\r\n"),
    ] {
        assert_eq!(write(text).ok(), Some(expected), "{text}");
    }
    for text in [
        "",
        ":",
        "X A: b",
        "é: b",
        "X-A",
        "Content-Foo: x",
        "bcc: a@b",
        "X: a\u{7}",
    ] {
        assert!(Extra::parse(text).is_err(), "{text}");
    }
    let word = Extra::parse(&format!("X: {}", "a".repeat(1000)));
    assert!(word.is_ok_and(|extra| extra.write(&mut Vec::new()).is_err()));
}

fn text(body: &str) -> Text {
    match Text::read(&mut body.as_bytes(), Charset::default(), "text") {
        Ok(text) => text,
        Err(error) => panic!("{error}"),
    }
}

fn draft(parts: Parts) -> Draft {
    let Ok(from) = Mailbox::parse("me@example.com") else {
        panic!("no author");
    };
    Draft {
        from,
        to: Vec::new(),
        cc: Vec::new(),
        reply_to: Vec::new(),
        subject: None,
        date: None,
        message_id: None,
        in_reply_to: Vec::new(),
        references: Vec::new(),
        automatic: false,
        extra: Vec::new(),
        parts,
    }
}

fn octets(draft: Draft) -> Vec<u8> {
    let mut stamp = Stamp::fixed("Mon, 23 Nov 2026 10:00:00 +0800", 0);
    let (content, _) = match compose(draft, &mut stamp) {
        Ok(made) => made,
        Err(error) => panic!("{error}"),
    };
    let mut octets = Vec::new();
    let read = content
        .reader()
        .and_then(|mut r| r.read_to_end(&mut octets));
    assert!(read.is_ok());
    assert_eq!(octets.len() as u64, content.octets());
    check_mail_data(&octets, content.longest_line());
    octets
}

/// Mail data: CRLF only, ended, no NUL, no long line.
fn check_mail_data(octets: &[u8], longest: u64) {
    let text = String::from_utf8_lossy(octets);
    assert!(text.ends_with("\r\n"));
    let lines = text.strip_suffix("\r\n").unwrap_or_default().split("\r\n");
    assert!(lines.clone().all(|line| !line.contains(['\r', '\n', '\0'])));
    assert_eq!(lines.map(str::len).max().unwrap_or(0) as u64, longest);
    assert!(longest <= 998);
}

fn attachment(name: &str, octets: &[u8]) -> Attachment {
    Attachment {
        name: name.to_owned(),
        media_type: "image/png".to_owned(),
        body: Body::Base64(octets.to_vec().into()),
    }
}

/// The media types of the parts, nested.
fn shape(octets: &[u8]) -> String {
    fn part(message: &mail_parser::Message<'_>, id: u32) -> String {
        let Some(part_) = message.part(id) else {
            return "?".to_owned();
        };
        let name = part_
            .content_type()
            .map_or("-", |t| t.subtype().unwrap_or("-"));
        match part_.sub_parts() {
            Some(children) => {
                let inner: Vec<String> = children.iter().map(|id| part(message, *id)).collect();
                format!("{name}({})", inner.join(","))
            }
            None => name.to_owned(),
        }
    }
    match MessageParser::default().parse(octets) {
        Some(message) => part(&message, 0),
        None => "none".to_owned(),
    }
}

#[test]
fn levels_are_as_many_as_needed() {
    let image = || Inline {
        content_id: "logo".to_owned(),
        attachment: attachment("l.png", b"x"),
    };
    let file = || attachment("f.png", b"y");
    for (plain, html, images, files, expected) in [
        (true, false, 0, 0, "plain"),
        (false, true, 0, 0, "html"),
        (true, true, 0, 0, "alternative(plain,html)"),
        (true, false, 0, 1, "mixed(plain,png)"),
        (false, false, 0, 1, "png"),
        (false, false, 0, 2, "mixed(png,png)"),
        (false, true, 1, 0, "related(html,png)"),
        (true, true, 1, 0, "related(alternative(plain,html),png)"),
        (
            true,
            true,
            2,
            1,
            "mixed(related(alternative(plain,html),png,png),png)",
        ),
    ] {
        let made = octets(draft(Parts {
            text: plain.then(|| text("t\n")),
            html: html.then(|| text("<p>h\n")),
            inline: (0..images).map(|_| image()).collect(),
            attachments: (0..files).map(|_| file()).collect(),
        }));
        assert_eq!(shape(&made), expected);
    }
    assert!(octets(draft(Parts::default())).ends_with(b"MIME-Version: 1.0\r\n\r\n"));
}

#[test]
fn encodings_fit_the_text() {
    for (body, expected) in [
        (String::new(), "7bit"),
        ("plain\n".to_owned(), "7bit"),
        ("a".repeat(998), "7bit"),
        ("a".repeat(999), "quoted-printable"),
        ("nul \0".to_owned(), "quoted-printable"),
        (
            "caf\u{e9} and plain text behind it\n".to_owned(),
            "quoted-printable",
        ),
        ("统一码测试\n".to_owned(), "base64"),
    ] {
        assert_eq!(text(&body).encoding, expected, "{body:?}");
    }
}

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

proptest! {
    #[test]
    fn subjects_read_back(value in "[^\\p{Cc}]{0,120}|([a-z]{1,12} ){0,20}[a-z]|(=\\?|[ a-zé😀]){0,60}") {
        let field = subject(&value);
        if !value.is_empty() {
            check_lines(&field);
        }
        let message = format!("{field}\r\n");
        let parsed = MessageParser::default().parse(message.as_bytes());
        let back = parsed.as_ref().and_then(|m| m.subject()).unwrap_or_default();
        // White space at the ends is what readers take off, encoded or not.
        prop_assert_eq!(back.trim(), value.trim());
    }

    #[test]
    fn names_read_back(names in prop::collection::vec("[^\\p{Cc}]{1,60}|[ a-z\",<>@()=?\\\\]{1,30}", 1..6)) {
        let Ok(address) = Address::parse("\"a b\"@example.com") else {
            panic!("no address");
        };
        let entries: Vec<Entry> = names
            .iter()
            .map(|name| Entry::Mailbox(Mailbox { name: Some(name.clone()), address: address.clone() }))
            .collect();
        let field = field(|out| header::addresses(out, "To", &entries));
        check_lines(&field);
        let message = format!("{field}\r\n");
        let parsed = MessageParser::default().parse(message.as_bytes());
        let back: Vec<String> = parsed
            .as_ref()
            .and_then(|m| m.to())
            .map(|to| to.iter().map(|a| a.name().unwrap_or_default().trim().to_owned()).collect())
            .unwrap_or_default();
        let expected: Vec<&str> = names.iter().map(|name| name.trim()).collect();
        prop_assert_eq!(back, expected);
    }

    #[test]
    fn file_names_read_back(name in "[^\\p{Cc}]{1,200}|[a-z \"\\\\;=?]{1,120}") {
        let field = field(|out| {
            parameter::with_name(out, "Content-Disposition", "attachment", "filename", &name);
            Ok(())
        });
        check_lines(&field);
        let message = format!("Content-Type: image/png\r\n{field}\r\nx\r\n");
        let parsed = MessageParser::default().parse(message.as_bytes());
        let back = parsed.as_ref().and_then(|m| m.attachment_name()).unwrap_or_default();
        prop_assert_eq!(back, name);
    }

    #[test]
    fn bodies_read_back(
        body in "(?s).{0,200}|([a-z. \r\n]|\r\n\\.\r\n){0,60}",
        attached in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let made = octets(draft(Parts {
            text: Some(text(&body)),
            attachments: vec![attachment("a", &attached)],
            ..Parts::default()
        }));
        let parsed = MessageParser::default().parse(&made);
        let Some(parsed) = parsed else { panic!("not a message") };
        let expected = canonical(body.strip_prefix('\u{feff}').unwrap_or(&body));
        // Its text is given with LF by this reader.
        let back = parsed.body_text(0).unwrap_or_default().replace("\r\n", "\n");
        prop_assert_eq!(back, expected.replace("\r\n", "\n"));
        prop_assert_eq!(parsed.attachment(0).map(|part| part.contents()), Some(&attached[..]));
        let alone = octets(draft(Parts { text: Some(text(&body)), ..Parts::default() }));
        prop_assert!(MessageParser::default().parse(&alone).is_some());
    }
}

/// Text as mail has it: lines ended by CRLF.
fn canonical(text: &str) -> String {
    let mut out = text.replace("\r\n", "\n").replace('\r', "\n");
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    out.replace('\n', "\r\n")
}
