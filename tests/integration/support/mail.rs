//! The openings that most tests share: a server on a clear loopback port, a short message.

use serde_json::{Value, json};

use super::test::{PASSWORD, Test};

/// A ready-made message that needs nothing added.
pub const NOTE: &str = "From: Joe <joe@example.org>\r\n\
    To: ann@example.net\r\n\
    Subject: a note\r\n\
    Date: Mon, 23 Nov 2026 10:00:00 +0000\r\n\
    Message-ID: <note@example.org>\r\n\
    \r\n\
    One line.\r\n\
    .A line that begins with a dot.\r\n";

/// Another one.
pub const SECOND: &str = "From: Joe <joe@example.org>\r\n\
    To: ann@example.net\r\n\
    Subject: the second\r\n\
    Date: Mon, 23 Nov 2026 10:00:00 +0000\r\n\
    Message-ID: <second@example.org>\r\n\
    \r\n\
    Another line.\r\n";

/// A reply as JSON tells it.
pub fn reply(code: u16, enhanced: &str, text: &str) -> Value {
    json!({"code": code, "enhanced": enhanced, "text": text})
}

/// What `send --json` prints of the note that the server has accepted from Joe for Ann.
pub fn accepted_note() -> Value {
    json!({
        "message_id": "<note@example.org>",
        "file": "note.eml",
        "octets": NOTE.len(),
        "mail_from": "joe@example.org",
        "recipients": [{
            "address": "ann@example.net",
            "accepted": true,
            "reply": reply(250, "2.1.5", "Ok"),
        }],
        "delivery": "accepted",
        "reply": reply(250, "2.0.0", "Ok: queued as 4F1"),
        "queue_id": "4F1",
        "error": null,
        "server": {
            "host": "127.0.0.1",
            "port": 0,
            "tls": "none",
            "greeting": "mail.example.org ESMTP ready",
        },
    })
}

/// An error as the last line of stderr tells it, without a hint.
pub fn error(kind: &str, message: &str, exit: i32, stage: Value, server: Value) -> Value {
    json!({"error": {
        "kind": kind,
        "message": message,
        "exit": exit,
        "stage": stage,
        "server": server,
        "hint": null,
    }})
}

impl Test {
    /// `mailcall send` with `tests/dialogues/smtp/DIALOGUE.txt` on the other side.
    pub fn send(dialogue: &str) -> Test {
        Test::new()
            .dialogue(&format!("smtp/{dialogue}"))
            .words("send --host 127.0.0.1 --port {port}")
            .file("second.eml", SECOND)
            .content("second", SECOND)
            .note()
    }

    /// The note, as a file and as what the script means by it.
    pub fn note(self) -> Test {
        self.file("note.eml", NOTE).content("note", NOTE)
    }

    /// Sends the note from Joe to Ann, in clear.
    pub fn send_note(dialogue: &str) -> Test {
        Test::send(dialogue).words("--tls none -m note.eml -f joe@example.org ann@example.net")
    }

    /// `mailcall COMMAND` with `tests/dialogues/pop3/DIALOGUE.txt` on the other side: in clear,
    /// as Joe.
    pub fn mailbox(command: &str, dialogue: &str) -> Test {
        Test::new()
            .dialogue(&format!("pop3/{dialogue}"))
            .args([
                command,
                "--host",
                "127.0.0.1",
                "--port",
                "{port}",
                "--tls",
                "none",
            ])
            .by_joe()
    }

    /// Joe's login, the password from the environment.
    pub fn by_joe(self) -> Test {
        self.words("--user joe").env("MAILCALL_PASSWORD", PASSWORD)
    }

    /// Sends the note under implicit TLS, as Joe.
    pub fn send_implicit(dialogue: &str) -> Test {
        Test::send(dialogue)
            .words("--tls implicit -m note.eml -f joe@example.org ann@example.net")
            .by_joe()
    }

    /// Sends the note under STARTTLS, as Joe; the test authority is known.
    pub fn send_starttls(dialogue: &str) -> Test {
        Test::send(dialogue)
            .words("--tls starttls -m note.eml -f joe@example.org ann@example.net --ca-file {ca}")
            .by_joe()
    }

    /// `mailcall stat` under TLS of the given sort, as Joe; the test authority is known.
    pub fn stat_tls(dialogue: &str, tls: &str) -> Test {
        Test::new()
            .dialogue(&format!("pop3/{dialogue}"))
            .words("stat --host 127.0.0.1 --port {port} --ca-file {ca} --tls")
            .args([tls])
            .by_joe()
    }
}

/// A dialogue whose `{reply}` refuses: what is said of it, and the exit that each reply means.
#[track_caller]
pub fn refusals(dialogue: &str, what: &str, cases: &[(&str, i32)]) {
    for (reply, exit) in cases {
        Test::send_note(dialogue)
            .with("reply", reply)
            .fails(*exit, format!("127.0.0.1: {what}: {reply}"))
            .run();
    }
}
