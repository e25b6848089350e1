//! SIGINT and SIGTERM: what is not confirmed is not done, and the exit says which signal it was.

use crate::support::Test;

#[test]
fn before_anything_is_sent() {
    for (name, exit) in [("TERM", 143), ("INT", 130)] {
        Test::send_note("signal-before-the-dot")
            .with("signal", name)
            .stderr("")
            .exit(exit)
            .run();
    }
}

#[test]
fn behind_the_dot_the_outcome_is_unknown() {
    Test::send_note("signal-after-the-dot")
        .stderr("")
        .exit(79)
        .run();
}

#[test]
fn deletions_are_not_committed() {
    Test::mailbox("dele", "signal-before-quit")
        .args(["1"])
        .stderr("")
        .exit(143)
        .run();
    Test::mailbox("dele", "signal-behind-quit")
        .args(["1"])
        .stderr("")
        .exit(79)
        .run();
}
