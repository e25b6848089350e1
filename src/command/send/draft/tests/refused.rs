//! Command lines that send nothing.

use super::run;
use crate::address::AddressError;
use crate::command::send::draft::Problem;
use crate::message::Fault;
use crate::{compose, message};

/// Whose fault the error of a command line is, as its typed root tells.
fn fault(error: &anyhow::Error) -> Option<Fault> {
    if let Some(problem) = error.downcast_ref::<Problem>() {
        return Some(problem.fault());
    }
    if let Some(error) = error.downcast_ref::<compose::Error>() {
        return Some(error.fault());
    }
    if let Some(error) = error.downcast_ref::<message::Error>() {
        return Some(error.fault());
    }
    error.downcast_ref::<AddressError>().map(|_| Fault::Data)
}

#[test]
fn bad_command_lines() {
    let table: &[(&[&str], &[u8], Fault)] = &[
        (&["-s", "x"], b"", Fault::Usage),
        (&["-t", "a"], b"", Fault::Data),
        (&["-t", ""], b"", Fault::Data),
        (&["a@b", "-s", "x\r\nBcc: y@z"], b"", Fault::Data),
        (&["a@b", "-s", "x\u{85}y"], b"", Fault::Data),
        (&["a@b", "-H", "From: x@y"], b"", Fault::Usage),
        (&["a@b", "-H", "content-type: x/y"], b"", Fault::Usage),
        (&["a@b", "-H", "X"], b"", Fault::Data),
        (&["a@b", "-H", "X: a\nb"], b"", Fault::Data),
        (&["a@b", "-H", "Subject: x", "-s", "y"], b"", Fault::Usage),
        (&["a@b", "--charset", "klingon"], b"", Fault::Usage),
        (&["a@b"], b"\xff", Fault::Data),
        (&["a@b", "-a", "/nonexistent"], b"", Fault::NoInput),
        (&["a@b", "-a", "/"], b"", Fault::NoInput),
        (&["a@b", "-a", "/dev/zero"], b"", Fault::NoInput),
        (&["a@b", "--body-file", "/"], b"", Fault::NoInput),
        (&["a@b", "--html", "/dev/zero"], b"", Fault::NoInput),
        (&["a@b", "-a", "-", "--body-file", "-"], b"", Fault::Usage),
        (&["a@b", "-m", "-", "-s", "x"], b"", Fault::Usage),
        (&["a@b", "-m", "-"], b"no header\n", Fault::Data),
        (&["a@b", "-m", "-"], b"", Fault::Data),
        (&["a@b", "-m", "-"], b"A: b\nno header\n", Fault::Data),
        (&["a@b", "-m", "/nonexistent"], b"", Fault::NoInput),
        (&["a@b", "--inline", "x=y"], b"", Fault::Usage),
        (&["a@b", "--attach-type", "x=text/plain"], b"", Fault::Usage),
        (&["a@b", "--date", "yesterday"], b"", Fault::Data),
        (&["a@b", "--message-id", "x"], b"", Fault::Data),
        (&["a@b", "--envid", "x\u{1}"], b"", Fault::Data),
        (&["a@b", "--mail-from", "x"], b"", Fault::Data),
        (
            &["a@b", "--attach-as", "a\u{7}=/dev/null"],
            b"",
            Fault::Data,
        ),
        (
            &["a@b", "--attach-as", "a=b", "-H", "X: \0"],
            b"",
            Fault::Data,
        ),
        (&["a@b", "-a", "a\nb"], b"", Fault::Data),
        (
            &["a@b", "--html", "/dev/null", "--inline", "a\tb=/dev/null"],
            b"",
            Fault::Data,
        ),
        (
            &["a@b", "-a", "/dev/null", "--attach-type", "null=x"],
            b"",
            Fault::Data,
        ),
        (
            &[
                "a@b",
                "-a",
                "/dev/null",
                "--attach-type",
                "null=multipart/mixed",
            ],
            b"",
            Fault::Data,
        ),
        (
            &[
                "a@b",
                "-a",
                "/dev/null",
                "--attach-type",
                "null=a/b; x=\"\n\"",
            ],
            b"",
            Fault::Data,
        ),
        (
            &[
                "a@b",
                "-a",
                "/dev/null",
                "--attach-type",
                "null=message/rfc822",
            ],
            b"",
            Fault::Data,
        ),
        (&["a@b", "--attach-as", "x"], b"", Fault::Usage),
        (
            &["a@b", "--body", "x", "--body-file", "/dev/null"],
            b"",
            Fault::Usage,
        ),
        (&["a@b", "--references", "x y"], b"", Fault::Data),
        (&["a@b", "--in-reply-to", ""], b"", Fault::Data),
        (&["a@b", "-f", "a@b, c@d"], b"", Fault::Data),
        (
            &["a@b", "-H", "Sender: x@y", "-H", "sender: x@z"],
            b"",
            Fault::Usage,
        ),
        (
            &["a@b", "--auto", "-H", "Auto-Submitted: no"],
            b"",
            Fault::Usage,
        ),
        (
            &["-m", "-", "--read-headers"],
            b"From: x@y\nTo: bad\n\n",
            Fault::Data,
        ),
        (
            &["-m", "-", "--read-headers"],
            b"From: x@y\n\n",
            Fault::Usage,
        ),
        (
            &["-m", "-", "--read-headers"],
            b"From: x@y\nFrom: z@y\nTo: a@b\n\n",
            Fault::Data,
        ),
    ];
    for (args, stdin, expected) in table {
        match run(args, stdin) {
            Ok(_) => panic!("{args:?} was taken"),
            Err(error) => assert_eq!(fault(&error), Some(*expected), "{args:?}: {error:#}"),
        }
    }
}
