//! Logging in: which mechanism is used, what is sent, and what a refusal means.

use crate::support::{PASSWORD, Test};

/// The hint after a refusal that may be due to the password.
const HINT: &str = " (check the user and the password; many providers want an authorization \
                    code or app password instead of it)";

fn sends(dialogue: &str) -> Test {
    Test::send_note(dialogue)
        .by_joe()
        .stdout("<note@example.org>\tnote.eml\n")
}

/// The hint if the server offers no login method that can be used.
const OTHER_LOGINS: &str = "(many servers offer a login only under TLS: --tls implicit or starttls; \
                            send --auth none goes without)";

/// The error if the server offers other login methods than the one asked for.
fn not_offered(asked: &str, offered: &str) -> String {
    format!(
        "127.0.0.1: the server does not offer the login asked for ({asked}); \
         it offers {offered} {OTHER_LOGINS}"
    )
}

#[test]
fn plain_sends_its_response_with_auth() {
    sends("login-plain").round_trips(6).run();
    sends("login-plain").words("--auth plain").run();
}

#[test]
fn mechanisms_that_are_asked_for() {
    sends("login-login").words("--auth login").run();
    sends("login-login-odd-prompts").words("--auth LOGIN").run();
    sends("login-cram-md5").words("--auth cram-md5").run();
    // An ordered list: the first that is offered.
    sends("login-cram-md5")
        .words("--auth apop,cram-md5,plain")
        .run();
    sends("login-cram-md5")
        .env("MAILCALL_AUTH", "cram-md5")
        .run();
}

#[test]
fn mechanisms_that_are_on_offer() {
    sends("login-auto-login").run();
    sends("login-auto-cram-md5").run();
    sends("login-old-keyword").run();
}

#[test]
fn no_login_if_none_is_wanted() {
    sends("login-not-wanted").words("--auth none").run();
    Test::send_note("login-not-wanted")
        .stdout("<note@example.org>\tnote.eml\n")
        .run();
    // A password without a user is not a login.
    Test::send_note("login-not-wanted")
        .env("MAILCALL_PASSWORD", PASSWORD)
        .stdout("<note@example.org>\tnote.eml\n")
        .run();
}

#[test]
fn a_long_initial_response_waits_for_the_server() {
    Test::send_note("login-long")
        .args(["--user", &"u".repeat(400)])
        .env("MAILCALL_PASSWORD", PASSWORD)
        .stdout("<note@example.org>\tnote.eml\n")
        .run();
}

#[test]
fn a_refused_login_is_the_only_attempt() {
    for (reply, exit) in [
        ("535 5.7.8 Error: authentication failed", 77),
        ("534 5.7.9 too weak", 77),
        ("538 5.7.11 encrypt first", 77),
        ("550 5.7.1 no", 77),
        ("432 4.7.12 password transition needed", 75),
        ("454 4.7.0 later", 75),
    ] {
        let hint = if exit == 77 { HINT } else { "" };
        Test::send_note("login-refused")
            .by_joe()
            .with("reply", reply)
            .fails(exit, format!("login refused by 127.0.0.1: {reply}{hint}"))
            .run();
    }
    let reply = "530 5.7.0 Must issue a STARTTLS command first";
    Test::send_note("login-refused")
        .by_joe()
        .with("reply", reply)
        .fails(
            76,
            format!(
                "login refused by 127.0.0.1: {reply} (the server wants TLS first: --tls starttls)"
            ),
        )
        .run();
    for (dialogue, reply) in [
        (
            "login-login-refused",
            "535 5.7.8 Error: authentication failed",
        ),
        ("login-user-refused", "535 5.7.8 no such user"),
    ] {
        Test::send_note(dialogue)
            .by_joe()
            .words("--auth login")
            .fails(77, format!("login refused by 127.0.0.1: {reply}{HINT}"))
            .run();
    }
}

#[test]
fn login_follows_if_the_server_does_not_know_plain() {
    for reply in [
        "500 what?",
        "502 5.5.1 not implemented",
        "504 5.5.4 unknown mechanism",
    ] {
        sends("login-mechanism-refused").with("reply", reply).run();
        // Unless PLAIN alone was asked for.
        Test::send_note("login-refused")
            .by_joe()
            .words("--auth plain")
            .with("reply", reply)
            .stderr(format!(
                "mailcall: login refused by 127.0.0.1: {reply}{HINT}\n"
            ))
            .exit(77)
            .run();
    }
}

#[test]
fn no_session_without_the_login_that_was_asked_for() {
    let none = format!(
        "127.0.0.1: the server offers no login method that mailcall supports {OTHER_LOGINS}"
    );
    Test::send_note("login-not-offered")
        .by_joe()
        .fails(77, &none)
        .run();
    Test::send_note("login-helo-only")
        .by_joe()
        .fails(77, &none)
        .run();
    Test::send_note("login-other-offered")
        .by_joe()
        .words("--auth cram-md5")
        .fails(77, not_offered("cram-md5", "PLAIN LOGIN"))
        .run();
}

#[test]
fn challenges_that_cannot_be_answered_are_cancelled() {
    for (dialogue, words, what) in [
        (
            "login-challenge-broken",
            "--auth cram-md5",
            "AUTH CRAM-MD5 was cancelled: the server's challenge is not base64",
        ),
        (
            "login-answered-354",
            "--auth plain",
            "AUTH PLAIN was cancelled: the server's challenge is not base64",
        ),
        (
            "login-challenge-for-plain",
            "--auth plain",
            "AUTH PLAIN was cancelled: the server sent a challenge after the last response",
        ),
        (
            "login-challenges-without-end",
            "--auth login",
            "AUTH LOGIN was cancelled: the server sent a challenge after the last response",
        ),
    ] {
        Test::send_note(dialogue)
            .by_joe()
            .words(words)
            .fails(77, format!("127.0.0.1: {what}"))
            .run();
    }
}

#[test]
fn the_server_closes_or_sends_something_else() {
    Test::send_note("login-cut")
        .by_joe()
        .fails(
            75,
            "127.0.0.1: AUTH: the server closed the connection while waiting for a reply",
        )
        .run();
    Test::send_note("login-answered-wrongly")
        .by_joe()
        .with("reply", "hello")
        .fails(76, "127.0.0.1: AUTH: not an SMTP reply: \"hello\"")
        .run();
}

#[test]
fn maildrop_logins() {
    let stat = |dialogue: &str| Test::mailbox("stat", dialogue).stdout("2 320\n");
    stat("stat").round_trips(5).run();
    stat("login-user").run();
    stat("login-user-asked").words("--auth user").run();
    stat("login-login").words("--auth login").run();
    stat("login-cram-md5").words("--auth cram-md5").run();
    stat("login-apop").words("--auth apop").run();
}

#[test]
fn maildrop_logins_refused() {
    // The response code, in upper or lower case, distinguishes a temporary refusal from a wrong password.
    let locked = " (another session has the maildrop open)";
    for (reply, exit, hint) in [
        ("-ERR [AUTH] Authentication failed.", 77, HINT),
        ("-ERR Authentication failed.", 77, HINT),
        ("-ERR", 77, HINT),
        ("-ERR [SYS/NEW] whatever", 77, HINT),
        ("-ERR [IN-USE] another session has it", 75, locked),
        ("-ERR [in-use] another session has it", 75, locked),
        ("-ERR [LOGIN-DELAY] too soon", 75, ""),
        ("-ERR [SYS/TEMP] later", 75, ""),
        ("-ERR [sys/perm] never", 69, ""),
        // Without a response code the words may say that the maildrop is busy, and nothing about the password.
        ("-ERR maildrop already locked", 75, ""),
        (
            "-ERR Unable to lock maildrop: Mailbox is locked by another POP3 session",
            75,
            "",
        ),
        ("-ERR too many connections from your address", 75, ""),
        ("-ERR [AUTH] maildrop already locked", 77, HINT),
        ("-ERR maildrop locked, wrong password", 77, HINT),
        ("-ERR mailbox temporarily unavailable", 77, HINT),
        ("-ERR Login limit exceeded; wait 10 minutes", 77, HINT),
    ] {
        for dialogue in ["login-refused", "login-pass-refused"] {
            Test::mailbox("stat", dialogue)
                .with("reply", reply)
                .fails(exit, format!("login refused by 127.0.0.1: {reply}{hint}"))
                .run();
        }
    }
    // Before the password, words say nothing about it.
    for reply in ["-ERR who?", "-ERR maildrop already locked"] {
        Test::mailbox("stat", "login-user-refused")
            .with("reply", reply)
            .fails(77, format!("login refused by 127.0.0.1: {reply}{HINT}"))
            .run();
    }
    let apop = " (some servers offer APOP and refuse it always: try --auth user; if that is refused \
                too, check the user and the password)";
    for (reply, exit, hint) in [
        ("-ERR permission denied", 77, apop),
        ("-ERR [AUTH] no", 77, apop),
        ("-ERR maildrop already locked", 75, ""),
        ("-ERR [IN-USE] locked", 75, locked),
    ] {
        Test::mailbox("stat", "login-apop-refused")
            .words("--auth apop")
            .with("reply", reply)
            .fails(exit, format!("login refused by 127.0.0.1: {reply}{hint}"))
            .run();
    }
}

#[test]
fn maildrop_logins_not_offered() {
    // The timestamp is a msg-id (RFC 1939 section 7).
    for greeting in [
        "+OK ready",
        "+OK ready <1896.6971>",
        "+OK ready <@>",
        "+OK <a@b",
    ] {
        Test::mailbox("stat", "login-apop-not-offered")
            .words("--auth apop")
            .with("greeting", greeting)
            .fails(77, not_offered("apop", "USER"))
            .run();
    }
    Test::mailbox("stat", "login-other-offered")
        .words("--auth cram-md5")
        .fails(77, not_offered("cram-md5", "PLAIN USER"))
        .run();
}

#[test]
fn maildrop_challenges_that_cannot_be_answered_are_cancelled() {
    Test::mailbox("stat", "login-challenge-broken")
        .words("--auth cram-md5")
        .fails(
            77,
            "127.0.0.1: AUTH CRAM-MD5 was cancelled: the server's challenge is not base64",
        )
        .run();
    Test::mailbox("stat", "login-cut")
        .fails(
            75,
            "127.0.0.1: AUTH: the server closed the connection while waiting for a reply",
        )
        .run();
}
