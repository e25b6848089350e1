//! `dele`: deletes all messages or none, and reports it only after QUIT has confirmed it.

use serde_json::{Value, json};

use crate::support::{Test, error};

/// What is said where QUIT has no good answer.
const UNKNOWN: &str = "it is unknown whether these messages were deleted; list them again to check: \
                       uid-a: 127.0.0.1: QUIT";

#[test]
fn confirmed_by_quit() {
    Test::mailbox("dele", "dele")
        .words("1 3")
        .stdout("1\tuid-a\n3\tuid-c\n")
        .round_trips(6)
        .run();
    Test::mailbox("dele", "dele-one-at-a-time")
        .words("1-2")
        .stdout("1\tuid-a\n2\tuid-b\n")
        .run();
    Test::mailbox("dele", "dele-old")
        .words("1")
        .stdout("1\t-\n")
        .run();
}

#[test]
fn selections_that_need_the_listing() {
    Test::mailbox("dele", "dele-all")
        .words("--all")
        .stdout("1\tuid-a\n2\tuid-b\n3\tuid-c\n")
        .round_trips(7)
        .run();
    Test::mailbox("dele", "dele-by-uid")
        .words("--uid uid-b")
        .stdout("2\tuid-b\n")
        .run();
}

#[test]
fn nothing_is_removed_if_one_message_is_refused() {
    // One DELE refused, a message that does not exist, a unique-id that two messages have.
    Test::mailbox("dele", "dele-missing")
        .words("1 9")
        .fails(67, "no such message: 9")
        .run();
    for (reply, exit, stderr) in [
        (
            "-ERR [SYS/TEMP] later",
            75,
            "mailcall: 127.0.0.1: DELE of message 1 was refused: -ERR [SYS/TEMP] later\n",
        ),
        (
            "-ERR [SYS/PERM] read-only",
            69,
            "mailcall: 127.0.0.1: DELE of message 1 was refused: -ERR [SYS/PERM] read-only\n",
        ),
    ] {
        Test::mailbox("dele", "dele-refused")
            .words("1 2")
            .with("reply", reply)
            .stderr(stderr)
            .exit(exit)
            .run();
    }
    Test::mailbox("dele", "dele-refused-why")
        .words("1 2")
        .with("reply", "-ERR no")
        .fails(69, "127.0.0.1: DELE of message 1 was refused: -ERR no")
        .run();
    Test::mailbox("dele", "uid-absent")
        .words("--uid uid-z")
        .fails(67, "no message has the unique-id \"uid-z\"")
        .run();
    Test::mailbox("dele", "uid-twice")
        .words("--uid uid-a")
        .fails(76, "several messages have the unique-id \"uid-a\"")
        .run();
    Test::mailbox("dele", "uid-not-known")
        .words("--uid uid-a")
        .fails(
            69,
            "127.0.0.1: the server does not support unique-ids (UIDL)",
        )
        .run();
}

#[test]
fn dry_run_takes_it_back() {
    Test::mailbox("dele", "dele-dry-run")
        .words("1 --dry-run")
        .stdout("1\tuid-a\n")
        .stderr("mailcall: dry run: nothing was deleted\n")
        .run();
}

#[test]
fn no_quit_over_answers_out_of_step() {
    Test::mailbox("dele", "dele-out-of-step")
        .words("1 2 --dry-run")
        .with("second", "+OK marked")
        .fails(
            76,
            "127.0.0.1: RSET: the server sent data that no command asked for: \
             \"-ERR RSET failed\\r\\n\"",
        )
        .run();
    Test::mailbox("dele", "dele-out-of-step")
        .words("1 2")
        .with("second", "-ERR [SYS/PERM] locked")
        .fails(
            69,
            "127.0.0.1: DELE of message 2 was refused: -ERR [SYS/PERM] locked",
        )
        .run();
    Test::mailbox("dele", "dele-refused-then-silent")
        .words("1 2")
        .fails(
            69,
            "127.0.0.1: DELE of message 1 was refused: -ERR [SYS/PERM] read-only",
        )
        .run();
}

#[test]
fn a_refusal_stays_the_error_when_the_connection_ends_after_it() {
    let closed = "127.0.0.1: LIST: the server closed the connection while waiting for a reply";
    let refused = "127.0.0.1: DELE of message 1 was refused: -ERR not today";
    let words = json!({
        "code": null, "enhanced": null, "response_code": null, "text": "-ERR not today",
    });
    // Each line is an error of its own; the last one decides the exit.
    Test::mailbox("dele", "dele-refused-then-cut")
        .words("1 --json")
        .stdout_json([json!({"deleted": [], "deletion": "not_done"})])
        .stderr_json([
            error("temporary", closed, 75, json!("LIST"), Value::Null),
            error("unavailable", refused, 69, json!("DELE"), words),
        ])
        .exit(69)
        .run();
}

#[test]
fn quit_refused_or_unanswered_is_unknown() {
    // QUIT refused, and QUIT without an answer: the deletion is neither reported as done nor as not done.
    for (reply, what) in [
        (
            "-ERR some deleted messages not removed",
            " was refused: -ERR some deleted messages not removed",
        ),
        ("-ERR [SYS/TEMP] disk", " was refused: -ERR [SYS/TEMP] disk"),
        ("nonsense", ": not a POP3 response: \"nonsense\""),
    ] {
        Test::mailbox("dele", "dele-quit-refused")
            .words("1")
            .with("reply", reply)
            .fails(79, format!("{UNKNOWN}{what}"))
            .run();
    }
    let closed = "the server closed the connection while waiting for a reply";
    Test::mailbox("dele", "dele-quit-cut")
        .words("1")
        .fails(79, format!("{UNKNOWN}: {closed}"))
        .run();
    Test::mailbox("dele", "dele-quit-silent")
        .words("1 --timeout 1")
        .fails(
            79,
            format!("{UNKNOWN}: no answer within 1 s while waiting for a reply"),
        )
        .once()
        .run();
}

#[test]
fn cut_before_quit_removes_nothing() {
    // The server removes nothing if the connection ends before QUIT (RFC 1939 section 6).
    Test::mailbox("dele", "dele-cut")
        .words("1 2")
        .fails(
            75,
            "127.0.0.1: DELE: the server closed the connection while waiting for a reply",
        )
        .run();
    Test::mailbox("dele", "dele-silent")
        .words("1 --timeout 1")
        .fails(
            75,
            "127.0.0.1: DELE: no answer within 1 s while waiting for a reply",
        )
        .once()
        .run();
}

#[test]
fn as_json() {
    let deleted = json!([{"number": 1, "uid": "uid-a"}]);
    Test::mailbox("dele", "dele")
        .words("1 3 --json")
        .stdout_json([json!({
            "deleted": [{"number": 1, "uid": "uid-a"}, {"number": 3, "uid": "uid-c"}],
            "deletion": "done",
        })])
        .run();
    Test::mailbox("dele", "dele-dry-run")
        .words("1 --dry-run --json")
        .stdout_json([json!({"deleted": deleted, "deletion": "dry_run"})])
        .stderr_json([json!({"hint": "dry run: nothing was deleted"})])
        .run();
    let what = "it is unknown whether these messages were deleted; list them again to check: uid-a: \
                127.0.0.1: QUIT: the server closed the connection while waiting for a reply";
    Test::mailbox("dele", "dele-quit-cut")
        .words("1 --json")
        .stdout_json([json!({"deleted": deleted, "deletion": "unknown"})])
        .stderr_json([error("unknown", what, 79, json!("QUIT"), Value::Null)])
        .exit(79)
        .run();
    let what = "no such message: 9";
    Test::mailbox("dele", "dele-missing")
        .words("1 9 --json")
        .stdout_json([json!({"deleted": [], "deletion": "not_done"})])
        .stderr_json([error("no_message", what, 67, Value::Null, Value::Null)])
        .exit(67)
        .run();
}

#[test]
fn at_least_one_message_must_be_named() {
    Test::mailbox("dele", "dele")
        .nobody()
        .fails(
            64,
            "no message is named: give numbers (3, 2-5, 7-), --uid UID, --last N or --all",
        )
        .run();
}
