//! `--log`: what a line says, that lines do not mix, and that a log that cannot be written fails nothing.

use crate::support::{NOTE, Test, accepted_note, reply};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

/// The lines of the log in this file, each behind its time.
fn lines(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).expect("a log");
    assert!(text.ends_with('\n'), "{text}");
    text.lines().map(without_time).collect()
}

fn without_time(line: &str) -> String {
    let (time, rest) = line.split_once(' ').expect("a time");
    let digits: String = (time.chars())
        .map(|c| if c.is_ascii_digit() { '9' } else { c })
        .collect();
    assert_eq!(digits, "9999-99-99T99:99:99Z");
    rest.to_owned()
}

/// The log in `log` has these lines.
fn logs<const N: usize>(test: Test, expected: [&'static str; N]) -> Test {
    test.words("--log log").then(move |directory| {
        assert_eq!(lines(&directory.join("log")), expected);
    })
}

const SENT: &str = "send host=127.0.0.1 file=note.eml from=joe@example.org recipients=ann@example.net octets=184 \
     delivery=accepted exit=0 message-id=<note@example.org> reply=\"250 2.0.0 Ok: queued as 4F1\"";

#[test]
fn a_message_that_was_accepted() {
    logs(Test::send_note("data"), [SENT])
        .stdout("<note@example.org>\tnote.eml\n")
        .run();
    // With -q too: what is logged is not printed.
    logs(Test::send_note("data").words("-q"), [SENT]).run();
    Test::send_note("data")
        .words("--log log --log-format json --json")
        .stdout_json([accepted_note()])
        .then(|directory| {
            let text = fs::read_to_string(directory.join("log")).expect("a log");
            let mut line: Value = serde_json::from_str(&text).expect("JSON");
            let time = line["time"].take();
            without_time(&format!("{} x", time.as_str().expect("a time")));
            assert_eq!(
                line,
                json!({
                    "time": null,
                    "command": "send",
                    "host": "127.0.0.1",
                    "account": null,
                    "user": null,
                    "file": "note.eml",
                    "from": "joe@example.org",
                    "recipients": ["ann@example.net"],
                    "messages": null,
                    "octets": NOTE.len(),
                    "delivery": "accepted",
                    "deletion": null,
                    "exit": 0,
                    "message_id": "<note@example.org>",
                    "reply": reply(250, "2.0.0", "Ok: queued as 4F1"),
                    "error": null,
                })
            );
        })
        .run();
}

#[test]
fn a_message_that_was_not() {
    logs(
        Test::send_note("rcpt-refused").with("reply", "550 5.1.1 no such user"),
        [
            "send host=127.0.0.1 file=note.eml from=joe@example.org recipients=ann@example.net octets=184 \
             delivery=not_sent exit=67 message-id=<note@example.org> reply=\"550 5.1.1 no such user\" \
             error=\"127.0.0.1: ann@example.net was refused: 550 5.1.1 no such user\"",
        ],
    )
    .fails(
        67,
        "127.0.0.1: ann@example.net was refused: 550 5.1.1 no such user",
    )
    .run();
    let unknown = "<note@example.org> may or may not have been delivered: it was sent whole, and no valid final reply \
         came: 127.0.0.1: CONTENT: the server closed the connection while waiting for the verdict on the message";
    logs(
        Test::send_note("cut-after-the-dot"),
        [
            "send host=127.0.0.1 file=note.eml from=joe@example.org recipients=ann@example.net octets=184 \
             delivery=unknown exit=79 message-id=<note@example.org> \
             error=\"<note@example.org> may or may not have been delivered: it was sent whole, and no valid final reply \
             came: 127.0.0.1: CONTENT: the server closed the connection while waiting for the verdict on the message\"",
        ],
    )
    .fails(79, unknown)
    .run();
    // Accepted for one of two.
    logs(
        Test::send_note("partial").with("reply", "550 5.1.1 no such user"),
        [
            "send host=127.0.0.1 file=note.eml from=joe@example.org recipients=ann@example.net,bob@example.net \
             octets=184 delivery=partial exit=80 message-id=<note@example.org> reply=\"250 2.0.0 Ok: queued as 4F1\" \
             error=\"ann@example.net was refused; the message went to the other recipients\"",
        ],
    )
    .words("--partial bob@example.net")
    .exit_only(80)
    .run();
}

#[test]
fn text_of_the_server_cannot_make_a_line_or_a_pair() {
    logs(
        Test::send_note("dot-refused").with("reply", "554 \"no\" exit=0 \\ \u{1b}[2J\u{202e}"),
        [
            "send host=127.0.0.1 file=note.eml from=joe@example.org recipients=ann@example.net octets=184 \
             delivery=not_sent exit=69 message-id=<note@example.org> \
             reply=\"554 \\\"no\\\" exit=0 \\\\ \\x1b[2J\\u{202e}\" \
             error=\"127.0.0.1: the message was refused: 554 \\\"no\\\" exit=0 \\\\ \\x1b[2J\\u{202e}\"",
        ],
    )
    .exit_only(69)
    .run();
}

#[test]
fn each_message_has_its_line() {
    let script = "S: 220 mail.example.org ESMTP ready\nC: EHLO [127.0.0.1]\nS: 250 mail.example.org\n\
        C: MAIL FROM:<joe@example.org>\nS: 250 Ok\nC: RCPT TO:<ann@example.net>\nS: 250 Ok\n\
        C: DATA\nS: 354 go ahead\nC< note\nS: 250 one\n\
        C: MAIL FROM:<joe@example.org>\nS: 550 no\nC: QUIT\n";
    logs(
        Test::send("").script(script).file("3", "no header\n"),
        [
            "send host=127.0.0.1 file=note.eml from=joe@example.org recipients=ann@example.net octets=184 \
             delivery=accepted exit=0 message-id=<note@example.org> reply=\"250 one\"",
            "send host=127.0.0.1 file=second.eml from=joe@example.org recipients=ann@example.net octets=161 \
             delivery=not_sent exit=69 message-id=<second@example.org> reply=\"550 no\" \
             error=\"second.eml: 127.0.0.1: MAIL was refused: 550 no\"",
            "send host=127.0.0.1 file=3 delivery=not_sent exit=65 \
             error=\"3: it has no header fields, so it is not a message\"",
        ],
    )
    .words("--tls none -f joe@example.org ann@example.net -m note.eml -m second.eml -m 3")
    .exit_only(80)
    .run();
}

#[test]
fn a_run_that_gets_nowhere() {
    // Before the account is known, and before there is a message.
    let send = || Test::new().words("send -f joe@example.org ann@example.net --body x");
    logs(
        send().words("--port 25 --config missing"),
        [
            "send exit=78 error=\"cannot read configuration file missing: No such file or directory (os error 2)\"",
        ],
    )
    .exit_only(78)
    .run();
    logs(
        send().words("--host h.test --user joe --password-env NOT_SET"),
        ["send host=h.test user=joe exit=78 error=\"the variable that --password-env names is not set; it expects a variable's name, not the password\""],
    )
    .exit_only(78)
    .run();
    logs(
        Test::new().words("retr 0 --host h.test"),
        [
            "retr exit=64 error=\"\\\"0\\\" is not a message selector: expected a number from 1 (3), a range (2-5), \
             or an open range (7-)\"",
        ],
    )
    .exit_only(64)
    .run();
}

#[test]
fn the_mailbox() {
    for (command, dialogue, words, expected) in [
        (
            "stat",
            "stat",
            "",
            "stat host=127.0.0.1 user=joe messages=2 octets=320 exit=0",
        ),
        (
            "list",
            "list",
            "",
            "list host=127.0.0.1 user=joe messages=3 octets=540 exit=0",
        ),
        (
            "retr",
            "retr",
            "2",
            "retr host=127.0.0.1 user=joe messages=1 octets=109 exit=0",
        ),
        (
            "dele",
            "dele",
            "1 3",
            "dele host=127.0.0.1 user=joe messages=2 deletion=done exit=0",
        ),
    ] {
        logs(Test::mailbox(command, dialogue), [expected])
            .args(words.split(' ').filter(|word| !word.is_empty()))
            .exit_only(0)
            .run();
    }
    logs(
        Test::mailbox("stat", "login-refused").with("reply", "-ERR [AUTH] no"),
        [
            "stat host=127.0.0.1 user=joe exit=77 reply=\"-ERR [AUTH] no\" \
             error=\"login refused by 127.0.0.1: -ERR [AUTH] no\"",
        ],
    )
    .exit_only(77)
    .run();
    logs(
        Test::mailbox("dele", "dele-quit-refused")
            .with("reply", "-ERR some deleted messages not removed"),
        [
            "dele host=127.0.0.1 user=joe messages=1 deletion=unknown exit=79 reply=\"-ERR some deleted messages not removed\" \
             error=\"it is unknown whether these messages were deleted; list them again to check: uid-a: 127.0.0.1: \
             QUIT was refused: -ERR some deleted messages not removed\"",
        ],
    )
    .words("1")
    .exit_only(79)
    .run();
}

#[test]
fn a_line_is_appended_and_a_new_log_is_private() {
    let mode = |file: &Path| fs::metadata(file).expect("a log").permissions().mode() & 0o777;
    logs(Test::send_note("data"), [SENT])
        .stdout("<note@example.org>\tnote.eml\n")
        .then(move |directory| assert_eq!(mode(&directory.join("log")), 0o600))
        .run();
    Test::send_note("data")
        .words("-q --log old")
        .file("old", "1999-12-31T23:59:59Z before\n")
        .then(move |directory| {
            let file = directory.join("old");
            assert_eq!(lines(&file), ["before", SENT]);
            assert_ne!(mode(&file), 0o600, "it is as it was");
        })
        .run();
}

#[test]
fn an_account_names_the_log() {
    let account = "[accounts.work]\nauth = \"none\"\nlog = \"mail.log\"\nlog-format = \"json\"\n";
    let sent = "send host=127.0.0.1 account=work file=note.eml from=joe@example.org recipients=ann@example.net octets=184 \
         delivery=accepted exit=0 message-id=<note@example.org> reply=\"250 2.0.0 Ok: queued as 4F1\"";
    // A path of the file begins at its folder, and a flag goes before a key.
    Test::send_note("data")
        .words("-q -A work --log-format text")
        .config(account)
        .then(move |directory| {
            let file = directory.join(".config/mailcall/mail.log");
            assert_eq!(lines(&file), [sent]);
        })
        .run();
    Test::send_note("data")
        .words("-q -A work --log log")
        .config(account)
        .then(|directory| {
            let text = fs::read_to_string(directory.join("log")).expect("a log");
            let line: Value = serde_json::from_str(&text).expect("JSON");
            assert_eq!(line["account"], "work");
            assert!(!directory.join(".config/mailcall/mail.log").exists());
        })
        .run();
}

#[test]
fn a_log_that_cannot_be_written_is_a_warning() {
    let not_opened = |log: &str, why: &str| {
        Test::send_note("data")
            .args(["--log", log])
            .fifo("fifo")
            .file("folder/x", "")
            .stdout("<note@example.org>\tnote.eml\n")
            .stderr(format!(
                "mailcall: warning: cannot open log {log}: {why}; this run is not logged\n"
            ))
            .run();
    };
    not_opened("folder", "Is a directory (os error 21)");
    not_opened("missing/log", "No such file or directory (os error 2)");
    // Nobody reads it, and nobody is waited for.
    not_opened("fifo", "No such device or address (os error 6)");
    Test::send_note("data")
        .words("--log /dev/full")
        .stdout("<note@example.org>\tnote.eml\n")
        .stderr("mailcall: warning: cannot write to log /dev/full: No space left on device (os error 28)\n")
        .run();
    Test::send_note("data")
        .words("-q --log folder/")
        .file("folder/x", "")
        .run();
    Test::send_note("data")
        .words("--json --log missing/log")
        .stdout_json([accepted_note()])
        .stderr_json([json!({
            "warning": "cannot open log missing/log: No such file or directory (os error 2); this run is not logged",
        })])
        .run();
    // The warning comes before anything else: nobody is connected to.
    Test::send_note("")
        .nobody()
        .words("--log missing/log --user joe --password-env NOT_SET")
        .stderr(
            "mailcall: warning: cannot open log missing/log: No such file or directory (os error 2); this run is not logged\n\
             mailcall: the variable that --password-env names is not set; it expects a variable's name, not the password\n",
        )
        .exit(78)
        .run();
}

#[test]
fn what_is_only_printed_is_not_logged() {
    Test::new()
        .words("send -f joe@example.org ann@example.net --body x --print --log log")
        .exit_only(0)
        .then(|directory| assert!(!directory.join("log").exists()))
        .run();
}

/// Starts the program, which finds nobody to connect to, in this folder.
fn refused(directory: &Path, log: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mailcall"));
    command
        .args(
            "send --host 127.0.0.1 --port 1 --tls none -f joe@example.org ann@example.net"
                .split(' '),
        )
        .args([
            "--body",
            "x",
            "--message-id",
            "one@example.org",
            "--log",
            log,
        ])
        .env_clear()
        .current_dir(directory)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

#[test]
fn lines_of_runs_at_the_same_time_do_not_mix() {
    let directory = tempfile::tempdir().expect("a folder");
    let recipients = (0..200).map(|number| format!("{number}@a.long.example.net"));
    let recipients: Vec<String> = recipients.collect();
    let runs: Vec<_> = (0..50)
        .map(|_| {
            let mut run = refused(directory.path(), "log");
            run.args(&recipients).spawn().expect("it starts")
        })
        .collect();
    for mut run in runs {
        let status = run.wait().expect("it ends");
        assert_eq!(status.code(), Some(75));
    }
    let lines = lines(&directory.path().join("log"));
    assert_eq!(lines.len(), 50);
    for line in &lines {
        assert_eq!(line, &lines[0]);
        assert!(line.len() > 4096, "more than a pipe takes at once");
        assert!(line.starts_with("send host=127.0.0.1 ") && line.ends_with("(os error 111)\""));
    }
}

#[test]
fn a_log_may_be_a_link_or_a_pipe_that_somebody_reads() {
    let directory = tempfile::tempdir().expect("a folder");
    symlink("target", directory.path().join("link")).expect("a link");
    let status = refused(directory.path(), "link").status().expect("it ends");
    assert_eq!(status.code(), Some(75));
    assert_eq!(lines(&directory.path().join("target")).len(), 1);
    let ran = refused(directory.path(), "/dev/stderr")
        .stderr(Stdio::piped())
        .output()
        .expect("it ends");
    let text = String::from_utf8(ran.stderr).expect("text");
    let (first, second) = text.split_once('\n').expect("two lines");
    assert!(without_time(first).starts_with("send host=127.0.0.1 from=joe@example.org "));
    assert!(
        second.starts_with("mailcall: cannot connect to 127.0.0.1:1"),
        "{second}"
    );
}
