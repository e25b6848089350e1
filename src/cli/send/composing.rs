//! The flags that compose a message.

use clap::Args;
use std::path::PathBuf;

/// What a composed message consists of. None of these flags can be used with `--message`.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Message")]
pub struct Composing {
    /// Subject
    #[arg(short, long, value_name = "TEXT", allow_hyphen_values = true)]
    pub subject: Option<String>,

    /// Text of the message; default: stdin
    ///
    /// With --html, stdin is read only if it is a pipe.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true, group = "text")]
    pub body: Option<String>,

    /// File with the text of the message; `-` is stdin
    #[arg(long, value_name = "FILE", group = "text", hide_short_help = true)]
    pub body_file: Option<PathBuf>,

    /// Command whose output is the text of the message
    ///
    /// `sh -c CMD` runs before the connection is opened, with nothing on its stdin. If it does not exit 0, nothing is sent
    /// (exit 66); a pipe does not report that its producer failed. `diff` and `grep` exit 1 although nothing failed:
    /// 'diff a b; true'. The command does not inherit the variables that hold passwords.
    #[arg(long, value_name = "CMD", group = "text", hide_short_help = true)]
    pub body_command: Option<String>,

    /// File with the text as HTML; without a text, the HTML alone is sent
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    pub html: Option<PathBuf>,

    /// File to attach, `-` is stdin; repeatable
    #[arg(short, long, value_name = "PATH")]
    pub attach: Vec<PathBuf>,

    /// File to attach under another name; repeatable
    #[arg(long, value_name = "NAME=PATH", hide_short_help = true)]
    pub attach_as: Vec<String>,

    /// Media type of the attachment NAME; repeatable
    #[arg(long, value_name = "NAME=TYPE", hide_short_help = true)]
    pub attach_type: Vec<String>,

    /// Image that the HTML refers to as `cid:CID`; repeatable
    #[arg(long, value_name = "CID=PATH", hide_short_help = true)]
    pub inline: Vec<String>,

    /// Header field; replaces a default field of the same name; repeatable
    #[arg(short = 'H', long, value_name = "NAME: VALUE")]
    pub header: Vec<String>,

    /// Address for replies (Reply-To)
    #[arg(long, value_name = "ADDR", hide_short_help = true)]
    pub reply_to: Vec<String>,

    /// Message-ID of the message that this one replies to
    #[arg(long, value_name = "ID", hide_short_help = true)]
    pub in_reply_to: Option<String>,

    /// Message-ID of an earlier message of the conversation; repeatable
    #[arg(long, value_name = "ID", hide_short_help = true)]
    pub references: Vec<String>,

    /// Date of the message; default: now
    #[arg(long, value_name = "DATE", hide_short_help = true)]
    pub date: Option<String>,

    /// Message-ID of the message; default: random, in the domain of the author
    #[arg(long, value_name = "ID", hide_short_help = true)]
    pub message_id: Option<String>,

    /// Mark the message as sent by a program (Auto-Submitted, RFC 3834)
    #[arg(long, hide_short_help = true)]
    pub auto: bool,

    /// Send nothing if there is no text but white space, no HTML and no attachment (exit 0)
    ///
    /// For a report that is empty when all is well. With --json, "delivery" is "skipped".
    #[arg(long, hide_short_help = true)]
    pub skip_empty: bool,

    /// Replace octets of the text that are not of its charset, with a warning
    ///
    /// Each of them becomes U+FFFD, and the warning counts them. Header fields and addresses are never changed. Use it
    /// where the message matters more than a stray octet, as in an alarm that sends a log.
    #[arg(long, hide_short_help = true)]
    pub lossy: bool,
}

impl Composing {
    /// The first flag that is given.
    pub fn given(&self) -> Option<&'static str> {
        // Every field is named, so that a new one does not compile until it is added to the list.
        let Composing {
            subject,
            body,
            body_file,
            body_command,
            html,
            attach,
            attach_as,
            attach_type,
            inline,
            header,
            reply_to,
            in_reply_to,
            references,
            date,
            message_id,
            auto,
            skip_empty,
            lossy,
        } = self;
        super::first_given(&[
            (subject.is_some(), "--subject"),
            (body.is_some(), "--body"),
            (body_file.is_some(), "--body-file"),
            (body_command.is_some(), "--body-command"),
            (html.is_some(), "--html"),
            (!attach.is_empty(), "--attach"),
            (!attach_as.is_empty(), "--attach-as"),
            (!attach_type.is_empty(), "--attach-type"),
            (!inline.is_empty(), "--inline"),
            (!header.is_empty(), "--header"),
            (!reply_to.is_empty(), "--reply-to"),
            (in_reply_to.is_some(), "--in-reply-to"),
            (!references.is_empty(), "--references"),
            (date.is_some(), "--date"),
            (message_id.is_some(), "--message-id"),
            (*auto, "--auto"),
            (*skip_empty, "--skip-empty"),
            (*lossy, "--lossy"),
        ])
    }
}
