//! `mailcall stat`: the number of messages and their octets.

use super::log::{Entry, Log};
use super::open::Opener;
use super::retry::{Next, Reason, Retry, ended_by};
use super::{Outcome, Report, check};
use crate::cli::mailbox::StatCommand;
use crate::maildrop::Size;
use serde_json::{Value, json};

/// Count and octets; `None` if the server did not say.
#[derive(Debug)]
struct StatReport(Option<Size>);

impl Report for StatReport {
    fn human(&self) -> String {
        self.0
            .map(|size| format!("{} {}\n", size.count, size.octets))
            .unwrap_or_default()
    }

    fn json(&self) -> Value {
        json!({ "count": self.0.map(|size| size.count), "octets": self.0.map(|size| size.octets) })
    }

    fn log(&self, entry: &mut Entry) {
        entry.messages = self.0.map(|size| size.count.into());
        entry.octets = self.0.map(|size| size.octets);
    }
}

/// Runs the command.
pub(crate) fn run(command: &StatCommand, log: &mut Log) -> Outcome {
    if command.check.check {
        let opener =
            Opener::for_maildrop_check(&command.server, &command.login, log, command.output);
        return match opener {
            Ok(opener) => check::run(&opener, &command.check, command.output),
            Err(error) => error.into(),
        };
    }
    let opener = match Opener::for_maildrop(&command.server, &command.login, log, command.output) {
        Ok(opener) => opener,
        Err(error) => return error.into(),
    };
    let repeated = Retry::new(&opener).run(|_| {
        let size = opener
            .maildrop(false)
            .and_then(|maildrop| maildrop.size().map_err(|error| opener.at_server(error)));
        let next = Next::by(size.as_ref().err().and_then(Reason::of));
        (size, next)
    });
    match (repeated.end, repeated.interrupted) {
        (Ok(size), _) => Outcome::done(StatReport(Some(size))),
        (Err(error), interrupted) => {
            Outcome::failed(StatReport(None), interrupted.map_or(error, ended_by))
        }
    }
}
