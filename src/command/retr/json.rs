//! A message as a line of JSON.

use crate::command::people;
use crate::reader::Reading;
use crate::store::Label;
use serde_json::{Value, json};
use std::path::Path;

/// One message as a JSON line.
pub(super) fn line(label: Label<'_>, octets: u64, reading: &Reading, path: Option<&Path>) -> Value {
    let attachments: Vec<Value> = reading
        .attachments
        .iter()
        .map(|attachment| {
            json!({
                "filename": attachment.filename,
                "content_type": attachment.content_type,
                "octets": attachment.octets,
                "content_id": attachment.content_id,
                "path": null,
            })
        })
        .collect();
    json!({
        "number": label.number,
        "uid": label.unique_id,
        "octets": octets,
        "message_id": reading.message_id,
        "date": reading.date,
        "from": people::json(&reading.from),
        "to": people::json(&reading.to),
        "cc": people::json(&reading.cc),
        "reply_to": people::json(&reading.reply_to),
        "subject": reading.subject,
        "in_reply_to": reading.in_reply_to,
        "references": reading.references,
        "text": reading.text,
        "html": reading.html,
        "attachments": attachments,
        "path": path.map(|path| path.display().to_string()),
        "defects": reading.defects,
    })
}
