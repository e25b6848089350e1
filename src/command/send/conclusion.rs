//! From the result of each message to the end of the run. What is kept does not grow with the number of messages.

use super::draft::{Messages, Unmade};
use super::lines::Lines;
use super::result::{MessageResult, State};
use crate::account::Server;
use crate::cli::SendCommand;
use crate::command::Outcome;
use crate::command::log::Log;
use crate::exit::{Advised, Failure, Kind, Problem};
use crate::message::Message;
use crate::smtp::{self, Stage};
use crate::terminal::Console;
use crate::timeout::Interrupted;

/// Takes the results, one message after the other: prints each, and decides how the run ends.
pub(super) struct Conclusion<'r> {
    console: Console,
    lines: Lines,
    log: &'r mut Log,
    /// The run has several messages, so an error names the file of its own.
    several: bool,
    /// Nothing is sent, and a note on stderr says so.
    dry_run: bool,
    /// At least one message was accepted for at least one recipient.
    some_done: bool,
    /// The failure that decides the end: the heaviest, and of equal ones the first.
    decisive: Option<(Weight, anyhow::Error)>,
    /// No further message may be submitted.
    stopped: bool,
}

/// Which of several failures decides the end of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    /// A message was not sent, or not to all recipients.
    Message,
    /// An accepted message could not be reported on stdout.
    Stdout,
    /// A signal ended the run.
    Signal,
    /// It is unknown whether a message was delivered.
    Unknown,
}

impl<'r> Conclusion<'r> {
    /// Before the first of `count` messages.
    pub(super) fn new(
        command: &SendCommand,
        server: &Server,
        count: usize,
        log: &'r mut Log,
    ) -> Self {
        Conclusion {
            console: crate::command::console(command.output),
            lines: Lines::new(command.output, server),
            log,
            several: count > 1,
            dry_run: command.dry_run,
            some_done: false,
            decisive: None,
            stopped: false,
        }
    }

    /// Whether no further message may be submitted, because its result could not be printed or a signal came.
    pub(super) fn is_stopped(&self) -> bool {
        self.stopped
    }

    /// The next message that can be made, unless the run must stop. Files that are not messages have their result at once.
    pub(super) fn next_message(&mut self, messages: &mut Messages<'_>) -> Option<Message> {
        while !self.stopped {
            match messages.next()? {
                Ok(message) => return Some(message),
                Err(unmade) => self.not_made(unmade),
            }
        }
        None
    }

    /// No message could be made of one file of several.
    fn not_made(&mut self, Unmade { file, error }: Unmade) {
        let mut result = MessageResult::not_made(file);
        result.error = Some(Failure::of(&error));
        self.print(&result, None);
        self.failed(Weight::Message, error);
    }

    /// There is nothing to send in the message.
    pub(super) fn skipped(&mut self, message: &Message) {
        let mut result = MessageResult::new(message);
        result.state = State::Skipped;
        self.print(&result, None);
    }

    /// One more message has its result.
    pub(super) fn add(
        &mut self,
        mut result: MessageResult,
        outcome: anyhow::Result<()>,
        greeting: Option<&str>,
    ) {
        self.some_done |= result.is_done();
        // Of those that an earlier session left, all are refused again. Others have the message.
        let outcome =
            outcome.or_else(
                |error| match is_refusal_of_one(&error) && result.is_done() {
                    true => Ok(()),
                    false => Err(error),
                },
            );
        self.warn_of_refusals(&result, outcome.as_ref().err());
        let failure = outcome.err().map(|error| {
            let error = self.explain(&result, error);
            let mut failure = Failure::of(&error);
            let weight = match (result.state, failure.kind) {
                (State::Unknown, _) => Weight::Unknown,
                (_, Kind::Signal(_)) => Weight::Signal,
                _ => Weight::Message,
            };
            match weight {
                Weight::Unknown => failure.kind = Kind::Unknown,
                Weight::Message if result.is_done() => failure.kind = Kind::Partial,
                _ => {}
            }
            result.error = Some(failure);
            (weight, error)
        });
        self.print(&result, greeting);
        match failure {
            Some((weight, error)) => self.failed(weight, error),
            None if result.refusals().next().is_some() => {
                let error = self.with_file(&result, refused_some(&result));
                self.failed(Weight::Message, error);
            }
            None => {}
        }
    }

    /// A signal came, so no further message is submitted. It ends the run unless a failure says so already, or more.
    pub(super) fn interrupted(&mut self, signal: Interrupted) {
        self.stopped = true;
        if (self.decisive.as_ref()).is_none_or(|(weight, _)| *weight < Weight::Signal) {
            self.failed(Weight::Signal, signal.into());
        }
    }

    /// Prints the result on stdout and writes it to the log. If stdout fails no further message is submitted: nobody would
    /// learn of it.
    fn print(&mut self, result: &MessageResult, greeting: Option<&str>) {
        let mut entry = result.logged();
        if let Some(failure) = &result.error {
            entry.exit = failure.kind.code();
            entry.reply = entry.reply.or(failure.server.clone());
            entry.error = Some(failure.message.clone());
        } else if result.refusals().next().is_some() {
            entry.exit = Kind::Partial.code();
            entry.error = Some(refused_some(result).to_string());
        }
        if let Err(error) = self.lines.print(result, greeting) {
            self.stopped = true;
            let what = format!("cannot write to stdout: {error}");
            match untold(result, &what) {
                Some(problem) => {
                    entry.exit = problem.kind.code();
                    entry.error = Some(problem.message.clone());
                    let error = match problem.kind {
                        Kind::Partial => self.with_file(result, problem.into()),
                        _ => problem.into(),
                    };
                    self.failed(Weight::Stdout, error);
                }
                None => self.console.warning(&what),
            }
        }
        self.log.write(&entry);
    }

    /// Keeps the failure if it is the one that decides the end so far; the other one is printed.
    fn failed(&mut self, weight: Weight, error: anyhow::Error) {
        let less = match &self.decisive {
            Some((kept, _)) if *kept >= weight => Some(error),
            _ => self.decisive.replace((weight, error)).map(|(_, less)| less),
        };
        if let Some(error) = less {
            self.console.warning(&Failure::of(&error).message);
        }
    }

    /// Says which message the error is about, and that its delivery is unknown.
    fn explain(&self, result: &MessageResult, error: anyhow::Error) -> anyhow::Error {
        let error = match result.state {
            State::Unknown => error.context(format!(
                "{} may or may not have been delivered: it was sent whole, and no valid final reply came",
                result.name()
            )),
            State::Partial => error.context(format!(
                "the message went to {} of {} recipients",
                result.accepted_recipients(),
                result.all_recipients()
            )),
            _ if is_refusal_of_one(&error) && result.accepted_recipients() > 0 => {
                error.context(Advised {
                    what: "nothing was sent",
                    hint: "--partial sends to the recipients that are accepted",
                })
            }
            _ => error,
        };
        self.with_file(result, error)
    }

    /// Names the file in front of an error about one message of several.
    fn with_file(&self, result: &MessageResult, error: anyhow::Error) -> anyhow::Error {
        match result.file_shown() {
            Some(file) if self.several => error.context(file),
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

    /// After the last message that was submitted; `not_tried` is the number of those behind it. An unknown delivery decides
    /// the exit before anything else, then a signal, then that a part was done.
    pub(super) fn end(self, not_tried: usize) -> Outcome {
        if self.dry_run && self.some_done {
            self.console.hint("dry run: nothing was sent");
        }
        if not_tried > 0 {
            // A part of the result, so --quiet does not suppress it.
            let console = Console {
                quiet: false,
                ..self.console
            };
            console.warning(&match not_tried {
                1 => "1 message was not tried".to_owned(),
                count => format!("{count} messages were not tried"),
            });
        }
        let Some((weight, error)) = self.decisive else {
            return Outcome::default();
        };
        let outcome = Outcome::from(error);
        match weight {
            Weight::Unknown => outcome.ending(Kind::Unknown),
            Weight::Message if self.some_done => outcome.ending(Kind::Partial),
            Weight::Signal | Weight::Stdout | Weight::Message => outcome,
        }
    }
}

/// The failure that a result on stdout is missing; none for a message that has failed already.
fn untold(result: &MessageResult, what: &str) -> Option<Problem> {
    match result.state {
        State::Accepted | State::Partial => {
            let what = format!("accepted by the server: {}; {what}", result.name());
            Some(Problem::new(Kind::Partial, what))
        }
        State::DryRun | State::Skipped => Some(Problem::new(Kind::Io, what)),
        State::NotSent | State::Unknown => None,
    }
}

/// Whether the error is that a recipient was refused.
pub(super) fn is_refusal_of_one(error: &anyhow::Error) -> bool {
    matches!(
        error.downcast_ref(),
        Some(smtp::Error::Refused {
            stage: Stage::Rcpt,
            subject: Some(_),
            ..
        })
    )
}

/// How many refused recipients the error of a message names; their replies are in the warnings and in JSON.
const MAX_NAMED_RECIPIENTS: usize = 20;

fn refused_some(result: &MessageResult) -> anyhow::Error {
    let refused: Vec<String> = result.refusals().map(|(path, _)| path.0.wire()).collect();
    let named = &refused[..refused.len().min(MAX_NAMED_RECIPIENTS)];
    let mut names = named.join(", ");
    match refused.len() - named.len() {
        0 => {}
        1 => names.push_str(" and 1 other"),
        count => names.push_str(&format!(" and {count} others")),
    }
    let (were, goes) = match (refused.len(), result.state) {
        (1, State::DryRun) => ("was", "would go"),
        (1, _) => ("was", "went"),
        (_, State::DryRun) => ("were", "would go"),
        (_, _) => ("were", "went"),
    };
    let what = format!("{names} {were} refused; the message {goes} to the other recipients");
    Problem::new(Kind::Partial, what).into()
}
