//! `mailcall list`: number, octets, unique-id, and with `-l` Date, From and Subject.

mod report;

use super::Outcome;
use super::choice::selection_of;
use super::failures::{Ended, Failures};
use super::open::Opener;
use crate::cli::Output;
use crate::cli::mailbox::ListCommand;
use crate::copy;
use crate::maildrop::{self, Listing, Maildrop, Part, Shortfall};
use crate::reader::{self, Summary};
use crate::selection::{Chosen, Selection};
use report::ListReport;
use std::collections::BTreeMap;
use std::io::Read;

/// Runs the command.
pub(crate) fn run(command: &ListCommand) -> Outcome {
    let mut report = ListReport::default();
    match list(command, &mut report) {
        Err(error) if report.connected => Outcome::failed(report, error),
        Err(error) => error.into(),
        Ok(None) => Outcome::done(report),
        Ok(Some((error, kind))) => Outcome {
            kind,
            ..Outcome::failed(report, error)
        },
    }
}

/// Fills the report. Ends as a part done if something failed and the rest is printed.
fn list(command: &ListCommand, report: &mut ListReport) -> anyhow::Result<Ended> {
    // Without `..`, so that a new flag does not compile before it is used here.
    let ListCommand {
        selection,
        headers,
        server,
        login,
        output,
    } = command;
    let selection = selection_of(selection, true)?;
    let opener = Opener::for_maildrop(server, login, *output)?;
    report.connected = true;
    let maildrop = opener.maildrop(selection.needs_unique_ids())?;
    if *headers {
        return list_with_headers(maildrop, &selection, &opener, *output, report);
    }
    let listing = maildrop
        .into_listing()
        .map_err(|error| opener.at_server(error))?;
    let missing = choose(&selection, listing, report)?;
    let mut failures = Failures::new(*output);
    failures.add_refusals(Vec::new(), missing, &opener);
    Ok(failures.end(!report.entries.is_empty()))
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

fn list_with_headers(
    mut maildrop: Maildrop,
    selection: &Selection,
    opener: &Opener,
    output: Output,
    report: &mut ListReport,
) -> anyhow::Result<Ended> {
    let failed = |error: maildrop::Error| opener.at_server(error);
    let listing = maildrop.listing(true).map_err(failed)?;
    let missing = match choose(selection, listing, report) {
        Ok(missing) => missing,
        Err(error) => {
            maildrop.leave();
            return Err(error);
        }
    };
    let numbers: Vec<u32> = report.entries.iter().map(|entry| entry.number).collect();
    let mut headers = BTreeMap::new();
    let Shortfall {
        refusals,
        broken_off,
    } = maildrop.retrieve(&numbers, Part::Top(0), false, |incoming| {
        headers.insert(incoming.number, read_header(incoming.content)?);
        Ok::<(), maildrop::Error>(())
    });
    report.headers = Some(headers);
    let mut failures = Failures::new(output);
    // A message that is listed and not there was deleted by another session between LIST and TOP. Its row is printed, as
    // that of every message whose TOP was refused: the columns stay empty.
    failures.add_refusals(refusals, missing, opener);
    let mut prints_rows = !report.entries.is_empty();
    match broken_off {
        // The columns of all messages stay empty.
        Some(error) if matches!(error.kind(), maildrop::Kind::NoHeadersAlone) => maildrop.leave(),
        Some(error) => {
            failures.add(failed(error));
            prints_rows = false;
        }
        // A header section that ends too early may have lost the very field that the row shows.
        None => {
            if let Err(error) = maildrop.leave_in_step() {
                failures.add(failed(error));
            }
        }
    }
    Ok(failures.end(prints_rows))
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
