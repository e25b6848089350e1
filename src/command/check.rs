//! `--check` of `send` and `stat`: a session that logs in and says NOOP, and the report of what the server is. Nothing is
//! sent, read or changed.

mod expiry;
mod report;

use super::open::Opener;
use super::retry::{Next, Reason, Retry, ended_by};
use super::{Outcome, print_failure};
use crate::cli::{Check, Output};
use crate::endpoint::{Protocol, Security};
use crate::exit::{Failure, Kind, Problem};
use report::CheckReport;
use std::time::SystemTime;

/// Checks the server. The report holds what became known, wherever the session ended.
pub(super) fn run(opener: &Opener, check: &Check, output: Output) -> Outcome {
    if let Err(problem) = is_possible(opener, check) {
        return anyhow::Error::from(problem).into();
    }
    let repeated = Retry::new(opener).run(|_| {
        opener.recorder().begin_again();
        let session = match opener.server().protocol {
            Protocol::Smtp => smtp(opener),
            Protocol::Pop3 => maildrop(opener),
        };
        let next = Next::by(session.as_ref().err().and_then(Reason::of));
        (session, next)
    });
    let session = match repeated.interrupted {
        Some(signal) => Err(ended_by(signal)),
        None => repeated.end,
    };
    opener.look_at_refused_certificate();
    let report = CheckReport::new(opener, SystemTime::now());
    let expiry = check.min_days.and_then(|days| expiry::check(&report, days));
    let error = match (session, expiry.map(anyhow::Error::from)) {
        (Ok(()), None) => return Outcome::done(report),
        (Ok(()), Some(expiry)) => expiry,
        (Err(error), expiry) => {
            // Two failures: what ended the session decides the exit. A certificate that was refused has its own reason.
            if let Some(expiry) = expiry.filter(|_| !report.is_certificate_refused()) {
                print_failure(output, &Failure::of(&expiry));
            }
            error
        }
    };
    // The report is printed as text too.
    let kind = Failure::of(&error).kind;
    Outcome::failed(report, error).ending(kind)
}

/// Without TLS there is no certificate whose days could be counted.
fn is_possible(opener: &Opener, check: &Check) -> Result<(), Problem> {
    match (check.min_days, opener.server().security) {
        (Some(_), Security::None) => Err(Problem::new(
            Kind::Usage,
            "--min-days needs TLS: without it (--tls none) there is no certificate",
        )),
        _ => Ok(()),
    }
}

/// A submission session without a message; with a login if there is a user.
fn smtp(opener: &Opener) -> anyhow::Result<()> {
    let mut session = opener.smtp()?;
    let noop = session.noop();
    if noop.is_ok() {
        opener.recorder().noop();
    }
    session.quit();
    noop.map_err(|error| opener.at_server(error))
}

/// A maildrop session in which nothing is read.
fn maildrop(opener: &Opener) -> anyhow::Result<()> {
    let mut maildrop = opener.maildrop(false)?;
    let noop = maildrop.noop();
    if noop.is_ok() {
        opener.recorder().noop();
    }
    maildrop.leave();
    noop.map_err(|error| opener.at_server(error))
}
