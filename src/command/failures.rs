//! The failures of a run that goes on after each of them: all are printed, and one decides the exit.

use super::open::Opener;
use super::{is_closed_stdout, print_failure};
use crate::cli::Output;
use crate::exit::{Failure, Kind};
use crate::maildrop::{self, Refusal};

/// Why not everything was done, and the end of the run where that failure alone does not decide it.
pub(super) type Ended = Option<(anyhow::Error, Option<Kind>)>;

/// Takes the failures one after the other. It holds one of them, however many there are.
pub(super) struct Failures {
    output: Output,
    /// The failure that decides the exit: the first, or a signal. It is printed last, as every command's error is.
    decisive: Option<anyhow::Error>,
}

impl Failures {
    /// None yet.
    pub(super) fn new(output: Output) -> Self {
        Failures {
            output,
            decisive: None,
        }
    }

    /// Keeps the failure if it decides the exit, and prints the one that does not.
    pub(super) fn add(&mut self, error: anyhow::Error) {
        let other = match &self.decisive {
            Some(_) if !is_signal(&error) => Some(error),
            _ => self.decisive.replace(error),
        };
        if let Some(other) = other.filter(|other| !is_closed_stdout(other)) {
            print_failure(self.output, &Failure::of(&other));
        }
    }

    /// The failure that decides the exit, and the end that it means: `some_done` makes it a partial one, but for a signal.
    pub(super) fn end(self, some_done: bool) -> Ended {
        self.decisive.map(|error| {
            let partial = some_done && !is_signal(&error);
            (error, partial.then_some(Kind::Partial))
        })
    }
}

/// What the server refused, the error that decides the exit first; `missing` are messages that were named and that it has
/// not listed.
pub(super) fn refusals(
    refusals: Vec<Refusal>,
    missing: Vec<u32>,
    opener: &Opener,
) -> Vec<anyhow::Error> {
    let errors = Refusal::into_errors(refusals, missing).into_iter();
    errors.map(|error| of_maildrop(error, opener)).collect()
}

/// An error of the maildrop with the server's name before it, but for messages that are not there: the user named them.
fn of_maildrop(error: maildrop::Error, opener: &Opener) -> anyhow::Error {
    match error.no_such_messages() {
        Some(_) => error.into(),
        None => opener.at_server(error),
    }
}

fn is_signal(error: &anyhow::Error) -> bool {
    matches!(Failure::of(error).kind, Kind::Signal(_))
}
