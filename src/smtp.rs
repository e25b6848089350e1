//! SMTP submission (RFC 5321, RFC 6409): one session, any number of mail transactions.
//!
//! ```text
//!   Connection ──open──► Session ──transaction──► Transaction ──decide──► Accepted ──content──► Delivery
//!     220, EHLO            │  ▲   (MAIL RCPT* [DATA] in one flight)          │          accepted, refused,
//!     [STARTTLS, TLS,      │  └───────────── RSET, if needed ────────────────┘          not sent, unknown
//!      EHLO again]         ├─ login (AUTH)
//!                          └─ quit
//! ```
//!
//! The order is held by types: content can only be written on an [`transaction::Accepted`] envelope;
//! [`Session::quit`] consumes the session. What a server offers lives in the session it was told to and dies with it, so
//! nothing from before TLS can be used after.

pub(crate) mod command;
pub(crate) mod content;
pub(crate) mod envelope;
pub(crate) mod error;
pub(crate) mod extension;
mod login;
pub(crate) mod reply;
pub(crate) mod session;
#[cfg(test)]
mod tests;
pub(crate) mod transaction;

pub(crate) use command::{MailParameters, RecipientParameters};
pub(crate) use content::Delivery;
pub(crate) use envelope::{EnvelopeRequest, Recipient};
pub(crate) use error::{Error, Stage};
pub(crate) use reply::{Reply, Severity};
pub(crate) use session::{Opening, Session};
pub(crate) use transaction::{RecipientOutcome, RecipientPolicy};
