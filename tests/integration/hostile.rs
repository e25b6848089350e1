//! Servers that break the protocol. The run must not panic, not wait for ever, and not accept what they send.

use crate::support::Test;

#[test]
fn malformed_replies() {
    // The error comes at once; the run does not wait for more.
    for line in [
        "25", "2500 x", "250x", " 250 ok", "+250 ok", "150 ok", "650 ok", "2a0 ok",
    ] {
        Test::send_note("reply-broken")
            .with("reply", &format!(r"{}\r\n", line.replace(' ', r"\s")))
            .fails(76, format!("127.0.0.1: EHLO: not an SMTP reply: {line:?}"))
            .run();
    }
    for (reply, codes) in [
        (r"250-mail.example.org\r\n350 PIPELINING\r\n", "250 and 350"),
        (
            r"250-mail.example.org\r\n250-PIPELINING\r\n251 Ok\r\n",
            "250 and 251",
        ),
    ] {
        Test::send_note("reply-broken")
            .with("reply", reply)
            .fails(
                76,
                format!("127.0.0.1: EHLO: one reply has two codes, {codes}"),
            )
            .run();
    }
}

#[test]
fn replies_without_end() {
    Test::send_note("reply-unended")
        .fails(
            76,
            "127.0.0.1: EHLO: the server sent a line of more than 4096 octets while \
                 waiting for a reply",
        )
        .once()
        .run();
    Test::send_note("ehlo-unended")
        .fails(76, "127.0.0.1: EHLO: a reply has more than 256 lines")
        .once()
        .run();
    Test::mailbox("stat", "capa-without-end")
        .fails(76, "127.0.0.1: CAPA: the server lists more than 256 lines")
        .once()
        .run();
    Test::mailbox("stat", "response-without-end")
        .fails(
            76,
            "127.0.0.1: CAPA: the server sent a line of more than 1024 octets while \
                 waiting for a reply",
        )
        .once()
        .run();
    Test::mailbox("list", "list-without-end")
        .fails(
            76,
            "127.0.0.1: LIST: the server sent a line of more than 1024 octets while \
                 receiving content",
        )
        .once()
        .run();
}

#[test]
fn status_indicators_of_any_case() {
    Test::mailbox("stat", "response-lower-case")
        .stdout("2 320\n")
        .run();
}

#[test]
fn replies_never_shift() {
    // An empty line carries nothing; the line after it is the reply.
    Test::send_note("empty-line-in-replies")
        .stdout("<note@example.org>\tnote.eml\n")
        .run();
    Test::send_note("reply-broken")
        .with("reply", &r"\r\n".repeat(9))
        .fails(76, "127.0.0.1: EHLO: not an SMTP reply: \"\"")
        .run();
    Test::send_note("reply-too-many")
        .fails(
            76,
            "127.0.0.1: MAIL: the server sent data that no command asked for: \"250 once more\\r\\n\"",
        )
        .run();
}

#[test]
fn control_characters_are_never_printed() {
    Test::send_note("reply-of-strange-octets")
        .fails(
            69,
            "127.0.0.1: the message was refused: 554 5.7.1 no\\x00 \\x1b[31m\\xff\\xfe \u{4f60}",
        )
        .run();
    Test::send_note("bare-cr-in-reply")
        .fails(
            69,
            "127.0.0.1: the message was refused: 554 5.7.1 one\\rtwo",
        )
        .run();
}

/// The error when the greeting takes too long.
fn late(what: &str) -> String {
    format!(
        "127.0.0.1: GREETING: {what} while waiting for the greeting \
         (is it the right port? A port for implicit TLS sends no greeting before TLS: --tls implicit)"
    )
}

#[test]
fn a_slow_server_meets_the_timeout() {
    Test::mailbox("stat", "greeting-silent")
        .words("--timeout 1")
        .fails(75, late("no answer within 1 s"))
        .once()
        .run();
}

#[test]
fn a_drip_meets_the_timeout() {
    // A reply has to be complete within the timeout, even if single octets of it keep coming.
    Test::send_note("drip")
        .words("--timeout 1")
        .fails(75, late("no answer within 1 s"))
        .once()
        .run();
    Test::mailbox("stat", "drip")
        .words("--deadline 1")
        .fails(75, late("the deadline of 1 s for the whole run has passed"))
        .once()
        .run();
}

#[test]
fn malformed_responses() {
    for line in ["+OKAY 2 320", "OK 2 320", "", "-ERRATIC", "+ 2 320"] {
        Test::mailbox("stat", "response-broken")
            .with("reply", &format!(r"{line}\r\n"))
            .fails(
                76,
                format!("127.0.0.1: STAT: not a POP3 response: {line:?}"),
            )
            .run();
    }
}

#[test]
fn greetings_that_refuse() {
    for (reply, exit, hint) in [
        ("-ERR no", 69, ""),
        (
            "-ERR [IN-USE] locked",
            75,
            " (another session has the maildrop open)",
        ),
        ("-ERR [SYS/TEMP] later", 75, ""),
        ("-ERR [SYS/PERM] never", 69, ""),
    ] {
        Test::mailbox("stat", "greeting-refused")
            .with("reply", reply)
            .fails(
                exit,
                format!("127.0.0.1: the server refused the connection: {reply}{hint}"),
            )
            .run();
    }
    for reply in [
        "+Do you speak POP?",
        "HELLO",
        "220 mail.example.org ESMTP ready",
    ] {
        Test::mailbox("stat", "greeting-refused")
            .with("reply", reply)
            .fails(
                76,
                format!("127.0.0.1: GREETING: not a POP3 response: {reply:?}"),
            )
            .run();
    }
}

#[test]
fn malformed_drop_listings() {
    for text in [
        "1",
        "-1 5",
        "1 x",
        "99999999999999999999 1",
        "1 99999999999999999999",
    ] {
        Test::mailbox("stat", "stat-broken")
            .with("reply", &format!("+OK {text}"))
            .fails(76, format!("127.0.0.1: STAT: not a listing: {text:?}"))
            .run();
    }
    Test::mailbox("stat", "stat-broken")
        .with("reply", "+OK")
        .fails(76, "127.0.0.1: STAT: not a listing: \"\"")
        .run();
}

#[test]
fn malformed_listings() {
    let scans = r"1 120\r\n2 200\r\n3 220\r\n";
    let uids = r"1 uid-a\r\n2 uid-b\r\n3 uid-c\r\n";
    for (scans, uids, what) in [
        (
            r"1 120\r\n1 200\r\n3 220\r\n",
            uids,
            r#"LIST: not a listing: "1 200""#,
        ),
        (
            r"0 120\r\n2 200\r\n3 220\r\n",
            uids,
            r#"LIST: not a listing: "0 120""#,
        ),
        (r"1\r\n", uids, r#"LIST: not a listing: "1""#),
        (r"one 120\r\n", uids, r#"LIST: not a listing: "one 120""#),
        (r"1 -120\r\n", uids, r#"LIST: not a listing: "1 -120""#),
        (r"\r\n", uids, r#"LIST: not a listing: """#),
        (
            scans,
            r"1 uid-a\r\n1 uid-b\r\n",
            r#"UIDL: not a listing: "1 uid-b""#,
        ),
        (scans, r"0 uid-a\r\n", r#"UIDL: not a listing: "0 uid-a""#),
        (scans, r"x uid-a\r\n", r#"UIDL: not a listing: "x uid-a""#),
        (
            scans,
            r"1 uid\x00a\r\n",
            r#"UIDL: not a listing: "uid\x00a""#,
        ),
        (
            scans,
            r"1 \x1b[31m\r\n",
            r#"UIDL: not a listing: "\x1b[31m""#,
        ),
    ] {
        Test::mailbox("list", "list-answered")
            .with("scans", scans)
            .with("uids", uids)
            .fails(76, format!("127.0.0.1: {what}"))
            .run();
    }
}

#[test]
fn octets_after_a_message_are_found() {
    Test::mailbox("retr", "retr-then-more")
        .words("1 3 --mbox -")
        .stdout("From MAILER-DAEMON {now}\nSubject: a\n\nb\n\n")
        .fails(80, "127.0.0.1: RETR: not a POP3 response: \"more\"")
        .run();
}
