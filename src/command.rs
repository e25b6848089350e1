//! The use cases: each command takes its arguments and gives a report, or the reason why there is none.

mod check;
mod choice;
pub(crate) mod dele;
mod failures;
mod flags;
pub(crate) mod list;
mod log;
pub(crate) mod open;
mod people;
mod progress;
pub(crate) mod retr;
mod retry;
pub(crate) mod send;
pub(crate) mod stat;
mod wanted;

use crate::cli::{Cli, Command, Output};
use crate::exit::{Failure, Kind, Problem};
use crate::terminal::{self, Console, StderrTrace};
use crate::{secret, signal};
use log::{Entry, Log};
use serde_json::{Value, json};
use std::fmt;
use std::io::{self, Write};

/// What a command has to say on stdout.
pub(crate) trait Report {
    /// As text, whole lines; empty for nothing.
    fn human(&self) -> String;

    /// As one JSON document.
    fn json(&self) -> Value;

    /// The document as a line.
    fn json_line(&self) -> String {
        terminal::json_line(&self.json())
    }

    /// Puts into the log what it is about.
    fn log(&self, _entry: &mut Entry) {}

    /// What has been done and cannot be taken back, for the case that it cannot be told on stdout.
    fn done(&self) -> Option<String> {
        None
    }
}

/// How a command ended: both may be there, when part of it was done or what was not done can be told.
#[derive(Default)]
pub(crate) struct Outcome {
    /// What is told on stdout.
    pub report: Option<Box<dyn Report>>,
    /// Why it is not, or not all, done.
    pub error: Option<anyhow::Error>,
    /// The end, where the error alone does not tell it: an outcome that is unknown, a part that was done.
    pub kind: Option<Kind>,
}

impl Outcome {
    /// Done.
    pub(crate) fn done(report: impl Report + 'static) -> Self {
        Outcome {
            report: Some(Box::new(report)),
            ..Outcome::default()
        }
    }

    /// Failed, with something to tell all the same (only as JSON).
    pub(crate) fn failed(report: impl Report + 'static, error: anyhow::Error) -> Self {
        Outcome {
            report: Some(Box::new(report)),
            error: Some(error),
            kind: None,
        }
    }

    /// The same with another end.
    pub(crate) fn ending(self, kind: Kind) -> Self {
        Outcome {
            kind: Some(kind),
            ..self
        }
    }
}

impl From<anyhow::Error> for Outcome {
    fn from(error: anyhow::Error) -> Self {
        Outcome {
            error: Some(error),
            ..Outcome::default()
        }
    }
}

impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outcome")
            .field("error", &self.error)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// Runs a command line that has been read, tells its result, and gives the exit code.
pub(crate) fn run(cli: &Cli) -> u8 {
    secret::protect_process();
    // First of all, since what is read may be kept in a file, and stdout may be one.
    if let Err(error) = signal::survive_file_size_limit() {
        let error = anyhow::Error::from(error).context("cannot install a signal handler");
        return print_failure(Output::default(), &Failure::of(&error));
    }
    let (name, output, flags) = match &cli.command {
        Command::Send(command) => ("send", command.output, &command.log),
        Command::Stat(command) => ("stat", command.output, &command.log),
        Command::List(command) => ("list", command.output, &command.log),
        Command::Retr(command) => ("retr", command.output, &command.log),
        Command::Dele(command) => ("dele", command.output, &command.log),
    };
    let connects = !matches!(&cli.command, Command::Send(command) if command.send.print);
    let mut log = Log::new(name, flags, output, connects);
    let outcome = match &cli.command {
        Command::Send(command) => send::run(command, &mut log),
        Command::Stat(command) => stat::run(command, &mut log),
        Command::List(command) => list::run(command, &mut log),
        Command::Retr(command) => retr::run(command, &mut log),
        Command::Dele(command) => dele::run(command, &mut log),
    };
    if let Some(report) = &outcome.report {
        report.log(log.entry());
    }
    let (code, failure) = finish(output, outcome);
    log.end(code, failure);
    code
}

/// How stderr is written to for these flags.
pub(crate) fn console(output: Output) -> Console {
    Console {
        json: output.json,
        quiet: output.quiet,
    }
}

/// Tells the outcome; the exit code, and the failure that it is about.
fn finish(output: Output, outcome: Outcome) -> (u8, Option<Failure>) {
    let mut untold = None;
    if let Some(report) = &outcome.report {
        let text = match (
            output.json,
            outcome.error.is_none() || outcome.kind.is_some(),
        ) {
            (true, _) => format!("{}\n", report.json_line()),
            (false, true) if !output.quiet => report.human(),
            (false, _) => String::new(),
        };
        if let Err(error) = print(text)
            && error.kind() != io::ErrorKind::BrokenPipe
        {
            let what = format!("cannot write to stdout: {error}");
            // What was done must not be repeated, so the exit is not that of a failure that changed nothing.
            let problem = match report.done() {
                Some(done) => Problem::new(Kind::Partial, format!("{done}; {what}")),
                None => Problem::new(Kind::Io, what),
            };
            let failure = Failure::of(&problem.into());
            print_failure(output, &failure);
            untold = Some(failure);
        }
    }
    let Some(error) = outcome.error else {
        let code = (untold.as_ref()).map_or(0, |failure| failure.kind.code());
        return (outcome.kind.map_or(code, Kind::code), untold);
    };
    let mut failure = Failure::of(&error);
    if output.trace > 0
        && let Some(text) = &failure.library_text
    {
        let mut trace = StderrTrace {
            json: output.json,
            content: false,
        };
        trace.note(&format!("TLS library: {text}"));
    }
    failure.kind = outcome.kind.unwrap_or(failure.kind);
    if !is_closed_stdout(&error) {
        print_failure(output, &failure);
    }
    (failure.kind.code(), Some(failure))
}

/// Prints a failure on stderr and returns its exit code.
pub(crate) fn print_failure(output: Output, failure: &Failure) -> u8 {
    terminal::write_line(&failure_line(output.json, failure));
    failure.kind.code()
}

/// A failure as one line of stderr, escaped.
pub(crate) fn failure_line(json: bool, failure: &Failure) -> String {
    if json {
        return terminal::json_line(&json!({ "error": failure.json() }));
    }
    let message = terminal::escape_briefly(&failure.message);
    match failure.hint {
        Some(hint) => format!("mailcall: {message} ({hint})"),
        None => format!("mailcall: {message}"),
    }
}

/// Whether the reader of our stdout has closed it, which needs no message: `retr 1 | head`.
fn is_closed_stdout(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<crate::store::Error>()
        .is_some_and(crate::store::Error::is_closed_stdout)
}

/// Writes to stdout at once.
///
/// # Errors
/// Those of the write; a stdout that is closed gives `BrokenPipe`.
pub(crate) fn print(text: impl AsRef<[u8]>) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_ref())?;
    stdout.flush()
}
