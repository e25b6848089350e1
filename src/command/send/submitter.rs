//! The connection that the messages of one run share.

use super::result::{MessageResult, State};
use super::submission::submit;
use crate::cli::SendCommand;
use crate::command::open::Opener;
use crate::exit::{Kind, Problem};
use crate::message::Message;
use crate::net;
use crate::smtp::Session;

/// How many connections one run opens: one for all messages, and a second one if the server closes the first early.
const MAX_CONNECTIONS: usize = 2;

/// Submits messages one after the other, over one session as long as it lasts.
pub(super) struct Submitter<'o> {
    command: &'o SendCommand,
    opener: &'o Opener,
    /// The run has one message only, so DATA may share the flight of its envelope.
    alone: bool,
    session: Option<Session<net::Stream>>,
    opened: usize,
}

impl<'o> Submitter<'o> {
    /// Connects when the first message is submitted.
    pub(super) fn new(command: &'o SendCommand, opener: &'o Opener, alone: bool) -> Self {
        Submitter {
            command,
            opener,
            alone,
            session: None,
            opened: 0,
        }
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
            if let Some(signal) = self.opener.interrupt().signal() {
                return Err(signal.into());
            }
            let used = self.session.as_ref().is_some_and(Session::is_usable);
            let (command, alone) = (self.command, self.alone);
            let Err(error) = submit(command, message, alone, self.session()?, result) else {
                return Ok(());
            };
            let was_dead = used && error.is_lost_before_content() && result.state == State::NotSent;
            if !was_dead || self.opened == MAX_CONNECTIONS {
                return Err(self.opener.at_server(error));
            }
        }
    }

    /// A session that can be used: the present one, or a new one.
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
                    // What kept this session from opening would keep the next one from opening too.
                    self.opened = MAX_CONNECTIONS;
                }
                Ok(none.insert(opened?))
            }
        }
    }

    /// Ends the session, if one is open.
    pub(super) fn quit(self) {
        if let Some(session) = self.session {
            session.quit();
        }
    }
}
