//! `mailcall dele`: all of them or none.

use super::open::Opener;
use super::{Outcome, Report};
use crate::cli::mailbox::DeleCommand;
use crate::exit::Kind;
use crate::maildrop::{self, Entry, Removal};
use crate::selection::Selection;
use crate::terminal::escape;
use serde_json::{Value, json};

/// What became of the removal.
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
pub fn run(command: &DeleCommand) -> Outcome {
    let flags = &command.selection;
    let selection = match Selection::parse(
        &flags.messages,
        &flags.unique_ids,
        flags.all,
        flags.last,
        false,
    ) {
        Ok(selection) => selection,
        Err(error) => return anyhow::Error::from(error).into(),
    };
    let opener = Opener::for_maildrop(&command.server, &command.login, command.output);
    match opener {
        Ok(opener) => delete(command, &selection, &opener).unwrap_or_else(not_done),
        Err(error) => error.into(),
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

fn delete(
    command: &DeleCommand,
    selection: &Selection,
    opener: &Opener,
) -> anyhow::Result<Outcome> {
    let mut maildrop = opener.maildrop(selection.needs_unique_ids())?;
    let (entries, removal) = match selection.numbers() {
        Some(numbers) => maildrop.remove(&numbers, true, command.dry_run),
        None => {
            let listing = maildrop
                .listing(false)
                .map_err(|error| opener.at_server(error))?;
            let chosen = selection.choose(&listing.entries, listing.has_unique_ids);
            let problem = match chosen {
                Ok(chosen) if chosen.missing.is_empty() => {
                    if chosen.entries.is_empty() {
                        maildrop.leave();
                        let deletion = if command.dry_run {
                            Deletion::DryRun
                        } else {
                            Deletion::Done
                        };
                        return Ok(Outcome::done(DeleteReport {
                            entries: Vec::new(),
                            deletion,
                        }));
                    }
                    let numbers: Vec<u32> =
                        chosen.entries.iter().map(|entry| entry.number).collect();
                    let (_, removal) = maildrop.remove(&numbers, false, command.dry_run);
                    return Ok(report(chosen.entries, removal, opener));
                }
                Ok(chosen) => maildrop::Error::NoSuchMessage(chosen.missing).into(),
                Err(error) => anyhow::Error::from(error),
            };
            maildrop.leave();
            return Err(problem);
        }
    };
    Ok(report(entries, removal, opener))
}

fn report(entries: Vec<Entry>, removal: Removal, opener: &Opener) -> Outcome {
    match removal {
        Removal::Done => Outcome::done(DeleteReport {
            entries,
            deletion: Deletion::Done,
        }),
        Removal::DryRun => Outcome::done(DeleteReport {
            entries,
            deletion: Deletion::DryRun,
        }),
        Removal::NotDone(error @ maildrop::Error::NoSuchMessage(_)) => not_done(error.into()),
        Removal::NotDone(error) => not_done(opener.at_server(error)),
        Removal::Unknown(error) => {
            let numbers: Vec<String> = entries
                .iter()
                .map(|entry| entry.number.to_string())
                .collect();
            let doubt = format!(
                "it is unknown whether these messages were deleted, list again by unique-id: {}",
                numbers.join(", ")
            );
            Outcome::failed(
                DeleteReport {
                    entries,
                    deletion: Deletion::Unknown,
                },
                opener.at_server(error).context(doubt),
            )
            .ending(Kind::Unknown)
        }
    }
}
