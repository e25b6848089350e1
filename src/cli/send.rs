//! The flags of `mailcall send` about the message and its envelope.
//!
//! A message is composed or ready-made. Each kind has a struct for the flags that mean nothing for the other one; which
//! kind a command line asks for is decided once, by [`Send::input`].

pub mod attach_order;
pub mod composing;
pub mod dsn;
pub mod envelope;
pub mod ready_made;
#[cfg(test)]
mod tests;

pub use attach_order::AttachOrder;
pub use composing::Composing;
pub use dsn::Dsn;
pub use envelope::Envelope;
pub use ready_made::ReadyMade;

use clap::Args;
use std::path::PathBuf;

/// Submit one message, or several ready-made ones
#[derive(Debug, Clone, Default, Args)]
pub struct Send {
    /// Recipients, as with --to
    #[arg(value_name = "ADDR")]
    pub recipients: Vec<String>,

    /// Recipient: `a@b`, `Name <a@b>`, or a comma list of them; repeatable
    #[arg(short, long, value_name = "ADDR", help_heading = "Message")]
    pub to: Vec<String>,

    /// Recipient of a copy
    #[arg(short, long, value_name = "ADDR", help_heading = "Message")]
    pub cc: Vec<String>,

    /// Recipient of a hidden copy: the message does not name it
    #[arg(short, long, value_name = "ADDR", help_heading = "Message")]
    pub bcc: Vec<String>,

    /// File with recipients, one or more a line; `-` is stdin; repeatable
    ///
    /// Blank lines and lines that begin with `#` are skipped.
    #[arg(
        long,
        value_name = "FILE",
        help_heading = "Message",
        hide_short_help = true
    )]
    pub to_file: Vec<PathBuf>,

    /// File with recipients of a copy, as --to-file
    #[arg(
        long,
        value_name = "FILE",
        help_heading = "Message",
        hide_short_help = true
    )]
    pub cc_file: Vec<PathBuf>,

    /// File with recipients of a hidden copy, as --to-file
    #[arg(
        long,
        value_name = "FILE",
        help_heading = "Message",
        hide_short_help = true
    )]
    pub bcc_file: Vec<PathBuf>,

    /// Author, as `a@b` or `Name <a@b>`
    ///
    /// Default: MAILCALL_FROM, otherwise --user if it is an address.
    #[arg(short, long, value_name = "ADDR", help_heading = "Message")]
    pub from: Option<String>,

    /// The order of two flags of a composed message.
    #[command(flatten)]
    pub attach_order: AttachOrder,

    /// A composed message.
    #[command(flatten)]
    pub composing: Composing,

    /// Charset of the text that is read [default: UTF-8]; the message is always UTF-8
    ///
    /// An octet that is not of the charset is an error (exit 65). A byte order mark overrides the charset and is removed.
    /// With --message it is the charset of header fields with octets above 127, which are sent as encoded words.
    #[arg(
        long,
        value_name = "NAME",
        help_heading = "Message",
        hide_short_help = true
    )]
    pub charset: Option<String>,

    /// Ready-made messages.
    #[command(flatten)]
    pub ready_made: ReadyMade,

    /// The envelope.
    #[command(flatten)]
    pub envelope: Envelope,

    /// Write the message to stdout as it would be sent, without connecting
    #[arg(long, help_heading = "Message")]
    pub print: bool,
}

/// Where the content of the messages comes from.
#[derive(Clone, Copy, Debug)]
pub enum MessageInput<'a> {
    /// One message, made from flags.
    Composed(&'a Composing),
    /// Messages that exist already.
    ReadyMade(&'a ReadyMade),
}

impl Send {
    /// Which kind of message the flags ask for.
    ///
    /// # Errors
    /// A sentence that names both flags, when a flag of one kind is given for a message of the other kind.
    pub fn input(&self) -> Result<MessageInput<'_>, String> {
        let (composing, ready_made) = (&self.composing, &self.ready_made);
        if ready_made.message.is_empty() {
            return match ready_made.given() {
                Some(flag) => Err(format!("{flag} needs --message")),
                None => Ok(MessageInput::Composed(composing)),
            };
        }
        match composing.given() {
            Some(flag) => Err(format!(
                "{flag} cannot be used with --message: it composes a message, and --message sends a ready-made one"
            )),
            None if ready_made.as_is && self.charset.is_some() => Err(
                "--charset cannot be used with --as-is, which sends header fields unchanged"
                    .to_owned(),
            ),
            None => Ok(MessageInput::ReadyMade(ready_made)),
        }
    }
}

impl Send {
    /// The first flag that is given, but for the author, who may choose the account too.
    pub fn given_beside_author(&self) -> Option<&'static str> {
        // Every field is named, so that a new one does not compile until it is added to the list.
        let Send {
            recipients,
            to,
            cc,
            bcc,
            to_file,
            cc_file,
            bcc_file,
            from: _,
            attach_order: _,
            composing,
            charset,
            ready_made,
            envelope,
            print,
        } = self;
        first_given(&[
            (!recipients.is_empty(), "a recipient"),
            (!to.is_empty(), "--to"),
            (!cc.is_empty(), "--cc"),
            (!bcc.is_empty(), "--bcc"),
            (!to_file.is_empty(), "--to-file"),
            (!cc_file.is_empty(), "--cc-file"),
            (!bcc_file.is_empty(), "--bcc-file"),
            (!ready_made.message.is_empty(), "--message"),
            (charset.is_some(), "--charset"),
            (*print, "--print"),
        ])
        .or(composing.given())
        .or(ready_made.given())
        .or(envelope.given())
    }
}

fn first_given(flags: &[(bool, &'static str)]) -> Option<&'static str> {
    flags
        .iter()
        .find_map(|(given, flag)| given.then_some(*flag))
}
