//! SIGINT and SIGTERM during a session. The exit code names the signal, or says that the outcome is unknown.

use crate::support::Test;

#[test]
fn before_anything_is_sent() {
    for (name, exit, what) in [("TERM", 143, "terminated"), ("INT", 130, "interrupted")] {
        Test::send_note("signal-before-the-dot")
            .with("signal", name)
            .stderr(format!(
                "mailcall: 127.0.0.1: MAIL: {what} (SIG{name}) while waiting for a reply\n"
            ))
            .exit(exit)
            .run();
    }
}

#[test]
fn after_the_final_dot_the_outcome_is_unknown() {
    Test::send_note("signal-after-the-dot")
        .fails(
            79,
            "<note@example.org> may or may not have been delivered: it was sent whole, \
                 and no valid final reply came: 127.0.0.1: CONTENT: terminated (SIGTERM) while waiting \
                 for the verdict on the message",
        )
        .run();
}

#[test]
fn deletions_are_not_committed() {
    // Only the exit is compared: the run may wait for any of several answers when the signal comes.
    Test::mailbox("dele", "signal-before-quit")
        .words("1")
        .exit_only(143)
        .run();
    Test::mailbox("dele", "signal-behind-quit")
        .words("1")
        .stderr(
            "mailcall: it is unknown whether these messages were deleted; list them \
             again to check: uid-a: 127.0.0.1: QUIT: terminated (SIGTERM) while waiting for a reply\n",
        )
        .exit(79)
        .run();
}
