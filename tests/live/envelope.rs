//! Which recipients get a message: all, some or none. Several messages in one session.

use std::io::{self, Write as _};

use serde_json::{Value, json};

use crate::support::Host;
use crate::tools::{Mailbox, Program, Ran};

/// `"address": [accepted, code, enhanced]` of each recipient.
fn recipients(message: &Value) -> Value {
    let recipients = message["recipients"].as_array().expect("a list");
    recipients
        .iter()
        .map(|recipient| {
            let reply = &recipient["reply"];
            json!([
                recipient["address"],
                recipient["accepted"],
                reply["code"],
                reply["enhanced"]
            ])
        })
        .collect()
}

/// The result of a message that was not sent.
#[track_caller]
fn not_sent(ran: &Ran, exit: i32) -> Value {
    let message = ran.json(exit);
    assert_eq!(message["delivery"], "not_sent");
    assert_eq!(message["reply"], Value::Null);
    assert_eq!(message["queue_id"], Value::Null);
    message
}

#[test]
fn a_hundred_recipients() {
    // Checks every mailbox of the host, so it needs a host of its own.
    let host = Host::start().expect("a second host beside the shared one");
    let mut addresses: Vec<String> = (1..=99).map(|n| format!("u{n}@lab.test")).collect();
    addresses.push("u1@utf8.test".to_owned());
    for (count, port) in (1..).zip([host.smtp(), host.no_chunking(), host.no_pipelining()]) {
        let send = Program::new(["send", "-f", "sender@lab.test", "--body", "to all"], port);
        let ran = send
            .args(addresses[..50].iter().map(String::as_str))
            .args(["--json", "-t", &addresses[50..].join(", ")])
            .run();
        let message = ran.json(0);
        assert_eq!(message["delivery"], "accepted");
        let expected: Value = addresses
            .iter()
            .map(|address| json!([address, true, 250, "2.1.5"]))
            .collect();
        assert_eq!(recipients(&message), expected);
        for address in &addresses {
            let mail = host.wait_for_mail(address, count);
            assert!(mail[count - 1].ends_with(b"\n\nto all\n"), "{address}");
        }
    }
    host.stop();
}

#[test]
fn one_refused_and_nobody_gets_it() {
    let mailbox = Mailbox::new();
    let ports = [
        mailbox.host.smtp(),
        mailbox.host.no_chunking(),
        mailbox.host.no_pipelining(),
    ];
    for port in ports {
        for (refused, exit, code, enhanced) in [
            ("never@lab.test", 67, 550, "5.7.1"),
            ("u200@lab.test", 67, 550, "5.1.1"),
            ("a@elsewhere.test", 67, 554, "5.7.1"),
            ("later@lab.test", 75, 450, "4.2.1"),
        ] {
            let send = mailbox.send().port(port);
            let ran = send.args(["-c", refused, "--body", "no", "--json"]).run();
            let message = not_sent(&ran, exit);
            let expected = json!([
                [mailbox.address, true, 250, "2.1.5"],
                [refused, false, code, enhanced],
            ]);
            assert_eq!(recipients(&message), expected);
            assert_eq!(ran.error()["server"]["code"], code);
            assert_eq!(ran.error()["stage"], "RCPT");
        }
    }
    // When this message arrives, no other message is still on its way.
    let send = mailbox.send();
    send.args(["-s", "yes", "--body", "yes", "-q"])
        .run()
        .done("");
    mailbox.host.wait_for_mail(&mailbox.address, 1);
    assert_eq!(mailbox.subjects(), ["yes"]);
}

#[test]
fn one_refused_in_text() {
    let mailbox = Mailbox::new();
    let ran = mailbox
        .send()
        .args(["never@lab.test", "--body", "no"])
        .run();
    ran.is(
        67,
        "",
        "mailcall: nothing was sent: 127.0.0.1: never@lab.test was refused: 550 5.7.1 \
         <never@lab.test>: Recipient address rejected: this mailbox takes no mail \
         (--partial sends to the recipients that are accepted)\n",
    );
    assert_eq!(mailbox.host.mail(&mailbox.address).len(), 0);
}

#[test]
fn some_refused_and_the_rest_get_it() {
    let mailbox = Mailbox::new();
    let ports = [
        mailbox.host.smtp(),
        mailbox.host.no_chunking(),
        mailbox.host.no_pipelining(),
    ];
    for (count, port) in (1..).zip(ports) {
        let send = mailbox.send().port(port);
        let ran = send
            .args(["never@lab.test", "-c", "later@lab.test"])
            .args(["--partial", "--json", "--body", "some"])
            .run();
        let message = ran.json(80);
        assert_eq!(message["delivery"], "partial");
        assert_eq!(message["reply"]["code"], 250);
        let expected = json!([
            ["never@lab.test", false, 550, "5.7.1"],
            [mailbox.address, true, 250, "2.1.5"],
            ["later@lab.test", false, 450, "4.2.1"],
        ]);
        assert_eq!(recipients(&message), expected);
        assert_eq!(ran.error()["kind"], "partial");
        let mail = mailbox.host.wait_for_mail(&mailbox.address, count);
        assert!(mail[count - 1].ends_with(b"\n\nsome\n"));
        let queue_id = message["queue_id"].as_str().expect("Postfix tells it");
        mailbox.host.wait_for_postfix(&[queue_id, "nrcpt=1 "]);
    }
}

#[test]
fn all_refused_although_some_would_do() {
    let mailbox = Mailbox::new();
    for port in [mailbox.host.smtp(), mailbox.host.no_pipelining()] {
        let send = Program::new(["send", "-f", "sender@lab.test"], port);
        let ran = send
            .args(["never@lab.test", "u200@lab.test", "--partial", "--json"])
            .args(["--body", "none"])
            .run();
        let message = not_sent(&ran, 67);
        let expected = json!([
            ["never@lab.test", false, 550, "5.7.1"],
            ["u200@lab.test", false, 550, "5.1.1"],
        ]);
        assert_eq!(recipients(&message), expected);
        assert_eq!(ran.error()["kind"], "no_recipient");
    }
}

#[test]
fn tried_only() {
    let mailbox = Mailbox::new();
    let dry_run = || mailbox.send().args(["--body", "no", "--dry-run", "--json"]);
    let ran = dry_run().run();
    assert_eq!(ran.json(0)["delivery"], "dry_run");
    not_sent(&dry_run().args(["-c", "never@lab.test"]).run(), 67);
    assert_eq!(mailbox.host.mail(&mailbox.address).len(), 0);
}

#[test]
fn the_null_reverse_path_and_another_recipient() {
    let mailbox = Mailbox::new();
    let send = Program::new(["send", "-f", "sender@lab.test"], mailbox.host.smtp());
    send.args(["-t", "never@lab.test", "--rcpt", &mailbox.address])
        .args(["--mail-from", "", "--body", "text", "-q"])
        .run()
        .done("");
    let mail = mailbox.host.wait_for_mail(&mailbox.address, 1);
    let mail = String::from_utf8_lossy(&mail[0]);
    assert!(mail.starts_with("Return-Path: <>\n"), "{mail}");
    assert!(mail.contains("\nTo: <never@lab.test>\n"), "{mail}");
}

/// The process of Postfix that accepted a message.
fn process(host: &Host, queue_id: &Value) -> String {
    let queue_id = queue_id.as_str().expect("Postfix tells it");
    let line = host.wait_for_postfix(&[&format!(" {queue_id}: client=")]);
    let process = line
        .split(' ')
        .find(|word| word.starts_with("postfix/smtpd["));
    process.expect("smtpd logged the client").to_owned()
}

#[test]
fn several_messages_in_one_session() {
    let mailbox = Mailbox::new();
    let dir = tempfile::tempdir().expect("a directory");
    let file = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).expect("the file can be written");
        path.to_str().expect("a path in UTF-8").to_owned()
    };
    let message = |name: &str, to: &str| {
        let head = format!("From: sender@lab.test\nTo: {to}\nMessage-ID: <{name}@lab.test>\n");
        file(name, &format!("{head}Subject: {name}\n\n{name}\n"))
    };
    let files = [
        message("m1", &mailbox.address),
        message("m2", "never@lab.test"),
        message("m3", &mailbox.address),
    ];
    let send = Program::new(["send", "--read-headers", "--json"], mailbox.host.smtp());
    let ran = send.args(files.iter().flat_map(|file| ["-m", file])).run();
    assert_eq!(ran.exit, 80, "{ran:?}");
    let messages = ran.json_lines();
    let told: Vec<_> = messages
        .iter()
        .map(|message| json!([message["file"], message["message_id"], message["delivery"]]))
        .collect();
    let expected = [
        json!([files[0], "<m1@lab.test>", "accepted"]),
        json!([files[1], "<m2@lab.test>", "not_sent"]),
        json!([files[2], "<m3@lab.test>", "accepted"]),
    ];
    assert_eq!(told, expected);
    assert_eq!(messages[1]["error"]["exit"], 67);
    mailbox.host.wait_for_mail(&mailbox.address, 2);
    let mut subjects = mailbox.subjects();
    subjects.sort();
    assert_eq!(subjects, ["m1", "m3"]);
    // One connection: the same process accepted both, and no client disconnected in between.
    let taken = [0, 2].map(|index| &messages[index]["queue_id"]);
    let process = process(mailbox.host, taken[0]);
    let log = mailbox.host.postfix_log();
    let lines: Vec<&str> = log.lines().filter(|line| line.contains(&process)).collect();
    let [first, last] = taken.map(|queue_id| {
        let took = format!(" {}: client=", queue_id.as_str().expect("a name"));
        let line = lines.iter().position(|line| line.contains(&took));
        line.unwrap_or_else(|| panic!("{process} did not take {queue_id} in:\n{log}"))
    });
    for line in &lines[first..last] {
        assert!(!line.contains("connect from"), "two connections in:\n{log}");
    }
}

#[test]
fn too_large_for_the_server_is_known_before_it_is_sent() {
    let mailbox = Mailbox::new();
    let message = tempfile::NamedTempFile::new().expect("a file");
    let mut file = io::BufWriter::new(message.as_file());
    file.write_all(b"From: sender@lab.test\n\n")
        .expect("written");
    let line = [[b'x'; 998].as_slice(), b"\n"].concat();
    // More than the 200 MiB that the host's configuration allows.
    for _ in 0..(210 << 20) / line.len() {
        file.write_all(&line).expect("written");
    }
    file.flush().expect("written");
    let path = message.path().to_str().expect("a path in UTF-8");
    let ran = mailbox.send().args(["-m", path, "--json"]).run();
    not_sent(&ran, 69);
    assert_eq!(ran.error()["server"], Value::Null);
}
