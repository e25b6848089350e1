//! Command lines that are refused.

use super::run;
use crate::exit::{Failure, Kind};

/// The kind of the error; clap's refusals are those of usage, as in the program.
fn kind(error: &anyhow::Error) -> Kind {
    match error.downcast_ref::<clap::Error>() {
        Some(_) => Kind::Usage,
        None => Failure::of(error).kind,
    }
}

#[test]
fn bad_command_lines() {
    let table: &[(&[&str], &[u8], Kind)] = &[
        (&["-s", "x"], b"", Kind::Usage),
        (&["-t", "a"], b"", Kind::Data),
        (&["-t", ""], b"", Kind::Data),
        (&["a@b", "-s", "x\r\nBcc: y@z"], b"", Kind::Data),
        (&["a@b", "-s", "x\u{85}y"], b"", Kind::Data),
        (&["a@b", "-H", "From: x@y"], b"", Kind::Usage),
        (&["a@b", "-H", "content-type: x/y"], b"", Kind::Usage),
        (&["a@b", "-H", "X"], b"", Kind::Data),
        (&["a@b", "-H", "X: a\nb"], b"", Kind::Data),
        (&["a@b", "-H", "Subject: x", "-s", "y"], b"", Kind::Usage),
        (&["a@b", "--charset", "klingon"], b"", Kind::Usage),
        (&["a@b"], b"\xff", Kind::Data),
        (&["a@b", "-a", "/nonexistent"], b"", Kind::NoInput),
        (&["a@b", "-a", "/"], b"", Kind::NoInput),
        (&["a@b", "-a", "/dev/zero"], b"", Kind::NoInput),
        (&["a@b", "--body-file", "/"], b"", Kind::NoInput),
        (&["a@b", "--html", "/dev/zero"], b"", Kind::NoInput),
        (&["a@b", "-a", "-", "--body-file", "-"], b"", Kind::Usage),
        (&["a@b", "-m", "-", "-s", "x"], b"", Kind::Usage),
        (&["a@b", "--as-is"], b"", Kind::Usage),
        (
            &["a@b", "-m", "-", "--as-is", "--charset", "latin1"],
            b"A: b\n\n",
            Kind::Usage,
        ),
        (&["a@b", "-H", "Received: x"], b"", Kind::Usage),
        (&["a@b", "-H", "DKIM-Signature: x"], b"", Kind::Usage),
        (&["a@b", "-H", "ARC-Seal: x"], b"", Kind::Usage),
        (&["a@b", "-H", "Sender: x@y, z@y"], b"", Kind::Data),
        (&["a@b", "-H", "Sender: G: x@y;"], b"", Kind::Data),
        (&["a@b", "-H", "List-Id: \u{e9} <x.y>"], b"", Kind::Data),
        (&["a@b", "-H", "Supersedes: <\u{e9}@x>"], b"", Kind::Data),
        (&["a@b", "--set-from", "x@y"], b"", Kind::Usage),
        (&["a@b", "--read-headers"], b"", Kind::Usage),
        (&["a@b", "-m", "-"], b"no header\n", Kind::Data),
        (&["a@b", "-m", "-"], b"", Kind::Data),
        (&["a@b", "-m", "-"], b"A: b\nno header\n", Kind::Data),
        (&["a@b", "-m", "/nonexistent"], b"", Kind::NoInput),
        (&["a@b", "--inline", "x=y"], b"", Kind::Usage),
        (&["a@b", "--attach-type", "x=text/plain"], b"", Kind::Usage),
        (&["a@b", "--date", "yesterday"], b"", Kind::Data),
        (&["a@b", "--message-id", "x"], b"", Kind::Data),
        (&["a@b", "--envid", "x\u{1}"], b"", Kind::Data),
        (&["a@b", "--mail-from", "x"], b"", Kind::Data),
        (&["a@b", "--attach-as", "a\u{7}=/dev/null"], b"", Kind::Data),
        (
            &["a@b", "--attach-as", "a=b", "-H", "X: \0"],
            b"",
            Kind::Data,
        ),
        (&["a@b", "-a", "a\nb"], b"", Kind::Data),
        (
            &["a@b", "--html", "/dev/null", "--inline", "a\tb=/dev/null"],
            b"",
            Kind::Data,
        ),
        (
            &["a@b", "-a", "/dev/null", "--attach-type", "null=x"],
            b"",
            Kind::Data,
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
            Kind::Data,
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
            Kind::Data,
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
            Kind::Data,
        ),
        (&["a@b", "--attach-as", "x"], b"", Kind::Usage),
        (
            &["a@b", "--body", "x", "--body-file", "/dev/null"],
            b"",
            Kind::Usage,
        ),
        (&["a@b", "--references", "<x y>"], b"", Kind::Data),
        (&["a@b", "--in-reply-to", ""], b"", Kind::Data),
        (&["a@b", "-f", "a@b, c@d"], b"", Kind::Data),
        (
            &["a@b", "-H", "Sender: x@y", "-H", "sender: x@z"],
            b"",
            Kind::Usage,
        ),
        (
            &["a@b", "--auto", "-H", "Auto-Submitted: no"],
            b"",
            Kind::Usage,
        ),
        (
            &["-m", "-", "--read-headers"],
            b"From: x@y\nTo: bad\n\n",
            Kind::Data,
        ),
        (
            &["-m", "-", "--read-headers"],
            b"From: x@y\n\n",
            Kind::Usage,
        ),
        (
            &["-m", "-", "--read-headers"],
            b"From: x@y\nFrom: z@y\nTo: a@b\n\n",
            Kind::Data,
        ),
    ];
    for (args, stdin, expected) in table {
        match run(args, stdin) {
            Ok(_) => panic!("{args:?} was accepted"),
            Err(error) => assert_eq!(kind(&error), *expected, "{args:?}: {error:#}"),
        }
    }
}

/// The texts of an error and of its sources, first the outermost.
fn chain(args: &[&str], stdin: &[u8]) -> Vec<String> {
    match run(args, stdin) {
        Ok(_) => panic!("{args:?} was accepted"),
        Err(error) => error.chain().map(ToString::to_string).collect(),
    }
}

#[test]
fn an_error_names_its_file_once() {
    let place = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let path = place.path().join("a").display().to_string();
    let missing = "No such file or directory (os error 2)";
    assert_eq!(
        chain(&["a@b", "-m", &path], b""),
        [format!("cannot open {path}"), missing.to_owned()]
    );
    assert!(std::fs::write(&path, "no header\n").is_ok());
    assert_eq!(
        chain(&["a@b", "-m", &path], b""),
        [
            path.as_str(),
            "it has no header fields, so it is not a message"
        ]
    );
    assert_eq!(
        chain(
            &["-m", "-", "--read-headers"],
            b"From: x@y\nFrom: z@y\nTo: a@b\n\n"
        ),
        ["-", "it has more than one From field"]
    );
    assert_eq!(
        chain(&["-m", "-", "--read-headers"], b"From: x@y\nTo: bad\n\n"),
        [
            "-",
            "To",
            "\"bad\" is not an address: the domain is missing, expected user@domain"
        ]
    );
    assert_eq!(
        chain(&["a@b", "--body-file", "/nonexistent"], b""),
        ["cannot open /nonexistent", missing]
    );
}

#[test]
fn an_envelope_is_not_read_from_a_field_that_does_not_decode() {
    let message =
        |field: &[u8], value: &[u8]| [b"Subject: s\n", field, b": ", value, b"\n\nhi\n"].concat();
    for field in ["To", "Cc", "Bcc", "From", "Sender"] {
        let others = b"\nFrom: me@example.org\nTo: you@example.org";
        let value = [&b"<j\xfcrgen@example.org>"[..], others].concat();
        // Only the first From counts here: two of them are another error.
        let value = if field == "From" {
            b"<j\xfcrgen@example.org>\nTo: you@example.org".to_vec()
        } else {
            value
        };
        let stdin = message(field.as_bytes(), &value);
        let offset = field.len() + ": <j".len();
        assert_eq!(
            chain(&["-m", "-", "--read-headers"], &stdin),
            [
                "-".to_owned(),
                format!("the field {field} is not UTF-8 at octet {offset} of the field, 0xfc")
            ],
        );
    }
    // U+FFFD in UTF-8: another program decoded the field and lost the octet.
    assert_eq!(
        chain(
            &["-m", "-", "--read-headers"],
            "From: a@b\nTo: j\u{fffd}rgen@example.org\n\n".as_bytes()
        ),
        [
            "-",
            "To",
            "\"j\\u{fffd}rgen@example.org\" is not an address: it contains \\u{fffd}, which replaces octets that could not be decoded"
        ]
    );
}

#[test]
fn raw_header_fields_that_are_not_sent() {
    let table: &[(&[&str], &[u8], &str)] = &[
        (
            &[],
            b"Subject: \xdcberwachung\n\n",
            "the field Subject is not UTF-8 at octet 9 of the field, 0xdc",
        ),
        (
            &["--charset", "us-ascii"],
            "Subject: é\n\n".as_bytes(),
            "the field Subject is not US-ASCII at octet 9 of the field, 0xc3",
        ),
        (
            &["--charset", "latin1"],
            b"To: j\xfcrgen@example.org\n\n",
            "the field To contains \"ü\" outside of names and comments, so mail cannot encode it",
        ),
        (
            &["--as-is"],
            b"Subject: \xdcberwachung\n\n",
            "the field Subject is not UTF-8 at octet 9 of the field, 0xdc, and --as-is sends it unchanged",
        ),
        (
            &[],
            "References: <é@x>\n\n".as_bytes(),
            "the field References contains \"é\" in a place where mail cannot encode it",
        ),
    ];
    for (flags, stdin, error) in table {
        let args = [&["a@b", "-m", "-"], *flags].concat();
        assert_eq!(chain(&args, stdin), ["-", *error], "{flags:?}");
    }
    // What is not sent may be anything.
    assert!(
        run(
            &["a@b", "-m", "-", "--set-from", "x@y"],
            b"A: b\nBcc: \xfc\nFrom: \xfc\n\n"
        )
        .is_ok()
    );
}
