//! Connections to a Postfix: implicit TLS, STARTTLS, in clear, and with fewer extensions.

use crate::tools::{Mailbox, assert_arrived};

const TEXT: &str = "one line\r\n.\r\n..two dots\r\nlast";

fn message(mailbox: &Mailbox) -> String {
    format!(
        "From: sender@lab.test\r\nTo: {}\r\nDate: Mon, 23 Nov 2026 10:00:00 +0800\r\n\
         Message-ID: <way@lab.test>\r\nSubject: way\r\n\r\n{TEXT}",
        mailbox.address
    )
}

/// Sends a message to a port and checks what arrives.
fn arrives(port: impl Fn(&Mailbox) -> u16, tls: &'static str) {
    let mailbox = Mailbox::new();
    let message = message(&mailbox);
    let mut send = mailbox.send().port(port(&mailbox)).args(["-m", "-"]);
    if tls != "none" {
        send = send
            .tls(mailbox.host, tls)
            .login(&mailbox.address, &mailbox.password);
    }
    send.stdin(message.as_str())
        .run()
        .done("<way@lab.test>\t-\n");
    let arrived = mailbox.fetch();
    assert_arrived(&arrived, format!("{message}\r\n").as_bytes());
    let arrived = String::from_utf8_lossy(&arrived);
    assert_eq!(
        arrived.contains("(using TLSv1.3 with cipher"),
        tls != "none"
    );
}

#[test]
fn implicit_tls() {
    arrives(|mailbox| mailbox.host.submissions(), "implicit");
}

#[test]
fn starttls() {
    arrives(|mailbox| mailbox.host.submission(), "starttls");
}

#[test]
fn in_clear() {
    arrives(|mailbox| mailbox.host.smtp(), "none");
}

#[test]
fn without_chunking() {
    arrives(|mailbox| mailbox.host.no_chunking(), "none");
}

#[test]
fn without_pipelining() {
    arrives(|mailbox| mailbox.host.no_pipelining(), "none");
}
