//! The envelope of a mail transaction (RFC 5321 section 3.3), as the steps of one flight.

use super::command::{Command, MailParameters, RecipientParameters};
use super::error::{Error, Stage};
use super::extension::Limits;
use super::session::{Session, refusal};
use super::transaction::{RecipientOutcome, Transaction};
use crate::address::{ForwardPath, ReversePath};
use crate::wire::{Flight, Stream};
use std::collections::BTreeSet;

/// One recipient to be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recipient {
    /// Where to.
    pub(crate) path: ForwardPath,
    /// What is asked along with it.
    pub(crate) parameters: RecipientParameters,
}

/// The envelope of a message and what the server must be able to do with it.
#[derive(Clone, Debug)]
pub(crate) struct EnvelopeRequest {
    /// Where reports go.
    pub(crate) reverse_path: ReversePath,
    /// At least one.
    pub(crate) recipients: Vec<Recipient>,
    /// RET and ENVID; SIZE, BODY and SMTPUTF8 are filled in from what follows and what is offered.
    pub(crate) parameters: MailParameters,
    /// The message in octets, CRLFs included.
    pub(crate) octets: u64,
    /// The message holds octets above 127.
    pub(crate) eight_bit: bool,
    /// What needs SMTPUTF8, as an error names it: an address or a header field that is not ASCII.
    pub(crate) internationalized: Option<String>,
    /// DATA may share the flight: content follows at once, and after it nothing but QUIT.
    pub(crate) data_in_flight: bool,
}

/// One command of an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Ends the transaction before this one.
    Rset,
    Mail,
    /// The recipient with this index.
    Rcpt(usize),
    Data,
}

impl Step {
    fn stage(self) -> Stage {
        match self {
            Step::Rset => Stage::Rset,
            Step::Mail => Stage::Mail,
            Step::Rcpt(_) => Stage::Rcpt,
            Step::Data => Stage::Data,
        }
    }
}

/// An envelope that stands in a flight and has not been answered.
#[derive(Debug)]
#[must_use = "the answers to an envelope must be read"]
pub(crate) struct PendingEnvelope {
    steps: Vec<Step>,
    recipients: Vec<ForwardPath>,
}

impl<S: Stream> Session<S> {
    /// Sends the envelope as one flight, as far as the server pipelines, and reads every answer. The login goes first if it
    /// is due; if it fails, the session is over: no message is sent without it.
    ///
    /// # Errors
    /// Those of [`push_envelope`](Self::push_envelope) and of [`login`](Self::login).
    pub(crate) fn transaction(
        &mut self,
        request: &EnvelopeRequest,
    ) -> Result<Transaction<'_, S>, Error> {
        // Before the login is begun, so that a message that cannot be sent does not cost it.
        self.mail_parameters(request)?;
        let mut flight = Flight::new(self.window);
        let begun = self.begin_login_due(&mut flight);
        let login = begun.inspect_err(|_| self.connection.give_up())?;
        let pending = self.push_envelope(&mut flight, request)?;
        if let Some(login) = login {
            // A refusal leaves the answers to the envelope due, which ends the session.
            self.read_login(login, &mut flight)?;
        }
        Ok(self.read_envelope(&mut flight, pending))
    }

    /// Adds the commands of an envelope to a flight. After a transaction that ended without content the first is RSET.
    ///
    /// # Errors
    /// [`Error::TooLarge`], [`Error::TooManyRecipients`], [`Error::NotOffered`]; the flight is unchanged then.
    pub(crate) fn push_envelope(
        &mut self,
        flight: &mut Flight,
        request: &EnvelopeRequest,
    ) -> Result<PendingEnvelope, Error> {
        let parameters = self.mail_parameters(request)?;
        let with_data =
            request.data_in_flight && self.window.is_pipelined() && !self.extensions.chunking;
        let mut steps = Vec::with_capacity(request.recipients.len() + 3);
        steps.extend(self.reset_needed.then_some(Step::Rset));
        steps.push(Step::Mail);
        steps.extend((0..request.recipients.len()).map(Step::Rcpt));
        steps.extend(with_data.then_some(Step::Data));
        for step in &steps {
            flight.push(&match step {
                Step::Rset => Command::Rset,
                Step::Mail => Command::Mail(request.reverse_path.clone(), parameters.clone()),
                Step::Rcpt(index) => self.rcpt(&request.recipients[*index]),
                Step::Data => Command::Data,
            });
        }
        Ok(PendingEnvelope {
            steps,
            recipients: (request.recipients.iter())
                .map(|recipient| recipient.path.clone())
                .collect(),
        })
    }

    /// Reads every answer to an envelope, in order, until one shows that no further answer counts: a 421, a refused RSET, a
    /// reply that belongs to no command of an envelope, or a failure of the connection. What was answered until then, and
    /// the reason, are in the [`Transaction`].
    pub(crate) fn read_envelope(
        &mut self,
        flight: &mut Flight,
        pending: PendingEnvelope,
    ) -> Transaction<'_, S> {
        self.reset_needed = true;
        let mut mail = None;
        let mut data = None;
        let mut broken = None;
        let outcome = |path| RecipientOutcome { path, reply: None };
        let mut recipients: Vec<_> = pending.recipients.into_iter().map(outcome).collect();
        for step in pending.steps {
            if !flight.is_open(&self.connection) {
                break;
            }
            let reply = match self.next_reply(flight, step.stage()) {
                Ok(reply) => reply,
                Err(error) => {
                    broken = Some(error);
                    break;
                }
            };
            let ends = reply.code.number() == 421
                || match step {
                    Step::Rset => !reply.is_yes(),
                    Step::Mail | Step::Rcpt(_) => !reply.is_yes() && !reply.is_no(),
                    Step::Data => reply.code.number() != 354 && !reply.is_no(),
                };
            if ends {
                self.connection.give_up();
                broken = Some(refusal(step.stage(), reply.clone()));
            }
            match step {
                Step::Rset => {}
                Step::Mail if ends => {}
                Step::Mail => {
                    if reply.is_no() {
                        // No transaction was begun. Without pipelining the recipients have not been asked yet, and
                        // need not be.
                        self.reset_needed = false;
                        flight.drop_waiting();
                    }
                    mail = Some(reply);
                }
                Step::Rcpt(index) => recipients[index].reply = Some(reply),
                Step::Data => data = Some(reply),
            }
            if ends {
                break;
            }
        }
        Transaction {
            session: self,
            mail,
            recipients,
            data,
            broken,
        }
    }

    fn rcpt(&self, recipient: &Recipient) -> Command {
        let parameters = match self.extensions.dsn {
            true => recipient.parameters.clone(),
            false => RecipientParameters::default(),
        };
        Command::Rcpt(recipient.path.clone(), parameters)
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
        check_recipients(&request.recipients, offered.limits)?;
        if let Some(what) = request.internationalized.as_ref()
            && !offered.smtputf8
        {
            return Err(Error::NotOffered {
                keyword: "SMTPUTF8",
                needed_for: what.clone().into(),
            });
        }
        if request.eight_bit && !offered.eight_bit_mime {
            return Err(Error::NotOffered {
                keyword: "8BITMIME",
                needed_for: "a ready-made message with octets above 127".into(),
            });
        }
        Ok(MailParameters {
            size: offered.size.then_some(request.octets),
            eight_bit: request.eight_bit,
            smtputf8: request.internationalized.is_some(),
            ret: request.parameters.ret.clone().filter(|_| offered.dsn),
            envid: request.parameters.envid.clone().filter(|_| offered.dsn),
        })
    }
}

/// Checks the recipients against the limits that the server announces.
fn check_recipients(recipients: &[Recipient], limits: Limits) -> Result<(), Error> {
    let domains: BTreeSet<_> = (recipients.iter())
        .filter_map(|recipient| Some(recipient.path.0.wire().rsplit_once('@')?.1.to_lowercase()))
        .collect();
    for (count, what, limit) in [
        (recipients.len(), "recipients", limits.rcpt_max),
        (
            domains.len(),
            "domains of recipients",
            limits.rcpt_domain_max,
        ),
    ] {
        if let Some(limit) = limit.filter(|limit| count as u64 > *limit) {
            return Err(Error::TooManyRecipients { count, what, limit });
        }
    }
    Ok(())
}
