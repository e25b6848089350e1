//! Ready-made messages (`--message`).

use super::addresses::Addresses;
use super::data;
use super::input::Input;
use crate::address::{Entry, Mailbox, ReversePath, parse_field};
use crate::cli::send::ReadyMade;
use crate::compose;
use crate::compose::ascii;
use crate::compose::charset::Charset;
use crate::compose::header::MAX_LINE_OCTETS;
use crate::message::header::{Field, HeaderSection};
use crate::message::ready_made::{self, Changes};
use crate::message::stamp::Stamp;
use crate::message::{self, Envelope, Message};
use anyhow::Context as _;
use std::path::Path;

/// What the flags say about every ready-made message.
pub(super) struct Plan<'a> {
    flags: &'a ReadyMade,
    addresses: Addresses,
    set_from: Option<Mailbox>,
    /// The charset of header fields that are not ASCII.
    charset: Charset,
    /// The envelope of every message; none with `--read-headers`, where each message has its own.
    envelope: Option<Envelope>,
}

impl<'a> Plan<'a> {
    /// Checks the flags, before any message is opened.
    pub(super) fn new(
        flags: &'a ReadyMade,
        charset: Charset,
        addresses: Addresses,
    ) -> anyhow::Result<Self> {
        let mut plan = Plan {
            charset,
            set_from: addresses.one("--set-from", flags.set_from.as_ref())?,
            flags,
            addresses,
            envelope: None,
        };
        if !flags.read_headers {
            let author = plan.addresses.given_author().or(plan.set_from.as_ref());
            let path = plan.addresses.reverse_path(author)?;
            plan.envelope = Some(plan.addresses.envelope(path, &[])?);
        }
        Ok(plan)
    }

    /// Makes the message of the file or stdin that `path` names.
    pub(super) fn message(
        &self,
        path: &Path,
        input: &mut Input<'_>,
        stamp: &mut Stamp,
    ) -> anyhow::Result<Message> {
        self.make(path, input, stamp)
            .map_err(|error| with_file(error, path))
    }

    fn make(
        &self,
        path: &Path,
        input: &mut Input<'_>,
        stamp: &mut Stamp,
    ) -> anyhow::Result<Message> {
        // The result names the file on one line, for a script that removes what was sent.
        if has_control(path) {
            return Err(data("its name has a control character").into());
        }
        let shown = path.display().to_string();
        let mut ready = ready_made::ReadyMade::open(input.source(path)?, &shown)?;
        let envelope = match &self.envelope {
            Some(envelope) => envelope.clone(),
            None => self.envelope_of(&ready.header, &mut |text| {
                input.warn(format!("{shown}: {text}"));
            })?,
        };
        for field in ready.sent_fields(self.set_from.is_some()) {
            self.make_ascii(field)?;
        }
        let from = self.set_from.as_ref().map(from_field).transpose()?;
        let domain = self.identifier_domain(&envelope.reverse_path, &ready.header)?;
        let changes = Changes {
            complete: (!self.flags.as_is).then_some(domain.as_str()),
            from,
        };
        let (content, message_id) = ready.into_content(changes, stamp)?;
        if content.longest_line() > MAX_LINE_OCTETS as u64 {
            input.warn(format!(
                "{shown} has a line of {} octets; mail allows {MAX_LINE_OCTETS}, and servers may refuse or cut it",
                content.longest_line()
            ));
        }
        Ok(Message {
            envelope,
            content,
            message_id,
            is_skipped: false,
            file: Some(path.to_owned()),
        })
    }

    /// Writes a field in ASCII, where its syntax allows it; with `--as-is` only checks that it is UTF-8.
    fn make_ascii(&self, field: &mut Field) -> anyhow::Result<()> {
        if self.flags.as_is {
            return match ascii::value(field, Charset::default()) {
                Ok(_) => Ok(()),
                Err(error) => Err(data(format!("{error}, and --as-is sends it unchanged")).into()),
            };
        }
        if let Some(raw) = ascii::ready_made(field, self.charset)? {
            field.replace(raw);
        }
        Ok(())
    }

    /// The envelope that the header fields give (`--read-headers`). Flags take precedence: `--mail-from` and `--from`
    /// over Sender and From, `--rcpt` over the recipients; `--set-from` replaces From and so comes before it.
    fn envelope_of(
        &self,
        header: &HeaderSection,
        warn: &mut dyn FnMut(String),
    ) -> anyhow::Result<Envelope> {
        let mut recipients = Vec::new();
        if self.addresses.recipients_of_message() {
            for name in ["To", "Cc", "Bcc"] {
                recipients.extend(self.field_addresses(header, name, warn)?);
            }
        }
        let mut author = self.addresses.given_author().cloned();
        if author.is_none() && self.addresses.mail_from.is_none() {
            author = self
                .first_mailbox(header, "Sender", warn)?
                .or_else(|| self.set_from.clone());
            if author.is_none() {
                author = self.header_author(header, warn)?;
            }
        }
        let path = self.addresses.reverse_path(author.as_ref())?;
        self.addresses.envelope(path, &recipients)
    }

    /// The domain of a Message-ID that is added: that of the reverse-path, otherwise that of the author.
    fn identifier_domain(
        &self,
        path: &ReversePath,
        header: &HeaderSection,
    ) -> anyhow::Result<String> {
        if let ReversePath::Address(address) = path {
            return Ok(address.with_a_labels()?.domain().to_owned());
        }
        let author = self.header_author(header, &mut |_| {}).ok().flatten();
        let address = author.and_then(|mailbox| mailbox.address.with_a_labels().ok());
        Ok(address.map_or_else(
            || "localhost".to_owned(),
            |address| address.domain().to_owned(),
        ))
    }

    /// The first mailbox of the From field.
    fn header_author(
        &self,
        header: &HeaderSection,
        warn: &mut dyn FnMut(String),
    ) -> anyhow::Result<Option<Mailbox>> {
        if header.all("From").count() > 1 {
            return Err(data("it has more than one From field").into());
        }
        self.first_mailbox(header, "From", warn)
    }

    fn first_mailbox(
        &self,
        header: &HeaderSection,
        name: &str,
        warn: &mut dyn FnMut(String),
    ) -> anyhow::Result<Option<Mailbox>> {
        let entries = self.field_addresses(header, name, warn)?;
        Ok(entries.iter().flat_map(Entry::mailboxes).next().cloned())
    }

    fn field_addresses(
        &self,
        header: &HeaderSection,
        name: &str,
        warn: &mut dyn FnMut(String),
    ) -> anyhow::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for field in header.all(name) {
            let value = ascii::value(field, self.charset)?;
            let found = parse_field(value.trim()).with_context(|| name.to_owned())?;
            if let Some(unquoted) = found.unquoted_name {
                warn(format!(
                    "{name}: \"{unquoted}\" is not an address; it was read as a name without quotes"
                ));
            }
            entries.extend(found.entries);
        }
        Ok(entries)
    }
}

fn has_control(path: &Path) -> bool {
    let chunks = path.as_os_str().as_encoded_bytes().utf8_chunks();
    chunks
        .flat_map(|chunk| chunk.valid().chars())
        .any(char::is_control)
}

/// Names the file in front of an error that does not name it itself.
fn with_file(error: anyhow::Error, path: &Path) -> anyhow::Error {
    match error.downcast_ref::<message::Error>() {
        Some(message::Error::Open { .. } | message::Error::Read { .. }) => error,
        _ => error.context(path.display().to_string()),
    }
}

/// The field that replaces From.
fn from_field(author: &Mailbox) -> Result<Vec<u8>, compose::Error> {
    let mut field = Vec::new();
    let entry = Entry::Mailbox(author.clone());
    compose::header::addresses(&mut field, "From", &[entry])?;
    Ok(field)
}
