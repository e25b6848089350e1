//! Problems that only the edge knows, and the context that names a server.

use super::Kind;
use std::fmt;

/// The server that an error came from, as context.
#[derive(Clone, Debug)]
pub struct AtServer(String);

impl AtServer {
    /// By the host, escaped already.
    pub fn new(host: &str) -> Self {
        AtServer(host.to_owned())
    }

    /// The host.
    pub fn host(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AtServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A problem that only a command knows.
#[derive(Clone, Debug)]
pub struct Problem {
    /// What kind it is.
    pub kind: Kind,
    /// What is wrong.
    pub message: String,
    /// What the user can do.
    pub hint: Option<&'static str>,
}

impl Problem {
    /// A problem without a hint.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Problem {
            kind,
            message: message.into(),
            hint: None,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}
