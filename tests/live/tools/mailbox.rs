//! A mailbox of one user, and how the program reaches it.

use std::sync::atomic::{AtomicU32, Ordering};

use super::Program;
use crate::support::Host;

/// The author, in tests where it does not matter.
const SENDER: &str = "sender@lab.test";

/// A mailbox that no other test uses.
pub struct Mailbox {
    pub host: &'static Host,
    pub address: String,
    pub password: String,
    pub utf8_address: String,
    received: AtomicU32,
}

impl Mailbox {
    /// A mailbox on the host that all tests share.
    pub fn new() -> Self {
        let host = Host::get();
        let user = host.user();
        Self {
            host,
            address: user.address,
            password: user.password,
            utf8_address: user.utf8_address,
            received: AtomicU32::new(0),
        }
    }

    /// `mailcall send` to this mailbox, in clear and without a login.
    pub fn send(&self) -> Program {
        Program::new(
            ["send", "-f", SENDER, "-t", &self.address],
            self.host.smtp(),
        )
    }

    /// `mailcall COMMAND` for the owner of this mailbox, in clear.
    pub fn pop3(&self, command: &str) -> Program {
        Program::new([command], self.host.pop3()).login(&self.address, &self.password)
    }

    /// Delivers a ready-made message to it.
    #[track_caller]
    pub fn receive(&self, message: &[u8]) {
        self.send()
            .args(["-m", "-", "--as-is", "-q"])
            .stdin(message)
            .run()
            .done("");
        let count = self.received.fetch_add(1, Ordering::Relaxed) + 1;
        self.host.wait_for_mail(&self.address, count as usize);
    }

    /// Delivers messages with these subjects to it, one after the other.
    #[track_caller]
    pub fn receive_subjects<'a>(&self, subjects: impl IntoIterator<Item = &'a str>) {
        for subject in subjects {
            let message = format!(
                "From: {SENDER}\r\nTo: {}\r\nDate: Mon, 23 Nov 2026 10:00:00 +0800\r\n\
                 Message-ID: <{subject}.{}@lab.test>\r\nSubject: {subject}\r\n\r\nThis is {subject}.\r\n",
                self.address, self.address
            );
            self.receive(message.as_bytes());
        }
    }

    /// The subjects of its messages.
    pub fn subjects(&self) -> Vec<String> {
        let mail = self.host.mail(&self.address);
        let subject = |message: &Vec<u8>| {
            let message = String::from_utf8_lossy(message).into_owned();
            let line = message
                .lines()
                .find_map(|line| line.strip_prefix("Subject: "));
            line.unwrap_or_default().to_owned()
        };
        mail.iter().map(subject).collect()
    }

    /// Waits until it has a message; returns that message as the server has it.
    #[track_caller]
    pub fn fetch(&self) -> Vec<u8> {
        self.host.wait_for_mail(&self.address, 1);
        self.pop3("retr").args(["1", "--crlf"]).run().octets()
    }

    /// The unique-ids, in the order of the numbers.
    #[track_caller]
    pub fn unique_ids(&self) -> Vec<String> {
        let listing = self.pop3("list").run().text();
        let uid = |line: &str| line.rsplit('\t').next().map(str::to_owned);
        listing.lines().filter_map(uid).collect()
    }
}

/// Checks that what arrived is what was sent, octet for octet, after the header fields that servers add.
#[track_caller]
pub fn assert_arrived(arrived: &[u8], sent: &[u8]) {
    if !arrived.ends_with(sent) {
        let pairs = arrived.iter().rev().zip(sent.iter().rev());
        let same = pairs.take_while(|(one, other)| one == other).count();
        let around = |octets: &[u8]| {
            let at = octets.len().saturating_sub(same);
            let part = &octets[at.saturating_sub(80)..(at + 80).min(octets.len())];
            part.escape_ascii().to_string()
        };
        panic!(
            "{} octets arrived, {} were sent, the last {same} are the same; before them arrived:\n{}\nand was sent:\n{}",
            arrived.len(),
            sent.len(),
            around(arrived),
            around(sent)
        );
    }
    let added = String::from_utf8_lossy(&arrived[..arrived.len() - sent.len()]);
    for line in added.lines() {
        let names = ["Return-Path: ", "Delivered-To: ", "Received: ", " ", "\t"];
        assert!(
            names.iter().any(|name| line.starts_with(name)),
            "{line:?} was added:\n{added}"
        );
    }
}
