//! What `list` prints.

use crate::command::{Report, log, people};
use crate::maildrop::{Entry, Size};
use crate::reader::Summary;
use crate::terminal::{escape, json_line};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What is listed.
#[derive(Debug, Default)]
pub(super) struct ListReport {
    pub(super) size: Option<Size>,
    pub(super) entries: Vec<Entry>,
    /// With `-l`: what each message's header fields say.
    pub(super) headers: Option<BTreeMap<u32, Summary>>,
}

impl Report for ListReport {
    fn human(&self) -> String {
        self.entries.iter().map(|entry| self.row(entry)).collect()
    }

    fn json(&self) -> Value {
        let messages: Vec<Value> = self
            .entries
            .iter()
            .map(|entry| self.message(entry))
            .collect();
        json!({ "count": self.count(), "octets": self.octets(), "messages": messages })
    }

    /// The same, written message by message: a million of them as one tree take a gigabyte.
    fn json_line(&self) -> String {
        let mut line = format!(
            "{{\"count\":{},\"octets\":{},\"messages\":[",
            json!(self.count()),
            json!(self.octets()),
        );
        for (index, entry) in self.entries.iter().enumerate() {
            line.push_str(if index == 0 { "" } else { "," });
            line.push_str(&json_line(&self.message(entry)));
        }
        line + "]}"
    }

    /// The messages that are listed.
    fn log(&self, entry: &mut log::Entry) {
        entry.messages = Some(self.entries.len() as u64);
        entry.octets = self.entries.iter().map(|entry| entry.octets).sum();
    }
}

impl ListReport {
    fn count(&self) -> Option<u32> {
        self.size.map(|size| size.count)
    }

    fn octets(&self) -> Option<u64> {
        self.size.map(|size| size.octets)
    }

    fn row(&self, entry: &Entry) -> String {
        let octets = entry
            .octets
            .map_or_else(|| "-".to_owned(), |octets| octets.to_string());
        let unique_id = entry
            .unique_id
            .as_deref()
            .map_or_else(|| "-".to_owned(), escape);
        let mut row = format!("{}\t{octets}\t{unique_id}", entry.number);
        if let Some(headers) = &self.headers {
            let none = Summary::default();
            let reading = headers.get(&entry.number).unwrap_or(&none);
            let shown = |text: Option<&str>| text.map_or_else(|| "-".to_owned(), escape);
            let from = reading.from.first().map(people::line);
            row.push_str(&format!(
                "\t{}\t{}\t{}",
                shown(reading.date.as_deref()),
                shown(from.as_deref()),
                shown(reading.subject.as_deref())
            ));
        }
        row.push('\n');
        row
    }

    fn message(&self, entry: &Entry) -> Value {
        let mut message =
            json!({ "number": entry.number, "octets": entry.octets, "uid": entry.unique_id });
        if let (Some(headers), Some(fields)) = (&self.headers, message.as_object_mut()) {
            let none = Summary::default();
            let reading = headers.get(&entry.number).unwrap_or(&none);
            fields.insert("date".into(), json!(reading.date));
            fields.insert("from".into(), people::json(&reading.from));
            fields.insert("subject".into(), json!(reading.subject));
        }
        message
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_the_document() {
        let entry = |number, unique_id: Option<&str>| Entry {
            number,
            octets: Some(10),
            unique_id: unique_id.map(str::to_owned),
        };
        let size = Some(Size {
            count: 2,
            octets: 20,
        });
        for (size, entries, headers) in [
            (None, vec![], None),
            (size, vec![entry(1, Some("\"messages\":[]"))], None),
            (
                size,
                vec![entry(1, Some("a")), entry(2, None)],
                Some(BTreeMap::from([(1, Summary::default())])),
            ),
        ] {
            let report = ListReport {
                size,
                entries,
                headers,
            };
            assert_eq!(report.json_line(), json_line(&report.json()));
        }
    }
}
