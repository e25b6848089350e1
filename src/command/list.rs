//! `mailcall list`: number, octets, unique-id, and with `-l` Date, From and Subject.

mod report;

use super::Outcome;
use super::open::Opener;
use crate::cli::mailbox::ListCommand;
use crate::copy;
use crate::exit::Kind;
use crate::maildrop::{self, Listing, Maildrop, Part, Refusal};
use crate::reader::{self, Summary};
use crate::selection::{Chosen, Selection};
use report::ListReport;
use std::collections::BTreeMap;
use std::io::Read;

/// What of the listing failed, and whether the rest of it is worth printing.
struct Shortfall {
    error: anyhow::Error,
    partial: bool,
}

/// Runs the command.
pub(crate) fn run(command: &ListCommand) -> Outcome {
    let mut report = ListReport::default();
    match list(command, &mut report) {
        Err(error) if report.connected => Outcome::failed(report, error),
        Err(error) => error.into(),
        Ok(None) => Outcome::done(report),
        Ok(Some(Shortfall { error, partial })) => {
            let outcome = Outcome::failed(report, error);
            match partial {
                true => outcome.ending(Kind::Partial),
                false => outcome,
            }
        }
    }
}

/// Fills the report.
fn list(command: &ListCommand, report: &mut ListReport) -> anyhow::Result<Option<Shortfall>> {
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
    let missing = choose(&selection, listing, report)?;
    Ok(missing_messages(missing, report))
}

/// Puts what is selected into the report; returns the numbers that do not exist.
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

fn missing_messages(missing: Vec<u32>, report: &ListReport) -> Option<Shortfall> {
    (!missing.is_empty()).then(|| Shortfall {
        error: maildrop::Error::no_such_message(missing).into(),
        partial: !report.entries.is_empty(),
    })
}

fn list_with_headers(
    mut maildrop: Maildrop,
    selection: &Selection,
    opener: &Opener,
    report: &mut ListReport,
) -> anyhow::Result<Option<Shortfall>> {
    let failed = |error: maildrop::Error| opener.at_server(error);
    let listing = maildrop.listing(true).map_err(failed)?;
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
        headers.insert(incoming.number, read_header(incoming.content)?);
        Ok::<(), maildrop::Error>(())
    });
    let partial = !headers.is_empty();
    report.headers = Some(headers);
    let refused = match refused {
        Ok(refused) => refused,
        // The columns stay empty.
        Err(error) if matches!(error.kind(), maildrop::Kind::NoHeadersAlone) => {
            maildrop.leave();
            return Ok(missing_messages(missing, report));
        }
        Err(error) => return Err(failed(error)),
    };
    let in_step = maildrop.leave_in_step();
    for refusal in refused {
        match refusal {
            // Another session deleted it between LIST and TOP.
            Refusal::NoSuchMessage(number) => missing.push(number),
            Refusal::Refused(error) => return Err(failed(error)),
        }
    }
    // A header section that ends too early may have lost the very field that the row shows.
    if let Err(error) = in_step {
        let error = failed(error);
        return Ok(Some(Shortfall { error, partial }));
    }
    Ok(missing_messages(missing, report))
}

/// The fields of a header section, which is read to its end however long it is.
fn read_header(content: &mut dyn Read) -> Result<Summary, maildrop::Error> {
    let mut octets = Vec::new();
    (&mut *content)
        .take(reader::MAX_HEADER_OCTETS as u64)
        .read_to_end(&mut octets)
        .map_err(maildrop::Error::of_content)?;
    copy::drain(content).map_err(maildrop::Error::of_content)?;
    Ok(reader::summarize(&octets))
}
