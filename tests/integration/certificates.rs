//! Certificates: which hold, whom they are signed by, and that going without says so.

use crate::support::Test;

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
        Test::send_implicit("certificate")
            .words("--ca-file {ca}")
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
        Test::send_starttls("starttls-certificate")
            .with("certificate", certificate)
            .stderr(stderr)
            .exit(76)
            .once()
            .run();
    }
    // Without --ca-file the roots are the system's, which has not heard of this authority.
    Test::send_implicit("certificate")
        .with("certificate", "good")
        .stderr("mailcall: no TLS with 127.0.0.1:{port}: its certificate is signed by a CA that is not trusted (--ca-file FILE trusts the CA that signed it)\n")
        .exit(76)
        .once()
        .run();
    Test::send_implicit("certificate")
        .with("certificate", "1.2")
        .words("--ca-file {ca} --tls-min 1.3")
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
        Test::send_implicit("implicit-tls")
            .words("--insecure")
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
        Test::send_implicit("certificate")
            .nobody()
            .args(["--ca-file", file])
            .file("empty.pem", "")
            .file("half.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n")
            .stderr(stderr)
            .exit(78)
            .run();
    }
}
