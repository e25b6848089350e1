//! `mailcall list`: number, octets, unique-id, and with `-l` Date, From and Subject.

mod report;

use super::Outcome;
use super::choice::selection_of;
use super::failures::{Failures, refusals};
use super::log::Log;
use super::open::Opener;
use super::retry::{Next, Reason, Retry, ended_by};
use crate::cli::mailbox::ListCommand;
use crate::copy;
use crate::maildrop::{self, Listing, Maildrop, Part, Shortfall};
use crate::reader::{self, Summary};
use crate::selection::{Chosen, Selection};
use report::ListReport;
use std::collections::BTreeMap;
use std::io::Read;

/// Runs the command.
pub(crate) fn run(command: &ListCommand, log: &mut Log) -> Outcome {
    // Without `..`, so that a new flag does not compile before it is used here.
    let ListCommand {
        selection,
        headers,
        server,
        login,
        output,
        log: _,
    } = command;
    let prepared = selection_of(selection, true)
        .map_err(anyhow::Error::from)
        .and_then(|selection| {
            Ok((
                selection,
                Opener::for_maildrop(server, login, log, *output)?,
            ))
        });
    let (selection, opener) = match prepared {
        Ok(prepared) => prepared,
        Err(error) => return error.into(),
    };
    // Nothing is printed before the last session is over, so each one begins anew: its numbers belong to its own rows.
    let repeated = Retry::new(&opener).run(|_| {
        let mut listed = Listed::default();
        if let Err(error) = list(&selection, *headers, &opener, &mut listed) {
            listed.prints_rows = false;
            listed.errors.push(error);
        }
        let next = Next::by(listed.errors.iter().find_map(Reason::of));
        (listed, next)
    });
    let mut failures = Failures::new(*output);
    let Listed {
        report,
        errors,
        prints_rows,
    } = repeated.end;
    match repeated.interrupted {
        Some(signal) => failures.add(ended_by(signal)),
        None => errors.into_iter().for_each(|error| failures.add(error)),
    }
    match failures.end(prints_rows && !report.entries.is_empty()) {
        None => Outcome::done(report),
        Some((error, kind)) => Outcome {
            kind,
            ..Outcome::failed(report, error)
        },
    }
}

/// What came of one session.
#[derive(Default)]
struct Listed {
    report: ListReport,
    /// What failed, the one that decides the exit first.
    errors: Vec<anyhow::Error>,
    /// The rows hold what there is to know of the messages.
    prints_rows: bool,
}

/// Fills the report, and collects what failed of single messages.
///
/// # Errors
/// What left nothing to print.
fn list(
    selection: &Selection,
    headers: bool,
    opener: &Opener,
    listed: &mut Listed,
) -> anyhow::Result<()> {
    let maildrop = opener.maildrop(selection.needs_unique_ids())?;
    if headers {
        return list_with_headers(maildrop, selection, opener, listed);
    }
    let listing = maildrop
        .into_listing()
        .map_err(|error| opener.at_server(error))?;
    let missing = choose(selection, listing, &mut listed.report)?;
    listed.errors = refusals(Vec::new(), missing, opener);
    listed.prints_rows = true;
    Ok(())
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
    listed: &mut Listed,
) -> anyhow::Result<()> {
    let failed = |error: maildrop::Error| opener.at_server(error);
    let report = &mut listed.report;
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
        refusals: refused,
        broken_off,
    } = maildrop.retrieve(&numbers, Part::Top(0), false, |incoming| {
        headers.insert(incoming.number, read_header(incoming.content)?);
        Ok::<(), maildrop::Error>(())
    });
    report.headers = Some(headers);
    // A message that is listed and not there was deleted by another session between LIST and TOP. Its row is printed, as
    // that of every message whose TOP was refused: the columns stay empty.
    listed.errors = refusals(refused, missing, opener);
    listed.prints_rows = true;
    match broken_off {
        // The columns of all messages stay empty.
        Some(error) if matches!(error.kind(), maildrop::Kind::NoHeadersAlone) => maildrop.leave(),
        Some(error) => {
            listed.prints_rows = false;
            listed.errors.push(failed(error));
        }
        // A header section that ends too early may have lost the very field that the row shows.
        None => listed
            .errors
            .extend(maildrop.leave_in_step().map_err(failed).err()),
    }
    Ok(())
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
