//! Certificates: which servers the program trusts. It sends nothing to any other.

use crate::tools::{Mailbox, Program, Ran};

/// Both protocols, each with implicit TLS and with STARTTLS or STLS.
fn every_way(mailbox: &Mailbox, run: impl Fn(Program, &'static str) -> Ran, check: impl Fn(&Ran)) {
    let host = mailbox.host;
    let send = || mailbox.send().args(["--body", "text"]);
    let login = |program: Program| program.login(&mailbox.address, &mailbox.password);
    check(&run(login(send()).port(host.submissions()), "implicit"));
    check(&run(login(send()).port(host.submission()), "starttls"));
    check(&run(mailbox.pop3("stat").port(host.pop3s()), "implicit"));
    check(&run(mailbox.pop3("stat"), "starttls"));
}

#[test]
fn an_authority_that_nobody_knows() {
    let mailbox = Mailbox::new();
    every_way(
        &mailbox,
        |program, how| program.tls_of_anyone(how).args(["--json"]).run(),
        |ran| {
            assert_eq!(ran.exit, 76, "{ran:?}");
            assert_eq!(ran.error()["kind"], "tls");
        },
    );
    assert_eq!(mailbox.host.mail(&mailbox.address).len(), 0);
}

#[test]
fn anyone_if_told_so() {
    let mailbox = Mailbox::new();
    every_way(
        &mailbox,
        |program, how| program.tls_of_anyone(how).args(["--insecure"]).run(),
        |ran| {
            assert_eq!(ran.exit, 0, "{ran:?}");
            assert!(ran.stderr.starts_with("mailcall: warning: "), "{ran:?}");
            assert_eq!(ran.stderr.lines().count(), 1, "{ran:?}");
        },
    );
    mailbox.host.wait_for_mail(&mailbox.address, 2);
}

#[test]
fn the_host_by_name() {
    let mailbox = Mailbox::new();
    every_way(
        &mailbox,
        |program, how| {
            let program = program.host("localhost").tls(mailbox.host, how);
            program.args(["--tls-min", "1.3", "-q"]).run()
        },
        |ran| assert_eq!((ran.exit, ran.stderr.as_str()), (0, ""), "{ran:?}"),
    );
    mailbox.host.wait_for_mail(&mailbox.address, 2);
}

#[test]
fn the_address_in_another_spelling() {
    let mailbox = Mailbox::new();
    every_way(
        &mailbox,
        |program, how| {
            let program = program.host("127.1").tls(mailbox.host, how);
            program.args(["-q"]).run()
        },
        |ran| assert_eq!((ran.exit, ran.stderr.as_str()), (0, ""), "{ran:?}"),
    );
    mailbox.host.wait_for_mail(&mailbox.address, 2);
}

#[test]
fn a_name_that_is_not_in_the_certificate() {
    // The same server by an IPv6 address that the certificate does not contain.
    let mailbox = Mailbox::new();
    every_way(
        &mailbox,
        |program, how| {
            let program = program.host("::ffff:127.0.0.1").tls(mailbox.host, how);
            program.args(["--json"]).run()
        },
        |ran| {
            assert_eq!(ran.exit, 76, "{ran:?}");
            assert_eq!(ran.error()["kind"], "tls");
        },
    );
    assert_eq!(mailbox.host.mail(&mailbox.address).len(), 0);
}

#[test]
fn tls_at_once_where_it_comes_later() {
    let mailbox = Mailbox::new();
    let host = mailbox.host;
    let send = mailbox
        .send()
        .args(["--body", "text"])
        .tls(host, "implicit");
    let stat = mailbox.pop3("stat").tls(host, "implicit");
    for ran in [send.run(), stat.run()] {
        assert_eq!((ran.exit, ran.stdout.as_slice()), (76, &b""[..]), "{ran:?}");
        assert!(ran.stderr.contains("--tls starttls"), "{ran:?}");
    }
    assert_eq!(mailbox.host.mail(&mailbox.address).len(), 0);
}
