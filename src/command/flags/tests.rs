//! What flags and environment make together.

mod precedence;
mod presets;

use super::*;
use crate::cli::{Cli, Command};
use clap::Parser;
use std::ffi::OsString;

/// The account that this command line makes in this environment.
fn account_of(line: &[&str], variables: &[(&str, &str)]) -> Result<Account, Error> {
    let read = |name: &str| {
        let no_file = ("MAILCALL_CONFIG", "/dev/null");
        let mut all = variables.iter().chain([&no_file]);
        let found = all.find(|(key, _)| *key == name);
        found.map(|(_, value)| OsString::from(value))
    };
    let environment = Environment::new(&read);
    let cli = Cli::try_parse_from([&["mailcall"], line].concat()).expect("a command line");
    match &cli.command {
        Command::Send(command) => account(
            Role::Submission,
            &command.server,
            &command.login,
            command.as_ref().into(),
            &command.log,
            &environment,
        ),
        Command::Stat(command) => account(
            Role::Mailbox,
            &command.server,
            &command.login,
            Submission::NONE,
            &command.log,
            &environment,
        ),
        _ => panic!("send and stat stand for their roles"),
    }
}

#[test]
fn the_port_and_the_protection_follow_each_other() {
    for (words, expected) in [
        (&["--port", "587"][..], (587, "starttls")),
        (&["--port", "2525"], (2525, "implicit")),
        (&["--tls", "none"], (25, "none")),
        (&["--tls", "starttls"], (587, "starttls")),
        (&["--port", "25", "--tls", "none"], (25, "none")),
    ] {
        let line = [&["send", "--host", "h.test"], words].concat();
        let account = account_of(&line, &[]).expect("an account");
        let server = account.server().expect("a server");
        assert_eq!((server.endpoint.port, server.security.name()), expected);
    }
}

#[test]
fn an_error_names_the_flag_or_the_variable() {
    let text = |error: Error| format!("{:#}", anyhow::Error::from(error));
    for (words, variable, message) in [
        (&["--host", ""][..], None, "--host is given an empty value"),
        (
            &["--host", "a b"],
            None,
            "invalid value for --host: \"a b\": expected a host name or an IP address, not a URL",
        ),
        (
            &["--host", "smtps://joe:secret@h.test"],
            None,
            "invalid value for --host: expected a host name or an IP address, not a URL (the value is not shown: it may contain a password)",
        ),
        (
            &[],
            Some(("MAILCALL_SMTP_HOST", "smtps://joe:secret@h.test")),
            "invalid value for MAILCALL_SMTP_HOST: expected a host name or an IP address, not a URL (the value is not shown: it may contain a password)",
        ),
        (
            &[],
            Some(("MAILCALL_SMTP_HOST", "h.test:25")),
            "invalid value for MAILCALL_SMTP_HOST: \"h.test:25\": expected a host name or an IP address; a port goes to --port",
        ),
        (
            &["--host", "h"],
            Some(("MAILCALL_SMTP_PORT", "0")),
            "invalid value for MAILCALL_SMTP_PORT: \"0\": expected a port, 1 to 65535",
        ),
        (
            &["--host", "h"],
            Some(("MAILCALL_SMTP_TLS", "yes")),
            "invalid value for MAILCALL_SMTP_TLS: \"yes\": expected implicit, starttls or none",
        ),
        (
            &[],
            Some(("MAILCALL_TIMEOUT", "soon")),
            "invalid value for MAILCALL_TIMEOUT: \"soon\": expected a number of seconds greater than 0 and at most 31622400",
        ),
        (
            &[],
            Some(("MAILCALL_USER", "a\nb")),
            "invalid value for MAILCALL_USER: \"a\\nb\": a user cannot contain control characters",
        ),
        (
            &["--user", "a\nb"],
            None,
            "invalid value for --user: \"a\\nb\": a user cannot contain control characters",
        ),
        (
            &[],
            Some(("MAILCALL_HELO", "a b")),
            "invalid value for MAILCALL_HELO: \"a b\": expected a domain name or an address literal such as [192.0.2.1]",
        ),
        (
            &[],
            Some(("MAILCALL_FROM", "joe")),
            "invalid value for MAILCALL_FROM: \"joe\" is not an address: the domain is missing, expected user@domain",
        ),
        (
            &["--source", "mail.example.org"],
            None,
            "invalid value for --source: \"mail.example.org\": expected an IP address",
        ),
        (
            &["--proxy", "localhost:1080"],
            None,
            "invalid value for --proxy: \"localhost:1080\": expected socks5://[USER@]HOST:PORT, http://[USER@]HOST:PORT, or none",
        ),
        (
            &["--proxy", "socks5://joe:secret@h.test"],
            None,
            "invalid value for --proxy: a flag cannot hold a password, because every process can read it; MAILCALL_PROXY and the key proxy can (the value is not shown)",
        ),
        (
            &[],
            Some(("MAILCALL_PROXY", "http://joe:secret@h.test")),
            "invalid value for MAILCALL_PROXY: expected a port, as in http://HOST:PORT (the value is not shown: it may contain a password)",
        ),
        (
            &["-4", "--source", "::1"],
            None,
            "--source is not an address of the family that --ipv4 asks for",
        ),
        (
            &["-6", "--source", "127.0.0.1"],
            None,
            "--source is not an address of the family that --ipv6 asks for",
        ),
        (
            &["--password-file", "f"],
            None,
            "--password-file is given without a user: use --user USER, or set MAILCALL_USER",
        ),
        (
            &["--password-command", " ", "--user", "joe"],
            None,
            "--password-command is given an empty value",
        ),
    ] {
        let variables: Vec<_> = variable.into_iter().collect();
        let line = [&["send"], words].concat();
        let error = account_of(&line, &variables).expect_err(message);
        assert_eq!(text(error), message);
    }
}

#[test]
fn a_malformed_value_that_another_place_goes_before_is_no_error() {
    for (words, name) in [
        (&["--port", "25"][..], "MAILCALL_SMTP_PORT"),
        (&["--tls", "none"], "MAILCALL_SMTP_TLS"),
        (&["--timeout", "1"], "MAILCALL_TIMEOUT"),
        (&["--auth", "auto"], "MAILCALL_AUTH"),
        (&["--proxy", "none"], "MAILCALL_PROXY"),
        // The other role's server.
        (&[], "MAILCALL_POP3_PORT"),
    ] {
        let line = [&["send", "--host", "h.test"], words].concat();
        assert!(account_of(&line, &[(name, "?")]).is_ok(), "{name}");
    }
}
