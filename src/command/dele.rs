//! `mailcall dele`: deletes all messages that are named, or none.

use super::choice::selection_of;
use super::failures::{Failures, refusals};
use super::log::{self, Log};
use super::open::Opener;
use super::retry::{Next, Reason, Retry, ended_by};
use super::wanted::{Found, NO_UNIQUE_IDS, Wanted};
use super::{Outcome, Report};
use crate::cli::Output;
use crate::cli::mailbox::DeleCommand;
use crate::exit::Kind;
use crate::maildrop::{self, Entry, Listing, Maildrop, Removal};
use crate::selection;
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

    fn log(&self, entry: &mut log::Entry) {
        let listed = self.deletion != Deletion::NotDone;
        entry.messages = listed.then_some(self.entries.len() as u64);
        entry.deletion = Some(self.deletion.name());
    }

    fn done(&self) -> Option<String> {
        let done = self.deletion == Deletion::Done && !self.entries.is_empty();
        done.then(|| format!("{} messages were deleted", self.entries.len()))
    }
}

/// Runs the command.
pub(crate) fn run(command: &DeleCommand, log: &mut Log) -> Outcome {
    // Without `..`, so that a new flag does not compile before it is used here.
    let DeleCommand {
        selection,
        dry_run,
        server,
        login,
        output,
        log: _,
    } = command;
    let selection = match selection_of(selection, false) {
        Ok(selection) => selection,
        Err(error) => return anyhow::Error::from(error).into(),
    };
    let opener = match Opener::for_maildrop(server, login, log, *output) {
        Ok(opener) => opener,
        Err(error) => return error.into(),
    };
    let mut wanted = Wanted::new(selection, opener.retries() > 0);
    let repeated = Retry::new(&opener).run(|_| {
        let deleted = delete(command, &mut wanted, &opener);
        let reason = deleted
            .as_ref()
            .err()
            .and_then(|Undone(errors)| Reason::of_all(errors));
        let next = match reason {
            Some(_) if !wanted.is_found_again() => Next::Never(NO_UNIQUE_IDS),
            reason => Next::by(reason),
        };
        (deleted, next)
    });
    let outcome = match (repeated.end, repeated.interrupted) {
        (Ok(outcome), _) => outcome,
        (Err(_), Some(signal)) => not_done(ended_by(signal)),
        (Err(undone), None) => undone.into_outcome(*output),
    };
    if *dry_run && outcome.error.is_none() {
        super::console(*output).hint("dry run: nothing was deleted");
    }
    outcome
}

/// Why a session has deleted nothing: at least one error.
struct Undone(Vec<anyhow::Error>);

impl<E: Into<anyhow::Error>> From<E> for Undone {
    fn from(error: E) -> Self {
        Undone(vec![error.into()])
    }
}

impl Undone {
    /// Prints all errors but the one that decides the exit, which the outcome has.
    fn into_outcome(self, output: Output) -> Outcome {
        let mut failures = Failures::new(output);
        self.0.into_iter().for_each(|error| failures.add(error));
        match failures.end(false) {
            Some((error, _)) => not_done(error),
            None => Outcome::default(),
        }
    }
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

/// One session.
///
/// # Errors
/// Why nothing was deleted.
fn delete(command: &DeleCommand, wanted: &mut Wanted, opener: &Opener) -> Result<Outcome, Undone> {
    let mut maildrop = opener.maildrop(wanted.needs_unique_ids())?;
    if let Some(numbers) = wanted.numbers() {
        return remove(maildrop, &numbers, None, command, opener);
    }
    let listing = maildrop
        .listing(false)
        .map_err(|error| opener.at_server(error))?;
    let found = match find(wanted, &listing) {
        Ok(found) => found,
        Err(error) => {
            maildrop.leave();
            return Err(error.into());
        }
    };
    let numbers: Vec<u32> = found.iter().map(|found| found.entry.number).collect();
    // They are shown by the numbers that the user knows.
    let entries = found.into_iter().map(|found| Entry {
        number: found.named,
        ..found.entry
    });
    let entries: Vec<Entry> = entries.collect();
    if entries.is_empty() {
        maildrop.leave();
        let deletion = match command.dry_run {
            true => Deletion::DryRun,
            false => Deletion::Done,
        };
        return Ok(done(entries, deletion));
    }
    remove(maildrop, &numbers, Some(entries), command, opener)
}

/// The messages, if all of them are there.
///
/// # Errors
/// [`maildrop::Error`] for numbers, [`selection::Error`] for unique-ids that are not there.
fn find(wanted: &mut Wanted, listing: &Listing) -> anyhow::Result<Vec<Found>> {
    let here = wanted.choose(listing)?;
    if !here.missing.is_empty() {
        return Err(maildrop::Error::no_such_message(here.missing).into());
    }
    match here.gone.into_iter().next() {
        Some((_, unique_id)) => Err(selection::Error::NoSuchUniqueId(unique_id).into()),
        None => Ok(here.found),
    }
}

/// Marks the messages, and commits unless one of them was refused or it is a dry run. `listed` are their entries where a
/// listing was read already; otherwise their unique-ids are asked for.
///
/// # Errors
/// Why nothing was deleted.
fn remove(
    maildrop: Maildrop,
    numbers: &[u32],
    listed: Option<Vec<Entry>>,
    command: &DeleCommand,
    opener: &Opener,
) -> Result<Outcome, Undone> {
    let failed = |error: maildrop::Error| opener.at_server(error);
    let mut marked = maildrop.mark(numbers, listed.is_none()).map_err(failed)?;
    let shortfall = marked.take_shortfall();
    let mut errors = refusals(shortfall.refusals, Vec::new(), opener);
    errors.extend(shortfall.broken_off.map(failed));
    if !errors.is_empty() {
        // Nothing is removed, whether or not the server confirms that the marks are gone.
        let _ = marked.take_back();
        return Err(Undone(errors));
    }
    let entries = listed.unwrap_or_else(|| marked.entries().to_vec());
    if command.dry_run {
        marked.take_back().map_err(failed)?;
        return Ok(done(entries, Deletion::DryRun));
    }
    match marked.commit() {
        Removal::Done => Ok(done(entries, Deletion::Done)),
        Removal::NotDone(error) => Err(failed(error).into()),
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
