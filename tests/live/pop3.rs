//! Connections to a Dovecot, and its listings.

use serde_json::json;

use crate::support::Dialogue;
use crate::tools::{Mailbox, Program};

/// All four commands over one kind of connection.
fn every_command(connect: impl Fn(&Mailbox, Program) -> Program) {
    let mailbox = Mailbox::new();
    mailbox.receive_subjects(["first", "second"]);
    let run = |command: &str, args: &[&str]| {
        connect(&mailbox, mailbox.pop3(command))
            .args(args.iter().copied())
            .run()
    };
    let messages = ["1", "2"].map(|number| run("retr", &[number, "--crlf"]).text());
    for (message, subject) in messages.iter().zip(["first", "second"]) {
        let end = format!("\r\nSubject: {subject}\r\n\r\nThis is {subject}.\r\n");
        assert!(message.ends_with(&end), "{message}");
    }
    let octets = messages.each_ref().map(String::len);
    run("stat", &[]).done(&format!("2 {}\n", octets[0] + octets[1]));
    let uids = mailbox.unique_ids();
    run("list", &[]).done(&format!(
        "1\t{}\t{}\n2\t{}\t{}\n",
        octets[0], uids[0], octets[1], uids[1]
    ));
    run("dele", &["1"]).done(&format!("1\t{}\n", uids[0]));
    run("stat", &[]).done(&format!("1 {}\n", octets[1]));
    assert_eq!(mailbox.subjects(), ["second"]);
}

#[test]
fn implicit_tls() {
    every_command(|mailbox, run| run.port(mailbox.host.pop3s()).tls(mailbox.host, "implicit"));
}

#[test]
fn stls() {
    every_command(|mailbox, run| run.tls(mailbox.host, "starttls"));
}

#[test]
fn in_clear() {
    every_command(|_, run| run);
}

#[test]
fn nothing_in_the_maildrop() {
    let mailbox = Mailbox::new();
    mailbox.pop3("stat").run().done("0 0\n");
    mailbox.pop3("list").run().done("");
    mailbox
        .pop3("retr")
        .args(["--all", "--json"])
        .run()
        .done("");
    mailbox.pop3("dele").args(["--all"]).run().done("");
    let json = mailbox.pop3("list").args(["--json"]).run().json(0);
    assert_eq!(json, json!({ "count": 0, "octets": 0, "messages": [] }));
}

#[test]
fn headers_are_listed_decoded() {
    let mailbox = Mailbox::new();
    mailbox.receive(
        b"From: =?utf-8?B?6ZmI5aSn5paH?= <chen@lab.test>\r\nDate: Mon, 23 Nov 2026 10:00:00 +0800\r\n\
          Subject: =?gb2312?B?1tDOxNb3zOI=?=\r\n =?utf-8?Q?_and_more?=\r\n\r\nbody\r\n",
    );
    mailbox.receive(b"From: a@lab.test\r\nSubject: tab\there\r\n\r\nbody\r\n");
    let rows = mailbox.pop3("list").args(["-l"]).run().text();
    let plain = mailbox.pop3("list").run().text();
    let expected: Vec<String> = plain
        .lines()
        .zip([
            "2026-11-23T10:00:00+08:00\t陈大文 <chen@lab.test>\t中文主题 and more",
            "-\ta@lab.test\ttab\\there",
        ])
        .map(|(row, headers)| format!("{row}\t{headers}\n"))
        .collect();
    // Postfix adds a Date to a message of this machine that has none.
    let rows: Vec<String> = rows.split_inclusive('\n').map(str::to_owned).collect();
    assert_eq!(rows[0], expected[0]);
    assert_eq!(
        (rows[1].split('\t').next(), rows[1].rsplit('\t').next()),
        (
            expected[1].split('\t').next(),
            expected[1].rsplit('\t').next()
        )
    );
    let json = mailbox
        .pop3("list")
        .args(["-l", "--json", "1"])
        .run()
        .json(0);
    let message = &json["messages"][0];
    assert_eq!(message["date"], "2026-11-23T10:00:00+08:00");
    assert_eq!(
        message["from"],
        json!([{ "name": "陈大文", "address": "chen@lab.test" }])
    );
    assert_eq!(message["subject"], "中文主题 and more");
}

#[test]
fn selections() {
    let mailbox = Mailbox::new();
    mailbox.receive_subjects(["s1", "s2", "s3", "s4", "s5"]);
    let whole = mailbox.pop3("list").run().text();
    let rows: Vec<&str> = whole.split_inclusive('\n').collect();
    let uids = mailbox.unique_ids();
    let both = ["--uid", &uids[4], "--uid", &uids[1]];
    for (args, expected) in [
        (&["2"][..], &[2][..]),
        (&["2-4"], &[2, 3, 4]),
        (&["4-"], &[4, 5]),
        (&["6-"], &[]),
        (&["5", "1", "1-2"], &[1, 2, 5]),
        (&["--all"], &[1, 2, 3, 4, 5]),
        (&["--last", "2"], &[4, 5]),
        (&["--last", "9"], &[1, 2, 3, 4, 5]),
        (&["1-3", "--last", "1"], &[3]),
        (&both, &[2, 5]),
        (&["--uid", &uids[2], "1"], &[1, 3]),
    ] {
        let expected: String = expected.iter().map(|number| rows[number - 1]).collect();
        let ran = mailbox.pop3("list").args(args.iter().copied()).run();
        assert_eq!(ran.text(), expected, "{args:?}");
    }
    // The messages that exist are listed, then the error says that others do not exist.
    mailbox
        .pop3("list")
        .args(["5", "7"])
        .run()
        .is(80, rows[4], "mailcall: no such message: 7\n");
    mailbox
        .pop3("list")
        .args(["6", "7"])
        .run()
        .is(67, "", "mailcall: no such message: 6, 7\n");
    mailbox.pop3("list").args(["--uid", "nobody-s"]).run().is(
        67,
        "",
        "mailcall: no message has the unique-id \"nobody-s\"\n",
    );
}

#[test]
fn another_session_has_the_maildrop() {
    let mailbox = Mailbox::new();
    mailbox.receive_subjects(["kept"]);
    let mut other = Dialogue::clear(mailbox.host.pop3());
    other.reply();
    other.ask(&format!("USER {}", mailbox.address), "+OK");
    other.ask(&format!("PASS {}", mailbox.password), "+OK");
    let ran = mailbox.pop3("dele").args(["1", "--json"]).run();
    assert_eq!(
        ran.json(75),
        json!({ "deleted": [], "deletion": "not_done" })
    );
    let error = ran.error();
    assert_eq!(error["kind"], "temporary");
    assert_eq!(error["server"]["response_code"], "IN-USE");
    assert_eq!(error["hint"], "another session has the maildrop open");
    other.ask("QUIT", "+OK");
    assert_eq!(mailbox.subjects(), ["kept"]);
}
