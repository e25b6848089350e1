//! `mailcall dele`: deletes all messages that are named, or none.

use super::choice::selection_of;
use super::failures::Failures;
use super::open::Opener;
use super::{Outcome, Report};
use crate::cli::mailbox::DeleCommand;
use crate::exit::Kind;
use crate::maildrop::{self, Entry, Maildrop, Removal};
use crate::selection::Selection;
use crate::terminal::escape;
use serde_json::{Value, json};

/// The outcome of the removal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deletion {
    Done,
    NotDone,
    Unknown,
    DryRun,
}

impl Deletion {
    /// The value of the JSON key `deletion`.
    fn name(self) -> &'static str {
        match self {
            Deletion::Done => "done",
            Deletion::NotDone => "not_done",
            Deletion::Unknown => "unknown",
            Deletion::DryRun => "dry_run",
        }
    }
}

/// The messages that were, would be, or may be removed.
#[derive(Debug)]
struct DeleteReport {
    entries: Vec<Entry>,
    deletion: Deletion,
}

impl Report for DeleteReport {
    fn human(&self) -> String {
        if self.deletion == Deletion::NotDone || self.deletion == Deletion::Unknown {
            return String::new();
        }
        self.entries
            .iter()
            .map(|entry| {
                format!(
                    "{}\t{}\n",
                    entry.number,
                    entry
                        .unique_id
                        .as_deref()
                        .map_or_else(|| "-".to_owned(), escape)
                )
            })
            .collect()
    }

    fn json(&self) -> Value {
        let listed = self.deletion != Deletion::NotDone;
        let entries = self.entries.iter().filter(|_| listed);
        let deleted: Vec<Value> = entries
            .map(|entry| json!({ "number": entry.number, "uid": entry.unique_id }))
            .collect();
        json!({ "deleted": deleted, "deletion": self.deletion.name() })
    }

    fn done(&self) -> Option<String> {
        let done = self.deletion == Deletion::Done && !self.entries.is_empty();
        done.then(|| format!("{} messages were deleted", self.entries.len()))
    }
}

/// Runs the command.
pub(crate) fn run(command: &DeleCommand) -> Outcome {
    // Without `..`, so that a new flag does not compile before it is used here.
    let DeleCommand {
        selection,
        dry_run,
        server,
        login,
        output,
    } = command;
    let selection = match selection_of(selection, false) {
        Ok(selection) => selection,
        Err(error) => return anyhow::Error::from(error).into(),
    };
    let opener = Opener::for_maildrop(server, login, *output);
    let outcome = match opener {
        Ok(opener) => delete(command, &selection, &opener).unwrap_or_else(not_done),
        Err(error) => error.into(),
    };
    if *dry_run && outcome.error.is_none() {
        super::console(*output).hint("dry run: nothing was deleted");
    }
    outcome
}

fn not_done(error: anyhow::Error) -> Outcome {
    Outcome::failed(
        DeleteReport {
            entries: Vec::new(),
            deletion: Deletion::NotDone,
        },
        error,
    )
}

fn delete(
    command: &DeleCommand,
    selection: &Selection,
    opener: &Opener,
) -> anyhow::Result<Outcome> {
    let mut maildrop = opener.maildrop(selection.needs_unique_ids())?;
    if let Some(numbers) = selection.numbers() {
        return remove(maildrop, &numbers, None, command, opener);
    }
    let listing = maildrop
        .listing(false)
        .map_err(|error| opener.at_server(error))?;
    let chosen = match selection.choose(&listing.entries, listing.has_unique_ids) {
        Ok(chosen) if chosen.missing.is_empty() => chosen.entries,
        Ok(chosen) => {
            maildrop.leave();
            return Err(maildrop::Error::no_such_message(chosen.missing).into());
        }
        Err(error) => {
            maildrop.leave();
            return Err(error.into());
        }
    };
    if chosen.is_empty() {
        maildrop.leave();
        let deletion = match command.dry_run {
            true => Deletion::DryRun,
            false => Deletion::Done,
        };
        return Ok(done(chosen, deletion));
    }
    let numbers: Vec<u32> = chosen.iter().map(|entry| entry.number).collect();
    remove(maildrop, &numbers, Some(chosen), command, opener)
}

/// Marks the messages, and commits unless one of them was refused or it is a dry run. `listed` are their entries where a
/// listing was read already; otherwise their unique-ids are asked for.
fn remove(
    maildrop: Maildrop,
    numbers: &[u32],
    listed: Option<Vec<Entry>>,
    command: &DeleCommand,
    opener: &Opener,
) -> anyhow::Result<Outcome> {
    let failed = |error: maildrop::Error| opener.at_server(error);
    let mut marked = maildrop.mark(numbers, listed.is_none()).map_err(failed)?;
    let shortfall = marked.take_shortfall();
    let mut failures = Failures::new(command.output);
    failures.add_refusals(shortfall.refusals, Vec::new(), opener);
    if let Some(error) = shortfall.broken_off {
        failures.add(failed(error));
    }
    if let Some((error, _)) = failures.end(false) {
        // Nothing is removed, whether or not the server confirms that the marks are gone.
        let _ = marked.take_back();
        return Err(error);
    }
    let entries = listed.unwrap_or_else(|| marked.entries().to_vec());
    if command.dry_run {
        marked.take_back().map_err(failed)?;
        return Ok(done(entries, Deletion::DryRun));
    }
    match marked.commit() {
        Removal::Done => Ok(done(entries, Deletion::Done)),
        Removal::NotDone(error) => Err(failed(error)),
        Removal::Unknown(error) => Ok(unknown(entries, failed(error))),
    }
}

fn done(entries: Vec<Entry>, deletion: Deletion) -> Outcome {
    Outcome::done(DeleteReport { entries, deletion })
}

/// How many messages the error names; JSON has all of them.
const NAMED: usize = 20;

fn unknown(entries: Vec<Entry>, error: anyhow::Error) -> Outcome {
    let mut names: Vec<String> = entries.iter().take(NAMED).map(name).collect();
    if entries.len() > NAMED {
        names.push(format!("{} more", entries.len() - NAMED));
    }
    let doubt = format!(
        "it is unknown whether these messages were deleted; list them again to check: {}",
        names.join(", ")
    );
    let report = DeleteReport {
        entries,
        deletion: Deletion::Unknown,
    };
    Outcome::failed(report, error.context(doubt)).ending(Kind::Unknown)
}

/// The unique-id, which holds in the next session too, or the number where the server has no unique-ids.
fn name(entry: &Entry) -> String {
    match &entry.unique_id {
        Some(unique_id) => unique_id.clone(),
        None => format!("message {}", entry.number),
    }
}
