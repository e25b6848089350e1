//! The keys of an account. A key is one row: its name, and the setting that its value becomes.

use super::Error;
use super::value::Value;
use crate::account::given::{Given, Problem, Setting};
use crate::account::parse;
use crate::account::password::Source;
use crate::account::proxy::{self, Proxies};
use crate::account::settings::{Passwords, ServerSettings, Settings};
use crate::address::Mailbox;
use crate::secret::Secret;
use std::str::FromStr;

/// A key that puts its value into settings of this kind.
pub(super) type Row<S> = (&'static str, fn(&mut S, &Value<'_>) -> Result<(), Error>);

/// What an account's table says.
#[derive(Clone, Debug, Default)]
pub(super) struct Written {
    /// Its settings.
    pub settings: Settings,
    /// Further addresses that it sends as.
    pub addresses: Vec<Given<Mailbox>>,
    /// What the keys beside the tables say about both servers.
    pub both: ServerSettings,
}

/// The keys of `smtp` and `pop3`.
pub(super) const SERVER: &[Row<ServerSettings>] = &[
    ("host", |server, value| {
        put(&mut server.host, value.text(parse::host))
    }),
    ("port", |server, value| put(&mut server.port, value.port())),
    ("tls", |server, value| {
        put(&mut server.tls, value.text(word))
    }),
    ("tls-fingerprint", |server, value| {
        put(&mut server.fingerprints, value.list(parse::fingerprints))
    }),
    ("tls-name", |server, value| {
        put(&mut server.tls_name, value.text(parse::host))
    }),
];

/// The keys that stand beside `smtp` and `pop3` for both servers, or in one of them for that server alone.
pub(super) const BOTH: &[Row<ServerSettings>] = &[
    ("auth", |server, value| {
        put(&mut server.auth, value.list(word))
    }),
    ("ca-file", |server, value| {
        put(&mut server.ca_file, value.path())
    }),
    ("chunking", |server, value| {
        put(&mut server.chunking, value.switch())
    }),
    ("cleartext-auth", |server, value| {
        put(&mut server.cleartext_auth, value.switch())
    }),
    ("insecure", |server, value| {
        put(&mut server.insecure, value.switch())
    }),
    ("pipeline-login", |server, value| {
        put(&mut server.pipeline_login, value.text(word))
    }),
    ("pipelining", |server, value| {
        put(&mut server.pipelining, value.switch())
    }),
];

/// The other keys of an account.
pub(super) const ACCOUNT: &[Row<Written>] = &[
    ("address", |account, value| {
        put(&mut account.settings.from, value.text(mailbox))
    }),
    ("addresses", |account, value| {
        let elements = value.elements()?;
        let read = elements.iter().map(|value| value.text(mailbox));
        account.addresses = read.collect::<Result<_, _>>()?;
        Ok(())
    }),
    ("deadline", |account, value| {
        put(&mut account.settings.deadline, value.seconds())
    }),
    ("helo", |account, value| {
        put(&mut account.settings.helo, value.text(parse::helo))
    }),
    ("log", |account, value| {
        put(&mut account.settings.log, value.path())
    }),
    ("log-format", |account, value| {
        put(&mut account.settings.log_format, value.text(word))
    }),
    ("proxy", |account, value| {
        account.settings.proxies = Proxies(vec![value.text(proxy::of_store)?]);
        Ok(())
    }),
    ("retry", |account, value| {
        put(&mut account.settings.retry, value.count())
    }),
    ("source", |account, value| {
        put(&mut account.settings.source, value.text(parse::source))
    }),
    ("timeout", |account, value| {
        put(&mut account.settings.timeout, value.seconds())
    }),
    ("tls-min", |account, value| {
        put(&mut account.settings.tls_min, value.text(word))
    }),
    ("user", |account, value| {
        put(&mut account.settings.user, value.text(parse::user))
    }),
];

/// The keys that say where the password is. An account has one of them.
pub(super) const PASSWORD: &[Row<Passwords>] = &[
    ("password", |passwords, value| {
        passwords.put(value.text(|text| Ok(Source::Text(Secret::new(text)))))
    }),
    ("password-command", |passwords, value| {
        passwords.put(value.text(|text| parse::command(text).map(Source::Command)))
    }),
    ("password-credential", |passwords, value| {
        passwords.put(value.text(|text| parse::credential(text).map(Source::Credential)))
    }),
    ("password-env", |passwords, value| {
        passwords.put(value.text(|text| Ok(Source::Variable(text.to_owned()))))
    }),
    ("password-file", |passwords, value| {
        passwords.put(value.path().map(|given| given.map(Source::File)))
    }),
];

impl Passwords {
    fn put(&mut self, given: Result<Given<Source>, Error>) -> Result<(), Error> {
        self.0.push(given?);
        Ok(())
    }
}

fn put<T>(setting: &mut Setting<T>, given: Result<Given<T>, Error>) -> Result<(), Error> {
    *setting = Some(given?);
    Ok(())
}

/// A value that is one of some words.
fn word<T: FromStr<Err = String>>(text: &str) -> Result<T, Problem> {
    text.parse()
        .map_err(|expected| Problem::malformed(text, expected))
}

fn mailbox(text: &str) -> Result<Mailbox, Problem> {
    Mailbox::parse(text).map_err(Problem::Address)
}
