//! Command lines that cannot be understood, and values that cannot be: what is wrong and what was
//! expected, the exit, and nobody is connected to.

use crate::support::Test;

/// Runs `mailcall` with these words and what stands behind them; the server must stay alone.
#[track_caller]
fn refused(words: &str, last: &[&str], exit: i32, stderr: &str) {
    Test::new()
        .words(words)
        .args(last.iter().copied())
        .env("MAILCALL_POP3_HOST", "127.0.0.1")
        .env("MAILCALL_POP3_PORT", "{port}")
        .env("MAILCALL_USER", "joe")
        .env("MAILCALL_PASSWORD", "x")
        .stderr(stderr)
        .exit(exit)
        .once()
        .run();
}

/// How an argument that is not even looked into is refused.
fn syntax(what: &str, command: &str) -> String {
    let (example, help) = match command {
        "stat" => (
            "mailcall stat --host pop.example.org -u me@example.org",
            " stat",
        ),
        "dele" => ("mailcall dele --uid 000001f45b2c9d3e", " dele"),
        _ => (
            "df -h | mailcall send -s 'Disk report' ann@example.org bob@example.org",
            "",
        ),
    };
    format!("mailcall: {what}\n  for example: {example}\n  all of it:   mailcall{help} --help\n")
}

#[test]
fn an_unknown_command() {
    let tip = "unrecognized subcommand 'sned'; a similar subcommand exists: 'send'";
    refused("sned", &[], 64, &syntax(tip, ""));
    refused("zzz", &[], 64, &syntax("unrecognized subcommand 'zzz'", ""));
    // What other programs call it.
    let tip = "unrecognized subcommand 'delete': it is dele here";
    refused("delete", &[], 64, &syntax(tip, "dele"));
}

#[test]
fn no_command() {
    // The help itself is compared elsewhere, with the manual.
    Test::new().exit_only(64).run();
}

#[test]
fn help_and_version_are_results() {
    let version = concat!("mailcall ", env!("CARGO_PKG_VERSION"), "\n");
    Test::new().words("--version").stdout(version).run();
}

#[test]
fn an_unknown_flag() {
    let what = "unexpected argument '--hots' found; a similar argument exists: '--host'";
    refused("stat --hots x", &[], 64, &syntax(what, "stat"));
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
            refused(command, &[word], 64, &stderr);
        }
    }
    refused(
        "dele",
        &["1\r\nDELE 2"],
        65,
        "mailcall: \"1\\r\\nDELE 2\" names no message: \
         expected a number from 1 (3), a range (2-5), or an open range (7-)\n",
    );
}

#[test]
fn no_message_named() {
    let nothing =
        "mailcall: no message is named: give numbers (3, 2-5, 7-), --uid UID, --last N or --all\n";
    refused("dele", &[], 64, nothing);
    refused("retr", &[], 64, nothing);
    let both = "mailcall: --all and named messages cannot be meant together\n";
    refused("dele --all 1", &[], 64, both);
    refused("retr --all 1 --mbox -", &[], 64, both);
}

#[test]
fn selectors_that_select_nothing() {
    refused(
        "dele --uid",
        &[""],
        64,
        "mailcall: --uid is given an empty value\n",
    );
    refused(
        "dele --uid",
        &["a\r\nDELE 1"],
        65,
        "mailcall: --uid \"a\\r\\nDELE 1\" holds a control character: no unique-id does\n",
    );
    for value in ["0", "x", ""] {
        let what = format!("invalid value '{value}' for '--last <N>': expected a number from 1");
        refused("dele --last", &[value], 64, &syntax(&what, "dele"));
    }
}

#[test]
fn dele_new_is_refused() {
    let what = "unexpected argument '--new' found";
    refused("dele 1 --new", &[], 64, &syntax(what, "dele"));
}

#[test]
fn no_server() {
    Test::new()
        .words("stat --user joe")
        .fails(64, "no server is named: --host HOST, or MAILCALL_POP3_HOST")
        .run();
}

#[test]
fn servers_that_cannot_be() {
    refused(
        "stat --host",
        &[""],
        64,
        "mailcall: --host is given an empty value\n",
    );
    for host in ["a b", "h\r\n", "a\tb", "h/x"] {
        let stderr = format!(
            "mailcall: host {host:?} is malformed: expected a host name or an IP address, no URL\n"
        );
        refused("stat --host", &[host], 65, &stderr);
    }
    for port in ["0", "65536", "pop", ""] {
        let what =
            format!("invalid value '{port}' for '--port <PORT>': expected a port, 1 to 65535");
        refused("stat --port", &[port], 64, &syntax(&what, "stat"));
    }
}

#[test]
fn choices_that_there_are_not() {
    let tls = "[possible values: implicit, starttls, none]";
    let version = "[possible values: 1.2, 1.3]; a similar value exists: '1.3'";
    for (words, what) in [
        (
            "--tls maybe",
            format!("invalid value 'maybe' for '--tls <HOW>' {tls}"),
        ),
        // Opportunistic TLS is no choice.
        (
            "--tls opportunistic",
            format!("invalid value 'opportunistic' for '--tls <HOW>' {tls}"),
        ),
        (
            "--tls-min 1.0",
            format!("invalid value '1.0' for '--tls-min <VERSION>' {version}"),
        ),
        (
            "-4 -6",
            "the argument '--ipv4' cannot be used with '--ipv6'".into(),
        ),
    ] {
        refused(&format!("stat {words}"), &[], 64, &syntax(&what, "stat"));
    }
    for mechanism in ["magic", ""] {
        let what = format!(
            "invalid value '{mechanism}' for '--auth <MECH[,MECH...]>': {mechanism:?} is no way to \
             log in; there are: plain, login, cram-md5, apop, user, or auto or none alone"
        );
        refused("stat --auth", &[mechanism], 64, &syntax(&what, "stat"));
    }
    for seconds in ["0", "soon", "-1"] {
        let what = format!(
            "invalid value '{seconds}' for '--timeout <SECS>': \
             expected a number of seconds greater than 0"
        );
        refused(
            "stat",
            &[&format!("--timeout={seconds}")],
            64,
            &syntax(&what, "stat"),
        );
    }
}

#[test]
fn users_that_cannot_be() {
    for user in ["joe\r\nQUIT", "joe\n"] {
        let stderr = format!("mailcall: user {user:?} is malformed: expected no CR, LF or NUL\n");
        refused("stat --user", &[user], 65, &stderr);
    }
}

#[test]
fn an_environment_that_cannot_be() {
    for (name, value, stderr) in [
        ("MAILCALL_POP3_PORT", "x", "expected a port, 1 to 65535"),
        (
            "MAILCALL_POP3_TLS",
            "maybe",
            "expected implicit, starttls or none",
        ),
        (
            "MAILCALL_TIMEOUT",
            "x",
            "expected a number of seconds greater than 0",
        ),
        (
            "MAILCALL_DEADLINE",
            "-1",
            "expected a number of seconds greater than 0",
        ),
        (
            "MAILCALL_AUTH",
            "magic",
            "\"magic\" is no way to log in; there are: \
             plain, login, cram-md5, apop, user, or auto or none alone",
        ),
    ] {
        let stderr = format!("mailcall: environment variable {name}: {value:?}: {stderr}\n");
        Test::new()
            .words("stat --host 127.0.0.1")
            .by_joe()
            .env(name, value)
            .stderr(stderr)
            .exit(78)
            .once()
            .run();
    }
    Test::new()
        .words("stat --host 127.0.0.1")
        .by_joe()
        .env("MAILCALL_CA_FILE", "nowhere")
        .fails(
            78,
            "CA file nowhere: cannot be read: No such file or directory (os error 2)",
        )
        .once()
        .run();
}
