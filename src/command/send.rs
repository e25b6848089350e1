//! `mailcall send`: makes every message, then submits them; each message has its own result.

mod conclusion;
pub mod draft;
mod report;
mod result;
mod submission;
mod submitter;

use super::Outcome;
use super::open::Opener;
use crate::account::Account;
use crate::account::environment::Environment;
use crate::address::Mailbox;
use crate::cli::SendCommand;
use crate::endpoint::Protocol;
use crate::exit::{Failure, Kind, Problem};
use crate::input::Bounded;
use crate::message::Message;
use crate::store;
use anyhow::Context as _;
use conclusion::Conclusion;
use draft::Author;
use result::MessageResult;
use submitter::Submitter;

/// Runs the command.
pub fn run(command: &SendCommand) -> Outcome {
    let prepared = prepare(command);
    match prepared {
        Ok(None) => Outcome::default(),
        Ok(Some((messages, opener))) => submit(command, messages, &opener),
        Err(error) => nothing_sent(error).into(),
    }
}

/// Adds to a failure that invites a repetition that nothing was sent. Before the connection there is one such failure: the
/// deadline passed while an input or the password was awaited.
fn nothing_sent(error: anyhow::Error) -> anyhow::Error {
    match Failure::of(&error).kind {
        Kind::Temporary => error.context("nothing was sent"),
        _ => error,
    }
}

/// Everything before the connection: the account, the messages, the password. `None` after `--print`, which needs no
/// connection.
fn prepare(command: &SendCommand) -> anyhow::Result<Option<(Vec<Message>, Opener)>> {
    let console = super::console(command.output);
    let variables = |name: &str| std::env::var_os(name);
    let environment = Environment::new(&variables);
    let account = Account::resolve(
        Protocol::Smtp,
        &command.server,
        &command.login,
        command.helo.as_deref(),
        &environment,
    )?;
    if !command.send.print {
        account.server(Protocol::Smtp)?;
    }
    let mailbox = match &account.address {
        Some(address) => Some(
            Mailbox::parse(&address.value).context(Problem::new(Kind::Config, "MAILCALL_FROM"))?,
        ),
        None => None,
    };
    let author = Author {
        mailbox,
        ..Author::default()
    };
    let stdin = Bounded::stdin(account.timeouts.deadline());
    let messages = draft::messages(
        &command.send,
        &author,
        &mut stdin.context("cannot read stdin")?,
        &mut |note| console.hint(&note),
    )?
    .collect::<anyhow::Result<Vec<Message>>>()?;
    if command.send.print {
        for message in &messages {
            write_out(message)?;
        }
        return Ok(None);
    }
    let opener = Opener::new(&account, Protocol::Smtp, &environment, command.output)?;
    Ok(Some((messages, opener)))
}

/// `--print`: exactly the octets that would be sent.
fn write_out(message: &Message) -> anyhow::Result<()> {
    let mut content = message.content.reader()?;
    let label = store::Label {
        number: 1,
        unique_id: None,
    };
    store::Sink::store(&mut store::Output, label, &mut content)?;
    Ok(())
}

/// Submits the messages one after the other; each has its result before the next is begun.
fn submit(command: &SendCommand, messages: Vec<Message>, opener: &Opener) -> Outcome {
    let several = messages.len() > 1;
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
