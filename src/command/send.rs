//! `mailcall send`: makes one message after the other and submits it; each has its own result.

mod batch;
mod conclusion;
pub(crate) mod draft;
mod lines;
mod result;
mod submission;
mod submitter;

use super::flags;
use super::log::Log;
use super::open::Opener;
use super::retry::Retry;
use super::{Outcome, check};
use crate::account::Account;
use crate::account::environment::Environment;
use crate::address::Mailbox;
use crate::cli::SendCommand;
use crate::endpoint::Role;
use crate::exit::{Failure, Kind, Problem};
use crate::input::Bounded;
use crate::message::Message;
use crate::store;
use anyhow::Context as _;
use batch::Batch;
use conclusion::Conclusion;
use draft::{FromAccount, Messages, Note};

/// Runs the command.
pub(crate) fn run(command: &SendCommand, log: &mut Log) -> Outcome {
    make_and_submit(command, log).unwrap_or_else(|error| nothing_sent(error).into())
}

/// Resolves the account, makes the messages, finds the password, then connects and submits.
///
/// # Errors
/// What failed before connecting; later failures are in the outcome.
fn make_and_submit(command: &SendCommand, log: &mut Log) -> anyhow::Result<Outcome> {
    if command.check.check
        && let Some(flag) = command.given_beside_check()
    {
        let message = format!("{flag} cannot be used with --check, which sends nothing");
        return Err(Problem::new(Kind::Usage, message).into());
    }
    let variables = |name: &str| std::env::var_os(name);
    let environment = Environment::new(&variables);
    let account = flags::account(
        Role::Submission,
        &command.server,
        &command.login,
        command.into(),
        log.flags(),
        &environment,
    )?;
    log.begin(&account);
    if !command.send.print {
        account.server()?;
    }
    if command.check.check {
        let opener = Opener::new(&account, &environment, command.output)?.with_check(&account)?;
        return Ok(check::run(&opener, &command.check, command.output));
    }
    let from_account = FromAccount {
        author: default_author(&account),
        domain: account.domain.as_ref().map(|domain| domain.value.clone()),
        hidden: account.password_variables.clone(),
    };
    let console = super::console(command.output);
    let mut notes = |note| match note {
        Note::Hint(text) => console.hint(&text),
        Note::Warning(text) => console.warning(&text),
    };
    let mut stdin = Bounded::stdin(account.timeouts.deadline()).context("cannot read stdin")?;
    let messages = draft::messages(&command.send, &from_account, &mut stdin, &mut notes)?;
    if command.send.print {
        for message in messages {
            let message = message.map_err(|unmade| unmade.error)?;
            if !message.is_skipped {
                write_out(&message)?;
            }
        }
        return Ok(Outcome::default());
    }
    submit(command, messages, &account, &environment, log)
}

/// The author if `--from` is not given: the account's, otherwise the user if that is an address.
fn default_author(account: &Account) -> Option<Mailbox> {
    let from = account.from.as_ref().map(|from| from.value.clone());
    from.or_else(|| Mailbox::parse(&account.login.as_ref()?.user.value).ok())
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

/// Submits the messages one after the other. Each is made when the one before it has its result, so memory holds one message.
/// The password is asked for, and a connection made, only when there is a message to send.
///
/// # Errors
/// What failed before connecting; later failures are in the outcome.
fn submit(
    command: &SendCommand,
    mut messages: Messages<'_>,
    account: &Account,
    environment: &Environment<'_>,
    log: &mut Log,
) -> anyhow::Result<Outcome> {
    let count = messages.len();
    let mut conclusion = Conclusion::new(command, account.server()?, count, log);
    let mut first = match count {
        1 => (messages.next().transpose()).map_err(|unmade| unmade.error)?,
        _ => conclusion.next_message(&mut messages),
    };
    if let Some(blank) = first.take_if(|message| message.is_skipped) {
        conclusion.skipped(&blank);
    }
    let Some(first) = first else {
        return Ok(conclusion.end(messages.len()));
    };
    let opener = Opener::new(account, environment, command.output)?
        .with_partial(command.send.envelope.partial);
    let mut batch = Batch::new(command, &opener, conclusion, first, messages, count);
    let sessions = Retry::new(&opener).run(|is_last| ((), batch.session(is_last)));
    Ok(batch.end(sessions))
}
