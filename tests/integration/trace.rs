//! What `-v` shows: the dialogue, content as a count, secrets as a mask, TLS by its marks.

use crate::support::Test;

#[test]
fn a_message_sent() {
    Test::send_note("data")
        .args(["-v"])
        .stdout("<note@example.org>\n")
        .stderr("")
        .run();
    Test::send_note("chunking")
        .args(["-v"])
        .stdout("<note@example.org>\n")
        .stderr("")
        .run();
}

#[test]
fn a_login() {
    let sends = |dialogue| {
        Test::send_note(dialogue)
            .by_joe()
            .args(["-v"])
            .stdout("<note@example.org>\n")
    };
    sends("login-plain").stderr("").run();
    sends("login-login")
        .args(["--auth", "login"])
        .stderr("")
        .run();
    sends("login-cram-md5")
        .args(["--auth", "cram-md5"])
        .stderr("")
        .run();
}

#[test]
fn a_maildrop() {
    Test::mailbox("list", "list")
        .args(["-v", "1"])
        .stdout("1\t120\tuid-a\n")
        .stderr("")
        .run();
    Test::mailbox("retr", "retr-answered")
        .args(["-v", "1"])
        .with("content", r"Subject: a\r\n\r\n..b\r\n.\r\n")
        .stdout("Subject: a\n\n.b\n")
        .stderr("")
        .run();
    Test::mailbox("stat", "login-apop")
        .args(["-v", "--auth", "apop"])
        .stdout("2 320\n")
        .stderr("")
        .run();
    Test::mailbox("stat", "login-user-asked")
        .args(["--trace", "--auth", "user"])
        .stdout("2 320\n")
        .stderr("")
        .run();
}

#[test]
fn a_connection_under_tls() {
    Test::new()
        .dialogue("pop3/implicit-tls")
        .args([
            "stat",
            "--host",
            "127.0.0.1",
            "--port",
            "{port}",
            "--ca-file",
            "{ca}",
            "-v",
        ])
        .by_joe()
        .stdout("2 320\n")
        .stderr("")
        .run();
}

#[test]
fn quiet_keeps_the_trace() {
    Test::mailbox("stat", "stat")
        .args(["-q", "-v"])
        .stderr("")
        .run();
}

#[test]
fn octets_that_a_terminal_would_obey() {
    Test::send_note("reply-of-strange-octets")
        .args(["-v"])
        .stderr("")
        .exit(69)
        .run();
}
