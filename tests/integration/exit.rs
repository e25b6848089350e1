//! What each refusal, cut and silence of an SMTP server means: the exit, and what stderr says.

use crate::support::Test;

/// Replies to one step, the exit of each and what is printed.
#[track_caller]
fn refusals(dialogue: &str, cases: &[(&str, i32, &str)]) {
    for &(reply, exit, stderr) in cases {
        Test::send_note(dialogue)
            .with("reply", reply)
            .stderr(stderr)
            .exit(exit)
            .run();
    }
}

#[test]
fn greetings_that_refuse() {
    // P01
    refusals(
        "greeting-refused",
        &[
            ("450 not now", 75, ""),
            ("554 5.7.1 not you", 69, ""),
            ("521 no mail here", 69, ""),
            ("221 bye", 76, ""),
            ("250 hello", 76, ""),
            ("354 go on", 76, ""),
        ],
    );
    refusals("greeting-broken", &[("hello", 76, "")]);
}

#[test]
fn greetings_that_never_come() {
    // P14
    Test::send_note("closed-at-once").stderr("").exit(75).run();
    Test::send_note("greeting-then-close")
        .stderr("")
        .exit(75)
        .run();
}

#[test]
fn ehlo_refused() {
    refusals("ehlo-refused", &[("550 5.7.1 not from there", 69, "")]);
    Test::send_note("helo-refused").stderr("").exit(69).run();
}

#[test]
fn nothing_is_said_behind_421() {
    // RFC 5321 section 3.8: 421 is the server's own goodbye.
    let mail = "C: MAIL FROM:<joe@example.org> SIZE={octets note}\nC: RCPT TO:<ann@example.net>\n";
    let ok = "S: 250 Ok\nS: 250 Ok\n";
    for (said, stderr) in [
        ("", ""),
        ("<< smtp/parts/greeting\nC: EHLO [127.0.0.1]\n", ""),
        (&format!("<< smtp/parts/relay\n{mail}C: DATA\n"), ""),
        (&format!("<< smtp/parts/chunking\n{mail}"), ""),
        (&format!("<< smtp/parts/relay\n{mail}C: DATA\n{ok}"), ""),
        (
            &format!("<< smtp/parts/relay\n{mail}C: DATA\n{ok}S: 354 go ahead\nC< note\n"),
            "",
        ),
    ] {
        Test::send_note("421")
            .script(format!("{said}S: 421 4.3.2 going down\n"))
            .stderr(stderr)
            .exit(75)
            .run();
    }
}

#[test]
fn mail_refused() {
    // RFC 5321 section 4.2.2
    refusals(
        "mail-refused",
        &[
            ("451 4.3.0 later", 75, ""),
            ("452 4.3.1 no room", 75, ""),
            ("550 5.7.1 not as that sender", 69, ""),
            ("552 5.3.4 too big", 69, ""),
            ("553 Mail from must equal authorized user", 69, ""),
            ("555 5.5.4 what parameter?", 69, ""),
        ],
    );
    Test::send_note("mail-wants-login")
        .stderr("")
        .exit(77)
        .run();
}

#[test]
fn recipients_refused() {
    // L17; RFC 5321 section 4.5.3.1.10: 552 means too many, as 452 does.
    for dialogue in ["rcpt-refused", "rcpt-refused-chunking"] {
        refusals(
            dialogue,
            &[
                ("550 5.1.1 no such user", 67, ""),
                ("551 not here", 67, ""),
                ("553 5.1.3 bad name", 67, ""),
                ("450 4.2.1 busy", 75, ""),
                ("451 4.7.1 greylisted", 75, ""),
                ("452 4.5.3 too many", 75, ""),
                ("552 5.5.3 too many", 75, ""),
            ],
        );
    }
    Test::send_note("rcpt-refused-yet-354")
        .stderr("")
        .exit(67)
        .run();
}

#[test]
fn data_refused() {
    // L19
    refusals(
        "data-refused",
        &[
            ("451 4.3.0 later", 75, ""),
            ("554 5.5.1 no", 69, ""),
            ("503 5.5.1 bad order", 69, ""),
        ],
    );
    Test::send_note("data-answered-2yz")
        .stderr("")
        .exit(76)
        .run();
}

#[test]
fn the_message_refused() {
    // L17; P06: an unknown code counts by its first digit.
    for dialogue in ["dot-refused", "chunk-refused"] {
        refusals(
            dialogue,
            &[
                ("451 4.3.0 later", 75, ""),
                ("552 5.2.2 over quota", 69, ""),
                ("554 5.7.1 looks like spam", 69, ""),
                ("499 whatever", 75, ""),
                ("599 whatever", 69, ""),
            ],
        );
    }
    Test::send_note("reply-of-another-code")
        .with("reply", "299 whatever")
        .stdout("<note@example.org>\n")
        .run();
    Test::send_note("long-refusal").stderr("").exit(69).run();
}

#[test]
fn one_of_several_recipients_refused() {
    // L18: all or nothing.
    for dialogue in ["one-of-two-refused", "one-of-two-refused-chunking"] {
        Test::send_note(dialogue)
            .args(["bob@example.net"])
            .stderr("")
            .exit(67)
            .run();
    }
    Test::send_note("one-of-two-refused-slowly")
        .args(["bob@example.net"])
        .stderr("")
        .exit(67)
        .run();
}

/// More than the buffers of both sides hold.
fn big() -> String {
    let header = "Subject: big\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\n\
                  Message-ID: <big@example.org>\r\n\r\n";
    header.to_string() + &("x".repeat(70) + "\r\n").repeat(200_000)
}

#[test]
fn cut_before_the_dot_is_not_sent() {
    // L15
    for count in ["1", "100000"] {
        Test::send_note("cut-before-the-dot")
            .with("count", count)
            .file("note.eml", big())
            .content("big", big())
            .stderr("")
            .exit(75)
            .once()
            .run();
    }
}

#[test]
fn cut_after_the_dot_is_unknown() {
    // L14
    Test::send_note("cut-after-the-dot")
        .stderr("")
        .exit(79)
        .run();
    Test::send_note("cut-after-the-chunk")
        .stderr("")
        .exit(79)
        .run();
    Test::send_note("cut-within-the-last-reply")
        .stderr("")
        .exit(79)
        .run();
}

#[test]
fn no_valid_reply_after_the_dot_is_unknown() {
    // P05, P07
    refusals(
        "dot-answered-wrongly",
        &[
            ("354 go on", 79, ""),
            ("hello", 79, ""),
            ("25", 79, ""),
            ("2500 Ok", 79, ""),
        ],
    );
}

#[test]
fn silence_after_the_dot_is_unknown() {
    // `--timeout` does not shorten this wait (RFC 5321 section 4.5.3.2.6), `--deadline` does.
    Test::send_note("silent-after-the-dot")
        .args(["--timeout", "1", "--deadline", "2"])
        .stderr("")
        .exit(79)
        .once()
        .run();
}

#[test]
fn nothing_behind_the_last_reply_matters() {
    // L16, T22
    for reply in ["221 2.0.0 bye", "500 what?", "421 bye", "nonsense"] {
        Test::send_note("quit-answered")
            .with("reply", reply)
            .stdout("<note@example.org>\n")
            .run();
    }
    for dialogue in ["closed-instead-of-quit", "reset-after-the-end"] {
        Test::send_note(dialogue)
            .stdout("<note@example.org>\n")
            .run();
    }
}

#[test]
fn a_refusal_during_the_upload_ends_it() {
    Test::send_note("early-refusal")
        .file("note.eml", big())
        .content("big", big())
        .stderr("")
        .exit(69)
        .once()
        .run();
}

#[test]
fn nobody_listens() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = closed.local_addr().expect("it is bound").port().to_string();
    drop(closed);
    for command in [
        &["stat"][..],
        &[
            "send",
            "-m",
            "note.eml",
            "ann@example.net",
            "-f",
            "j@example.org",
        ],
    ] {
        Test::new()
            .args(command.iter().copied())
            .args(["--host", "127.0.0.1", "--port", &port, "--tls", "none"])
            .file("note.eml", "Subject: a\r\n\r\nb\r\n")
            .by_joe()
            .stderr("")
            .exit(75)
            .run();
    }
}

#[test]
fn nobody_bears_the_name() {
    // The name is reserved (RFC 2606); it resolves nowhere, with or without a resolver.
    Test::new()
        .args(["stat", "--host", "mailbox..invalid", "--tls", "none"])
        .by_joe()
        .stderr("")
        .exit(68)
        .run();
}
