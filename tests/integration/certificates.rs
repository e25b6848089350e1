//! Which certificates are accepted, and the warning when none is verified.

use crate::support::{Test, intermediate};

/// The hint when no trusted authority has signed the certificate.
const CA_FILE: &str = "(--ca-file FILE trusts the CA that signed it)";

/// The same when there is a CA file.
const OTHER_CA_FILE: &str = "(the CA file must hold the root certificate of that CA; the server's \
                             own certificate is not enough)";

#[test]
fn certificates_that_are_refused() {
    let refused = |test: Test, certificate: &str, what: &str| {
        test.with("certificate", certificate)
            .fails(
                76,
                format!("TLS handshake with 127.0.0.1:{{port}} failed: {what}"),
            )
            .once()
            .run();
    };
    let holds_not = [
        (
            "unknown",
            format!("the certificate is signed by a CA that is not trusted {OTHER_CA_FILE}"),
        ),
        (
            "chain-not-sent",
            format!("the certificate is signed by a CA that is not trusted {OTHER_CA_FILE}"),
        ),
        (
            "self-signed",
            "the certificate is self-signed (the CA file does not hold it)".into(),
        ),
        (
            "wrong-name",
            "the certificate is for another host name or address".into(),
        ),
        (
            "wildcard",
            "the certificate is for another host name or address".into(),
        ),
        ("expired", "the certificate has expired".into()),
        ("not-yet", "the certificate is not valid yet".into()),
        (
            "for-clients",
            "the certificate is not for use by a server".into(),
        ),
        ("1.1", "the server does not offer TLS 1.2 or 1.3".into()),
    ];
    for (certificate, what) in &holds_not {
        let test = Test::send_implicit("certificate").words("--ca-file {ca}");
        refused(test, certificate, what);
        refused(
            Test::send_starttls("starttls-certificate"),
            certificate,
            what,
        );
    }
    // Without --ca-file the system's roots are used, and this authority is not one of them.
    refused(
        Test::send_implicit("certificate"),
        "good",
        &format!("the certificate is signed by a CA that is not trusted {CA_FILE}"),
    );
    refused(
        Test::send_implicit("certificate"),
        "self-signed",
        &format!("the certificate is self-signed {CA_FILE}"),
    );
    let test = Test::send_implicit("certificate").words("--ca-file {ca} --tls-min 1.3");
    refused(
        test,
        "1.2",
        "the server does not offer TLS 1.3 (--tls-min 1.2 accepts TLS 1.2 too)",
    );
}

#[test]
fn insecure_warns() {
    for certificate in [
        "unknown",
        "self-signed",
        "wrong-name",
        "expired",
        "good",
        "no-names",
    ] {
        Test::send_implicit("implicit-tls")
            .words("--insecure")
            .with("certificate", certificate)
            .stdout("<note@example.org>\tnote.eml\n")
            .stderr(
                "mailcall: warning: the certificate of 127.0.0.1 is not verified (--insecure): \
                 an attacker on the network can read and change everything\n",
            )
            .once()
            .run();
    }
}

#[test]
fn malformed_ca_files() {
    // The error comes before connecting, and the system's roots are not used instead.
    for (file, what) in [
        (
            "nowhere.pem",
            "cannot be read: No such file or directory (os error 2)",
        ),
        ("empty.pem", "contains no PEM certificate"),
        ("note.eml", "contains no PEM certificate"),
        ("half.pem", "contains no PEM certificate"),
    ] {
        Test::send_implicit("certificate")
            .nobody()
            .args(["--ca-file", file])
            .file("empty.pem", "")
            .file("half.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n")
            .fails(78, format!("CA file {file}: {what}"))
            .run();
    }
}

#[test]
fn a_chain_ends_at_a_root() {
    Test::send_implicit("implicit-tls")
        .words("--ca-file {ca}")
        .with("certificate", "chain")
        .stdout("<note@example.org>\tnote.eml\n")
        .once()
        .run();
    for certificate in ["chain", "chain-not-sent"] {
        Test::send_implicit("certificate")
            .words("--ca-file intermediate.pem")
            .file("intermediate.pem", intermediate())
            .with("certificate", certificate)
            .fails(
                76,
                "TLS handshake with 127.0.0.1:{port} failed: the CA file holds an intermediate \
                 certificate, and not the root that signed it (add the root certificate to the CA file, or name \
                 the server's certificate by --tls-fingerprint)",
            )
            .once()
            .run();
    }
}

/// RFC 9525: a name or an address in subjectAltName, of the kind that the host is. Nothing is sent otherwise.
#[test]
fn certificates_without_a_name_of_the_host() {
    let no_name = "the certificate does not name a host in subjectAltName";
    let other = "the certificate is for another host name or address";
    for (certificate, host, what) in [
        ("no-names", "localhost", no_name),
        // The common name is the host.
        ("address-only", "localhost", no_name),
        ("no-names", "127.0.0.1", other),
        ("name-only", "127.0.0.1", other),
        ("name-only", "127.1", other),
    ] {
        Test::new()
            .dialogue("smtp/certificate")
            .words(&format!(
                "stat --host {host} -4 --port {{port}} --ca-file {{ca}}"
            ))
            .by_joe()
            .with("certificate", certificate)
            .fails(
                76,
                format!("TLS handshake with {host}:{{port}} failed: {what}"),
            )
            .once()
            .run();
    }
    for (certificate, host) in [
        ("name-only", "localhost"),
        ("name-only", "localhost."),
        ("address-only", "127.0.0.1"),
        ("address-only", "127.1"),
    ] {
        Test::new()
            .dialogue("pop3/implicit-tls")
            .words(&format!(
                "stat --host {host} -4 --port {{port}} --ca-file {{ca}}"
            ))
            .by_joe()
            .with("certificate", certificate)
            .stdout("2 320\n")
            .once()
            .run();
    }
}

#[test]
fn certificates_for_another_host() {
    // The host is named, not its address; a common name is ignored if there is a subjectAltName.
    for certificate in ["wrong-name", "common-name", "wildcard"] {
        Test::new()
            .dialogue("smtp/certificate")
            .words("stat --host localhost -4 --port {port} --ca-file {ca}")
            .by_joe()
            .with("certificate", certificate)
            .fails(
                76,
                "TLS handshake with localhost:{port} failed: the certificate is for another host name or address",
            )
            .once()
            .run();
    }
}

#[test]
fn the_librarys_own_text_is_in_the_trace_only() {
    // It names source files and lines, which differ from one version of OpenSSL to the next.
    Test::send_implicit("certificate")
        .words("--ca-file {ca} -v")
        .with("certificate", "self-signed")
        .stderr(
            "** connected to 127.0.0.1:{port} (127.0.0.1)\n\
             ** TLS library: {library}\n\
             mailcall: TLS handshake with 127.0.0.1:{port} failed: the certificate is self-signed \
             (the CA file does not hold it)\n",
        )
        .exit(76)
        .once()
        .run();
}
