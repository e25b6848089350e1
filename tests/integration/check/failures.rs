//! Sessions that end early, and command lines that are refused.

use super::{LOGGED_IN, OFFERS, certificate_json, clear, report, seconds, secured};
use crate::support::{PASSWORD, Test, error};
use serde_json::{Value, json};

#[test]
fn after_a_login_that_is_refused_the_rest_is_printed() {
    let script = "== tls\n<< smtp/parts/offers-logins\n\
                  C: AUTH PLAIN AGpvZQBjb3JyZWN0LWhvcnNlLTdiYXR0ZXJ5\n\
                  S: 535 5.7.8 no\nC: QUIT\n";
    let refused = || secured("send", "implicit", script);
    let hint = "check the user and the password; many providers want an authorization code or app \
                password instead of it";
    refused()
        .stdout(report("good", "yes", "PLAIN failed", ""))
        .fails(
            77,
            format!("login refused by 127.0.0.1: 535 5.7.8 no ({hint})"),
        )
        .run();
    refused()
        .words("-q")
        .fails(
            77,
            format!("login refused by 127.0.0.1: 535 5.7.8 no ({hint})"),
        )
        .run();
    let mut told = error(
        "auth",
        "login refused by 127.0.0.1: 535 5.7.8 no",
        77,
        json!("AUTH"),
        json!({"code": 535, "enhanced": "5.7.8", "response_code": null, "text": "no"}),
    );
    told["error"]["hint"] = json!(hint);
    refused()
        .words("--json")
        .stdout_json([json!({
            "server": {
                "host": "127.0.0.1",
                "port": 0,
                "address": "127.0.0.1",
                "greeting": "mail.example.org ESMTP ready",
                "software": null,
            },
            "tls": certificate_json("good", "TLSv1.3", "TLS_AES_256_GCM_SHA384", None),
            "capabilities": OFFERS,
            "login": {"mechanism": "PLAIN", "ok": false},
            "seconds": seconds(&["connect", "tls", "greeting", "capabilities", "login"]),
        })])
        .stderr_json([told])
        .exit(77)
        .run();
}

#[test]
fn what_is_about_a_message_does_not_go_with_a_check() {
    for (flags, named) in [
        ("ann@example.net", "a recipient"),
        ("-t ann@example.net", "--to"),
        ("-c ann@example.net", "--cc"),
        ("-b ann@example.net", "--bcc"),
        ("--to-file people", "--to-file"),
        ("--cc-file people", "--cc-file"),
        ("--bcc-file people", "--bcc-file"),
        ("-m note.eml", "--message"),
        ("--charset utf-8", "--charset"),
        ("--print", "--print"),
        ("--body x", "--body"),
        ("-s x", "--subject"),
        ("--skip-empty", "--skip-empty"),
        ("--read-headers", "--read-headers"),
        ("--mail-from a@b", "--mail-from"),
        ("--rcpt a@b", "--rcpt"),
        ("--partial", "--partial"),
        ("--dsn-notify never", "--dsn-notify"),
        ("--dsn-ret full", "--dsn-ret"),
        ("--envid x", "--envid"),
        ("--dry-run", "--dry-run"),
    ] {
        clear("send", "")
            .nobody()
            .words(flags)
            .fails(
                64,
                format!("{named} cannot be used with --check, which sends nothing"),
            )
            .run();
    }
}

/// Standard input may never end, and `--from` does not compose a message: it names who sends, as an account does.
#[test]
fn standard_input_is_not_read() {
    clear("send", "<< smtp/parts/bare\nC: NOOP\nS: 250 Ok\nC: QUIT\n")
        .words("-q -f joe@example.org")
        .stdin_held()
        .run();
}

/// The author chooses the account, as for a message.
#[test]
fn the_account_of_an_author_is_checked() {
    let accounts = "[accounts.one]\naddress = \"ann@example.net\"\nsmtp = { host = \"one.invalid\" }\n\
                    [accounts.two]\naddress = \"joe@example.org\"\nuser = \"joe\"\npassword-env = \"SECRET\"\n\
                    smtp = { host = \"127.0.0.1\", tls = \"none\" }\n";
    Test::new()
        .script(LOGGED_IN)
        .words("send --check -q -f joe@example.org --port {port}")
        .file(".config/mailcall/config.toml", accounts)
        .env("SECRET", PASSWORD)
        .run();
}

#[test]
fn what_is_known_when_a_session_ends_early() {
    let server = "server:     127.0.0.1:{port}\naddress:    127.0.0.1\n";
    for (script, known, times, exit, what) in [
        (
            "S: 554 5.7.1 not you\nC: QUIT\n",
            "greeting:   not you\ntls:        none\nlogin:      none\n",
            "connect 0.0, greeting 0.0",
            69,
            "the server refused the connection: 554 5.7.1 not you",
        ),
        (
            "<< smtp/parts/greeting\nC: EHLO [127.0.0.1]\nS: 550 no\nC: QUIT\n",
            "greeting:   mail.example.org ESMTP ready\ntls:        none\nlogin:      none\n",
            "connect 0.0, greeting 0.0",
            69,
            "EHLO was refused: 550 no",
        ),
        (
            "<< smtp/parts/bare\nC: NOOP\nS: 502 5.5.1 no\nC: QUIT\n",
            "greeting:   mail.example.org ESMTP ready\ntls:        none\nlogin:      none\n",
            "connect 0.0, greeting 0.0, capabilities 0.0",
            69,
            "NOOP was refused: 502 5.5.1 no",
        ),
        (
            "<< smtp/parts/bare\nC: NOOP\nS: 354 go on\nC: QUIT\n",
            "greeting:   mail.example.org ESMTP ready\ntls:        none\nlogin:      none\n",
            "connect 0.0, greeting 0.0, capabilities 0.0",
            76,
            "NOOP: unexpected reply: 354 go on",
        ),
        (
            "<< smtp/parts/bare\nC: NOOP\n== close\n",
            "greeting:   mail.example.org ESMTP ready\ntls:        none\nlogin:      none\n",
            "connect 0.0, greeting 0.0, capabilities 0.0",
            75,
            "NOOP: the server closed the connection while waiting for a reply",
        ),
    ] {
        clear("send", script)
            .stdout(format!("{server}{known}seconds:    {times}, total 0.0\n"))
            .fails(exit, format!("127.0.0.1: {what}"))
            .run();
    }
    clear(
        "stat",
        "<< pop3/parts/logged-in\nC: NOOP\nS: -ERR what?\nC: QUIT\n",
    )
    .by_joe()
    .words("-q")
    .fails(69, "127.0.0.1: NOOP was refused: -ERR what?")
    .run();
}

/// A login that was wanted and could not begin is reported as such.
#[test]
fn a_login_that_is_not_offered() {
    let mut told = error(
        "auth",
        "127.0.0.1: the server offers no login method that mailcall supports",
        77,
        json!("AUTH"),
        Value::Null,
    );
    told["error"]["hint"] = json!(
        "many servers offer a login only under TLS: --tls implicit or starttls; send --auth none goes without"
    );
    clear("send", "<< smtp/parts/bare\nC: QUIT\n")
        .by_joe()
        .words("--json")
        .stdout_json([json!({
            "server": {
                "host": "127.0.0.1",
                "port": 0,
                "address": "127.0.0.1",
                "greeting": "mail.example.org ESMTP ready",
                "software": null,
            },
            "tls": null,
            "capabilities": [],
            "login": {"mechanism": null, "ok": false},
            "seconds": seconds(&["connect", "greeting", "capabilities"]),
        })])
        .stderr_json([told])
        .exit(77)
        .run();
}

#[test]
fn nobody_listens() {
    Test::new()
        .words("send --check --host no-such-host.invalid --json")
        .stdout_json([json!({
            "server": {
                "host": "no-such-host.invalid",
                "port": 465,
                "address": null,
                "greeting": null,
                "software": null,
            },
            "tls": null,
            "capabilities": null,
            "login": null,
            "seconds": seconds(&[]),
        })])
        .stderr_json([error(
            "no_host",
            "no-such-host.invalid: no such host",
            68,
            Value::Null,
            Value::Null,
        )])
        .exit(68)
        .run();
    Test::new()
        .words("send --check --host no-such-host.invalid")
        .stdout(
            "server:     no-such-host.invalid:465\n\
             tls:        not begun\n\
             login:      none\n\
             seconds:    total 0.0\n",
        )
        .fails(68, "no-such-host.invalid: no such host")
        .run();
}
