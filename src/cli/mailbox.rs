//! The flags of `stat`, `list`, `retr` and `dele`.

use super::{Log, Login, Output, Server};
use clap::Args;
use std::path::PathBuf;

/// Which messages.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Selection")]
pub struct Selection {
    /// Message numbers: 3, 2-5, or 7- (to the last); valid for one session only
    #[arg(value_name = "MSG", help_heading = "Arguments")]
    pub messages: Vec<String>,

    /// Unique-id of a message, which stays the same in every session; repeatable
    #[arg(long = "uid", value_name = "UID")]
    pub unique_ids: Vec<String>,

    /// Every message
    #[arg(long)]
    pub all: bool,

    /// The last N messages of the selection, or of the maildrop: the highest numbers, usually the newest
    #[arg(long, value_name = "N", value_parser = super::count)]
    pub last: Option<u32>,
}

/// `stat`.
#[derive(Clone, Debug, Args)]
pub struct StatCommand {
    /// Check.
    #[command(flatten)]
    pub check: super::Check,

    /// Server.
    #[command(flatten)]
    pub server: Server,
    /// Login.
    #[command(flatten)]
    pub login: Login,
    /// Output.
    #[command(flatten)]
    pub output: Output,
    /// The log of runs.
    #[command(flatten)]
    pub log: Log,
}

/// `list`.
#[derive(Clone, Debug, Args)]
pub struct ListCommand {
    /// Which messages; all if none is named.
    #[command(flatten)]
    pub selection: Selection,

    /// Add Date, From and Subject, decoded
    ///
    /// The columns are separated by tabs: number, octets, unique-id, date, author, subject; `-` stands for a missing one.
    #[arg(short = 'l', long, help_heading = "Selection")]
    pub headers: bool,

    /// Server.
    #[command(flatten)]
    pub server: Server,
    /// Login.
    #[command(flatten)]
    pub login: Login,
    /// Output.
    #[command(flatten)]
    pub output: Output,
    /// The log of runs.
    #[command(flatten)]
    pub log: Log,
}

/// `retr`.
#[derive(Clone, Debug, Args)]
pub struct RetrCommand {
    /// Which messages.
    #[command(flatten)]
    pub selection: Selection,

    /// Which part of them.
    #[command(flatten)]
    pub what: What,

    /// Where they are written.
    #[command(flatten)]
    pub sink: Sink,

    /// Server.
    #[command(flatten)]
    pub server: Server,
    /// Login.
    #[command(flatten)]
    pub login: Login,
    /// Output.
    #[command(flatten)]
    pub output: Output,
    /// The log of runs.
    #[command(flatten)]
    pub log: Log,
}

/// Which part of a message is retrieved.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Content")]
pub struct What {
    /// Only the header fields and the first N lines of the body
    #[arg(long, value_name = "N", conflicts_with = "headers")]
    pub top: Option<u32>,

    /// Only the header fields
    #[arg(long)]
    pub headers: bool,

    /// Keep the line ends as sent (CRLF) instead of converting them to the platform's
    #[arg(long)]
    pub crlf: bool,
}

/// Where retrieved messages are written; stdout by default. The flags exclude each other.
#[derive(Clone, Debug, Default, Args)]
#[group(multiple = false)]
#[command(next_help_heading = "Destination")]
pub struct Sink {
    /// Append to an mbox file (mboxrd); `-` is stdout
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub mbox: Option<PathBuf>,

    /// Write one .eml file per message into this directory, named by unique-id
    ///
    /// The directory is created if it is missing. A file gets its name only when it is complete and on disk, and then its
    /// path is printed. Existing files are never overwritten; a file that already holds the same message is accepted.
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    pub output_dir: Option<PathBuf>,
}

/// `dele`.
#[derive(Clone, Debug, Args)]
pub struct DeleCommand {
    /// Which messages.
    #[command(flatten)]
    pub selection: Selection,

    /// Send DELE for each message, then RSET: the server checks the deletion, and nothing is deleted
    #[arg(long, help_heading = "Selection")]
    pub dry_run: bool,

    /// Server.
    #[command(flatten)]
    pub server: Server,
    /// Login.
    #[command(flatten)]
    pub login: Login,
    /// Output.
    #[command(flatten)]
    pub output: Output,
    /// The log of runs.
    #[command(flatten)]
    pub log: Log,
}
