//! The table of fields and places, and what is written reads back equal.

use super::{ready_made, value};
use crate::compose::charset::Charset;
use crate::compose::error::Error;
use crate::compose::extra::Extra;
use crate::message::header::HeaderSection;
use mail_parser::{HeaderValue, MessageParser, MimeHeaders as _};
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

/// The one field of a message whose header section is `field`, in ASCII; the error's text if it has no ASCII form.
fn written(field: &[u8], charset: &str) -> Result<String, String> {
    let section = HeaderSection::read(&mut [field, b"\r\n"].concat().as_slice(), "it");
    let section = section.unwrap_or_else(|error| panic!("{error}"));
    let charset = Charset::named(charset).unwrap_or_else(|error| panic!("{error}"));
    match ready_made(&section.fields[0], charset) {
        Ok(Some(raw)) => Ok(String::from_utf8(raw).unwrap_or_default()),
        Ok(None) => Ok("unchanged".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

const NAMES: &str = "outside of names and comments, so mail cannot encode it";
const PARAMETERS: &str = "outside of parameters and comments, so mail cannot encode it";
const COMMENTS: &str = "outside of comments, so mail cannot encode it";
const NOWHERE: &str = "in a place where mail cannot encode it";

#[test]
fn every_field_and_place() {
    /// The value, and what becomes of it, or where it cannot be encoded.
    type Row<'a> = (&'a str, Result<&'a str, &'a str>);
    let table: &[(&[&str], &[Row<'_>])] = &[
        (
            &[
                "Subject",
                "Comments",
                "X-Note",
                "Organization",
                "Content-Description",
            ],
            &[
                ("é", Ok("=?UTF-8?B?w6k=?=")),
                ("a é b", Ok("a =?UTF-8?B?w6k=?= b")),
                // White space between two encoded words is not shown, so it is part of the text.
                ("é  ü a", Ok("=?UTF-8?B?w6kgIMO8?= a")),
                ("=?utf-8?q?x?= é", Ok("=?utf-8?q?x?= =?UTF-8?B?IMOp?=")),
                (
                    "é =?utf-8?q?x?= =?utf-8?q?y?=",
                    Ok("=?UTF-8?B?w6kg?= =?utf-8?q?x?= =?utf-8?q?y?="),
                ),
                (
                    "(é) \"é\" <é@x>",
                    Ok("=?UTF-8?B?KMOpKSAiw6kiIDzDqUB4Pg==?="),
                ),
            ],
        ),
        (
            &[
                "From",
                "Sender",
                "Reply-To",
                "To",
                "Cc",
                "Resent-From",
                "Resent-To",
                "Errors-To",
            ],
            &[
                ("é <a@b>", Ok("=?UTF-8?B?w6k=?= <a@b>")),
                (
                    "é<a@b>,ü<c@d>",
                    Ok("=?UTF-8?B?w6k=?= <a@b>, =?UTF-8?B?w7w=?= <c@d>"),
                ),
                (
                    "\"é, ü\" <a@b>, \"c, d\" <c@d>",
                    Ok("=?UTF-8?B?w6ksIMO8?= <a@b>, \"c, d\" <c@d>"),
                ),
                ("\"é \\\"x\\\"\" <a@b>", Ok("=?UTF-8?B?w6kgIngi?= <a@b>")),
                ("J. é Q. <a@b>", Ok("J. =?UTF-8?B?w6k=?= Q. <a@b>")),
                (
                    "a@b (é (ü) \\) x)",
                    Ok("a@b (=?UTF-8?B?w6k=?= (=?UTF-8?B?w7w=?=) \\) x)"),
                ),
                (
                    "é: a@b, é <c@d>;",
                    Ok("=?UTF-8?B?w6k=?= : a@b, =?UTF-8?B?w6k=?= <c@d>;"),
                ),
                (
                    "=?utf-8?q?x?= é <a@b>",
                    Ok("=?utf-8?q?x?= =?UTF-8?B?IMOp?= <a@b>"),
                ),
                ("a@b, é@b", Err(NAMES)),
                ("a@é.b", Err(NAMES)),
                ("x <é@b>", Err(NAMES)),
                ("é <\"é\"@b>", Err(NAMES)),
                ("\"é\"@b", Err(NAMES)),
                ("a@[é]", Err(NAMES)),
                ("é, x <a@b>", Err(NAMES)),
                ("<a@b> é", Err(NAMES)),
                ("\"é <a@b>", Err(NAMES)),
                ("(é a@b", Err(NAMES)),
            ],
        ),
        (
            &["Keywords"],
            &[
                ("é,a ü", Ok("=?UTF-8?B?w6k=?= ,a =?UTF-8?B?w7w=?=")),
                (
                    "\"é, x\", (é) b",
                    Ok("=?UTF-8?B?w6ksIHg=?= , (=?UTF-8?B?w6k=?=) b"),
                ),
            ],
        ),
        (
            &["Content-Type", "Content-Disposition"],
            &[
                (
                    "a/b; name=\"é.pdf\"; x=y",
                    Ok("a/b; name*=UTF-8''%C3%A9.pdf; x=y"),
                ),
                (
                    "a/b;name = mon é.pdf;x=y",
                    Ok("a/b; name*=UTF-8''mon%20%C3%A9.pdf;x=y"),
                ),
                (
                    "a/b (é); x=y (ü)",
                    Ok("a/b (=?UTF-8?B?w6k=?=); x=y (=?UTF-8?B?w7w=?=)"),
                ),
                (
                    "a; filename=\"é\\\"\" (ü)",
                    Ok("a; filename*=UTF-8''%C3%A9%22 (=?UTF-8?B?w7w=?=)"),
                ),
                (
                    "a; filename=\"é\"; filename*=UTF-8''e",
                    Ok("a; filename*=UTF-8''e (x)"),
                ),
                ("é; name=x", Err(PARAMETERS)),
                ("a/b; boundary=\"é\"", Err(PARAMETERS)),
                ("a/b; name*0=\"é\"", Err(PARAMETERS)),
                ("a/b; é=x", Err(PARAMETERS)),
                ("a/b; name=\"é", Err(PARAMETERS)),
            ],
        ),
        (
            &[
                "Date",
                "MIME-Version",
                "Content-Transfer-Encoding",
                "Auto-Submitted",
            ],
            &[
                ("x (é y) z", Ok("x (=?UTF-8?B?w6k=?= y) z")),
                ("x é", Err(COMMENTS)),
                ("\"é\"", Err(COMMENTS)),
            ],
        ),
        (
            &[
                "Message-ID",
                "In-Reply-To",
                "References",
                "Content-ID",
                "List-Unsubscribe",
                "List-Id",
                "Received",
                "Return-Path",
                "DKIM-Signature",
                "X-Google-DKIM-Signature",
                "ARC-Seal",
                "Authentication-Results",
            ],
            &[("<é@x>", Err(NOWHERE)), ("x (é)", Err(NOWHERE))],
        ),
    ];
    for (fields, rows) in table {
        for (name, (value, expected)) in
            fields.iter().flat_map(|f| rows.iter().map(move |r| (f, r)))
        {
            let field = format!("{name}: {value}\r\n");
            let expected = match expected {
                Ok(value) => Ok(format!("{name}: {}\r\n", value.replace(" (x)", ""))),
                Err(place) => Err(format!("the field {name} contains \"é\" {place}")),
            };
            assert_eq!(written(field.as_bytes(), "utf-8"), expected, "{field:?}");
            let latin: Vec<u8> = field.chars().map(|c| c as u8).collect();
            assert_eq!(written(&latin, "latin1"), expected, "{field:?} in Latin-1");
            flag_agrees(name, value, &expected);
        }
    }
}

/// `--header` refuses what a ready-made message refuses, but for the fields that it never writes and for addresses, which
/// SMTPUTF8 transports.
fn flag_agrees(name: &str, value: &str, expected: &Result<String, String>) {
    let Ok(extra) = Extra::parse(&format!("{name}: {value}")) else {
        return;
    };
    let mut out = Vec::new();
    let result = extra.write(&mut out);
    match (result, expected) {
        (Ok(()), Ok(_)) => assert!(out.is_ascii(), "{name}: {value}"),
        (Err(Error::BeyondAscii { .. }), Err(_)) | (Err(Error::Address(_)), _) => {}
        (Ok(()), Err(place)) => assert!(place.contains(NAMES), "{name}: {value}"),
        (result, expected) => panic!("{name}: {value}: {result:?}, {expected:?}"),
    }
}

#[test]
fn the_charset_is_that_of_the_flag() {
    let undecodable = "the field Subject is not UTF-8 at octet 9 of the field, 0xdc";
    assert_eq!(
        written(b"Subject: \xdcber\r\n", "utf-8"),
        Err(undecodable.to_owned())
    );
    assert_eq!(
        written(b"Subject: a\r\n \xc4\xe3\xba\xc3\r\n", "gb18030").as_deref(),
        Ok("Subject: a =?UTF-8?B?5L2g5aW9?=\r\n")
    );
    // 0x5c, a backslash in ASCII, is a part of a character of Shift_JIS.
    assert_eq!(
        written(b"From: \"\x83\x5c\" <a@b>\r\n", "shift_jis").as_deref(),
        Ok("From: =?UTF-8?B?44K9?= <a@b>\r\n")
    );
    // Every octet pair is a character of UTF-16, and none of them is the name of a field.
    assert_eq!(
        written(b"Subject: x\xe9y\r\n", "utf-16le"),
        Err("the field Subject is not UTF-16LE at octet 0 of the field, 0x53".to_owned())
    );
    assert_eq!(
        written(b"Subject: a\r\n b\r\n", "utf-8").as_deref(),
        Ok("unchanged")
    );
}

#[test]
fn long_values_are_folded() {
    for name in ["Subject", "Disposition-Notification-To", "Content-Type"] {
        let value = match name {
            "Subject" => "统一码 ascii ".repeat(30),
            "Content-Type" => format!("a/b; name=\"{}\"", "统一码".repeat(20)),
            _ => vec!["陈大文陈大文陈大文陈大文陈大文 <a@example.org>"; 20].join(", "),
        };
        let field = written(format!("{name}: {value}\r\n").as_bytes(), "utf-8");
        let field = field.unwrap_or_else(|error| panic!("{error}"));
        assert!(
            field.lines().count() > 5 && field.lines().all(|line| line.len() <= 76),
            "{field}"
        );
    }
}

proptest! {
    #[test]
    fn text_reads_back(value in "[a-zé统😀?=_() ,;:<>\"\\\\]{0,60}é[ a-z统]{0,60}") {
        let value = value.trim();
        let field = written(format!("Subject: {value}\r\n").as_bytes(), "utf-8");
        let field = field.unwrap_or_else(|error| panic!("{error}"));
        prop_assert!(field.is_ascii());
        let read = MessageParser::default().parse(field.as_bytes()).and_then(|m| m.subject().map(str::to_owned));
        // This reader makes one blank of several in ASCII.
        let blanks = |text: &str| text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        prop_assert_eq!(read.as_deref().map(blanks), Some(blanks(value)), "{}", field);
    }

    #[test]
    fn names_read_back(names in proptest::collection::vec("[a-zé统]{1,20}( [a-zé统]{1,20}){0,3}", 1..8)) {
        let list: Vec<String> = names.iter().map(|name| format!("{name} <a@example.org>")).collect();
        let line = format!("To: {}\r\nX: é\r\n", list.join(", "));
        let field = match written(line.as_bytes(), "utf-8") {
            Ok(field) if field == "unchanged" => line,
            field => field.unwrap_or_else(|error| panic!("{error}")),
        };
        let message = MessageParser::default().parse(field.as_bytes());
        let Some(HeaderValue::Address(read)) = message.as_ref().and_then(|m| m.header("To")) else {
            panic!("{field}");
        };
        let read: Vec<&str> = read.iter().filter_map(|address| address.name()).collect();
        prop_assert_eq!(read, names, "{}", field);
    }

    #[test]
    fn file_names_read_back(name in "[a-zA-Z0-9é统😀 %'*()=]{0,80}é") {
        let field = written(format!("Content-Type: a/b; name=\"{name}\"\r\n").as_bytes(), "utf-8");
        let field = field.unwrap_or_else(|error| panic!("{error}"));
        let message = MessageParser::default().parse(field.as_bytes());
        let read = message.as_ref().and_then(|m| m.attachment_name());
        prop_assert_eq!(read, Some(&*name), "{}", field);
    }

    #[test]
    fn anything_is_ascii_or_refused(name in "Subject|To|Keywords|Content-Type|Date|References", value in "\\PC{0,60}") {
        if let Ok(field) = written(format!("{name}: {value}\r\n").as_bytes(), "utf-8") {
            prop_assert!(field.is_ascii());
            prop_assert!(field == "unchanged" || field.ends_with("\r\n"));
            let again = HeaderSection::read(&mut [field.as_bytes(), b"\r\n"].concat().as_slice(), "it");
            prop_assert!(field == "unchanged" || again.is_ok_and(|s| s.fields.len() == 1 && value_of(&s).is_ok()));
        }
    }
}

fn value_of(section: &HeaderSection) -> Result<String, Error> {
    value(&section.fields[0], Charset::default())
}
