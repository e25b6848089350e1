//! A message composed from flags.

use super::addresses::Addresses;
use super::input::{Input, STDIN};
use super::{attach, usage};
use crate::address::{Entry, Rules, parse_list};
use crate::cli::send::{AttachOrder, Composing};
use crate::compose::charset::Charset;
use crate::compose::date::parse_date;
use crate::compose::encoding::{Text, TextInput};
use crate::compose::extra::Extra;
use crate::compose::identifier::{parse_identifier, parse_identifiers};
use crate::compose::{Draft, Parts, compose};
use crate::exit::Problem;
use crate::message::Message;
use crate::message::stamp::Stamp;
use anyhow::Context as _;
use std::path::Path;

pub(super) fn message(
    flags: &Composing,
    attach_order: &AttachOrder,
    charset: Charset,
    addresses: Addresses,
    input: &mut Input<'_>,
    stamp: &mut Stamp,
) -> anyhow::Result<Message> {
    if !flags.inline.is_empty() && flags.html.is_none() {
        return Err(usage("--inline needs --html, which refers to the image").into());
    }
    let from = addresses.author()?;
    let envelope = addresses.envelope(addresses.reverse_path(Some(&from))?, &[])?;
    let form = TextInput {
        charset,
        lossy: flags.lossy,
    };
    let mut fields = Fields::parse(flags)?;
    let date = fields.value("Date", "--date", flags.date.as_ref())?;
    let id = fields.value("Message-ID", "--message-id", flags.message_id.as_ref())?;
    let parent = fields.value("In-Reply-To", "--in-reply-to", flags.in_reply_to.as_ref())?;
    let in_reply_to = match parent {
        Some(ids) => parse_identifiers("--in-reply-to", &ids)?,
        None => Vec::new(),
    };
    let mut references = Vec::new();
    let listed = fields.value("References", "--references", flags.references.first())?;
    for ids in listed.iter().chain(flags.references.iter().skip(1)) {
        references.extend(parse_identifiers("--references", ids)?);
    }
    if references.is_empty() {
        // RFC 5322 section 3.6.4: at least the parent, if nothing else is known.
        references.clone_from(&in_reply_to);
    }
    let reply_to = match fields.value("Reply-To", "--reply-to", flags.reply_to.first())? {
        Some(list) if flags.reply_to.is_empty() => {
            parse_list(&list, Rules::default()).context("--header Reply-To")?
        }
        _ => addresses.list("--reply-to", &flags.reply_to)?,
    };
    let auto = flags.auto.then(|| "yes".to_owned());
    fields.refuse_both("Auto-Submitted", "--auto", auto.as_ref())?;
    fields.refuse_both("Subject", "--subject", flags.subject.as_ref())?;
    fields.refuse_both("Sender", "--header", None)?;
    let mut to = addresses.to;
    unique(&mut to);
    let draft = Draft {
        from,
        to,
        cc: addresses.cc,
        reply_to,
        subject: flags.subject.clone(),
        date: date.map(|date| parse_date(&date)).transpose()?,
        message_id: id
            .map(|id| parse_identifier("--message-id", &id))
            .transpose()?,
        in_reply_to,
        references,
        automatic: flags.auto,
        extra: fields.0,
        parts: parts(flags, attach_order, form, input)?,
    };
    let is_skipped = flags.skip_empty && draft.parts.is_blank();
    let (content, id) = compose(draft, stamp)?;
    Ok(Message {
        envelope,
        content,
        message_id: Some(id),
        file: None,
        is_skipped,
    })
}

/// Keeps the first of equal entries.
fn unique(entries: &mut Vec<Entry>) {
    let mut seen: Vec<Entry> = Vec::new();
    entries.retain(|entry| {
        let new = !seen.contains(entry);
        if new {
            seen.push(entry.clone());
        }
        new
    });
}

/// The fields of `--header`.
struct Fields(Vec<Extra>);

impl Fields {
    fn parse(flags: &Composing) -> anyhow::Result<Self> {
        let fields: Result<Vec<Extra>, _> = flags.header.iter().map(|f| Extra::parse(f)).collect();
        Ok(Self(fields?))
    }

    /// The value of a field that a message has once: from the flag or from `--header`, but not from both.
    fn value(
        &mut self,
        name: &str,
        flag: &str,
        given: Option<&String>,
    ) -> Result<Option<String>, Problem> {
        self.refuse_both(name, flag, given)?;
        let at = self.0.iter().position(|field| field.is(name));
        Ok(given
            .cloned()
            .or_else(|| at.map(|at| self.0.remove(at).value)))
    }

    fn refuse_both(&self, name: &str, flag: &str, given: Option<&String>) -> Result<(), Problem> {
        let count = self.0.iter().filter(|field| field.is(name)).count();
        if count + usize::from(given.is_some()) > 1 {
            return Err(usage(format!(
                "a message has one {name} field, but it is given more than once ({flag}, --header)"
            )));
        }
        Ok(())
    }
}

/// The error of a message whose text would be the stdin that a flag such as `--to-file` has read.
const NO_TEXT: &str =
    "stdin gives the recipients, so --body, --body-file or --body-command is needed";

fn parts(
    flags: &Composing,
    attach_order: &AttachOrder,
    form: TextInput,
    input: &mut Input<'_>,
) -> anyhow::Result<Parts> {
    let text = match (&flags.body, &flags.body_file, &flags.body_command) {
        (Some(text), _, _) => {
            let form = TextInput::default();
            Some(Text::read(&mut text.as_bytes(), form, "--body")?)
        }
        (None, Some(path), _) => Some(input.text(path, form)?),
        (None, None, Some(command)) => Some(input.command(command, form)?),
        (None, None, None) if input.stdin_named => None,
        (None, None, None) if input.stdin_is_recipients => match flags.html {
            Some(_) => None,
            None => return Err(usage(NO_TEXT).into()),
        },
        (None, None, None) if flags.html.is_some() => input.pipe_beside_html(form)?,
        (None, None, None) => Some(input.text(Path::new(STDIN), form)?),
    };
    let html = flags
        .html
        .as_ref()
        .map(|path| input.text(path, form))
        .transpose()?;
    let (attachments, inline) = attach::files(flags, attach_order, input)?;
    Ok(Parts {
        text,
        html,
        inline,
        attachments,
    })
}
