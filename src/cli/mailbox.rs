//! The flags of `stat`, `list`, `retr` and `dele`.

use super::{Login, Output, Server};
use clap::Args;
use std::path::PathBuf;

/// Which messages.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Selection")]
pub struct Selection {
    /// Message numbers: 3, 2-5, or 7- (to the last); they hold for one session only
    #[arg(value_name = "MSG", help_heading = "Arguments")]
    pub messages: Vec<String>,

    /// A message by its unique-id, which holds over sessions (repeatable)
    #[arg(long = "uid", value_name = "UID")]
    pub unique_ids: Vec<String>,

    /// Every message
    #[arg(long)]
    pub all: bool,

    /// The last N of the selection, or of all messages: the highest numbers, which are the newest
    #[arg(long, value_name = "N", value_parser = super::count)]
    pub last: Option<u32>,
}

/// `stat`.
#[derive(Clone, Debug, Args)]
pub struct StatCommand {
    /// Server.
    #[command(flatten)]
    pub server: Server,
    /// Login.
    #[command(flatten)]
    pub login: Login,
    /// Output.
    #[command(flatten)]
    pub output: Output,
}

/// `list`.
#[derive(Clone, Debug, Args)]
pub struct ListCommand {
    /// Which messages; all if none is named.
    #[command(flatten)]
    pub selection: Selection,

    /// Add Date, From and Subject, decoded
    ///
    /// The columns are divided by tabs: number, octets, unique-id, date, author, subject; `-` where there is none.
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
}

/// `retr`.
#[derive(Clone, Debug, Args)]
pub struct RetrCommand {
    /// Which messages.
    #[command(flatten)]
    pub selection: Selection,

    /// What of them.
    #[command(flatten)]
    pub what: What,

    /// Where to.
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
}

/// What of a message is retrieved.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "What is retrieved")]
pub struct What {
    /// The header fields and the first N lines of the body
    #[arg(long, value_name = "N", conflicts_with = "headers")]
    pub top: Option<u32>,

    /// The header fields only
    #[arg(long)]
    pub headers: bool,

    /// Keep the line ends as sent (CRLF) instead of the platform's
    #[arg(long)]
    pub crlf: bool,
}

/// Where retrieved messages go; stdout if nothing is named.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Where to")]
pub struct Sink {
    /// Append to an mbox file (mboxrd); - is stdout
    #[arg(long, value_name = "FILE", conflicts_with = "output_dir", value_hint = clap::ValueHint::FilePath)]
    pub mbox: Option<PathBuf>,

    /// One .eml file a message in this directory, named by unique-id
    ///
    /// The directory is made if it is not there. A file appears under its name only when it is whole and on disk, and
    /// its path is printed then. Existing files are never overwritten; one that holds the same message already will do.
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    pub output_dir: Option<PathBuf>,
}

/// `dele`.
#[derive(Clone, Debug, Args)]
pub struct DeleCommand {
    /// Which messages.
    #[command(flatten)]
    pub selection: Selection,

    /// Ask the server, then take it back: nothing is removed
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
}
