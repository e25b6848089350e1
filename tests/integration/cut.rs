//! The connection cut behind each octet that a server says. Whatever a session had reached, the
//! outcome is one of done, not done and unknown, and it is the true one (L01, L03, L05, L14, L15).

use crate::support::Test;

/// Cuts behind every octet of the last replies, behind every seventh of those before.
fn cuts(test: &Test) -> impl Iterator<Item = usize> {
    let ends = test.line_ends();
    let said = ends[ends.len() - 1];
    let dense = ends[ends.len().saturating_sub(4)];
    (0..said).filter(move |&cut| cut % 7 == 0 || cut >= dense)
}

/// What the exit must be, when `last` lines of the server decide.
fn exit(test: &Test, cut: usize, last: usize) -> i32 {
    let ends = test.line_ends();
    let before = ends[ends.len() - 1 - last];
    let decided = ends[ends.len() - last];
    match cut {
        _ if cut < before => 75,
        _ if cut < decided => 79,
        _ => 0,
    }
}

#[test]
fn a_message_sent() {
    for dialogue in ["login-plain", "chunking", "one-at-a-time"] {
        let test = || Test::send_note(dialogue).args(["-q"]);
        let test = || {
            if dialogue == "login-plain" {
                test().by_joe()
            } else {
                test()
            }
        };
        for cut in cuts(&test()) {
            let exit = exit(&test(), cut, 1);
            test().cut(cut).exit_only(exit).once().run();
        }
    }
}

#[test]
fn messages_deleted() {
    for dialogue in ["dele", "dele-one-at-a-time"] {
        let messages: &[&str] = if dialogue == "dele" {
            &["1", "3"]
        } else {
            &["1-2"]
        };
        let test = || Test::mailbox("dele", dialogue).args(messages.iter().copied());
        for cut in cuts(&test()) {
            let exit = exit(&test(), cut, 1);
            test().cut(cut).exit_only(exit).once().run();
        }
    }
}

#[test]
fn a_maildrop_listed() {
    // Nothing depends on the answer to QUIT.
    let test = || Test::mailbox("list", "list");
    let ends = test().line_ends();
    for cut in cuts(&test()) {
        let whole = cut >= ends[ends.len() - 2];
        test()
            .cut(cut)
            .exit_only(if whole { 0 } else { 75 })
            .once()
            .run();
    }
}
