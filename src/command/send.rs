//! `mailcall send`: messages are made whole first, then submitted, each with its result.

pub mod draft;
mod report;

use super::Outcome;
use super::open::Opener;
use super::progress::{Progress, Watched};
use crate::account::Account;
use crate::account::environment::Environment;
use crate::address::Mailbox;
use crate::cli::SendCommand;
use crate::endpoint::Protocol;
use crate::exit::{Failure, Kind, Problem};
use crate::message::Message;
use crate::net;
use crate::smtp::{
    Delivery, EnvelopeRequest, Error, MailParameters, Recipient, RecipientParameters,
    RecipientPolicy, Session, Stage,
};
use crate::store;
use crate::terminal::Console;
use anyhow::Context as _;
use draft::Author;
use report::{MessageResult, SendReport, State};
use std::io;

/// Runs the command.
pub fn run(command: &SendCommand) -> Outcome {
    let prepared = prepare(command);
    match prepared {
        Ok(None) => Outcome::default(),
        Ok(Some((messages, opener))) => submit(command, &messages, &opener),
        Err(error) => error.into(),
    }
}

/// Everything before the connection: the account, the messages, the password. `None` when `--print` was all.
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
            Mailbox::parse(&address.value)
                .with_context(|| "MAILCALL_FROM")
                .map_err(as_config)?,
        ),
        None => None,
    };
    let author = Author {
        mailbox,
        ..Author::default()
    };
    let messages = draft::messages(
        &command.send,
        &author,
        &mut io::stdin().lock(),
        &mut |note| console.hint(&note),
    )
    .map_err(as_problem)?;
    if command.send.print {
        for message in &messages {
            write_out(message)?;
        }
        return Ok(None);
    }
    let opener = Opener::new(&account, Protocol::Smtp, &environment, command.output)?;
    Ok(Some((messages, opener)))
}

/// A value of the environment that cannot be used is a matter of configuration, whatever is wrong with it.
fn as_config(error: anyhow::Error) -> anyhow::Error {
    Problem::new(Kind::Config, format!("{error:#}")).into()
}

/// What is wrong with the command line, as the exit table knows it.
fn as_problem(error: anyhow::Error) -> anyhow::Error {
    match error.downcast_ref::<draft::Problem>() {
        Some(problem) => Problem::new(problem.fault().into(), format!("{error:#}")).into(),
        None => error,
    }
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

fn submit(command: &SendCommand, messages: &[Message], opener: &Opener) -> Outcome {
    let mut report = SendReport::new(opener.server(), messages);
    let mut line = Line {
        opener,
        session: None,
        opened: 0,
    };
    let mut errors = Vec::new();
    for (message, result) in messages.iter().zip(&mut report.messages) {
        let error = line.submit(command, message, messages.len() == 1, result);
        errors.push(error);
    }
    if let Some(session) = line.session {
        session.quit();
    }
    report.greeting = opener.greeting();
    conclude(command, report, errors)
}

/// How many connections one run makes: one for all messages, and one more where the first was dropped under way.
const MAX_CONNECTIONS: usize = 2;

/// The connection that the messages share.
struct Line<'o> {
    opener: &'o Opener,
    session: Option<Session<net::Stream>>,
    opened: usize,
}

impl Line<'_> {
    /// Submits one message over the session at hand, or a new one. A session that turns out to be dead before any
    /// content went over it is no fault of the message, which is then tried over a new one.
    fn submit(
        &mut self,
        command: &SendCommand,
        message: &Message,
        alone: bool,
        result: &mut MessageResult,
    ) -> Option<anyhow::Error> {
        loop {
            if let Some(signal) = self.opener.interrupt().signal() {
                return Some(signal.into());
            }
            let used = self.session.as_ref().is_some_and(Session::is_usable);
            let session = match self.session() {
                Ok(session) => session,
                Err(error) => return Some(error),
            };
            let error = submit_one(command, message, alone, session, result)?;
            let was_dead = used && error.is_lost_before_content() && result.state == State::NotSent;
            if !was_dead || self.opened == MAX_CONNECTIONS {
                return Some(self.opener.at_server(error));
            }
        }
    }

    fn session(&mut self) -> anyhow::Result<&mut Session<net::Stream>> {
        if self
            .session
            .as_ref()
            .is_some_and(|session| !session.is_usable())
            && let Some(dead) = self.session.take()
        {
            dead.quit();
        }
        match &mut self.session {
            Some(session) => Ok(session),
            none => {
                if self.opened == MAX_CONNECTIONS {
                    return Err(Problem::new(
                        Kind::Temporary,
                        "not tried: the connection was lost twice",
                    )
                    .into());
                }
                self.opened += 1;
                let opened = self.opener.smtp();
                if opened.is_err() {
                    // Where there is no session for one message there is none for the next.
                    self.opened = MAX_CONNECTIONS;
                }
                Ok(none.insert(opened?))
            }
        }
    }
}

/// One transaction. What became of it goes into `result`; the error says why it is not an acceptance.
fn submit_one(
    command: &SendCommand,
    message: &Message,
    alone: bool,
    session: &mut Session<net::Stream>,
    result: &mut MessageResult,
) -> Option<Error> {
    let request = EnvelopeRequest {
        reverse_path: message.envelope.reverse_path.clone(),
        recipients: message
            .envelope
            .forward_paths
            .iter()
            .map(|path| recipient(command, path))
            .collect(),
        parameters: MailParameters {
            ret: command.send.dsn.ret.clone(),
            envid: command.send.dsn.envid.clone(),
            ..MailParameters::default()
        },
        octets: message.content.octets(),
        eight_bit: message.content.has_eight_bit(),
        internationalized: message.content.has_utf8_header() || message.envelope.needs_smtputf8(),
        data_in_flight: alone && !command.dry_run,
    };
    let policy = if command.send.partial {
        RecipientPolicy::Partial
    } else {
        RecipientPolicy::AllOrNone
    };
    if command.send.dsn.is_asked() && !session.extensions().dsn {
        return Some(Error::NotOffered {
            keyword: "DSN",
            needed_for: "a delivery report",
        });
    }
    let transaction = match session.transaction(&request) {
        Ok(transaction) => transaction,
        Err(error) => return Some(error),
    };
    result.answered(transaction.recipients());
    let transaction = match transaction.decide(policy) {
        Ok(transaction) => transaction,
        Err(error) => return Some(error),
    };
    if command.dry_run {
        let reset = transaction.reset();
        result.state = State::DryRun;
        return reset.err();
    }
    // The file is opened once more only now: what cannot be read must not have been promised.
    let content = match message.content.reader() {
        Ok(content) => content,
        Err(source) => return Some(Error::Content(source)),
    };
    let mut progress = Progress::new(command.output, "sending", Some(request.octets));
    let delivery = transaction.content(request.octets, &mut Watched::new(content, &mut progress));
    drop(progress);
    match delivery {
        Delivery::Accepted(reply) => {
            result.accepted(reply);
            None
        }
        Delivery::Refused(reply) => {
            result.reply = Some(reply.clone());
            Some(Error::Refused {
                stage: Stage::Content,
                subject: None,
                reply,
            })
        }
        Delivery::NotSent(error) => Some(error),
        Delivery::Unknown(error) => {
            result.state = State::Unknown;
            Some(error)
        }
    }
}

fn recipient(command: &SendCommand, path: &crate::address::ForwardPath) -> Recipient {
    let notify = command.send.dsn.notify.clone();
    let original_recipient = command.send.dsn.is_asked() && path.0.wire().is_ascii();
    Recipient {
        path: path.clone(),
        parameters: RecipientParameters {
            notify,
            original_recipient,
        },
    }
}

/// From the result of each message to the end of the run: unknown goes before all, then a part that was done.
fn conclude(
    command: &SendCommand,
    mut report: SendReport,
    errors: Vec<Option<anyhow::Error>>,
) -> Outcome {
    let console = super::console(command.output);
    let several = report.messages.len() > 1;
    let states: Vec<State> = report.messages.iter().map(|result| result.state).collect();
    let any = |state: State| states.contains(&state);
    let unknown = any(State::Unknown);
    let some_done = any(State::Accepted) || any(State::Partial);
    tell_refusals(&console, &report, &errors);
    let mut failed: Vec<anyhow::Error> = Vec::new();
    for (result, error) in report.messages.iter_mut().zip(errors) {
        let Some(error) = error else { continue };
        let error = match result.state {
            State::Unknown => error.context(format!(
                "{} may or may not have been delivered: it was handed over whole, and no verdict came",
                result.name()
            )),
            _ => error,
        };
        let error = match (&result.file, several) {
            (Some(file), true) => error.context(crate::terminal::escape(file)),
            _ => error,
        };
        let mut failure = Failure::of(&error);
        if result.state == State::Unknown {
            failure.kind = Kind::Unknown;
        }
        result.error = Some(failure);
        failed.push(error);
    }
    if failed.is_empty() {
        let partial = any(State::Partial);
        let outcome = Outcome::done(report);
        return if partial {
            outcome.ending(Kind::Partial).with_error(refused_some())
        } else {
            outcome
        };
    }
    // Every failure is told; the one that decides the exit comes last.
    let decisive = report
        .messages
        .iter()
        .filter(|result| result.error.is_some())
        .position(|result| (result.state == State::Unknown) == unknown);
    let last = failed.remove(decisive.unwrap_or(0));
    failed
        .iter()
        .for_each(|error| console.warning(&Failure::of(error).message));
    let outcome = Outcome::failed(report, last);
    match (unknown, some_done) {
        (true, _) => outcome.ending(Kind::Unknown),
        (false, true) => outcome.ending(Kind::Partial),
        (false, false) => outcome,
    }
}

/// A line for each refused recipient, but for the one that the error itself names. The JSON result has them all.
fn tell_refusals(console: &Console, report: &SendReport, errors: &[Option<anyhow::Error>]) {
    if console.json {
        return;
    }
    for (result, error) in report.messages.iter().zip(errors) {
        // Behind a refused MAIL every recipient is refused, which says nothing about them.
        let about_recipients = match error
            .as_ref()
            .and_then(|error| error.downcast_ref::<Error>())
        {
            None => true,
            Some(error) => error.stage() == Some(Stage::Rcpt),
        };
        let told = error
            .as_ref()
            .map(|error| format!("{error:#}"))
            .unwrap_or_default();
        result
            .refusals()
            .filter(|refusal| about_recipients && !told.contains(refusal))
            .for_each(|refusal| console.warning(&refusal));
    }
}

fn refused_some() -> anyhow::Error {
    Problem::new(
        Kind::Partial,
        "some recipients were refused; the message went to the others",
    )
    .into()
}
