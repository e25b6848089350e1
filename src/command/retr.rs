//! `mailcall retr`: retrieves messages to stdout, files, an mbox, or JSON.

mod counted;
mod json;
mod sink;
mod taker;

use super::Outcome;
use super::open::Opener;
use crate::cli::mailbox::RetrCommand;
use crate::exit::Kind;
use crate::maildrop::{self, Maildrop, Part, Refusal};
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

/// Why not all messages were retrieved, and the exit that this means.
type Shortfall = Option<(anyhow::Error, Option<Kind>)>;

fn retrieve(command: &RetrCommand) -> anyhow::Result<Shortfall> {
    let flags = &command.selection;
    let selection = Selection::parse(
        &flags.messages,
        &flags.unique_ids,
        flags.all,
        flags.last,
        false,
    )?;
    let chosen = Chosen::by_flags(&command.sink, command.output.json)?;
    chosen.check_several(selection.may_hold_several(), command.what.headers)?;
    let opener = Opener::for_maildrop(&command.server, &command.login, command.output)?;
    let mut taker = Taker {
        command,
        properties: chosen.properties,
        sink: chosen.sink.open()?,
        unique_ids: BTreeMap::new(),
        taken: 0,
        not_stored: None,
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
    let refused = maildrop.retrieve(
        &wanted.numbers,
        part(command),
        asks_unique_ids,
        |incoming| taker.take(incoming),
    );
    let refused = match refused {
        Ok(refused) => refused,
        Err(failure) => {
            let error = match failure {
                Failure::Maildrop(error) => opener.at_server(error),
                Failure::Here(error) => error.into(),
            };
            // Messages that were stored stay stored, and the exit says that these are not all.
            if taker.taken > 0 && opener.interrupt().signal().is_none() {
                return Ok(Some((error, Some(Kind::Partial))));
            }
            return Err(error);
        }
    };
    let in_step = maildrop.leave_in_step();
    let not_stored = taker.not_stored.map(anyhow::Error::from);
    let shortfall = not_stored
        .or_else(|| in_step.err().map(|error| opener.at_server(error)))
        .or_else(|| not_retrieved(refused, wanted.missing, &opener));
    Ok(shortfall.map(|error| (error, (taker.taken > 0).then_some(Kind::Partial))))
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

/// One error for what the server refused and what does not exist.
fn not_retrieved(
    refused: Vec<Refusal>,
    mut missing: Vec<u32>,
    opener: &Opener,
) -> Option<anyhow::Error> {
    let mut other = None;
    for refusal in refused {
        match refusal {
            Refusal::NoSuchMessage(number) => missing.push(number),
            Refusal::Refused(error) => other = other.or(Some(opener.at_server(error))),
        }
    }
    missing.sort_unstable();
    let no_such = (!missing.is_empty()).then(|| maildrop::Error::no_such_message(missing).into());
    other.or(no_such)
}

fn part(command: &RetrCommand) -> Part {
    match (command.what.headers, command.what.top) {
        (true, _) => Part::Top(0),
        (false, Some(lines)) => Part::Top(lines),
        (false, None) => Part::Whole,
    }
}
