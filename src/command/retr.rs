//! `mailcall retr`: messages to stdout, files, an mbox, or JSON.

use super::open::Opener;
use super::people;
use super::progress::{Progress, Watched};
use super::{Outcome, print};
use crate::cli::mailbox::RetrCommand;
use crate::copy;
use crate::exit::{Kind, Problem};
use crate::maildrop::{self, Incoming, Maildrop, Part, Refusal};
use crate::reader::{self, MAX_READ_OCTETS, Reading};
use crate::selection::Selection;
use crate::store::{self, Directory, Label, LocalLineEnds, Mbox, Output, Sink};
use crate::terminal::{escape, json_line};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::Path;

/// Runs the command.
pub fn run(command: &RetrCommand) -> Outcome {
    match retrieve(command) {
        Ok(None) => Outcome::default(),
        Ok(Some((error, kind))) => Outcome {
            error: Some(error),
            kind,
            ..Outcome::default()
        },
        Err(error) => error.into(),
    }
}

/// What was not retrieved although others were, and the end that this means.
type Shortfall = Option<(anyhow::Error, Option<Kind>)>;

fn retrieve(command: &RetrCommand) -> anyhow::Result<Shortfall> {
    let flags = &command.selection;
    let selection = Selection::parse(
        &flags.messages,
        &flags.unique_ids,
        flags.all,
        flags.last,
        false,
    )?;
    check_flags(command, &selection)?;
    let opener = Opener::for_maildrop(&command.server, &command.login, command.output)?;
    let sink = sink(command)?;
    let mut maildrop = opener.maildrop(selection.needs_unique_ids())?;
    let mut unique_ids = BTreeMap::new();
    let (numbers, mut missing) = match selection.numbers() {
        Some(numbers) => (numbers, Vec::new()),
        None => {
            let listing = maildrop
                .listing(false)
                .map_err(|error| opener.at_server(error))?;
            match selection.choose(&listing.entries, listing.has_unique_ids) {
                Ok(chosen) => {
                    let numbers = chosen.entries.iter().map(|entry| entry.number).collect();
                    unique_ids.extend(
                        chosen
                            .entries
                            .into_iter()
                            .map(|entry| (entry.number, entry.unique_id)),
                    );
                    (numbers, chosen.missing)
                }
                Err(error) => {
                    maildrop.leave();
                    return Err(error.into());
                }
            }
        }
    };
    let mut taker = Taker {
        command,
        sink,
        unique_ids,
        taken: 0,
        not_stored: None,
    };
    let refused =
        fetch(&mut maildrop, &numbers, &selection, &mut taker).map_err(|failure| match failure {
            Failure::Maildrop(error) => opener.at_server(error),
            Failure::Here(error) => error,
        });
    let refused = match refused {
        Ok(refused) => refused,
        // Stored messages stay stored: that some are there and some not is for the exit code to say.
        Err(error) if taker.taken > 0 && opener.interrupt().signal().is_none() => {
            return Ok(Some((error, Some(Kind::Partial))));
        }
        Err(error) => return Err(error),
    };
    let ended = maildrop
        .leave_in_step()
        .map_err(|error| opener.at_server(error));
    let mut shortfall: Option<anyhow::Error> = taker.not_stored.or(ended.err());
    for refusal in refused {
        match refusal {
            Refusal::NoSuchMessage(number) => missing.push(number),
            Refusal::Refused(error) => shortfall = shortfall.or(Some(opener.at_server(error))),
        }
    }
    if !missing.is_empty() {
        missing.sort_unstable();
        shortfall = shortfall.or(Some(maildrop::Error::no_such_message(missing).into()));
    }
    Ok(shortfall.map(|error| (error, (taker.taken > 0).then_some(Kind::Partial))))
}

/// Messages run together on stdout are no use to anyone.
fn check_flags(command: &RetrCommand, selection: &Selection) -> anyhow::Result<()> {
    let has_place = command.sink.mbox.is_some() || command.sink.output_dir.is_some();
    let told_apart = has_place || command.output.json || command.what.headers;
    let mbox_on_stdout = command.sink.mbox.as_deref() == Some(Path::new("-"));
    let problem = if selection.may_hold_several() && !told_apart {
        "several messages cannot share stdout: add --output-dir DIR, --mbox FILE, --json or --headers"
    } else if mbox_on_stdout && command.output.json {
        "--mbox - and --json both want stdout"
    } else if command
        .sink
        .mbox
        .as_deref()
        .is_some_and(|path| path.as_os_str().is_empty())
    {
        "--mbox is given an empty value"
    } else if command
        .sink
        .output_dir
        .as_deref()
        .is_some_and(|path| path.as_os_str().is_empty())
    {
        "--output-dir is given an empty value"
    } else {
        return Ok(());
    };
    Err(Problem::new(Kind::Usage, problem).into())
}

/// The place for messages; `None` when only JSON is wanted.
fn sink(command: &RetrCommand) -> anyhow::Result<Option<Box<dyn Sink>>> {
    Ok(match (&command.sink.output_dir, &command.sink.mbox) {
        (Some(directory), _) => Some(Box::new(Directory::open(directory)?)),
        (_, Some(file)) => {
            let date = jiff::Timestamp::now()
                .strftime("%a %b %e %H:%M:%S %Y")
                .to_string();
            let mbox = if file.as_os_str() == "-" {
                Mbox::stdout(date)
            } else {
                Mbox::open(file, date)?
            };
            Some(Box::new(mbox))
        }
        (None, None) if command.output.json => None,
        (None, None) => Some(Box::new(Output)),
    })
}

/// Why a message could not be taken: the maildrop's fault or ours.
enum Failure {
    Maildrop(maildrop::Error),
    Here(anyhow::Error),
}

impl From<maildrop::Error> for Failure {
    fn from(error: maildrop::Error) -> Self {
        Failure::Maildrop(error)
    }
}

fn part(command: &RetrCommand) -> Part {
    match (command.what.headers, command.what.top) {
        (true, _) => Part::Top(0),
        (false, Some(lines)) => Part::Top(lines),
        (false, None) => Part::Whole,
    }
}

fn fetch(
    maildrop: &mut Maildrop,
    numbers: &[u32],
    selection: &Selection,
    taker: &mut Taker<'_>,
) -> Result<Vec<Refusal>, Failure> {
    let part = part(taker.command);
    // A listing has told the unique-ids already; without one they are asked for only where they are shown or needed.
    let listed = selection.numbers().is_none();
    let unique_ids =
        !listed && (taker.command.output.json || taker.command.sink.output_dir.is_some());
    maildrop.retrieve(numbers, part, unique_ids, |incoming| taker.take(incoming))
}

/// Puts messages where they belong.
struct Taker<'t> {
    command: &'t RetrCommand,
    sink: Option<Box<dyn Sink>>,
    /// What the listing told, by message-number.
    unique_ids: BTreeMap<u32, Option<String>>,
    taken: usize,
    /// The first message that could not be stored although the place goes on working: its file exists.
    not_stored: Option<anyhow::Error>,
}

impl Taker<'_> {
    fn take(&mut self, incoming: Incoming<'_>) -> Result<(), Failure> {
        let Incoming {
            number,
            unique_id,
            content,
        } = incoming;
        let unique_id = unique_id.or_else(|| self.unique_ids.get(&number).cloned().flatten());
        let mut progress = Progress::new(self.command.output, &format!("message {number}"), None);
        let mut content = Watched::new(content, &mut progress);
        let mut content = Counted {
            content: &mut content,
            octets: 0,
            start: self.command.output.json.then(Vec::new),
        };
        let path = match &mut self.sink {
            None => {
                let read = copy::drain(&mut content);
                read.map_err(|error| Failure::Maildrop(maildrop::Error::of_content(error)))?;
                None
            }
            Some(sink) => {
                let label = Label {
                    number,
                    unique_id: unique_id.as_deref(),
                };
                let stored = match self.command.what.crlf {
                    true => sink.store(label, &mut content),
                    false => sink.store(label, &mut LocalLineEnds::new(&mut content)),
                };
                match stored {
                    Ok(path) => path,
                    Err(store::Error::Source(error)) => {
                        return Err(Failure::Maildrop(maildrop::Error::of_content(error)));
                    }
                    // One message's name being taken is no reason to leave the others behind.
                    Err(error @ store::Error::Exists(_)) => {
                        self.not_stored.get_or_insert(error.into());
                        return Ok(());
                    }
                    Err(error) => return Err(Failure::Here(error.into())),
                }
            }
        };
        let Counted { octets, start, .. } = content;
        let told = match start {
            Some(start) => {
                let is_whole = start.len() as u64 == octets;
                let reading = reader::read(&start, is_whole);
                print(&format!(
                    "{}
",
                    json_line(&line(
                        number,
                        unique_id.as_deref(),
                        octets,
                        &reading,
                        path.as_deref()
                    ))
                ))
            }
            None => match &path {
                Some(path)
                    if self.command.sink.output_dir.is_some() && !self.command.output.quiet =>
                {
                    print(&format!("{}\n", escape(&path.display().to_string())))
                }
                _ => Ok(()),
            },
        };
        told.map_err(|source| {
            Failure::Here(
                store::Error::Write {
                    path: "stdout".into(),
                    source,
                }
                .into(),
            )
        })?;
        self.taken += 1;
        Ok(())
    }
}

/// One message as a JSON line.
fn line(
    number: u32,
    unique_id: Option<&str>,
    octets: u64,
    reading: &Reading,
    path: Option<&Path>,
) -> Value {
    let attachments: Vec<Value> = reading
        .attachments
        .iter()
        .map(|attachment| {
            json!({
                "filename": attachment.filename,
                "content_type": attachment.content_type,
                "octets": attachment.octets,
                "content_id": attachment.content_id,
                "path": null,
            })
        })
        .collect();
    json!({
        "number": number,
        "uid": unique_id,
        "octets": octets,
        "message_id": reading.message_id,
        "date": reading.date,
        "from": people::json(&reading.from),
        "to": people::json(&reading.to),
        "cc": people::json(&reading.cc),
        "reply_to": people::json(&reading.reply_to),
        "subject": reading.subject,
        "in_reply_to": reading.in_reply_to,
        "references": reading.references,
        "text": reading.text,
        "html": reading.html,
        "attachments": attachments,
        "path": path.map(|path| path.display().to_string()),
        "defects": reading.defects,
    })
}

/// Content that is counted, and its start kept, on its way through.
struct Counted<'m> {
    content: &'m mut dyn Read,
    octets: u64,
    start: Option<Vec<u8>>,
}

impl Read for Counted<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let octets = self.content.read(out)?;
        self.octets += octets as u64;
        if let Some(start) = &mut self.start {
            let room = MAX_READ_OCTETS.saturating_sub(start.len());
            start.extend_from_slice(&out[..octets.min(room)]);
        }
        Ok(octets)
    }
}
