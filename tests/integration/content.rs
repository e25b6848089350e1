//! The content of a message as it is sent: line ends, dots, length; nothing can end it early.

use crate::support::{NOTE, Test};

#[test]
fn line_ends_and_what_precedes_the_header_are_repaired() {
    // No bare CR or LF is sent, and the last line has a line end.
    for sent in [
        NOTE.replace("\r\n", "\n"),
        NOTE.replace("\r\n", "\r"),
        NOTE.trim_end().to_string(),
        NOTE.replacen("\r\n", "\n", 3),
        NOTE.replace("\r\n", "\r\r\n"),
        NOTE.replace("\r\n", "\r\r\r\r\n"),
        NOTE.replacen("\r\n", "\r\r\n", 2),
        format!("\u{feff}{NOTE}"),
        format!("\u{feff}From joe Mon Nov 23 10:00:00 2026\n{NOTE}"),
    ] {
        Test::send_note("data")
            .file("note.eml", sent)
            .stdout("<note@example.org>\tnote.eml\n")
            .run();
    }
}

#[test]
fn no_end_of_data_can_be_forged() {
    // Each of these would end the message at some server if it were sent unchanged.
    for end in [
        "\n.\n",
        "\n.\r\n",
        "\r.\r",
        "\r\n.\r",
        "\n.\r",
        "\r\n.\r\n",
        "\r\r\n.\r\r\n",
        "\n.\r\r\n",
    ] {
        let message = format!("{NOTE}a{end}MAIL FROM:<x@example.org>\r\n");
        let sent = format!("{NOTE}a\r\n.\r\nMAIL FROM:<x@example.org>\r\n");
        for dialogue in ["data", "chunking"] {
            Test::send_note(dialogue)
                .file("note.eml", message.clone())
                .content("note", sent.clone())
                .stdout("<note@example.org>\tnote.eml\n")
                .run();
        }
    }
}

/// A composed message as `--print` shows it, from its Content-Type on.
fn prints(args: &[&str], expected: &str) -> Test {
    let fields = "Date: Mon, 23 Nov 2026 10:00:00 +0000\r\n\
                  From: <joe@example.org>\r\n\
                  To: <ann@example.net>\r\n\
                  Message-ID: <c@example.org>\r\n\
                  MIME-Version: 1.0\r\n";
    Test::new()
        .args(["send", "-H", "Date: Mon, 23 Nov 2026 10:00:00 +0000"])
        .args(["-H", "Message-ID: <c@example.org>"])
        .words("-f joe@example.org ann@example.net --print")
        .args(args.iter().copied())
        .stdout(format!("{fields}{expected}"))
}

#[test]
fn a_run_of_crs_and_its_lf_are_one_line_end_in_every_text() {
    // A CR elsewhere is a line end of its own, also at the end of the text.
    let text = "one\r\r\ntwo\r\r\r\n\r\r\nthree\r\rfour\r\r";
    let lines = "one\r\ntwo\r\n\r\nthree\r\n\r\nfour\r\n\r\n";
    let head = |kind| {
        format!(
            "Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"
        )
    };
    for (args, kind) in [
        (["--body", text], "plain"),
        (["--body-file", "text"], "plain"),
        (["--body-file", "-"], "plain"),
        (["--html", "text"], "html"),
    ] {
        let stdin = if args[1] == "-" { text } else { "" };
        prints(&args, &format!("{}{lines}", head(kind)))
            .file("text", text)
            .stdin(stdin)
            .run();
    }
    let eml = "Content-Type: message/rfc822; name=\"a.eml\"\r\nContent-Transfer-Encoding: 7bit\r\n\
               Content-Disposition: attachment; filename=\"a.eml\"\r\n\r\nSubject: s\r\n\r\n";
    prints(&["--attach-as", "a.eml=-"], &format!("{eml}{lines}"))
        .stdin(format!("Subject: s\r\r\n\r\r\n{text}"))
        .run();
}

#[test]
fn an_attached_message_of_8_bit_text_needs_no_8bitmime() {
    // base64 of "Subject: s\n\n\u{e9}\n", as the file is.
    let octets = "Content-Type: application/octet-stream; name=\"a.eml\"\r\n\
                  Content-Transfer-Encoding: base64\r\n\
                  Content-Disposition: attachment; filename=\"a.eml\"\r\n\r\n\
                  U3ViamVjdDogcwoKw6kK\r\n";
    prints(&["--attach-as", "a.eml=-"], octets)
        .stdin("Subject: s\n\n\u{e9}\n")
        .run();
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_without_a_length_is_read_first() {
    let version = std::fs::read_to_string("/proc/version").expect("Linux");
    let text = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n";
    prints(
        &["--body-file", "/proc/version"],
        &format!("{text}{}\r\n", version.trim_end()),
    )
    .run();
}

#[test]
fn a_message_from_standard_input() {
    Test::send("data")
        .words("--tls none -m - -f joe@example.org ann@example.net")
        .stdin(NOTE)
        .stdout("<note@example.org>\t-\n")
        .run();
}

#[test]
fn a_message_larger_than_any_buffer() {
    let line = "0123456789".repeat(7) + "\r\n";
    let big = NOTE.to_string() + &line.repeat(45_000);
    for dialogue in ["data", "chunking"] {
        for file in ["note.eml", "-"] {
            Test::send(dialogue)
                .args([
                    "--tls",
                    "none",
                    "-m",
                    file,
                    "-f",
                    "joe@example.org",
                    "ann@example.net",
                ])
                .words("-q")
                .file("note.eml", big.as_bytes())
                .stdin(big.as_bytes())
                .content("note", big.as_bytes())
                .once()
                .run();
        }
    }
}
