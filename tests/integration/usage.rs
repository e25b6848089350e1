//! Command lines and values that are refused: the message says what is wrong and what was expected, and nothing is
//! connected to.

use crate::support::Test;

/// Runs `mailcall` with these words and the arguments after them; no connection may be made.
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

/// What stderr says about a command line that clap refuses, with the example and the help of the command.
fn syntax(what: &str, command: &str) -> String {
    let example = match command {
        "send" => "df -h | mailcall send -s 'Disk report' ann@example.org bob@example.org",
        "stat" => "mailcall stat --host pop.example.org -u me@example.org",
        "list" => "mailcall list -l --last 10",
        "retr" => "mailcall retr --last 1",
        "dele" => "mailcall dele --uid 000001f45b2c9d3e",
        _ => "",
    };
    with_example(what, example, command)
}

fn with_example(what: &str, example: &str, command: &str) -> String {
    let example = match example {
        "" => String::new(),
        example => format!("  example: {example}\n"),
    };
    let help = format!("mailcall {command} --help").replace("  ", " ");
    format!("mailcall: {what}\n{example}  help:    {help}\n")
}

#[test]
fn unknown_commands() {
    let all = "expected send, stat, list, retr or dele";
    for (word, what, command) in [
        ("sned", "did you mean 'send'?", "send"),
        ("lsit", "did you mean 'list'?", "list"),
        ("sta", "did you mean 'stat'?", "stat"),
        ("retrr", "did you mean 'retr'?", "retr"),
        // More than a third of the word, or more than two edits.
        ("st", all, ""),
        ("zzz", all, ""),
        ("sendings", all, ""),
        // Deletion is never a guess.
        ("deel", all, ""),
        ("undeel", all, ""),
        ("fetch", "use retr", "retr"),
        ("SENDMAIL", "use send", "send"),
        ("delete", "use dele", "dele"),
    ] {
        let mut stderr = syntax(&format!("unknown command '{word}': {what}"), command);
        if word == "SENDMAIL" {
            let example = "mailcall send -s 'Disk report' --body 'See below.' ann@example.org";
            stderr = with_example(
                &format!("unknown command '{word}': {what}"),
                example,
                "send",
            );
        }
        refused(word, &[], 64, &stderr);
    }
}

/// Commands of the protocols that have no command of their own here.
#[test]
fn commands_of_the_protocols() {
    let session = "every command connects, logs in and quits by itself";
    let probe = "use stat --check or send --check, which connect, log in and say NOOP; the exit code says whether that works";
    let back = "there is nothing to take back: dele deletes all or nothing in one session, \
                and dele --dry-run deletes nothing";
    let me = "mailcall stat --host pop.example.org -u me@example.org";
    for (word, advice, example, command) in [
        (
            "top",
            "use retr --top N",
            "mailcall retr 1 --top 10",
            "retr",
        ),
        (
            "uidl",
            "use list, which prints the unique-ids",
            "mailcall list",
            "list",
        ),
        ("check", probe, "mailcall stat --check", "stat"),
        ("noop", probe, "mailcall stat --check", "stat"),
        (
            "capa",
            "use stat --check, which prints what the server offers",
            "mailcall stat --check",
            "stat",
        ),
        ("rset", back, "mailcall dele --dry-run 1-3", "dele"),
        ("undelete", back, "mailcall dele --dry-run 1-3", "dele"),
        ("QUIT", session, me, "stat"),
        ("ehlo", session, me, "stat"),
    ] {
        let what = format!("unknown command '{word}': {advice}");
        refused(word, &[], 64, &with_example(&what, example, command));
    }
}

#[test]
fn a_flag_or_an_address_where_the_command_is_missing() {
    refused(
        "-s x a@b",
        &[],
        64,
        &syntax("the command is missing: use mailcall send -s", "send"),
    );
    refused(
        "--output-dir x 1",
        &[],
        64,
        &syntax(
            "the command is missing: use mailcall retr --output-dir",
            "retr",
        ),
    );
    refused(
        "--uid x",
        &[],
        64,
        &syntax(
            "the command is missing before '--uid': expected list, retr or dele",
            "",
        ),
    );
    refused(
        "--json stat",
        &[],
        64,
        "{\"error\":{\"kind\":\"usage\",\"message\":\"'--json' stands before the command: \
         use mailcall stat --json\",\"exit\":64,\"stage\":null,\"server\":null,\"hint\":null}}\n",
    );
    refused(
        "--hots x",
        &[],
        64,
        &syntax(
            "unknown flag '--hots', and the command is missing: \
             expected send, stat, list, retr or dele",
            "",
        ),
    );
    refused(
        "a@example.org",
        &[],
        64,
        &syntax(
            "'a@example.org' is not a command: to send a message, use mailcall send",
            "send",
        ),
    );
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
fn unknown_flags() {
    let query = "mailcall list -l --json and jq find messages by their fields";
    let text = "use --json and jq: mailcall retr 1 --json | jq -r .text";
    let stored = "use mailcall dele --uid UID once the message is stored";
    let visible = "every process can read a password on the command line; use --password-file FILE, \
                   --password-command COMMAND or MAILCALL_PASSWORD";
    for (words, flag, what) in [
        ("stat --hots x", "--hots", ": did you mean '--host'?"),
        ("stat --usr x", "--usr", ": did you mean '--user'?"),
        ("send --subjct x", "--subjct", ": did you mean '--subject'?"),
        (
            "retr 1 --ouptut-dir x",
            "--ouptut-dir",
            ": did you mean '--output-dir'?",
        ),
        // Another word, not this one misspelt.
        ("stat --cert x", "--cert", ""),
        ("stat --since x", "--since", ""),
        ("stat --nothing", "--nothing", ""),
        ("stat -x", "-x", ""),
        // Never a guess that lowers security.
        ("stat --insecur", "--insecur", ""),
        ("stat --cleartextauth", "--cleartextauth", ""),
        ("dele 1 --new", "--new", ""),
        // Advice belongs to its command.
        ("list --since x", "--since", &format!(": {query}")),
        ("retr 1 --text", "--text", &format!(": {text}")),
        (
            "send --text x",
            "--text",
            ": use --body TEXT, --body-file FILE or stdin",
        ),
        ("stat --text", "--text", ""),
        ("retr 1 --delete", "--delete", &format!(": {stored}")),
        ("send --delete", "--delete", ""),
        ("stat --password=x", "--password", &format!(": {visible}")),
        ("stat -p x", "-p", &format!(": {visible}")),
    ] {
        let command = words.split(' ').next().expect("a command");
        let stderr = syntax(&format!("unknown flag '{flag}'{what}"), command);
        refused(words, &[], 64, &stderr);
    }
    for (words, what) in [
        (
            "stat --last 3",
            "'--last' is a flag of list, retr or dele, not of stat",
        ),
        (
            "list --partial",
            "'--partial' is a flag of send, not of list",
        ),
        ("stat 3", "unexpected argument '3'"),
        ("stat --ho\x1b[31mts", "unknown flag '--ho\\x1b[31mts'"),
    ] {
        let command = words.split(' ').next().expect("a command");
        refused(words, &[], 64, &syntax(what, command));
    }
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
            "mailcall: {word:?} is not a message selector: \
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
        "mailcall: \"1\\r\\nDELE 2\" is not a message selector: \
         expected a number from 1 (3), a range (2-5), or an open range (7-)\n",
    );
}

#[test]
fn no_message_named() {
    let nothing =
        "mailcall: no message is named: give numbers (3, 2-5, 7-), --uid UID, --last N or --all\n";
    refused("dele", &[], 64, nothing);
    refused("retr", &[], 64, nothing);
    let both = "mailcall: --all cannot be used with message numbers or --uid\n";
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
        "mailcall: --uid \"a\\r\\nDELE 1\" contains a control character; a unique-id cannot contain one\n",
    );
    for value in ["0", "x", ""] {
        let what = format!("invalid value '{value}' for '--last <N>': expected a number from 1");
        refused("dele --last", &[value], 64, &syntax(&what, "dele"));
    }
}

#[test]
fn no_server() {
    Test::new()
        .words("stat --user joe")
        .fails(
            64,
            "no server is given: use --host HOST, or set MAILCALL_POP3_HOST",
        )
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
            "mailcall: invalid value for --host: {host:?}: expected a host name or an IP address, \
             not a URL\n"
        );
        refused("stat --host", &[host], 65, &stderr);
    }
    for port in ["0", "65536", "pop", ""] {
        let what =
            format!("invalid value '{port}' for '--port <PORT>': expected a port, 1 to 65535");
        refused("stat --port", &[port], 64, &syntax(&what, "stat"));
    }
}

/// The end of the error about a mechanism that does not exist.
const MECHANISMS: &str = "expected a list of plain, login, scram-sha-256, scram-sha-1, cram-md5, \
                          external, xoauth2, oauthbearer, apop, user, or auto or none alone";

/// The error about mechanisms that cannot be in one list.
const TWO_KINDS: &str = "xoauth2 works with a token, plain with a password: list only mechanisms \
                         that work with the same";

#[test]
fn choices_that_there_are_not() {
    let tls = "[possible values: implicit, starttls, none]";
    let version = "[possible values: 1.2, 1.3]";
    for (words, what) in [
        (
            "--tls maybe",
            format!("invalid value 'maybe' for '--tls <HOW>' {tls}"),
        ),
        (
            "--tls startls",
            format!("invalid value 'startls' for '--tls <HOW>' {tls}; did you mean 'starttls'?"),
        ),
        // Never a guess that lowers security.
        (
            "--tls noen",
            format!("invalid value 'noen' for '--tls <HOW>' {tls}"),
        ),
        // There is no opportunistic TLS.
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
            "invalid value '{mechanism}' for '--auth <MECH[,MECH...]>': unknown mechanism \
             {mechanism:?}, {MECHANISMS}"
        );
        refused("stat --auth", &[mechanism], 64, &syntax(&what, "stat"));
    }
    // What is read is a password or a token, never both.
    let what = format!("invalid value 'xoauth2,plain' for '--auth <MECH[,MECH...]>': {TWO_KINDS}");
    refused("stat --auth xoauth2,plain", &[], 64, &syntax(&what, "stat"));
    for seconds in ["0", "soon", "-1"] {
        let what = format!(
            "invalid value '{seconds}' for '--timeout <SECS>': \
             expected a number of seconds greater than 0 and at most 31622400"
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
fn a_host_given_as_a_url_is_not_quoted() {
    let url = "smtps://joe:secret@mail.example.org";
    let refused = |words: &[&str], origin: &str, exit: i32| {
        Test::new()
            .words("send -f joe@example.org ann@example.net --body x")
            .args(words.iter().copied())
            .stderr(format!(
                "mailcall: invalid value for {origin}: expected a host name or an IP address, not \
                 a URL (the value is not shown: it may contain a password)\n"
            ))
            .exit(exit)
            .once()
    };
    refused(&["--host", url], "--host", 65).run();
    refused(&[], "MAILCALL_SMTP_HOST", 78)
        .env("MAILCALL_SMTP_HOST", url)
        .run();
}

#[test]
fn users_that_cannot_be() {
    for user in ["joe\r\nQUIT", "joe\n"] {
        let stderr = format!(
            "mailcall: invalid value for --user: {user:?}: a user cannot contain control characters\n"
        );
        refused("stat --user", &[user], 65, &stderr);
    }
    let stderr = |origin| {
        format!(
            "mailcall: invalid value for {origin}: \"joe\\u{{ad}}@example.org\": it contains the invisible character \\u{{ad}}\n"
        )
    };
    let user = "joe\u{ad}@example.org";
    refused("stat --user", &[user], 65, &stderr("--user"));
    Test::new()
        .words("stat --host 127.0.0.1")
        .env("MAILCALL_USER", user)
        .stderr(stderr("MAILCALL_USER"))
        .exit(78)
        .once()
        .run();
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
            "expected a number of seconds greater than 0 and at most 31622400",
        ),
        (
            "MAILCALL_DEADLINE",
            "-1",
            "expected a number of seconds greater than 0 and at most 31622400",
        ),
        (
            "MAILCALL_AUTH",
            "magic",
            &format!("unknown mechanism \"magic\", {MECHANISMS}"),
        ),
        ("MAILCALL_AUTH", "xoauth2,plain", TWO_KINDS),
    ] {
        let stderr = format!("mailcall: invalid value for {name}: {value:?}: {stderr}\n");
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
