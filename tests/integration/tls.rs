//! TLS is never opportunistic, and nothing that was received before it is used.

use crate::support::Test;

/// The error when the server answers a handshake with clear text.
const NO_TLS: &str = "TLS handshake with 127.0.0.1:{port} failed: the server does not speak TLS on this \
                      port (if it is a port for STARTTLS or STLS: --tls starttls)";

#[test]
fn implicit_tls() {
    let sends = || {
        Test::send_implicit("implicit-tls")
            .stdout("<note@example.org>\tnote.eml\n")
            .with("certificate", "good")
    };
    sends().words("--ca-file {ca}").round_trips(7).run();
    sends().env("MAILCALL_CA_FILE", "{ca}").run();
    sends().words("--ca-file {ca} --tls-min 1.3").run();
    Test::send_implicit("implicit-tls")
        .with("certificate", "1.2")
        .words("--ca-file {ca} --tls-min 1.2")
        .stdout("<note@example.org>\tnote.eml\n")
        .run();
    Test::stat_tls("implicit-tls", "implicit")
        .stdout("2 320\n")
        .round_trips(6)
        .run();
}

#[test]
fn implicit_tls_is_the_default() {
    Test::send("implicit-tls")
        .with("certificate", "good")
        .words("--ca-file {ca} -m note.eml -f joe@example.org ann@example.net")
        .by_joe()
        .stdout("<note@example.org>\tnote.eml\n")
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
    Test::send_starttls("starttls")
        .stdout("<note@example.org>\tnote.eml\n")
        .run();
    Test::stat_tls("stls", "starttls").stdout("2 320\n").run();
}

#[test]
fn nothing_is_sent_where_starttls_is_not_offered() {
    let not_offered = |command, port| {
        format!(
            "127.0.0.1: the server does not offer {command} \
             (is it the right port? {port} speaks TLS at once: --tls implicit)"
        )
    };
    for dialogue in ["starttls-not-offered", "starttls-no-ehlo"] {
        Test::send_starttls(dialogue)
            .fails(76, not_offered("STARTTLS", 465))
            .run();
    }
    Test::stat_tls("stls-not-offered", "starttls")
        .fails(76, not_offered("STLS", 995))
        .run();
    Test::stat_tls("stls-no-capa", "starttls")
        .fails(76, "127.0.0.1: STLS was refused: -ERR")
        .run();
}

#[test]
fn starttls_refused_is_the_end() {
    for (reply, exit) in [
        ("502 5.5.1 not implemented", 76),
        ("501 5.5.4 what?", 76),
        ("454 4.7.0 TLS not available due to temporary reason", 75),
    ] {
        Test::send_starttls("starttls-refused")
            .with("reply", reply)
            .fails(exit, format!("127.0.0.1: STARTTLS was refused: {reply}"))
            .run();
    }
    for (reply, exit) in [("-ERR no", 76), ("-ERR [SYS/TEMP] later", 75)] {
        Test::stat_tls("stls-refused", "starttls")
            .with("reply", reply)
            .fails(exit, format!("127.0.0.1: STLS was refused: {reply}"))
            .run();
    }
}

#[test]
fn starttls_answered_otherwise_starts_nothing() {
    for reply in ["354 go on", "334 go on", "221 bye", "250 Ok"] {
        let what = format!("unexpected reply: {reply}");
        Test::send_starttls("starttls-answered-wrongly")
            .with("reply", reply)
            .fails(76, format!("127.0.0.1: STARTTLS: {what}"))
            .run();
    }
    Test::send_starttls("starttls-broken")
        .fails(76, "127.0.0.1: STARTTLS: not an SMTP reply: \"nonsense\"")
        .run();
}

#[test]
fn what_came_before_tls_is_refused() {
    let injected = |command| {
        format!(
            "127.0.0.1: {command}: the server sent octets before the TLS handshake; they may have \
             been injected (an attacker on the network may be writing into the connection)"
        )
    };
    for octets in [
        r"250-mail.example.org\r\n250 AUTH PLAIN\r\n",
        "250 inj",
        r"\x16",
        r"\r\n",
    ] {
        Test::send_starttls("starttls-injected")
            .with("injected", octets)
            .fails(76, injected("STARTTLS"))
            .run();
    }
    for octets in [r"+OK\r\nSASL PLAIN\r\n.\r\n", "+OK inj"] {
        Test::stat_tls("stls-injected", "starttls")
            .with("injected", octets)
            .fails(76, injected("STLS"))
            .run();
    }
    // No hint for the mode in use.
    Test::send_starttls("starttls-injected-later")
        .fails(
            76,
            "TLS handshake with 127.0.0.1:{port} failed: the server does not speak TLS on this port",
        )
        .run();
}

#[test]
fn the_handshake_is_under_the_timeout() {
    Test::send_starttls("starttls-silent")
        .words("--timeout 1")
        .fails(
            75,
            "127.0.0.1:{port}: no answer within 1 s while negotiating TLS",
        )
        .once()
        .run();
    Test::send_starttls("starttls-cut")
        .fails(
            75,
            "127.0.0.1:{port} ended the connection in the TLS handshake: unexpected end of file",
        )
        .run();
}

#[test]
fn a_refusal_under_tls() {
    Test::send_starttls("starttls-ehlo-refused")
        .fails(69, "127.0.0.1: EHLO was refused: 554 5.5.0 not now")
        .run();
}

#[test]
fn the_wrong_sort_of_port() {
    Test::send_implicit("clear-text-for-tls")
        .words("--ca-file {ca}")
        .fails(76, NO_TLS)
        .run();
    Test::stat_tls("clear-text-for-tls", "implicit")
        .fails(76, NO_TLS)
        .run();
    Test::send_note("tls-for-clear-text")
        .words("--timeout 1")
        .fails(
            75,
            "127.0.0.1: GREETING: no answer within 1 s while waiting for the greeting \
             (is it the right port? A port for implicit TLS sends no greeting before TLS: --tls implicit)",
        )
        .once()
        .run();
}

#[test]
fn a_cut_without_close_notify_is_a_cut() {
    Test::send_implicit("tls-cut")
        .words("--ca-file {ca}")
        .fails(
            75,
            "127.0.0.1: EHLO: the server closed the connection while waiting for a reply",
        )
        .run();
}
