//! The content of a message as it is sent: line ends, dots, length; nothing can end it early.

use crate::support::{NOTE, Test};

#[test]
fn line_ends_are_repaired() {
    // No bare CR or LF is sent, and the last line has a line end.
    for sent in [
        NOTE.replace("\r\n", "\n"),
        NOTE.replace("\r\n", "\r"),
        NOTE.trim_end().to_string(),
        NOTE.replacen("\r\n", "\n", 3),
    ] {
        Test::send_note("data")
            .file("note.eml", sent)
            .stdout("<note@example.org>\n")
            .run();
    }
}

#[test]
fn no_end_of_data_can_be_forged() {
    // Each of these would end the message at some server if it were sent unchanged.
    for end in ["\n.\n", "\n.\r\n", "\r.\r", "\r\n.\r", "\n.\r", "\r\n.\r\n"] {
        let message = format!("{NOTE}a{end}MAIL FROM:<x@example.org>\r\n");
        let sent = format!("{NOTE}a\r\n.\r\nMAIL FROM:<x@example.org>\r\n");
        for dialogue in ["data", "chunking"] {
            Test::send_note(dialogue)
                .file("note.eml", message.clone())
                .content("note", sent.clone())
                .stdout("<note@example.org>\n")
                .run();
        }
    }
}

#[test]
fn a_message_from_standard_input() {
    Test::send("data")
        .words("--tls none -m - -f joe@example.org ann@example.net")
        .stdin(NOTE)
        .stdout("<note@example.org>\n")
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
