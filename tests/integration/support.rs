//! What the topics share: the test builder, scripts, the scripted server and its certificates.

mod conversation;
mod dialogue;
mod secrets;
mod server;
mod test;
mod tls;

pub use test::{PASSWORD, Test};
