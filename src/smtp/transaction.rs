//! A mail transaction after its envelope: the answers, the decision whether content follows, and giving up.
//!
//! Content goes out only when MAIL and every RCPT is answered, so a refusal never costs an upload and all-or-nothing
//! costs no round trip.

use super::command::Command;
use super::error::{Error, Stage};
use super::reply::{Reply, Severity};
use super::session::{Session, refusal};
use crate::address::ForwardPath;
use crate::wire::{self, Stream};

/// What to do when some recipients are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RecipientPolicy {
    /// Nothing is sent unless all are accepted.
    AllOrNone,
    /// The message goes to those that are accepted, if any are (`--partial`).
    Partial,
}

/// The server's answer to one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RecipientOutcome {
    /// Where to.
    pub(crate) path: ForwardPath,
    /// `None` when it was never asked, or no answer came.
    pub(crate) reply: Option<Reply>,
}

impl RecipientOutcome {
    /// Whether the server accepted it.
    pub(crate) fn is_accepted(&self) -> bool {
        self.reply.as_ref().is_some_and(Reply::is_yes)
    }

    /// Whether the server refused it, and may accept it later.
    pub(crate) fn is_refused_for_now(&self) -> bool {
        (self.reply.as_ref()).is_some_and(|reply| reply.is_no() && !is_for_good(reply))
    }

    /// Whether the server refused it for good.
    pub(crate) fn is_refused_for_good(&self) -> bool {
        self.reply.as_ref().is_some_and(is_for_good)
    }
}

/// An envelope that the server has answered, or as much of it as the server did. Dropped, it is given up: the next
/// transaction begins with RSET, or, where mail data was already granted or answers are missing, the connection is
/// unusable.
#[derive(Debug)]
#[must_use = "an envelope without content sends nothing"]
pub(crate) struct Transaction<'s, S> {
    pub(super) session: &'s mut Session<S>,
    /// The reply to MAIL, if one came.
    pub(super) mail: Option<Reply>,
    pub(super) recipients: Vec<RecipientOutcome>,
    /// The reply to DATA, where it shared the flight.
    pub(super) data: Option<Reply>,
    /// Why the answers end before the last one.
    pub(super) broken: Option<Error>,
}

/// An envelope that the server has accepted: the content can follow.
#[derive(Debug)]
#[must_use = "an envelope without content sends nothing"]
pub(crate) struct Accepted<'s, S> {
    pub(super) session: &'s mut Session<S>,
    /// DATA shared the flight and was answered with 354.
    pub(super) granted: bool,
}

impl<'s, S: Stream> Transaction<'s, S> {
    /// The answer to each recipient, in the order of the request.
    pub(crate) fn recipients(&self) -> &[RecipientOutcome] {
        &self.recipients
    }

    /// Decides by the policy whether content may follow. A transaction that is refused is given up: the next one
    /// begins with RSET, or, where DATA was already granted, the connection is no longer usable, since nothing but
    /// closing it keeps the server from taking a message.
    ///
    /// # Errors
    /// [`Error::Refused`] with the reply that decides: the sender's, else the first recipient refused for good, else the
    /// first refused for now; [`Error::RefusedInBrokenFlight`] when answers are missing behind it. Without a refusal that
    /// decides: why answers are missing, or the reply to DATA.
    pub(crate) fn decide(self, policy: RecipientPolicy) -> Result<Accepted<'s, S>, Error> {
        let decisive = self.refusal(policy);
        let is_accepted = self.is_accepted(policy);
        let Transaction {
            session,
            data,
            broken,
            ..
        } = self;
        match (decisive, broken, data) {
            (
                Some(decisive),
                Some(Error::Wire { stage, .. } | Error::Malformed { stage, .. }),
                _,
            ) => Err(Error::RefusedInBrokenFlight {
                refusal: Box::new(decisive),
                unanswered: stage,
                pipelined: session.window.is_pipelined(),
            }),
            (Some(error), _, _) | (None, Some(error), _) => Err(error),
            (None, None, _) if !is_accepted => Err(Error::Wire {
                stage: Stage::Mail,
                source: wire::Error::Unusable,
            }),
            (None, None, Some(reply)) if reply.code.number() != 354 => {
                Err(refusal(Stage::Data, reply))
            }
            (None, None, data) => Ok(Accepted {
                session,
                granted: data.is_some(),
            }),
        }
    }

    fn is_accepted(&self, policy: RecipientPolicy) -> bool {
        let mut recipients = self.recipients.iter().map(RecipientOutcome::is_accepted);
        let enough = match policy {
            RecipientPolicy::AllOrNone => recipients.all(|accepted| accepted),
            RecipientPolicy::Partial => recipients.any(|accepted| accepted),
        };
        enough && self.mail.as_ref().is_some_and(Reply::is_yes)
    }

    /// The refusal that keeps the message from being sent, if there is one. With [`RecipientPolicy::Partial`] and answers
    /// missing, a refused recipient is not what keeps it.
    fn refusal(&self, policy: RecipientPolicy) -> Option<Error> {
        if let Some(mail) = self.mail.as_ref().filter(|reply| reply.is_no()) {
            return Some(refusal(Stage::Mail, mail.clone()));
        }
        // A 421 says nothing about the recipient: it ends the connection.
        let is_refusal = |reply: &Reply| reply.is_no() && reply.code.number() != 421;
        let refused: Vec<&RecipientOutcome> = (self.recipients.iter())
            .filter(|outcome| outcome.reply.as_ref().is_some_and(is_refusal))
            .collect();
        let fatal = match policy {
            RecipientPolicy::AllOrNone => true,
            RecipientPolicy::Partial => refused.len() == self.recipients.len(),
        };
        if fatal { worst(&refused) } else { None }
    }
}

impl<S: Stream> Accepted<'_, S> {
    /// Ends the transaction without content (`--dry-run`): RSET goes out with QUIT or before the next MAIL where the
    /// server pipelines, and at once where it does not.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::Wire`], [`Error::Malformed`], [`Error::Unexpected`]; nothing was sent all the same.
    pub(crate) fn reset(self) -> Result<(), Error> {
        if self.session.window.is_pipelined() {
            // An answer too many puts those in doubt that were read.
            if let Err(source @ wire::Error::Unsolicited { .. }) =
                self.session.connection.expect_silence()
            {
                return Err(self.session.explain(Stage::Rset, source));
            }
            self.session.reset_before_quit = true;
            return Ok(());
        }
        let reply = self.session.exchange(&Command::Rset, Stage::Rset)?;
        self.session.reset_needed = false;
        if reply.is_yes() {
            Ok(())
        } else {
            Err(refusal(Stage::Rset, reply))
        }
    }
}

/// The refusal to report: a permanent one before a temporary one.
fn worst(refused: &[&RecipientOutcome]) -> Option<Error> {
    let outcome = refused
        .iter()
        .find(|outcome| outcome.is_refused_for_good())
        .or_else(|| refused.iter().find(|outcome| outcome.reply.is_some()))?;
    let reply = outcome.reply.clone()?;
    Some(match refusal(Stage::Rcpt, reply) {
        Error::Refused { stage, reply, .. } => Error::Refused {
            stage,
            subject: Some(outcome.path.0.wire()),
            reply,
        },
        other => other,
    })
}

/// Whether a reply to RCPT is a refusal for good.
fn is_for_good(reply: &Reply) -> bool {
    reply.code.severity() == Severity::Permanent && !is_too_many(reply)
}

/// 552 to RCPT means too many recipients for now, whatever its first digit says (RFC 5321 section 4.5.3.1.10).
pub(crate) fn is_too_many(reply: &Reply) -> bool {
    reply.code.number() == 552
}
