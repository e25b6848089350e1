//! The log of runs (`--log`): a line for each run, and for each message of a run that sends. Lines of runs at the same time
//! do not mix, since each is appended in one write. A log that cannot be written is a warning: the mail goes first.

mod line;
mod open;

pub(crate) use line::Entry;

use crate::account::{Account, LogFormat};
use crate::cli::{self, Output};
use crate::exit::Failure;
use crate::terminal::Console;
use line::{Line, Run};
use std::fs::File;
use std::path::{Path, PathBuf};

/// The log of one run.
#[derive(Debug)]
pub(crate) struct Log {
    flags: cli::Log,
    /// Nothing is logged of a run that makes no connection on purpose (`--print`).
    is_wanted: bool,
    console: Console,
    format: LogFormat,
    file: Option<(PathBuf, File)>,
    /// The log was opened, or cannot be.
    is_tried: bool,
    run: Run,
    /// What came of a run that has one line.
    entry: Entry,
    /// A line was written.
    has_line: bool,
}

impl Log {
    /// The log of a run of this command. A log that a flag names is opened now, so that whoever runs it learns at once that
    /// it cannot be written.
    pub(super) fn new(
        command: &'static str,
        flags: &cli::Log,
        output: Output,
        is_wanted: bool,
    ) -> Self {
        let mut log = Log {
            flags: flags.clone(),
            is_wanted,
            console: super::console(output),
            format: flags.log_format.unwrap_or_default(),
            file: None,
            is_tried: false,
            run: Run::of(command),
            entry: Entry::default(),
            has_line: false,
        };
        if let Some(path) = &flags.log {
            log.open(path);
        }
        log
    }

    /// The flags about the log.
    pub(super) fn flags(&self) -> &cli::Log {
        &self.flags
    }

    /// The account is known, which may name a log.
    pub(super) fn begin(&mut self, account: &Account) {
        self.format = account.log_format.value;
        self.run.begin(account);
        if let Some(path) = &account.log {
            self.open(&path.value);
        }
    }

    fn open(&mut self, path: &Path) {
        if !self.is_wanted || std::mem::replace(&mut self.is_tried, true) {
            return;
        }
        match open::open(path) {
            Ok(file) => self.file = Some((path.to_owned(), file)),
            Err(error) => self.console.warning(&format!(
                "cannot open log {}: {error}; this run is not logged",
                path.display()
            )),
        }
    }

    /// What came of a run of a command that does not send.
    pub(super) fn entry(&mut self) -> &mut Entry {
        &mut self.entry
    }

    /// Writes the line of a message.
    pub(super) fn write(&mut self, entry: &Entry) {
        self.has_line = true;
        let Some((path, file)) = &mut self.file else {
            return;
        };
        let line = Line::now(&self.run, entry);
        let line = match self.format {
            LogFormat::Text => line.text(),
            LogFormat::Json => line.json(),
        };
        if let Err(error) = open::append(file, &line) {
            let path = path.display();
            self.console
                .warning(&format!("cannot write to log {path}: {error}"));
            self.file = None;
        }
    }

    /// Writes the line of the run, unless its messages have theirs.
    pub(super) fn end(mut self, exit: u8, failure: Option<Failure>) {
        if self.has_line {
            return;
        }
        let mut entry = std::mem::take(&mut self.entry);
        entry.exit = exit;
        if let Some(failure) = failure {
            entry.reply = failure.server;
            entry.error = Some(failure.message);
        }
        self.write(&entry);
    }
}
