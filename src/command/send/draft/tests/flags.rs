//! The effect of flags on the message.

use super::{Note, Piped, Stdin, Typed, command, content, made, run, run_with};
use crate::cli::send::Send;
use clap::FromArgMatches as _;
use std::path::Path;

#[test]
fn the_flags_of_fields() {
    let (_, text) = made(
        &[
            "-b",
            "hidden@x.org",
            "--reply-to",
            "R <r@x.org>",
            "--in-reply-to",
            "p@x",
            "--auto",
            "--date",
            "2026-11-23T10:00:00+02:00",
            "--message-id",
            "id@x",
            "-H",
            "X-Empty:",
            "-H",
            "X-Two: a",
            "-H",
            "X-Two: b",
            "-H",
            "Subject: =?utf-8?q?=C3=A9?=",
        ],
        b"",
    );
    let header = text.split("\r\n\r\n").next().unwrap_or_default();
    assert_eq!(
        header,
        "Date: Mon, 23 Nov 2026 10:00:00 +0200\r\n\
         From: \"Me\" <me@example.com>\r\n\
         To: undisclosed-recipients:;\r\n\
         Reply-To: \"R\" <r@x.org>\r\n\
         Message-ID: <id@x>\r\n\
         In-Reply-To: <p@x>\r\n\
         References: <p@x>\r\n\
         Auto-Submitted: auto-generated\r\n\
         X-Empty:\r\n\
         X-Two: a\r\n\
         X-Two: b\r\n\
         Subject: =?utf-8?q?=C3=A9?=\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: 7bit"
    );
    let (message, text) = made(
        &[
            "x@y",
            "-H",
            "date: @0",
            "-H",
            "message-id: <h@x>",
            "-H",
            "references: <1@x> <2@x>",
            "-H",
            "Reply-To: 陈 <r@x>",
        ],
        b"",
    );
    assert_eq!(message.message_id.as_deref(), Some("<h@x>"));
    assert!(text.contains("Message-ID: <h@x>\r\n"));
    assert!(text.contains("References: <1@x> <2@x>\r\n") && !text.contains("In-Reply-To"));
    assert!(text.contains("Reply-To: =?utf-8?B?6ZmI?= <r@x>\r\n"));
    assert_eq!(text.matches("ate: ").count(), 1);
}

#[test]
fn extensions_that_a_message_needs() {
    let place = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let eml = place.path().join("e.eml");
    assert!(std::fs::write(&eml, "From: a@b\n\né\n").is_ok());
    let eml = eml.display().to_string();
    let table: &[(&[&str], &str, bool, Option<&str>)] = &[
        (&["x@y", "-s", "é"], "é\n", false, None),
        (&["a@例子.中国"], "é\n", false, None),
        (&["用户@例子.中国"], "", true, Some("To")),
        (&["x@y", "-b", "用户@例子.中国"], "", false, None),
        (&["x@y", "-a", &eml], "", false, None),
        (
            &[
                "x@y",
                "-a",
                &eml,
                "--attach-type",
                "e.eml=application/octet-stream",
            ],
            "",
            false,
            None,
        ),
        (&["x@y", "-m", "-"], "A: b\n\né\n", true, None),
        (&["x@y", "-m", "-"], "A: é\n\n", false, None),
        (&["x@y", "-m", "-", "--as-is"], "A: é\n\n", true, Some("A")),
    ];
    for (args, stdin, eight_bit, utf8_field) in table {
        let (message, text) = made(args, stdin.as_bytes());
        let content = &message.content;
        assert_eq!(content.has_eight_bit(), *eight_bit, "{args:?}");
        assert_eq!(content.utf8_field(), *utf8_field, "{args:?}");
        assert_eq!(*eight_bit, !text.is_ascii(), "{args:?}");
    }
    let (message, text) = made(&["x@y", "-a", &eml], b"");
    assert!(text.contains("Content-Type: application/octet-stream; name=\"e.eml\"\r\n"));
    assert_eq!(message.needs_smtputf8(), None);
    for (args, stdin, what) in [
        (
            &["x@y", "-b", "用户@例子.中国"][..],
            "",
            "the address 用户@例子.中国",
        ),
        (&["x@y", "--mail-from", "用户@b"], "", "the address 用户@b"),
        (
            &["x@y", "-c", "用户@b", "--rcpt", "x@y"],
            "",
            "the field Cc",
        ),
        (
            &["x@y", "-m", "-", "--as-is"],
            "A: b\nB: c\n é\n\n",
            "the field B",
        ),
        (
            &[
                "x@y",
                "-m",
                "-",
                "--mail-from",
                "a@b",
                "--set-from",
                "用户@b",
            ],
            "A: b\nFrom: é@b\n\n",
            "the field From",
        ),
    ] {
        let (message, _) = made(args, stdin.as_bytes());
        assert_eq!(message.needs_smtputf8().as_deref(), Some(what), "{args:?}");
    }
}

#[test]
fn stdin_is_read_once() {
    for (args, has_text) in [
        (&["x@y"][..], true),
        (&["x@y", "--body-file", "-"], true),
        (&["x@y", "--body", "secret"], false),
        (&["x@y", "--html", "-"], true),
        (&["x@y", "--html", "/dev/null"], true),
        (&["x@y", "--html", "/dev/null", "--body", "b"], false),
        (&["x@y", "--html", "/dev/null", "-a", "-"], false),
        (&["x@y", "-m", "-"], true),
    ] {
        let (_, text) = made(args, b"A: b\n\nsecret of stdin\n");
        assert_eq!(text.contains("secret of stdin"), has_text, "{args:?}");
    }
    let (_, text) = made(&["x@y", "-a", "-"], b"abc");
    assert!(text.contains("\r\n\r\nYWJj\r\n"));
    let (_, text) = made(&["x@y", "--body", "b", "--attach-as", "n.txt=-"], b"abc");
    assert!(text.contains("filename=\"n.txt\"") && text.contains("YWJj"));
}

#[test]
fn a_pipe_beside_html_is_the_text() {
    let args = ["x@y", "--html", "/dev/null"];
    let made_with = |stdin: &mut dyn Stdin| {
        let mut notes = Vec::new();
        let made = run_with(&args, stdin, &mut |note| notes.push(note));
        let made = made.unwrap_or_else(|error| panic!("{error:#}"));
        (content(&made[0]), notes)
    };
    let (text, notes) = made_with(&mut Piped(b"caf\xc3\xa9\n"));
    assert!(text.contains("multipart/alternative") && text.contains("caf=C3=A9"));
    let note =
        "6 octets of stdin became the text beside the HTML (`< /dev/null` keeps stdin out of it)";
    assert_eq!(notes, [Note::Hint(note.to_owned())]);
    for stdin in [
        &mut Piped(b"") as &mut dyn Stdin,
        &mut Typed(Piped(b"typed\n")),
    ] {
        let (text, notes) = made_with(stdin);
        assert!(text.contains("Content-Type: text/html") && !text.contains("multipart"));
        assert_eq!(notes, []);
    }
}

#[test]
fn attachments_keep_the_order_of_the_command_line() {
    let place = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let path = place.path().join("a.txt").display().to_string();
    assert!(std::fs::write(&path, "x").is_ok());
    let named = |name: &str| format!("{name}={path}");
    let (first, second) = (named("b.txt"), named("c.txt"));
    for (flags, order) in [
        (
            vec!["-a", &path, "--attach-as", &first, "-a", &path],
            "a b a",
        ),
        (
            vec!["--attach-as", &first, "-a", &path, "--attach-as", &second],
            "b a c",
        ),
        (
            vec!["--attach-as", &second, "--attach-as", &first, "-a", &path],
            "c b a",
        ),
        (vec!["-a", &path, "-s", "s", "--attach-as", &second], "a c"),
    ] {
        let (_, text) = made(&[&["x@y"], &flags[..]].concat(), b"text\n");
        let found: Vec<&str> = text
            .split("filename=\"")
            .skip(1)
            .map(|rest| &rest[..1])
            .collect();
        assert_eq!(found.join(" "), order, "{flags:?}");
    }
}

#[test]
fn several_messages_and_their_notes() {
    let place = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let file = |name: &str, text: &str| {
        let path = place.path().join(name);
        assert!(std::fs::write(&path, text).is_ok());
        path.display().to_string()
    };
    let first = file("1", "Message-ID: <1@x>\n\na\n");
    let second = file("2", &format!("Message-ID: <2@x>\n\n{}\n", "x".repeat(2000)));
    let mut notes = Vec::new();
    let args = ["-m", &first, "-m", &second, "x@y", "--as-is"];
    let made = run_with(&args, &mut Piped(b""), &mut |note| notes.push(note));
    let made = made.unwrap_or_else(|error| panic!("{error:#}"));
    let ids: Vec<Option<&str>> = made.iter().map(|m| m.message_id.as_deref()).collect();
    assert_eq!(ids, [Some("<1@x>"), Some("<2@x>")]);
    assert_eq!(made[1].file.as_deref(), Some(Path::new(&second)));
    assert!(!content(&made[0]).contains("Date:"));
    assert!(
        matches!(&notes[..], [Note::Warning(note)] if note.contains("a line of 2000 octets")),
        "{notes:?}"
    );
    // A message that cannot be read stops all of them, before anything is sent.
    assert!(run(&["-m", &first, "-m", "/nonexistent", "x@y"], b"").is_err());
}

#[test]
fn a_hint_says_how_to_end_typed_input() {
    let mut notes = Vec::new();
    let mut typed = Typed(Piped(b"text\n"));
    assert!(run_with(&["x@y"], &mut typed, &mut |note| notes.push(note)).is_ok());
    assert!(
        matches!(&notes[..], [Note::Hint(note)] if note.contains("Ctrl-D")),
        "{notes:?}"
    );
}

#[test]
fn delivery_status_notifications() {
    for (value, expected) in [
        ("never", Some("NEVER")),
        ("success,DELAY", Some("SUCCESS,DELAY")),
        ("failure, success", Some("FAILURE,SUCCESS")),
        ("never,success", None),
        ("success,success", None),
        ("", None),
        ("x\r\nDATA", None),
    ] {
        let matches = command().try_get_matches_from(["--dsn-notify", value]);
        let send = matches.and_then(|matches| Send::from_arg_matches(&matches));
        let notify = send.ok().and_then(|send| send.envelope.dsn.notify);
        assert_eq!(notify.as_deref(), expected, "{value:?}");
    }
    command().debug_assert();
}

/// The members of the group that clap makes of a struct of flags.
fn members(group: &str) -> Vec<String> {
    let command = command();
    let found = command.get_groups().find(|found| found.get_id() == group);
    let group = found.unwrap_or_else(|| panic!("no group {group}"));
    group.get_args().map(ToString::to_string).collect()
}

#[test]
fn every_flag_changes_the_message() {
    let place = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let file = place.path().join("f.txt");
    assert!(std::fs::write(&file, "text of a file\n").is_ok());
    let file = file.display().to_string();
    let pair = format!("n={file}");
    let (f, pair) = (file.as_str(), pair.as_str());
    // The flag, what it needs beside it, and the flag as it is written.
    let composing: &[(&str, &[&str], &[&str])] = &[
        ("subject", &[], &["-s", "x"]),
        ("body", &[], &["--body", "x"]),
        ("body_file", &[], &["--body-file", f]),
        ("body_command", &[], &["--body-command", "echo x"]),
        ("html", &[], &["--html", f]),
        ("attach", &[], &["-a", f]),
        ("attach_as", &[], &["--attach-as", pair]),
        (
            "attach_type",
            &["-a", f],
            &["--attach-type", "f.txt=text/csv"],
        ),
        ("inline", &["--html", f], &["--inline", pair]),
        ("header", &[], &["-H", "X-A: b"]),
        ("reply_to", &[], &["--reply-to", "r@x"]),
        ("in_reply_to", &[], &["--in-reply-to", "p@x"]),
        ("references", &[], &["--references", "p@x"]),
        ("date", &[], &["--date", "2026-01-01"]),
        ("message_id", &[], &["--message-id", "m@x"]),
        ("auto", &[], &["--auto"]),
        ("skip_empty", &["--body", ""], &["--skip-empty"]),
        ("lossy", &["--charset", "us-ascii"], &["--lossy"]),
    ];
    // The one flag for the text of a composed message and for the header of a ready-made one.
    let charset: &[(&str, &[&str], &[&str])] = &[
        ("charset", &[], &["--charset", "latin-1"]),
        ("charset", &["-m", "-"], &["--charset", "latin-1"]),
    ];
    let ready_made: &[(&str, &[&str], &[&str])] = &[
        ("message", &[], &["-m", "-"]),
        ("as_is", &["-m", "-"], &["--as-is"]),
        ("set_from", &["-m", "-"], &["--set-from", "s@x"]),
        ("read_headers", &["-m", "-"], &["--read-headers"]),
    ];
    for (group, table) in [("Composing", composing), ("ReadyMade", ready_made)] {
        let ids: Vec<&str> = table.iter().map(|(id, _, _)| *id).collect();
        assert_eq!(members(group), ids);
    }
    for (id, needs, flag) in [composing, ready_made, charset].concat() {
        let result = |flag: &[&str]| {
            let args = [&["x@y"], needs, flag].concat();
            let stdin = "To: t@x\nSubject: \u{e9}\n\n\u{e9}\n";
            let made = run(&args, stdin.as_bytes()).ok()?;
            made.first()
                .map(|m| (m.envelope.clone(), content(m), m.is_skipped))
        };
        let with_it = result(flag);
        assert!(with_it.is_some(), "{id}");
        assert_ne!(result(&[]), with_it, "{id}");
    }
}
