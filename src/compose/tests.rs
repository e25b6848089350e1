//! Known answers, and what is composed reads back equal in a reader that is not ours.

mod charsets;
mod fields;

use super::encoding::{Text, TextInput};
use super::structure::{Attachment, Body, Inline};
use super::{Draft, Parts, compose};
use crate::address::Mailbox;
use crate::message::stamp::Stamp;
use mail_parser::{MessageParser, MimeHeaders as _};
use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, proptest};
use std::io::Read as _;

fn text(body: &str) -> Text {
    match Text::read(&mut body.as_bytes(), TextInput::default(), "text") {
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

proptest! {
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
    let mut out = text.to_owned();
    while out.contains("\r\n") {
        out = out.replace("\r\n", "\n");
    }
    out = out.replace('\r', "\n");
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    out.replace('\n', "\r\n")
}
