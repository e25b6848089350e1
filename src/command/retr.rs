//! `mailcall retr`: retrieves messages to stdout, files, an mbox, or JSON.

mod counted;
mod json;
mod retrieving;
mod sink;
mod taker;

use super::Outcome;
use super::choice::selection_of;
use super::failures::Ended;
use super::log::Log;
use super::open::Opener;
use super::retry::{Retry, ended_by};
use super::wanted::Wanted;
use crate::cli::mailbox::{RetrCommand, What};
use crate::maildrop::Part;
use retrieving::Retrieving;
use sink::Chosen;
use taker::Taker;

/// Runs the command.
pub(crate) fn run(command: &RetrCommand, log: &mut Log) -> Outcome {
    match retrieve(command, log) {
        Ok(None) => Outcome::default(),
        Ok(Some((error, kind))) => Outcome {
            error: Some(error),
            kind,
            ..Outcome::default()
        },
        Err(error) => error.into(),
    }
}

fn retrieve(command: &RetrCommand, log: &mut Log) -> anyhow::Result<Ended> {
    // Without `..`, so that a new flag does not compile before it is used here.
    let RetrCommand {
        selection,
        what,
        sink,
        server,
        login,
        output,
        log: _,
    } = command;
    let What { top, headers, crlf } = *what;
    let selection = selection_of(selection, false)?;
    let chosen = Chosen::by_flags(sink, output.json)?;
    chosen.check_several(selection.may_hold_several(), headers)?;
    let opener = Opener::for_maildrop(server, login, log, *output)?;
    let mut retrieving = Retrieving {
        wanted: Wanted::new(selection, opener.retries() > 0),
        taker: Taker::new(*output, crlf, chosen.properties, chosen.sink.open()?),
        part: part(headers, top),
        opener: &opener,
    };
    let repeated = Retry::new(&opener).run(|is_last| retrieving.session(is_last));
    let Taker {
        mut failures,
        taken,
        octets,
        ..
    } = retrieving.taker;
    log.entry().messages = Some(taken as u64);
    log.entry().octets = Some(octets);
    match repeated.interrupted {
        Some(signal) => failures.add(ended_by(signal)),
        None => (repeated.end.into_iter()).for_each(|error| failures.add(error)),
    }
    // Messages that were stored stay stored, and the exit says that these are not all.
    Ok(failures.end(taken > 0))
}

fn part(headers: bool, top: Option<u32>) -> Part {
    match (headers, top) {
        (true, _) => Part::Top(0),
        (false, Some(lines)) => Part::Top(lines),
        (false, None) => Part::Whole,
    }
}
