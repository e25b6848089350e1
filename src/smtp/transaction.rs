//! One mail transaction (RFC 5321 section 3.3): the envelope in one flight, then the mail data, then the verdict.
//!
//! Content goes out only when MAIL and every RCPT is answered, so a refusal never costs an upload and all-or-nothing
//! costs no round trip. From the moment its last octet was handed to the network, silence means *unknown*.

use super::command::{Command, MailParameters, RecipientParameters};
use super::error::{Error, Stage};
use super::reply::{Reply, Severity};
use super::session::{Session, no, read_reply};
use crate::address::{ForwardPath, ReversePath};
use crate::timeout::Phase;
use crate::wire::{Flight, Stream};

/// One recipient to be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Where to.
    pub path: ForwardPath,
    /// What is asked along with it.
    pub parameters: RecipientParameters,
}

/// The envelope of a message and what the server must be able to do with it.
#[derive(Clone, Debug)]
pub struct EnvelopeRequest {
    /// Where reports go.
    pub reverse_path: ReversePath,
    /// At least one.
    pub recipients: Vec<Recipient>,
    /// RET and ENVID; SIZE, BODY and SMTPUTF8 are filled in from what follows and what is offered.
    pub parameters: MailParameters,
    /// The message in octets, CRLFs included.
    pub octets: u64,
    /// The message holds octets above 127.
    pub eight_bit: bool,
    /// An address or a header field is not ASCII.
    pub internationalized: bool,
    /// DATA may share the flight: content follows at once, and after it nothing but QUIT.
    pub data_in_flight: bool,
}

/// What to do when some recipients are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecipientPolicy {
    /// Nothing is sent unless all are accepted.
    AllOrNone,
    /// The message goes to those that are accepted, if any are (`--partial`).
    Partial,
}

/// What the server said of one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipientOutcome {
    /// Where to.
    pub path: ForwardPath,
    /// `None` when it was never asked, or no answer came.
    pub reply: Option<Reply>,
}

impl RecipientOutcome {
    /// Whether the server took it.
    pub fn is_accepted(&self) -> bool {
        self.reply.as_ref().is_some_and(Reply::is_completed)
    }
}

/// An envelope that the server has answered.
#[derive(Debug)]
pub struct Transaction<'s, S> {
    pub(super) session: &'s mut Session<S>,
    mail: Reply,
    recipients: Vec<RecipientOutcome>,
    pub(super) data: Option<Reply>,
}

impl<S: Stream> Session<S> {
    /// Sends the envelope as one flight, as far as the server pipelines, and reads every answer. After a transaction
    /// that ended without content the flight begins with RSET.
    ///
    /// # Errors
    /// [`Error::TooLarge`], [`Error::NotOffered`] before anything is sent; [`Error::Refused`] only for a 421 or a
    /// refused RSET: refusals of the envelope are in the [`Transaction`]; [`Error::Wire`], [`Error::Malformed`].
    pub fn transaction(&mut self, request: &EnvelopeRequest) -> Result<Transaction<'_, S>, Error> {
        let parameters = self.mail_parameters(request)?;
        let mut flight = Flight::new(self.window);
        let reset = self.reset_needed;
        if reset {
            flight.push(&Command::Rset);
        }
        flight.push(&Command::Mail(request.reverse_path.clone(), parameters));
        for recipient in &request.recipients {
            let parameters = if self.extensions.dsn {
                recipient.parameters.clone()
            } else {
                RecipientParameters::default()
            };
            flight.push(&Command::Rcpt(recipient.path.clone(), parameters));
        }
        let with_data =
            request.data_in_flight && self.window.is_pipelined() && !self.extensions.chunking;
        if with_data {
            flight.push(&Command::Data);
        }
        self.reset_needed = true;
        if reset {
            let reply = self.next_reply(&mut flight, Stage::Rset, Phase::Command)?;
            if !reply.is_completed() {
                return Err(no(Stage::Rset, reply));
            }
        }
        let mail = self.next_reply(&mut flight, Stage::Mail, Phase::Command)?;
        if !mail.is_completed() {
            // No transaction was begun. Without pipelining the recipients have not been asked yet, and need not be.
            self.reset_needed = false;
            flight.drop_waiting();
        }
        let mut recipients = Vec::with_capacity(request.recipients.len());
        for recipient in &request.recipients {
            let reply = match flight.is_open() {
                true => Some(self.next_reply(&mut flight, Stage::Rcpt, Phase::Command)?),
                false => None,
            };
            recipients.push(RecipientOutcome {
                path: recipient.path.clone(),
                reply,
            });
        }
        let data = match with_data && flight.is_open() {
            true => Some(self.next_reply(&mut flight, Stage::Data, Phase::DataStart)?),
            false => None,
        };
        Ok(Transaction {
            session: self,
            mail,
            recipients,
            data,
        })
    }

    /// What MAIL may and must carry here.
    fn mail_parameters(&self, request: &EnvelopeRequest) -> Result<MailParameters, Error> {
        let offered = &self.extensions;
        if let Some(limit) = offered.size_limit.filter(|limit| request.octets > *limit) {
            return Err(Error::TooLarge {
                octets: request.octets,
                limit,
            });
        }
        if request.internationalized && !offered.smtputf8 {
            return Err(Error::NotOffered {
                keyword: "SMTPUTF8",
                needed_for: "an address or header field beyond ASCII",
            });
        }
        if request.eight_bit && !offered.eight_bit_mime {
            return Err(Error::NotOffered {
                keyword: "8BITMIME",
                needed_for: "a ready-made message with octets above 127",
            });
        }
        Ok(MailParameters {
            size: offered.size.then_some(request.octets),
            eight_bit: request.eight_bit,
            smtputf8: request.internationalized,
            ret: request.parameters.ret.clone().filter(|_| offered.dsn),
            envid: request.parameters.envid.clone().filter(|_| offered.dsn),
        })
    }

    /// Sends on as far as the window allows and reads the oldest answer due.
    fn next_reply(
        &mut self,
        flight: &mut Flight,
        stage: Stage,
        phase: Phase,
    ) -> Result<Reply, Error> {
        flight
            .advance(&mut self.connection, phase)
            .map_err(|source| self.explain(stage, source))?;
        let wait = self.connection.wait(phase);
        let reply = read_reply(&mut self.connection, stage, &wait)?;
        flight.answered();
        if reply.code.number() == 421 {
            // The server is closing (RFC 5321 section 3.8): what follows in the flight gets no answer.
            self.connection.poison();
            return Err(no(stage, reply));
        }
        Ok(reply)
    }
}

impl<'s, S: Stream> Transaction<'s, S> {
    /// What the server said of each recipient, in the order they were asked for.
    pub fn recipients(&self) -> &[RecipientOutcome] {
        &self.recipients
    }

    /// Decides by the policy whether content may follow. A transaction that is refused is given up: the next one
    /// begins with RSET, or, where DATA was already granted, the connection is no longer usable, since nothing but
    /// closing it keeps the server from taking a message.
    ///
    /// # Errors
    /// [`Error::Refused`] or [`Error::Unexpected`] with the reply that decides: the sender's, else the first
    /// recipient refused for good, else the first refused for now.
    pub fn decide(self, policy: RecipientPolicy) -> Result<Self, Error> {
        let error = if !self.mail.is_completed() {
            Some(no(Stage::Mail, self.mail.clone()))
        } else {
            let refused: Vec<&RecipientOutcome> = self
                .recipients
                .iter()
                .filter(|outcome| !outcome.is_accepted())
                .collect();
            let fatal = match policy {
                RecipientPolicy::AllOrNone => !refused.is_empty(),
                RecipientPolicy::Partial => refused.len() == self.recipients.len(),
            };
            let data = self.data.clone().filter(|reply| reply.code.number() != 354);
            if fatal {
                worst(&refused)
            } else {
                data.map(|reply| no(Stage::Data, reply))
            }
        };
        match error {
            None => Ok(self),
            Some(error) => {
                self.give_up();
                Err(error)
            }
        }
    }

    /// Leaves the transaction without content.
    fn give_up(self) {
        if self
            .data
            .is_some_and(|reply| reply.code.severity() == Severity::Intermediate)
        {
            self.session.connection.poison();
        }
    }

    /// Ends the transaction without content (`--dry-run`): RSET goes out with QUIT or before the next MAIL where the
    /// server pipelines, and at once where it does not.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::Wire`], [`Error::Malformed`]; nothing was sent all the same.
    pub fn reset(self) -> Result<(), Error> {
        if self.session.window.is_pipelined() {
            self.session.reset_before_quit = true;
            return Ok(());
        }
        let reply = self.session.exchange(&Command::Rset, Stage::Rset)?;
        self.session.reset_needed = false;
        if reply.is_completed() {
            Ok(())
        } else {
            Err(no(Stage::Rset, reply))
        }
    }
}

/// The refusal that tells most: one for good before one for now.
fn worst(refused: &[&RecipientOutcome]) -> Option<Error> {
    let for_good = |outcome: &&&RecipientOutcome| {
        outcome.reply.as_ref().is_some_and(|reply| {
            reply.code.severity() == Severity::Permanent && !is_too_many(reply)
        })
    };
    let outcome = refused
        .iter()
        .find(for_good)
        .or_else(|| refused.iter().find(|outcome| outcome.reply.is_some()))?;
    let reply = outcome.reply.clone()?;
    Some(match no(Stage::Rcpt, reply) {
        Error::Refused { stage, reply, .. } => Error::Refused {
            stage,
            subject: Some(outcome.path.0.wire()),
            reply,
        },
        other => other,
    })
}

/// 552 to RCPT means too many recipients for now, whatever its first digit says (RFC 5321 section 4.5.3.1.10).
pub(crate) fn is_too_many(reply: &Reply) -> bool {
    reply.code.number() == 552
}
