//! What `send` tells: each message with its recipients, what became of it, and the server's words.

use crate::account::Server;
use crate::command::Report;
use crate::exit::Failure;
use crate::message::Message;
use crate::smtp::{RecipientOutcome, Reply};
use serde_json::{Value, json};

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// The server took it over for every recipient.
    Accepted,
    /// The server took it over for some recipients.
    Partial,
    /// It was not handed over, or refused.
    NotSent,
    /// It was handed over whole and no verdict came.
    Unknown,
    /// It was not meant to be sent.
    DryRun,
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
        }
    }
}

/// The result of one message.
#[derive(Debug)]
pub(super) struct MessageResult {
    message_id: Option<String>,
    octets: u64,
    mail_from: String,
    recipients: Vec<(String, Option<Reply>)>,
    /// The ready-made message's file.
    pub(super) file: Option<String>,
    /// What became of it.
    pub(super) state: State,
    /// The verdict on the mail data.
    pub(super) reply: Option<Reply>,
    /// Why it was not accepted.
    pub(super) error: Option<Failure>,
}

impl MessageResult {
    fn new(message: &Message) -> Self {
        use crate::address::ReversePath;
        MessageResult {
            message_id: message.message_id.clone(),
            octets: message.content.octets(),
            mail_from: match &message.envelope.reverse_path {
                ReversePath::Null => String::new(),
                ReversePath::Address(address) => address.wire(),
            },
            recipients: message
                .envelope
                .forward_paths
                .iter()
                .map(|path| (path.0.wire(), None))
                .collect(),
            file: message.file.clone(),
            state: State::NotSent,
            reply: None,
            error: None,
        }
    }

    /// The server has answered the envelope.
    pub(super) fn answered(&mut self, outcomes: &[RecipientOutcome]) {
        self.recipients = outcomes
            .iter()
            .map(|outcome| (outcome.path.0.wire(), outcome.reply.clone()))
            .collect();
    }

    /// What tells the message from others: its Message-ID, or that it has none.
    pub(super) fn name(&self) -> &str {
        self.message_id
            .as_deref()
            .unwrap_or("a message without Message-ID")
    }

    /// Each recipient that was refused, with the server's words.
    pub(super) fn refusals(&self) -> impl Iterator<Item = String> {
        let refused = self
            .recipients
            .iter()
            .filter(|(_, reply)| !is_accepted(reply));
        refused.filter_map(|(address, reply)| {
            Some(format!("{address} was refused: {}", reply.as_ref()?))
        })
    }

    /// The server has taken the message over.
    pub(super) fn accepted(&mut self, reply: Reply) {
        let all = self.recipients.iter().all(|(_, reply)| is_accepted(reply));
        self.state = if all { State::Accepted } else { State::Partial };
        self.reply = Some(reply);
    }

    fn json(&self) -> Value {
        let recipients: Vec<Value> = self
            .recipients
            .iter()
            .map(|(address, reply)| json!({ "address": address, "accepted": is_accepted(reply), "reply": reply.as_ref().map(reply_json) }))
            .collect();
        json!({
            "message_id": self.message_id,
            "octets": self.octets,
            "mail_from": self.mail_from,
            "recipients": recipients,
            "delivery": self.state.name(),
            "reply": self.reply.as_ref().map(reply_json),
            "queue_id": self.reply.as_ref().filter(|reply| reply.is_completed()).and_then(queue_id),
            "file": self.file,
            "error": self.error.as_ref().map(Failure::json),
        })
    }
}

fn is_accepted(reply: &Option<Reply>) -> bool {
    reply.as_ref().is_some_and(Reply::is_completed)
}

fn reply_json(reply: &Reply) -> Value {
    json!({ "code": reply.code.number(), "enhanced": reply.enhanced.map(|status| status.to_string()), "text": reply.text() })
}

/// The whole run.
#[derive(Debug)]
pub(super) struct SendReport {
    /// Each message in the order of the command line.
    pub(super) messages: Vec<MessageResult>,
    /// The server's greeting, once there was one.
    pub(super) greeting: Option<String>,
    host: String,
    port: u16,
    tls: &'static str,
}

impl SendReport {
    /// Before anything is sent.
    pub(super) fn new(server: &Server, messages: &[Message]) -> Self {
        SendReport {
            messages: messages.iter().map(MessageResult::new).collect(),
            greeting: None,
            host: server.endpoint.host.clone(),
            port: server.endpoint.port,
            tls: server.security.name(),
        }
    }
}

impl Report for SendReport {
    /// The Message-ID of each message that was accepted, or would be; an empty line where it has none.
    fn human(&self) -> String {
        let told = |result: &&MessageResult| {
            matches!(
                result.state,
                State::Accepted | State::Partial | State::DryRun
            )
        };
        self.messages
            .iter()
            .filter(told)
            .map(|result| format!("{}\n", result.message_id.as_deref().unwrap_or_default()))
            .collect()
    }

    fn json(&self) -> Value {
        let messages: Vec<Value> = self.messages.iter().map(MessageResult::json).collect();
        json!({
            "messages": messages,
            "server": { "host": self.host, "port": self.port, "tls": self.tls, "greeting": self.greeting },
        })
    }

    fn done(&self) -> Option<String> {
        let accepted = self
            .messages
            .iter()
            .filter(|result| matches!(result.state, State::Accepted | State::Partial));
        let named: Vec<&str> = accepted.map(|result| result.name()).collect();
        (!named.is_empty()).then(|| format!("accepted by the server: {}", named.join(", ")))
    }
}

/// The name a server gives the message in its queue, for its administrator: "queued as NAME" (Postfix and others),
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
