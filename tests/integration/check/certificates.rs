//! Certificates that are refused are shown all the same, and `--min-days` counts their days.

use super::{LOGGED_IN, OFFERS, certificate_json, clear, report, seconds, secured, tls};
use crate::support::{Client, Test, error, fingerprint, not_after};
use serde_json::{Value, json};

/// Why each certificate is refused.
const REFUSED: [(&str, &str, &str); 5] = [
    ("expired", "the certificate has expired", ""),
    (
        "wrong-name",
        "the certificate is for another host name or address",
        "",
    ),
    (
        "self-signed",
        "the certificate is self-signed",
        " (the CA file does not hold it)",
    ),
    (
        "unknown",
        "the certificate is signed by a CA that is not trusted",
        " (the CA file must hold the root certificate of that CA; the server's own certificate is not enough)",
    ),
    (
        "no-names",
        "the certificate is for another host name or address",
        "",
    ),
];

/// The second connection shows the certificate. Behind its handshake the server hears nothing but the end.
#[test]
fn a_certificate_that_is_refused_is_shown() {
    let offers_stls = "<< pop3/parts/greeting\nC: CAPA\nS: +OK\nS: STLS\nS: .\nC: STLS\nS: +OK\n";
    let offers_starttls = "<< smtp/parts/offers-starttls\nC: STARTTLS\nS: 220 go ahead\n";
    for (certificate, problem, hint) in REFUSED {
        for (command, kind, before, greeting, times) in [
            ("send", "implicit", "", "", "connect 0.0, total 0.0"),
            ("stat", "implicit", "", "", "connect 0.0, total 0.0"),
            (
                "send",
                "starttls",
                offers_starttls,
                "greeting:   mail.example.org ESMTP ready\n",
                "connect 0.0, greeting 0.0, capabilities 0.0, total 0.0",
            ),
            (
                "stat",
                "starttls",
                offers_stls,
                "greeting:   POP3 server ready\n",
                "connect 0.0, greeting 0.0, capabilities 0.0, total 0.0",
            ),
        ] {
            let offers = match (command, kind) {
                ("send", "starttls") => "capability: PIPELINING\ncapability: STARTTLS\n",
                ("stat", "starttls") => "capability: STLS\n",
                _ => "",
            };
            let script = format!(
                "{before}== tls refused {certificate}\n== connection\n{before}== tls {certificate}\n== close_notify\n"
            );
            secured(command, kind, &script)
                .stdout(format!(
                    "server:     127.0.0.1:{{port}}\n\
                     address:    127.0.0.1\n\
                     {greeting}{}{offers}\
                     login:      not tried\n\
                     seconds:    {times}\n",
                    tls(certificate, &format!("no: {problem}"))
                ))
                .fails(
                    76,
                    format!("TLS handshake with 127.0.0.1:{{port}} failed: {problem}{hint}"),
                )
                .once()
                .run();
        }
    }
}

/// The second connection is of no importance: whatever becomes of it, the first failure is reported.
#[test]
fn a_certificate_that_cannot_be_looked_at() {
    for second in [
        "C< 5\n== ahead\n== close\n",
        "== ahead\n== may-leave\nS: 220 no TLS here\n== discard\n",
        "== tls refused 1.1\n",
    ] {
        let script = format!("== tls refused expired\n== connection\n{second}");
        secured("send", "implicit", &script)
            .stdout(
                "server:     127.0.0.1:{port}\n\
                 address:    127.0.0.1\n\
                 verified:   no: the certificate has expired\n\
                 login:      not tried\n\
                 seconds:    connect 0.0, total 0.0\n",
            )
            .fails(
                76,
                "TLS handshake with 127.0.0.1:{port} failed: the certificate has expired",
            )
            .once()
            .run();
    }
}

/// No other command connects again.
#[test]
fn only_a_check_looks_at_a_certificate_that_is_refused() {
    Test::stat_tls("implicit-tls", "implicit")
        .script("== tls refused expired\n")
        .fails(
            76,
            "TLS handshake with 127.0.0.1:{port} failed: the certificate has expired",
        )
        .run();
}

#[test]
fn any_certificate_is_accepted_with_a_word_about_it() {
    secured("send", "implicit", &format!("== tls expired\n{LOGGED_IN}"))
        .words("--insecure")
        .stdout(report(
            "expired",
            "no: --insecure accepts any certificate",
            "PLAIN accepted",
            ", noop 0.0",
        ))
        .stderr(
            "mailcall: warning: the certificate of 127.0.0.1 is not verified (--insecure): \
             an attacker on the network can read and change everything\n",
        )
        .run();
}

/// OpenSSL accepts a common name; this program does not, after the handshake and before anything is said.
#[test]
fn a_certificate_without_names() {
    let problem = "the certificate does not name a host in subjectAltName";
    Test::new()
        .script("== tls no-names\n== eof\n== connection\n== tls no-names\n== eof\n")
        .words("send --check --host localhost -4 --port {port} --ca-file {ca} --auth none")
        .stdout(format!(
            "server:     localhost:{{port}}\n\
             address:    127.0.0.1\n\
             {}\
             login:      none\n\
             seconds:    connect 0.0, total 0.0\n",
            tls("no-names", &format!("no: {problem}"))
        ))
        .fails(
            76,
            format!("TLS handshake with localhost:{{port}} failed: {problem}"),
        )
        .once()
        .run();
}

#[test]
fn a_certificate_must_last_as_long_as_is_asked() {
    let script = format!("== tls ten-days\n{LOGGED_IN}");
    let expires = format!(
        "127.0.0.1: the certificate expires in 10 days, at {}, and --min-days asks for",
        not_after("ten-days")
    );
    for (days, short) in [
        ("0", false),
        ("10", false),
        ("11", true),
        ("4294967295", true),
    ] {
        let test = secured("send", "implicit", &script)
            .args(["--min-days", days])
            .stdout(report("ten-days", "yes", "PLAIN accepted", ", noop 0.0"))
            .once();
        match short {
            true => test.fails(76, format!("{expires} {days}")).run(),
            false => test.run(),
        }
    }
    // As JSON, and without any text: the exit is what a monitor looks at.
    let short = || {
        secured("send", "implicit", &script)
            .words("--min-days 30")
            .once()
    };
    short().words("-q").fails(76, format!("{expires} 30")).run();
    let mut told = certificate_json("ten-days", "TLSv1.3", "TLS_AES_256_GCM_SHA384", None);
    told["days_left"] = json!(10);
    short()
        .words("--json")
        .stdout_json([json!({
            "server": {
                "host": "127.0.0.1",
                "port": 0,
                "address": "127.0.0.1",
                "greeting": "mail.example.org ESMTP ready",
                "software": null,
            },
            "tls": told,
            "capabilities": OFFERS,
            "login": {"mechanism": "PLAIN", "ok": true},
            "seconds": seconds(&["connect", "tls", "greeting", "capabilities", "login", "noop"]),
        })])
        .stderr_json([error(
            "tls",
            &format!("{expires} 30"),
            76,
            Value::Null,
            Value::Null,
        )])
        .exit(76)
        .run();
}

/// With two failures, the exit is that of the one which ended the session.
#[test]
fn a_certificate_that_expires_and_a_login_that_is_refused() {
    let script = "== tls ten-days\n<< smtp/parts/offers-logins\n\
                  C: AUTH PLAIN AGpvZQBjb3JyZWN0LWhvcnNlLTdiYXR0ZXJ5\nS: 454 4.7.0 later\nC: QUIT\n";
    secured("send", "implicit", script)
        .words("--min-days 30")
        .stdout(report("ten-days", "yes", "PLAIN failed", ""))
        .stderr(format!(
            "mailcall: 127.0.0.1: the certificate expires in 10 days, at {}, and --min-days asks for 30\n\
             mailcall: login refused by 127.0.0.1: 454 4.7.0 later\n",
            not_after("ten-days")
        ))
        .exit(75)
        .run();
}

#[test]
fn a_certificate_that_has_expired_has_no_days_left() {
    // What is accepted unverified can be too old all the same. The days since 2001 are not compared.
    secured("send", "implicit", &format!("== tls expired\n{LOGGED_IN}"))
        .words("--insecure --min-days 0")
        .exit_only(76)
        .run();
    // A certificate that is refused has one reason, not two.
    let problem = "the certificate has expired";
    let script = "== tls refused expired\n== connection\n== tls expired\n== eof\n";
    secured("send", "implicit", script)
        .words("--min-days 30 -q")
        .fails(
            76,
            format!("TLS handshake with 127.0.0.1:{{port}} failed: {problem}"),
        )
        .once()
        .run();
}

#[test]
fn days_without_a_certificate_are_a_mistake() {
    let why = "--min-days needs TLS: without it (--tls none) there is no certificate";
    for command in ["send", "stat"] {
        clear(command, "")
            .nobody()
            .by_joe()
            .words("--min-days 3")
            .fails(64, why)
            .run();
    }
    for command in ["send", "stat"] {
        Test::new()
            .args([command])
            .words("--min-days 3 --host h.test")
            .exit_only(64)
            .run();
    }
}

/// A pin counts as verified, whoever signed the certificate; another one is refused, and shown.
#[test]
fn a_certificate_that_is_pinned() {
    let pinned = |shown: &str, pin: &str, script: &str| {
        Test::new()
            .script(script)
            .with("certificate", shown)
            .words("send --check --host 127.0.0.1 --port {port} --tls-fingerprint")
            .args([fingerprint(pin).as_str()])
            .by_joe()
            .once()
    };
    let script = format!("== tls {{certificate}}\n{LOGGED_IN}");
    pinned("self-signed", "self-signed", &script)
        .stdout(report(
            "self-signed",
            "yes (pinned)",
            "PLAIN accepted",
            ", noop 0.0",
        ))
        .run();
    let problem = format!(
        "the certificate is not the pinned one; its SHA-256 is {}",
        fingerprint("expired")
    );
    let hint = "if the certificate was renewed, ask its owner for the new fingerprint and compare \
                it; if it was not, somebody may be intercepting the connection";
    let script = "== tls {certificate}\n== eof\n== connection\n== tls {certificate}\n== eof\n";
    pinned("expired", "good", script)
        .stdout(format!(
            "server:     127.0.0.1:{{port}}\n\
             address:    127.0.0.1\n\
             {}\
             login:      not tried\n\
             seconds:    connect 0.0, total 0.0\n",
            tls("expired", &format!("no: {problem}"))
        ))
        .fails(
            76,
            format!("TLS handshake with 127.0.0.1:{{port}} failed: {problem} ({hint})"),
        )
        .run();
}

/// The second connection shows no client certificate, although the server asks for one and the run has one.
#[test]
fn no_client_certificate_is_shown_to_a_server_that_is_not_verified() {
    let client = Client::new();
    let problem = "the certificate is signed by a CA that is not trusted";
    Test::new()
        .script("== tls refused asks\n== connection\n== tls asks\n== client -\n== close_notify\n")
        .words("send --check --host 127.0.0.1 --port {port}")
        .words("--client-cert client.pem --client-key key.pem")
        .file("client.pem", client.certificate.clone())
        .private_file("key.pem", client.key())
        .by_joe()
        .stdout(format!(
            "server:     127.0.0.1:{{port}}\n\
             address:    127.0.0.1\n\
             {}\
             login:      not tried\n\
             seconds:    connect 0.0, total 0.0\n",
            tls("asks", &format!("no: {problem}"))
        ))
        .fails(
            76,
            format!(
                "TLS handshake with 127.0.0.1:{{port}} failed: {problem} (--ca-file FILE trusts the CA that signed it)"
            ),
        )
        .once()
        .run();
}

/// A handshake that fails for another reason would fail once more, so there is no second connection.
#[test]
fn only_a_certificate_is_looked_at() {
    let handshake = "TLS handshake with 127.0.0.1:{port} failed";
    for (script, problem, exit, what) in [
        (
            "== ahead\n== may-leave\nS: 220 mail.example.org ESMTP ready\n== discard\n",
            "the server does not speak TLS on this port",
            76,
            format!(
                "{handshake}: the server does not speak TLS on this port (if it is a port for STARTTLS or STLS: --tls starttls)"
            ),
        ),
        (
            "== tls refused 1.1\n",
            "the server does not offer TLS 1.2 or 1.3",
            76,
            format!("{handshake}: the server does not offer TLS 1.2 or 1.3"),
        ),
    ] {
        secured("send", "implicit", script)
            .words("--min-days 3")
            .stdout(format!(
                "server:     127.0.0.1:{{port}}\n\
                 address:    127.0.0.1\n\
                 verified:   no: {problem}\n\
                 login:      not tried\n\
                 seconds:    connect 0.0, total 0.0\n"
            ))
            .fails(exit, what)
            .once()
            .run();
    }
    let nothing = json!({
        "version": null,
        "cipher": null,
        "verified": false,
        "pinned": false,
        "problem": "the connection ended",
        "subject": null,
        "issuer": null,
        "names": null,
        "not_after": null,
        "days_left": null,
        "sha256": null,
    });
    secured(
        "send",
        "starttls",
        "<< smtp/parts/offers-starttls\nC: STARTTLS\nS: 220 ok\nC< 5\n== ahead\n== close\n",
    )
    .words("--json")
    .stdout_json([json!({
        "server": {
            "host": "127.0.0.1",
            "port": 0,
            "address": "127.0.0.1",
            "greeting": "mail.example.org ESMTP ready",
            "software": null,
        },
        "tls": nothing,
        "capabilities": ["PIPELINING", "STARTTLS"],
        "login": null,
        "seconds": seconds(&["connect", "greeting", "capabilities"]),
    })])
    .stderr_json([error(
        "temporary",
        "127.0.0.1:{port} ended the connection in the TLS handshake: unexpected end of file",
        75,
        json!("STARTTLS"),
        Value::Null,
    )])
    .exit(75)
    .once()
    .run();
}

/// With TLS 1.3 the server refuses a client without a certificate behind the handshake.
#[test]
fn a_server_that_requires_a_client_certificate() {
    secured("send", "implicit", "== tls refused requires\n")
        .stdout(format!(
            "server:     127.0.0.1:{{port}}\n\
             address:    127.0.0.1\n\
             {}\
             login:      not tried\n\
             seconds:    connect 0.0, tls 0.0, total 0.0\n",
            tls("requires", "yes")
        ))
        .fails(
            76,
            "127.0.0.1: GREETING: connection lost while waiting for the greeting: the server \
             requires a client certificate (--client-cert FILE shows one)",
        )
        .once()
        .run();
}
