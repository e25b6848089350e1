//! The flags of the envelope.

use super::dsn::Dsn;
use clap::Args;

/// The envelope, where it differs from what the message says, and what is asked of the server with it.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Envelope")]
pub struct Envelope {
    /// Reverse-path instead of the author's address; '' is the null reverse-path
    #[arg(long, value_name = "ADDR", hide_short_help = true)]
    pub mail_from: Option<String>,

    /// Recipient instead of those of the message; repeatable
    #[arg(long, value_name = "ADDR", hide_short_help = true)]
    pub rcpt: Vec<String>,

    /// Send the message although some recipients are refused (exit 80)
    #[arg(long)]
    pub partial: bool,

    /// Delivery status notifications.
    #[command(flatten)]
    pub dsn: Dsn,
}

impl Envelope {
    /// The first flag that is given.
    pub fn given(&self) -> Option<&'static str> {
        // Every field is named, so that a new one does not compile until it is added to the list.
        let Envelope {
            mail_from,
            rcpt,
            partial,
            dsn,
        } = self;
        super::first_given(&[
            (mail_from.is_some(), "--mail-from"),
            (!rcpt.is_empty(), "--rcpt"),
            (*partial, "--partial"),
        ])
        .or(dsn.given())
    }
}
