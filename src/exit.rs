//! Exit codes: one table from every error to what a script branches on (sysexits, and three of our own).

mod asked;
mod judgement;
mod kind;
mod maildrop;
mod net;
mod problem;
mod smtp;
mod table;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use asked::Asked;
pub(crate) use kind::Kind;
pub(crate) use problem::{Advised, AtServer, Problem};

use judgement::Judgement;
use serde_json::{Value, json};

/// A failure as it is printed: for people on one line, for programs as JSON.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Failure {
    /// What kind it is.
    pub kind: Kind,
    /// What happened, in full.
    pub message: String,
    /// The step of the session.
    pub stage: Option<&'static str>,
    /// The server's words: `code`, `enhanced`, `response_code`, `text`.
    pub server: Option<Value>,
    /// What the user can do.
    pub hint: Option<&'static str>,
    /// The TLS library's own text, for the trace only. Hostile until escaped.
    pub library_text: Option<String>,
}

impl Failure {
    /// From an error: its kind by the first typed error in the chain, its text by all of them.
    pub(crate) fn of(error: &anyhow::Error) -> Self {
        let Judgement {
            kind,
            stage,
            server,
            hint,
            library_text,
        } = table::judge(error);
        let advised = error.downcast_ref::<Advised>();
        Failure {
            kind,
            message: describe(error),
            stage,
            server,
            hint: hint.or(advised.map(|advised| advised.hint)),
            library_text,
        }
    }

    /// As JSON.
    pub(crate) fn json(&self) -> Value {
        json!({
            "kind": self.kind.name(),
            "message": self.message,
            "exit": self.kind.code(),
            "stage": self.stage,
            "server": self.server,
            "hint": self.hint,
        })
    }
}

/// Every context, then the error, then its sources. No error prints its source, so nothing is said twice.
fn describe(error: &anyhow::Error) -> String {
    let words: Vec<String> = error.chain().map(ToString::to_string).collect();
    words.join(": ")
}
