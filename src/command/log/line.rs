//! A line of a log, as text and as JSON. Pure.

use crate::account::Account;
use crate::terminal::{escape, json_line};
use serde_json::{Value, json};

#[cfg(test)]
mod tests;

/// The most characters of a reply or an error in a line of text. JSON is not shortened.
const MAX_SHOWN_CHARACTERS: usize = 1000;

/// What every line of a run says.
#[derive(Clone, Debug, Default)]
pub(super) struct Run {
    command: &'static str,
    host: Option<String>,
    account: Option<String>,
    user: Option<String>,
}

impl Run {
    /// A run of this command, whose account is not known yet.
    pub(super) fn of(command: &'static str) -> Self {
        Run {
            command,
            ..Run::default()
        }
    }

    /// The account is known.
    pub(super) fn begin(&mut self, account: &Account) {
        let server = account.server().ok();
        self.host = server.map(|server| server.endpoint.host.to_string());
        self.account = account.name.clone();
        let user = account.login.as_ref().map(|login| &login.user.value);
        self.user = user.filter(|user| !user.is_empty()).cloned();
    }
}

/// What came of a run, or of one of its messages. What does not apply is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Entry {
    /// The file of a ready-made message.
    pub(crate) file: Option<String>,
    /// The reverse-path.
    pub(crate) from: Option<String>,
    /// The forward-paths.
    pub(crate) recipients: Option<Vec<String>>,
    /// How many messages were counted, listed, stored or deleted.
    pub(crate) messages: Option<u64>,
    /// The octets of the message, or of those messages.
    pub(crate) octets: Option<u64>,
    /// Whether the message was accepted.
    pub(crate) delivery: Option<&'static str>,
    /// Whether the messages were deleted.
    pub(crate) deletion: Option<&'static str>,
    /// The exit that this means.
    pub(crate) exit: u8,
    /// The Message-ID.
    pub(crate) message_id: Option<String>,
    /// What the server said last, as the results have it.
    pub(crate) reply: Option<Value>,
    /// What failed.
    pub(crate) error: Option<String>,
}

/// One line.
#[derive(Debug)]
pub(super) struct Line<'l> {
    time: String,
    run: &'l Run,
    entry: &'l Entry,
}

impl<'l> Line<'l> {
    /// A line of this moment.
    pub(super) fn now(run: &'l Run, entry: &'l Entry) -> Self {
        let now = jiff::Timestamp::now();
        Line {
            time: now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            run,
            entry,
        }
    }

    /// As `key=value` pairs behind time and command. Keys without a value are left out.
    pub(super) fn text(&self) -> String {
        let Line { time, run, entry } = self;
        let number = |number: Option<u64>| number.map(|number| number.to_string());
        let recipients = entry.recipients.as_ref();
        let reply = entry.reply.as_ref().map(|reply| cut(words_of(reply)));
        let pairs = [
            ("host", run.host.clone()),
            ("account", run.account.clone()),
            ("user", run.user.clone()),
            ("file", entry.file.clone()),
            ("from", entry.from.clone()),
            ("recipients", recipients.map(|all| all.join(","))),
            ("messages", number(entry.messages)),
            ("octets", number(entry.octets)),
            ("delivery", entry.delivery.map(str::to_owned)),
            ("deletion", entry.deletion.map(str::to_owned)),
            ("exit", Some(entry.exit.to_string())),
            ("message-id", entry.message_id.clone()),
            ("reply", reply),
            ("error", entry.error.clone().map(cut)),
        ];
        let mut line = format!("{time} {}", run.command);
        for (key, value) in pairs {
            if let Some(value) = value {
                line.push_str(&format!(" {key}={}", quoted(&value)));
            }
        }
        line
    }

    /// As a JSON object. Keys without a value are null.
    pub(super) fn json(&self) -> String {
        let Line { time, run, entry } = self;
        json_line(&json!({
            "time": time,
            "command": run.command,
            "host": run.host,
            "account": run.account,
            "user": run.user,
            "file": entry.file,
            "from": entry.from,
            "recipients": entry.recipients,
            "messages": entry.messages,
            "octets": entry.octets,
            "delivery": entry.delivery,
            "deletion": entry.deletion,
            "exit": entry.exit,
            "message_id": entry.message_id,
            "reply": entry.reply,
            "error": entry.error,
        }))
    }
}

/// The words of a reply: its code, its enhanced code and its text, as far as it has them.
fn words_of(reply: &Value) -> String {
    let words = ["code", "enhanced", "text"].map(|key| match &reply[key] {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        number => number.to_string(),
    });
    let words: Vec<&str> = (words.iter())
        .map(String::as_str)
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// The text, shortened.
fn cut(text: String) -> String {
    match text.char_indices().nth(MAX_SHOWN_CHARACTERS) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

/// A value as it stands, or in quotes where it could be taken for something else: it is empty, or has white space, a quote, a
/// backslash or a character that [`escape`] escapes. In quotes a backslash stands before quotes and backslashes.
fn quoted(value: &str) -> String {
    let is_plain = |c: char| !c.is_whitespace() && c != '"' && c != '\\';
    if !value.is_empty() && value.chars().all(is_plain) && escape(value) == value {
        return value.to_owned();
    }
    let value = value.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", escape(&value))
}
