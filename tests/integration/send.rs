//! A message is sent: which commands, in which flights, and what is printed.

use crate::support::{NOTE, Test, accepted_note};

#[test]
fn mail_rcpt_data_are_one_flight() {
    Test::send_note("data")
        .stdout("<note@example.org>\tnote.eml\n")
        .round_trips(5)
        .run();
}

#[test]
fn a_chunk_is_sent_after_the_reply_to_every_recipient() {
    Test::send_note("chunking")
        .stdout("<note@example.org>\tnote.eml\n")
        .round_trips(5)
        .run();
}

#[test]
fn without_pipelining_each_command_waits() {
    Test::send_note("one-at-a-time")
        .stdout("<note@example.org>\tnote.eml\n")
        .round_trips(7)
        .run();
    Test::send_note("chunking-one-at-a-time")
        .stdout("<note@example.org>\tnote.eml\n")
        .run();
}

#[test]
fn helo_is_sent_where_ehlo_is_unknown() {
    for reply in ["500 what?", "502 5.5.1 not implemented", "504 not that"] {
        Test::send_note("helo")
            .with("reply", reply)
            .stdout("<note@example.org>\tnote.eml\n")
            .run();
    }
}

#[test]
fn extensions_are_read_as_servers_write_them() {
    for dialogue in [
        "ehlo-words",
        "first-line-is-no-keyword",
        "greeting-of-lines",
        "replies-end-with-lf",
        "size-zero",
    ] {
        Test::send_note(dialogue)
            .stdout("<note@example.org>\tnote.eml\n")
            .run();
    }
}

#[test]
fn the_ehlo_name_can_be_given() {
    let name = "client.example.org";
    Test::send_note("helo-name")
        .args(["--helo", name])
        .stdout("<note@example.org>\tnote.eml\n")
        .run();
    Test::send_note("helo-name")
        .env("MAILCALL_HELO", name)
        .stdout("<note@example.org>\tnote.eml\n")
        .run();
}

#[test]
fn the_result_as_json() {
    Test::send_note("data")
        .words("--json")
        .stdout_json([accepted_note()])
        .run();
}

#[test]
fn quiet_prints_nothing() {
    Test::send_note("data").words("-q").run();
}

#[test]
fn the_envelope_may_differ_from_the_message() {
    Test::send("envelope-overrides")
        .words("--tls none -m note.eml --mail-from bounces@example.org")
        .words("--rcpt bob@example.net --rcpt eve@example.net")
        .stdout("<note@example.org>\tnote.eml\n")
        .run();
    Test::send("null-path")
        .args([
            "--tls",
            "none",
            "-m",
            "note.eml",
            "--mail-from",
            "",
            "ann@example.net",
        ])
        .stdout("<note@example.org>\tnote.eml\n")
        .run();
    Test::send("quoted-local-part")
        .args([
            "--tls",
            "none",
            "-m",
            "note.eml",
            "--mail-from",
            "\"joe at home\"@example.org",
        ])
        .args(["\"a\\\"b\\\\c\"@example.net"])
        .stdout("<note@example.org>\tnote.eml\n")
        .run();
}

#[test]
fn what_the_server_does_not_support_is_not_sent() {
    let refused = |test: Test, what: &str| {
        test.stderr(format!("mailcall: 127.0.0.1: {what}\n"))
            .exit(69)
            .run();
    };
    refused(
        Test::send_note("too-big"),
        "the message has 184 octets; the server accepts at most 100",
    );
    refused(
        Test::send_note("no-eight-bit").file("note.eml", NOTE.replace("One", "\u{4e00}")),
        "the server does not offer 8BITMIME, which a ready-made message with octets \
             above 127 needs",
    );
    refused(
        Test::send_note("no-eight-bit")
            .args(["--as-is"])
            .file("note.eml", NOTE.replace("a note", "caf\u{e9}")),
        "the server does not offer SMTPUTF8, which the field Subject needs",
    );
    refused(
        Test::send("no-smtputf8")
            .words("--tls none -m note.eml -f joe@example.org \u{738b}@example.net"),
        "the server does not offer SMTPUTF8, which the address \u{738b}@example.net needs",
    );
}

#[test]
fn eight_bit_text_is_announced() {
    let message = NOTE.replace("One", "\u{4e00}");
    Test::send_note("eight-bit")
        .file("note.eml", message.clone())
        .content("note", message)
        .stdout("<note@example.org>\tnote.eml\n")
        .run();
}

#[test]
fn header_fields_beyond_ascii_are_encoded() {
    let sent = NOTE.replace("a note", "=?UTF-8?B?Y2Fmw6k=?=");
    for (file, charset) in [
        (NOTE.replace("a note", "caf\u{e9}").into_bytes(), "utf-8"),
        (NOTE.replace("a note", "caf\u{1}").into_bytes(), "latin1"),
    ] {
        let file: Vec<u8> = (file.iter())
            .map(|octet| if *octet == 1 { 0xe9 } else { *octet })
            .collect();
        Test::send_note("data")
            .args(["--charset", charset])
            .file("note.eml", file)
            .content("note", sent.clone())
            .stdout("<note@example.org>\tnote.eml\n")
            .run();
    }
}

#[test]
fn addresses_beyond_ascii() {
    Test::send("smtputf8")
        .args([
            "--tls",
            "none",
            "-m",
            "note.eml",
            "-f",
            "joe@example.org",
            "\u{738b}@example.net",
        ])
        .stdout("<note@example.org>\tnote.eml\n")
        .run();
    Test::send("a-label")
        .args([
            "--tls",
            "none",
            "-m",
            "note.eml",
            "-f",
            "joe@example.org",
            "ann@\u{4e2d}\u{56fd}.example",
        ])
        .stdout("<note@example.org>\tnote.eml\n")
        .run();
}

#[test]
fn dry_run_stops_after_the_recipients() {
    Test::send_note("dry-run")
        .words("--dry-run")
        .stdout("<note@example.org>\tnote.eml\n")
        .stderr("mailcall: dry run: nothing was sent\n")
        .run();
    Test::send_note("dry-run-refused")
        .words("--dry-run")
        .fails(
            67,
            "127.0.0.1: ann@example.net was refused: 550 5.1.1 no such user",
        )
        .run();
}
