//! Messages retrieved from a Dovecot: whole or in part, to every destination.

use std::fs;

use crate::tools::Mailbox;

/// Three messages, each as the server has it except for the line ends.
fn three() -> (Mailbox, Vec<String>) {
    let mailbox = Mailbox::new();
    mailbox.receive_subjects(["r1", "r2", "r3"]);
    let messages = ["1", "2", "3"]
        .map(|number| mailbox.pop3("retr").args([number]).run().text())
        .to_vec();
    for message in &messages {
        assert!(
            !message.contains('\r') && message.contains("\n\nThis is r"),
            "{message}"
        );
    }
    (mailbox, messages)
}

#[test]
fn by_number_or_unique_id() {
    let (mailbox, messages) = three();
    let uids = mailbox.unique_ids();
    for (uid, message) in uids.iter().zip(&messages) {
        mailbox
            .pop3("retr")
            .args(["--uid", uid])
            .run()
            .done(message);
    }
    mailbox
        .pop3("retr")
        .args(["--last", "1"])
        .run()
        .done(&messages[2]);
    let crlf = mailbox.pop3("retr").args(["2", "--crlf"]).run().text();
    assert_eq!(crlf, messages[1].replace('\n', "\r\n"));
    mailbox
        .pop3("retr")
        .args(["4"])
        .run()
        .is(67, "", "mailcall: no such message: 4\n");
}

#[test]
fn parts_of_a_message() {
    let mailbox = Mailbox::new();
    mailbox.receive(b"From: a@lab.test\r\nSubject: parts\r\n\r\n1\r\n.2\r\n3\r\n4\r\n");
    let whole = mailbox.pop3("retr").args(["1"]).run().text();
    let (headers, body) = whole.split_once("\n\n").expect("an empty line");
    assert_eq!(body, "1\n.2\n3\n4\n");
    let run = |args: &[&str]| mailbox.pop3("retr").args(args.iter().copied()).run();
    run(&["1", "--headers"]).done(&format!("{headers}\n\n"));
    run(&["1", "--top", "0"]).done(&format!("{headers}\n\n"));
    run(&["1", "--top", "2"]).done(&format!("{headers}\n\n1\n.2\n"));
    run(&["1", "--top", "9"]).done(&whole);
    run(&["--all", "--headers", "--crlf"]).done(&format!("{headers}\n\n").replace('\n', "\r\n"));
}

#[test]
fn a_directory() {
    let (mailbox, messages) = three();
    let dir = tempfile::tempdir().expect("a directory");
    let place = dir.path().join("mail");
    let place = place.to_str().expect("a path in UTF-8");
    let file = |number: usize| format!("{place}/{}.eml", mailbox.unique_ids()[number - 1]);
    let run = |args: &[&str]| {
        let run = mailbox.pop3("retr").args(args.iter().copied());
        run.args(["--output-dir", place]).run()
    };
    run(&["2-3"]).done(&format!("{}\n{}\n", file(2), file(3)));
    for number in [2, 3] {
        let stored = fs::read_to_string(file(number)).expect("the file is there");
        assert_eq!(stored, messages[number - 1]);
    }
    // Existing files are kept, the other messages are stored, and the error says that some were not.
    fs::write(file(2), "mine").expect("the file can be written");
    let ran = run(&["1-2"]);
    assert_eq!(ran.exit, 80, "{ran:?}");
    assert_eq!(
        String::from_utf8_lossy(&ran.stdout),
        format!("{}\n", file(1))
    );
    assert!(ran.stderr.contains(&file(2)), "{}", ran.stderr);
    let stored = |number| fs::read_to_string(file(number)).expect("the file is there");
    assert_eq!(stored(1), messages[0]);
    assert_eq!(stored(2), "mine");
    assert_eq!(fs::read_dir(place).expect("the directory").count(), 3);
}

#[test]
fn an_mbox() {
    let mailbox = Mailbox::new();
    let body = "\r\nFrom here on\r\n>From there\r\nFromage\r\n";
    for number in ["1", "2"] {
        mailbox.receive(
            format!("From: a@lab.test\r\nSubject: {number}\r\n\r\n{number}{body}").as_bytes(),
        );
    }
    let mbox = mailbox
        .pop3("retr")
        .args(["--all", "--mbox", "-"])
        .run()
        .text();
    let mut messages = mbox.split("From MAILER-DAEMON ");
    assert_eq!(messages.next(), Some(""));
    for number in ["1", "2"] {
        let (_, message) = messages
            .next()
            .and_then(|entry| entry.split_once('\n'))
            .expect("a line \"From \" and a message");
        let whole = mailbox.pop3("retr").args([number]).run().text();
        let quoted = whole
            .replace("\nFrom here", "\n>From here")
            .replace("\n>From there", "\n>>From there");
        assert_eq!(message, format!("{quoted}\n"));
    }
    assert_eq!(messages.next(), None);
}

#[test]
fn several_cannot_share_stdout() {
    let mailbox = Mailbox::new();
    mailbox.receive_subjects(["alone"]);
    for args in [&["1-2"][..], &["--all"], &["1", "2"]] {
        mailbox.pop3("retr").args(args.iter().copied()).run().is(
            64,
            "",
            "mailcall: several messages cannot share stdout: add --output-dir DIR, --mbox FILE, --json or --headers\n",
        );
    }
}
