//! The program against real servers: a Postfix and a Dovecot of the tests' own, on loopback.
//!
//! Run by `tests/run live`, or by `cargo test --features live` where the servers are at hand. One
//! host serves all tests of a run, so they work side by side: each takes a user of its own. Where
//! there are no servers every test fails; none is skipped.

mod compose;
mod content;
mod cut;
mod dele;
mod envelope;
mod host;
mod login;
mod memory;
mod pop3;
mod retr;
mod shells;
mod smtp;
mod support;
mod tls;
mod tools;
