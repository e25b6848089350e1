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
fn syntax(what: &str) -> String {
    format!("error: {what}\n\nFor more information, try '--help'.\n")
}

#[test]
fn an_unknown_command() {
    let usage = "\n\nUsage: mailcall <COMMAND>";
    for (word, tip) in [
        ("sned", "\n\n  tip: a similar subcommand exists: 'send'"),
        ("delete", "\n\n  tip: a similar subcommand exists: 'dele'"),
        ("zzz", ""),
    ] {
        let stderr = syntax(&format!("unrecognized subcommand '{word}'{tip}{usage}"));
        refused(word, &[], 64, &stderr);
    }
}

#[test]
fn no_command() {
    Test::new()
        .stderr(
            "Send mail over SMTP and read a mailbox over POP3, from scripts\n\
             \n\
             Usage: mailcall <COMMAND>\n\
             \n\
             Commands:\n\
             \x20 send  Submit a message (or several ready-made ones)\n\
             \x20 stat  Print how many messages the maildrop holds, and their octets\n\
             \x20 list  List messages: number, octets, unique-id\n\
             \x20 retr  Retrieve messages to stdout, files or JSON\n\
             \x20 dele  Delete messages: all of them or none\n\
             \x20 help  Print this message or the help of the given subcommand(s)\n\
             \n\
             Options:\n\
             \x20 -h, --help     Print help (see more with '--help')\n\
             \x20 -V, --version  Print version\n",
        )
        .exit(64)
        .run();
}

#[test]
fn help_and_version_are_results() {
    let version = concat!("mailcall ", env!("CARGO_PKG_VERSION"), "\n");
    Test::new().words("--version").stdout(version).run();
}

#[test]
fn an_unknown_flag() {
    refused(
        "stat --hots x",
        &[],
        64,
        &syntax(
            "unexpected argument '--hots' found\n\n  tip: a similar argument exists: '--host'\n\n\
             Usage: mailcall stat --host <HOST>",
        ),
    );
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
    for (value, why) in [
        ("0", "0 is not in 1..=4294967295"),
        ("x", "invalid digit found in string"),
        ("", "cannot parse integer from empty string"),
    ] {
        let stderr = syntax(&format!("invalid value '{value}' for '--last <N>': {why}"));
        refused("dele --last", &[value], 64, &stderr);
    }
}

#[test]
fn dele_new_is_refused() {
    refused(
        "dele 1 --new",
        &[],
        64,
        &syntax(
            "unexpected argument '--new' found\n\n  tip: to pass '--new' as a value, use '-- --new'\n\n\
             Usage: mailcall dele <MSG>...",
        ),
    );
}

#[test]
fn no_server() {
    Test::new()
        .words("stat --user joe")
        .stderr("mailcall: no server is named: --host HOST, or MAILCALL_POP3_HOST\n")
        .exit(64)
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
            "mailcall: host {host:?} is malformed: expected a host name or an IP address\n"
        );
        refused("stat --host", &[host], 65, &stderr);
    }
    for (port, why) in [
        ("0", "0 is not in 1..=65535"),
        ("65536", "65536 is not in 1..=65535"),
        ("pop", "invalid digit found in string"),
        ("", "cannot parse integer from empty string"),
    ] {
        let stderr = syntax(&format!(
            "invalid value '{port}' for '--port <PORT>': {why}"
        ));
        refused("stat --port", &[port], 64, &stderr);
    }
}

#[test]
fn choices_that_there_are_not() {
    let one_of = |flag: &str, value: &str, values: &str| {
        syntax(&format!(
            "invalid value '{value}' for '{flag}'\n  [possible values: {values}]"
        ))
    };
    let tls = one_of("--tls <HOW>", "maybe", "implicit, starttls, none");
    refused("stat --tls maybe", &[], 64, &tls);
    // Opportunistic TLS is no choice.
    let tls = one_of("--tls <HOW>", "opportunistic", "implicit, starttls, none");
    refused("stat --tls opportunistic", &[], 64, &tls);
    let version = syntax(
        "invalid value '1.0' for '--tls-min <VERSION>'\n  [possible values: 1.2, 1.3]\n\n  \
         tip: a similar value exists: '1.3'",
    );
    refused("stat --tls-min 1.0", &[], 64, &version);
    for mechanism in ["magic", ""] {
        let stderr = syntax(&format!(
            "invalid value '{mechanism}' for '--auth <MECH[,MECH...]>': {mechanism:?} is no way to \
             log in; there are: plain, login, cram-md5, apop, user, or auto or none alone"
        ));
        refused("stat --auth", &[mechanism], 64, &stderr);
    }
    for seconds in ["0", "soon", "-1"] {
        let stderr = syntax(&format!(
            "invalid value '{seconds}' for '--timeout <SECS>': \
             expected a number of seconds greater than 0"
        ));
        refused("stat", &[&format!("--timeout={seconds}")], 64, &stderr);
    }
    refused(
        "stat -4 -6",
        &[],
        64,
        &syntax(
            "the argument '--ipv4' cannot be used with '--ipv6'\n\nUsage: mailcall stat --ipv4",
        ),
    );
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
        .stderr("mailcall: CA file nowhere: No such file or directory (os error 2)\n")
        .exit(78)
        .once()
        .run();
}
