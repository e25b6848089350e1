//! The result of one message: its recipients, whether the server accepted it, and the server's words.

use crate::address::{ForwardPath, ReversePath};
use crate::command::log::Entry;
use crate::exit::Failure;
use crate::message::Message;
use crate::smtp::{RecipientOutcome, Reply};
use crate::terminal::escape_octets;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Whether the server accepted a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// For every recipient.
    Accepted,
    /// For some of the recipients.
    Partial,
    /// It was not sent, or the server refused it.
    NotSent,
    /// It was sent whole, and no valid final reply came.
    Unknown,
    /// Only the envelope was sent, and reset.
    DryRun,
    /// There was nothing to send (`--skip-empty`).
    Skipped,
}

impl State {
    /// The value of the JSON key `delivery`.
    fn name(self) -> &'static str {
        match self {
            State::Accepted => "accepted",
            State::Partial => "partial",
            State::NotSent => "not_sent",
            State::Unknown => "unknown",
            State::DryRun => "dry_run",
            State::Skipped => "skipped",
        }
    }
}

/// One recipient, over all transactions of the message.
#[derive(Debug)]
struct Recipient {
    /// The last answer of the server.
    outcome: RecipientOutcome,
    standing: Standing,
}

/// What is left to do for a recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// The message goes to it if another transaction follows.
    Due,
    /// The server has accepted the message for it, or in a dry run would have.
    Served,
    /// The server refused it for good, and accepted the message for others.
    Refused,
}

/// The result of one message.
#[derive(Debug)]
pub(super) struct MessageResult {
    message_id: Option<String>,
    octets: Option<u64>,
    mail_from: Option<String>,
    recipients: Vec<Recipient>,
    /// The ready-made message's file.
    pub(super) file: Option<PathBuf>,
    /// Whether it was accepted.
    pub(super) state: State,
    /// The final reply to the mail data.
    pub(super) reply: Option<Reply>,
    /// Why it was not accepted.
    pub(super) error: Option<Failure>,
}

impl MessageResult {
    /// Before anything is sent.
    pub(super) fn new(message: &Message) -> Self {
        MessageResult {
            message_id: message.message_id.clone(),
            octets: Some(message.content.octets()),
            mail_from: Some(match &message.envelope.reverse_path {
                ReversePath::Null => String::new(),
                ReversePath::Address(address) => address.wire(),
            }),
            recipients: message
                .envelope
                .forward_paths
                .iter()
                .map(|path| Recipient {
                    outcome: RecipientOutcome {
                        path: path.clone(),
                        reply: None,
                    },
                    standing: Standing::Due,
                })
                .collect(),
            file: message.file.clone(),
            state: State::NotSent,
            reply: None,
            error: None,
        }
    }

    /// Of a file that no message could be made of.
    pub(super) fn not_made(file: Option<PathBuf>) -> Self {
        MessageResult {
            message_id: None,
            octets: None,
            mail_from: None,
            recipients: Vec::new(),
            file,
            state: State::NotSent,
            reply: None,
            error: None,
        }
    }

    /// The recipients that the message has still to go to: all of them, until the server has accepted it for some.
    pub(super) fn due(&self) -> impl Iterator<Item = &ForwardPath> {
        let due = self
            .recipients
            .iter()
            .filter(|recipient| recipient.is_due());
        due.map(|recipient| &recipient.outcome.path)
    }

    /// The server has replied to an envelope with the recipients that are due.
    pub(super) fn answered(&mut self, outcomes: &[RecipientOutcome]) {
        let due = self
            .recipients
            .iter_mut()
            .filter(|recipient| recipient.is_due());
        for (recipient, outcome) in due.zip(outcomes) {
            recipient.outcome = outcome.clone();
        }
    }

    /// A recipient that the server has refused and may accept later, as a warning names it with the reply.
    pub(super) fn refused_for_now(&self) -> Option<String> {
        let due = self
            .recipients
            .iter()
            .filter(|recipient| recipient.is_due());
        let outcome = due
            .map(|recipient| &recipient.outcome)
            .find(|outcome| outcome.is_refused_for_now())?;
        let reply = outcome.reply.as_ref()?;
        Some(format!("{} was refused: {reply}", outcome.path.0.wire()))
    }

    /// How a sentence names the message: its Message-ID, or that it has none.
    pub(super) fn name(&self) -> &str {
        self.message_id
            .as_deref()
            .unwrap_or("a message without Message-ID")
    }

    /// How an error begins that is about one message of several.
    pub(super) fn file_shown(&self) -> Option<String> {
        let file = self.file.as_deref()?;
        Some(escape_octets(file.as_os_str().as_encoded_bytes()))
    }

    /// Whether the server accepted the message, or in a dry run its envelope, for at least one recipient.
    pub(super) fn is_done(&self) -> bool {
        match self.state {
            State::Accepted | State::Partial | State::DryRun => true,
            State::NotSent | State::Unknown | State::Skipped => false,
        }
    }

    /// The line of text output: the Message-ID, and the file of a ready-made message behind a tab. Nothing for a message
    /// that was not accepted. A Message-ID that the message does not have is empty. The file's name is written as it is,
    /// so that a script finds the file; it holds no control character.
    pub(super) fn line(&self) -> Option<Vec<u8>> {
        if !self.is_done() {
            return None;
        }
        let mut line = self.message_id.clone().unwrap_or_default().into_bytes();
        if let Some(file) = self.file.as_deref().map(Path::as_os_str) {
            line.push(b'\t');
            line.extend_from_slice(file.as_encoded_bytes());
        }
        line.push(b'\n');
        Some(line)
    }

    /// How many recipients the server accepted.
    pub(super) fn accepted_recipients(&self) -> usize {
        self.outcomes()
            .filter(|outcome| outcome.is_accepted())
            .count()
    }

    /// How many recipients there are.
    pub(super) fn all_recipients(&self) -> usize {
        self.recipients.len()
    }

    fn outcomes(&self) -> impl Iterator<Item = &RecipientOutcome> {
        self.recipients.iter().map(|recipient| &recipient.outcome)
    }

    /// Each refused recipient with the server's reply.
    pub(super) fn refusals(&self) -> impl Iterator<Item = (&ForwardPath, &Reply)> {
        self.outcomes()
            .filter(|outcome| !outcome.is_accepted())
            .filter_map(|outcome| Some((&outcome.path, outcome.reply.as_ref()?)))
    }

    /// The server has accepted the message for the recipients that it accepted.
    pub(super) fn accepted(&mut self, reply: Reply) {
        self.serve();
        let all = (self.recipients.iter()).all(|recipient| recipient.standing == Standing::Served);
        self.state = if all { State::Accepted } else { State::Partial };
        self.reply = Some(reply);
    }

    /// The server would accept the message for the recipients that it accepted (`--dry-run`).
    pub(super) fn rehearsed(&mut self) {
        self.serve();
        self.state = State::DryRun;
    }

    /// The server has refused the message, if this is not about the rest of the recipients.
    pub(super) fn refused(&mut self, reply: Reply) {
        if self.state == State::NotSent {
            self.reply = Some(reply);
        }
    }

    fn serve(&mut self) {
        for recipient in self
            .recipients
            .iter_mut()
            .filter(|recipient| recipient.is_due())
        {
            recipient.standing = match &recipient.outcome {
                outcome if outcome.is_accepted() => Standing::Served,
                outcome if outcome.is_refused_for_good() => Standing::Refused,
                _ => Standing::Due,
            };
        }
    }

    /// As an entry of the log, without what failed.
    pub(super) fn logged(&self) -> Entry {
        let reply = self.reply.as_ref().map(reply_json);
        let recipients = self.outcomes().map(|outcome| outcome.path.0.wire());
        let recipients: Vec<String> = recipients.collect();
        Entry {
            file: self.file_shown(),
            from: self.mail_from.clone(),
            recipients: self.octets.map(|_| recipients),
            octets: self.octets,
            delivery: Some(self.state.name()),
            message_id: self.message_id.clone(),
            reply,
            ..Entry::default()
        }
    }

    /// As JSON, without the server.
    pub(super) fn json(&self) -> Value {
        let recipients: Vec<Value> = self.outcomes().map(recipient_json).collect();
        json!({
            "message_id": self.message_id,
            "file": self.file_shown(),
            "octets": self.octets,
            "mail_from": self.mail_from,
            "recipients": recipients,
            "delivery": self.state.name(),
            "reply": self.reply.as_ref().map(reply_json),
            "queue_id": self.reply.as_ref().filter(|reply| reply.is_yes()).and_then(queue_id),
            "error": self.error.as_ref().map(Failure::json),
        })
    }
}

impl Recipient {
    fn is_due(&self) -> bool {
        self.standing == Standing::Due
    }
}

fn recipient_json(outcome: &RecipientOutcome) -> Value {
    json!({
        "address": outcome.path.0.wire(),
        "accepted": outcome.is_accepted(),
        "reply": outcome.reply.as_ref().map(reply_json),
    })
}

fn reply_json(reply: &Reply) -> Value {
    json!({ "code": reply.code.number(), "enhanced": reply.enhanced.map(|status| status.to_string()), "text": reply.text() })
}

/// The name that the server gives the message in its queue: "queued as NAME" (Postfix and others),
/// "id=NAME" (Exim), "NAME Message accepted" (Sendmail).
fn queue_id(reply: &Reply) -> Option<String> {
    let text = reply.lines.join(" ");
    let word = |rest: &str| {
        let word: String = rest
            .trim_start()
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || "-._".contains(*c))
            .collect();
        (!word.is_empty()).then_some(word)
    };
    let after = |mark: &str| {
        text.find(mark)
            .and_then(|at| word(&text[at + mark.len()..]))
    };
    after("queued as ").or_else(|| after("id=")).or_else(|| {
        let (before, _) = text.split_once(" Message accepted")?;
        word(before.rsplit(' ').next()?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::smtp::reply::Parser;

    #[test]
    fn queue_names() {
        for (text, expected) in [
            ("250 2.0.0 Ok: queued as 4Rk9Qx0q3fz", Some("4Rk9Qx0q3fz")),
            ("250 OK id=1qXyZ-0001aB-2C", Some("1qXyZ-0001aB-2C")),
            (
                "250 2.0.0 3AN0abcd012345 Message accepted for delivery",
                Some("3AN0abcd012345"),
            ),
            ("250 Ok: 123 octets queued as ABC.", Some("ABC.")),
            ("250 fine", None),
        ] {
            let reply = Parser::default()
                .line(text.as_bytes())
                .expect("a line")
                .expect("a reply");
            assert_eq!(queue_id(&reply).as_deref(), expected, "{text}");
        }
    }
}
