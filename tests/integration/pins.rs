//! A pinned certificate, and a name that the certificate must have instead of the host's.

use crate::support::{Test, fingerprint};

const HINT: &str = "(if the certificate was renewed, ask its owner for the new fingerprint and compare it; if it \
                    was not, somebody may be intercepting the connection)";

/// Nobody's fingerprint.
const OTHER: &str = "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF";

/// `mailcall stat` of a server with this certificate; the handshake asks for the name `sni`.
fn stat(certificate: &str, sni: &str) -> Test {
    Test::new()
        .script(
            "== tls {certificate}\n== sni {sni}\n<< pop3/parts/logged-in\n\
             C: STAT\nC: QUIT\nS: +OK 2 320\nS: +OK bye\n",
        )
        .with("certificate", certificate)
        .with("sni", sni)
        .words("stat --host 127.0.0.1 --port {port}")
        .by_joe()
        .stdout("2 320\n")
}

/// The same of a server that the client must not trust.
fn refused(certificate: &str) -> Test {
    Test::new()
        .dialogue("smtp/certificate")
        .with("certificate", certificate)
        .words("stat --host 127.0.0.1 --port {port}")
        .by_joe()
        .once()
}

#[test]
fn a_pinned_certificate_is_accepted_whatever_else_it_says() {
    for certificate in [
        "self-signed",
        "unknown",
        "wrong-name",
        "no-names",
        "expired",
        "not-yet",
        "for-clients",
        "chain-not-sent",
        "1.2",
    ] {
        let pin = fingerprint(certificate);
        // PLAIN over the connection shows that it counts as verified.
        stat(certificate, "-")
            .args(["--tls-fingerprint", &pin])
            .once()
            .run();
        Test::send("starttls")
            .words("--tls starttls -m note.eml -f joe@example.org ann@example.net")
            .args(["--tls-fingerprint", &pin])
            .by_joe()
            .with("certificate", certificate)
            .stdout("<note@example.org>\tnote.eml\n")
            .once()
            .run();
        Test::new()
            .dialogue("pop3/stls")
            .words("stat --host 127.0.0.1 --port {port} --tls starttls")
            .args(["--tls-fingerprint", &pin])
            .by_joe()
            .with("certificate", certificate)
            .stdout("2 320\n")
            .once()
            .run();
    }
}

#[test]
fn one_of_several_pins_is_enough_however_it_is_written() {
    let pin = fingerprint("self-signed");
    for flags in [
        vec!["--tls-fingerprint", &pin.replace(':', "").to_lowercase()],
        vec!["--tls-fingerprint", OTHER, "--tls-fingerprint", &pin],
        vec!["--tls-fingerprint", &format!("{OTHER},{pin}")],
    ] {
        stat("self-signed", "-").args(flags).once().run();
    }
    // The system's CAs and those of the environment are not asked, nor is their file read.
    stat("self-signed", "-")
        .args(["--tls-fingerprint", &pin])
        .env("MAILCALL_CA_FILE", "nowhere.pem")
        .once()
        .run();
}

#[test]
fn another_certificate_is_refused_before_anything_is_sent() {
    // A CA that would be trusted does not help, and a name that fits does not either.
    for certificate in ["good", "self-signed", "1.2"] {
        let found = fingerprint(certificate);
        let what = format!(
            "TLS handshake with 127.0.0.1:{{port}} failed: the certificate is not the pinned one; its SHA-256 is {found} {HINT}"
        );
        refused(certificate)
            .args(["--tls-fingerprint", OTHER])
            .env("MAILCALL_CA_FILE", "{ca}")
            .fails(76, &what)
            .run();
        Test::send("starttls-certificate")
            .words("--tls starttls -m note.eml -f joe@example.org ann@example.net")
            .args(["--tls-fingerprint", OTHER])
            .by_joe()
            .with("certificate", certificate)
            .fails(76, &what)
            .once()
            .run();
        Test::new()
            .dialogue("pop3/stls-certificate")
            .words("stat --host 127.0.0.1 --port {port} --tls starttls")
            .args(["--tls-fingerprint", OTHER])
            .by_joe()
            .with("certificate", certificate)
            .fails(76, &what)
            .once()
            .run();
    }
}

#[test]
fn malformed_pins_and_what_cannot_be_beside_one() {
    let expected = "expected the SHA-256 of a certificate: 64 hexadecimal digits, with or without colons \
                    (openssl x509 -noout -fingerprint -sha256 -in FILE prints it)";
    let sha1 = &OTHER[..59];
    for (flags, exit, what) in [
        (
            vec!["--tls-fingerprint", sha1],
            65,
            format!("invalid value for --tls-fingerprint: \"{sha1}\": {expected}"),
        ),
        (
            vec!["--tls-fingerprint", OTHER, "--tls-fingerprint", "x"],
            65,
            format!("invalid value for --tls-fingerprint: \"{OTHER},x\": {expected}"),
        ),
        (
            vec!["--tls-fingerprint", OTHER, "--tls-fingerprint", ""],
            65,
            format!("invalid value for --tls-fingerprint: \"{OTHER},\": {expected}"),
        ),
        (
            vec!["--tls-fingerprint", ""],
            64,
            "--tls-fingerprint is given an empty value".into(),
        ),
        (
            vec!["--tls-fingerprint", OTHER, "--insecure"],
            64,
            "--insecure cannot be used with --tls-fingerprint, which accepts the pinned certificate and no other".into(),
        ),
        (
            vec!["--tls-fingerprint", OTHER, "--ca-file", "{ca}"],
            64,
            "--ca-file cannot be used with --tls-fingerprint, which accepts the pinned certificate and no other".into(),
        ),
        (
            vec!["--tls-fingerprint", OTHER, "--tls", "none"],
            64,
            "--tls-fingerprint needs TLS: use --tls implicit or --tls starttls".into(),
        ),
        (
            vec!["--tls-name", ""],
            64,
            "--tls-name is given an empty value".into(),
        ),
        (
            vec!["--tls-name", "a b"],
            65,
            "invalid value for --tls-name: \"a b\": expected a host name or an IP address, not a URL"
                .into(),
        ),
    ] {
        Test::new()
            .words("stat --host 127.0.0.1 --port 1 -u joe")
            .args(flags)
            .fails(exit, what)
            .run();
    }
}

/// T16, RFC 9525 section 6.3: `*` is one whole label, the leftmost.
#[test]
fn another_name_is_verified_and_asked_for() {
    for (certificate, name) in [
        ("good", "localhost"),
        ("name-only", "localhost."),
        ("wrong-name", "mail.example.net"),
        ("wrong-name", "MAIL.example.NET"),
        ("wildcard", "a.example.org"),
    ] {
        stat(certificate, name.strip_suffix('.').unwrap_or(name))
            .words("--ca-file {ca}")
            .args(["--tls-name", name])
            .once()
            .run();
    }
    // An address is in the certificate too, but a server is not asked for one (RFC 6066 section 3).
    stat("address-only", "-")
        .words("--ca-file {ca} --tls-name 127.0.0.1")
        .once()
        .run();
    for (certificate, name) in [
        ("good", "mail.example.org"),
        ("wildcard", "example.org"),
        ("wildcard", "a.b.example.org"),
        ("wildcard", "localhost"),
        ("part-wildcard", "mail.example.org"),
        // T18
        ("nul", "mail.example.org"),
        ("nul", "mail.example.org.example.net"),
    ] {
        refused(certificate)
            .words("--ca-file {ca}")
            .args(["--tls-name", name])
            .fails(
                76,
                format!("TLS handshake with 127.0.0.1:{{port}} failed: the certificate is for another host name or address than {name}"),
            )
            .run();
    }
    refused("no-names")
        .words("--ca-file {ca} --tls-name localhost")
        .fails(
            76,
            "TLS handshake with 127.0.0.1:{port} failed: the certificate does not name a host in subjectAltName",
        )
        .run();
    // With a pin the name is only asked for.
    stat("wrong-name", "other.example.org")
        .args(["--tls-fingerprint", &fingerprint("wrong-name")])
        .words("--tls-name other.example.org")
        .once()
        .run();
}
