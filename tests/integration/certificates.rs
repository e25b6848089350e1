//! Certificates: which hold, whom they are signed by, and that going without says so.

use crate::support::Test;

/// The hint where nobody that is trusted has signed.
const CA_FILE: &str = "(--ca-file FILE trusts the CA that signed it)";

#[test]
fn certificates_that_do_not_hold() {
    // T15, T20
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
    // Without --ca-file the roots are the system's, which has not heard of this authority.
    refused(Test::send_implicit("certificate"), "good", &holds_not[0].1);
    let test = Test::send_implicit("certificate").words("--ca-file {ca} --tls-min 1.3");
    refused(
        test,
        "1.2",
        "the server does not offer a TLS version that is allowed here",
    );
}

#[test]
fn insecure_says_so() {
    // T23
    for certificate in ["unknown", "self-signed", "wrong-name", "expired", "good"] {
        Test::send_implicit("implicit-tls")
            .words("--insecure")
            .with("certificate", certificate)
            .stdout("<note@example.org>\n")
            .stderr(
                "mailcall: warning: the certificate of 127.0.0.1 is not verified (--insecure): \
                 an attacker on the network can read and change everything\n",
            )
            .once()
            .run();
    }
}

#[test]
fn authorities_that_are_none() {
    // T24: never the system's roots in their place, and known before anything is connected to.
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
    // T16, T17: by its name, not by its address; the common name counts for nothing beside a SAN.
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
