//! Bad input: a message that names the value and what was expected, the exit, and nobody is
//! connected to.

use crate::support::Test;

/// Runs `mailcall` with everything needed and these arguments; the server must stay alone.
#[track_caller]
fn refused(arguments: &[&str], exit: i32, stderr: &str) {
    Test::new()
        .args(arguments.iter().copied())
        .args(["--host", "127.0.0.1", "--port", "{port}", "--tls", "none"])
        .by_joe()
        .file("note.eml", "Subject: a\r\n\r\nb\r\n")
        .file("no-header", "\r\nno header here\r\n")
        .file("text", "just words\nand more\n")
        .file("latin", b"caf\xe9\n".to_vec())
        .stdin("body\n")
        .stderr(stderr)
        .exit(exit)
        .once()
        .run();
}

const SEND: [&str; 4] = ["send", "-f", "joe@example.org", "ann@example.net"];

#[test]
fn no_command_or_an_unknown_one() {
    Test::new().stderr("").exit(64).run();
    for (word, stderr) in [("sned", ""), ("delete", ""), ("zzz", "")] {
        Test::new()
            .args([word])
            .stderr(stderr)
            .exit(64)
            .once()
            .run();
    }
    Test::new()
        .args(["stat", "--hots", "x"])
        .stderr("")
        .exit(64)
        .once()
        .run();
}

#[test]
fn messages_that_cannot_be_named() {
    for word in [
        "0",
        "x",
        "5-2",
        "-",
        "1-2-3",
        "",
        "1.5",
        "+1",
        "0-3",
        "99999999999999999999",
        "1,2",
    ] {
        let stderr = format!(
            "mailcall: {word:?} names no message: \
             expected a number from 1 (3), a range (2-5), or an open range (7-)\n"
        );
        for command in ["dele", "retr", "list"] {
            refused(&[command, word], 64, &stderr);
        }
    }
    refused(&["dele", "1\r\nDELE 2"], 65, "");
    for (arguments, exit, stderr) in [
        (&["dele"][..], 64, ""),
        (&["retr"], 64, ""),
        (&["dele", "--all", "1"], 64, ""),
        (&["retr", "--all", "1", "--mbox", "-"], 64, ""),
        (&["dele", "--uid", ""], 64, ""),
        (&["dele", "--uid", "a\r\nDELE 1"], 65, ""),
        (&["dele", "--last", "0"], 64, ""),
        (&["dele", "--last", "x"], 64, ""),
        (&["dele", "--last", ""], 64, ""),
        (&["dele", "1", "--new"], 64, ""),
    ] {
        refused(arguments, exit, stderr);
    }
}

#[test]
fn addresses_that_are_none() {
    // I01, I04, I09, I14
    let long_local = format!("{}@example.net", "l".repeat(65));
    let long_domain = format!("a@{}.net", "d.".repeat(130));
    for (address, why) in [
        ("ann", "expected user@domain, the domain is missing"),
        ("ann@", "the domain is malformed"),
        (
            "@example.net",
            "a name and its address need `Name <user@domain>`",
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
            "the part before @ holds what only quotes allow, or a misplaced dot",
        ),
        (&long_local, "the part before @ is longer than 64 octets"),
    ] {
        let says = |flag| format!("mailcall: {flag}: {address:?} is not an address: {why}\n");
        refused(
            &["send", "-f", "joe@example.org", "-t", address],
            65,
            &says("--to"),
        );
        refused(
            &["send", "-f", address, "-t", "ann@example.net"],
            65,
            &says("--from"),
        );
        refused(
            &["send", "-f", "joe@example.org", "--rcpt", address],
            65,
            &says("--rcpt"),
        );
    }
    refused(&["send", "-f", "joe@example.org", &long_domain], 65, "");
    refused(&["send", "-f", "joe@example.org"], 64, "");
    refused(&["send", "-f", "joe@example.org", ""], 65, "");
    refused(&["send", "-f", "", "ann@example.net"], 65, "");
    refused(&["send", "ann@example.net"], 64, "");
}

#[test]
fn headers_that_are_none() {
    // I01
    for (header, stderr) in [
        ("no colon", ""),
        (": value", ""),
        ("X Y: value", ""),
        ("X-Y: a\r\nBcc: eve@example.net", ""),
        ("X-Y: a\nb", ""),
        ("X-\u{e9}: a", ""),
    ] {
        refused(
            &[&SEND[..], &["--body", "x", "-H", header]].concat(),
            65,
            stderr,
        );
    }
    for (header, stderr) in [
        ("Content-Type: text/html", ""),
        ("Bcc: eve@example.net", ""),
        ("MIME-Version: 2.0", ""),
    ] {
        refused(
            &[&SEND[..], &["--body", "x", "-H", header]].concat(),
            64,
            stderr,
        );
    }
    refused(
        &[
            &SEND[..],
            &["--body", "x", "-s", "a\r\nBcc: eve@example.net"],
        ]
        .concat(),
        65,
        "",
    );
    refused(
        &[
            &SEND[..],
            &["--body", "x", "--reply-to", "a@b\r\nBcc: e@example.net"],
        ]
        .concat(),
        65,
        "",
    );
}

#[test]
fn bodies_that_are_none() {
    refused(&[&SEND[..], &["--body-file", "nowhere"]].concat(), 66, "");
    refused(&[&SEND[..], &["--body-file", "."]].concat(), 66, "");
    refused(&[&SEND[..], &["-m", "nowhere.eml"]].concat(), 66, "");
    refused(&[&SEND[..], &["-m", "."]].concat(), 66, "");
    refused(&[&SEND[..], &["-m", "no-header"]].concat(), 65, "");
    refused(&[&SEND[..], &["-m", "text"]].concat(), 65, "");
    refused(&[&SEND[..], &["-m", "-"]].concat(), 65, "");
    refused(&[&SEND[..], &["--body-file", "latin"]].concat(), 65, "");
    refused(
        &[&SEND[..], &["-m", "note.eml", "-s", "x"]].concat(),
        64,
        "",
    );
    refused(
        &[&SEND[..], &["-m", "note.eml", "--body", "x"]].concat(),
        64,
        "",
    );
    refused(
        &[&SEND[..], &["-m", "note.eml", "-H", "X: y"]].concat(),
        64,
        "",
    );
    refused(
        &[&SEND[..], &["--body", "x", "--body-file", "text"]].concat(),
        64,
        "",
    );
    refused(
        &[&SEND[..], &["--dry-run", "--print", "--body", "x"]].concat(),
        64,
        "",
    );
}

#[test]
fn servers_that_cannot_be() {
    let refused = |arguments: &[&str], exit, stderr: &str| {
        Test::new()
            .args(["stat"])
            .args(arguments.iter().copied())
            .by_joe()
            .stderr(stderr)
            .exit(exit)
            .once()
            .run();
    };
    refused(&[], 64, "");
    refused(&["--host", ""], 64, "");
    refused(&["--host", "a b"], 65, "");
    refused(&["--host", "h\r\n"], 65, "");
    refused(&["--host", "127.0.0.1", "--port", "0"], 64, "");
    refused(&["--host", "127.0.0.1", "--port", "65536"], 64, "");
    refused(&["--host", "127.0.0.1", "--port", "pop"], 64, "");
    refused(&["--host", "127.0.0.1", "--port", ""], 64, "");
    refused(&["--host", "127.0.0.1", "--tls", "maybe"], 64, "");
    refused(&["--host", "127.0.0.1", "--tls-min", "1.0"], 64, "");
    refused(&["--host", "127.0.0.1", "--timeout", "0"], 64, "");
    refused(&["--host", "127.0.0.1", "--timeout", "soon"], 64, "");
    refused(&["--host", "127.0.0.1", "--auth", "magic"], 64, "");
    refused(&["--host", "127.0.0.1", "--auth", ""], 64, "");
    refused(&["--host", "127.0.0.1", "-4", "-6"], 64, "");
}

#[test]
fn users_and_names_that_cannot_be() {
    let refused = |arguments: &[&str], stderr: &str| {
        Test::new()
            .args([
                "stat",
                "--host",
                "127.0.0.1",
                "--port",
                "{port}",
                "--tls",
                "none",
            ])
            .args(arguments.iter().copied())
            .env("MAILCALL_PASSWORD", "x")
            .stderr(stderr)
            .exit(65)
            .once()
            .run();
    };
    refused(&["--user", "joe\r\nQUIT"], "");
    refused(&["--user", "joe\n"], "");
    let helo = |name: &str, exit, stderr: &str| {
        Test::send_note("none")
            .nobody()
            .args(["--helo", name])
            .stderr(stderr)
            .exit(exit)
            .once()
            .run();
    };
    helo("a b", 65, "");
    helo("a\r\nQUIT", 65, "");
    helo("", 64, "");
}

#[test]
fn an_environment_that_cannot_be() {
    for (name, value, stderr) in [
        ("MAILCALL_POP3_PORT", "x", ""),
        ("MAILCALL_POP3_TLS", "maybe", ""),
        ("MAILCALL_TIMEOUT", "x", ""),
        ("MAILCALL_DEADLINE", "-1", ""),
        ("MAILCALL_AUTH", "magic", ""),
        ("MAILCALL_CA_FILE", "nowhere", ""),
    ] {
        Test::new()
            .args(["stat", "--host", "127.0.0.1"])
            .env("MAILCALL_USER", "joe")
            .env("MAILCALL_PASSWORD", "x")
            .env(name, value)
            .stderr(stderr)
            .exit(78)
            .once()
            .run();
    }
}

#[test]
fn help_and_version_are_results() {
    Test::new()
        .args(["--version"])
        .stdout(concat!("mailcall ", env!("CARGO_PKG_VERSION"), "\n"))
        .run();
}
