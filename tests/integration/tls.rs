//! TLS: never opportunistic, nothing from before it survives, and the certificate must hold.

use crate::support::Test;

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
    starttls("starttls-not-offered").stderr("mailcall: 127.0.0.1: the server does not offer STARTTLS (is it the right port? 465 speaks TLS at once: --tls implicit)\n").exit(76).run();
    starttls("starttls-no-ehlo").stderr("mailcall: 127.0.0.1: the server does not offer STARTTLS (is it the right port? 465 speaks TLS at once: --tls implicit)\n").exit(76).run();
    maildrop("stls-not-offered", "starttls")
        .stderr("mailcall: 127.0.0.1: the server does not offer STLS (is it the right port? 995 speaks TLS at once: --tls implicit)\n")
        .exit(76)
        .run();
    maildrop("stls-no-capa", "starttls")
        .stderr("mailcall: 127.0.0.1: STLS was refused: -ERR\n")
        .exit(76)
        .run();
}

#[test]
fn starttls_refused_is_the_end() {
    // T02, T03
    for (reply, exit, stderr) in [
        (
            "502 5.5.1 not implemented",
            76,
            "mailcall: 127.0.0.1: STARTTLS was refused: 502 5.5.1 not implemented\n",
        ),
        (
            "501 5.5.4 what?",
            76,
            "mailcall: 127.0.0.1: STARTTLS was refused: 501 5.5.4 what?\n",
        ),
        (
            "454 4.7.0 TLS not available due to temporary reason",
            75,
            "mailcall: 127.0.0.1: STARTTLS was refused: 454 4.7.0 TLS not available due to temporary reason\n",
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
        .stderr("mailcall: 127.0.0.1: STLS was refused: -ERR no\n")
        .exit(76)
        .run();
    maildrop("stls-refused", "starttls")
        .with("reply", "-ERR [SYS/TEMP] later")
        .stderr("mailcall: 127.0.0.1: STLS was refused: -ERR [SYS/TEMP] later\n")
        .exit(75)
        .run();
}

#[test]
fn starttls_answered_otherwise_starts_nothing() {
    // T04
    for (reply, stderr) in [
        (
            "354 go on",
            "mailcall: 127.0.0.1: STARTTLS: the server gave a reply that makes no sense here: 354 go on\n",
        ),
        (
            "334 go on",
            "mailcall: 127.0.0.1: STARTTLS: the server gave a reply that makes no sense here: 334 go on\n",
        ),
        (
            "221 bye",
            "mailcall: 127.0.0.1: STARTTLS: the server gave a reply that makes no sense here: 221 bye\n",
        ),
        (
            "250 Ok",
            "mailcall: 127.0.0.1: STARTTLS: the server gave a reply that makes no sense here: 250 Ok\n",
        ),
    ] {
        starttls("starttls-answered-wrongly")
            .with("reply", reply)
            .stderr(stderr)
            .exit(76)
            .run();
    }
    starttls("starttls-broken")
        .stderr("mailcall: 127.0.0.1: STARTTLS: this is no SMTP reply: \"nonsense\"\n")
        .exit(76)
        .run();
}

#[test]
fn what_came_before_tls_is_refused() {
    // T07, T08, T09
    for (injected, stderr) in [
        (
            r"250-mail.example.org\r\n250 AUTH PLAIN\r\n",
            "mailcall: 127.0.0.1: STARTTLS: the server sent octets before the TLS handshake; they may have been injected (somebody on the way may be writing into the connection)\n",
        ),
        (
            "250 inj",
            "mailcall: 127.0.0.1: STARTTLS: the server sent octets before the TLS handshake; they may have been injected (somebody on the way may be writing into the connection)\n",
        ),
        (
            r"\x16",
            "mailcall: 127.0.0.1: STARTTLS: the server sent octets before the TLS handshake; they may have been injected (somebody on the way may be writing into the connection)\n",
        ),
        (
            r"\r\n",
            "mailcall: 127.0.0.1: STARTTLS: the server sent octets before the TLS handshake; they may have been injected (somebody on the way may be writing into the connection)\n",
        ),
    ] {
        starttls("starttls-injected")
            .with("injected", injected)
            .stderr(stderr)
            .exit(76)
            .run();
    }
    starttls("starttls-injected-later")
        .stderr("mailcall: no TLS with 127.0.0.1:{port}: what answers there does not speak TLS (if it is a port for STARTTLS or STLS: --tls starttls)\n")
        .exit(76)
        .run();
    for (injected, stderr) in [
        (
            r"+OK\r\nSASL PLAIN\r\n.\r\n",
            "mailcall: 127.0.0.1: STLS: the server sent octets before the TLS handshake; they may have been injected (somebody on the way may be writing into the connection)\n",
        ),
        (
            "+OK inj",
            "mailcall: 127.0.0.1: STLS: the server sent octets before the TLS handshake; they may have been injected (somebody on the way may be writing into the connection)\n",
        ),
    ] {
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
        .stderr("mailcall: 127.0.0.1:{port}: no answer within 1 s while negotiating TLS\n")
        .exit(75)
        .once()
        .run();
    starttls("starttls-cut").stderr("mailcall: 127.0.0.1:{port} ended the connection in the TLS handshake: unexpected end of file\n").exit(75).run();
}

#[test]
fn behind_tls_a_refusal_is_a_refusal() {
    starttls("starttls-ehlo-refused")
        .stderr("mailcall: 127.0.0.1: EHLO was refused: 554 5.5.0 not now\n")
        .exit(69)
        .run();
}

#[test]
fn certificates_that_do_not_hold() {
    // T15, T20
    for (certificate, stderr) in [
        (
            "1.1",
            "mailcall: no TLS with 127.0.0.1:{port}: it speaks no TLS version that is taken here\n",
        ),
        (
            "unknown",
            "mailcall: no TLS with 127.0.0.1:{port}: its certificate is signed by a CA that is not trusted (--ca-file FILE trusts the CA that signed it)\n",
        ),
        (
            "self-signed",
            "mailcall: no TLS with 127.0.0.1:{port}: its certificate is signed by nobody but itself (--ca-file FILE trusts the CA that signed it)\n",
        ),
        (
            "wrong-name",
            "mailcall: no TLS with 127.0.0.1:{port}: its certificate is for another address\n",
        ),
        (
            "wildcard",
            "mailcall: no TLS with 127.0.0.1:{port}: its certificate is for another address\n",
        ),
        (
            "expired",
            "mailcall: no TLS with 127.0.0.1:{port}: its certificate has expired\n",
        ),
    ] {
        implicit("certificate")
            .args(["--ca-file", "{ca}"])
            .with("certificate", certificate)
            .stderr(stderr)
            .exit(76)
            .once()
            .run();
    }
    for (certificate, stderr) in [
        (
            "unknown",
            "mailcall: no TLS with 127.0.0.1:{port}: its certificate is signed by a CA that is not trusted (--ca-file FILE trusts the CA that signed it)\n",
        ),
        (
            "wrong-name",
            "mailcall: no TLS with 127.0.0.1:{port}: its certificate is for another address\n",
        ),
        (
            "expired",
            "mailcall: no TLS with 127.0.0.1:{port}: its certificate has expired\n",
        ),
    ] {
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
        .stderr("mailcall: no TLS with 127.0.0.1:{port}: its certificate is signed by a CA that is not trusted (--ca-file FILE trusts the CA that signed it)\n")
        .exit(76)
        .once()
        .run();
    implicit("certificate")
        .with("certificate", "1.2")
        .args(["--ca-file", "{ca}", "--tls-min", "1.3"])
        .stderr(
            "mailcall: no TLS with 127.0.0.1:{port}: it speaks no TLS version that is taken here\n",
        )
        .exit(76)
        .once()
        .run();
}

#[test]
fn insecure_says_so() {
    // T23
    for (certificate, stderr) in [
        (
            "unknown",
            "mailcall: warning: the certificate of 127.0.0.1 is not checked (--insecure): anyone on the way may read and change all of it\n",
        ),
        (
            "self-signed",
            "mailcall: warning: the certificate of 127.0.0.1 is not checked (--insecure): anyone on the way may read and change all of it\n",
        ),
        (
            "wrong-name",
            "mailcall: warning: the certificate of 127.0.0.1 is not checked (--insecure): anyone on the way may read and change all of it\n",
        ),
        (
            "expired",
            "mailcall: warning: the certificate of 127.0.0.1 is not checked (--insecure): anyone on the way may read and change all of it\n",
        ),
        (
            "good",
            "mailcall: warning: the certificate of 127.0.0.1 is not checked (--insecure): anyone on the way may read and change all of it\n",
        ),
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
        (
            "nowhere.pem",
            "mailcall: CA file nowhere.pem: No such file or directory (os error 2)\n",
        ),
        (
            "empty.pem",
            "mailcall: CA file empty.pem: it holds no PEM certificate\n",
        ),
        (
            "note.eml",
            "mailcall: CA file note.eml: it holds no PEM certificate\n",
        ),
        (
            "half.pem",
            "mailcall: CA file half.pem: it holds no PEM certificate\n",
        ),
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
        .stderr("mailcall: no TLS with 127.0.0.1:{port}: what answers there does not speak TLS (if it is a port for STARTTLS or STLS: --tls starttls)\n")
        .exit(76)
        .run();
    maildrop("clear-text-for-tls", "implicit")
        .stderr("mailcall: no TLS with 127.0.0.1:{port}: what answers there does not speak TLS (if it is a port for STARTTLS or STLS: --tls starttls)\n")
        .exit(76)
        .run();
    Test::send_note("tls-for-clear-text")
        .args(["--timeout", "1"])
        .stderr("mailcall: 127.0.0.1: GREETING: no answer within 1 s while waiting for the greeting (is it the right port and --tls? A port that wants TLS at once says nothing before)\n")
        .exit(75)
        .once()
        .run();
}

#[test]
fn a_cut_without_close_notify_is_a_cut() {
    // T21
    implicit("tls-cut")
        .args(["--ca-file", "{ca}"])
        .stderr("mailcall: 127.0.0.1: EHLO: the server closed the connection while waiting for a reply\n")
        .exit(75)
        .run();
}
