//! What two readers find in a message, in one form.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mail_parser::{MessageParser, MimeHeaders as _, PartType};
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;

/// A display name and an address.
pub type Pair = (String, String);

/// A part with a file name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub media_type: String,
    pub content_id: Option<String>,
    pub octets: Vec<u8>,
}

/// What a reader finds, or must find.
#[derive(Debug, Default)]
pub struct Found {
    pub subject: Option<String>,
    pub from: Vec<Pair>,
    pub to: Vec<Pair>,
    /// The text, with LF as line end.
    pub text: Option<String>,
    pub html: Option<String>,
    pub files: Vec<File>,
    /// The nested subtypes.
    pub shape: String,
    pub defects: Vec<String>,
}

fn with_lf(text: &str) -> String {
    text.replace("\r\n", "\n")
}

pub fn by_mail_parser(octets: &[u8]) -> Found {
    let Some(message) = MessageParser::default().parse(octets) else {
        panic!("not a message");
    };
    let pairs = |address: Option<&mail_parser::Address<'_>>| -> Vec<Pair> {
        let pair = |one: &mail_parser::Addr<'_>| {
            let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
            (text(one.name()), text(one.address()))
        };
        address
            .map(|list| list.iter().map(pair).collect())
            .unwrap_or_default()
    };
    let mut found = Found {
        subject: message.subject().map(str::to_owned),
        from: pairs(message.from()),
        to: pairs(message.to()),
        shape: shape(&message, 0),
        ..Found::default()
    };
    for part in &message.parts {
        let kind = part.content_type();
        let name = part.attachment_name();
        match (&part.body, name) {
            (PartType::Multipart(_), _) => {}
            (body, Some(name)) => found.files.push(File {
                name: name.to_owned(),
                media_type: kind
                    .map(|t| format!("{}/{}", t.ctype(), t.subtype().unwrap_or_default()))
                    .unwrap_or_default(),
                content_id: part.content_id().map(|id| format!("<{id}>")),
                octets: match body {
                    PartType::Message(message) => message.raw_message().to_vec(),
                    _ => part.contents().to_vec(),
                },
            }),
            (PartType::Text(text), None) => found.text = Some(with_lf(text)),
            (PartType::Html(text), None) => found.html = Some(with_lf(text)),
            _ => panic!("a part without a name: {part:?}"),
        }
    }
    found
}

fn shape(message: &mail_parser::Message<'_>, id: u32) -> String {
    let Some(part) = message.part(id) else {
        panic!("no part {id}");
    };
    let name = part.content_type().and_then(|t| t.subtype()).unwrap_or("-");
    match part.sub_parts() {
        Some(children) => {
            let inner: Vec<String> = children.iter().map(|id| shape(message, *id)).collect();
            format!("{name}({})", inner.join(","))
        }
        None => name.to_owned(),
    }
}

/// Reads all files in one run of python3.
pub fn by_cpython(files: &[PathBuf]) -> Vec<Found> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/compose/read.py");
    let output = Command::new("python3").arg(script).args(files).output();
    let output = output.unwrap_or_else(|error| panic!("python3: {error}"));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "python3: {errors}");
    let lines = output.stdout.split(|&octet| octet == b'\n');
    lines
        .filter(|line| !line.is_empty())
        .map(from_json)
        .collect()
}

fn from_json(line: &[u8]) -> Found {
    let value: Value = serde_json::from_slice(line).unwrap_or_else(|error| panic!("{error}"));
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let list = |key: &str| value[key].as_array().cloned().unwrap_or_default();
    let pair = |pair: &Value| {
        (
            text(&pair[0]).unwrap_or_default(),
            text(&pair[1]).unwrap_or_default(),
        )
    };
    let pairs = |key: &str| -> Vec<Pair> { list(key).iter().map(pair).collect() };
    Found {
        subject: text(&value["subject"]),
        from: pairs("from"),
        to: pairs("to"),
        text: text(&value["text"]).as_deref().map(with_lf),
        html: text(&value["html"]).as_deref().map(with_lf),
        files: list("files")
            .iter()
            .map(|file| File {
                name: text(&file["name"]).unwrap_or_default(),
                media_type: text(&file["type"]).unwrap_or_default(),
                content_id: text(&file["id"]),
                octets: STANDARD
                    .decode(file["octets"].as_str().unwrap_or_default())
                    .unwrap_or_default(),
            })
            .collect(),
        shape: text(&value["shape"]).unwrap_or_default(),
        defects: list("defects").iter().filter_map(text).collect(),
    }
}
