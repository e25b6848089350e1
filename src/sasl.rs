//! Logging in, for SMTP and POP3 alike (RFC 4422): the choice of a method, and the exchange that follows. Nothing here
//! reads or writes; the session sends what it is given and reports what the server replied.
//!
//! ```text
//!   offered by the server ──┐
//!   --auth or auto ─────────┼─► Request::candidates ─► Ready ─begin─► Exchange ─finish─► Authenticated
//!   safety of the channel ──┤                                         │  ▲  │
//!   kind of proof ──────────┘                                    step └──┘  └─► cancel `*`, Error
//! ```
//!
//! One mechanism is tried and its refusal is final: the account is not locked by repeated attempts, and no attacker can
//! force a weaker mechanism. Which methods may be used on a clear connection is decided in [`Request::candidates`] and
//! nowhere else. An [`Authenticated`] exists only after `finish`, in which a mechanism refuses a server that has not
//! proved its identity.
//!
//! A new mechanism is one file with a `Mechanism`, its `mod` line here, and one row in `method.rs`.

mod bearer;
mod cram_md5;
mod credentials;
mod error;
mod exchange;
mod explanation;
mod external;
mod hexadecimal;
mod login;
mod mechanism;
mod method;
mod plain;
mod pop3_login;
mod request;
mod saslprep;
pub(crate) mod scram;
#[cfg(test)]
pub(crate) mod tests;

pub(crate) use credentials::{Credentials, Nonce, Proof, ProofKind};
pub(crate) use error::Error;
pub(crate) use exchange::{Authenticated, Exchange, Message, Ready, Step};
pub(crate) use explanation::Explanation;
pub(crate) use mechanism::Problem;
pub(crate) use method::{Method, Preference};
pub(crate) use pop3_login::{Apop, UserAndPass};
pub(crate) use request::{Candidate, Channel, Offer, Request};
