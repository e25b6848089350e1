//! From the command line to messages: reads files and stdin, decides which exit code an error has.

mod attach;
mod composed;
mod input;
mod ready;
#[cfg(test)]
mod tests;

pub use input::Stdin;

use crate::address::{
    Address, AddressError, Entry, ForwardPath, Mailbox, ReversePath, Rules, parse_list_with,
    parse_mailbox_with,
};
use crate::cli::send::Send;
use crate::exit::{Kind, Problem};
use crate::message::stamp::Stamp;
use crate::message::{Envelope, Message};
use anyhow::Context as _;

/// Who writes when the command line does not say.
#[derive(Debug, Clone, Default)]
pub struct Author {
    /// The author.
    pub mailbox: Option<Mailbox>,
    /// Completes names without a domain.
    pub domain: Option<String>,
}

/// Flags that exclude each other, or one that is missing (64).
fn usage(message: impl Into<String>) -> Problem {
    Problem::new(Kind::Usage, message)
}

/// A malformed value (65).
fn data(message: impl Into<String>) -> Problem {
    Problem::new(Kind::Data, message)
}

/// Makes every message of the command line, before anything is connected. `notes` gets what the user
/// should know although nothing failed.
///
/// # Errors
/// A [`Problem`], an [`AddressError`], a [`crate::message::Error`] or a [`crate::compose::Error`]; the exit table
/// knows the code of each.
pub fn messages(
    args: &Send,
    author: &Author,
    stdin: &mut dyn Stdin,
    notes: &mut dyn FnMut(String),
) -> anyhow::Result<Vec<Message>> {
    messages_with(args, author, stdin, notes, &mut Stamp::now())
}

/// As [`messages`], with a given moment and randomness.
///
/// # Errors
/// As [`messages`].
pub fn messages_with(
    args: &Send,
    author: &Author,
    stdin: &mut dyn Stdin,
    notes: &mut dyn FnMut(String),
    stamp: &mut Stamp,
) -> anyhow::Result<Vec<Message>> {
    check_dsn(args)?;
    let addresses = Addresses::parse(args, author)?;
    let mut input = input::Input::new(args, stdin, notes)?;
    let messages = if args.message.is_empty() {
        vec![composed::message(args, addresses, &mut input, stamp)?]
    } else {
        ready::messages(args, &addresses, &mut input, stamp)?
    };
    Ok(messages)
}

/// Most characters of an ENVID that a client may ask for (RFC 3461 section 5.4).
const MAX_ENVID_CHARACTERS: usize = 38;

fn check_dsn(args: &Send) -> anyhow::Result<()> {
    if let Some(id) = &args.dsn.envid {
        let printable = id
            .bytes()
            .all(|octet| octet.is_ascii_graphic() || octet == b' ');
        if id.is_empty() || id.len() > MAX_ENVID_CHARACTERS || !printable {
            return Err(data(format!(
                "--envid: expected 1 to {MAX_ENVID_CHARACTERS} printable ASCII characters"
            ))
            .into());
        }
    }
    Ok(())
}

/// Every address of the command line.
struct Addresses {
    from: Option<Mailbox>,
    /// `from` was given, and is not a default.
    from_given: bool,
    mail_from: Option<ReversePath>,
    to: Vec<Entry>,
    cc: Vec<Entry>,
    bcc: Vec<Entry>,
    rcpt: Vec<Entry>,
    reply_to: Vec<Entry>,
    set_from: Option<Mailbox>,
}

impl Addresses {
    fn parse(args: &Send, author: &Author) -> anyhow::Result<Self> {
        let rules = Rules {
            domain: author.domain.as_deref(),
            field: false,
        };
        let list = |flag: &'static str, values: &[String]| -> anyhow::Result<Vec<Entry>> {
            let mut entries = Vec::new();
            for value in values {
                entries.extend(parse_list_with(value, rules).context(flag)?);
            }
            Ok(entries)
        };
        let one = |flag: &'static str, value: &Option<String>| -> anyhow::Result<Option<Mailbox>> {
            let parse = |value: &String| parse_mailbox_with(value, rules);
            value.as_ref().map(parse).transpose().context(flag)
        };
        let mail_from = match args.mail_from.as_deref() {
            Some("" | "<>") => Some(ReversePath::Null),
            _ => one("--mail-from", &args.mail_from)?
                .map(|mailbox| mailbox.address.for_sending().map(ReversePath::Address))
                .transpose()?,
        };
        let mut to = list("recipient", &args.recipients)?;
        to.extend(list("--to", &args.to)?);
        let from = one("--from", &args.from)?;
        Ok(Self {
            from_given: from.is_some(),
            from: from.or_else(|| author.mailbox.clone()),
            mail_from,
            to,
            cc: list("--cc", &args.cc)?,
            bcc: list("--bcc", &args.bcc)?,
            rcpt: list("--rcpt", &args.rcpt)?,
            reply_to: list("--reply-to", &args.reply_to)?,
            set_from: one("--set-from", &args.set_from)?,
        })
    }

    /// Who gets it by the flags: `--rcpt` if given, else all that the others name.
    fn recipients(&self, more: &[Entry]) -> Result<Vec<ForwardPath>, AddressError> {
        let entries: Vec<&Entry> = if self.rcpt.is_empty() {
            [&self.to[..], &self.cc, &self.bcc, more]
                .into_iter()
                .flatten()
                .collect()
        } else {
            self.rcpt.iter().collect()
        };
        entries
            .into_iter()
            .flat_map(Entry::mailboxes)
            .map(|mailbox| mailbox.address.for_sending().map(ForwardPath))
            .collect()
    }
}

fn reverse_path(address: &Address) -> Result<ReversePath, AddressError> {
    address.for_sending().map(ReversePath::Address)
}

fn envelope(
    args: &Send,
    reverse_path: ReversePath,
    recipients: Vec<ForwardPath>,
) -> Result<Envelope, Problem> {
    if recipients.is_empty() && !args.print {
        return Err(usage(
            "no recipients (name them as arguments or with --to, --cc, --bcc)",
        ));
    }
    Ok(Envelope::new(reverse_path, recipients))
}

fn no_author() -> Problem {
    usage(
        "no author is named: --from ADDR, or MAILCALL_FROM (--user says who logs in, not who writes)",
    )
}
