//! `mailcall send`: makes every message, then submits them; each message has its own result.

mod conclusion;
pub(crate) mod draft;
mod report;
mod result;
mod submission;
mod submitter;

use super::Outcome;
use super::flags;
use super::open::Opener;
use crate::account::environment::Environment;
use crate::cli::SendCommand;
use crate::endpoint::Role;
use crate::exit::{Failure, Kind};
use crate::input::Bounded;
use crate::message::Message;
use crate::store;
use anyhow::Context as _;
use conclusion::Conclusion;
use draft::{Author, Note};
use result::MessageResult;
use submitter::Submitter;

/// Runs the command.
pub(crate) fn run(command: &SendCommand) -> Outcome {
    make_and_submit(command).unwrap_or_else(|error| nothing_sent(error).into())
}

/// Resolves the account, makes the messages, finds the password, then connects and submits.
///
/// # Errors
/// What failed before connecting; later failures are in the outcome.
fn make_and_submit(command: &SendCommand) -> anyhow::Result<Outcome> {
    let variables = |name: &str| std::env::var_os(name);
    let environment = Environment::new(&variables);
    let account = flags::account(
        Role::Submission,
        &command.server,
        &command.login,
        command.helo.as_deref(),
        &environment,
    )?;
    if !command.send.print {
        account.server()?;
    }
    let author = Author {
        mailbox: account.from.as_ref().map(|from| from.value.clone()),
        domain: None,
    };
    let console = super::console(command.output);
    let mut notes = |note| match note {
        Note::Hint(text) => console.hint(&text),
        Note::Warning(text) => console.warning(&text),
    };
    let mut stdin = Bounded::stdin(account.timeouts.deadline()).context("cannot read stdin")?;
    let messages = draft::messages(&command.send, &author, &mut stdin, &mut notes)?;
    // Make all messages before the first is sent: one that cannot be made must stop all of them.
    let messages = messages.collect::<anyhow::Result<Vec<Message>>>()?;
    if command.send.print {
        messages.iter().try_for_each(write_out)?;
        return Ok(Outcome::default());
    }
    let opener = Opener::new(&account, &environment, command.output)?;
    Ok(submit(command, messages, &opener))
}

/// Says that nothing was sent, if the failure invites a retry. Before connecting there is one such failure: the deadline
/// passed while the program waited for input or for the password.
fn nothing_sent(error: anyhow::Error) -> anyhow::Error {
    match Failure::of(&error).kind {
        Kind::Temporary => error.context("nothing was sent"),
        _ => error,
    }
}

/// `--print`: writes the octets that would be sent.
fn write_out(message: &Message) -> anyhow::Result<()> {
    let mut content = message.content.reader()?;
    store::output::write_to_stdout(&mut content)?;
    Ok(())
}

/// Submits the messages one after the other. Each message has its result before the next one is taken from `messages`.
fn submit(
    command: &SendCommand,
    messages: impl IntoIterator<Item = Message>,
    opener: &Opener,
) -> Outcome {
    let several = command.send.ready_made.message.len() > 1;
    let mut submitter = Submitter::new(command, opener, !several);
    let mut conclusion = Conclusion::new(command.output, opener.server(), several);
    for message in messages {
        let mut result = MessageResult::new(&message);
        let outcome = submitter.submit(&message, &mut result);
        conclusion.add(result, outcome);
    }
    submitter.quit();
    conclusion.end(opener.greeting())
}
