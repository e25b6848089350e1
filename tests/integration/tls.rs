//! TLS: never opportunistic, and nothing from before it survives.

use crate::support::Test;

#[test]
fn implicit_tls() {
    let sends = || {
        Test::send_implicit("implicit-tls")
            .stdout("<note@example.org>\n")
            .with("certificate", "good")
    };
    sends().words("--ca-file {ca}").round_trips(7).run();
    sends().env("MAILCALL_CA_FILE", "{ca}").run();
    sends().words("--ca-file {ca} --tls-min 1.3").run();
    Test::send_implicit("implicit-tls")
        .with("certificate", "1.2")
        .words("--ca-file {ca} --tls-min 1.2")
        .stdout("<note@example.org>\n")
        .run();
    Test::stat_tls("implicit-tls", "implicit")
        .stdout("2 320\n")
        .round_trips(6)
        .run();
}

#[test]
fn implicit_tls_is_what_nothing_else_says() {
    Test::send("implicit-tls")
        .with("certificate", "good")
        .words("--ca-file {ca} -m note.eml -f joe@example.org ann@example.net")
        .by_joe()
        .stdout("<note@example.org>\n")
        .run();
}

#[test]
fn a_host_by_its_name() {
    Test::new()
        .dialogue("pop3/implicit-tls")
        .words("stat --host localhost -4 --port {port} --ca-file {ca}")
        .by_joe()
        .stdout("2 320\n")
        .run();
}

#[test]
fn starttls_asks_again_what_the_server_offers() {
    // T10, T11
    Test::send_starttls("starttls")
        .stdout("<note@example.org>\n")
        .run();
    Test::stat_tls("stls", "starttls").stdout("2 320\n").run();
}

#[test]
fn without_starttls_nothing_is_said() {
    // T01, T05, T06
    Test::send_starttls("starttls-not-offered").stderr("mailcall: 127.0.0.1: the server does not offer STARTTLS (is it the right port? 465 speaks TLS at once: --tls implicit)\n").exit(76).run();
    Test::send_starttls("starttls-no-ehlo").stderr("mailcall: 127.0.0.1: the server does not offer STARTTLS (is it the right port? 465 speaks TLS at once: --tls implicit)\n").exit(76).run();
    Test::stat_tls("stls-not-offered", "starttls")
        .stderr("mailcall: 127.0.0.1: the server does not offer STLS (is it the right port? 995 speaks TLS at once: --tls implicit)\n")
        .exit(76)
        .run();
    Test::stat_tls("stls-no-capa", "starttls")
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
        Test::send_starttls("starttls-refused")
            .with("reply", reply)
            .stderr(stderr)
            .exit(exit)
            .run();
    }
    Test::stat_tls("stls-refused", "starttls")
        .with("reply", "-ERR no")
        .stderr("mailcall: 127.0.0.1: STLS was refused: -ERR no\n")
        .exit(76)
        .run();
    Test::stat_tls("stls-refused", "starttls")
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
        Test::send_starttls("starttls-answered-wrongly")
            .with("reply", reply)
            .stderr(stderr)
            .exit(76)
            .run();
    }
    Test::send_starttls("starttls-broken")
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
        Test::send_starttls("starttls-injected")
            .with("injected", injected)
            .stderr(stderr)
            .exit(76)
            .run();
    }
    Test::send_starttls("starttls-injected-later")
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
        Test::stat_tls("stls-injected", "starttls")
            .with("injected", injected)
            .stderr(stderr)
            .exit(76)
            .run();
    }
}

#[test]
fn the_handshake_is_under_the_timeout() {
    // T12
    Test::send_starttls("starttls-silent")
        .words("--timeout 1")
        .stderr("mailcall: 127.0.0.1:{port}: no answer within 1 s while negotiating TLS\n")
        .exit(75)
        .once()
        .run();
    Test::send_starttls("starttls-cut").stderr("mailcall: 127.0.0.1:{port} ended the connection in the TLS handshake: unexpected end of file\n").exit(75).run();
}

#[test]
fn behind_tls_a_refusal_is_a_refusal() {
    Test::send_starttls("starttls-ehlo-refused")
        .stderr("mailcall: 127.0.0.1: EHLO was refused: 554 5.5.0 not now\n")
        .exit(69)
        .run();
}

#[test]
fn the_wrong_sort_of_port() {
    // T13, T14
    Test::send_implicit("clear-text-for-tls")
        .words("--ca-file {ca}")
        .stderr("mailcall: no TLS with 127.0.0.1:{port}: what answers there does not speak TLS (if it is a port for STARTTLS or STLS: --tls starttls)\n")
        .exit(76)
        .run();
    Test::stat_tls("clear-text-for-tls", "implicit")
        .stderr("mailcall: no TLS with 127.0.0.1:{port}: what answers there does not speak TLS (if it is a port for STARTTLS or STLS: --tls starttls)\n")
        .exit(76)
        .run();
    Test::send_note("tls-for-clear-text")
        .words("--timeout 1")
        .stderr("mailcall: 127.0.0.1: GREETING: no answer within 1 s while waiting for the greeting (is it the right port and --tls? A port that wants TLS at once says nothing before)\n")
        .exit(75)
        .once()
        .run();
}

#[test]
fn a_cut_without_close_notify_is_a_cut() {
    // T21
    Test::send_implicit("tls-cut")
        .words("--ca-file {ca}")
        .stderr("mailcall: 127.0.0.1: EHLO: the server closed the connection while waiting for a reply\n")
        .exit(75)
        .run();
}
