//! A mail transaction after its envelope: what was answered, who decides whether content follows, and giving up.
//!
//! Content goes out only when MAIL and every RCPT is answered, so a refusal never costs an upload and all-or-nothing
//! costs no round trip.

use super::command::Command;
use super::error::{Error, Stage};
use super::reply::{Reply, Severity};
use super::session::{Session, no};
use crate::address::ForwardPath;
use crate::wire::Stream;

/// What to do when some recipients are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RecipientPolicy {
    /// Nothing is sent unless all are accepted.
    AllOrNone,
    /// The message goes to those that are accepted, if any are (`--partial`).
    Partial,
}

/// What the server said of one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RecipientOutcome {
    /// Where to.
    pub path: ForwardPath,
    /// `None` when it was never asked, or no answer came.
    pub reply: Option<Reply>,
}

impl RecipientOutcome {
    /// Whether the server took it.
    pub(crate) fn is_accepted(&self) -> bool {
        self.reply.as_ref().is_some_and(Reply::is_completed)
    }
}

/// An envelope that the server has answered. Dropped without content it is given up: the next transaction begins with
/// RSET, or, where mail data was already granted, the connection is unusable.
#[derive(Debug)]
#[must_use = "an envelope without content sends nothing"]
pub(crate) struct Transaction<'s, S> {
    pub(super) session: &'s mut Session<S>,
    pub(super) mail: Reply,
    pub(super) recipients: Vec<RecipientOutcome>,
    pub(super) data: Option<Reply>,
}

impl<'s, S: Stream> Transaction<'s, S> {
    /// What the server said of each recipient, in the order they were asked for.
    pub(crate) fn recipients(&self) -> &[RecipientOutcome] {
        &self.recipients
    }

    /// Decides by the policy whether content may follow. A transaction that is refused is given up: the next one
    /// begins with RSET, or, where DATA was already granted, the connection is no longer usable, since nothing but
    /// closing it keeps the server from taking a message.
    ///
    /// # Errors
    /// [`Error::Refused`] or [`Error::Unexpected`] with the reply that decides: the sender's, else the first
    /// recipient refused for good, else the first refused for now.
    pub(crate) fn decide(self, policy: RecipientPolicy) -> Result<Self, Error> {
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
        error.map_or(Ok(self), Err)
    }

    /// Ends the transaction without content (`--dry-run`): RSET goes out with QUIT or before the next MAIL where the
    /// server pipelines, and at once where it does not.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::Wire`], [`Error::Malformed`]; nothing was sent all the same.
    pub(crate) fn reset(self) -> Result<(), Error> {
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
