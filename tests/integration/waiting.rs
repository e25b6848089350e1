//! Input that does not end: the deadline ends the wait, and so does a signal. Nobody is connected to before.

use crate::support::{NOTE, Test, error};
use serde_json::Value;

const LATE: &str = "it had not ended when the deadline of 0.3 s for the whole run passed";

fn send() -> Test {
    Test::new()
        .words("send -f joe@example.org ann@example.net --host 127.0.0.1 --port {port} --tls none")
        .once()
}

#[test]
fn stdin_that_does_not_end() {
    for words in [
        "-s report",
        "--body-file -",
        "--html -",
        "--body text -a -",
        "-m -",
        "-m note.eml -m -",
        "--to-file - --body text",
    ] {
        send()
            .words("--deadline 0.3")
            .words(words)
            .file("note.eml", NOTE)
            .stdin("Subject: a\n\nhalf of a mes")
            .stdin_held()
            .fails(75, format!("nothing was sent: cannot read stdin: {LATE}"))
            .run();
    }
}

#[test]
fn a_fifo_that_nobody_writes_to() {
    for words in [
        "--body-file fifo",
        "--html fifo",
        "--body text -a fifo",
        "--body text --attach-as a.txt=fifo",
        "-m fifo",
    ] {
        send()
            .words("--deadline 0.3")
            .words(words)
            .fifo("fifo")
            .fails(75, format!("nothing was sent: cannot read fifo: {LATE}"))
            .run();
    }
}

#[test]
fn the_environment_sets_the_deadline_too() {
    send()
        .env("MAILCALL_DEADLINE", "0.3")
        .stdin_held()
        .words("--json")
        .stderr_json([error(
            "temporary",
            &format!("nothing was sent: cannot read stdin: {LATE}"),
            75,
            Value::Null,
            Value::Null,
        )])
        .exit(75)
        .run();
}

#[test]
fn a_password_that_does_not_come() {
    for (words, says) in [
        (
            ["--password-file", "fifo"],
            "cannot read password file fifo",
        ),
        (
            ["--password-command", "exec sleep 60"],
            "cannot read the output of the password command",
        ),
        (
            ["--password-command", "echo secret; exec >&-; exec sleep 60"],
            "cannot read the output of the password command",
        ),
    ] {
        Test::new()
            .words("stat --host 127.0.0.1 --port {port} --tls none --user joe --deadline 0.3")
            .args(words)
            .fifo("fifo")
            .fails(75, format!("{says}: {LATE}"))
            .once()
            .run();
        send()
            .words("--body text --user joe --deadline 0.3")
            .args(words)
            .fifo("fifo")
            .fails(75, format!("nothing was sent: {says}: {LATE}"))
            .run();
    }
}

#[test]
fn a_signal_while_stdin_is_read() {
    let more_than_a_pipe_holds = vec![b'x'; 1 << 20];
    for (name, exit) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
        for deadline in ["", "--deadline=60"] {
            send()
                .args(Some(deadline).filter(|deadline| !deadline.is_empty()))
                .stdin(more_than_a_pipe_holds.clone())
                .signal(name)
                .exit(exit)
                .run();
        }
    }
}
