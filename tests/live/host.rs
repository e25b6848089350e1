//! The host itself: it is what the other live tests expect, and it leaves nothing behind.

use std::net::TcpStream;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::support::{Dialogue, Host};

#[test]
fn every_listener_greets() {
    let host = Host::get();
    for port in [
        host.smtp(),
        host.submission(),
        host.no_chunking(),
        host.no_pipelining(),
        host.smtp_scram(),
    ] {
        let greeting = Dialogue::clear(port).reply();
        assert_eq!(greeting, "220 mail.lab.test ESMTP Postfix\r\n");
    }
    let greeting = Dialogue::tls(host, host.submissions()).reply();
    assert_eq!(greeting, "220 mail.lab.test ESMTP Postfix\r\n");
    for mut session in [
        Dialogue::clear(host.pop3()),
        Dialogue::tls(host, host.pop3s()),
    ] {
        let greeting = session.reply();
        assert!(greeting.starts_with("+OK Dovecot"), "{greeting}");
        // The timestamp that APOP needs.
        assert!(greeting.contains('<'), "{greeting}");
    }
}

#[test]
fn extensions_are_those_the_listener_is_named_for() {
    let host = Host::get();
    let keywords = |port| {
        let mut session = Dialogue::clear(port);
        session.reply();
        session.ask("EHLO [127.0.0.1]", "250-")
    };
    let all = keywords(host.smtp());
    for keyword in [
        "PIPELINING",
        "SIZE 209715200",
        "STARTTLS",
        "AUTH PLAIN LOGIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256 XOAUTH2 OAUTHBEARER",
        "ENHANCEDSTATUSCODES",
        "8BITMIME",
        "DSN",
        "SMTPUTF8",
        "CHUNKING",
    ] {
        assert!(all.contains(keyword), "no {keyword} in {all}");
    }
    let scram = keywords(host.smtp_scram());
    assert!(
        scram.contains("AUTH SCRAM-SHA-256 SCRAM-SHA-1\r\n"),
        "{scram}"
    );
    let some = keywords(host.no_chunking());
    assert!(some.contains("PIPELINING") && !some.contains("CHUNKING"));
    let few = keywords(host.no_pipelining());
    assert!(!few.contains("PIPELINING") && !few.contains("CHUNKING"));
    let before_tls = keywords(host.submission());
    assert!(before_tls.contains("STARTTLS") && !before_tls.contains("AUTH"));
}

#[test]
fn mail_reaches_both_kinds_of_mailbox() {
    let host = Host::get();
    let user = host.user();
    for (address, options) in [(&user.address, ""), (&user.utf8_address, " SMTPUTF8")] {
        let mut session = Dialogue::clear(host.smtp());
        session.reply();
        session.ask("EHLO [127.0.0.1]", "250-");
        session.ask(&format!("MAIL FROM:<a@lab.test>{options}"), "250 ");
        session.ask(&format!("RCPT TO:<{address}>"), "250 ");
        session.ask("DATA", "354 ");
        session.ask(&format!("Subject: to {address}\r\n\r\nbody\r\n."), "250 ");
        session.ask("QUIT", "221 ");
        let mail = host.wait_for_mail(address, 1);
        let mail = String::from_utf8_lossy(&mail[0]).into_owned();
        assert!(mail.contains(&format!("Subject: to {address}\n")), "{mail}");
        host.wait_for_postfix(&[address, "status=sent"]);
    }
}

#[test]
fn recipients_are_refused_for_good_or_for_a_while() {
    let mut session = Dialogue::clear(Host::get().smtp());
    session.reply();
    session.ask("EHLO [127.0.0.1]", "250-");
    session.ask("MAIL FROM:<a@lab.test>", "250 ");
    session.ask("RCPT TO:<later@lab.test>", "450 4.2.1 ");
    session.ask("RCPT TO:<never@lab.test>", "550 5.7.1 ");
    session.ask("RCPT TO:<u200@lab.test>", "550 5.1.1 ");
    session.ask("RCPT TO:<a@elsewhere.test>", "554 5.7.1 ");
}

#[test]
fn second_session_of_a_user_is_told_in_use() {
    let host = Host::get();
    let user = host.user();
    let log_in = || {
        let mut session = Dialogue::clear(host.pop3());
        session.reply();
        session.ask(&format!("USER {}", user.address), "+OK");
        let response = session.say(&format!("PASS {}", user.password));
        (session, response)
    };
    let (mut first, response) = log_in();
    assert!(response.starts_with("+OK"), "{response}");
    let (_, response) = log_in();
    assert!(response.starts_with("-ERR [IN-USE]"), "{response}");
    first.ask("QUIT", "+OK");
}

#[test]
fn nothing_stays_when_the_tests_let_go() {
    let host = Host::start().expect("a second host beside the shared one");
    let (dir, port) = (host.dir(), host.smtp());
    assert!(dir.is_dir());
    host.stop();
    assert!(!dir.exists());
    assert!(!listens(port));
}

#[test]
fn nothing_stays_when_the_script_is_killed() {
    let mut host = Host::start().expect("a second host beside the shared one");
    let ports = [host.smtp(), host.pop3(), host.pop3_scram()];
    let dir = host.dir();
    host.kill();
    host.stop();
    let end = Instant::now() + Duration::from_secs(20);
    while dir.exists() || ports.into_iter().any(listens) {
        assert!(
            Instant::now() < end,
            "{} outlives the script",
            dir.display()
        );
        sleep(Duration::from_millis(50));
    }
}

fn listens(port: u16) -> bool {
    TcpStream::connect(("127.0.0.1", port)).is_ok()
}
