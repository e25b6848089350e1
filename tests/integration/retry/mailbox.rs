//! `--retry` over a maildrop: its messages are those of the first session, whatever numbers they have in the next one.

use super::{NEXT, again};
use crate::support::Test;
use std::path::Path;

/// Runs the command with `--retry 1`.
fn mailbox(command: &str, script: &str) -> Test {
    Test::mailbox(command, "")
        .script(script)
        .words("--retry 1")
        .once()
}

const LOGIN: &str = "<< pop3/parts/offers\nC: AUTH PLAIN AGpvZQBjb3JyZWN0LWhvcnNlLTdiYXR0ZXJ5\n";
const OPEN: &str = "<< pop3/parts/logged-in\n";
const LISTED: &str = "<< pop3/parts/logged-in\nC: LIST\nC: UIDL\n<< pop3/parts/listing\n";

/// The listing of the next session: the first message is gone, and a new one has come.
const MOVED: &str = "<< pop3/parts/logged-in\nC: LIST\nC: UIDL\n\
    S: +OK\nS: 1 200\nS: 2 220\nS: 3 90\nS: .\nS: +OK\nS: 1 uid-b\nS: 2 uid-c\nS: 3 uid-d\nS: .\n";

/// The same messages without unique-ids.
const NO_UIDL: &str = "S: +OK POP3 server ready\nC: CAPA\nS: +OK\nS: TOP\nS: SASL PLAIN\nS: .\n\
    C: AUTH PLAIN AGpvZQBjb3JyZWN0LWhvcnNlLTdiYXR0ZXJ5\nS: +OK\n\
    C: LIST\nS: +OK\nS: 1 120\nS: 2 200\nS: .\n";

fn message(subject: &str) -> String {
    format!("S: +OK\nS: Subject: {subject}\nS:\nS: text\nS: .\n")
}

const CUT: &str = "S: +OK\nS: Subject: cut\n== close\n";

fn cut_in(number: u32) -> String {
    format!(
        "127.0.0.1: RETR of message {number}: the server closed the connection while receiving content"
    )
}

#[test]
fn a_maildrop_that_is_busy() {
    for reply in [
        "-ERR [IN-USE] locked",
        "-ERR [LOGIN-DELAY] wait",
        "-ERR [SYS/TEMP] later",
    ] {
        let script = format!(
            "{LOGIN}S: {reply}\nC: QUIT\n{NEXT}{OPEN}C: STAT\nC: QUIT\nS: +OK 2 320\nS: +OK\n"
        );
        mailbox("stat", &script)
            .stdout("2 320\n")
            .stderr(again(1, 2, &format!("login refused by 127.0.0.1: {reply}")))
            .run();
    }
    for reply in ["-ERR [AUTH] no", "-ERR no", "-ERR [SYS/PERM] never"] {
        mailbox("stat", &format!("{LOGIN}S: {reply}\nC: QUIT\n"))
            .exit_only(if reply.contains("PERM") { 69 } else { 77 })
            .run();
    }
}

#[test]
fn a_list_begins_anew() {
    let script = format!(
        "{OPEN}C: STAT\nC: LIST\nC: UIDL\nS: +OK 3 540\n<< pop3/parts/listing\n\
         C: TOP 2 0\nC: TOP 3 0\nS: +OK\nS: Subject: b\nS:\nS: .\nS: +OK\n== close\n\
         {NEXT}{OPEN}C: STAT\nC: LIST\nC: UIDL\nS: +OK 2 420\n\
         S: +OK\nS: 1 200\nS: 2 220\nS: .\nS: +OK\nS: 1 uid-b\nS: 2 uid-c\nS: .\n\
         C: TOP 2 0\nS: +OK\nS: Subject: c\nS:\nS: .\nC: QUIT\n"
    );
    mailbox("list", &script)
        .words("-l 2-3")
        .stdout("2\t220\tuid-c\t-\t-\tc\n")
        .stderr(format!(
            "{}mailcall: no such message: 3\n",
            again(
                1,
                2,
                "127.0.0.1: TOP of message 3: the server closed the connection while receiving content"
            )
        ))
        .exit(80)
        .run();
}

#[test]
fn what_is_stored_is_not_retrieved_again() {
    let script = format!(
        "{LISTED}C: RETR 1\nC: RETR 2\nC: RETR 3\n{}{CUT}{NEXT}{MOVED}C: RETR 1\nC: RETR 2\n{}{}C: QUIT\n",
        message("a"),
        message("b"),
        message("c"),
    );
    mailbox("retr", &script)
        .words("--all --output-dir mail")
        .stdout("mail/uid-a.eml\nmail/uid-b.eml\nmail/uid-c.eml\n")
        .stderr(again(1, 2, &cut_in(2)))
        .then(|directory: &Path| {
            for name in ["a", "b", "c"] {
                let path = directory.join(format!("mail/uid-{name}.eml"));
                let text = std::fs::read_to_string(path).expect("stored");
                assert_eq!(text, format!("Subject: {name}\n\ntext\n"));
            }
            let files = std::fs::read_dir(directory.join("mail")).expect("a folder");
            assert_eq!(files.count(), 3);
        })
        .run();
    // In an mbox each stands once.
    let script = format!(
        "{LISTED}C: RETR 1\nC: RETR 3\n{}{CUT}{NEXT}{MOVED}C: RETR 2\n{}C: QUIT\n",
        message("a"),
        message("c"),
    );
    mailbox("retr", &script)
        .words("1 3 --mbox box")
        .stderr(again(1, 2, &cut_in(3)))
        .then(|directory: &Path| {
            let text = std::fs::read_to_string(directory.join("box")).expect("stored");
            let subjects = text.lines().filter(|line| line.starts_with("Subject"));
            assert_eq!(
                subjects.collect::<Vec<_>>(),
                ["Subject: a", "Subject: c"],
                "{text}"
            );
        })
        .run();
}

#[test]
fn a_message_keeps_the_number_that_the_user_gave() {
    let script = format!(
        "{LISTED}C: RETR 3\n{CUT}{NEXT}{MOVED}C: RETR 2\n{}C: QUIT\n",
        message("c")
    );
    let line = serde_json::json!({
        "number": 3,
        "uid": "uid-c",
        "octets": 20,
        "message_id": null,
        "date": null,
        "from": [],
        "to": [],
        "cc": [],
        "reply_to": [],
        "subject": "c",
        "in_reply_to": [],
        "references": [],
        "text": "text\n",
        "html": null,
        "attachments": [],
        "path": null,
        "defects": [],
    });
    let warning = format!(
        "try 1 of 2 failed: {}; trying again in {{wait}} s",
        cut_in(3)
    );
    mailbox("retr", &script)
        .words("3 --json")
        .stdout_json([line])
        .stderr_json([serde_json::json!({"warning": warning})])
        .run();
}

#[test]
fn a_message_that_is_gone_meanwhile() {
    let script = format!(
        "{LISTED}C: RETR 1\nC: RETR 3\n{CUT}{NEXT}{MOVED}C: RETR 2\n{}C: QUIT\n",
        message("c"),
    );
    mailbox("retr", &script)
        .words("1 3 --output-dir mail")
        .stdout("mail/uid-c.eml\n")
        .stderr(format!(
            "{}mailcall: no message has the unique-id \"uid-a\"\n",
            again(1, 2, &cut_in(1))
        ))
        .exit(80)
        .run();
}

#[test]
fn a_message_that_the_server_cannot_send_now() {
    // The other is stored; one is refused for good, and not asked for again.
    let script = format!(
        "{LISTED}C: RETR 1\nC: RETR 2\nC: RETR 3\nS: -ERR [SYS/TEMP] later\nS: -ERR [SYS/PERM] broken\n{}C: QUIT\n\
         {NEXT}{LISTED}C: RETR 1\n{}C: QUIT\n",
        message("c"),
        message("a"),
    );
    let refused = "127.0.0.1: RETR of message 1 was refused: -ERR [SYS/TEMP] later";
    mailbox("retr", &script)
        .words("1-3 --output-dir mail")
        .stdout("mail/uid-c.eml\nmail/uid-a.eml\n")
        .stderr(format!(
            "{}mailcall: 127.0.0.1: RETR of message 2 was refused: -ERR [SYS/PERM] broken\n",
            again(1, 2, refused)
        ))
        .exit(80)
        .run();
}

#[test]
fn a_message_on_stdout_cannot_be_taken_back() {
    mailbox("retr", &format!("{LISTED}C: RETR 2\n{CUT}"))
        .words("2")
        .stdout("Subject: cut\n")
        .stderr(format!(
            "mailcall: warning: not tried again: a part of the message is on stdout already\nmailcall: {}\n",
            cut_in(2)
        ))
        .exit(75)
        .run();
    // Nothing of it is there yet.
    for (words, stdout) in [
        ("2", "Subject: b\n\ntext\n"),
        (
            "2 --mbox -",
            "From MAILER-DAEMON {now}\nSubject: b\n\ntext\n\n",
        ),
    ] {
        let script = format!(
            "{LISTED}C: RETR 2\nS: +OK\n== close\n{NEXT}{MOVED}C: RETR 1\n{}C: QUIT\n",
            message("b"),
        );
        mailbox("retr", &script)
            .words(words)
            .stdout(stdout)
            .stderr(again(1, 2, &cut_in(2)))
            .run();
    }
}

const LOST: &str = "mailcall: warning: not tried again: the server has no unique-ids that tell the messages apart, \
     and their numbers may belong to other messages in the next session\n";

#[test]
fn without_unique_ids_nothing_is_taken_for_something_else() {
    // Nothing was stored, so the numbers may be looked up anew.
    let first = format!("{NO_UIDL}C: RETR 1\n{CUT}");
    let both = format!("C: RETR 1\n{}C: RETR 2\n{}", message("a"), message("b"));
    mailbox("retr", &format!("{first}{NEXT}{NO_UIDL}{both}C: QUIT\n"))
        .words("1-2 --output-dir mail")
        .stdout("mail/message-1.eml\nmail/message-2.eml\n")
        .stderr(again(1, 2, &cut_in(1)))
        .run();
    let script = format!("{NO_UIDL}C: RETR 1\n{}C: RETR 2\n{CUT}", message("a"));
    mailbox("retr", &script)
        .words("1-2 --output-dir mail")
        .stdout("mail/message-1.eml\n")
        .stderr(format!("{LOST}mailcall: {}\n", cut_in(2)))
        .exit(80)
        .run();
    let lost = "127.0.0.1: DELE: the server closed the connection while waiting for a reply";
    mailbox("dele", &format!("{NO_UIDL}C: DELE 1\n== close\n"))
        .words("1")
        .stderr(format!("{LOST}mailcall: {lost}\n"))
        .exit(75)
        .run();
}

#[test]
fn marks_that_were_not_committed_are_set_again() {
    let lost = "127.0.0.1: DELE: the server closed the connection while waiting for a reply";
    let script = format!(
        "{LISTED}C: DELE 2\nC: DELE 3\nS: +OK\n== close\n\
         {NEXT}{MOVED}C: DELE 1\nC: DELE 2\nS: +OK\nS: +OK\nC: QUIT\nS: +OK\n"
    );
    mailbox("dele", &script)
        .words("2 3")
        .stdout("2\tuid-b\n3\tuid-c\n")
        .stderr(again(1, 2, lost))
        .run();
    // One is refused for now, so none is deleted.
    let script = format!(
        "{LISTED}C: DELE 2\nC: DELE 3\nS: +OK\nS: -ERR [SYS/TEMP] later\nC: RSET\nS: +OK\nC: QUIT\n\
         {NEXT}{LISTED}C: DELE 2\nC: DELE 3\nS: +OK\nS: +OK\nC: RSET\nS: +OK\nC: QUIT\n"
    );
    mailbox("dele", &script)
        .words("2 3 --dry-run")
        .stdout("2\tuid-b\n3\tuid-c\n")
        .stderr(format!(
            "{}mailcall: dry run: nothing was deleted\n",
            again(
                1,
                2,
                "127.0.0.1: DELE of message 3 was refused: -ERR [SYS/TEMP] later"
            )
        ))
        .run();
}

#[test]
fn deletions_that_may_have_been_made_are_not_made_again() {
    let unknown = "it is unknown whether these messages were deleted; list them again to check: uid-b: 127.0.0.1: \
         QUIT: the server closed the connection while waiting for a reply";
    mailbox(
        "dele",
        &format!("{LISTED}C: DELE 2\nS: +OK\nC: QUIT\n== close\n"),
    )
    .words("2")
    .fails(79, unknown)
    .run();
    // One that is refused for good decides.
    let script = format!(
        "{LISTED}C: DELE 1\nC: DELE 2\nS: -ERR [SYS/TEMP] later\nS: -ERR [SYS/PERM] no\nC: RSET\nS: +OK\nC: QUIT\n"
    );
    mailbox("dele", &script)
        .words("1 2")
        .stderr(
            "mailcall: 127.0.0.1: DELE of message 2 was refused: -ERR [SYS/PERM] no\n\
             mailcall: 127.0.0.1: DELE of message 1 was refused: -ERR [SYS/TEMP] later\n",
        )
        .exit(75)
        .run();
    // Gone in the second session: nothing is deleted.
    let script = format!("{LISTED}C: DELE 1\nC: DELE 2\n== close\n{NEXT}{MOVED}C: QUIT\n");
    mailbox("dele", &script)
        .words("1 2")
        .stderr(format!(
            "{}mailcall: no message has the unique-id \"uid-a\"\n",
            again(
                1,
                2,
                "127.0.0.1: DELE: the server closed the connection while waiting for a reply"
            )
        ))
        .exit(67)
        .run();
}

#[test]
fn a_signal_ends_the_wait_for_a_maildrop() {
    let script = "S: +OK\nC: CAPA\nS: -ERR [SYS/TEMP] later\nC: USER joe\nS: -ERR [SYS/TEMP] later\nC: QUIT\n== signal TERM\n";
    for command in ["stat", "list", "retr", "dele"] {
        let words: &[&str] = match command {
            "retr" | "dele" => &["1"],
            _ => &[],
        };
        mailbox(command, script)
            .args(words.iter().copied())
            .stderr(format!(
                "{}mailcall: waiting for the next try: terminated (SIGTERM)\n",
                again(1, 2, "login refused by 127.0.0.1: -ERR [SYS/TEMP] later")
            ))
            .exit(143)
            .run();
    }
}
