//! Standard output that is closed or full. The run ends silently if nothing is lost, otherwise with an error.

use serde_json::{Value, json};

use crate::support::{Test, accepted_note, error};

const NO_ROOM: &str = "cannot write to stdout: No space left on device (os error 28)";

#[test]
fn a_listing_that_nobody_reads_to_its_end() {
    // As in `list | head`: exit 0, and nothing on stderr.
    Test::mailbox("list", "list").output_closed().run();
    Test::mailbox("stat", "stat").output_closed().run();
}

#[test]
fn a_message_that_nobody_reads_is_not_taken() {
    Test::mailbox("retr", "retr-not-taken")
        .words("2")
        .output_closed()
        .exit(74)
        .run();
}

#[test]
fn no_room() {
    Test::mailbox("list", "list")
        .output_full()
        .fails(74, NO_ROOM)
        .run();
    Test::mailbox("list", "list")
        .words("--json")
        .output_full()
        .stderr_json([error("io", NO_ROOM, 74, Value::Null, Value::Null)])
        .exit(74)
        .run();
    Test::mailbox("retr", "retr-not-taken")
        .words("2")
        .output_full()
        .fails(74, NO_ROOM)
        .run();
}

/// The message was accepted, so the exit does not invite to send it again; the messages behind it are not submitted, since
/// nobody would learn of them.
#[test]
fn accepted_and_not_reported() {
    let closed = "cannot write to stdout: Broken pipe (os error 32)";
    let alone = || Test::send_note("data");
    let first_of_three =
        || Test::send_note("stopped-after-the-first").words("-m second.eml -m note.eml");
    for (test, what) in [
        (alone().output_full(), NO_ROOM),
        (alone().output_closed(), closed),
    ] {
        test.fails(
            80,
            format!("accepted by the server: <note@example.org>; {what}"),
        )
        .run();
    }
    for (test, what) in [
        (first_of_three().output_full(), NO_ROOM),
        (first_of_three().output_closed(), closed),
    ] {
        test.stderr(format!(
            "mailcall: warning: 2 messages were not tried\n\
             mailcall: note.eml: accepted by the server: <note@example.org>; {what}\n"
        ))
        .exit(80)
        .run();
    }
    let what = format!("accepted by the server: <note@example.org>; {NO_ROOM}");
    alone()
        .words("--json")
        .output_full()
        .stderr_json([
            json!({"result": accepted_note()}),
            error("partial", &what, 80, Value::Null, Value::Null),
        ])
        .exit(80)
        .run();
    // Deletions are not repeated either: the numbers are those of other messages by then.
    Test::mailbox("dele", "dele")
        .words("1 3")
        .output_full()
        .fails(80, format!("2 messages were deleted; {NO_ROOM}"))
        .run();
    // In a dry run nothing was accepted.
    Test::send_note("dry-run")
        .words("--dry-run")
        .output_full()
        .stderr(format!(
            "mailcall: dry run: nothing was sent\nmailcall: {NO_ROOM}\n"
        ))
        .exit(74)
        .run();
}
