//! The program against real servers: a Postfix and a Dovecot of the tests' own, on loopback.
//!
//! `tests/run live` runs them, and so does `cargo test --features live` where the servers are installed. One host
//! serves all tests of a run at the same time, so each test has a user of its own. Without the servers every test
//! fails; none is skipped.

mod batch;
mod check;
mod compose;
mod content;
mod cut;
mod dele;
mod envelope;
mod host;
mod login;
mod memory;
mod oauth;
mod pop3;
mod retr;
mod shells;
mod smtp;
mod support;
mod tls;
mod tools;
