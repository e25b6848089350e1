//! `--check`: what it reports of a server, and that it does nothing else.

mod certificates;
mod failures;

use crate::support::{Test, fingerprint, not_after};
use serde_json::{Value, json};

/// The end of a submission session that logs in.
const LOGGED_IN: &str = "<< smtp/parts/logged-in\nC: NOOP\nS: 250 2.0.0 Ok\nC: QUIT\n";

/// The end of a maildrop session.
const MAILDROP: &str = "<< pop3/parts/logged-in\nC: NOOP\nS: +OK\nC: QUIT\n";

/// What the servers of these scripts offer.
const OFFERS: [&str; 5] = [
    "PIPELINING",
    "SIZE 52428800",
    "8BITMIME",
    "ENHANCEDSTATUSCODES",
    "AUTH PLAIN LOGIN CRAM-MD5",
];

/// `mailcall COMMAND --check` in clear.
fn clear(command: &str, script: &str) -> Test {
    Test::new()
        .script(script)
        .args([command])
        .words("--check --host 127.0.0.1 --port {port} --tls none")
}

/// `mailcall COMMAND --check` as Joe, under TLS of this kind, with the test authority known.
fn secured(command: &str, tls: &str, script: &str) -> Test {
    Test::new()
        .script(script)
        .args([command])
        .words("--check --host 127.0.0.1 --port {port} --ca-file {ca} --tls")
        .args([tls])
        .by_joe()
}

/// The lines about capabilities.
fn capabilities(lines: &[&str]) -> String {
    let lines = lines.iter().map(|line| format!("capability: {line}\n"));
    lines.collect()
}

/// The lines about TLS 1.3 and the named certificate.
fn tls(certificate: &str, verified: &str) -> String {
    let facts = certificate_lines(certificate);
    format!("tls:        TLSv1.3 TLS_AES_256_GCM_SHA384\nverified:   {verified}\n{facts}")
}

fn certificate_lines(certificate: &str) -> String {
    let (subject, issuer, names, days) = match certificate {
        "self-signed" => (SERVER, SERVER, &NAMES[..], 99_999),
        "no-names" => ("CN=localhost", AUTHORITY, &[][..], 99_999),
        "wrong-name" => (SERVER, AUTHORITY, &["mail.example.net"][..], 99_999),
        "unknown" => (SERVER, "CN=an authority of nobody", &NAMES[..], 99_999),
        "expired" => (SERVER, AUTHORITY, &NAMES[..], -99_999),
        "ten-days" => (SERVER, AUTHORITY, &NAMES[..], 10),
        _ => (SERVER, AUTHORITY, &NAMES[..], 99_999),
    };
    let names: String = names
        .iter()
        .map(|name| format!("name:       {name}\n"))
        .collect();
    format!(
        "subject:    {subject}\nissuer:     {issuer}\n{names}not after:  {}\ndays left:  {days}\nsha256:     {}\n",
        not_after(certificate),
        fingerprint(certificate)
    )
}

const SERVER: &str = "CN=mailcall test server";
const AUTHORITY: &str = "CN=mailcall test authority";
const NAMES: [&str; 2] = ["localhost", "127.0.0.1"];

/// The same as JSON.
fn certificate_json(
    certificate: &str,
    version: &str,
    cipher: &str,
    problem: Option<&str>,
) -> Value {
    json!({
        "version": version,
        "cipher": cipher,
        "verified": problem.is_none(),
        "pinned": false,
        "problem": problem,
        "subject": SERVER,
        "issuer": AUTHORITY,
        "names": NAMES,
        "not_after": not_after(certificate),
        "days_left": 99_999,
        "sha256": fingerprint(certificate),
    })
}

/// The seconds of a session that went through these parts.
fn seconds(parts: &[&str]) -> Value {
    let all = [
        "connect",
        "tls",
        "greeting",
        "capabilities",
        "login",
        "noop",
    ];
    let mut seconds: serde_json::Map<String, Value> = all
        .iter()
        .map(|name| {
            (
                (*name).to_owned(),
                json!(parts.contains(name).then_some(0.0)),
            )
        })
        .collect();
    seconds.insert("total".into(), json!(0.0));
    Value::Object(seconds)
}

#[test]
fn submission_without_a_user_checks_the_rest() {
    let script = "<< smtp/parts/relay\nC: NOOP\nS: 250 Ok\nC: QUIT\n";
    clear("send", script)
        .stdout(
            "server:     127.0.0.1:{port}\n\
             address:    127.0.0.1\n\
             greeting:   mail.example.org ESMTP ready\n\
             tls:        none\n\
             capability: PIPELINING\n\
             capability: SIZE 52428800\n\
             capability: 8BITMIME\n\
             capability: ENHANCEDSTATUSCODES\n\
             capability: SMTPUTF8\n\
             login:      none\n\
             seconds:    connect 0.0, greeting 0.0, capabilities 0.0, noop 0.0, total 0.0\n",
        )
        .round_trips(4)
        .run();
    clear("send", script)
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
            "capabilities": ["PIPELINING", "SIZE 52428800", "8BITMIME", "ENHANCEDSTATUSCODES", "SMTPUTF8"],
            "login": null,
            "seconds": seconds(&["connect", "greeting", "capabilities", "noop"]),
        })])
        .run();
    clear("send", script).words("-q").run();
}

#[test]
fn submission_under_tls() {
    secured("send", "implicit", &format!("== tls\n{LOGGED_IN}"))
        .stdout(report("good", "yes", "PLAIN accepted", ", noop 0.0"))
        .round_trips(6)
        .run();
}

#[test]
fn a_maildrop_under_tls_1_2() {
    secured("stat", "implicit", &format!("== tls 1.2\n{MAILDROP}"))
        .words("--json")
        .stdout_json([json!({
            "server": {
                "host": "127.0.0.1",
                "port": 0,
                "address": "127.0.0.1",
                "greeting": "POP3 server ready",
                "software": null,
            },
            "tls": certificate_json("1.2", "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", None),
            "capabilities": [
                "TOP", "UIDL", "PIPELINING", "RESP-CODES", "AUTH-RESP-CODE", "USER",
                "SASL PLAIN LOGIN CRAM-MD5",
            ],
            "login": {"mechanism": "PLAIN", "ok": true},
            "seconds": seconds(&["connect", "tls", "greeting", "capabilities", "login", "noop"]),
        })])
        .round_trips(6)
        .run();
}

#[test]
fn what_is_offered_under_tls_counts() {
    let smtp = "<< smtp/parts/offers-starttls\n\
                C: STARTTLS\nS: 220 2.0.0 go ahead\n== tls\n\
                C: EHLO [127.0.0.1]\nS: 250-mail.example.org\nS: 250 AUTH PLAIN\n\
                C: AUTH PLAIN AGpvZQBjb3JyZWN0LWhvcnNlLTdiYXR0ZXJ5\nS: 235 ok\n\
                C: NOOP\nS: 250 ok\nC: QUIT\n";
    let pop3 = "<< pop3/parts/greeting\nC: CAPA\nS: +OK\nS: STLS\nS: .\n\
                C: STLS\nS: +OK\n== tls\n\
                C: CAPA\nS: +OK\nS: AUTH PLAIN\nS: USER\nS: IMPLEMENTATION Example POP3 1.2\nS: .\n\
                C: USER joe\nS: +OK\nC: PASS correct-horse-7battery\nS: +OK\n\
                C: NOOP\nS: +OK\nC: QUIT\n";
    for (command, script, greeting, offers, login) in [
        (
            "send",
            smtp,
            "greeting:   mail.example.org ESMTP ready\n",
            "capability: AUTH PLAIN\n",
            "PLAIN",
        ),
        (
            "stat",
            pop3,
            "greeting:   POP3 server ready\nsoftware:   Example POP3 1.2\n",
            "capability: AUTH PLAIN\ncapability: USER\ncapability: IMPLEMENTATION Example POP3 1.2\n",
            "USER",
        ),
    ] {
        secured(command, "starttls", script)
            .stdout(format!(
                "server:     127.0.0.1:{{port}}\n\
                 address:    127.0.0.1\n\
                 {greeting}{}{offers}\
                 login:      {login} accepted\n\
                 seconds:    connect 0.0, tls 0.0, greeting 0.0, capabilities 0.0, login 0.0, noop 0.0, total 0.0\n",
                tls("good", "yes")
            ))
            .run();
    }
}

/// The report of Joe's submission session with this certificate.
fn report(certificate: &str, verified: &str, login: &str, last: &str) -> String {
    format!(
        "server:     127.0.0.1:{{port}}\n\
         address:    127.0.0.1\n\
         greeting:   mail.example.org ESMTP ready\n\
         {}{}\
         login:      {login}\n\
         seconds:    connect 0.0, tls 0.0, greeting 0.0, capabilities 0.0, login 0.0{last}, total 0.0\n",
        tls(certificate, verified),
        capabilities(&OFFERS)
    )
}

/// What a server says of itself may hold anything.
#[test]
fn nothing_that_a_server_says_reaches_the_terminal_as_it_is() {
    let script = "S| 220-mail \\x1b[2Jcleared\\r\\n220 login:\\sok\\r\\n\n\
                  C: EHLO [127.0.0.1]\n\
                  S| 250-mail\\r\\n250-X-\\x1b]0;title\\x07\\r\\n250 X-\\xe2\\x80\\xae\\xff\\r\\n\n\
                  C: NOOP\nS: 250 ok\nC: QUIT\n";
    clear("send", script)
        .stdout(
            "server:     127.0.0.1:{port}\n\
             address:    127.0.0.1\n\
             greeting:   mail \\x1b[2Jcleared\\nlogin: ok\n\
             tls:        none\n\
             capability: X-\\x1b]0;title\\x07\n\
             capability: X-\\u{202e}\\xff\n\
             login:      none\n\
             seconds:    connect 0.0, greeting 0.0, capabilities 0.0, noop 0.0, total 0.0\n",
        )
        .run();
}

/// A server that sends the password back does not get it printed.
#[test]
fn secrets_are_not_repeated() {
    let script = "S: 220 mail.example.org ESMTP correct-horse-7battery\n\
                  C: EHLO [127.0.0.1]\n\
                  S: 250-mail.example.org\nS: 250-X-correct-horse-7battery\nS: 250 AUTH PLAIN\n\
                  C: AUTH PLAIN AGpvZQBjb3JyZWN0LWhvcnNlLTdiYXR0ZXJ5\nS: 235 ok\n\
                  C: NOOP\nS: 250 ok\nC: QUIT\n";
    clear("send", script)
        .by_joe()
        .stdout(
            "server:     127.0.0.1:{port}\n\
             address:    127.0.0.1\n\
             greeting:   mail.example.org ESMTP ********\n\
             tls:        none\n\
             capability: X-********\n\
             capability: AUTH PLAIN\n\
             login:      PLAIN accepted\n\
             seconds:    connect 0.0, greeting 0.0, capabilities 0.0, login 0.0, noop 0.0, total 0.0\n",
        )
        .run();
}

/// Nor in the trace of the connection that only looks at a certificate.
#[test]
fn secrets_are_not_repeated_when_a_certificate_is_looked_at() {
    let greeting = "mail.example.org correct-horse-7battery";
    let first = "S: 220 mail.example.org\nC: EHLO [127.0.0.1]\nS: 250-mail\nS: 250 STARTTLS\n\
                 C: STARTTLS\nS: 220 ok\n== tls refused expired\n";
    let second = format!(
        "S: 220 {greeting}\nC: EHLO [127.0.0.1]\nS: 250-{greeting}\nS: 250 STARTTLS\n\
         C: STARTTLS\nS: 220 {greeting}\n== tls expired\n== close_notify\n"
    );
    let pop3 = format!(
        "S: +OK\nC: CAPA\nS: -ERR\nC: STLS\nS: +OK\n== tls refused expired\n\
         == connection\nS: +OK {greeting}\nC: CAPA\nS: +OK {greeting}\nS: STLS\nS: .\n\
         C: STLS\nS: +OK {greeting}\n== tls expired\n== close_notify\n"
    );
    // Every test searches stdout and stderr for the password.
    secured(
        "send",
        "starttls",
        &format!("{first}== connection\n{second}"),
    )
    .words("-v")
    .exit_only(76)
    .once()
    .run();
    secured("stat", "starttls", &pop3)
        .words("-v")
        .exit_only(76)
        .once()
        .run();
}

/// The login has a flight of its own, whatever is asked for: there is no envelope that it could share one with.
#[test]
fn the_login_is_made_at_once() {
    clear("send", LOGGED_IN)
        .by_joe()
        .words("-q --pipeline-login on")
        .run();
}

#[test]
fn the_software_is_named_by_the_greeting() {
    for (command, greeting, told, software) in [
        (
            "send",
            "220 postfix.example.org ESMTP Exim 4.96 Mon, 23 Nov 2026",
            "postfix.example.org ESMTP Exim 4.96 Mon, 23 Nov 2026",
            "Exim 4.96",
        ),
        (
            "stat",
            "+OK Dovecot (Debian) ready.",
            "Dovecot (Debian) ready.",
            "Dovecot",
        ),
    ] {
        let (script, login) = match command {
            "send" => (
                format!(
                    "S: {greeting}\nC: EHLO [127.0.0.1]\nS: 250 ok\nC: NOOP\nS: 250 ok\nC: QUIT\n"
                ),
                "none",
            ),
            _ => (
                format!(
                    "S: {greeting}\nC: CAPA\nS: -ERR\nC: USER joe\nS: +OK\n\
                     C: PASS correct-horse-7battery\nS: +OK\nC: NOOP\nS: +OK\nC: QUIT\n"
                ),
                "USER accepted",
            ),
        };
        let test = clear(command, &script);
        let test = match command {
            "send" => test,
            _ => test.by_joe(),
        };
        let login_time = match command {
            "send" => "",
            _ => "login 0.0, ",
        };
        test.stdout(format!(
            "server:     127.0.0.1:{{port}}\n\
             address:    127.0.0.1\n\
             greeting:   {told}\n\
             software:   {software}\n\
             tls:        none\n\
             login:      {login}\n\
             seconds:    connect 0.0, greeting 0.0, capabilities 0.0, {login_time}noop 0.0, total 0.0\n"
        ))
        .run();
    }
}
