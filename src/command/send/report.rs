//! The results of one run of `send`, as text and as JSON.

use super::result::{MessageResult, State};
use crate::account::Server;
use crate::command::Report;
use serde_json::{Value, json};

/// The whole run.
#[derive(Debug)]
pub(super) struct SendReport {
    /// The messages that have their result, in the order of the command line.
    pub(super) messages: Vec<MessageResult>,
    /// The server's greeting, if it sent one.
    pub(super) greeting: Option<String>,
    host: String,
    port: u16,
    tls: &'static str,
}

impl SendReport {
    /// Before anything is sent.
    pub(super) fn new(server: &Server) -> Self {
        SendReport {
            messages: Vec::new(),
            greeting: None,
            host: server.endpoint.host.clone(),
            port: server.endpoint.port,
            tls: server.security.name(),
        }
    }
}

impl Report for SendReport {
    /// The Message-ID of each message that was accepted, or would be.
    fn human(&self) -> String {
        self.messages
            .iter()
            .filter_map(MessageResult::line)
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
