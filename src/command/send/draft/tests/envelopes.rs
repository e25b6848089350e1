//! The envelopes of command lines and messages.

use super::{Note, Piped, run, run_with};
use crate::address::ForwardPath;
use crate::cli::send::Send;
use crate::command::send::draft::{FromAccount, messages_with};
use crate::message::Message;
use crate::message::stamp::Stamp;

/// Reverse-path and forward-paths of the one message that a command line makes.
fn envelope(args: &[&str], stdin: &str) -> (String, String) {
    let made = run(args, stdin.as_bytes());
    let message = match made.as_deref() {
        Ok([message]) => message,
        other => panic!("{args:?}: {other:?}"),
    };
    let paths = message.envelope.forward_paths.iter();
    let paths: Vec<String> = paths.map(ForwardPath::wire).collect();
    (message.envelope.reverse_path.wire(), paths.join(" "))
}

#[test]
fn envelopes() {
    let ready = "From: \"A\" <a@b.org>\nSender: s@b.org\nTo: t@x.org, G: g@x.org;\nCc: c@x.org\nBcc: h@x.org\n\nx\n";
    let no_sender = "From: A (x) <a@b.org>, b@b.org\nTo: t@x.org\n\nx\n";
    let table: &[(&[&str], &str, &str, &str)] = &[
        (&["x@y"], "", "<me@example.com>", "<x@y>"),
        (&["x@y", "-f", "F <f@g>"], "", "<f@g>", "<x@y>"),
        (&["x@y", "--mail-from", ""], "", "<>", "<x@y>"),
        (&["x@y", "--mail-from", "<>"], "", "<>", "<x@y>"),
        (
            &["x@y", "-f", "f@g", "--mail-from", "m@n"],
            "",
            "<m@n>",
            "<x@y>",
        ),
        (
            &["x@y", "-t", "z@y", "-c", "c@y", "-b", "b@y"],
            "",
            "<me@example.com>",
            "<x@y> <z@y> <c@y> <b@y>",
        ),
        (
            &["x@y", "-t", "X@y,x@Y", "-c", "x@y"],
            "",
            "<me@example.com>",
            "<x@y> <X@y>",
        ),
        (
            &["x@y", "-b", "G: b@y, c@y;", "--rcpt", "r@y, q@y"],
            "",
            "<me@example.com>",
            "<r@y> <q@y>",
        ),
        (
            &["a@例子.中国"],
            "",
            "<me@example.com>",
            "<a@xn--fsqu00a.xn--fiqs8s>",
        ),
        (
            &["用户@例子.中国"],
            "",
            "<me@example.com>",
            "<用户@例子.中国>",
        ),
        (&["\"a b\"@y"], "", "<me@example.com>", "<\"a b\"@y>"),
        (&["--print"], "", "<me@example.com>", ""),
        (&["x@y", "-m", "-"], ready, "<me@example.com>", "<x@y>"),
        (
            &["-m", "-", "--read-headers"],
            ready,
            "<s@b.org>",
            "<t@x.org> <g@x.org> <c@x.org> <h@x.org>",
        ),
        (
            &["-m", "-", "--read-headers", "x@y"],
            ready,
            "<s@b.org>",
            "<x@y> <t@x.org> <g@x.org> <c@x.org> <h@x.org>",
        ),
        (
            &["-m", "-", "--read-headers", "--rcpt", "x@y"],
            ready,
            "<s@b.org>",
            "<x@y>",
        ),
        (
            &["-m", "-", "--read-headers", "-f", "f@g"],
            ready,
            "<f@g>",
            "<t@x.org> <g@x.org> <c@x.org> <h@x.org>",
        ),
        (
            &["-m", "-", "--read-headers", "--mail-from", ""],
            ready,
            "<>",
            "<t@x.org> <g@x.org> <c@x.org> <h@x.org>",
        ),
        (
            &["-m", "-", "--read-headers"],
            no_sender,
            "<a@b.org>",
            "<t@x.org>",
        ),
        (
            &["-m", "-", "--read-headers", "--set-from", "n@o"],
            no_sender,
            "<n@o>",
            "<t@x.org>",
        ),
        (
            &["-m", "-", "--read-headers"],
            "To: t@x.org\n\nx",
            "<me@example.com>",
            "<t@x.org>",
        ),
    ];
    for (args, stdin, reverse, forward) in table {
        let expected = ((*reverse).to_owned(), (*forward).to_owned());
        assert_eq!(envelope(args, stdin), expected, "{args:?}");
    }
}

#[test]
fn names_without_a_domain_are_completed() {
    let account = FromAccount {
        domain: Some("example.com".to_owned()),
        ..FromAccount::default()
    };
    let send = Send {
        recipients: vec!["root".to_owned()],
        from: Some("cron".to_owned()),
        ..Send::default()
    };
    let stamp = Stamp::fixed("D", 0);
    let mut stdin = Piped(b"");
    let mut notes = |_| {};
    let made = messages_with(&send, &account, &mut stdin, &mut notes, stamp);
    let made: anyhow::Result<Vec<Message>> = made.and_then(super::collected);
    let made = made.unwrap_or_else(|error| panic!("{error:#}"));
    assert_eq!(made[0].envelope.reverse_path.wire(), "<cron@example.com>");
    assert_eq!(
        made[0].envelope.forward_paths[0].wire(),
        "<root@example.com>"
    );
}

#[test]
fn an_envelope_from_fields_that_other_programs_wrote() {
    let stdin = "From: Doe, John <@r.example:a@b.org>\nTo: x@y.org, [JIRA] Bot <t@x.org>\nCc: \"a, b\" <c@x.org>\n\n";
    let mut notes = Vec::new();
    let made = run_with(
        &["-m", "-", "--read-headers"],
        &mut Piped(stdin.as_bytes()),
        &mut |note| notes.push(note),
    );
    let made = made.unwrap_or_else(|error| panic!("{error:#}"));
    assert_eq!(made[0].envelope.reverse_path.wire(), "<a@b.org>");
    let paths: Vec<String> = made[0]
        .envelope
        .forward_paths
        .iter()
        .map(ForwardPath::wire)
        .collect();
    assert_eq!(paths, ["<x@y.org>", "<t@x.org>", "<c@x.org>"]);
    let warning = |field, name| {
        Note::Warning(format!(
            "-: {field}: \"{name}\" is not an address; it was read as a name without quotes"
        ))
    };
    assert_eq!(
        notes,
        [warning("To", "[JIRA] Bot"), warning("From", "Doe, John")]
    );
}
