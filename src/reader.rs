//! A message made readable: header fields decoded, the text a person would read, what is attached.
//!
//! Built on a parser that takes any charset and never recurses. Reading is bounded: what lies beyond
//! [`MAX_READ_OCTETS`] is counted but not looked at, and that is said among the defects.

use std::borrow::Cow;

use mail_parser::{Address, HeaderValue, Message, MessageParser, MimeHeaders, PartType};

/// How much of a message is read as text. The message itself, its decoded text and the JSON of it are in memory at
/// once.
pub(crate) const MAX_READ_OCTETS: usize = 1 << 20;

/// How much of a header section is looked at: an address costs far more memory than its octets.
pub(crate) const MAX_HEADER_OCTETS: usize = 64 << 10;

/// How many lines that may begin a part are looked at: each part costs memory, empty ones too.
const MAX_PART_LINES: usize = 5_000;

/// How many people, identifiers or attachments of one kind a reading holds.
const MAX_LISTED: usize = 1_000;

/// A name and an address, as From, To and the like have them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Person {
    /// The display name, decoded.
    pub name: Option<String>,
    /// The address.
    pub address: Option<String>,
}

/// An attachment: a part that is not the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Attachment {
    /// Its name, decoded; hostile until made safe.
    pub filename: Option<String>,
    /// Its media type.
    pub content_type: Option<String>,
    /// Its octets after decoding.
    pub octets: u64,
    /// Its Content-ID, without angle brackets.
    pub content_id: Option<String>,
}

/// What a message says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    /// Message-ID, with its angle brackets.
    pub message_id: Option<String>,
    /// Date, as RFC 3339.
    pub date: Option<String>,
    /// From.
    pub from: Vec<Person>,
    /// To.
    pub to: Vec<Person>,
    /// Cc.
    pub cc: Vec<Person>,
    /// Reply-To.
    pub reply_to: Vec<Person>,
    /// Subject, decoded.
    pub subject: Option<String>,
    /// In-Reply-To, with angle brackets.
    pub in_reply_to: Vec<String>,
    /// References, with angle brackets.
    pub references: Vec<String>,
    /// The plain text, decoded.
    pub text: Option<String>,
    /// The HTML, decoded.
    pub html: Option<String>,
    /// The other parts.
    pub attachments: Vec<Attachment>,
    /// What is wrong with the message, or was left out of the reading.
    pub defects: Vec<String>,
}

/// Reads a message, or the start of one.
pub(crate) fn read(octets: &[u8], is_whole: bool) -> Reading {
    let (looked_at, cut) = bounded(octets);
    let Some(message) = MessageParser::default().parse(&*looked_at) else {
        return Reading {
            defects: vec!["no header fields could be found".into()],
            ..Reading::default()
        };
    };
    let mut reading = headers(&message);
    reading.text = bodies(&message, &message.text_body, |part| match part {
        PartType::Text(text) => Some(text),
        _ => None,
    });
    reading.html = bodies(&message, &message.html_body, |part| match part {
        PartType::Html(html) => Some(html),
        _ => None,
    });
    for part in message.attachments() {
        if part.is_encoding_problem {
            reading
                .defects
                .push("an attachment has a broken transfer encoding".into());
        }
        let content_type = part.content_type().map(|kind| match kind.subtype() {
            Some(subtype) => format!("{}/{subtype}", kind.ctype()),
            None => kind.ctype().to_owned(),
        });
        reading.attachments.push(Attachment {
            filename: part.attachment_name().map(str::to_owned),
            content_type,
            octets: part.contents().len() as u64,
            content_id: part.content_id().map(str::to_owned),
        });
    }
    reading.defects.extend(cut);
    if reading.attachments.len() > MAX_LISTED {
        reading.attachments.truncate(MAX_LISTED);
        reading.defects.push(format!(
            "only the first {MAX_LISTED} attachments are listed"
        ));
    }
    if !is_whole {
        reading
            .defects
            .push(format!("only the first {} octets were read", octets.len()));
    }
    reading
}

/// What stands in a row of a listing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    /// Date, as RFC 3339.
    pub date: Option<String>,
    /// From, the first few.
    pub from: Vec<Person>,
    /// Subject, decoded, its start.
    pub subject: Option<String>,
}

/// How many authors a row tells; a mail has one, seldom two.
const MAX_AUTHORS: usize = 20;

/// How much of a subject or name a row tells: the longest that RFC 5322 allows on one line.
const MAX_ROW_CHARACTERS: usize = 998;

/// Reads the fields for a row of a listing from a header section or its start. Many are in memory together.
pub(crate) fn summarize(octets: &[u8]) -> Summary {
    let short = |text: String| match text.char_indices().nth(MAX_ROW_CHARACTERS) {
        Some((end, _)) => text[..end].to_owned(),
        None => text,
    };
    let reading = MessageParser::default()
        .parse_headers(octets)
        .map(|message| headers(&message))
        .unwrap_or_default();
    let person = |person: Person| Person {
        name: person.name.map(short),
        address: person.address.map(short),
    };
    Summary {
        date: reading.date,
        from: reading
            .from
            .into_iter()
            .take(MAX_AUTHORS)
            .map(person)
            .collect(),
        subject: reading.subject.map(short),
    }
}

/// The part of a message that is looked at, and what is left out of it.
fn bounded(octets: &[u8]) -> (Cow<'_, [u8]>, Vec<String>) {
    let mut cut = Vec::new();
    let (mut lines, mut end) = (0, octets.len());
    for start in memchr::memchr_iter(b'\n', octets).map(|at| at + 1) {
        let line = &octets[start..];
        let begins_part = line.starts_with(b"--")
            || line
                .get(..13)
                .is_some_and(|name| name.eq_ignore_ascii_case(b"content-type:"));
        lines += usize::from(begins_part);
        if lines > MAX_PART_LINES {
            end = start;
            cut.push(format!("only the first {MAX_PART_LINES} parts were read"));
            break;
        }
    }
    let octets = &octets[..end];
    let header = match (find(octets, b"\r\n\r\n"), find(octets, b"\n\n")) {
        (Some(one), Some(other)) => one.min(other),
        (one, other) => one.or(other).unwrap_or(octets.len()),
    };
    if header <= MAX_HEADER_OCTETS {
        return (Cow::Borrowed(octets), cut);
    }
    cut.push(format!(
        "only the first {MAX_HEADER_OCTETS} octets of the header section were read"
    ));
    let kept = &octets[..memchr::memrchr(b'\n', &octets[..MAX_HEADER_OCTETS])
        .map_or(MAX_HEADER_OCTETS, |at| at + 1)];
    let line_end: &[u8] = if kept.ends_with(b"\n") { b"" } else { b"\r\n" };
    let after = &octets[header..];
    let body = after
        .strip_prefix(b"\r\n\r\n")
        .or(after.strip_prefix(b"\n\n"))
        .unwrap_or_default();
    (Cow::Owned([kept, line_end, b"\r\n", body].concat()), cut)
}

fn find(octets: &[u8], sign: &[u8]) -> Option<usize> {
    memchr::memmem::find(octets, sign)
}

fn headers(message: &Message<'_>) -> Reading {
    Reading {
        message_id: message.message_id().map(bracketed),
        date: message
            .date()
            .filter(|date| date.is_valid())
            .map(|date| date.to_rfc3339()),
        from: people(message.from()),
        to: people(message.to()),
        cc: people(message.cc()),
        reply_to: people(message.reply_to()),
        subject: message.subject().map(str::to_owned),
        in_reply_to: identifiers(message.in_reply_to()),
        references: identifiers(message.references()),
        ..Reading::default()
    }
}

fn bodies<'m>(
    message: &'m Message<'_>,
    parts: &[u32],
    text: impl Fn(&'m PartType<'_>) -> Option<&'m Cow<'m, str>>,
) -> Option<String> {
    let found: Vec<&str> = parts
        .iter()
        .filter_map(|part| text(&message.parts.get(*part as usize)?.body).map(|text| text.as_ref()))
        .collect();
    // Mail has CRLF; a string in a program has LF.
    (!found.is_empty()).then(|| found.join("\n").replace("\r\n", "\n"))
}

fn people(address: Option<&Address<'_>>) -> Vec<Person> {
    let owned = |text: &Option<Cow<'_, str>>| text.as_ref().map(|text| text.to_string());
    address
        .map(|address| {
            address
                .iter()
                .take(MAX_LISTED)
                .map(|one| Person {
                    name: owned(&one.name),
                    address: owned(&one.address),
                })
                .collect()
        })
        .unwrap_or_default()
}

fn identifiers(value: &HeaderValue<'_>) -> Vec<String> {
    match value {
        HeaderValue::Text(text) => vec![bracketed(text)],
        HeaderValue::TextList(list) => list
            .iter()
            .take(MAX_LISTED)
            .map(|text| bracketed(text))
            .collect(),
        _ => Vec::new(),
    }
}

fn bracketed(identifier: &str) -> String {
    format!("<{identifier}>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_mail_in_three_charsets() {
        let utf8 = "Subject: =?UTF-8?B?5rWL6K+V?=\r\nFrom: =?gb18030?B?1cXI/Q==?= <z@example.org>\r\nMessage-ID: <1@x>\r\n\
                    Date: Mon, 23 Nov 2026 12:00:00 +0800\r\nContent-Type: text/plain; charset=gbk\r\nContent-Transfer-Encoding: base64\r\n\r\nxOO6ww==\r\n";
        let reading = read(utf8.as_bytes(), true);
        assert_eq!(reading.subject.as_deref(), Some("测试"));
        assert_eq!(
            reading.from,
            [Person {
                name: Some("张三".into()),
                address: Some("z@example.org".into())
            }]
        );
        assert_eq!(reading.text.as_deref(), Some("你好"));
        assert_eq!(reading.html, None);
        assert_eq!(reading.message_id.as_deref(), Some("<1@x>"));
        assert_eq!(reading.date.as_deref(), Some("2026-11-23T12:00:00+08:00"));
    }

    #[test]
    fn what_is_endless_is_bounded() {
        let to = format!(
            "To: {}\r\nSubject: late\r\n\r\ntext\r\n",
            "a@b, ".repeat(100_000)
        );
        let reading = read(to.as_bytes(), true);
        assert!(reading.to.len() <= MAX_LISTED);
        assert_eq!(reading.text.as_deref(), Some("text\n"));
        assert_eq!(
            reading.defects,
            ["only the first 65536 octets of the header section were read"]
        );
        let parts = format!(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n{}",
            "--b\r\n\r\n\r\n".repeat(20_000)
        );
        assert!(
            read(parts.as_bytes(), true)
                .defects
                .contains(&"only the first 5000 parts were read".to_owned())
        );
        let long = format!("Subject: {}\r\n\r\n", "x".repeat(50_000));
        assert_eq!(
            summarize(long.as_bytes())
                .subject
                .map(|subject| subject.len()),
            Some(MAX_ROW_CHARACTERS)
        );
    }

    #[test]
    fn what_is_cut_or_empty_says_so() {
        assert_eq!(
            read(b"Subject: x\r\n\r\nhalf", false).defects,
            ["only the first 18 octets were read"]
        );
        assert!(!read(b"", true).defects.is_empty());
        assert_eq!(summarize(b"Subject: x\r\nDate: never\r\n\r\n").date, None);
    }
}
