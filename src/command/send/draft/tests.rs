//! Command lines and the messages or errors they become.

use super::{Author, Stdin, messages_with};
use crate::address::Mailbox;
use crate::cli::send::Send;
use crate::message::stamp::Stamp;
use crate::message::{Fault, Message};
use clap::{Args as _, FromArgMatches as _};
use std::io::{self, Read};

/// What is piped in.
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
}

fn run(args: &[&str], stdin: &[u8]) -> anyhow::Result<Vec<Message>> {
    let command = Send::augment_args(clap::Command::new("send").no_binary_name(true));
    let send = Send::from_arg_matches(&command.try_get_matches_from(args)?)?;
    let author = Author {
        mailbox: Mailbox::parse("Me <me@example.com>").ok(),
        domain: None,
    };
    let mut stamp = Stamp::fixed("Mon, 23 Nov 2026 10:00:00 +0800", 0);
    messages_with(&send, &author, &mut Piped(stdin), &mut |_| {}, &mut stamp)
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
fn a_ready_made_message_keeps_what_it_has() {
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

/// Whose fault the error of a command line is, as its typed root tells.
fn fault(error: &anyhow::Error) -> Option<Fault> {
    if let Some(problem) = error.downcast_ref::<super::Problem>() {
        return Some(problem.fault());
    }
    if let Some(error) = error.downcast_ref::<crate::compose::Error>() {
        return Some(error.fault());
    }
    if let Some(error) = error.downcast_ref::<crate::message::Error>() {
        return Some(error.fault());
    }
    error
        .downcast_ref::<crate::address::AddressError>()
        .map(|_| Fault::Data)
}

#[test]
fn bad_command_lines() {
    let table: &[(&[&str], &[u8], Fault)] = &[
        (&["-s", "x"], b"", Fault::Usage),
        (&["-t", "a"], b"", Fault::Data),
        (&["-t", ""], b"", Fault::Data),
        (&["a@b", "-s", "x\r\nBcc: y@z"], b"", Fault::Data),
        (&["a@b", "-s", "x\u{85}y"], b"", Fault::Data),
        (&["a@b", "-H", "From: x@y"], b"", Fault::Usage),
        (&["a@b", "-H", "content-type: x/y"], b"", Fault::Usage),
        (&["a@b", "-H", "X"], b"", Fault::Data),
        (&["a@b", "-H", "X: a\nb"], b"", Fault::Data),
        (&["a@b", "-H", "Subject: x", "-s", "y"], b"", Fault::Usage),
        (&["a@b", "--charset", "klingon"], b"", Fault::Usage),
        (&["a@b"], b"\xff", Fault::Data),
        (&["a@b", "-a", "/nonexistent"], b"", Fault::NoInput),
        (&["a@b", "-a", "/"], b"", Fault::NoInput),
        (&["a@b", "-a", "/dev/zero"], b"", Fault::NoInput),
        (&["a@b", "--body-file", "/"], b"", Fault::NoInput),
        (&["a@b", "--html", "/dev/zero"], b"", Fault::NoInput),
        (&["a@b", "-a", "-", "--body-file", "-"], b"", Fault::Usage),
        (&["a@b", "-m", "-", "-s", "x"], b"", Fault::Usage),
        (&["a@b", "-m", "-"], b"no header\n", Fault::Data),
        (&["a@b", "-m", "-"], b"", Fault::Data),
        (&["a@b", "-m", "-"], b"A: b\nno header\n", Fault::Data),
        (&["a@b", "-m", "/nonexistent"], b"", Fault::NoInput),
        (&["a@b", "--inline", "x=y"], b"", Fault::Usage),
        (&["a@b", "--attach-type", "x=text/plain"], b"", Fault::Usage),
        (&["a@b", "--date", "yesterday"], b"", Fault::Data),
        (&["a@b", "--message-id", "x"], b"", Fault::Data),
        (&["a@b", "--envid", "x\u{1}"], b"", Fault::Data),
        (&["a@b", "--mail-from", "x"], b"", Fault::Data),
    ];
    for (args, stdin, expected) in table {
        match run(args, stdin) {
            Ok(_) => panic!("{args:?} was taken"),
            Err(error) => assert_eq!(fault(&error), Some(*expected), "{args:?}: {error:#}"),
        }
    }
}
