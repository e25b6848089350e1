//! Header fields: their form, and that a reader finds in them what was put there.

use crate::address::{Address, Entry, Mailbox};
use crate::compose::extra::Extra;
use crate::compose::{Error, header, parameter};
use mail_parser::{MessageParser, MimeHeaders as _};
use proptest::prelude::{prop, prop_assert_eq, proptest};

fn field(write: impl FnOnce(&mut Vec<u8>) -> Result<(), Error>) -> String {
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
}

/// Names of every length, in ASCII, with quotes, and encoded.
fn names() -> impl Iterator<Item = String> {
    (1..110).flat_map(|length| {
        [
            "n".repeat(length),
            "n ".repeat(length / 2) + "n",
            "é".repeat(length),
            format!("\"{}", "q \\".repeat(length / 3)),
            format!("=?{}", "x".repeat(length)),
        ]
    })
}

#[test]
fn a_line_that_could_be_folded_counts_its_comma() {
    for name in names() {
        for domain in [1, 2, 3, 20, 21, 22, 23, 24, 30, 62, 63, 64, 65, 90] {
            let mailbox = |name: Option<&str>| Mailbox {
                name: name.map(str::to_owned),
                address: Address::parse(&format!("l@{}example.org", "d.".repeat(domain)))
                    .unwrap_or_else(|error| panic!("{error}")),
            };
            let (plain, named) = (mailbox(None), mailbox(Some(&name)));
            let group = |members: Vec<Mailbox>| Entry::Group {
                name: name.clone(),
                members,
            };
            for list in [
                vec![Entry::Mailbox(named.clone()), Entry::Mailbox(plain.clone())],
                vec![
                    Entry::Mailbox(plain.clone()),
                    Entry::Mailbox(named.clone()),
                    Entry::Mailbox(plain.clone()),
                ],
                vec![group(vec![]), Entry::Mailbox(plain.clone())],
                vec![
                    group(vec![named.clone(), plain.clone()]),
                    Entry::Mailbox(plain.clone()),
                ],
                vec![
                    group(vec![plain.clone(), named.clone()]),
                    Entry::Mailbox(plain.clone()),
                ],
            ] {
                let written = field(|out| header::addresses(out, "To", &list));
                for line in written.trim_end().split("\r\n") {
                    assert!(!line.trim().is_empty(), "{written:?}");
                    // A quoted string of one word cannot be folded.
                    let folds = line.trim_start().trim_start_matches("To: ").contains(' ');
                    assert!(
                        line.len() <= 78 || !folds,
                        "{} octets: {line:?} in {written:?}",
                        line.len()
                    );
                }
            }
        }
    }
}
