//! Servers that break the protocol: nothing panics, nothing waits for ever, nothing is believed.

use crate::support::Test;

#[test]
fn replies_that_are_none() {
    // P03, P05: an error at once, not a wait for more.
    for (reply, stderr) in [
        (r"250-mail.example.org\r\n350 PIPELINING\r\n", ""),
        (r"250-mail.example.org\r\n250-PIPELINING\r\n251 Ok\r\n", ""),
        (r"25\r\n", ""),
        (r"2500 x\r\n", ""),
        (r"250x\r\n", ""),
        (r"\s250 ok\r\n", ""),
        (r"+250 ok\r\n", ""),
        (r"\r\n", ""),
        (r"150 ok\r\n", ""),
        (r"650 ok\r\n", ""),
        (r"2a0 ok\r\n", ""),
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
        .stderr("")
        .exit(76)
        .once()
        .run();
    Test::send_note("ehlo-unended")
        .stderr("")
        .exit(76)
        .once()
        .run();
    Test::mailbox("stat", "capa-without-end")
        .stderr("")
        .exit(76)
        .once()
        .run();
    Test::mailbox("stat", "response-without-end")
        .stderr("")
        .exit(76)
        .once()
        .run();
    Test::mailbox("list", "list-without-end")
        .stderr("")
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
        .stderr("")
        .exit(76)
        .run();
    Test::send_note("reply-too-many").stderr("").exit(76).run();
}

#[test]
fn control_characters_are_never_printed() {
    // P08, P11, D01, D03
    Test::send_note("reply-of-strange-octets")
        .stderr("")
        .exit(69)
        .run();
    Test::send_note("bare-cr-in-reply")
        .stderr("")
        .exit(69)
        .run();
}

#[test]
fn a_slow_server_meets_the_timeout() {
    // R02
    Test::mailbox("stat", "greeting-silent")
        .args(["--timeout", "1"])
        .stderr("")
        .exit(75)
        .once()
        .run();
}

#[test]
fn a_drip_meets_the_timeout() {
    // R01: a reply is whole within the timeout, however it drips.
    Test::send_note("drip")
        .args(["--timeout", "1"])
        .stderr("")
        .exit(75)
        .once()
        .run();
    Test::mailbox("stat", "drip")
        .args(["--deadline", "1"])
        .stderr("")
        .exit(75)
        .once()
        .run();
}

#[test]
fn responses_that_are_none() {
    // P02
    for (reply, stderr) in [
        (r"+OKAY 2 320\r\n", ""),
        (r"OK 2 320\r\n", ""),
        (r"\r\n", ""),
        (r"-ERRATIC\r\n", ""),
        (r"+ 2 320\r\n", ""),
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
        ("-ERR no", 69, ""),
        ("-ERR [IN-USE] locked", 75, ""),
        ("-ERR [SYS/TEMP] later", 75, ""),
        ("-ERR [SYS/PERM] never", 69, ""),
        ("+Do you speak POP?", 76, ""),
        ("HELLO", 76, ""),
        ("220 mail.example.org ESMTP ready", 76, ""),
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
        ("+OK", ""),
        ("+OK 1", ""),
        ("+OK -1 5", ""),
        ("+OK 1 x", ""),
        ("+OK 99999999999999999999 1", ""),
        ("+OK 1 99999999999999999999", ""),
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
        (r"1 120\r\n1 200\r\n3 220\r\n", good.1, ""),
        (r"0 120\r\n2 200\r\n3 220\r\n", good.1, ""),
        (r"1\r\n", good.1, ""),
        (r"one 120\r\n", good.1, ""),
        (r"1 -120\r\n", good.1, ""),
        (r"\r\n", good.1, ""),
        (good.0, r"1 uid-a\r\n1 uid-b\r\n3 uid-c\r\n", ""),
        (good.0, r"0 uid-a\r\n", ""),
        (good.0, r"x uid-a\r\n", ""),
        (good.0, r"1 uid\x00a\r\n", ""),
        (good.0, r"1 \x1b[31m\r\n", ""),
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
        .args(["1", "3", "--mbox", "-"])
        .stdout("From MAILER-DAEMON {now}\nSubject: a\n\nb\n\n")
        .stderr("")
        .exit(80)
        .run();
}
