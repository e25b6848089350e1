//! All messages of a run, over all its sessions. Each session takes those that the one before it has left, then the next
//! ones. A message has its result when it is accepted, refused for good, or no further session follows.

use super::conclusion::{Conclusion, is_refusal_of_one};
use super::draft::Messages;
use super::result::{MessageResult, State};
use super::submitter::Submitter;
use crate::cli::SendCommand;
use crate::command::Outcome;
use crate::command::open::Opener;
use crate::command::retry::{Next, Reason, Repeated, ended_by};
use crate::message::Message;
use std::collections::VecDeque;

/// How many messages may wait for another session. What is kept of each, mostly its header section, takes some kilobytes.
/// When so many wait, the next session begins with them before it goes on to further messages.
const MAX_WAITING: usize = 500;

/// All messages of a run.
pub(super) struct Batch<'r> {
    opener: &'r Opener,
    submitter: Submitter<'r>,
    conclusion: Conclusion<'r>,
    messages: Messages<'r>,
    /// The next one, which is made already.
    next: Option<Message>,
    /// The run has several messages, so a warning names the file of its own.
    several: bool,
    /// A message goes to the recipients that are accepted (`--partial`).
    partial: bool,
    /// Messages that wait for another session.
    waiting: Vec<Waiting>,
}

/// A message that was tried, and what came of it so far.
struct Waiting {
    message: Message,
    result: MessageResult,
    outcome: anyhow::Result<()>,
}

impl<'r> Batch<'r> {
    /// The messages from `first` on, of `count`.
    pub(super) fn new(
        command: &'r SendCommand,
        opener: &'r Opener,
        conclusion: Conclusion<'r>,
        first: Message,
        messages: Messages<'r>,
        count: usize,
    ) -> Self {
        Batch {
            opener,
            submitter: Submitter::new(command, opener, count == 1),
            conclusion,
            messages,
            next: Some(first),
            several: count > 1,
            partial: command.send.envelope.partial,
            waiting: Vec::new(),
        }
    }

    /// Makes one session, or as many as the messages need that the server does not judge for now.
    pub(super) fn session(&mut self, is_last: bool) -> Next {
        let mut due = VecDeque::from(std::mem::take(&mut self.waiting));
        let mut reason = None;
        while let Some((message, mut result)) = self.next_due(&mut due) {
            let outcome = self.submitter.submit(&message, &mut result);
            match self.worth_another(&result, &outcome).filter(|_| !is_last) {
                Some(why) => {
                    reason = Some(self.named(why, &result));
                    self.waiting.push(Waiting {
                        message,
                        result,
                        outcome,
                    });
                }
                None => {
                    drop(message);
                    self.conclude(result, outcome);
                    if self.submitter.has_given_up() {
                        // What keeps this message from being sent keeps the others from it too.
                        reason = None;
                    }
                }
            }
            let is_full = self.waiting.len() >= MAX_WAITING;
            if is_full || self.submitter.has_given_up() || self.is_stopped() {
                break;
            }
        }
        self.waiting.extend(due);
        self.submitter.quit();
        match (self.waiting.len(), reason) {
            (0, _) | (_, None) => Next::Over,
            _ if self.conclusion.is_stopped() => Next::Over,
            (1, Some(reason)) => Next::Again(reason),
            (2, Some(reason)) => Next::Again(reason.and("and 1 other message")),
            (count, Some(reason)) => {
                Next::Again(reason.and(&format!("and {} other messages", count - 1)))
            }
        }
    }

    /// The message that comes next, and what is known of its result.
    fn next_due(&mut self, due: &mut VecDeque<Waiting>) -> Option<(Message, MessageResult)> {
        if let Some(Waiting {
            message, result, ..
        }) = due.pop_front()
        {
            return Some((message, result));
        }
        let made = self.next.take();
        let message = made.or_else(|| self.conclusion.next_message(&mut self.messages))?;
        let result = MessageResult::new(&message);
        Some((message, result))
    }

    /// No further message may be submitted.
    fn is_stopped(&self) -> bool {
        self.conclusion.is_stopped() || self.opener.interrupt().signal().is_some()
    }

    /// Why another session may do what this one did not.
    fn worth_another(
        &self,
        result: &MessageResult,
        outcome: &anyhow::Result<()>,
    ) -> Option<Reason> {
        match outcome {
            _ if result.state == State::Unknown => None,
            // Accepted, but not for everybody.
            Ok(()) => result.refused_for_now().map(Reason::new),
            // The error is about a recipient that was refused for good; another one may be accepted later.
            Err(error) if self.partial && is_refusal_of_one(error) => {
                result.refused_for_now().map(Reason::new)
            }
            Err(error) => Reason::of(error),
        }
    }

    fn named(&self, reason: Reason, result: &MessageResult) -> Reason {
        match result.file_shown() {
            Some(file) if self.several => reason.about(&file),
            _ => reason,
        }
    }

    fn conclude(&mut self, result: MessageResult, outcome: anyhow::Result<()>) {
        let greeting = self.opener.greeting();
        self.conclusion.add(result, outcome, greeting.as_deref());
    }

    /// After the last session: messages that wait for another one have their results.
    pub(super) fn end(mut self, sessions: Repeated<()>) -> Outcome {
        let not_tried = self.messages.len() + usize::from(self.next.is_some());
        let is_cut_short = not_tried > 0 || !self.waiting.is_empty();
        for Waiting {
            result, outcome, ..
        } in std::mem::take(&mut self.waiting)
        {
            let outcome = match (outcome, sessions.interrupted) {
                (Err(_), Some(signal)) => Err(ended_by(signal)),
                (outcome, _) => outcome,
            };
            self.conclude(result, outcome);
        }
        if let Some(signal) = self.opener.interrupt().signal().filter(|_| is_cut_short) {
            self.conclusion.interrupted(signal);
        }
        self.conclusion.end(not_tried)
    }
}
