//! From the result of each message to the end of the run.

use super::report::SendReport;
use super::result::{MessageResult, State};
use crate::account::Server;
use crate::cli::Output;
use crate::command::Outcome;
use crate::exit::{Failure, Kind, Problem};
use crate::smtp::{self, Stage};
use crate::terminal::{Console, escape};

/// Collects the results, one message after the other, and decides how the run ends.
pub(super) struct Conclusion {
    console: Console,
    /// The run has several messages, so an error names the file of its own.
    several: bool,
    report: SendReport,
    /// The errors of the messages that were not accepted, each with the state of its message.
    failed: Vec<(State, anyhow::Error)>,
}

impl Conclusion {
    /// Before the first message.
    pub(super) fn new(output: Output, server: &Server, several: bool) -> Self {
        Conclusion {
            console: crate::command::console(output),
            several,
            report: SendReport::new(server),
            failed: Vec::new(),
        }
    }

    /// One more message has its result.
    pub(super) fn add(&mut self, mut result: MessageResult, outcome: anyhow::Result<()>) {
        self.warn_of_refusals(&result, outcome.as_ref().err());
        if let Err(error) = outcome {
            let error = self.explain(&result, error);
            let mut failure = Failure::of(&error);
            if result.state == State::Unknown {
                failure.kind = Kind::Unknown;
            }
            result.error = Some(failure);
            self.failed.push((result.state, error));
        }
        self.report.messages.push(result);
    }

    /// Says which message the error is about, and that its delivery is unknown.
    fn explain(&self, result: &MessageResult, error: anyhow::Error) -> anyhow::Error {
        let error = match result.state {
            State::Unknown => error.context(format!(
                "{} may or may not have been delivered: it was sent whole, and no valid final reply came",
                result.name()
            )),
            _ => error,
        };
        match (&result.file, self.several) {
            (Some(file), true) => error.context(escape(file)),
            _ => error,
        }
    }

    /// Prints a line for each refused recipient but the one that the error is about. JSON results name them all.
    fn warn_of_refusals(&self, result: &MessageResult, error: Option<&anyhow::Error>) {
        if self.console.json {
            return;
        }
        let error = error.and_then(|error| error.downcast_ref::<smtp::Error>());
        // After a refused MAIL every recipient is refused, which says nothing about the recipients.
        if error.is_some_and(|error| error.stage() != Some(Stage::Rcpt)) {
            return;
        }
        let named = match error {
            Some(smtp::Error::Refused { subject, .. }) => subject.as_deref(),
            _ => None,
        };
        for (path, reply) in result.refusals() {
            let address = path.0.wire();
            if named != Some(address.as_str()) {
                self.console
                    .warning(&format!("{address} was refused: {reply}"));
            }
        }
    }

    /// After the last message. An unknown delivery decides the exit before anything else, then a part that was done.
    pub(super) fn end(mut self, greeting: Option<String>) -> Outcome {
        self.report.greeting = greeting;
        let any = |state: State| self.report.messages.iter().any(|m| m.state == state);
        let unknown = any(State::Unknown);
        let some_accepted = any(State::Accepted) || any(State::Partial);
        let some_refused = any(State::Partial);
        // All errors are printed; the one that decides the exit comes last.
        let decisive = self
            .failed
            .iter()
            .position(|(state, _)| (*state == State::Unknown) == unknown);
        let Some(decisive) = decisive.map(|at| self.failed.remove(at).1) else {
            let outcome = Outcome::done(self.report);
            return match some_refused {
                true => outcome.ending(Kind::Partial).with_error(refused_some()),
                false => outcome,
            };
        };
        for (_, error) in &self.failed {
            self.console.warning(&Failure::of(error).message);
        }
        let outcome = Outcome::failed(self.report, decisive);
        match (unknown, some_accepted) {
            (true, _) => outcome.ending(Kind::Unknown),
            (false, true) => outcome.ending(Kind::Partial),
            (false, false) => outcome,
        }
    }
}

fn refused_some() -> anyhow::Error {
    Problem::new(
        Kind::Partial,
        "some recipients were refused; the message went to the others",
    )
    .into()
}
