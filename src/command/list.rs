//! `mailcall list`: number, octets, unique-id, and with `-l` Date, From and Subject.

use super::open::Opener;
use super::{Outcome, Report};
use crate::cli::mailbox::ListCommand;
use crate::copy;
use crate::exit::Kind;
use crate::maildrop::{self, Entry, Listing, Maildrop, Part, Size};
use crate::reader::{self, Person, Summary};
use crate::selection::{Chosen, Selection};
use crate::terminal::{escape, json_line};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Read;

/// What is listed.
#[derive(Debug, Default)]
struct ListReport {
    /// A connection was tried, so that a report is due whatever came of it.
    connected: bool,
    size: Option<Size>,
    entries: Vec<Entry>,
    /// With `-l`: what each message's header fields say.
    headers: Option<BTreeMap<u32, Summary>>,
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
        self.around(json!(messages))
    }

    /// Put together message by message: a million of them as one tree take a gigabyte.
    fn json_line(&self) -> String {
        const PLACE: &str = "\"messages\":[]";
        let around = json_line(&self.around(json!([])));
        let (before, after) =
            around.split_at(around.find(PLACE).map_or(0, |at| at + PLACE.len() - 1));
        let mut line = before.to_owned();
        for (index, entry) in self.entries.iter().enumerate() {
            line.push_str(if index == 0 { "" } else { "," });
            line.push_str(&json_line(&self.message(entry)));
        }
        line + after
    }
}

impl ListReport {
    fn around(&self, messages: Value) -> Value {
        json!({
            "count": self.size.map(|size| size.count),
            "octets": self.size.map(|size| size.octets),
            "messages": messages,
        })
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
            let from = reading.from.first().map(person);
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
            fields.insert("from".into(), people(&reading.from));
            fields.insert("subject".into(), json!(reading.subject));
        }
        message
    }
}

/// A name and always the address as well: a name may pretend to be one.
fn person(person: &Person) -> String {
    match (&person.name, &person.address) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (Some(name), None) => name.clone(),
        (None, address) => address.clone().unwrap_or_default(),
    }
}

/// Names and addresses as JSON.
pub(super) fn people(people: &[Person]) -> Value {
    people
        .iter()
        .map(|person| json!({ "name": person.name, "address": person.address }))
        .collect()
}

/// Runs the command.
pub fn run(command: &ListCommand) -> Outcome {
    let mut report = ListReport::default();
    match list(command, &mut report) {
        Err(error) if report.connected => Outcome::failed(report, error),
        Err(error) => error.into(),
        Ok(missing) if missing.is_empty() => Outcome::done(report),
        Ok(missing) => {
            let error = maildrop::Error::no_such_message(missing);
            let some = !report.entries.is_empty();
            let outcome = Outcome::failed(report, error.into());
            if some {
                outcome.ending(Kind::Partial)
            } else {
                outcome
            }
        }
    }
}

/// Fills the report; gives the numbers that are not there.
fn list(command: &ListCommand, report: &mut ListReport) -> anyhow::Result<Vec<u32>> {
    let flags = &command.selection;
    let selection = Selection::parse(
        &flags.messages,
        &flags.unique_ids,
        flags.all,
        flags.last,
        true,
    )?;
    let opener = Opener::for_maildrop(&command.server, &command.login, command.output)?;
    report.connected = true;
    let maildrop = opener.maildrop(selection.needs_unique_ids())?;
    if command.headers {
        return list_with_headers(maildrop, &selection, &opener, report);
    }
    let listing = maildrop
        .into_listing()
        .map_err(|error| opener.at_server(error))?;
    choose(&selection, listing, report)
}

/// Puts what is selected into the report; gives the numbers that are not there.
fn choose(
    selection: &Selection,
    listing: Listing,
    report: &mut ListReport,
) -> anyhow::Result<Vec<u32>> {
    report.size = listing.size;
    let Chosen { entries, missing } = selection.choose(&listing.entries, listing.has_unique_ids)?;
    report.entries = entries;
    Ok(missing)
}

fn list_with_headers(
    mut maildrop: Maildrop,
    selection: &Selection,
    opener: &Opener,
    report: &mut ListReport,
) -> anyhow::Result<Vec<u32>> {
    let listing = maildrop
        .listing(true)
        .map_err(|error| opener.at_server(error))?;
    let mut missing = match choose(selection, listing, report) {
        Ok(missing) => missing,
        Err(error) => {
            maildrop.leave();
            return Err(error);
        }
    };
    let numbers: Vec<u32> = report.entries.iter().map(|entry| entry.number).collect();
    let mut headers = BTreeMap::new();
    let refused = maildrop.retrieve(&numbers, Part::Top(0), false, |incoming| {
        let mut octets = Vec::new();
        let failed = maildrop::Error::of_content;
        incoming
            .content
            .take(reader::MAX_HEADER_OCTETS as u64)
            .read_to_end(&mut octets)
            .map_err(failed)?;
        copy::drain(incoming.content).map_err(failed)?;
        headers.insert(incoming.number, reader::summarize(&octets));
        Ok::<(), maildrop::Error>(())
    });
    report.headers = Some(headers);
    match refused {
        Ok(refused) => {
            maildrop.leave();
            for refusal in refused {
                match refusal {
                    // Deleted by another session between LIST and TOP.
                    maildrop::Refusal::NoSuchMessage(number) => missing.push(number),
                    maildrop::Refusal::Refused(error) => return Err(opener.at_server(error)),
                }
            }
            Ok(missing)
        }
        // A server without TOP has no header fields to give; the columns are empty then.
        Err(error) if matches!(error.kind(), maildrop::Kind::NoHeadersAlone) => {
            maildrop.leave();
            Ok(missing)
        }
        Err(error) => Err(opener.at_server(error)),
    }
}
