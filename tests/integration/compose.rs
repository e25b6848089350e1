//! A message composed from flags, as it is sent.

use crate::support::{NOTE, Test};
use serde_json::json;

/// A message from Joe to Ann with a fixed date and Message-ID: the header fields, the encoding and the lines that it must
/// have.
fn composes(fields: &str, encoding: &str, lines: &[&str]) -> Test {
    let lines: String = lines.iter().map(|line| format!("C: {line}\n")).collect();
    let content = format!(
        "C: Date: Mon, 23 Nov 2026 10:00:00 +0000\n\
         C: From: \"Joe\" <joe@example.org>\n\
         C: To: <ann@example.net>\n\
         {fields}\
         C: MIME-Version: 1.0\n\
         C: Content-Type: text/plain; charset=utf-8\n\
         C: Content-Transfer-Encoding: {encoding}\n\
         C:\n{lines}"
    );
    let text = format!(
        "<< smtp/parts/bare\n\
         C: MAIL FROM:<joe@example.org>\nS: 250 Ok\n\
         C: RCPT TO:<ann@example.net>\nS: 250 Ok\n\
         C: DATA\nS: 354 go ahead\n{content}C: .\nS: 250 Ok\nC: QUIT\n"
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

/// What `--print` writes of a message with the subject `hello`.
fn print_of(encoding: &str, lines: &str) -> String {
    format!(
        "Date: Mon, 23 Nov 2026 10:00:00 +0000\r\n\
         From: \"Joe\" <joe@example.org>\r\n\
         To: <ann@example.net>\r\n\
         Subject: hello\r\n\
         Message-ID: <c@example.org>\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: {encoding}\r\n\
         \r\n\
         {lines}"
    )
}

const HELLO: &str = "C: Subject: hello\nC: Message-ID: <c@example.org>\n";

#[test]
fn plain_text() {
    let hello = || composes(HELLO, "7bit", &["One line."]).words("-s hello");
    hello().args(["--body", "One line.\n"]).run();
    hello().args(["--body", "One line."]).run();
    hello().stdin("One line.\n").run();
    hello()
        .words("--body-file body")
        .file("body", "One line.\r\n")
        .run();
}

#[test]
fn an_empty_text_or_subject() {
    composes(HELLO, "7bit", &[]).words("-s hello").run();
    composes("C: Message-ID: <c@example.org>\n", "7bit", &["no subject"])
        .stdin("no subject\n")
        .run();
}

#[test]
fn text_from_a_command() {
    let by = |command: &str| {
        composes(HELLO, "7bit", &["One line."]).args(["-s", "hello", "--body-command", command])
    };
    by("echo One line.").run();
    // It has nothing on its stdin, and ours is not read. It does not inherit the password.
    by("cat; echo \"One line.$MAILCALL_PASSWORD\"")
        .stdin("not read\n")
        .env("MAILCALL_PASSWORD", crate::support::PASSWORD)
        .run();
    by("diff note.eml second.eml > /dev/null; echo One line.").run();
    // What it prints on stderr is shown.
    by("echo careful >&2; echo One line.")
        .stderr("careful\n")
        .run();
    // What it still prints behind a closed pipe counts for nothing: only its exit does.
    by("echo One line.; exec >&-; sleep 0.1").once().run();
}

#[test]
fn a_command_that_fails_sends_nothing() {
    let by = |command: &str| {
        Test::new()
            .nobody()
            .words("send --host h.test -f joe@example.org ann@example.net")
            .args(["--body-command", command])
            .once()
    };
    let failed = |how: &str| format!("--body-command failed ({how}), so nothing was sent");
    let hint =
        "some commands exit 1 although nothing failed, such as diff and grep: 'diff a b; true'";
    by("echo a text; exit 3")
        .fails(66, failed("exit status: 3"))
        .run();
    by("echo a text; exec >&-; exit 1")
        .fails(66, format!("{} ({hint})", failed("exit status: 1")))
        .run();
    by("echo a text; kill -9 $$")
        .fails(66, failed("signal: 9 (SIGKILL)"))
        .run();
    by("mailcall-no-such-command 2> /dev/null")
        .fails(66, failed("exit status: 127"))
        .run();
    by("exit 1")
        .words("--json")
        .stderr_json([json!({"error": {
            "kind": "no_input",
            "message": failed("exit status: 1"),
            "exit": 66,
            "stage": null,
            "server": null,
            "hint": hint,
        }})])
        .exit(66)
        .run();
    by("echo a text; exec sleep 60")
        .words("--deadline 0.3")
        .fails(
            75,
            "nothing was sent: cannot read the output of --body-command: \
             it had not ended when the deadline of 0.3 s for the whole run passed",
        )
        .run();
    by("printf 'a\\377b'")
        .fails(
            65,
            "the output of --body-command is not UTF-8 text at octet 1 \
             (--charset NAME reads another charset, --lossy replaces such octets)",
        )
        .run();
    by("")
        .fails(64, "--body-command is given an empty value")
        .run();
}

#[test]
fn an_empty_text_is_skipped_on_request() {
    // Nobody is connected to, and no password is asked for.
    let skipped = || {
        Test::new()
            .nobody()
            .words("send --host h.test -u joe -f joe@example.org ann@example.net --skip-empty")
            .args([
                "-H",
                "Message-ID: <c@example.org>",
                "-H",
                "Date: Mon, 23 Nov 2026 10:00:00 +0000",
            ])
            .once()
    };
    for blank in ["", "\n", " \t\r\n\r\n", "\u{feff}\n", "\u{a0}\u{3000}\n"] {
        skipped().stdin(blank).run();
        skipped().args(["--body", blank]).words("--print").run();
        skipped().args(["--body", blank]).words("--dry-run").run();
    }
    skipped().words("--body-command true").run();
    skipped()
        .words("--json")
        .stdout_json([json!({
            "message_id": "<c@example.org>",
            "file": null,
            "octets": 211,
            "mail_from": "joe@example.org",
            "recipients": [{"address": "ann@example.net", "accepted": false, "reply": null}],
            "delivery": "skipped",
            "reply": null,
            "queue_id": null,
            "error": null,
            "server": {"host": "h.test", "port": 465, "tls": "implicit", "greeting": null},
        })])
        .run();
    skipped().words("--body-command false").exit_only(66).run();
    // Text, HTML and attachments are not skipped, and neither is an empty text without the flag.
    composes(HELLO, "7bit", &["One line."])
        .words("-s hello --skip-empty --body")
        .args(["One line."])
        .run();
    for words in ["--html empty", "-a empty", "--body-file zero-width"] {
        Test::send("mail-refused")
            .script("<< smtp/parts/bare\nC: MAIL FROM:<joe@example.org>\nS: 550 no\nC: QUIT\n")
            .words("--tls none -f joe@example.org ann@example.net --skip-empty -q")
            .words(words)
            .file("empty", "")
            .file("zero-width", "\u{200b}")
            .exit_only(69)
            .run();
    }
}

#[test]
fn text_that_is_not_ascii() {
    // RFC 2047, RFC 2045 section 6: the shorter of the two encodings.
    let fields = "C: Subject: =?utf-8?B?5L2g5aW9?=\nC: Message-ID: <c@example.org>\n";
    composes(fields, "base64", &["5L2g5aW977yM5LiW55WMDQo="])
        .args(["-s", "\u{4f60}\u{597d}"])
        .stdin("\u{4f60}\u{597d}\u{ff0c}\u{4e16}\u{754c}\n")
        .run();
    let fields = "C: Subject: =?utf-8?B?Y2Fmw6k=?=\nC: Message-ID: <c@example.org>\n";
    composes(
        fields,
        "quoted-printable",
        &["Un caf=C3=A9, s'il vous pla=C3=AEt."],
    )
    .args(["-s", "caf\u{e9}"])
    .stdin("Un caf\u{e9}, s'il vous pla\u{ee}t.\n")
    .run();
}

#[test]
fn octets_that_are_not_text_are_replaced_on_request() {
    let lossy = |text: &[u8], encoding, line: &str| {
        composes(HELLO, encoding, &[line])
            .words("-s hello --lossy")
            .stdin(text)
    };
    let one = "1 octet not of the charset became U+FFFD";
    lossy(
        b"caf\xe9, if it is Latin-1\n",
        "quoted-printable",
        "caf=EF=BF=BD, if it is Latin-1",
    )
    .stderr(format!("mailcall: warning: stdin: {one}\n"))
    .run();
    lossy(
        b"\xc3\xbc in a line of plain text\n",
        "quoted-printable",
        "=EF=BF=BD=EF=BF=BD in a line of plain text",
    )
    .words("--charset us-ascii -q")
    .stdout("")
    .run();
    composes(HELLO, "quoted-printable", &["=EF=BF=BD in a log"])
        .words("-s hello --lossy --json --body-file log --print")
        .file("log", b"\xff in a log".to_vec())
        .nobody()
        .stdout(print_of("quoted-printable", "=EF=BF=BD in a log\r\n"))
        .stderr_json([json!({"warning": format!("log: {one}")})])
        .run();
    // Text without such octets is not changed, and nothing is said.
    lossy(b"plain\n", "7bit", "plain").run();
}

#[test]
fn text_of_long_lines() {
    // RFC 2045 section 6.7: soft line breaks, no line longer than 76.
    let folded = "x".repeat(75) + "=";
    let last = "x".repeat(1000 - 13 * 75);
    let lines = [vec![&*folded; 13], vec![&*last]].concat();
    composes(HELLO, "quoted-printable", &lines)
        .words("-s hello")
        .args(["--body", &"x".repeat(1000)])
        .run();
}

#[test]
fn text_of_dots_and_tildes() {
    // Dots are doubled, "From" is not quoted, and the tilde commands of mail programs mean nothing.
    composes(
        HELLO,
        "7bit",
        &["..", "...", "..x", "From me", "~!id", "~r /etc/passwd"],
    )
    .words("-s hello")
    .stdin(".\n..\n.x\nFrom me\n~!id\n~r /etc/passwd\n")
    .run();
}

#[test]
fn headers() {
    let fields = "C: Reply-To: \"Desk\" <desk@example.org>\n\
                  C: Subject: hello\n\
                  C: Message-ID: <c@example.org>\n\
                  C: X-Word: one\n\
                  C: X-Words: =?utf-8?B?5LikIHR3bw==?=\n";
    composes(fields, "7bit", &["x"])
        .words("-s hello --body x")
        .args(["--reply-to", "Desk <desk@example.org>"])
        .args(["-H", "X-Word: one", "-H", "X-Words: \u{4e24} two"])
        .run();
}

#[test]
fn date_and_message_id_are_made() {
    Test::send("composed")
        .script(
            "<< smtp/parts/bare\n\
             C: MAIL FROM:<joe@example.org>\nS: 250 Ok\n\
             C: RCPT TO:<ann@example.net>\nS: 250 Ok\n\
             C: DATA\nS: 354 go ahead\n\
             C~ Date: {*}, {*} +0000\n\
             C: From: <joe@example.org>\n\
             C: To: <ann@example.net>\n\
             C: Subject: hello\n\
             C~ Message-ID: {id}\n\
             C: MIME-Version: 1.0\n\
             C: Content-Type: text/plain; charset=utf-8\n\
             C: Content-Transfer-Encoding: 7bit\n\
             C:\n\
             C: x\n\
             C: .\nS: 250 Ok\nC: QUIT\n",
        )
        .words("--tls none -f joe@example.org ann@example.net -s hello --body x")
        .stdout("{id}\n")
        .run();
}

#[test]
fn recipients_of_every_kind() {
    // Bcc is in the envelope only.
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
             C: Date: Mon, 23 Nov 2026 10:00:00 +0000\n\
             C: From: <joe@example.org>\n\
             C: To: \"Ann\" <ann@example.net>, \"Bob, B.\" <bob@example.net>, <cy@example.net>\n\
             C: Cc: <dee@example.net>\n\
             C: Subject: hello\n\
             C: Message-ID: <c@example.org>\n\
             C: MIME-Version: 1.0\n\
             C: Content-Type: text/plain; charset=utf-8\n\
             C: Content-Transfer-Encoding: 7bit\n\
             C:\n\
             C: x\n\
             C: .\nS: 250 Ok\nC: QUIT\n",
        )
        .words("--tls none -f joe@example.org -s hello --body x")
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
        .words("-c dee@example.net -b eve@example.net")
        .stdout("<c@example.org>\n")
        .run();
}

#[test]
fn print_writes_the_message_and_sends_nothing() {
    composes("", "", &[])
        .nobody()
        .words("-s hello --print --body")
        .args(["One line.\n.\n"])
        .stdout(print_of("7bit", "One line.\r\n.\r\n"))
        .run();
    Test::send_note("none")
        .nobody()
        .words("--print")
        .stdout(NOTE)
        .run();
}

#[test]
fn a_missing_date_and_message_id_are_added() {
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
        .stdout("{id}\tnote.eml\n")
        .run();
}
