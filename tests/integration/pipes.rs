//! Standard output that is closed or full: quiet where nothing is lost, an exit where something is.

use serde_json::Value;

use crate::support::{Test, error};

const NO_ROOM: &str = "cannot write to stdout: No space left on device (os error 28)";

#[test]
fn a_listing_that_nobody_reads_to_its_end() {
    // S01
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
    // F06, S02
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
    // The message is sent whatever becomes of its Message-ID.
    Test::send_note("data")
        .output_full()
        .fails(
            74,
            format!("accepted by the server: <note@example.org>; {NO_ROOM}"),
        )
        .run();
}
