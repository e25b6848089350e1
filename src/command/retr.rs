//! `mailcall retr`: retrieves messages to stdout, files, an mbox, or JSON.

mod counted;
mod json;
mod sink;
mod taker;

use super::Outcome;
use super::choice::selection_of;
use super::failures::{Ended, Failures};
use super::open::Opener;
use crate::cli::mailbox::{RetrCommand, What};
use crate::maildrop::{Maildrop, Part, Shortfall};
use crate::selection::Selection;
use sink::Chosen;
use std::collections::BTreeMap;
use taker::{Failure, Taker};

/// Runs the command.
pub(crate) fn run(command: &RetrCommand) -> Outcome {
    match retrieve(command) {
        Ok(None) => Outcome::default(),
        Ok(Some((error, kind))) => Outcome {
            error: Some(error),
            kind,
            ..Outcome::default()
        },
        Err(error) => error.into(),
    }
}

fn retrieve(command: &RetrCommand) -> anyhow::Result<Ended> {
    // Without `..`, so that a new flag does not compile before it is used here.
    let RetrCommand {
        selection,
        what,
        sink,
        server,
        login,
        output,
    } = command;
    let What { top, headers, crlf } = *what;
    let selection = selection_of(selection, false)?;
    let chosen = Chosen::by_flags(sink, output.json)?;
    chosen.check_several(selection.may_hold_several(), headers)?;
    let opener = Opener::for_maildrop(server, login, *output)?;
    let mut taker = Taker {
        output: *output,
        crlf,
        properties: chosen.properties,
        sink: chosen.sink.open()?,
        unique_ids: BTreeMap::new(),
        taken: 0,
        failures: Failures::new(*output),
    };
    let mut maildrop = opener.maildrop(selection.needs_unique_ids())?;
    let wanted = match find(&mut maildrop, &selection, &opener) {
        Ok(wanted) => wanted,
        Err(error) => {
            maildrop.leave();
            return Err(error);
        }
    };
    taker.unique_ids = wanted.unique_ids;
    // A listing has the unique-ids already; without one they are asked for only where they are printed or needed.
    let asks_unique_ids = selection.numbers().is_some() && taker.needs_unique_ids();
    let Shortfall {
        refusals,
        broken_off,
    } = maildrop.retrieve(
        &wanted.numbers,
        part(headers, top),
        asks_unique_ids,
        |incoming| taker.store(incoming),
    );
    let mut failures = taker.failures;
    failures.add_refusals(refusals, wanted.missing, &opener);
    match broken_off {
        Some(Failure::Maildrop(error)) => failures.add(opener.at_server(error)),
        Some(Failure::Here(error)) => failures.add(error.into()),
        None => {
            if let Err(error) = maildrop.leave_in_step() {
                failures.add(opener.at_server(error));
            }
        }
    }
    // Messages that were stored stay stored, and the exit says that these are not all.
    Ok(failures.end(taker.taken > 0))
}

/// The messages that the selection names.
struct Wanted {
    numbers: Vec<u32>,
    /// What the listing says, if it was needed.
    unique_ids: BTreeMap<u32, Option<String>>,
    /// Numbers that were named and do not exist.
    missing: Vec<u32>,
}

/// Decides which messages are meant, from a listing where that is needed.
fn find(maildrop: &mut Maildrop, selection: &Selection, opener: &Opener) -> anyhow::Result<Wanted> {
    if let Some(numbers) = selection.numbers() {
        return Ok(Wanted {
            numbers,
            unique_ids: BTreeMap::new(),
            missing: Vec::new(),
        });
    }
    let listing = maildrop
        .listing(false)
        .map_err(|error| opener.at_server(error))?;
    let chosen = selection.choose(&listing.entries, listing.has_unique_ids)?;
    Ok(Wanted {
        numbers: chosen.entries.iter().map(|entry| entry.number).collect(),
        unique_ids: chosen
            .entries
            .into_iter()
            .map(|entry| (entry.number, entry.unique_id))
            .collect(),
        missing: chosen.missing,
    })
}

fn part(headers: bool, top: Option<u32>) -> Part {
    match (headers, top) {
        (true, _) => Part::Top(0),
        (false, Some(lines)) => Part::Top(lines),
        (false, None) => Part::Whole,
    }
}
