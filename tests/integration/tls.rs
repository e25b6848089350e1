//! TLS: never opportunistic, nothing from before it survives, and the certificate must hold.

use crate::support::{PASSWORD, Test};

fn implicit(dialogue: &str) -> Test {
    Test::send(dialogue)
        .args([
            "--tls",
            "implicit",
            "-m",
            "note.eml",
            "-f",
            "joe@example.org",
            "ann@example.net",
        ])
        .by_joe()
}

fn starttls(dialogue: &str) -> Test {
    Test::send(dialogue)
        .args([
            "--tls",
            "starttls",
            "-m",
            "note.eml",
            "-f",
            "joe@example.org",
            "ann@example.net",
        ])
        .args(["--ca-file", "{ca}"])
        .by_joe()
}

fn maildrop(dialogue: &str, tls: &str) -> Test {
    Test::new()
        .dialogue(&format!("pop3/{dialogue}"))
        .args([
            "stat",
            "--host",
            "127.0.0.1",
            "--port",
            "{port}",
            "--tls",
            tls,
            "--ca-file",
            "{ca}",
        ])
        .by_joe()
}

#[test]
fn implicit_tls() {
    let sends = || {
        implicit("implicit-tls")
            .stdout("<note@example.org>\n")
            .with("certificate", "good")
    };
    sends().args(["--ca-file", "{ca}"]).round_trips(7).run();
    sends().env("MAILCALL_CA_FILE", "{ca}").run();
    sends()
        .args(["--ca-file", "{ca}", "--tls-min", "1.3"])
        .run();
    implicit("implicit-tls")
        .with("certificate", "1.2")
        .args(["--ca-file", "{ca}", "--tls-min", "1.2"])
        .stdout("<note@example.org>\n")
        .run();
    maildrop("implicit-tls", "implicit")
        .stdout("2 320\n")
        .round_trips(6)
        .run();
}

#[test]
fn implicit_tls_is_what_nothing_else_says() {
    Test::send("implicit-tls")
        .with("certificate", "good")
        .args([
            "--ca-file",
            "{ca}",
            "-m",
            "note.eml",
            "-f",
            "joe@example.org",
            "ann@example.net",
        ])
        .by_joe()
        .stdout("<note@example.org>\n")
        .run();
}

#[test]
fn a_host_by_its_name() {
    Test::new()
        .dialogue("pop3/implicit-tls")
        .args([
            "stat",
            "--host",
            "localhost",
            "-4",
            "--port",
            "{port}",
            "--ca-file",
            "{ca}",
        ])
        .by_joe()
        .stdout("2 320\n")
        .run();
}

#[test]
fn starttls_asks_again_what_the_server_offers() {
    // T10, T11
    starttls("starttls").stdout("<note@example.org>\n").run();
    maildrop("stls", "starttls").stdout("2 320\n").run();
}

#[test]
fn without_starttls_nothing_is_said() {
    // T01, T05, T06
    starttls("starttls-not-offered").stderr("").exit(76).run();
    starttls("starttls-no-ehlo").stderr("").exit(76).run();
    maildrop("stls-not-offered", "starttls")
        .stderr("")
        .exit(76)
        .run();
    maildrop("stls-no-capa", "starttls")
        .stderr("")
        .exit(76)
        .run();
}

#[test]
fn starttls_refused_is_the_end() {
    // T02, T03
    for (reply, exit, stderr) in [
        ("502 5.5.1 not implemented", 76, ""),
        ("501 5.5.4 what?", 76, ""),
        (
            "454 4.7.0 TLS not available due to temporary reason",
            75,
            "",
        ),
    ] {
        starttls("starttls-refused")
            .with("reply", reply)
            .stderr(stderr)
            .exit(exit)
            .run();
    }
    maildrop("stls-refused", "starttls")
        .with("reply", "-ERR no")
        .stderr("")
        .exit(76)
        .run();
    maildrop("stls-refused", "starttls")
        .with("reply", "-ERR [SYS/TEMP] later")
        .stderr("")
        .exit(75)
        .run();
}

#[test]
fn starttls_answered_otherwise_starts_nothing() {
    // T04
    for (reply, stderr) in [
        ("354 go on", ""),
        ("334 go on", ""),
        ("221 bye", ""),
        ("250 Ok", ""),
    ] {
        starttls("starttls-answered-wrongly")
            .with("reply", reply)
            .stderr(stderr)
            .exit(76)
            .run();
    }
    starttls("starttls-broken").stderr("").exit(76).run();
}

#[test]
fn what_came_before_tls_is_refused() {
    // T07, T08, T09
    for (injected, stderr) in [
        (r"250-mail.example.org\r\n250 AUTH PLAIN\r\n", ""),
        ("250 inj", ""),
        (r"\x16", ""),
        (r"\r\n", ""),
    ] {
        starttls("starttls-injected")
            .with("injected", injected)
            .stderr(stderr)
            .exit(76)
            .run();
    }
    starttls("starttls-injected-later")
        .stderr("")
        .exit(76)
        .run();
    for (injected, stderr) in [(r"+OK\r\nSASL PLAIN\r\n.\r\n", ""), ("+OK inj", "")] {
        maildrop("stls-injected", "starttls")
            .with("injected", injected)
            .stderr(stderr)
            .exit(76)
            .run();
    }
}

#[test]
fn the_handshake_is_under_the_timeout() {
    // T12
    starttls("starttls-silent")
        .args(["--timeout", "1"])
        .stderr("")
        .exit(75)
        .once()
        .run();
    starttls("starttls-cut").stderr("").exit(75).run();
}

#[test]
fn behind_tls_a_refusal_is_a_refusal() {
    starttls("starttls-ehlo-refused").stderr("").exit(69).run();
}

#[test]
fn certificates_that_do_not_hold() {
    // T15, T20
    for (certificate, stderr) in [
        ("1.1", ""),
        ("unknown", ""),
        ("self-signed", ""),
        ("wrong-name", ""),
        ("wildcard", ""),
        ("expired", ""),
    ] {
        implicit("certificate")
            .args(["--ca-file", "{ca}"])
            .with("certificate", certificate)
            .stderr(stderr)
            .exit(76)
            .once()
            .run();
    }
    for (certificate, stderr) in [("unknown", ""), ("wrong-name", ""), ("expired", "")] {
        starttls("starttls-certificate")
            .with("certificate", certificate)
            .stderr(stderr)
            .exit(76)
            .once()
            .run();
    }
    // Without --ca-file the roots are the system's, which has not heard of this authority.
    implicit("certificate")
        .with("certificate", "good")
        .stderr("")
        .exit(76)
        .once()
        .run();
    implicit("certificate")
        .with("certificate", "1.2")
        .args(["--ca-file", "{ca}", "--tls-min", "1.3"])
        .stderr("")
        .exit(76)
        .once()
        .run();
}

#[test]
fn insecure_says_so() {
    // T23
    for (certificate, stderr) in [
        ("unknown", ""),
        ("self-signed", ""),
        ("wrong-name", ""),
        ("expired", ""),
        ("good", ""),
    ] {
        implicit("implicit-tls")
            .args(["--insecure"])
            .with("certificate", certificate)
            .stdout("<note@example.org>\n")
            .stderr(stderr)
            .once()
            .run();
    }
}

#[test]
fn authorities_that_are_none() {
    // T24: never the system's roots in their place, and known before anything is connected to.
    for (file, stderr) in [
        ("nowhere.pem", ""),
        ("empty.pem", ""),
        ("note.eml", ""),
        ("half.pem", ""),
    ] {
        implicit("certificate")
            .nobody()
            .args(["--ca-file", file])
            .file("empty.pem", "")
            .file("half.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n")
            .stderr(stderr)
            .exit(78)
            .run();
    }
}

#[test]
fn the_wrong_sort_of_port() {
    // T13, T14
    implicit("clear-text-for-tls")
        .args(["--ca-file", "{ca}"])
        .stderr("")
        .exit(76)
        .run();
    maildrop("clear-text-for-tls", "implicit")
        .stderr("")
        .exit(76)
        .run();
    Test::send_note("tls-for-clear-text")
        .args(["--timeout", "1"])
        .stderr("")
        .exit(75)
        .once()
        .run();
}

#[test]
fn a_cut_without_close_notify_is_a_cut() {
    // T21
    implicit("tls-cut")
        .args(["--ca-file", "{ca}"])
        .stderr("")
        .exit(75)
        .run();
}

#[test]
fn a_port_number_may_say_which_tls() {
    // `--port` 25, 110 or 587 alone means starttls; others do not. Only the refusal shows it here.
    Test::new()
        .args([
            "stat",
            "--host",
            "127.0.0.1",
            "--port",
            "{port}",
            "--tls",
            "opportunistic",
        ])
        .args(["--user", "joe"])
        .env("MAILCALL_PASSWORD", PASSWORD)
        .stderr("")
        .exit(64)
        .run();
}
