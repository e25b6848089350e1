//! The environment variables and the settings that they give.

use super::environment::Environment;
use super::given::{Given, Problem, Setting};
use super::origin::Origin;
use super::parse;
use super::password::{self, Source};
use super::proxy::{self, Proxies};
use super::settings::{Passwords, ServerSettings, Settings};
use crate::address::Mailbox;
use crate::endpoint::{Protocol, parse_port};
use crate::timeout::parse_seconds;
use std::path::PathBuf;
use std::str::FromStr;
use zeroize::Zeroizing;

/// The names of the variables that describe one protocol's server.
#[derive(Clone, Copy, Debug)]
pub(super) struct ServerVariables {
    /// As `--host`.
    pub host: &'static str,
    /// As `--port`.
    pub port: &'static str,
    /// As `--tls`.
    pub tls: &'static str,
}

impl ServerVariables {
    /// Those of a protocol.
    pub(super) fn of(protocol: Protocol) -> Self {
        match protocol {
            Protocol::Smtp => ServerVariables {
                host: "MAILCALL_SMTP_HOST",
                port: "MAILCALL_SMTP_PORT",
                tls: "MAILCALL_SMTP_TLS",
            },
            Protocol::Pop3 => ServerVariables {
                host: "MAILCALL_POP3_HOST",
                port: "MAILCALL_POP3_PORT",
                tls: "MAILCALL_POP3_TLS",
            },
        }
    }
}

/// The settings that the environment gives. What lowers safety has no variable: it must be visible in the command.
pub(crate) fn settings(environment: &Environment<'_>) -> Settings {
    let read = Reader(environment);
    Settings {
        smtp: read.server(Protocol::Smtp),
        pop3: read.server(Protocol::Pop3),
        tls_min: None,
        family: None,
        source: None,
        proxies: Proxies(
            read.value("MAILCALL_PROXY", proxy::of_store)
                .into_iter()
                .collect(),
        ),
        timeout: read.value("MAILCALL_TIMEOUT", expecting(parse_seconds)),
        deadline: read.value("MAILCALL_DEADLINE", expecting(parse_seconds)),
        retry: None,
        log: None,
        log_format: None,
        helo: read.value("MAILCALL_HELO", parse::helo),
        user: read.value("MAILCALL_USER", parse::user),
        passwords: read.passwords(),
        from: read.value("MAILCALL_FROM", |text| {
            Mailbox::parse(text).map_err(Problem::Address)
        }),
    }
}

/// A parser that says what it expects, as one that also shows the value.
fn expecting<T>(parse: impl Fn(&str) -> Result<T, String>) -> impl Fn(&str) -> Result<T, Problem> {
    move |text| parse(text).map_err(|expected| Problem::malformed(text, expected))
}

struct Reader<'e>(&'e Environment<'e>);

impl Reader<'_> {
    fn server(&self, protocol: Protocol) -> ServerSettings {
        let variables = ServerVariables::of(protocol);
        ServerSettings {
            host: self.value(variables.host, parse::host),
            port: self.value(variables.port, expecting(parse_port)),
            tls: self.value(variables.tls, expecting(FromStr::from_str)),
            // What a server must prove belongs to one server, and is not left to the environment; so does what it is shown.
            fingerprints: None,
            tls_name: None,
            client_certificate: None,
            ca_file: self.path("MAILCALL_CA_FILE"),
            insecure: None,
            pipelining: None,
            chunking: None,
            pipeline_login: None,
            auth: self.value("MAILCALL_AUTH", expecting(FromStr::from_str)),
            cleartext_auth: None,
        }
    }

    fn value<T>(
        &self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Setting<T> {
        let origin = Origin::Variable(name);
        let value = Zeroizing::new(self.0.raw(name)?.into_encoded_bytes());
        Some(match std::str::from_utf8(&value) {
            Ok(text) => Given::read(origin, text, parse),
            Err(_) => Given {
                origin,
                value: Err(Problem::NotUtf8),
            },
        })
    }

    fn path(&self, name: &'static str) -> Setting<PathBuf> {
        let value = self.0.raw(name)?;
        Some(Given::new(Origin::Variable(name), PathBuf::from(value)))
    }

    /// The password itself is read when it is known that it may go to the host.
    fn passwords(&self) -> Passwords {
        let set = self.0.raw(password::VARIABLE).is_some();
        let given = set.then(|| {
            Given::new(
                Origin::Variable(password::VARIABLE),
                Source::Variable(password::VARIABLE.into()),
            )
        });
        Passwords(given.into_iter().collect())
    }
}
