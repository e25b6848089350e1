//! SMTP submission (RFC 5321, RFC 6409): one session, any number of mail transactions.
//!
//! ```text
//!   Connection ──open──► Session ──transaction──► Transaction ──content──► Delivery
//!     220, EHLO            │  ▲   (MAIL RCPT* [DATA] in one flight)   │   accepted, refused,
//!     [STARTTLS, TLS,      │  └───────────── RSET, if needed ─────────┘   not sent, unknown
//!      EHLO again]         ├─ login (AUTH)
//!                          └─ quit
//! ```
//!
//! The order is held by types: content can only be written on a [`Transaction`], which exists only when the envelope
//! was answered; [`Session::quit`] consumes the session. What a server offers lives in the session it was told to and
//! dies with it, so nothing from before TLS can be used after.

pub mod command;
pub mod content;
pub mod envelope;
pub mod error;
pub mod extension;
mod login;
pub mod reply;
pub mod session;
#[cfg(test)]
mod tests;
pub mod transaction;

pub use command::{MailParameters, RecipientParameters};
pub use content::Delivery;
pub use envelope::{EnvelopeRequest, PendingEnvelope, Recipient};
pub use error::{Error, Stage};
pub use extension::Extensions;
pub use reply::{EnhancedStatus, Reply, ReplyCode, Severity};
pub use session::{Opening, Session};
pub use transaction::{RecipientOutcome, RecipientPolicy, Transaction};
