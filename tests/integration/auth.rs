//! Logging in: which mechanism, said how, and what a refusal means.

use crate::support::{PASSWORD, Test};

/// What is said behind a refusal that judges the password.
const HINT: &str = "(check the user and the password; many providers want an authorization code or \
                    app password instead of it)";

fn sends(dialogue: &str) -> Test {
    Test::send_note(dialogue)
        .by_joe()
        .stdout("<note@example.org>\n")
}

#[test]
fn plain_goes_along_with_auth() {
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
fn no_login_where_none_is_wanted() {
    sends("login-not-wanted").words("--auth none").run();
    Test::send_note("login-not-wanted")
        .stdout("<note@example.org>\n")
        .run();
    // A password alone names nobody.
    Test::send_note("login-not-wanted")
        .env("MAILCALL_PASSWORD", PASSWORD)
        .stdout("<note@example.org>\n")
        .run();
}

#[test]
fn a_long_initial_response_waits_for_the_server() {
    Test::send_note("login-long")
        .args(["--user", &"u".repeat(400)])
        .env("MAILCALL_PASSWORD", PASSWORD)
        .stdout("<note@example.org>\n")
        .run();
}

#[test]
fn a_refused_login_is_the_only_attempt() {
    // K09
    for (reply, exit, stderr) in [
        (
            "535 5.7.8 Error: authentication failed",
            77,
            "mailcall: login refused by 127.0.0.1: 535 5.7.8 Error: authentication failed (check the user and the password; many providers want an authorization code or app password instead of it)\n",
        ),
        (
            "534 5.7.9 too weak",
            77,
            "mailcall: login refused by 127.0.0.1: 534 5.7.9 too weak (check the user and the password; many providers want an authorization code or app password instead of it)\n",
        ),
        (
            "538 5.7.11 encrypt first",
            77,
            "mailcall: login refused by 127.0.0.1: 538 5.7.11 encrypt first (check the user and the password; many providers want an authorization code or app password instead of it)\n",
        ),
        (
            "432 4.7.12 password transition needed",
            75,
            "mailcall: login refused by 127.0.0.1: 432 4.7.12 password transition needed\n",
        ),
        (
            "454 4.7.0 later",
            75,
            "mailcall: login refused by 127.0.0.1: 454 4.7.0 later\n",
        ),
        (
            "530 5.7.0 Must issue a STARTTLS command first",
            77,
            "mailcall: login refused by 127.0.0.1: 530 5.7.0 Must issue a STARTTLS command first (check the user and the password; many providers want an authorization code or app password instead of it)\n",
        ),
        (
            "550 5.7.1 no",
            77,
            "mailcall: login refused by 127.0.0.1: 550 5.7.1 no (check the user and the password; many providers want an authorization code or app password instead of it)\n",
        ),
    ] {
        Test::send_note("login-refused")
            .by_joe()
            .with("reply", reply)
            .stderr(stderr)
            .exit(exit)
            .run();
    }
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
            .stderr(format!(
                "mailcall: login refused by 127.0.0.1: {reply} {HINT}\n"
            ))
            .exit(77)
            .run();
    }
}

#[test]
fn login_follows_where_plain_was_not_judged() {
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
                "mailcall: login refused by 127.0.0.1: {reply} {HINT}\n"
            ))
            .exit(77)
            .run();
    }
}

#[test]
fn never_a_session_without_the_login() {
    // K07, K08
    Test::send_note("login-not-offered")
        .by_joe()
        .stderr("mailcall: 127.0.0.1: a login was asked for, but the server offers none that is known here; it offers none on this connection (--auth names the way to log in, --auth none goes without)\n")
        .exit(77)
        .run();
    Test::send_note("login-other-offered")
        .by_joe()
        .words("--auth cram-md5")
        .stderr("mailcall: 127.0.0.1: the server does not offer the login asked for (cram-md5); it offers: PLAIN LOGIN (--auth names the way to log in, --auth none goes without)\n")
        .exit(77)
        .run();
    Test::send_note("login-helo-only")
        .by_joe()
        .stderr("mailcall: 127.0.0.1: a login was asked for, but the server offers none that is known here; it offers none on this connection (--auth names the way to log in, --auth none goes without)\n")
        .exit(77)
        .run();
}

#[test]
fn challenges_that_make_no_sense_are_cancelled() {
    // P27, P28
    Test::send_note("login-challenge-broken")
        .by_joe()
        .words("--auth cram-md5")
        .stderr(
            "mailcall: 127.0.0.1: the login was cancelled: the server's challenge is not base64\n",
        )
        .exit(77)
        .run();
    Test::send_note("login-answered-354")
        .by_joe()
        .stderr(
            "mailcall: 127.0.0.1: the login was cancelled: the server's challenge is not base64\n",
        )
        .exit(77)
        .run();
    Test::send_note("login-challenge-for-plain")
        .by_joe()
        .stderr("mailcall: 127.0.0.1: the login was cancelled: the server asked on after PLAIN had said all\n")
        .exit(77)
        .run();
    Test::send_note("login-challenges-without-end")
        .by_joe()
        .words("--auth login")
        .stderr("mailcall: 127.0.0.1: the login was cancelled: the server asked on after LOGIN had said user and password\n")
        .exit(77)
        .run();
}

#[test]
fn the_server_breaks_off_or_off_the_path() {
    Test::send_note("login-cut")
        .by_joe()
        .stderr("mailcall: 127.0.0.1: AUTH: the server closed the connection while waiting for a reply\n")
        .exit(75)
        .run();
    Test::send_note("login-answered-wrongly")
        .by_joe()
        .with("reply", "hello")
        .stderr("mailcall: 127.0.0.1: AUTH: this is no SMTP reply: \"hello\"\n")
        .exit(76)
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
    // K09, P20: the response code, in any case, tells temporary from wrong.
    for (reply, exit, stderr) in [
        (
            "-ERR [AUTH] Authentication failed.",
            77,
            "mailcall: login refused by 127.0.0.1: -ERR [AUTH] Authentication failed. (check the user and the password; many providers want an authorization code or app password instead of it)\n",
        ),
        (
            "-ERR Authentication failed.",
            77,
            "mailcall: login refused by 127.0.0.1: -ERR Authentication failed. (check the user and the password; many providers want an authorization code or app password instead of it)\n",
        ),
        (
            "-ERR",
            77,
            "mailcall: login refused by 127.0.0.1: -ERR (check the user and the password; many providers want an authorization code or app password instead of it)\n",
        ),
        (
            "-ERR [IN-USE] another session has it",
            75,
            "mailcall: login refused by 127.0.0.1: -ERR [IN-USE] another session has it (another session has the maildrop open)\n",
        ),
        (
            "-ERR [in-use] another session has it",
            75,
            "mailcall: login refused by 127.0.0.1: -ERR [in-use] another session has it (another session has the maildrop open)\n",
        ),
        (
            "-ERR [LOGIN-DELAY] too soon",
            75,
            "mailcall: login refused by 127.0.0.1: -ERR [LOGIN-DELAY] too soon\n",
        ),
        (
            "-ERR [SYS/TEMP] later",
            75,
            "mailcall: login refused by 127.0.0.1: -ERR [SYS/TEMP] later\n",
        ),
        (
            "-ERR [sys/perm] never",
            69,
            "mailcall: 127.0.0.1: login refused: -ERR [sys/perm] never\n",
        ),
        (
            "-ERR [SYS/NEW] whatever",
            77,
            "mailcall: login refused by 127.0.0.1: -ERR [SYS/NEW] whatever (check the user and the password; many providers want an authorization code or app password instead of it)\n",
        ),
    ] {
        for dialogue in ["login-refused", "login-pass-refused"] {
            Test::mailbox("stat", dialogue)
                .with("reply", reply)
                .stderr(stderr)
                .exit(exit)
                .run();
        }
    }
    Test::mailbox("stat", "login-user-refused")
        .with("reply", "-ERR who?")
        .stderr("mailcall: login refused by 127.0.0.1: -ERR who? (check the user and the password; many providers want an authorization code or app password instead of it)\n")
        .exit(77)
        .run();
    Test::mailbox("stat", "login-apop-refused")
        .words("--auth apop")
        .stderr("mailcall: login refused by 127.0.0.1: -ERR permission denied (check the user and the password; many providers want an authorization code or app password instead of it)\n")
        .exit(77)
        .run();
}

#[test]
fn maildrop_logins_not_offered() {
    for (greeting, stderr) in [
        (
            "+OK ready",
            "mailcall: 127.0.0.1: the server does not offer the login asked for (apop); it offers: USER (--auth names the way to log in, --auth none goes without)\n",
        ),
        (
            "+OK ready <1896.6971>",
            "mailcall: 127.0.0.1: the server does not offer the login asked for (apop); it offers: USER (--auth names the way to log in, --auth none goes without)\n",
        ),
        (
            "+OK ready <@>",
            "mailcall: 127.0.0.1: the server does not offer the login asked for (apop); it offers: USER (--auth names the way to log in, --auth none goes without)\n",
        ),
        (
            "+OK <a@b",
            "mailcall: 127.0.0.1: the server does not offer the login asked for (apop); it offers: USER (--auth names the way to log in, --auth none goes without)\n",
        ),
    ] {
        // K10: the timestamp is a msg-id (RFC 1939 section 7).
        Test::mailbox("stat", "login-apop-not-offered")
            .words("--auth apop")
            .with("greeting", greeting)
            .stderr(stderr)
            .exit(77)
            .run();
    }
    Test::mailbox("stat", "login-other-offered")
        .words("--auth cram-md5")
        .stderr("mailcall: 127.0.0.1: the server does not offer the login asked for (cram-md5); it offers: PLAIN USER (--auth names the way to log in, --auth none goes without)\n")
        .exit(77)
        .run();
}

#[test]
fn maildrop_challenges_that_make_no_sense_are_cancelled() {
    Test::mailbox("stat", "login-challenge-broken")
        .words("--auth cram-md5")
        .stderr(
            "mailcall: 127.0.0.1: the login was cancelled: the server's challenge is not base64\n",
        )
        .exit(77)
        .run();
    Test::mailbox("stat", "login-cut").stderr("mailcall: 127.0.0.1: AUTH: the server closed the connection while waiting for a reply\n").exit(75).run();
}
