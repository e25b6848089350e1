//! POP3 (RFC 1939, extended by RFC 2449): one session on one maildrop.
//!
//! ```text
//!   Connection ──open──► Session<Authorization> ──authenticate──► Session<Transaction> ──quit──► UPDATE
//!     +OK greeting, CAPA    (SASL, APOP or                          STAT LIST UIDL           only here are
//!     [STLS, TLS, CAPA]      USER and PASS)                         RETR TOP DELE RSET       messages removed
//! ```
//!
//! The states are types: DELE before a login does not compile, [`Session::quit`] consumes the session, and dropping a
//! session in any other way removes nothing (RFC 1939 section 6).

pub mod capability;
pub mod command;
pub mod error;
pub mod listing;
mod login;
pub mod response;
pub mod retrieval;
pub mod session;
pub mod survey;
#[cfg(test)]
mod tests;
pub mod transaction;

pub use capability::Capabilities;
pub use error::{Error, Stage};
pub use listing::{DropListing, ScanListing, UniqueId, UniqueIdListing};
pub use response::{Response, ResponseCode};
pub use retrieval::{Extent, Retrieval, Retrievals};
pub use session::{Authorization, Handshake, Session};
pub use survey::{Survey, Surveyed};
pub use transaction::{Transaction, Update};
