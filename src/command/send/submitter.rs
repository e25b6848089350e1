//! The connection that the messages of one run share.

use super::result::{MessageResult, State};
use super::submission::submit;
use crate::cli::SendCommand;
use crate::command::open::Opener;
use crate::message::Message;
use crate::net;
use crate::smtp::Session;

/// How many connections in a row may be lost before the rest of the messages is given up. One that is lost may be the fault of
/// one message or of an idle limit; two without a message in between that the server accepted or refused are not.
const MAX_LOST_IN_A_ROW: usize = 2;

/// How many messages of a dry run share a connection. Each costs a RSET without a message, and servers count those as
/// junk: Postfix slows a client down and then drops it after 100 (smtpd_junk_command_limit), others earlier.
const MAX_DRY_RUNS_PER_CONNECTION: u64 = 50;

/// Submits messages one after the other, over one session as long as it lasts.
pub(super) struct Submitter<'o> {
    command: &'o SendCommand,
    opener: &'o Opener,
    /// The run has one message only, so DATA may share the flight of its envelope.
    alone: bool,
    session: Option<Session<net::Stream>>,
    /// Transactions of the present session.
    begun: u64,
    /// Connections lost since a message had its result over one that stayed.
    lost_in_a_row: usize,
    /// No session can be opened any more.
    cannot_open: bool,
}

impl<'o> Submitter<'o> {
    /// Connects when the first message is submitted.
    pub(super) fn new(command: &'o SendCommand, opener: &'o Opener, alone: bool) -> Self {
        Submitter {
            command,
            opener,
            alone,
            session: None,
            begun: 0,
            lost_in_a_row: 0,
            cannot_open: false,
        }
    }

    /// Whether another message would have no connection: what kept this one from being opened, or lost it, would do so
    /// again.
    pub(super) fn has_given_up(&self) -> bool {
        self.cannot_open || self.lost_in_a_row >= MAX_LOST_IN_A_ROW
    }

    /// Submits one message over the present session, or over a new one. A session that proves to be dead before any
    /// content was sent says nothing about the message, which is then tried over a new session.
    ///
    /// # Errors
    /// Why the message was not accepted, or why that is unknown (see `result`).
    pub(super) fn submit(
        &mut self,
        message: &Message,
        result: &mut MessageResult,
    ) -> anyhow::Result<()> {
        loop {
            let (command, alone) = (self.command, self.alone);
            let session = self.session()?;
            let used = session.begun > 1;
            let outcome = submit(command, message, alone, session.smtp, result);
            let lost = outcome.is_err() && !session.smtp.is_usable();
            self.lost_in_a_row = if lost { self.lost_in_a_row + 1 } else { 0 };
            let Err(error) = outcome else {
                return Ok(());
            };
            // A refused login is not repeated.
            self.cannot_open |= error.is_login_failure();
            let was_dead = used && error.is_lost_before_content() && result.state != State::Unknown;
            if !was_dead || self.has_given_up() || self.opener.interrupt().signal().is_some() {
                return Err(self.opener.at_server(error));
            }
        }
    }

    /// The present session for one more transaction, or a new one where the present one is lost or has had as many as it
    /// may.
    fn session(&mut self) -> anyhow::Result<Used<'_>> {
        let dry = self.command.dry_run;
        let is_spent = |session: &Session<net::Stream>, begun| {
            let limits = [
                session.extensions().limits.mail_max,
                dry.then_some(MAX_DRY_RUNS_PER_CONNECTION),
            ];
            !session.is_usable() || limits.into_iter().flatten().any(|limit| begun >= limit)
        };
        let begun = self.begun;
        if let Some(spent) = self.session.take_if(|session| is_spent(session, begun)) {
            spent.quit();
        }
        let smtp = match &mut self.session {
            Some(session) => session,
            none => {
                self.begun = 0;
                let opened = self.opener.smtp();
                self.cannot_open = opened.is_err();
                none.insert(opened?)
            }
        };
        self.begun += 1;
        Ok(Used {
            smtp,
            begun: self.begun,
        })
    }

    /// Ends the session, if one is open. What kept another one from being opened is forgotten.
    pub(super) fn quit(&mut self) {
        if let Some(session) = self.session.take() {
            session.quit();
        }
        self.lost_in_a_row = 0;
        self.cannot_open = false;
    }
}

/// A session, and how many transactions it has had with the one that is to begin.
struct Used<'s> {
    smtp: &'s mut Session<net::Stream>,
    begun: u64,
}
