//! Malformed addresses, header fields and texts: the error names the value, and nothing is connected.

use clap::CommandFactory;
use mailcall::cli::Cli;

use crate::support::{NOTE, Test};

/// Runs `mailcall send` with these words and the last arguments; it must not connect to the server.
#[track_caller]
fn refused(words: &str, last: &[&str], exit: i32, stderr: &str) {
    Test::new()
        .words("send --host 127.0.0.1 --port {port} --tls none")
        .words(words)
        .args(last.iter().copied())
        .file("note.eml", "Subject: a\r\n\r\nb\r\n")
        .file("nul.eml", "Subject: a\n\nb\0\n")
        .file("8bit.eml", "Subject: a\n\n\u{e9}\n")
        .file("no-header", "\r\nno header here\r\n")
        .file("text", "just words\nand more\n")
        .file("latin", b"caf\xe9\n".to_vec())
        .file("undefined", b"a\x81b\n".to_vec())
        .stdin("body\n")
        .stderr(stderr)
        .exit(exit)
        .once()
        .run();
}

/// The same for a message from Joe to Ann.
#[track_caller]
fn refused_note(words: &str, last: &[&str], exit: i32, stderr: &str) {
    refused(
        &format!("-f joe@example.org ann@example.net {words}"),
        last,
        exit,
        stderr,
    );
}

#[test]
fn malformed_addresses() {
    // A line break would add a command; a second @ or a blank would change the recipient.
    let long_local = format!("{}@example.net", "l".repeat(65));
    for (address, why) in [
        ("ann", "the domain is missing, expected user@domain"),
        ("ann@", "the domain is malformed"),
        (
            "@example.net",
            "a name and an address are written `Name <user@domain>`",
        ),
        ("ann@@example.net", "there are two @"),
        ("a@b@example.net", "there are two @"),
        (
            "ann@example.net\r\nRCPT TO:<eve@example.net>",
            "control characters are not allowed",
        ),
        ("ann@example.net\n", "control characters are not allowed"),
        ("ann\r@example.net", "control characters are not allowed"),
        ("ann@exam ple.net", "expected a comma between addresses"),
        ("<ann@example.net", "expected > after the address"),
        (
            "Ann <ann@example.net> Bob",
            "expected a comma between addresses",
        ),
        ("ann@example..net", "the domain is malformed"),
        (
            "a..b@example.net",
            "the part before @ has a misplaced dot or a character that needs quotes",
        ),
        (&long_local, "the part before @ is longer than 64 octets"),
        ("", "an address is missing"),
        (
            "an\u{200b}n@example.net",
            "it contains the invisible character \\u{200b}",
        ),
        (
            "ann@example.net\u{feff}",
            "it contains the invisible character \\u{feff}",
        ),
    ] {
        let says = |flag| format!("mailcall: {flag}: {address:?} is not an address: {why}\n");
        refused("-f joe@example.org -t", &[address], 65, &says("--to"));
        refused("-f joe@example.org", &[address], 65, &says("recipient"));
        refused("-t ann@example.net -f", &[address], 65, &says("--from"));
        refused("-f joe@example.org --rcpt", &[address], 65, &says("--rcpt"));
    }
}

#[test]
fn addresses_that_are_too_long() {
    let long = format!("a@{}.net", "d.".repeat(130));
    let shown = format!("a@{}d....", "d.".repeat(58));
    refused(
        "-f joe@example.org",
        &[&long],
        65,
        &format!(
            "mailcall: recipient: \"{shown}\" is not an address: \
             the domain is longer than 255 octets\n"
        ),
    );
}

#[test]
fn no_recipient_or_no_author() {
    refused(
        "-f joe@example.org",
        &[],
        64,
        "mailcall: no recipients (give them as arguments or with --to, --cc, --bcc)\n",
    );
    refused(
        "ann@example.net",
        &[],
        64,
        "mailcall: no author is given: use --from ADDR or MAILCALL_FROM \
         (or --user with a mail address)\n",
    );
}

#[test]
fn malformed_header_fields() {
    // A line break in a value would add a header field.
    for header in ["no colon", ": value", "X Y: value", "X-\u{e9}: a"] {
        let stderr = format!("mailcall: the header field {header:?}: expected \"Name: value\"\n");
        refused_note("--body x -H", &[header], 65, &stderr);
    }
    for header in ["X-Y: a\r\nBcc: eve@example.net", "X-Y: a\nb", "X-Y: \u{7}"] {
        let stderr = format!("mailcall: a header field contains a control character: {header:?}\n");
        refused_note("--body x -H", &[header], 65, &stderr);
    }
    for (header, why) in [
        (
            "Content-Type: text/html",
            "Content-Type: use --html, --attach or --attach-type",
        ),
        ("Bcc: eve@example.net", "Bcc: use --bcc"),
        ("MIME-Version: 2.0", "MIME-Version: it is always 1.0"),
    ] {
        let stderr = format!("mailcall: --header cannot set {why}\n");
        refused_note("--body x -H", &[header], 64, &stderr);
    }
    refused_note(
        "--body x -s",
        &["a\r\nBcc: eve@example.net"],
        65,
        "mailcall: Subject contains a control character: \"a\\r\\nBcc: eve@example.net\"\n",
    );
    refused_note(
        "--body x --reply-to",
        &["a@b\r\nBcc: e@example.net"],
        65,
        "mailcall: --reply-to: \"a@b\\r\\nBcc: e@example.net\" is not an address: \
         control characters are not allowed\n",
    );
}

#[test]
fn malformed_ehlo_names() {
    for name in ["a b", "a\r\nQUIT"] {
        let stderr = format!(
            "mailcall: invalid value for --helo: {name:?}: \
             expected a domain name or an address literal such as [192.0.2.1]\n"
        );
        refused_note("--helo", &[name], 65, &stderr);
    }
    refused_note(
        "--helo",
        &["192.0.2.1"],
        65,
        "mailcall: invalid value for --helo: \"192.0.2.1\": an IP address needs brackets: [192.0.2.1]\n",
    );
    refused_note(
        "--helo",
        &[""],
        64,
        "mailcall: --helo is given an empty value\n",
    );
}

#[test]
fn a_file_is_named_whatever_the_error_says() {
    // The name is a word of the error's own text, and of many others.
    for name in ["a", "it", "message"] {
        Test::new()
            .nobody()
            .file(name, "no header fields\n")
            .words(&format!(
                "send --host h.test -m {name} -f a@b.test c@d.test"
            ))
            .fails(
                65,
                format!("{name}: it has no header fields, so it is not a message"),
            )
            .run();
    }
}

#[test]
fn unreadable_and_malformed_content() {
    let missing = "No such file or directory (os error 2)";
    let another = "--charset NAME reads another charset, --lossy replaces such octets";
    let no_message = "it has no header fields, so it is not a message";
    for (words, exit, stderr) in [
        (
            "--body-file nowhere",
            66,
            format!("cannot open nowhere: {missing}"),
        ),
        (
            "--body-file .",
            66,
            "cannot open .: it is a directory".into(),
        ),
        (
            "-m nowhere.eml",
            66,
            format!("cannot open nowhere.eml: {missing}"),
        ),
        (
            "--body-file .",
            66,
            "cannot open .: it is a directory".into(),
        ),
        ("-m no-header", 65, format!("no-header: {no_message}")),
        ("-m text", 65, format!("text: {no_message}")),
        ("-m -", 65, format!("-: {no_message}")),
        (
            "-m nul.eml",
            65,
            "nul.eml: it has a NUL at octet 13, which mail cannot carry".into(),
        ),
        (
            "--body x -a 8bit.eml --attach-type 8bit.eml=message/rfc822",
            65,
            "8bit.eml cannot be attached as message/rfc822: \
             it is not a message of ASCII in lines of at most 998 octets without NUL"
                .into(),
        ),
        (
            "--body-file latin",
            65,
            format!("latin is not UTF-8 text at octet 3 ({another})"),
        ),
        (
            "--html latin -q",
            65,
            format!("latin is not UTF-8 text at octet 3 ({another})"),
        ),
        (
            "--body-file latin --charset ANSI_X3.4-1968",
            65,
            "latin is not US-ASCII text at octet 3 \
             (--charset utf-8 reads UTF-8, --lossy replaces such octets)"
                .into(),
        ),
        (
            "--body-file undefined --charset cp1252",
            65,
            format!("undefined is not windows-1252 text at octet 1 ({another})"),
        ),
    ] {
        refused_note(words, &[], exit, &format!("mailcall: {stderr}\n"));
    }
}

#[test]
fn an_unknown_charset() {
    for name in ["klingon", "x-user-defined", "utf-7"] {
        let stderr = format!(
            "mailcall: --charset: unknown charset {name:?}; known are UTF-8, UTF-16, US-ASCII, ISO-8859-1 to -16, \
             windows-1250 to -1258, windows-874, GB18030, GBK, GB2312, Big5, Shift_JIS, EUC-JP, ISO-2022-JP, EUC-KR, \
             KOI8-R, KOI8-U, IBM866, macintosh, and their aliases\n"
        );
        refused_note("--charset", &[name], 64, &stderr);
    }
}

/// The flags of the group that clap makes of a struct of flags, as they are written, each with a value if it takes one.
fn flags_of(group: &str) -> Vec<String> {
    let cli = Cli::command();
    let send = cli.find_subcommand("send").expect("send");
    let group = send.get_groups().find(|found| found.get_id() == group);
    let members: Vec<_> = group.expect("a group").get_args().collect();
    send.get_arguments()
        .filter(|argument| members.contains(&argument.get_id()))
        .map(|argument| {
            let long = argument.get_long().expect("a long flag");
            match argument.get_action().takes_values() {
                true => format!("--{long} x"),
                false => format!("--{long}"),
            }
        })
        .collect()
}

#[test]
fn a_flag_that_composes_excludes_a_ready_made_message() {
    let flags = flags_of("Composing");
    assert!(flags.len() >= 16, "{flags:?}");
    for words in flags {
        let flag = words.split(' ').next().expect("a flag");
        let stderr = format!(
            "mailcall: {flag} cannot be used with --message: it composes a message, \
             and --message sends a ready-made one\n"
        );
        refused_note(&format!("-m note.eml {words}"), &[], 64, &stderr);
    }
}

#[test]
fn a_flag_of_ready_made_messages_needs_one() {
    for words in flags_of("ReadyMade") {
        let flag = words.split(' ').next().expect("a flag");
        if flag != "--message" {
            let stderr = format!("mailcall: {flag} needs --message\n");
            refused_note(&format!("--body x {words}"), &[], 64, &stderr);
        }
    }
}

#[test]
fn flags_that_exclude_each_other() {
    for (words, one, other) in [
        (
            "--body x --body-file text",
            "--body <TEXT>",
            "--body-file <FILE>",
        ),
        ("--dry-run --print --body x", "--dry-run", "--print"),
    ] {
        let stderr = format!(
            "mailcall: the argument '{one}' cannot be used with '{other}'\n  \
             example: df -h | mailcall send -s 'Disk report' ann@example.org bob@example.org\n  \
             help:    mailcall send --help\n"
        );
        refused_note(words, &[], 64, &stderr);
    }
    refused_note(
        "--body x --inline logo=text",
        &[],
        64,
        "mailcall: --inline needs --html, which refers to the image\n",
    );
}

#[test]
fn an_envelope_is_not_read_from_a_field_that_does_not_decode() {
    let message = b"From: joe@example.org\nTo: <j\xfcrgen@example.net>\nSubject: x\n\nhi\n";
    Test::send("nobody")
        .nobody()
        .words("--tls none -m - --read-headers")
        .stdin(message)
        .stderr(
            "mailcall: -: the field To is not UTF-8 at octet 6 of the field, 0xfc (--charset NAME reads header fields of \
             another charset)\n",
        )
        .exit(65)
        .run();
}

#[test]
fn a_header_field_that_has_no_ascii_form_is_not_sent() {
    let message = |field: &str| format!("{field}\r\n{NOTE}");
    let as_is = "(--as-is sends header fields unchanged, if the server offers SMTPUTF8)";
    for (field, stderr) in [
        (
            "References: <\u{e9}@x>",
            format!(
                "the field References contains \"\u{e9}\" in a place where mail cannot encode it {as_is}"
            ),
        ),
        (
            "Cc: \u{e9}@example.net",
            format!(
                "the field Cc contains \"\u{e9}\" outside of names and comments, so mail cannot encode it {as_is}"
            ),
        ),
    ] {
        refused_stdin(&message(field), &format!("mailcall: -: {stderr}\n"));
    }
}

/// A ready-made message on stdin that is not sent.
fn refused_stdin(message: &str, stderr: &str) {
    Test::send("nobody")
        .nobody()
        .words("--tls none -m - -f joe@example.org ann@example.net")
        .stdin(message)
        .stderr(stderr)
        .exit(65)
        .run();
}
