//! The certificate that the client shows: which files make one, and what becomes of it.

use crate::support::{Client, Test, authority, fingerprint};

/// `mailcall stat` of a server with this certificate that sees a client of this name.
fn stat(certificate: &str, client: &str) -> Test {
    Test::new()
        .script(
            "== tls {certificate}\n== client {client}\n<< pop3/parts/logged-in\n\
             C: STAT\nC: QUIT\nS: +OK 2 320\nS: +OK bye\n",
        )
        .with("certificate", certificate)
        .with("client", client)
        .words("stat --host 127.0.0.1 --port {port} --ca-file {ca}")
        .by_joe()
        .stdout("2 320\n")
        .once()
}

/// A run that ends before it connects.
fn refused(what: &str) -> Test {
    Test::new()
        .words("stat --host 127.0.0.1 --port 1 --ca-file {ca}")
        .by_joe()
        .fails(78, what)
}

#[test]
fn a_server_that_asks_is_shown_the_certificate() {
    let client = Client::new();
    for certificate in ["asks", "requires", "requires-1.2"] {
        stat(certificate, "joe@example.org")
            .words("--client-cert client.pem --client-key key.pem")
            .file("client.pem", client.certificate.clone())
            .private_file("key.pem", client.key())
            .run();
    }
    stat("good", "-")
        .words("--client-cert client.pem --client-key key.pem")
        .file("client.pem", client.certificate.clone())
        .private_file("key.pem", client.key())
        .run();
    stat("asks", "-").run();
    // STARTTLS
    Test::send_starttls("starttls")
        .with("certificate", "requires")
        .words("--client-cert client.pem --client-key key.pem")
        .file("client.pem", client.certificate.clone())
        .private_file("key.pem", client.key())
        .stdout("<note@example.org>\tnote.eml\n")
        .once()
        .run();
}

#[test]
fn keys_of_every_kind() {
    for client in [Client::new(), Client::rsa()] {
        for key in [client.key(), client.old_key()] {
            // One file, in either order, with text of other programs, with CRLF, with the CA behind.
            let certificate = &client.certificate;
            for pem in [
                format!("{certificate}{key}"),
                format!("{key}{certificate}"),
                format!(
                    "Bag Attributes\n    localKeyID: 01 \n{certificate}Key Attributes: <No Attributes>\n{key}{}",
                    authority()
                ),
                format!(
                    "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n{key}{certificate}"
                ),
                format!("\u{fc}mlaut\n{key}{certificate}").replace('\n', "\r\n"),
                // The first key counts.
                format!("{key}{}{certificate}", Client::new().key()),
            ] {
                stat("requires", "joe@example.org")
                    .words("--client-cert client.pem")
                    .private_file("client.pem", pem)
                    .run();
            }
        }
    }
}

#[test]
fn keys_that_cannot_be_used() {
    let client = Client::rsa();
    let encrypted = "client key key.pem: the private key is encrypted; to decrypt it, run \
                     openssl pkey -in key.pem -out key.pem.decrypted";
    let unknown = "client key key.pem: the private key is damaged or of an unknown kind \
                   (openssl pkey converts many kinds)";
    let key = client.key();
    for (key, what) in [
        (client.encrypted_key(), encrypted),
        (client.old_encrypted_key(), encrypted),
        (
            Client::new().key(),
            "client key key.pem: the private key does not belong to the certificate in client.pem",
        ),
        (
            client.certificate.clone(),
            "client key key.pem: contains no PEM private key",
        ),
        (
            String::new(),
            "client key key.pem: contains no PEM private key",
        ),
        (key[..key.len() / 2].to_owned(), unknown),
        (
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n".into(),
            unknown,
        ),
        (
            "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n".into(),
            unknown,
        ),
    ] {
        refused(what)
            .words("--client-cert client.pem --client-key key.pem")
            .file("client.pem", client.certificate.clone())
            .private_file("key.pem", key)
            .run();
    }
    // The certificate of the key stands behind its CA.
    refused("client key key.pem: the private key belongs to a certificate in client.pem that is not the first: put it before its CAs")
        .words("--client-cert client.pem --client-key key.pem")
        .file("client.pem", format!("{}{}", authority(), client.certificate))
        .private_file("key.pem", key)
        .run();
}

#[test]
fn a_key_that_others_can_read() {
    let client = Client::new();
    for (mode, refuse) in [
        (0o644, true),
        (0o604, true),
        (0o660, true),
        (0o640, false),
        (0o400, false),
    ] {
        let test = match refuse {
            true => refused(
                "client key my key.pem: other users can read the private key: run chmod 600 'my key.pem'",
            ),
            false => stat("requires", "joe@example.org"),
        };
        test.args(["--client-cert", "client.pem", "--client-key", "my key.pem"])
            .file("client.pem", client.certificate.clone())
            .file("my key.pem", client.key())
            .mode("my key.pem", mode)
            .run();
    }
    // A file with both is a key too.
    refused(
        "client key client.pem: other users can read the private key: run chmod 600 client.pem",
    )
    .words("--client-cert client.pem")
    .file(
        "client.pem",
        format!("{}{}", client.certificate, client.key()),
    )
    .mode("client.pem", 0o644)
    .run();
}

#[test]
fn files_that_cannot_be_used() {
    let client = Client::new();
    let missing = "cannot be read: No such file or directory (os error 2)";
    for (certificate, key, what) in [
        (
            "nowhere.pem",
            "key.pem",
            format!("client certificate nowhere.pem: {missing}"),
        ),
        (
            "client.pem",
            "nowhere.pem",
            format!("client key nowhere.pem: {missing}"),
        ),
        (
            ".",
            "key.pem",
            "client certificate .: it is not a regular file".into(),
        ),
        (
            "client.pem",
            ".",
            "client key .: it is not a regular file".into(),
        ),
        (
            "pipe",
            "key.pem",
            "client certificate pipe: it is not a regular file".into(),
        ),
        (
            "client.pem",
            "pipe",
            "client key pipe: it is not a regular file".into(),
        ),
        (
            "client.pem",
            "/dev/null",
            "client key /dev/null: it is not a regular file".into(),
        ),
        (
            "key.pem",
            "key.pem",
            "client certificate key.pem: contains no PEM certificate".into(),
        ),
    ] {
        refused(&what)
            .args(["--client-cert", certificate, "--client-key", key])
            .file("client.pem", client.certificate.clone())
            .private_file("key.pem", client.key())
            .fifo("pipe")
            .run();
    }
    let block = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    refused("client certificate client.pem: a PEM block in it is not a certificate")
        .words("--client-cert client.pem")
        .private_file("client.pem", format!("{}{block}", client.certificate))
        .exit_only(78)
        .run();
}

#[test]
fn flags_that_do_not_fit() {
    let refused = |flags: &[&str], what: &str| {
        Test::new()
            .words("stat --host 127.0.0.1 --port 1 -u joe")
            .args(flags.iter().copied())
            .fails(64, what)
            .run();
    };
    refused(
        &["--client-cert", "c.pem", "--tls", "none"],
        "--client-cert needs TLS: use --tls implicit or --tls starttls",
    );
    refused(
        &["--client-key", "k.pem"],
        "the following required arguments were not provided: --client-cert <FILE>\n  \
         example: mailcall stat --host pop.example.org -u me@example.org\n  help:    mailcall stat --help",
    );
}

#[test]
fn servers_that_want_another_client() {
    let with = |test: Test, client: &Client| {
        test.words("--client-cert client.pem --client-key key.pem")
            .file("client.pem", client.certificate.clone())
            .private_file("key.pem", client.key())
    };
    let run = |certificate: &str| {
        Test::new()
            .script("== tls refused {certificate}\n")
            .with("certificate", certificate)
            .words("stat --host 127.0.0.1 --port {port} --ca-file {ca}")
            .by_joe()
            .once()
    };
    // In TLS 1.3 the client learns it when the handshake is over.
    let late = "127.0.0.1: GREETING: connection lost while waiting for the greeting";
    let not_accepted = "the server does not accept the client certificate";
    run("requires")
        .fails(
            76,
            format!(
                "{late}: the server requires a client certificate (--client-cert FILE shows one)"
            ),
        )
        .run();
    run("requires-1.2")
        .fails(
            76,
            "TLS handshake with 127.0.0.1:{port} failed: the server ended it with an alert",
        )
        .run();
    let unknown = Client::unknown();
    with(run("requires"), &unknown)
        .fails(76, format!("{late}: {not_accepted}"))
        .run();
    with(run("requires-1.2"), &unknown)
        .fails(
            76,
            format!("TLS handshake with 127.0.0.1:{{port}} failed: {not_accepted}"),
        )
        .run();
}

/// The library compares a pin when the handshake is over. The help says so.
#[test]
fn a_server_that_is_not_the_pinned_one_has_seen_the_certificate() {
    let client = Client::new();
    Test::new()
        .script("== tls asks\n== client joe@example.org\n== eof\n")
        .words("stat --host 127.0.0.1 --port {port} --client-cert client.pem --client-key key.pem")
        .args(["--tls-fingerprint", &fingerprint("good")])
        .by_joe()
        .file("client.pem", client.certificate.clone())
        .private_file("key.pem", client.key())
        .once()
        .exit_only(76)
        .run();
    // Without one, a server that is not verified does not see it.
    Test::new()
        .script("== tls refused asks\n")
        .words("stat --host 127.0.0.1 --port {port} --client-cert client.pem --client-key key.pem")
        .by_joe()
        .file("client.pem", client.certificate.clone())
        .private_file("key.pem", client.key())
        .once()
        .exit_only(76)
        .run();
}
