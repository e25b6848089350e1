//! Servers that break the protocol: nothing panics, nothing waits for ever, nothing is believed.

use crate::support::Test;

#[test]
fn replies_that_are_none() {
    // P03, P05: an error at once, not a wait for more.
    for (reply, stderr) in [
        (
            r"250-mail.example.org\r\n350 PIPELINING\r\n",
            "mailcall: 127.0.0.1: EHLO: one reply bears two codes, 250 and 350\n",
        ),
        (
            r"250-mail.example.org\r\n250-PIPELINING\r\n251 Ok\r\n",
            "mailcall: 127.0.0.1: EHLO: one reply bears two codes, 250 and 251\n",
        ),
        (
            r"25\r\n",
            "mailcall: 127.0.0.1: EHLO: this is no SMTP reply: \"25\"\n",
        ),
        (
            r"2500 x\r\n",
            "mailcall: 127.0.0.1: EHLO: this is no SMTP reply: \"2500 x\"\n",
        ),
        (
            r"250x\r\n",
            "mailcall: 127.0.0.1: EHLO: this is no SMTP reply: \"250x\"\n",
        ),
        (
            r"\s250 ok\r\n",
            "mailcall: 127.0.0.1: EHLO: this is no SMTP reply: \" 250 ok\"\n",
        ),
        (
            r"+250 ok\r\n",
            "mailcall: 127.0.0.1: EHLO: this is no SMTP reply: \"+250 ok\"\n",
        ),
        (
            r"\r\n",
            "mailcall: 127.0.0.1: EHLO: this is no SMTP reply: \"\"\n",
        ),
        (
            r"150 ok\r\n",
            "mailcall: 127.0.0.1: EHLO: this is no SMTP reply: \"150 ok\"\n",
        ),
        (
            r"650 ok\r\n",
            "mailcall: 127.0.0.1: EHLO: this is no SMTP reply: \"650 ok\"\n",
        ),
        (
            r"2a0 ok\r\n",
            "mailcall: 127.0.0.1: EHLO: this is no SMTP reply: \"2a0 ok\"\n",
        ),
    ] {
        Test::send_note("reply-broken")
            .with("reply", reply)
            .stderr(stderr)
            .exit(76)
            .run();
    }
}

#[test]
fn replies_without_end() {
    // P09, P10
    Test::send_note("reply-unended")
        .stderr("mailcall: 127.0.0.1: EHLO: the server sent a line of more than 4096 octets while waiting for a reply\n")
        .exit(76)
        .once()
        .run();
    Test::send_note("ehlo-unended")
        .stderr("mailcall: 127.0.0.1: EHLO: a reply has more than 256 lines\n")
        .exit(76)
        .once()
        .run();
    Test::mailbox("stat", "capa-without-end")
        .stderr("mailcall: 127.0.0.1: CAPA: the server lists more than 256 lines\n")
        .exit(76)
        .once()
        .run();
    Test::mailbox("stat", "response-without-end")
        .stderr("mailcall: 127.0.0.1: CAPA: the server sent a line of more than 1024 octets while waiting for a reply\n")
        .exit(76)
        .once()
        .run();
    Test::mailbox("list", "list-without-end")
        .stderr("mailcall: 127.0.0.1: LIST: the server sent a line of more than 1024 octets while receiving content\n")
        .exit(76)
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
    // P12, P13
    Test::send_note("empty-line-in-replies")
        .stderr("mailcall: 127.0.0.1: RCPT: this is no SMTP reply: \"\"\n")
        .exit(76)
        .run();
    Test::send_note("reply-too-many").stderr("mailcall: 127.0.0.1: MAIL: the server sent what nothing had asked for: \"250 once more\\r\\n\"\n").exit(76).run();
}

#[test]
fn control_characters_are_never_printed() {
    // P08, P11, D01, D03
    Test::send_note("reply-of-strange-octets")
        .stderr("mailcall: 127.0.0.1: the message was refused: 554 5.7.1 no\\x00 \\x1b[31m\\xff\\xfe \u{4f60}\n")
        .exit(69)
        .run();
    Test::send_note("bare-cr-in-reply")
        .stderr("mailcall: 127.0.0.1: the message was refused: 554 5.7.1 one\\rtwo\n")
        .exit(69)
        .run();
}

#[test]
fn a_slow_server_meets_the_timeout() {
    // R02
    Test::mailbox("stat", "greeting-silent")
        .words("--timeout 1")
        .stderr("mailcall: 127.0.0.1: GREETING: no answer within 1 s while waiting for the greeting (is it the right port and --tls? A port that wants TLS at once says nothing before)\n")
        .exit(75)
        .once()
        .run();
}

#[test]
fn a_drip_meets_the_timeout() {
    // R01: a reply is whole within the timeout, however it drips.
    Test::send_note("drip")
        .words("--timeout 1")
        .stderr("mailcall: 127.0.0.1: GREETING: no answer within 1 s while waiting for the greeting (is it the right port and --tls? A port that wants TLS at once says nothing before)\n")
        .exit(75)
        .once()
        .run();
    Test::mailbox("stat", "drip")
        .words("--deadline 1")
        .stderr("mailcall: 127.0.0.1: GREETING: the deadline of 1 s for the whole run has passed while waiting for the greeting (is it the right port and --tls? A port that wants TLS at once says nothing before)\n")
        .exit(75)
        .once()
        .run();
}

#[test]
fn responses_that_are_none() {
    // P02
    for (reply, stderr) in [
        (
            r"+OKAY 2 320\r\n",
            "mailcall: 127.0.0.1: STAT: this is no POP3 response: \"+OKAY 2 320\"\n",
        ),
        (
            r"OK 2 320\r\n",
            "mailcall: 127.0.0.1: STAT: this is no POP3 response: \"OK 2 320\"\n",
        ),
        (
            r"\r\n",
            "mailcall: 127.0.0.1: STAT: this is no POP3 response: \"\"\n",
        ),
        (
            r"-ERRATIC\r\n",
            "mailcall: 127.0.0.1: STAT: this is no POP3 response: \"-ERRATIC\"\n",
        ),
        (
            r"+ 2 320\r\n",
            "mailcall: 127.0.0.1: STAT: this is no POP3 response: \"+ 2 320\"\n",
        ),
    ] {
        Test::mailbox("stat", "response-broken")
            .with("reply", reply)
            .stderr(stderr)
            .exit(76)
            .run();
    }
}

#[test]
fn greetings_that_refuse() {
    // P02, P20
    for (reply, exit, stderr) in [
        (
            "-ERR no",
            69,
            "mailcall: 127.0.0.1: the server takes no session: -ERR no\n",
        ),
        (
            "-ERR [IN-USE] locked",
            75,
            "mailcall: 127.0.0.1: the server takes no session: -ERR [IN-USE] locked (another session has the maildrop open)\n",
        ),
        (
            "-ERR [SYS/TEMP] later",
            75,
            "mailcall: 127.0.0.1: the server takes no session: -ERR [SYS/TEMP] later\n",
        ),
        (
            "-ERR [SYS/PERM] never",
            69,
            "mailcall: 127.0.0.1: the server takes no session: -ERR [SYS/PERM] never\n",
        ),
        (
            "+Do you speak POP?",
            76,
            "mailcall: 127.0.0.1: GREETING: this is no POP3 response: \"+Do you speak POP?\"\n",
        ),
        (
            "HELLO",
            76,
            "mailcall: 127.0.0.1: GREETING: this is no POP3 response: \"HELLO\"\n",
        ),
        (
            "220 mail.example.org ESMTP ready",
            76,
            "mailcall: 127.0.0.1: GREETING: this is no POP3 response: \"220 mail.example.org ESMTP ready\"\n",
        ),
    ] {
        Test::mailbox("stat", "greeting-refused")
            .with("reply", reply)
            .stderr(stderr)
            .exit(exit)
            .run();
    }
}

#[test]
fn drop_listings_that_are_none() {
    // P15
    for (reply, stderr) in [
        (
            "+OK",
            "mailcall: 127.0.0.1: STAT: this is no listing: \"\"\n",
        ),
        (
            "+OK 1",
            "mailcall: 127.0.0.1: STAT: this is no listing: \"1\"\n",
        ),
        (
            "+OK -1 5",
            "mailcall: 127.0.0.1: STAT: this is no listing: \"-1 5\"\n",
        ),
        (
            "+OK 1 x",
            "mailcall: 127.0.0.1: STAT: this is no listing: \"1 x\"\n",
        ),
        (
            "+OK 99999999999999999999 1",
            "mailcall: 127.0.0.1: STAT: this is no listing: \"99999999999999999999 1\"\n",
        ),
        (
            "+OK 1 99999999999999999999",
            "mailcall: 127.0.0.1: STAT: this is no listing: \"1 99999999999999999999\"\n",
        ),
    ] {
        Test::mailbox("stat", "stat-answered")
            .with("reply", reply)
            .stderr(stderr)
            .exit(76)
            .run();
    }
}

#[test]
fn listings_that_are_none() {
    // P16, P18
    let good = (
        r"1 120\r\n2 200\r\n3 220\r\n",
        r"1 uid-a\r\n2 uid-b\r\n3 uid-c\r\n",
    );
    for (scans, uids, stderr) in [
        (
            r"1 120\r\n1 200\r\n3 220\r\n",
            good.1,
            "mailcall: 127.0.0.1: LIST: this is no listing: \"1 200\"\n",
        ),
        (
            r"0 120\r\n2 200\r\n3 220\r\n",
            good.1,
            "mailcall: 127.0.0.1: LIST: this is no listing: \"0 120\"\n",
        ),
        (
            r"1\r\n",
            good.1,
            "mailcall: 127.0.0.1: LIST: this is no listing: \"1\"\n",
        ),
        (
            r"one 120\r\n",
            good.1,
            "mailcall: 127.0.0.1: LIST: this is no listing: \"one 120\"\n",
        ),
        (
            r"1 -120\r\n",
            good.1,
            "mailcall: 127.0.0.1: LIST: this is no listing: \"1 -120\"\n",
        ),
        (
            r"\r\n",
            good.1,
            "mailcall: 127.0.0.1: LIST: this is no listing: \"\"\n",
        ),
        (
            good.0,
            r"1 uid-a\r\n1 uid-b\r\n3 uid-c\r\n",
            "mailcall: 127.0.0.1: UIDL: this is no listing: \"1 uid-b\"\n",
        ),
        (
            good.0,
            r"0 uid-a\r\n",
            "mailcall: 127.0.0.1: UIDL: this is no listing: \"0 uid-a\"\n",
        ),
        (
            good.0,
            r"x uid-a\r\n",
            "mailcall: 127.0.0.1: UIDL: this is no listing: \"x uid-a\"\n",
        ),
        (
            good.0,
            r"1 uid\x00a\r\n",
            "mailcall: 127.0.0.1: UIDL: this is no listing: \"uid\\x00a\"\n",
        ),
        (
            good.0,
            r"1 \x1b[31m\r\n",
            "mailcall: 127.0.0.1: UIDL: this is no listing: \"\\x1b[31m\"\n",
        ),
    ] {
        Test::mailbox("list", "list-answered")
            .with("scans", scans)
            .with("uids", uids)
            .stderr(stderr)
            .exit(76)
            .run();
    }
}

#[test]
fn octets_behind_a_message_are_found() {
    // P24
    Test::mailbox("retr", "retr-then-more")
        .words("1 3 --mbox -")
        .stdout("From MAILER-DAEMON {now}\nSubject: a\n\nb\n\n")
        .stderr("mailcall: 127.0.0.1: RETR: this is no POP3 response: \"more\"\n")
        .exit(80)
        .run();
}
