//! The flags about the log of runs.

use crate::account::LogFormat;
use clap::Args;
use std::path::PathBuf;

/// What is recorded of a run.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Output")]
pub struct Log {
    /// Append one line about this run to a file
    ///
    /// The line has the time, the command, the host, the account, the user, what was done, the exit code and what failed. Send
    /// writes a line for each message, with its envelope, Message-ID and the server's reply. A new file can be read only by
    /// its owner. A log that cannot be written is a warning and does not change the exit code.
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath, hide_short_help = true)]
    pub log: Option<PathBuf>,

    /// How the lines of --log are written: text (the default) or json
    #[arg(
        long,
        value_name = "FORMAT",
        hide_possible_values = true,
        hide_short_help = true
    )]
    pub log_format: Option<LogFormat>,
}
