//! SCRAM, OAuth tokens and EXTERNAL: the same exchange in both protocols, and every way in which it fails.

use crate::support::{PASSWORD, Test};

/// A message is sent, and a maildrop counted, with the same script on the other side.
fn sends(dialogue: &str) -> Test {
    Test::send_note(dialogue)
        .by_joe()
        .stdout("<note@example.org>\tnote.eml\n")
}

fn counts(dialogue: &str) -> Test {
    Test::mailbox("stat", dialogue).stdout("2 320\n")
}

/// Both protocols end with this exit and this one line. `prefix` is what a challenge begins with.
fn fails(dialogue: &str, auth: &str, exit: i32, what: &str, with: impl Fn(Test, &str) -> Test) {
    let (no, what) = ("{no}", format!("{what}\n"));
    for (test, prefix, refusal) in [
        (Test::send_note(dialogue).by_joe(), "334", "535 5.7.8 no"),
        (Test::mailbox("stat", dialogue), "+", "-ERR [AUTH] no"),
    ] {
        with(test, prefix)
            .args(["--auth", auth])
            .stderr(format!("mailcall: {}", what.replace(no, refusal)))
            .exit(exit)
            .run();
    }
}

#[test]
fn both_sides_prove_that_they_know_the_password() {
    for (auth, mechanism) in [
        ("scram-sha-256", "SCRAM-SHA-256"),
        ("scram-sha-1", "SCRAM-SHA-1"),
        // On loopback, as under TLS, SHA-256 goes first.
        ("auto", "SCRAM-SHA-256"),
    ] {
        sends("login-scram")
            .args(["--auth", auth])
            .with("mechanism", mechanism)
            .round_trips(8)
            .run();
        counts("login-scram")
            .args(["--auth", auth])
            .with("mechanism", mechanism)
            .round_trips(7)
            .run();
    }
}

#[test]
fn a_first_message_that_breaks_the_rules_is_cancelled() {
    let malformed = "the server's challenge is malformed";
    let nonce = "the server's nonce does not begin with ours";
    let iterations = "the server's iteration count is not from 4096 to 1000000";
    for (challenge, what) in [
        ("S& @ | r=other,s=c2FsdA==,i=4096", nonce),
        ("S& @ | r={nonce},s=c2FsdA==,i=4096", nonce),
        ("S& @ | r={nonce}more,s=c2FsdA==,i=4095", iterations),
        ("S& @ | r={nonce}more,s=c2FsdA==,i=1000001", iterations),
        ("S& @ | r={nonce}more,s=?,i=4096", malformed),
        ("S& @ | r={nonce}more,s=c2FsdA==", malformed),
        ("S& @ | m=new,r={nonce}more,s=c2FsdA==,i=4096", malformed),
        ("S& @ | v=c2FsdA==", malformed),
        (r"S| @ gICA\r\n", malformed), // not UTF-8
        ("S: @", malformed),
        ("S: @ r=more", "the server's challenge is not base64"),
    ] {
        let what = format!("127.0.0.1: AUTH SCRAM-SHA-256 was cancelled: {what}");
        fails(
            "login-scram-first-refused",
            "scram-sha-256",
            77,
            &what,
            |test, prefix| test.with("challenge", &challenge.replace('@', prefix)),
        );
    }
}

/// The hint if the server has not proved that it knows the password.
const OTHER_SERVER: &str =
    "(it may not be the server that it claims to be; check --host and the certificate)";

#[test]
fn a_server_that_does_not_prove_itself_is_left_before_it_can_accept_anything() {
    for message in [
        // Another signature, one that is too short, none, one that is not base64, and no message at all.
        "v=AAAA{signature}",
        "v=AAAA",
        "v=",
        "v=?",
        "x={signature}",
        "r={nonce}more,s=c2FsdA==,i=4096",
        "",
    ] {
        let what = format!(
            "127.0.0.1: AUTH SCRAM-SHA-256 was cancelled: \
             the server has not proved that it knows the password {OTHER_SERVER}"
        );
        fails(
            "login-scram-final-refused",
            "scram-sha-256",
            76,
            &what,
            |test, prefix| test.with("challenge", &format!("S& {prefix} | {message}")),
        );
    }
    let what = "127.0.0.1: AUTH SCRAM-SHA-256 was cancelled: the server's challenge is not base64";
    fails(
        "login-scram-final-refused",
        "scram-sha-256",
        77,
        what,
        |test, prefix| test.with("challenge", &format!("S: {prefix} v=!")),
    );
}

#[test]
fn success_without_a_proof_is_no_login() {
    let what = format!(
        "127.0.0.1: the server accepted AUTH SCRAM-SHA-256 \
         without proving that it knows the password {OTHER_SERVER}"
    );
    for dialogue in ["login-scram-unproved", "login-scram-unproved-at-once"] {
        fails(dialogue, "scram-sha-256", 76, &what, |test, _| test);
    }
}

/// The hint after a refusal that may be due to the password.
const PASSWORD_HINT: &str = "(check the user and the password; many providers want an \
                             authorization code or app password instead of it)";

#[test]
fn scram_refused() {
    let what = format!("login refused by 127.0.0.1: {{no}} {PASSWORD_HINT}");
    fails(
        "login-scram-refused",
        "scram-sha-256",
        77,
        &what,
        |test, _| test,
    );
    for (error, shown) in [
        ("invalid-proof", "invalid-proof"),
        (r"no\x1b[31m", r"no\x1b[31m"),
        // A server can send back only what it knows, which may be the password.
        (&format!("{PASSWORD}?"), "********?"),
    ] {
        let what = format!(
            "login refused by 127.0.0.1: {{no}}; the server's reason: {shown} {PASSWORD_HINT}"
        );
        fails(
            "login-scram-error",
            "scram-sha-256",
            77,
            &what,
            |test, _| test.with("error", error),
        );
    }
}

/// No other mechanism follows, whatever is offered and listed.
#[test]
fn nothing_follows_a_refusal() {
    let what = format!("login refused by 127.0.0.1: {{no}} {PASSWORD_HINT}");
    for auth in ["auto", "scram-sha-256,scram-sha-1,plain,login"] {
        fails("login-scram-refused", auth, 77, &what, |test, _| test);
    }
    let what = format!("login refused by 127.0.0.1: {{no}} {TOKEN_HINT}");
    let auth = "xoauth2,oauthbearer";
    fails("login-xoauth2-refused-alone", auth, 77, &what, |test, _| {
        test
    });
}

#[test]
fn tokens() {
    for (auth, dialogue) in [
        ("xoauth2", "login-xoauth2"),
        ("oauthbearer", "login-oauthbearer"),
        ("XOAUTH2,oauthbearer", "login-xoauth2"),
    ] {
        sends(dialogue).args(["--auth", auth]).round_trips(6).run();
        counts(dialogue).args(["--auth", auth]).round_trips(5).run();
    }
    // From any source of passwords.
    Test::send_note("login-xoauth2")
        .words("--user joe --auth xoauth2 --password-command")
        .args(["cat token"])
        .file("token", format!("{PASSWORD}\nexpires soon\n"))
        .stdout("<note@example.org>\tnote.eml\n")
        .run();
}

/// SMTP's line has 512 octets, POP3's 255 (RFC 4954 section 4, RFC 5034 section 4).
#[test]
fn a_token_that_does_not_fit_on_the_line_follows_it() {
    let token = |octets: usize| format!("{PASSWORD}{}", "x".repeat(octets - PASSWORD.len()));
    let sends = |token: &str, dialogue: &str| {
        sends(dialogue)
            .env("MAILCALL_PASSWORD", token)
            .with("token", token)
            .words("--auth xoauth2")
            .run();
    };
    let counts = |token: &str, dialogue: &str| {
        counts(dialogue)
            .env("MAILCALL_PASSWORD", token)
            .with("token", token)
            .words("--auth xoauth2")
            .run();
    };
    // `AUTH XOAUTH2 `, CRLF, and base64 of the token and 23 octets.
    sends(&token(349), "login-xoauth2-one-line");
    sends(&token(350), "login-xoauth2-alone");
    sends(&token(4000), "login-xoauth2-alone");
    counts(&token(157), "login-xoauth2-one-line");
    counts(&token(158), "login-xoauth2-alone");
    counts(&token(4000), "login-xoauth2-alone");
}

/// The hint after a refused token.
const TOKEN_HINT: &str =
    "(the token may have expired, or be for another user or another scope: get a new one)";

#[test]
fn a_refused_token_is_explained() {
    let what = format!("login refused by 127.0.0.1: {{no}} {TOKEN_HINT}");
    fails(
        "login-xoauth2-refused-alone",
        "xoauth2",
        77,
        &what,
        |test, _| test,
    );
    for (json, shown) in [
        (
            r#"{"status":"401","schemes":"bearer","scope":"https://mail.google.com/"}"#,
            "status 401, scope https://mail.google.com/",
        ),
        (
            r#"{"status":"invalid_token","scope":"example_scope"}"#,
            "status invalid_token, scope example_scope",
        ),
        (r#"{"status":400}"#, "status 400"),
        ("{}", "{}"),
        ("", ""),
        ("no JSON at all", "no JSON at all"),
        // Escapes of JSON, for terminals.
        (
            r#"{"status":"\\u001b[31m\\u202e"}"#,
            r"status \x1b[31m\u{202e}",
        ),
        // The server sends the token back, with an escape of JSON in it.
        (
            r#"{"status":"correct-horse-7battery","scope":"\\u0063orrect-horse-7battery."}"#,
            "status ********, scope ********.",
        ),
        (
            &format!(r#"{{"status":"{}{PASSWORD}"}}"#, "x".repeat(150)),
            &format!("status {}********", "x".repeat(150)),
        ),
        (
            &format!(r#"{{"status":"{}"}}"#, "x".repeat(161)),
            &format!("status {}...", "x".repeat(160)),
        ),
    ] {
        let what = format!(
            "login refused by 127.0.0.1: {{no}}; the server says of the token: {shown} {TOKEN_HINT}"
        );
        for (auth, dialogue) in [
            ("xoauth2", "login-xoauth2-refused"),
            ("oauthbearer", "login-oauthbearer-refused"),
        ] {
            fails(dialogue, auth, 77, &what, |test, prefix| {
                test.once()
                    .with("challenge", &format!("S& {prefix} | {json}"))
            });
        }
    }
}

#[test]
fn a_challenge_about_a_token_that_is_not_base64_is_cancelled() {
    let what = "127.0.0.1: AUTH XOAUTH2 was cancelled: the server's challenge is not base64";
    fails("login-xoauth2-cancelled", "xoauth2", 77, what, |test, _| {
        test
    });
}

#[test]
fn a_password_where_tokens_are_accepted() {
    for (test, offered) in [
        (Test::send_note("login-tokens-only").by_joe(), "XOAUTH2"),
        (Test::mailbox("stat", "login-tokens-only"), "XOAUTH2"),
    ] {
        test.fails(
            77,
            format!(
                "127.0.0.1: the server offers no login method that mailcall supports; it offers \
                 {offered}; supported are PLAIN, LOGIN, SCRAM-SHA-256, SCRAM-SHA-1, CRAM-MD5, USER, \
                 APOP (the server accepts OAuth access tokens: --auth xoauth2 or oauthbearer, and the \
                 token in place of the password)"
            ),
        )
        .run();
    }
}

/// No password is needed, and no source of one is looked at.
#[test]
fn external() {
    let sends = |user: &[&str], identity: &str| {
        Test::send_note("login-external")
            .args(user.iter().copied())
            .words("--auth external --password-file nowhere")
            .with("identity", identity)
            .stdout("<note@example.org>\tnote.eml\n")
            .run();
    };
    sends(&["--user", "joe"], "am9l");
    sends(&[], "=");
    let counts = |user: &[&str], identity: &str| {
        Test::new()
            .dialogue("pop3/login-external")
            .words("stat --host 127.0.0.1 --port {port} --tls none")
            .args(user.iter().copied())
            .words("--auth external --password-file nowhere")
            .with("identity", identity)
            .stdout("2 320\n")
            .run();
    };
    counts(&["--user", "joe"], "am9l");
    counts(&[], "=");
}

#[test]
fn external_refused() {
    let what = "login refused by 127.0.0.1: {no} (the server may know no user for the client \
                certificate, or another one than --user names)";
    fails("login-external-refused", "external", 77, what, |test, _| {
        test
    });
}

#[test]
fn external_shares_the_flight_of_the_envelope() {
    Test::send_note("login-external-with-envelope")
        .by_joe()
        .words("--auth external --pipeline-login on")
        .stdout("<note@example.org>\tnote.eml\n")
        .round_trips(5)
        .run();
}
