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

pub(crate) mod capability;
pub(crate) mod command;
pub(crate) mod error;
pub(crate) mod listing;
mod login;
pub(crate) mod response;
pub(crate) mod retrieval;
pub(crate) mod session;
pub(crate) mod survey;
#[cfg(test)]
mod tests;
pub(crate) mod transaction;

pub(crate) use error::{Error, Stage};
pub(crate) use response::{Response, ResponseCode};
pub(crate) use retrieval::{Extent, Retrieval};
pub(crate) use session::Session;
pub(crate) use survey::{Survey, Surveyed};
pub(crate) use transaction::{Transaction, Update};
