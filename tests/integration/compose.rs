//! A message made from flags, as it goes over the wire.

use crate::support::Test;

/// Joe to Ann, with a date and an identity that do not vary.
fn composes(content: &str) -> Test {
    let text = format!(
        "<< smtp/parts/bare\n\
         C: MAIL FROM:<joe@example.org>\nS: 250 Ok\n\
         C: RCPT TO:<ann@example.net>\nS: 250 Ok\n\
         C: DATA\nS: 354 go ahead\n{content}\nC: .\nS: 250 Ok\nC: QUIT\n"
    );
    Test::send("composed")
        .script(text)
        .args([
            "--tls",
            "none",
            "-f",
            "Joe <joe@example.org>",
            "ann@example.net",
        ])
        .args([
            "-H",
            "Date: Mon, 23 Nov 2026 10:00:00 +0000",
            "-H",
            "Message-ID: <c@example.org>",
        ])
        .stdout("<c@example.org>\n")
}

#[test]
fn plain_text() {
    composes("")
        .args(["-s", "hello", "--body", "One line.\n"])
        .run();
    composes("")
        .args(["-s", "hello"])
        .stdin("One line.\n")
        .run();
    composes("")
        .args(["-s", "hello", "--body-file", "body"])
        .file("body", "One line.\n")
        .run();
}

#[test]
fn no_text_at_all() {
    // I08
    composes("").args(["-s", "hello"]).run();
    composes("").stdin("no subject\n").run();
}

#[test]
fn text_that_is_not_ascii() {
    composes("")
        .args([
            "-s",
            "\u{4f60}\u{597d}",
            "--body",
            "\u{4f60}\u{597d}\u{ff0c}\u{4e16}\u{754c}\n",
        ])
        .run();
    composes("")
        .args([
            "-s",
            "caf\u{e9}",
            "--body",
            "Un caf\u{e9}, s'il vous pla\u{ee}t.\n",
        ])
        .run();
}

#[test]
fn text_of_long_lines() {
    // I10
    let long = "word ".repeat(300);
    composes("").args(["-s", "hello", "--body", &long]).run();
}

#[test]
fn text_of_dots_and_tildes() {
    // I05, I12
    composes("")
        .args(["-s", "hello"])
        .stdin(".\n..\n.x\nFrom me\n~!id\n~r /etc/passwd\n")
        .run();
}

#[test]
fn headers() {
    composes("")
        .args([
            "-s",
            "hello",
            "--body",
            "x",
            "--reply-to",
            "Desk <desk@example.org>",
        ])
        .args(["-H", "X-Word: one", "-H", "X-Words: \u{4e24} two"])
        .run();
}

#[test]
fn a_date_and_an_identity_of_its_own() {
    Test::send("composed")
        .script(
            "<< smtp/parts/bare\n\
             C: MAIL FROM:<joe@example.org>\nS: 250 Ok\n\
             C: RCPT TO:<ann@example.net>\nS: 250 Ok\n\
             C: DATA\nS: 354 go ahead\n\
             C~ Date: {*}, {*} +0000\n\
             C: From: joe@example.org\n\
             C: To: ann@example.net\n\
             C~ Message-ID: {id}\n\
             C: Subject: hello\n\
             C: .\nS: 250 Ok\nC: QUIT\n",
        )
        .args([
            "--tls",
            "none",
            "-f",
            "joe@example.org",
            "ann@example.net",
            "-s",
            "hello",
            "--body",
            "x",
        ])
        .stdout("{id}\n")
        .run();
}

#[test]
fn recipients_of_every_kind() {
    Test::send("composed")
        .script(
            "<< smtp/parts/bare\n\
             C: MAIL FROM:<joe@example.org>\nS: 250 Ok\n\
             C: RCPT TO:<ann@example.net>\nS: 250 Ok\n\
             C: RCPT TO:<bob@example.net>\nS: 250 Ok\n\
             C: RCPT TO:<cy@example.net>\nS: 250 Ok\n\
             C: RCPT TO:<dee@example.net>\nS: 250 Ok\n\
             C: RCPT TO:<eve@example.net>\nS: 250 Ok\n\
             C: DATA\nS: 354 go ahead\n\
             C: .\nS: 250 Ok\nC: QUIT\n",
        )
        .args([
            "--tls",
            "none",
            "-f",
            "joe@example.org",
            "-s",
            "hello",
            "--body",
            "x",
        ])
        .args([
            "-H",
            "Date: Mon, 23 Nov 2026 10:00:00 +0000",
            "-H",
            "Message-ID: <c@example.org>",
        ])
        .args([
            "Ann <ann@example.net>",
            "-t",
            "\"Bob, B.\" <bob@example.net>, cy@example.net",
        ])
        .args(["-c", "dee@example.net", "-b", "eve@example.net"])
        .stdout("<c@example.org>\n")
        .run();
}

#[test]
fn printed_and_not_sent() {
    composes("")
        .nobody()
        .args(["-s", "hello", "--body", "One line.\n.\n", "--print"])
        .run();
    Test::send_note("none")
        .nobody()
        .args(["--print"])
        .stdout("")
        .run();
}

#[test]
fn ready_made_messages_get_what_they_lack() {
    Test::send_note("data")
        .script(
            "<< smtp/parts/bare\n\
             C: MAIL FROM:<joe@example.org>\nS: 250 Ok\n\
             C: RCPT TO:<ann@example.net>\nS: 250 Ok\n\
             C: DATA\nS: 354 go ahead\n\
             C: Subject: bare\n\
             C~ Date: {*} +0000\n\
             C~ Message-ID: {id}\n\
             C:\n\
             C: text\n\
             C: .\nS: 250 Ok\nC: QUIT\n",
        )
        .file("note.eml", "Subject: bare\n\ntext\n")
        .stdout("{id}\n")
        .run();
}
