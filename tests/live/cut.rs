//! Connections that break between the program and the servers. What the program reports must be what happened to
//! the message.

use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::Host;
use crate::tools::{Mailbox, Ran, Relay, Then};

/// The end of every message in these tests.
const END: &str = "the-very-end\r\n";

/// That end, and the final dot.
const DOT: &str = "the-very-end\r\n.\r\n";

/// More than the sockets on the way can hold. When so much follows the mark and the mark has passed, the program
/// cannot have sent everything yet.
const FAR: usize = 24 << 20;

/// Sends a message through a relay to a port, with some octets after the words "half-way".
fn send(mailbox: &Mailbox, relay: &Relay, id: &str, behind: usize) -> Ran {
    let filler = "0123456789".repeat(7) + "\r\n"; // 72 octets
    let message = format!(
        "From: sender@lab.test\r\nTo: {}\r\nDate: Mon, 23 Nov 2026 10:00:00 +0800\r\n\
         Message-ID: <{id}@lab.test>\r\nSubject: cut\r\n\r\n{}half-way\r\n{}{END}",
        mailbox.address,
        filler.repeat(10_000),
        filler.repeat(behind / filler.len()),
    );
    let send = mailbox.send().port(relay.port);
    send.args(["-m", "-", "--json"]).stdin(message).run()
}

/// The message was not delivered, and the program reports so.
fn is_not_sent(mailbox: &Mailbox, ran: &Ran, id: &str) {
    let result = ran.json(75);
    assert_eq!(result["delivery"], "not_sent");
    assert_eq!(result["error"]["kind"], "temporary");
    assert_eq!(result["queue_id"], Value::Null);
    assert_eq!(ran.error()["exit"], 75);
    assert_never_queued(mailbox.host, id);
    assert_eq!(mailbox.host.mail(&mailbox.address).len(), 0);
}

/// The message may have been delivered, and the program reports that the outcome is unknown.
fn is_unknown(ran: &Ran) {
    let result = ran.json(79);
    assert_eq!(result["delivery"], "unknown");
    assert_eq!(result["error"]["kind"], "unknown");
    let error = ran.error();
    assert_eq!(
        (&error["kind"], &error["exit"]),
        (&json!("unknown"), &json!(79))
    );
}

/// Postfix began to receive the message and lost the connection.
fn assert_never_queued(host: &Host, id: &str) {
    let line = host.wait_for_postfix(&[&format!("message-id=<{id}@lab.test>")]);
    let queue_id = line
        .split(": ")
        .nth(1)
        .expect("a line of the log names the message");
    let client = host.wait_for_postfix(&[&format!(" {queue_id}: client=")]);
    let process = client
        .split(' ')
        .find(|word| word.starts_with("postfix/smtpd["))
        .expect("smtpd logged the client");
    // This process serves one client at a time, so the next disconnection is that of this client.
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        let log = host.postfix_log();
        let (_, later) = log.split_once(&client).expect("the line is there still");
        let mut lines = later.lines().filter(|line| line.contains(process));
        if lines.any(|line| line.contains("lost connection after")) {
            assert!(
                !log.contains(&format!(" {queue_id}: from=")),
                "queued:\n{log}"
            );
            return;
        }
        assert!(Instant::now() < end, "{process} goes on in:\n{log}");
        sleep(Duration::from_millis(20));
    }
}

#[test]
fn within_the_content_by_bdat() {
    let mailbox = Mailbox::new();
    let relay = Relay::start(mailbox.host.smtp(), "half-way", Then::CutBefore);
    let ran = send(&mailbox, &relay, "half-bdat", FAR);
    is_not_sent(&mailbox, &ran, "half-bdat");
}

#[test]
fn within_the_content_by_data() {
    let mailbox = Mailbox::new();
    let relay = Relay::start(mailbox.host.no_chunking(), "half-way", Then::CutBefore);
    let ran = send(&mailbox, &relay, "half-data", FAR);
    is_not_sent(&mailbox, &ran, "half-data");
}

#[test]
fn after_the_last_chunk_that_arrived() {
    let mailbox = Mailbox::new();
    let relay = Relay::start(mailbox.host.smtp(), END, Then::CutAfter);
    let ran = send(&mailbox, &relay, "last-bdat", 9000);
    is_unknown(&ran);
    let answer = relay.answered();
    assert!(answer.starts_with("250 2.0.0 Ok: "), "{answer}");
    mailbox.host.wait_for_mail(&mailbox.address, 1);
}

#[test]
fn after_the_final_dot_that_arrived() {
    let mailbox = Mailbox::new();
    let relay = Relay::start(mailbox.host.no_chunking(), DOT, Then::CutAfter);
    let ran = send(&mailbox, &relay, "dot", 9000);
    is_unknown(&ran);
    let answer = relay.answered();
    assert!(answer.starts_with("250 2.0.0 Ok: queued as "), "{answer}");
    mailbox.host.wait_for_mail(&mailbox.address, 1);
}

#[test]
fn after_the_final_dot_that_never_arrived() {
    let mailbox = Mailbox::new();
    let relay = Relay::start(mailbox.host.no_pipelining(), DOT, Then::CutBefore);
    let ran = send(&mailbox, &relay, "lost-dot", 9000);
    is_unknown(&ran);
    assert_never_queued(mailbox.host, "lost-dot");
    assert_eq!(mailbox.host.mail(&mailbox.address).len(), 0);
}

#[test]
fn before_the_recipients_are_answered() {
    let mailbox = Mailbox::new();
    let relay = Relay::start(mailbox.host.smtp(), "RCPT TO", Then::CutBefore);
    let ran = send(&mailbox, &relay, "rcpt", 9000);
    assert_eq!(ran.json(75)["delivery"], "not_sent");
    assert_eq!(mailbox.host.mail(&mailbox.address).len(), 0);
}

/// Three messages; the first two are to be deleted.
fn three() -> Mailbox {
    let mailbox = Mailbox::new();
    mailbox.receive_subjects(["c1", "c2", "c3"]);
    mailbox
}

#[test]
fn after_dele_before_quit() {
    let mailbox = three();
    let relay = Relay::start(mailbox.host.pop3(), "DELE 2\r\n", Then::CutAfter);
    let dele = mailbox.pop3("dele").port(relay.port);
    let ran = dele.args(["1", "2", "--json"]).run();
    assert_eq!(
        ran.json(75),
        json!({ "deleted": [], "deletion": "not_done" })
    );
    assert_eq!(ran.error()["kind"], "temporary");
    // The messages were marked when the session broke.
    let answer = relay.answered();
    assert!(answer.contains("+OK Marked to be deleted."), "{answer}");
    assert_eq!(
        mailbox.pop3("stat").args(["--json"]).run().json(0)["count"],
        3
    );
    assert_eq!(mailbox.subjects(), ["c1", "c2", "c3"]);
}

#[test]
fn after_quit_that_arrived() {
    let mailbox = three();
    let uids = mailbox.unique_ids();
    let relay = Relay::start(mailbox.host.pop3(), "QUIT\r\n", Then::CutAfter);
    let dele = mailbox.pop3("dele").port(relay.port);
    let ran = dele.args(["1-2", "--json"]).run();
    let expected = json!({
        "deleted": [{ "number": 1, "uid": uids[0] }, { "number": 2, "uid": uids[1] }],
        "deletion": "unknown",
    });
    assert_eq!(ran.json(79), expected);
    assert_eq!(ran.error()["kind"], "unknown");
    let answer = relay.answered();
    assert!(
        answer.contains("+OK Logging out, messages deleted."),
        "{answer}"
    );
    assert_eq!(mailbox.subjects(), ["c3"]);
}

#[test]
fn after_quit_that_never_arrived() {
    let mailbox = three();
    let relay = Relay::start(mailbox.host.pop3(), "QUIT\r\n", Then::CutBefore);
    let dele = mailbox.pop3("dele").port(relay.port);
    let ran = dele.args(["--all", "--json"]).run();
    let result = ran.json(79);
    assert_eq!(result["deletion"], "unknown");
    assert_eq!(result["deleted"].as_array().map(Vec::len), Some(3));
    mailbox.pop3("stat").args(["-q"]).run().done("");
    assert_eq!(mailbox.subjects(), ["c1", "c2", "c3"]);
}

#[test]
fn within_a_message_that_is_fetched() {
    let mailbox = three();
    let relay = Relay::start(mailbox.host.pop3(), "RETR 2\r\n", Then::CutAfter);
    let dir = tempfile::tempdir().expect("a directory");
    let place = dir.path().to_str().expect("a path in UTF-8");
    let retr = mailbox.pop3("retr").port(relay.port);
    let ran = retr.args(["2", "--output-dir", place]).run();
    assert_eq!((ran.exit, ran.stdout.as_slice()), (75, &b""[..]), "{ran:?}");
    let files = dir.path().read_dir().expect("the directory").count();
    assert_eq!(files, 0, "half a message was stored");
}

#[test]
fn signals_with_marks_set() {
    for (signal, exit) in [("TERM", 143), ("INT", 130)] {
        let mailbox = three();
        let relay = Relay::start(mailbox.host.pop3(), "DELE 2\r\n", Then::Hold);
        let dele = mailbox.pop3("dele").port(relay.port);
        let running = dele.args(["1", "2", "--json"]).start();
        // The server has marked the messages, and the program waits for the answer.
        relay.answered();
        running.signal(signal);
        let ran = running.finish();
        assert_eq!(
            ran.json(exit),
            json!({ "deleted": [], "deletion": "not_done" })
        );
        assert_eq!(ran.error()["kind"], "signal");
        mailbox.pop3("stat").args(["-q"]).run().done("");
        assert_eq!(mailbox.subjects(), ["c1", "c2", "c3"]);
    }
}

#[test]
fn signal_within_the_content() {
    let mailbox = Mailbox::new();
    // The replies to MAIL and RCPT are held back, so that no content is sent.
    let relay = Relay::start(mailbox.host.smtp(), "RCPT TO", Then::Hold);
    let send = mailbox.send().port(relay.port);
    let running = send.args(["--body", "text", "--json"]).start();
    relay.answered();
    running.signal("TERM");
    let ran = running.finish();
    assert_eq!(ran.json(143)["delivery"], "not_sent");
    assert_eq!(mailbox.host.mail(&mailbox.address).len(), 0);
}

#[test]
fn signal_after_the_content() {
    let mailbox = Mailbox::new();
    let relay = Relay::start(mailbox.host.smtp(), END, Then::Hold);
    let send = mailbox.send().port(relay.port);
    let running = send.args(["--body", END.trim_end(), "--json"]).start();
    relay.answered();
    running.signal("TERM");
    is_unknown(&running.finish());
    mailbox.host.wait_for_mail(&mailbox.address, 1);
}
