//! Ready-made messages (`--message`).

use super::input::Input;
use super::{Addresses, data, envelope, no_author, reverse_path, usage};
use crate::address::{Entry, Mailbox, ReversePath, Rules, parse_list_with};
use crate::cli::send::Send;
use crate::compose;
use crate::compose::header::MAX_LINE_OCTETS;
use crate::exit::Problem;
use crate::message::header::HeaderSection;
use crate::message::ready_made::{Changes, ReadyMade};
use crate::message::stamp::Stamp;
use crate::message::{self, Message};
use anyhow::Context as _;
use std::path::Path;

pub(super) fn messages(
    args: &Send,
    addresses: &Addresses,
    input: &mut Input<'_>,
    stamp: &mut Stamp,
) -> anyhow::Result<Vec<Message>> {
    check_flags(args)?;
    args.message
        .iter()
        .map(|path| {
            ready_made(args, addresses, path, input, stamp).map_err(|error| with_file(error, path))
        })
        .collect()
}

/// Names the file in front of an error that does not name it itself.
fn with_file(error: anyhow::Error, path: &Path) -> anyhow::Error {
    match error.downcast_ref::<message::Error>() {
        Some(message::Error::Open { .. } | message::Error::Read { .. }) => error,
        _ => error.context(path.display().to_string()),
    }
}

fn check_flags(args: &Send) -> Result<(), Problem> {
    for (given, flag) in [
        (args.subject.is_some(), "--subject"),
        (args.body.is_some(), "--body"),
        (args.body_file.is_some(), "--body-file"),
        (args.html.is_some(), "--html"),
        (!args.attach.is_empty(), "--attach"),
        (!args.attach_as.is_empty(), "--attach-as"),
        (!args.attach_type.is_empty(), "--attach-type"),
        (!args.inline.is_empty(), "--inline"),
        (!args.header.is_empty(), "--header"),
        (!args.reply_to.is_empty(), "--reply-to"),
        (args.in_reply_to.is_some(), "--in-reply-to"),
        (!args.references.is_empty(), "--references"),
        (args.date.is_some(), "--date"),
        (args.message_id.is_some(), "--message-id"),
        (args.auto, "--auto"),
        (args.charset.is_some(), "--charset"),
    ] {
        if given {
            return Err(usage(format!(
                "{flag} composes a message; --message sends one that is there already"
            )));
        }
    }
    Ok(())
}

fn ready_made(
    args: &Send,
    addresses: &Addresses,
    path: &Path,
    input: &mut Input<'_>,
    stamp: &mut Stamp,
) -> anyhow::Result<Message> {
    let shown = path.display().to_string();
    let ready = ReadyMade::open(input.source(path)?, &shown)?;
    let envelope = {
        let recipients = if args.read_headers && addresses.rcpt.is_empty() {
            let mut entries = Vec::new();
            for name in ["To", "Cc", "Bcc"] {
                entries.extend(field_addresses(&ready.header, name)?);
            }
            addresses.recipients(&entries)?
        } else {
            addresses.recipients(&[])?
        };
        envelope(args, reverse(args, addresses, &ready.header)?, recipients)?
    };
    let domain = match &envelope.reverse_path {
        ReversePath::Address(address) => address.with_a_labels()?.domain().to_owned(),
        ReversePath::Null => header_author(&ready.header)
            .ok()
            .flatten()
            .and_then(|mailbox| mailbox.address.with_a_labels().ok())
            .map_or_else(
                || "localhost".to_owned(),
                |address| address.domain().to_owned(),
            ),
    };
    let from = match &addresses.set_from {
        Some(mailbox) => {
            let mut field = Vec::new();
            let entry = Entry::Mailbox(mailbox.clone());
            compose::header::addresses(&mut field, "From", &[entry])?;
            Some(field)
        }
        None => None,
    };
    let changes = Changes {
        complete: (!args.as_is).then_some(domain.as_str()),
        from,
    };
    let (content, message_id) = ready.into_content(changes, stamp)?;
    if content.longest_line() > MAX_LINE_OCTETS as u64 {
        input.note(format!(
            "{shown} has a line of {} octets; mail allows {MAX_LINE_OCTETS}, and servers may refuse or cut it",
            content.longest_line()
        ));
    }
    Ok(Message {
        envelope,
        content,
        message_id,
        file: Some(shown),
    })
}

/// Who answers for it: the flags, then (with `--read-headers`) Sender and From, then the defaults.
fn reverse(
    args: &Send,
    addresses: &Addresses,
    header: &HeaderSection,
) -> anyhow::Result<ReversePath> {
    if let Some(path) = &addresses.mail_from {
        return Ok(path.clone());
    }
    let given = addresses.from.as_ref().filter(|_| addresses.from_given);
    let mut author = given.cloned();
    if author.is_none() && args.read_headers {
        author = first_mailbox(header, "Sender")?.or(addresses.set_from.clone());
        if author.is_none() {
            author = header_author(header)?;
        }
    }
    let author = author
        .or_else(|| addresses.set_from.clone())
        .or_else(|| addresses.from.clone())
        .ok_or_else(no_author)?;
    Ok(reverse_path(&author.address)?)
}

/// The first mailbox of the one From field.
fn header_author(header: &HeaderSection) -> anyhow::Result<Option<Mailbox>> {
    if header.all("From").count() > 1 {
        return Err(data("it has several From fields").into());
    }
    first_mailbox(header, "From")
}

fn first_mailbox(header: &HeaderSection, name: &str) -> anyhow::Result<Option<Mailbox>> {
    let entries = field_addresses(header, name)?;
    Ok(entries.iter().flat_map(Entry::mailboxes).next().cloned())
}

fn field_addresses(header: &HeaderSection, name: &str) -> anyhow::Result<Vec<Entry>> {
    let rules = Rules {
        domain: None,
        field: true,
    };
    let mut entries = Vec::new();
    for field in header.all(name) {
        let found = parse_list_with(&field.value(), rules);
        entries.extend(found.with_context(|| name.to_owned())?);
    }
    Ok(entries)
}
