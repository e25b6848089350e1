//! mailcall sends mail over SMTP and reads a mailbox over POP3, from scripts: five commands, each one short blocking
//! session that prints text or JSON and exits with a code a script can branch on.
//!
//! Leaves are pure, sessions block. Parsers, encoders, SASL and listings take and return values; sessions drive them
//! over any [`wire::Stream`]; only [`net`] knows sockets and TLS, and only `command/open.rs` brings the two together.
//!
//! ```text
//!   main ─► run ─► cli          flags as written
//!                  command ───► account      settings from flags and environment, merged and checked
//!                     │    ├──► compose, message       what is sent, as measured pieces
//!                     │    ├──► selection, maildrop ─► pop3 ┐
//!                     │    ├──► smtp ───────────────────────┼─► wire ─► timeout
//!                     │    ├──► net (sockets, TLS)          └─► sasl ─► secret
//!                     │    ├──► store, reader, terminal
//!                     │    └──► input, spool, copy     reads with a deadline, what must be whole first, octets moved
//!                     └──► exit, signal   every error to its code; what ends a run early
//! ```
//!
//! | matter | standards | module |
//! | --- | --- | --- |
//! | submission | RFC 5321, 6409, 1870, 2920, 3030, 3207, 3461, 4954, 6152, 6531, 9422 | [`smtp`] |
//! | maildrop | RFC 1939, 2449, 2595, 3206, 5034 | [`pop3`], [`maildrop`] |
//! | login | RFC 4422, 4616, 2195, 5802, 7677, 7628 | [`sasl`] |
//! | message format | RFC 5322, 2045, 2047, 2231 | [`compose`], [`message`], [`reader`] |
//! | TLS | RFC 8314, 9525 | [`net`] |
//!
//! Types prevent what must never happen (a message lost, sent twice, or reported as sent when that is not known):
//! [`smtp::Delivery`] and [`maildrop::Removal`] have a case for *unknown* and cannot be ignored, and a connection on which
//! an answer is still due cannot be written to ([`wire`]).
//!
//! The library's face is [`run`], [`EXIT_BUG`] and the definition of the command line in [`cli`].

#![allow(rustdoc::private_intra_doc_links)] // the documentation is built with private items
#![deny(unreachable_pub)] // what nothing outside a module uses shows as dead code

pub(crate) mod account;
pub(crate) mod address;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod checks;
pub mod cli;
pub(crate) mod command;
pub(crate) mod compose;
pub(crate) mod copy;
pub(crate) mod endpoint;
pub(crate) mod exit;
pub(crate) mod input;
pub(crate) mod maildrop;
pub(crate) mod message;
pub(crate) mod nearest;
pub(crate) mod net;
pub(crate) mod pop3;
pub(crate) mod reader;
pub(crate) mod sasl;
pub(crate) mod secret;
pub(crate) mod selection;
pub(crate) mod signal;
pub(crate) mod smtp;
pub(crate) mod spool;
pub(crate) mod store;
pub(crate) mod terminal;
pub(crate) mod timeout;
pub(crate) mod wire;

use clap::Parser;
use clap::error::ErrorKind;
use exit::{Failure, Kind};
use std::ffi::OsString;

/// The exit code of a panic: our own mistake.
pub const EXIT_BUG: u8 = 70;

/// The line for stderr after a panic at `place`, as text or, if this process was started with `--json`, as JSON.
pub fn bug(place: &str) -> String {
    let failure = Failure {
        kind: Kind::Bug,
        message: format!("this is a bug{place}; what was sent or deleted is unknown"),
        stage: None,
        server: None,
        hint: None,
        library_text: None,
    };
    command::failure_line(asks_for_json(std::env::args_os()), &failure)
}

/// Whether a command line that may be wrong asks for JSON.
fn asks_for_json(arguments: impl IntoIterator<Item = OsString>) -> bool {
    arguments.into_iter().any(|argument| argument == "--json")
}

/// Runs a whole command line, the program's name first, and gives the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    match cli::Cli::try_parse_from(&arguments) {
        Ok(cli) => command::run(&cli),
        Err(error) => refuse(&error, &arguments),
    }
}

/// A command line that is not understood, or that asks for help.
fn refuse(error: &clap::Error, arguments: &[OsString]) -> u8 {
    let Some(refusal) = cli::refusal::of(error, arguments) else {
        if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
            let _ = error.print();
            return Kind::Usage.code();
        }
        return match command::print(error.render().to_string()) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Kind::Io.code(),
            _ => 0,
        };
    };
    let json = asks_for_json(arguments.iter().cloned());
    let failure = Failure {
        kind: Kind::Usage,
        message: refusal.message,
        stage: None,
        server: None,
        hint: None,
        library_text: None,
    };
    let code = command::print_failure(
        cli::Output {
            json,
            ..cli::Output::default()
        },
        &failure,
    );
    if !json {
        refusal
            .example
            .iter()
            .for_each(|line| terminal::write_line(&format!("  example: {line}")));
        terminal::write_line(&format!("  help:    {}", refusal.help));
    }
    code
}
