//! Precedence and origin of every setting: each combination of flag and variable is a case.

use super::account_of;
use crate::account::{Account, Sourced};
use crate::cli::Cli;
use crate::timeout::Phase;
use clap::CommandFactory;
use std::collections::BTreeSet;
use std::fmt::Debug;

/// The fingerprint of a certificate.
const PIN: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// A setting, how each place gives it, and how the account shows it: `value (origin)`.
struct Row {
    command: &'static str,
    /// The flag and its value; and the same as the account has it.
    flag: Option<(&'static [&'static str], &'static str)>,
    /// The variable, its value, and the same as the account has it.
    variable: Option<(&'static str, &'static str, &'static str)>,
    default: &'static str,
    show: fn(&Account) -> String,
}

impl Row {
    const fn new(command: &'static str, show: fn(&Account) -> String) -> Self {
        Row {
            command,
            flag: None,
            variable: None,
            default: "none",
            show,
        }
    }

    const fn flag(self, words: &'static [&'static str], shown: &'static str) -> Self {
        Row {
            flag: Some((words, shown)),
            ..self
        }
    }

    const fn variable(self, name: &'static str, value: &'static str, shown: &'static str) -> Self {
        Row {
            variable: Some((name, value, shown)),
            ..self
        }
    }

    const fn default(self, shown: &'static str) -> Self {
        Row {
            default: shown,
            ..self
        }
    }

    /// What the account shows with these places filled.
    fn shown(&self, with_flag: bool, with_variable: bool) -> String {
        let flag = self.flag.filter(|_| with_flag).map(|(words, _)| words);
        let variable = self.variable.filter(|_| with_variable);
        let words = flag.unwrap_or_default();
        let mut line = vec![self.command];
        line.extend(words);
        let mut variables = Vec::new();
        variables.extend(variable.map(|(name, value, _)| (name, value)));
        // What every account needs, where it is not the setting of the row.
        for (name, value) in [
            ("MAILCALL_SMTP_HOST", "h.test"),
            ("MAILCALL_POP3_HOST", "h.test"),
            ("MAILCALL_USER", "joe"),
        ] {
            if self.variable.is_none_or(|(own, ..)| own != name) {
                variables.push((name, value));
            }
        }
        (self.show)(&account_of(&line, &variables).expect("an account"))
    }
}

fn sourced<T: Debug>(value: &Sourced<T>) -> String {
    format!("{:?} ({})", value.value, value.origin)
}

fn optional<T: Debug>(value: Option<&Sourced<T>>) -> String {
    value.map_or("none".into(), sourced)
}

fn host(account: &Account) -> String {
    match account.server() {
        Ok(server) => format!(
            "{:?} ({})",
            server.endpoint.host.to_string(),
            server.named_by[0]
        ),
        Err(_) => "none".into(),
    }
}

fn port(account: &Account) -> String {
    account
        .server()
        .expect("a server")
        .endpoint
        .port
        .to_string()
}

fn tls(account: &Account) -> String {
    account.server().expect("a server").security.name().into()
}

fn client_certificate(account: &Account) -> String {
    let server = account.server().expect("a server");
    let client = server.client_certificate.as_ref();
    client.map_or("none".into(), |client| {
        let (certificate, key) = (&client.value.certificate, &client.value.key);
        format!("{certificate:?} {key:?} ({})", client.origin)
    })
}

fn password(account: &Account) -> String {
    let login = account.login.as_ref().expect("a login");
    optional(login.passwords.first())
}

fn table() -> Vec<Row> {
    vec![
        Row::new("send", host)
            .flag(&["--host", "flag.test"], "\"flag.test\" (--host)")
            .variable(
                "MAILCALL_SMTP_HOST",
                "env.test",
                "\"env.test\" (MAILCALL_SMTP_HOST)",
            ),
        Row::new("stat", host)
            .flag(&["--host", "flag.test"], "\"flag.test\" (--host)")
            .variable(
                "MAILCALL_POP3_HOST",
                "env.test",
                "\"env.test\" (MAILCALL_POP3_HOST)",
            ),
        Row::new("send", port)
            .flag(&["--port", "1"], "1")
            .variable("MAILCALL_SMTP_PORT", "2", "2")
            .default("465"),
        Row::new("stat", port)
            .flag(&["--port", "1"], "1")
            .variable("MAILCALL_POP3_PORT", "2", "2")
            .default("995"),
        Row::new("send", tls)
            .flag(&["--tls", "none"], "none")
            .variable("MAILCALL_SMTP_TLS", "starttls", "starttls")
            .default("implicit"),
        Row::new("stat", tls)
            .flag(&["--tls", "none"], "none")
            .variable("MAILCALL_POP3_TLS", "starttls", "starttls")
            .default("implicit"),
        Row::new("send", |account| optional(account.ca_file.as_ref()))
            .flag(&["--ca-file", "flag"], "\"flag\" (--ca-file)")
            .variable("MAILCALL_CA_FILE", "env", "\"env\" (MAILCALL_CA_FILE)"),
        Row::new("send", |account| sourced(&account.tls_min))
            .flag(&["--tls-min", "1.3"], "V13 (--tls-min)")
            .default("V12 (the default)"),
        Row::new("send", |account| {
            let server = account.server().expect("a server");
            let pins = server.fingerprints.as_ref();
            pins.map_or("none".into(), |pins| {
                format!("{} ({})", pins.value.len(), pins.origin)
            })
        })
        .flag(
            &["--tls-fingerprint", PIN, "--tls-fingerprint", PIN],
            "2 (--tls-fingerprint)",
        ),
        Row::new("send", |account| {
            let server = account.server().expect("a server");
            server.tls_name.as_ref().map_or("none".into(), |name| {
                format!("{} ({})", name.value, name.origin)
            })
        })
        .flag(&["--tls-name", "name.test"], "name.test (--tls-name)"),
        Row::new("send", client_certificate).flag(
            &["--client-cert", "c.pem"],
            "\"c.pem\" None (--client-cert)",
        ),
        Row::new("send", client_certificate).flag(
            &["--client-key", "k.pem", "--client-cert", "c.pem"],
            "\"c.pem\" Some(\"k.pem\") (--client-cert)",
        ),
        Row::new("send", |account| sourced(&account.insecure))
            .flag(&["--insecure"], "true (--insecure)")
            .default("false (the default)"),
        Row::new("send", |account| sourced(&account.family))
            .flag(&["--ipv4"], "V4 (--ipv4)")
            .default("Any (the default)"),
        Row::new("send", |account| sourced(&account.family))
            .flag(&["--ipv6"], "V6 (--ipv6)")
            .default("Any (the default)"),
        Row::new("send", |account| {
            account.source.as_ref().map_or("none".into(), |source| {
                format!("{} ({})", source.value, source.origin)
            })
        })
        .flag(&["--source", "127.0.0.9"], "127.0.0.9 (--source)"),
        Row::new("send", |account| {
            let proxy = account.proxy.as_ref();
            proxy.map_or("none".into(), |proxy| {
                let url = proxy.value.as_ref().map(|url| url.proxy.to_string());
                format!("{url:?} ({})", proxy.origin)
            })
        })
        .flag(
            &["--proxy", "socks5://flag.test"],
            "Some(\"socks5://flag.test:1080\") (--proxy)",
        )
        .variable(
            "MAILCALL_PROXY",
            "http://joe:secret@env.test:3128",
            "Some(\"http://joe@env.test:3128\") (MAILCALL_PROXY)",
        ),
        Row::new("send", |account| {
            account.timeouts.wait(Phase::Command).bound.to_string()
        })
        .flag(&["--timeout", "1"], "no answer within 1 s")
        .variable("MAILCALL_TIMEOUT", "2", "no answer within 2 s")
        .default("no answer within 60 s"),
        Row::new("send", |account| {
            let left = account.timeouts.deadline().left();
            left.map_or("none".into(), |(_, limit)| format!("{limit:?}"))
        })
        .flag(&["--deadline", "1"], "1s")
        .variable("MAILCALL_DEADLINE", "2", "2s"),
        Row::new("send", |account| sourced(&account.retry))
            .flag(&["--retry", "3"], "3 (--retry)")
            .default("0 (the default)"),
        Row::new("stat", |account| optional(account.log.as_ref()))
            .flag(&["--log", "flag"], "\"flag\" (--log)"),
        Row::new("send", |account| sourced(&account.log_format))
            .flag(&["--log-format", "json"], "Json (--log-format)")
            .default("Text (the default)"),
        Row::new("send", |account| sourced(&account.helo))
            .flag(&["--helo", "flag.test"], "\"flag.test\" (--helo)")
            .variable("MAILCALL_HELO", "env.test", "\"env.test\" (MAILCALL_HELO)")
            .default("\"[127.0.0.1]\" (the default)"),
        Row::new("send", |account| {
            optional(account.login.as_ref().map(|login| &login.user))
        })
        .flag(&["--user", "ann"], "\"ann\" (--user)")
        .variable("MAILCALL_USER", "bob", "\"bob\" (MAILCALL_USER)"),
        Row::new("send", |account| {
            optional(account.login.as_ref().map(|login| &login.preference))
        })
        .flag(&["--auth", "plain"], "Listed([Plain]) (--auth)")
        .variable("MAILCALL_AUTH", "login", "Listed([Login]) (MAILCALL_AUTH)")
        .default("Auto (the default)"),
        Row::new("send", |account| {
            optional(account.login.as_ref().map(|login| &login.preference))
        })
        .flag(&["--auth", "none"], "none")
        .variable("MAILCALL_AUTH", "none", "none")
        .default("Auto (the default)"),
        Row::new("send", |account| {
            optional(account.login.as_ref().map(|login| &login.cleartext_auth))
        })
        .flag(&["--cleartext-auth"], "true (--cleartext-auth)")
        .default("false (the default)"),
        Row::new("send", password)
            .flag(
                &["--password-file", "flag"],
                "File(\"flag\") (--password-file)",
            )
            .variable(
                "MAILCALL_PASSWORD",
                "x",
                "Variable(\"MAILCALL_PASSWORD\") (MAILCALL_PASSWORD)",
            )
            .default("Netrc (the default)"),
        Row::new("send", password)
            .flag(
                &["--password-command", "flag"],
                "Command(\"flag\") (--password-command)",
            )
            .variable(
                "MAILCALL_PASSWORD",
                "x",
                "Variable(\"MAILCALL_PASSWORD\") (MAILCALL_PASSWORD)",
            )
            .default("Netrc (the default)"),
        Row::new("send", password)
            .flag(
                &["--password-env", "FLAG"],
                "Variable(\"FLAG\") (--password-env)",
            )
            .variable(
                "MAILCALL_PASSWORD",
                "x",
                "Variable(\"MAILCALL_PASSWORD\") (MAILCALL_PASSWORD)",
            )
            .default("Netrc (the default)"),
        Row::new("send", |account| sourced(&account.chunking))
            .flag(&["--chunking", "off"], "false (--chunking)")
            .default("true (the default)"),
        Row::new("send", |account| sourced(&account.pipeline_login))
            .flag(&["--pipeline-login", "on"], "On (--pipeline-login)")
            .default("Auto (the default)"),
        Row::new("stat", |account| sourced(&account.pipelining))
            .flag(&["--pipelining", "off"], "false (--pipelining)")
            .default("true (the default)"),
        Row::new("send", |account| {
            account.from.as_ref().map_or("none".into(), |from| {
                format!("{} ({})", from.value.address.wire(), from.origin)
            })
        })
        .variable(
            "MAILCALL_FROM",
            "joe@env.test",
            "joe@env.test (MAILCALL_FROM)",
        ),
    ]
}

#[test]
fn a_flag_goes_before_the_environment_and_the_environment_before_the_default() {
    for row in table() {
        let name = format!("{} {:?} {:?}", row.command, row.flag, row.variable);
        let flag = row.flag.map(|(_, shown)| shown);
        let variable = row.variable.map(|(_, _, shown)| shown);
        // Without the host or the user there is no account to look at.
        if !matches!(
            row.variable,
            Some((
                "MAILCALL_SMTP_HOST" | "MAILCALL_POP3_HOST" | "MAILCALL_USER",
                ..
            ))
        ) || flag.is_some()
        {
            assert_eq!(row.shown(false, false), row.default, "neither: {name}");
        }
        if let Some(flag) = flag {
            assert_eq!(row.shown(true, false), flag, "the flag: {name}");
            assert_eq!(row.shown(true, true), flag, "both: {name}");
        }
        if let Some(variable) = variable {
            assert_eq!(row.shown(false, true), variable, "the variable: {name}");
        }
    }
}

/// A flag that the table has no row for is a flag whose precedence nobody has tested.
#[test]
fn the_table_has_every_flag_about_server_and_login() {
    let tested: BTreeSet<&str> = table()
        .iter()
        .filter_map(|row| Some(row.flag?.0[0]))
        .collect();
    let mut flags = BTreeSet::new();
    for command in Cli::command().get_subcommands() {
        for argument in command.get_arguments() {
            let is_log = argument.get_id().as_str().starts_with("log");
            if is_log || matches!(argument.get_help_heading(), Some("Server" | "Login")) {
                flags.insert(format!("--{}", argument.get_long().expect("a long name")));
            }
        }
    }
    let tested: BTreeSet<String> = tested.into_iter().map(str::to_owned).collect();
    assert_eq!(tested, flags);
}
