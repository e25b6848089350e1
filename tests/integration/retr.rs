//! `retr`: to standard output, to an mbox, into a folder.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::support::Test;

/// `tests/dialogues/pop3/parts/message.txt` without the dots that the server doubled.
const MESSAGE: &str = "From: ann@example.net\nSubject: dots\n\
                       Date: Mon, 23 Nov 2026 10:00:00 +0000\n\n\
    .one dot\n..two dots\n.\nend\n";

const SECOND: &str = "Subject: second\n\nFrom here on\n";

fn crlf(text: &str) -> String {
    text.replace('\n', "\r\n")
}

#[test]
fn to_standard_output() {
    Test::mailbox("retr", "retr")
        .words("2")
        .stdout(MESSAGE)
        .round_trips(5)
        .run();
    Test::mailbox("retr", "retr-one-at-a-time")
        .words("2")
        .stdout(MESSAGE)
        .run();
    Test::mailbox("retr", "retr")
        .words("2 --crlf")
        .stdout(crlf(MESSAGE))
        .run();
    // Messages are results: -q does not suppress them.
    Test::mailbox("retr", "retr")
        .words("2 -q")
        .stdout(MESSAGE)
        .run();
}

#[test]
fn octet_for_octet() {
    // Only CRLF, dot, CRLF ends a message.
    for (content, stdout) in [
        (r".\r\n", &b""[..]),
        (r"\r\n.\r\n", b"\r\n"),
        (r"..\r\n.\r\n", b".\r\n"),
        (r"...\r\n.\r\n", b"..\r\n"),
        (r".x\r\n.\r\n", b"x\r\n"),
        (r"a\n.\nb\r\n.\r\n", b"a\n.\nb\r\n"),
        (r"a\r.\rb\r\n.\r\n", b"a\r.\rb\r\n"),
        (r"a\r\n\r\n\r\n.\r\n", b"a\r\n\r\n\r\n"),
        (r"\x00\xff\x80\r\n.\r\n", b"\0\xff\x80\r\n"),
    ] {
        Test::mailbox("retr", "retr-answered")
            .words("1 --crlf")
            .with("content", content)
            .stdout(stdout)
            .run();
    }
    let line = "x".repeat(70_000);
    Test::mailbox("retr", "retr-answered")
        .words("1")
        .with("content", &format!(r"{line}\r\n.\r\n"))
        .stdout(line + "\n")
        .once()
        .run();
}

/// What the server sends after a header section that a single dot ended too early.
const MORE: &str =
    r#"the server sent data that no command asked for: "From: ann@example.net\r\n\r\n.\r\n""#;

#[test]
fn headers_and_top() {
    let top = "Subject: dots\n\n.one dot\n..two dots\n";
    Test::mailbox("retr", "top")
        .words("1 --top 2")
        .stdout(top)
        .run();
    Test::mailbox("retr", "headers")
        .words("1 --headers")
        .stdout("Subject: dots\n\n")
        .run();
    Test::mailbox("retr", "top-refused")
        .words("1 --headers")
        .fails(
            69,
            "127.0.0.1: TOP of message 1 was refused: -ERR not today",
        )
        .run();
    Test::mailbox("retr", "headers-then-more")
        .words("1 --headers")
        .stdout("Subject: a\n")
        .fails(80, format!("127.0.0.1: TOP: {MORE}"))
        .run();
}

#[test]
fn selections_that_need_the_listing() {
    Test::mailbox("retr", "last")
        .words("--last 1")
        .stdout(MESSAGE)
        .round_trips(6)
        .run();
    Test::mailbox("retr", "by-uid")
        .words("--uid uid-b")
        .stdout(MESSAGE)
        .run();
    Test::mailbox("retr", "uid-absent")
        .words("--uid uid-z")
        .fails(67, "no message has the unique-id \"uid-z\"")
        .run();
    Test::mailbox("retr", "uid-twice")
        .words("--uid uid-a")
        .fails(76, "several messages have the unique-id \"uid-a\"")
        .run();
    Test::mailbox("retr", "uid-not-known")
        .words("--uid uid-a")
        .fails(
            69,
            "127.0.0.1: the server does not support unique-ids (UIDL)",
        )
        .run();
}

#[test]
fn messages_that_do_not_exist() {
    Test::mailbox("retr", "retr-missing")
        .words("9")
        .fails(67, "no such message: 9")
        .run();
    Test::mailbox("retr", "retr-refused")
        .words("1")
        .with("reply", "-ERR [SYS/TEMP] later")
        .fails(
            75,
            "127.0.0.1: RETR of message 1 was refused: -ERR [SYS/TEMP] later",
        )
        .run();
}

#[test]
fn into_an_mbox() {
    // mboxrd on standard output: `From ` lines quoted, an empty line after each message.
    let first = format!("From MAILER-DAEMON {{now}}\n{MESSAGE}\n");
    let second = "From MAILER-DAEMON {now}\nSubject: second\n\n>From here on\n\n";
    Test::mailbox("retr", "two")
        .words("1 3 --mbox -")
        .stdout(format!("{first}{second}"))
        .round_trips(5)
        .run();
    Test::mailbox("retr", "all")
        .words("--all --mbox -")
        .stdout(first.repeat(3))
        .round_trips(6)
        .run();
}

#[test]
fn appended_to_an_mbox_that_has_content() {
    Test::mailbox("retr", "retr")
        .words("2 --mbox box")
        .file("box", "From x Mon Nov 23 10:00:00 2026\nSubject: old\n\n")
        .then(|folder: &Path| {
            let held = fs::read_to_string(folder.join("box")).expect("an mbox");
            let (old, new) = held
                .split_once("From MAILER-DAEMON ")
                .expect("two messages");
            assert_eq!(old, "From x Mon Nov 23 10:00:00 2026\nSubject: old\n\n");
            let (_, new) = new.split_once('\n').expect("a line");
            assert_eq!(new, format!("{MESSAGE}\n"));
        })
        .run();
}

#[test]
fn folders_that_cannot_be_made() {
    Test::mailbox("retr", "retr")
        .nobody()
        .words("2 --output-dir note/below")
        .file("note", "no folder")
        .fails(
            73,
            "cannot create note/below: Not a directory (os error 20)",
        )
        .run();
}

#[test]
fn into_a_folder() {
    Test::mailbox("retr", "two-with-uids")
        .words("1 3 --output-dir .")
        .with("first", "uid-a")
        .with("second", "uid-c")
        .stdout("./uid-a.eml\n./uid-c.eml\n")
        .then(|folder: &Path| {
            let read = |name: &str| fs::read_to_string(folder.join(name)).expect(name);
            assert_eq!(read("uid-a.eml"), MESSAGE);
            assert_eq!(read("uid-c.eml"), SECOND);
        })
        .run();
}

#[test]
fn unique_ids_never_become_paths() {
    // Whatever unique-id a server sends, the file is in the folder, under a name of one component.
    for (first, second, stdout) in [
        ("../x", "/etc/x", "out/%2E.%2Fx.eml\nout/%2Fetc%2Fx.eml\n"),
        ("..", ".", "out/%2E..eml\nout/%2E.eml\n"),
        ("-rf", ".bashrc", "out/%2Drf.eml\nout/%2Ebashrc.eml\n"),
        ("a/b", "CON", "out/a%2Fb.eml\nout/CON.eml\n"),
    ] {
        Test::mailbox("retr", "two-with-uids")
            .words("1 3 --output-dir out")
            .with("first", first)
            .with("second", second)
            .file("x.eml", "mine")
            .stdout(stdout)
            .then(|folder: &Path| {
                assert_eq!(
                    fs::read_to_string(folder.join("x.eml")).expect("untouched"),
                    "mine"
                );
                let entries: Vec<String> = fs::read_dir(folder.join("out"))
                    .expect("the folder")
                    .map(|entry| {
                        entry
                            .expect("an entry")
                            .file_name()
                            .to_string_lossy()
                            .into()
                    })
                    .collect();
                assert_eq!(entries.len(), 2, "{entries:?}");
                for name in &entries {
                    assert!(name.ends_with(".eml"), "{name}");
                    assert!(!name.starts_with(['.', '-', '~']), "{name}");
                }
            })
            .run();
    }
}

#[test]
fn files_that_exist_are_never_overwritten() {
    // A file with other content stays as it is, and the other messages are stored.
    Test::mailbox("retr", "two-not-taken")
        .words("1 3 --output-dir .")
        .file("uid-a.eml", "mine")
        .stdout("./uid-c.eml\n")
        .fails(80, "./uid-a.eml exists already and is not overwritten")
        .then(|folder: &Path| {
            let kept = fs::read_to_string(folder.join("uid-a.eml")).expect("it was there");
            assert_eq!(kept, "mine");
        })
        .run();
}

#[test]
fn every_message_that_is_not_stored_is_named() {
    // Two files exist, a message is missing, one is refused, and more comes behind the last answer.
    let more = r#"the server sent data that no command asked for: "more\r\n""#;
    let others = format!(
        "mailcall: ./uid-d.eml exists already and is not overwritten\n\
         mailcall: no such message: 9\n\
         mailcall: 127.0.0.1: RETR of message 2 was refused: -ERR not today\n\
         mailcall: 127.0.0.1: RETR: {more}\n"
    );
    let decisive = "./uid-a.eml exists already and is not overwritten";
    let test = |more: &str| {
        Test::mailbox("retr", "five-one-taken")
            .words("1-4 9 --output-dir .")
            .args(more.split_whitespace())
            .file("uid-a.eml", "mine")
            .file("uid-d.eml", "mine")
    };
    // These lines are errors, which -q does not suppress.
    for (flag, stdout) in [("", "./uid-c.eml\n"), ("-q", "")] {
        test(flag)
            .stdout(stdout)
            .stderr(format!("{others}mailcall: {decisive}\n"))
            .exit(80)
            .run();
    }
    // Nothing is stored: what decides the exit is the first of them.
    test("")
        .file("uid-c.eml", "mine")
        .stderr(format!(
            "mailcall: ./uid-c.eml exists already and is not overwritten\n{others}mailcall: {decisive}\n"
        ))
        .exit(73)
        .run();
}

#[test]
fn a_refusal_stays_the_error_when_the_connection_ends_after_it() {
    let refused = "127.0.0.1: RETR of message 1 was refused: -ERR not today";
    let closed = "the server closed the connection while waiting for a reply";
    Test::mailbox("retr", "retr-refused-then-cut")
        .words("1")
        .stderr(format!(
            "mailcall: 127.0.0.1: LIST: {closed}\nmailcall: {refused}\n"
        ))
        .exit(69)
        .run();
}

#[test]
fn some_messages_exist_and_some_do_not() {
    Test::mailbox("retr", "two-one-missing")
        .words("1 9 --mbox -")
        .stdout(format!("From MAILER-DAEMON {{now}}\n{MESSAGE}\n"))
        .fails(80, "no such message: 9")
        .run();
}

#[test]
fn several_messages_cannot_share_stdout() {
    for several in [
        &["1", "2"][..],
        &["1-2"],
        &["--all"],
        &["--last", "2"],
        &["2-"],
    ] {
        Test::mailbox("retr", "retr")
            .nobody()
            .args(several.iter().copied())
            .fails(
                64,
                "several messages cannot share stdout: add --output-dir DIR, --mbox \
                     FILE, --json or --headers",
            )
            .run();
    }
}

#[test]
fn an_mbox_and_json_cannot_share_stdout() {
    Test::mailbox("retr", "retr")
        .nobody()
        .words("1 --mbox - --json")
        .stderr_json([json!({"error": {
            "kind": "usage",
            "message": "--mbox - and --json both write to stdout",
            "exit": 64,
            "stage": null,
            "server": null,
            "hint": null,
        }})])
        .exit(64)
        .run();
}

#[test]
fn a_message_that_is_cut_is_not_stored() {
    // Without CRLF, dot, CRLF a message is not whole, wherever the connection is cut.
    let whole = r"+OK\r\nSubject: a\r\n\r\nb\r\n.\r\n";
    let status = r"+OK\r\n".len();
    let within_an_escape = |at: usize| whole[..at].ends_with('\\');
    for cut in (1..whole.len()).filter(|&at| !within_an_escape(at)) {
        let what = if cut < status {
            "waiting for a reply"
        } else {
            "receiving content"
        };
        Test::mailbox("retr", "retr-cut")
            .words("1 --output-dir out")
            .with("content", &whole[..cut])
            .stderr(format!(
                "mailcall: 127.0.0.1: RETR of message 1: the server closed the connection while {what}\n"
            ))
            .exit(75)
            .then(|folder: &Path| {
                let left = fs::read_dir(folder.join("out")).map_or(0, Iterator::count);
                assert_eq!(left, 0, "nothing half is left");
            })
            .once()
            .run();
    }
}

#[test]
fn as_json() {
    Test::mailbox("retr", "retr-json")
        .words("2 --json")
        .stdout_json([json!({
            "number": 2,
            "uid": "uid-b",
            "octets": crlf(MESSAGE).len(),
            "message_id": null,
            "date": "2026-11-23T10:00:00Z",
            "from": [{"name": null, "address": "ann@example.net"}],
            "to": [],
            "cc": [],
            "reply_to": [],
            "subject": "dots",
            "in_reply_to": [],
            "references": [],
            "text": ".one dot\n..two dots\n.\nend\n",
            "html": null,
            "attachments": [],
            "path": null,
            "defects": [],
        })])
        .run();
}
