//! Certificates: which hold, whom they are signed by, and that going without says so.

use crate::support::Test;

/// The hint where nobody that is trusted has signed.
const CA_FILE: &str = "(--ca-file FILE trusts the CA that signed it)";

#[test]
fn certificates_that_do_not_hold() {
    // T15, T20
    let refused = |test: Test, certificate: &str, what: &str| {
        test.with("certificate", certificate)
            .fails(76, format!("no TLS with 127.0.0.1:{{port}}: {what}"))
            .once()
            .run();
    };
    let holds_not = [
        (
            "unknown",
            format!("its certificate is signed by a CA that is not trusted {CA_FILE}"),
        ),
        (
            "self-signed",
            format!("its certificate is signed by nobody but itself {CA_FILE}"),
        ),
        (
            "wrong-name",
            "its certificate is for another address".into(),
        ),
        ("wildcard", "its certificate is for another address".into()),
        ("expired", "its certificate has expired".into()),
        ("1.1", "it speaks no TLS version that is taken here".into()),
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
    refused(test, "1.2", "it speaks no TLS version that is taken here");
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
                "mailcall: warning: the certificate of 127.0.0.1 is not checked (--insecure): \
                 anyone on the way may read and change all of it\n",
            )
            .once()
            .run();
    }
}

#[test]
fn authorities_that_are_none() {
    // T24: never the system's roots in their place, and known before anything is connected to.
    for (file, what) in [
        ("nowhere.pem", "No such file or directory (os error 2)"),
        ("empty.pem", "it holds no PEM certificate"),
        ("note.eml", "it holds no PEM certificate"),
        ("half.pem", "it holds no PEM certificate"),
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
                "no TLS with localhost:{port}: its certificate is for another host name",
            )
            .once()
            .run();
    }
}
