//! What the table finds about an error.

use super::Kind;
use serde_json::Value;

/// What the table finds about an error, beside its text.
#[derive(Debug)]
pub(super) struct Judgement {
    /// What kind of failure it is.
    pub(super) kind: Kind,
    /// The step of the session.
    pub(super) stage: Option<&'static str>,
    /// The server's words, as JSON has them.
    pub(super) server: Option<Value>,
    /// What the user can do.
    pub(super) hint: Option<&'static str>,
    /// The TLS library's own text, for the trace only: it names source files and lines of the library.
    pub(super) library_text: Option<String>,
}

impl Judgement {
    /// A kind alone.
    pub(super) fn plain(kind: Kind) -> Self {
        Judgement::hinted(kind, None)
    }

    /// A kind, and perhaps a hint.
    pub(super) fn hinted(kind: Kind, hint: Option<&'static str>) -> Self {
        Judgement {
            kind,
            stage: None,
            server: None,
            hint,
            library_text: None,
        }
    }

    /// The same with the TLS library's own text.
    pub(super) fn with_library_text(self, text: Option<&str>) -> Self {
        Judgement {
            library_text: text.map(str::to_owned),
            ..self
        }
    }

    /// The same at a step of the session, with the server's words.
    pub(super) fn at(self, stage: Option<&'static str>, server: Option<Value>) -> Self {
        Judgement {
            stage,
            server,
            ..self
        }
    }
}
