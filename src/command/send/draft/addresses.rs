//! The addresses of the command line, and the envelope that they give.

use super::input::Input;
use super::recipients::from_files;
use super::{FromAccount, usage};
use crate::address::{
    Address, AddressError, Entry, ForwardPath, Mailbox, ReversePath, Rules, parse_list,
    parse_mailbox_with,
};
use crate::cli::send::{ReadyMade, Send};
use crate::exit::Problem;
use crate::message::Envelope;
use anyhow::Context as _;
use std::path::Path;

/// The addresses that a composed and a ready-made message both have.
pub(super) struct Addresses {
    from: Option<Mailbox>,
    /// `from` was given by a flag; otherwise it is the default.
    from_given: bool,
    pub(super) mail_from: Option<ReversePath>,
    pub(super) to: Vec<Entry>,
    pub(super) cc: Vec<Entry>,
    bcc: Vec<Entry>,
    rcpt: Vec<Entry>,
    domain: Option<String>,
    /// The message is printed and not sent, so it needs no recipient.
    printed: bool,
    /// The error when there is no recipient.
    missing: &'static str,
}

impl Addresses {
    pub(super) fn parse(
        args: &Send,
        account: &FromAccount,
        input: &mut Input<'_>,
    ) -> anyhow::Result<Self> {
        let domain = account.domain.as_deref();
        let rules = rules(domain);
        let flags = &args.envelope;
        let mail_from = match flags.mail_from.as_deref() {
            Some("" | "<>") => Some(ReversePath::Null),
            _ => one("--mail-from", flags.mail_from.as_ref(), rules)?
                .map(|mailbox| reverse_path(&mailbox.address))
                .transpose()?,
        };
        check_not_files(args)?;
        let mut to = list("recipient", &args.recipients, rules)?;
        let mut cc = list("--cc", &args.cc, rules)?;
        let mut bcc = list("--bcc", &args.bcc, rules)?;
        to.extend(list("--to", &args.to, rules)?);
        to.extend(from_files("--to-file", &args.to_file, domain, input)?);
        cc.extend(from_files("--cc-file", &args.cc_file, domain, input)?);
        bcc.extend(from_files("--bcc-file", &args.bcc_file, domain, input)?);
        let from = one("--from", args.from.as_ref(), rules)?;
        Ok(Self {
            from_given: from.is_some(),
            from: from.or_else(|| account.author.clone()),
            mail_from,
            to,
            cc,
            bcc,
            rcpt: list("--rcpt", &flags.rcpt, rules)?,
            domain: account.domain.clone(),
            printed: args.print,
            missing: match args.ready_made {
                ReadyMade {
                    read_headers: true, ..
                } => "no recipients: the message has none in To, Cc or Bcc",
                ReadyMade { ref message, .. } if !message.is_empty() => {
                    "no recipients (give them as arguments or with --to, --cc, --bcc; --read-headers uses those of the message)"
                }
                _ => "no recipients (give them as arguments or with --to, --cc, --bcc)",
            },
        })
    }

    /// The addresses of one more flag.
    pub(super) fn list(&self, flag: &'static str, values: &[String]) -> anyhow::Result<Vec<Entry>> {
        list(flag, values, rules(self.domain.as_deref()))
    }

    /// The mailbox of one more flag.
    pub(super) fn one(
        &self,
        flag: &'static str,
        value: Option<&String>,
    ) -> anyhow::Result<Option<Mailbox>> {
        one(flag, value, rules(self.domain.as_deref()))
    }

    /// The author that `--from` gives.
    pub(super) fn given_author(&self) -> Option<&Mailbox> {
        self.from.as_ref().filter(|_| self.from_given)
    }

    /// The author that `--from` or the default gives.
    pub(super) fn author(&self) -> Result<Mailbox, Problem> {
        self.from.clone().ok_or_else(|| {
            usage(
                "no author is given: use --from ADDR or MAILCALL_FROM (or --user with a mail address)",
            )
        })
    }

    /// The reverse-path: `--mail-from`, otherwise the address of `author`, otherwise that of the author by the flags
    /// and the default.
    pub(super) fn reverse_path(&self, author: Option<&Mailbox>) -> anyhow::Result<ReversePath> {
        if let Some(path) = &self.mail_from {
            return Ok(path.clone());
        }
        match author {
            Some(author) => Ok(reverse_path(&author.address)?),
            None => Ok(reverse_path(&self.author()?.address)?),
        }
    }

    /// Whether the recipients of the envelope are those of the message.
    pub(super) fn recipients_of_message(&self) -> bool {
        self.rcpt.is_empty()
    }

    /// The recipients: those of `--rcpt` if given, otherwise those of all other flags and `more`.
    pub(super) fn envelope(
        &self,
        reverse_path: ReversePath,
        more: &[Entry],
    ) -> anyhow::Result<Envelope> {
        let entries: Vec<&Entry> = if self.rcpt.is_empty() {
            [&self.to[..], &self.cc, &self.bcc, more]
                .into_iter()
                .flatten()
                .collect()
        } else {
            self.rcpt.iter().collect()
        };
        let recipients: Result<Vec<ForwardPath>, AddressError> = entries
            .into_iter()
            .flat_map(Entry::mailboxes)
            .map(|mailbox| mailbox.address.for_sending().map(ForwardPath))
            .collect();
        let recipients = recipients?;
        if recipients.is_empty() && !self.printed {
            return Err(usage(self.missing).into());
        }
        Ok(Envelope::new(reverse_path, recipients))
    }
}

/// `-m a.eml b.eml`, or `-m *.eml`: the second file is a recipient by its place. An address that happens to be a file's name
/// has an `@`.
fn check_not_files(args: &Send) -> Result<(), Problem> {
    let is_file = |word: &&String| !word.contains('@') && Path::new(word).is_file();
    if args.ready_made.message.is_empty() {
        return Ok(());
    }
    match args.recipients.iter().find(is_file) {
        None => Ok(()),
        Some(file) => Err(Problem {
            hint: Some("repeat -m for each message, or give the folder"),
            ..usage(format!(
                "recipient: \"{}\" is a file, not an address",
                file.escape_debug()
            ))
        }),
    }
}

fn reverse_path(address: &Address) -> Result<ReversePath, AddressError> {
    address.for_sending().map(ReversePath::Address)
}

fn rules(domain: Option<&str>) -> Rules<'_> {
    Rules {
        domain,
        field: false,
    }
}

fn list(flag: &'static str, values: &[String], rules: Rules<'_>) -> anyhow::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for value in values {
        entries.extend(parse_list(value, rules).context(flag)?);
    }
    Ok(entries)
}

fn one(
    flag: &'static str,
    value: Option<&String>,
    rules: Rules<'_>,
) -> anyhow::Result<Option<Mailbox>> {
    let mailbox = value.map(|value| parse_mailbox_with(value, rules));
    mailbox.transpose().context(flag)
}
