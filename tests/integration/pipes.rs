//! Standard output that is closed or full. The run ends silently if nothing is lost, otherwise with an error.

use serde_json::Value;

use crate::support::{Test, error};

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
    // The message was accepted although its Message-ID cannot be printed, and the error says so.
    Test::send_note("data")
        .output_full()
        .fails(
            74,
            format!("accepted by the server: <note@example.org>; {NO_ROOM}"),
        )
        .run();
}
