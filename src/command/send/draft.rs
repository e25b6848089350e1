//! From the command line to messages: reads files and stdin.

mod addresses;
mod attach;
mod composed;
mod folder;
mod input;
mod ready;
mod recipients;
#[cfg(test)]
mod tests;

pub(crate) use input::Stdin;

use crate::address::Mailbox;
use crate::cli::send::{Dsn, MessageInput, Send};
use crate::compose::charset::Charset;
use crate::exit::{Kind, Problem};
use crate::input::child::Hidden;
use crate::message::Message;
use crate::message::stamp::Stamp;
use addresses::Addresses;
use std::iter;
use std::path::PathBuf;

/// What the account gives to messages.
#[derive(Debug, Clone, Default)]
pub(crate) struct FromAccount {
    /// The author, where the command line does not name one.
    pub author: Option<Mailbox>,
    /// The domain of names without one.
    pub domain: Option<String>,
    /// The variables that `--body-command` does not inherit.
    pub hidden: Hidden,
}

/// What the user should know although nothing failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    /// What the program is doing.
    Hint(String),
    /// What was changed, or may go wrong later.
    Warning(String),
}

/// Flags that exclude each other, or one that is missing (64).
fn usage(message: impl Into<String>) -> Problem {
    Problem::new(Kind::Usage, message)
}

/// A malformed value (65).
fn data(message: impl Into<String>) -> Problem {
    Problem::new(Kind::Data, message)
}

/// A message that could not be made.
#[derive(Debug)]
pub(crate) struct Unmade {
    /// The ready-made message's file.
    pub(crate) file: Option<PathBuf>,
    /// Why: a [`Problem`], an [`crate::address::AddressError`], a [`crate::message::Error`] or a [`crate::compose::Error`].
    pub(crate) error: anyhow::Error,
}

/// The messages of a command line, one after the other. Each is made when it is asked for.
pub(crate) type Messages<'a> = Box<dyn ExactSizeIterator<Item = Result<Message, Unmade>> + 'a>;

/// Makes the messages of the command line. `notes` gets what the user should know.
///
/// # Errors
/// Those of the command line as a whole; an error of one message is an item of the iterator. Each is a [`Problem`], an
/// [`crate::address::AddressError`], a [`crate::message::Error`] or a [`crate::compose::Error`].
pub(crate) fn messages<'a>(
    args: &'a Send,
    account: &FromAccount,
    stdin: &'a mut dyn Stdin,
    notes: &'a mut dyn FnMut(Note),
) -> anyhow::Result<Messages<'a>> {
    messages_with(args, account, stdin, notes, Stamp::now())
}

/// As [`messages`], with a given moment and randomness.
///
/// # Errors
/// As [`messages`].
pub(crate) fn messages_with<'a>(
    args: &'a Send,
    account: &FromAccount,
    stdin: &'a mut dyn Stdin,
    notes: &'a mut dyn FnMut(Note),
    mut stamp: Stamp,
) -> anyhow::Result<Messages<'a>> {
    let message = args.input().map_err(usage)?;
    check_dsn(&args.envelope.dsn)?;
    let charset = args.charset.as_deref();
    let charset = charset.map_or(Ok(Charset::default()), Charset::named)?;
    let lists = [&args.to_file[..], &args.cc_file, &args.bcc_file].concat();
    let mut input = input::Input::new(message, &lists, account.hidden.clone(), stdin, notes)?;
    let addresses = Addresses::parse(args, account, &mut input)?;
    Ok(match message {
        MessageInput::Composed(flags) => Box::new(iter::once_with(move || {
            let order = &args.attach_order;
            composed::message(flags, order, charset, addresses, &mut input, &mut stamp)
                .map_err(|error| Unmade { file: None, error })
        })),
        MessageInput::ReadyMade(flags) => {
            let plan = ready::Plan::new(flags, charset, addresses)?;
            let files = folder::files(&flags.message, |path| {
                input.hint(format!("{} holds no message", path.display()));
            })?;
            if files.len() > 1 {
                input.read_stdin_now()?;
            }
            Box::new(files.into_iter().map(move |path| {
                let made = plan.message(&path, &mut input, &mut stamp);
                made.map_err(|error| Unmade {
                    file: Some(path),
                    error,
                })
            }))
        }
    })
}

/// Most characters of an ENVID that a client may ask for (RFC 3461 section 5.4).
const MAX_ENVID_CHARACTERS: usize = 38;

fn check_dsn(dsn: &Dsn) -> anyhow::Result<()> {
    if let Some(id) = &dsn.envid {
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
