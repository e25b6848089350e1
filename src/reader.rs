//! A message made readable: header fields decoded, the text a person would read, what is attached.
//!
//! Built on a parser that takes any charset and never recurses. Reading is bounded: what lies beyond
//! [`MAX_READ_OCTETS`] is counted but not looked at, and that is said among the defects.

use mail_parser::{Address, HeaderValue, Message, MessageParser, MimeHeaders, PartType};

/// How much of a message is read as text. The message itself, its decoded text and the JSON of it are in memory at
/// once, and stay together well under 16 MiB.
pub const MAX_READ_OCTETS: usize = 2 << 20;

/// How much of a header section is read for a listing.
pub const MAX_HEADER_OCTETS: usize = 256 << 10;

/// A name and an address, as From, To and the like have them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The display name, decoded.
    pub name: Option<String>,
    /// The address.
    pub address: Option<String>,
}

/// An attachment: a part that is not the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attachment {
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
pub struct Reading {
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
pub fn read(octets: &[u8], is_whole: bool) -> Reading {
    let Some(message) = MessageParser::default().parse(octets) else {
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
    if !is_whole {
        reading
            .defects
            .push(format!("only the first {} octets were read", octets.len()));
    }
    reading
}

/// Reads a header section alone.
pub fn read_headers(octets: &[u8]) -> Reading {
    MessageParser::default()
        .parse_headers(octets)
        .map(|message| headers(&message))
        .unwrap_or_default()
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
    text: impl Fn(&'m PartType<'_>) -> Option<&'m std::borrow::Cow<'m, str>>,
) -> Option<String> {
    let found: Vec<&str> = parts
        .iter()
        .filter_map(|part| text(&message.parts.get(*part as usize)?.body).map(|text| text.as_ref()))
        .collect();
    // Mail has CRLF; a string in a program has LF.
    (!found.is_empty()).then(|| found.join("\n").replace("\r\n", "\n"))
}

fn people(address: Option<&Address<'_>>) -> Vec<Person> {
    let owned =
        |text: &Option<std::borrow::Cow<'_, str>>| text.as_ref().map(|text| text.to_string());
    address
        .map(|address| {
            address
                .iter()
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
        HeaderValue::TextList(list) => list.iter().map(|text| bracketed(text)).collect(),
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
    fn what_is_cut_or_empty_says_so() {
        assert_eq!(
            read(b"Subject: x\r\n\r\nhalf", false).defects,
            ["only the first 18 octets were read"]
        );
        assert!(!read(b"", true).defects.is_empty());
        assert_eq!(
            read_headers(b"Subject: x\r\nDate: never\r\n\r\n").date,
            None
        );
    }
}
