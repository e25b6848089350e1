//! Which certificates are accepted, and the warning when none is verified.

use crate::support::Test;

/// The hint when no trusted authority has signed the certificate.
const CA_FILE: &str = "(--ca-file FILE trusts the CA that signed it)";

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
            format!("the certificate is signed by a CA that is not trusted {CA_FILE}"),
        ),
        (
            "self-signed",
            format!("the certificate is self-signed {CA_FILE}"),
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
        (
            "1.1",
            "the server does not offer a TLS version that is allowed here".into(),
        ),
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
    refused(Test::send_implicit("certificate"), "good", &holds_not[0].1);
    let test = Test::send_implicit("certificate").words("--ca-file {ca} --tls-min 1.3");
    refused(
        test,
        "1.2",
        "the server does not offer a TLS version that is allowed here",
    );
}

#[test]
fn insecure_warns() {
    for certificate in ["unknown", "self-signed", "wrong-name", "expired", "good"] {
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
        ("empty.pem", "no PEM certificate in it"),
        ("note.eml", "no PEM certificate in it"),
        ("half.pem", "no PEM certificate in it"),
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
             (--ca-file FILE trusts the CA that signed it)\n",
        )
        .exit(76)
        .once()
        .run();
}
