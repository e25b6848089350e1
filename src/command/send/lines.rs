//! The results on stdout: one line a message, written and flushed as soon as the result is known.

use super::result::MessageResult;
use crate::account::Server;
use crate::cli::Output;
use crate::command::print;
use crate::terminal::{json_line, write_line};
use serde_json::{Value, json};
use std::io;

/// Prints results, as text or as JSON.
pub(super) struct Lines {
    output: Output,
    host: String,
    port: u16,
    tls: &'static str,
}

impl Lines {
    /// Results of messages for this server.
    pub(super) fn new(output: Output, server: &Server) -> Self {
        Lines {
            output,
            host: server.endpoint.host.to_string(),
            port: server.endpoint.port,
            tls: server.security.name(),
        }
    }

    /// Prints the line of one message. A batch that is killed afterwards has printed what was accepted, so that the rest
    /// can be sent by another run. If stdout fails, JSON goes to stderr: a program that reads it still learns what was
    /// done.
    ///
    /// # Errors
    /// Those of stdout.
    pub(super) fn print(&self, result: &MessageResult, greeting: Option<&str>) -> io::Result<()> {
        if self.output.json {
            let json = self.json(result, greeting);
            return print(json_line(&json) + "\n")
                .inspect_err(|_| write_line(&json_line(&json!({ "result": json }))));
        }
        match result.line() {
            Some(line) if !self.output.quiet => print(line),
            _ => Ok(()),
        }
    }

    fn json(&self, result: &MessageResult, greeting: Option<&str>) -> Value {
        let mut json = result.json();
        json["server"] = json!({
            "host": self.host,
            "port": self.port,
            "tls": self.tls,
            "greeting": greeting,
        });
        json
    }
}
