//! mailcall sends mail over SMTP and reads a mailbox over POP3, from scripts.

pub mod address;
pub mod cli;
pub mod command;
pub mod compose;
pub mod message;
