//! The flags of ready-made messages.

use clap::Args;
use std::path::PathBuf;

/// Ready-made messages, and what is changed in them or read from them.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Message")]
pub struct ReadyMade {
    /// Ready-made message (RFC 5322), or a folder of them, `-` is stdin; repeatable
    ///
    /// All messages share a session. Of a folder, every file is a message, in the order of their names; links, folders and
    /// names that begin with a dot are skipped. Of a Maildir it is first what is in new, then what is in cur.
    #[arg(short, long, value_name = "PATH")]
    pub message: Vec<PathBuf>,

    /// Change only the line ends of a ready-made message: add and encode no header field
    ///
    /// Without it, a missing Date and Message-ID are added, and header fields with octets above 127 are sent as encoded
    /// words. With it, such fields must be UTF-8, and the server must offer SMTPUTF8.
    #[arg(long, hide_short_help = true)]
    pub as_is: bool,

    /// Replace the From field of a ready-made message
    #[arg(long, value_name = "ADDR", hide_short_help = true)]
    pub set_from: Option<String>,

    /// Read the envelope of a ready-made message from its From or Sender, To, Cc and Bcc
    ///
    /// One address in angle brackets at the end of a field goes before a name without quotes, as in
    /// `Doe, John <john@example.org>`, with a warning. The route of an obsolete address is dropped.
    #[arg(long, hide_short_help = true, help_heading = "Envelope")]
    pub read_headers: bool,
}

impl ReadyMade {
    /// The first flag beside `--message` that is given.
    pub fn given(&self) -> Option<&'static str> {
        // Every field is named, so that a new one does not compile until it is added to the list.
        let ReadyMade {
            message: _,
            as_is,
            set_from,
            read_headers,
        } = self;
        super::first_given(&[
            (*as_is, "--as-is"),
            (set_from.is_some(), "--set-from"),
            (*read_headers, "--read-headers"),
        ])
    }
}
