//! The exit code and the error for each refusal, cut and silence of an SMTP server.

use crate::support::{NOTE, Test, refusals};

#[test]
fn greetings_that_refuse() {
    refusals(
        "greeting-refused",
        "the server refused the connection",
        &[
            ("450 not now", 75),
            ("554 5.7.1 not you", 69),
            ("521 no mail here", 69),
        ],
    );
    refusals(
        "greeting-refused",
        "GREETING: unexpected reply",
        &[("221 bye", 76), ("250 hello", 76), ("354 go on", 76)],
    );
    Test::send_note("greeting-broken")
        .with("reply", "hello")
        .fails(76, "127.0.0.1: GREETING: not an SMTP reply: \"hello\"")
        .run();
}

#[test]
fn a_host_stays_whatever_the_server_says() {
    // The greeting holds the host's name.
    Test::new()
        .script("S: 554 localhost does not want you\nC: QUIT\n")
        .file("note.eml", NOTE)
        .words("send --host localhost -4 --port {port} --tls none -m note.eml --read-headers")
        .fails(
            69,
            "localhost: the server refused the connection: 554 localhost does not want you",
        )
        .run();
}

#[test]
fn greetings_that_never_come() {
    let closed = "the server closed the connection while waiting for";
    let hint = "(is it the right port? A port for implicit TLS sends no greeting before TLS: --tls \
                implicit)";
    Test::send_note("closed-at-once")
        .fails(
            75,
            format!("127.0.0.1: GREETING: {closed} the greeting {hint}"),
        )
        .run();
    Test::send_note("greeting-then-close")
        .fails(75, format!("127.0.0.1: EHLO: {closed} a reply"))
        .run();
}

#[test]
fn ehlo_refused() {
    refusals(
        "ehlo-refused",
        "EHLO was refused",
        &[("550 5.7.1 not from there", 69)],
    );
    Test::send_note("helo-refused")
        .fails(69, "127.0.0.1: EHLO was refused: 550 not from there")
        .run();
}

#[test]
fn nothing_is_sent_after_421() {
    // RFC 5321 section 3.8: the server closes the connection after 421, so nothing more is sent.
    let mail = "C: MAIL FROM:<joe@example.org> SIZE={octets note}\nC: RCPT TO:<ann@example.net>\n";
    let ok = "S: 250 Ok\nS: 250 Ok\n";
    for (said, what) in [
        ("", "the server refused the connection"),
        (
            "<< smtp/parts/greeting\nC: EHLO [127.0.0.1]\n",
            "EHLO was refused",
        ),
        (
            &format!("<< smtp/parts/relay\n{mail}C: DATA\n"),
            "MAIL was refused",
        ),
        (
            &format!("<< smtp/parts/chunking\n{mail}"),
            "MAIL was refused",
        ),
        (
            &format!("<< smtp/parts/relay\n{mail}C: DATA\n{ok}"),
            "DATA was refused",
        ),
        (
            &format!("<< smtp/parts/relay\n{mail}C: DATA\n{ok}S: 354 go ahead\nC< note\n"),
            "the message was refused",
        ),
    ] {
        Test::send_note("421")
            .script(format!("{said}S: 421 4.3.2 going down\n"))
            .stderr(format!(
                "mailcall: 127.0.0.1: {what}: 421 4.3.2 going down\n"
            ))
            .exit(75)
            .run();
    }
}

#[test]
fn mail_refused() {
    // RFC 5321 section 4.2.2. The replies to the commands after MAIL are not reported.
    refusals(
        "mail-refused",
        "MAIL was refused",
        &[
            ("451 4.3.0 later", 75),
            ("452 4.3.1 no room", 75),
            ("550 5.7.1 not as that sender", 69),
            ("552 5.3.4 too big", 69),
            ("555 5.5.4 what parameter?", 69),
        ],
    );
    Test::send_note("mail-wants-login")
        .fails(
            77,
            "127.0.0.1: MAIL was refused: 530 5.7.0 Authentication required \
             (the server wants a login: --user USER)",
        )
        .run();
}

#[test]
fn recipients_refused() {
    for dialogue in ["rcpt-refused", "rcpt-refused-chunking"] {
        refusals(
            dialogue,
            "ann@example.net was refused",
            &[
                ("550 5.1.1 no such user", 67),
                ("551 not here", 67),
                ("553 5.1.3 bad name", 67),
                ("450 4.2.1 busy", 75),
                ("451 4.7.1 greylisted", 75),
                ("452 4.3.1 disk full", 75),
            ],
        );
        // RFC 5321 section 4.5.3.1.10: 552 means the same as 452.
        for reply in ["552 5.5.3 too many", "452 4.5.3 too many"] {
            Test::send_note(dialogue)
            .with("reply", reply)
            .fails(
                75,
                format!(
                    "127.0.0.1: ann@example.net was refused: {reply} (give fewer recipients per \
                     message, or --partial, which sends to those that are accepted)"
                ),
            )
            .run();
        }
    }
    Test::send_note("rcpt-refused-yet-354")
        .fails(
            67,
            "127.0.0.1: ann@example.net was refused: 550 5.1.1 no such user",
        )
        .run();
}

#[test]
fn data_refused() {
    refusals(
        "data-refused",
        "DATA was refused",
        &[
            ("451 4.3.0 later", 75),
            ("554 5.5.1 no", 69),
            ("503 5.5.1 bad order", 69),
        ],
    );
    Test::send_note("data-answered-2yz")
        .fails(76, "127.0.0.1: DATA: unexpected reply: 250 2.0.0 Ok")
        .run();
}

#[test]
fn the_message_refused() {
    // An unknown refusal counts by its first digit; an unknown 25x accepts.
    for dialogue in ["dot-refused", "chunk-refused"] {
        refusals(
            dialogue,
            "the message was refused",
            &[
                ("451 4.3.0 later", 75),
                ("552 5.2.2 over quota", 69),
                ("554 5.7.1 looks like spam", 69),
                ("499 whatever", 75),
                ("599 whatever", 69),
            ],
        );
    }
    Test::send_note("reply-of-another-code")
        .with("reply", "259 whatever")
        .stdout("<note@example.org>\tnote.eml\n")
        .run();
    Test::send_note("long-refusal")
        .fails(
            69,
            "127.0.0.1: the message was refused: 554 5.7.1 Your message looks like spam. \
             See https://mail.example.org/why Goodbye.",
        )
        .run();
}

#[test]
fn one_of_several_recipients_refused() {
    // Without --partial, one refused recipient means that nothing is sent.
    for (dialogue, stderr) in [
        (
            "one-of-two-refused",
            "bob@example.net was refused: 550 5.1.1 no such user",
        ),
        (
            "one-of-two-refused-chunking",
            "ann@example.net was refused: 550 5.1.1 no such user",
        ),
        (
            "one-of-two-refused-slowly",
            "ann@example.net was refused: 550 no such user",
        ),
    ] {
        Test::send_note(dialogue)
            .words("bob@example.net")
            .stderr(format!(
                "mailcall: nothing was sent: 127.0.0.1: {stderr} \
                 (--partial sends to the recipients that are accepted)\n"
            ))
            .exit(67)
            .run();
    }
}

#[test]
fn no_server_listens() {
    for command in [
        "stat",
        "send -m note.eml ann@example.net -f joe@example.org",
    ] {
        Test::new()
            .words(command)
            .words("--host 127.0.0.1 --port 1 --tls none")
            .file("note.eml", NOTE)
            .by_joe()
            .stderr(
                "mailcall: cannot connect to 127.0.0.1:1; \
                 127.0.0.1: Connection refused (os error 111)\n",
            )
            .exit(75)
            .run();
    }
}

#[test]
fn a_name_that_does_not_exist() {
    // The name is reserved (RFC 2606), so it never exists, with or without a resolver. A final dot is for the resolver only.
    for host in ["mailbox.invalid", "mailbox.invalid."] {
        Test::new()
            .words(&format!("stat --host {host} --tls none"))
            .by_joe()
            .stderr("mailcall: warning: the connection to mailbox.invalid:110 is not encrypted (--tls none)\n\
                 mailcall: mailbox.invalid: no such host\n")
            .exit(68)
            .run();
    }
    for (host, what) in [
        (
            "mailbox..invalid",
            "a host name with a label between two dots",
        ),
        (
            "mailbox.invalid..",
            "a host name with a label between two dots",
        ),
        ("127.0.0.1.", "an IP address without a final dot"),
    ] {
        Test::new()
            .words(&format!("stat --host {host}"))
            .by_joe()
            .fails(
                65,
                format!("invalid value for --host: \"{host}\": expected {what}"),
            )
            .run();
    }
}

#[test]
fn the_system_starts_no_thread_for_the_lookup() {
    // A stack of 128 TiB is more than any address space has room for.
    Test::new()
        .words("stat --host localhost --port {port} --tls none")
        .by_joe()
        .env("RUST_MIN_STACK", "140737488355328")
        .fails(
            75,
            "localhost: cannot start a thread to look up the host name: \
             Resource temporarily unavailable (os error 11)",
        )
        .once()
        .run();
    // An address is not looked up, in whatever spelling.
    for host in ["127.0.0.1", "127.1"] {
        Test::new()
            .dialogue("pop3/stat")
            .words("stat --port {port} --tls none -q --host")
            .args([host])
            .by_joe()
            .env("RUST_MIN_STACK", "140737488355328")
            .once()
            .run();
    }
}
