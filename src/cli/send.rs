//! `mailcall send`: what is about the message and its envelope.

use clap::Args;
use std::path::PathBuf;

/// Submit one message, or several ready-made ones
#[derive(Debug, Clone, Default, Args)]
pub struct Send {
    /// Recipients, as with --to
    #[arg(value_name = "ADDR")]
    pub recipients: Vec<String>,

    /// Recipient; repeatable, comma lists and `Name <a@b>` are accepted
    #[arg(short, long, value_name = "ADDR", help_heading = "Message")]
    pub to: Vec<String>,

    /// Recipient of a copy
    #[arg(short, long, value_name = "ADDR", help_heading = "Message")]
    pub cc: Vec<String>,

    /// Recipient that the message does not name
    #[arg(short, long, value_name = "ADDR", help_heading = "Message")]
    pub bcc: Vec<String>,

    /// Author, as `a@b` or `Name <a@b>`
    ///
    /// Default: MAILCALL_FROM.
    #[arg(short, long, value_name = "ADDR", help_heading = "Message")]
    pub from: Option<String>,

    /// Subject
    #[arg(
        short,
        long,
        value_name = "TEXT",
        allow_hyphen_values = true,
        help_heading = "Message"
    )]
    pub subject: Option<String>,

    /// Text of the message; default stdin
    #[arg(
        long,
        value_name = "TEXT",
        allow_hyphen_values = true,
        help_heading = "Message"
    )]
    pub body: Option<String>,

    /// File with the text of the message, `-` is stdin
    #[arg(
        hide_short_help = true,
        long,
        value_name = "FILE",
        help_heading = "Message"
    )]
    pub body_file: Option<PathBuf>,

    /// File with an HTML form of the text; alone when no text is given
    #[arg(
        hide_short_help = true,
        long,
        value_name = "FILE",
        help_heading = "Message"
    )]
    pub html: Option<PathBuf>,

    /// File to attach, `-` is stdin; repeatable
    #[arg(short, long, value_name = "PATH", help_heading = "Message")]
    pub attach: Vec<PathBuf>,

    /// File to attach under another name; repeatable
    #[arg(
        hide_short_help = true,
        long,
        value_name = "NAME=PATH",
        help_heading = "Message"
    )]
    pub attach_as: Vec<String>,

    /// Media type of the attachment shown as NAME; repeatable
    #[arg(
        hide_short_help = true,
        long,
        value_name = "NAME=TYPE",
        help_heading = "Message"
    )]
    pub attach_type: Vec<String>,

    /// Image that the HTML refers to as `cid:CID`; repeatable
    #[arg(
        hide_short_help = true,
        long,
        value_name = "CID=PATH",
        help_heading = "Message"
    )]
    pub inline: Vec<String>,

    /// Header field; may replace a default one; repeatable
    #[arg(
        short = 'H',
        long,
        value_name = "NAME: VALUE",
        help_heading = "Message"
    )]
    pub header: Vec<String>,

    /// Where answers go
    #[arg(
        hide_short_help = true,
        long,
        value_name = "ADDR",
        help_heading = "Message"
    )]
    pub reply_to: Vec<String>,

    /// Message-ID of the message this one answers
    #[arg(
        hide_short_help = true,
        long,
        value_name = "ID",
        help_heading = "Message"
    )]
    pub in_reply_to: Option<String>,

    /// Message-ID of an earlier message of the conversation; repeatable
    #[arg(
        hide_short_help = true,
        long,
        value_name = "ID",
        help_heading = "Message"
    )]
    pub references: Vec<String>,

    /// Date; default now
    #[arg(
        hide_short_help = true,
        long,
        value_name = "DATE",
        help_heading = "Message"
    )]
    pub date: Option<String>,

    /// Message-ID; default random, with the author's domain
    #[arg(
        hide_short_help = true,
        long,
        value_name = "ID",
        help_heading = "Message"
    )]
    pub message_id: Option<String>,

    /// Say that no person sent it (Auto-Submitted, RFC 3834)
    #[arg(hide_short_help = true, long, help_heading = "Message")]
    pub auto: bool,

    /// Charset of the text read [default: UTF-8; always sent as UTF-8]
    #[arg(
        hide_short_help = true,
        long,
        value_name = "NAME",
        help_heading = "Message"
    )]
    pub charset: Option<String>,

    /// Ready-made message (RFC 5322), `-` is stdin; repeatable, one session for all
    #[arg(short, long, value_name = "FILE", help_heading = "Message")]
    pub message: Vec<PathBuf>,

    /// Add no Date and no Message-ID to a ready-made message
    #[arg(
        hide_short_help = true,
        long,
        requires = "message",
        help_heading = "Message"
    )]
    pub as_is: bool,

    /// Replace From in a ready-made message
    #[arg(
        hide_short_help = true,
        long,
        value_name = "ADDR",
        requires = "message",
        help_heading = "Message"
    )]
    pub set_from: Option<String>,

    /// Take the envelope of a ready-made message from its From or Sender, To, Cc and Bcc
    #[arg(
        hide_short_help = true,
        long,
        requires = "message",
        help_heading = "Envelope"
    )]
    pub read_headers: bool,

    /// Reverse-path instead of the author; '' is the null reverse-path
    #[arg(
        hide_short_help = true,
        long,
        value_name = "ADDR",
        help_heading = "Envelope"
    )]
    pub mail_from: Option<String>,

    /// Recipient instead of those of the message; repeatable
    #[arg(
        hide_short_help = true,
        long,
        value_name = "ADDR",
        help_heading = "Envelope"
    )]
    pub rcpt: Vec<String>,

    /// Go on when some recipients are refused (then exit 80)
    #[arg(long, help_heading = "Envelope")]
    pub partial: bool,

    /// What the server shall report (RFC 3461)
    #[command(flatten)]
    pub dsn: Dsn,

    /// Write the composed message to stdout; no connection
    #[arg(long, help_heading = "Message")]
    pub print: bool,
}

/// Delivery status notifications asked for (RFC 3461 section 4), values as the commands carry them but
/// for ENVID, which is not xtext yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Dsn {
    /// Reports to ask for: never, or a comma list of success, failure, delay
    #[arg(hide_short_help = true, id = "dsn_notify", long = "dsn-notify", value_name = "WHEN", value_parser = notify, help_heading = "Envelope")]
    pub notify: Option<String>,

    /// How much of the message a report returns: full or hdrs
    #[arg(hide_short_help = true, id = "dsn_ret", long = "dsn-ret", value_name = "WHAT", value_parser = ret, help_heading = "Envelope")]
    pub ret: Option<String>,

    /// Identifier that reports repeat
    #[arg(
        hide_short_help = true,
        id = "envid",
        long = "envid",
        value_name = "ID",
        help_heading = "Envelope"
    )]
    pub envid: Option<String>,
}

impl Dsn {
    /// Whether any of it is asked for.
    pub fn is_asked(&self) -> bool {
        *self != Self::default()
    }
}

/// NOTIFY: `NEVER` alone, or each of the others at most once (RFC 3461 section 4.1).
fn notify(value: &str) -> Result<String, String> {
    let words: Vec<String> = value
        .split(',')
        .map(|word| word.trim().to_ascii_uppercase())
        .collect();
    let known = |word: &String| ["SUCCESS", "FAILURE", "DELAY"].contains(&word.as_str());
    let distinct = words
        .iter()
        .enumerate()
        .all(|(at, word)| !words[..at].contains(word));
    if words == ["NEVER"] || (distinct && words.iter().all(known)) {
        return Ok(words.join(","));
    }
    Err("expected never, or a comma list of success, failure, delay".to_owned())
}

/// RET (RFC 3461 section 4.3).
fn ret(value: &str) -> Result<String, String> {
    let word = value.to_ascii_uppercase();
    if word == "FULL" || word == "HDRS" {
        return Ok(word);
    }
    Err("expected full or hdrs".to_owned())
}
