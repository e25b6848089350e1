//! The connection is cut after each octet that the server sends. At every point the run must report the true outcome:
//! done, not done or unknown.

use crate::support::Test;

/// The error when the whole message was sent and no reply came.
const UNKNOWN: &str = "<note@example.org> may or may not have been delivered: it was sent whole, \
                 and no valid final reply came: 127.0.0.1: CONTENT";

/// Where to cut: after every octet of the last replies, after every seventh octet before them.
fn cuts(test: &Test) -> impl Iterator<Item = usize> {
    let ends = test.line_ends();
    let said = ends[ends.len() - 1];
    let dense = ends[ends.len().saturating_sub(4)];
    (0..said).filter(move |&cut| cut % 7 == 0 || cut >= dense)
}

/// The exit code for a cut, when the last `last` lines of the server decide the outcome.
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
        let test = || Test::send_note(dialogue).words("-q");
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
    // The answer to QUIT does not change the outcome.
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

/// Longer than the buffers of both sides together.
fn big() -> String {
    let header = "Subject: big\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\n\
                  Message-ID: <big@example.org>\r\n\r\n";
    header.to_string() + &("x".repeat(70) + "\r\n").repeat(200_000)
}

#[test]
fn cut_before_the_dot_is_not_sent() {
    // Only the exit is compared: the cut may appear as a FIN, an RST or a broken pipe.
    for count in ["1", "100000"] {
        Test::send_note("cut-before-the-dot")
            .with("count", count)
            .file("note.eml", big())
            .content("big", big())
            .exit_only(75)
            .once()
            .run();
    }
}

#[test]
fn cut_after_the_dot_is_unknown() {
    for dialogue in [
        "cut-after-the-dot",
        "cut-after-the-chunk",
        "cut-within-the-last-reply",
    ] {
        let closed =
            "the server closed the connection while waiting for the verdict on the message";
        Test::send_note(dialogue)
            .fails(79, format!("{UNKNOWN}: {closed}"))
            .run();
    }
}

#[test]
fn no_valid_reply_after_the_dot_is_unknown() {
    // A reply that neither accepts nor refuses, and lines that are not replies.
    for (reply, what) in [
        ("354 go on", "unexpected reply: 354 go on"),
        ("hello", "not an SMTP reply: \"hello\""),
        ("25", "not an SMTP reply: \"25\""),
        ("2500 Ok", "not an SMTP reply: \"2500 Ok\""),
        ("221 Bye", "unexpected reply: 221 Bye"),
        ("235 Ok", "unexpected reply: 235 Ok"),
    ] {
        Test::send_note("dot-answered-wrongly")
            .with("reply", reply)
            .fails(79, format!("{UNKNOWN}: {what}"))
            .run();
    }
}

#[test]
fn more_than_one_reply_after_the_dot() {
    for (reply, further) in [
        (r"250 Ok\r\n554 5.7.1 Rejected\r\n", "554 5.7.1 Rejected"),
        (r"554 5.7.1 Rejected\r\n250 Ok\r\n", "250 Ok"),
    ] {
        let what = format!("the server sent data that no command asked for: \"{further}\"");
        Test::send_note("dot-answered-twice")
            .with("reply", reply)
            .fails(79, format!("{UNKNOWN}: {what}"))
            .run();
    }
    // These do not contradict the verdict; the connection is not used again, not even for QUIT.
    for reply in [
        r"250 Ok\r\n250 Ok\r\n",
        r"250 Ok\r\n421 Bye\r\n",
        r"250 Ok\r\n\r\n250-Ok\r\n250 Ok\r\n",
    ] {
        Test::send_note("dot-answered-twice")
            .with("reply", reply)
            .stdout("<note@example.org>\tnote.eml\n")
            .run();
    }
}

#[test]
fn silence_after_the_dot_is_unknown() {
    // `--timeout` does not shorten this wait (RFC 5321 section 4.5.3.2.6), `--deadline` does.
    let passed = "the deadline of 2 s for the whole run has passed while waiting for the verdict \
                  on the message";
    Test::send_note("silent-after-the-dot")
        .words("--timeout 1 --deadline 2")
        .fails(79, format!("{UNKNOWN}: {passed}"))
        .once()
        .run();
}

#[test]
fn what_follows_the_last_reply_does_not_matter() {
    // The message was accepted: a cut, garbage or silence after QUIT does not change that.
    for reply in ["221 2.0.0 bye", "500 what?", "421 bye", "nonsense"] {
        Test::send_note("quit-answered")
            .with("reply", reply)
            .stdout("<note@example.org>\tnote.eml\n")
            .run();
    }
    for dialogue in ["closed-instead-of-quit", "reset-after-the-end"] {
        Test::send_note(dialogue)
            .stdout("<note@example.org>\tnote.eml\n")
            .run();
    }
}

#[test]
fn a_refusal_during_the_upload_ends_it() {
    Test::send_note("early-refusal")
        .file("note.eml", big())
        .content("big", big())
        .fails(69, "127.0.0.1: the message was refused: 552 5.3.4 too much")
        .once()
        .run();
}
