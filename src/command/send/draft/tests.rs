//! Command lines, and the messages or errors that they lead to.

mod envelopes;
mod flags;
mod refused;

use super::{FromAccount, Messages, Note, Stdin, messages_with};
use crate::address::Mailbox;
use crate::cli::send::Send;
use crate::message::Message;
use crate::message::stamp::Stamp;
use clap::{Args as _, FromArgMatches as _};
use std::io::{self, Read};

/// Stdin as a pipe.
struct Piped<'a>(&'a [u8]);

impl Read for Piped<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Stdin for Piped<'_> {
    fn is_terminal(&self) -> bool {
        false
    }

    fn is_pipe(&self) -> bool {
        true
    }
}

/// Stdin as a terminal.
struct Typed<'a>(Piped<'a>);

impl Read for Typed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Stdin for Typed<'_> {
    fn is_terminal(&self) -> bool {
        true
    }

    fn is_pipe(&self) -> bool {
        false
    }
}

fn command() -> clap::Command {
    Send::augment_args(clap::Command::new("send").no_binary_name(true))
}

fn run_with(
    args: &[&str],
    stdin: &mut dyn Stdin,
    notes: &mut dyn FnMut(Note),
) -> anyhow::Result<Vec<Message>> {
    let send = Send::from_arg_matches(&command().try_get_matches_from(args)?)?;
    let account = FromAccount {
        author: Mailbox::parse("Me <me@example.com>").ok(),
        ..FromAccount::default()
    };
    let stamp = Stamp::fixed("Mon, 23 Nov 2026 10:00:00 +0800", 0);
    messages_with(&send, &account, stdin, notes, stamp).and_then(collected)
}

fn collected(messages: Messages<'_>) -> anyhow::Result<Vec<Message>> {
    messages
        .map(|made| made.map_err(|unmade| unmade.error))
        .collect()
}

fn run(args: &[&str], stdin: &[u8]) -> anyhow::Result<Vec<Message>> {
    run_with(args, &mut Piped(stdin), &mut |_| {})
}

fn content(message: &Message) -> String {
    let mut octets = Vec::new();
    let read = message
        .content
        .reader()
        .and_then(|mut reader| reader.read_to_end(&mut octets));
    assert!(read.is_ok(), "{read:?}");
    assert_eq!(octets.len() as u64, message.content.octets());
    String::from_utf8_lossy(&octets).into_owned()
}

#[test]
fn a_plain_message() {
    let made = run(&["-s", "hi", "bob@x.org", "-b", "eve@x.org"], b"text\n");
    let Ok([message]) = made.as_deref() else {
        panic!("{made:?}");
    };
    assert_eq!(
        content(message),
        "Date: Mon, 23 Nov 2026 10:00:00 +0800\r\n\
         From: \"Me\" <me@example.com>\r\n\
         To: <bob@x.org>\r\n\
         Subject: hi\r\n\
         Message-ID: <00000000000000000000000000000001@example.com>\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: 7bit\r\n\
         \r\n\
         text\r\n"
    );
    assert_eq!(message.envelope.reverse_path.wire(), "<me@example.com>");
    let paths: Vec<String> = message
        .envelope
        .forward_paths
        .iter()
        .map(|p| p.wire())
        .collect();
    assert_eq!(paths, ["<bob@x.org>", "<eve@x.org>"]);
}

#[test]
fn a_ready_made_message_is_changed_where_it_must() {
    let made = run(
        &["-m", "-", "bob@x.org"],
        b"From x\nFrom: a@b\nBcc: c@d,\n e@f\nSubject: x\n y\n\n.\nbody\r",
    );
    let Ok([message]) = made.as_deref() else {
        panic!("{made:?}");
    };
    assert_eq!(
        content(message),
        "From: a@b\r\n\
         Subject: x\r\n y\r\n\
         Date: Mon, 23 Nov 2026 10:00:00 +0800\r\n\
         Message-ID: <00000000000000000000000000000001@example.com>\r\n\
         \r\n\
         .\r\nbody\r\n"
    );
}

fn made(args: &[&str], stdin: &[u8]) -> (Message, String) {
    match run(args, stdin) {
        Ok(mut messages) if messages.len() == 1 => {
            let message = messages.remove(0);
            let content = content(&message);
            (message, content)
        }
        other => panic!("{args:?}: {other:?}"),
    }
}
