//! What the topics share: the test builder, scripts, the scripted server and its certificates.

mod conversation;
mod dialogue;
mod mail;
mod pattern;
mod process;
mod scram;
mod secrets;
mod server;
mod silent;
mod terminal;
mod test;
mod tls;

pub use mail::{NOTE, SECOND, accepted_note, error, refusals, reply};
pub use silent::Silent;
pub use terminal::Terminal;
pub use test::{PASSWORD, Test, secrets_in};
pub use tls::{Client, authority, fingerprint, intermediate, not_after};
