//! The settings that flags give, and the account that they make together with the environment.

use crate::account::config::Config;
use crate::account::environment::Environment;
use crate::account::password::Source;
use crate::account::proxy::{self, Proxies};
use crate::account::{
    Account, Error, Given, Origin, Passwords, Places, Problem, ServerSettings, Setting, Settings,
    parse, settings_of_environment,
};
use crate::address::{Mailbox, Rules, parse_mailbox_with};
use crate::cli::{Log, Login, SendCommand, Server};
use crate::endpoint::{ClientCertificate, Family, PipelineLogin, Protocol, Role};
use std::path::PathBuf;

#[cfg(test)]
mod tests;

/// The flags about the server that `send` alone has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Submission<'f> {
    helo: &'f Option<String>,
    chunking: &'f Option<bool>,
    pipeline_login: &'f Option<PipelineLogin>,
    from: &'f Option<String>,
}

impl<'f> From<&'f SendCommand> for Submission<'f> {
    fn from(command: &'f SendCommand) -> Self {
        Submission {
            helo: &command.helo,
            chunking: &command.chunking,
            pipeline_login: &command.pipeline_login,
            from: &command.send.from,
        }
    }
}

impl Submission<'_> {
    /// None of them.
    pub(super) const NONE: Submission<'static> = Submission {
        helo: &None,
        chunking: &None,
        pipeline_login: &None,
        from: &None,
    };

    /// The author that `--from` names. Whoever reads the flag for the message reports that it is malformed.
    fn author(&self, config: &Config) -> Option<Mailbox> {
        let domain = config.domain.as_ref();
        let rules = Rules {
            domain: domain.and_then(|domain| domain.value.as_deref().ok()),
            ..Rules::default()
        };
        parse_mailbox_with(self.from.as_deref()?, rules).ok()
    }
}

/// The account of a command of this role.
///
/// # Errors
/// [`Error`]; not that a host or a user is missing.
pub(super) fn account(
    role: Role,
    server: &Server,
    login: &Login,
    submission: Submission<'_>,
    log: &Log,
    environment: &Environment<'_>,
) -> Result<Account, Error> {
    let config = Config::read(
        login.config.as_deref(),
        login.account.as_deref(),
        environment,
    )?;
    let environment = settings_of_environment(environment);
    let author = submission.author(&config);
    let places = Places {
        account: config.choose(role, author.as_ref(), &environment)?,
        flags: settings(role, server, login, submission, log),
        environment,
        author,
        domain: config.domain,
    };
    places.resolve(role)
}

/// The settings that flags give. The structs of flags are taken apart and [`Settings`] is written out, so that a new flag
/// or a new setting that is forgotten here does not compile.
fn settings(
    role: Role,
    server: &Server,
    login: &Login,
    submission: Submission<'_>,
    Log { log, log_format }: &Log,
) -> Settings {
    let Server {
        host,
        port,
        tls,
        ca_file,
        tls_fingerprint,
        tls_name,
        client_cert,
        client_key,
        tls_min,
        insecure,
        timeout,
        deadline,
        retry,
        pipelining,
        ipv4,
        ipv6,
        source,
        proxy,
    } = server;
    let Login {
        account: _,
        config: _,
        user,
        password_file,
        password_command,
        password_env,
        auth,
        cleartext_auth,
    } = login;
    let described = ServerSettings {
        host: text("--host", host, parse::host),
        port: given("--port", port),
        tls: given("--tls", tls),
        fingerprints: text(
            "--tls-fingerprint",
            &joined(tls_fingerprint),
            parse::fingerprints,
        ),
        tls_name: text("--tls-name", tls_name, parse::host),
        client_certificate: client_certificate(client_cert, client_key),
        ca_file: path("--ca-file", ca_file),
        insecure: switch("--insecure", *insecure, true),
        pipelining: given("--pipelining", pipelining),
        chunking: given("--chunking", submission.chunking),
        pipeline_login: given("--pipeline-login", submission.pipeline_login),
        auth: given("--auth", auth),
        cleartext_auth: switch("--cleartext-auth", *cleartext_auth, true),
    };
    let (smtp, pop3) = match role.protocol() {
        Protocol::Smtp => (described, ServerSettings::default()),
        Protocol::Pop3 => (ServerSettings::default(), described),
    };
    let sources = [
        path("--password-file", password_file).map(|given| given.map(Source::File)),
        text("--password-command", password_command, |line| {
            parse::command(line).map(Source::Command)
        }),
        text("--password-env", password_env, |name| {
            Ok(Source::Variable(name.to_owned()))
        }),
    ];
    Settings {
        smtp,
        pop3,
        tls_min: given("--tls-min", tls_min),
        family: switch("--ipv4", *ipv4, Family::V4).or(switch("--ipv6", *ipv6, Family::V6)),
        source: text("--source", source, parse::source),
        proxies: Proxies(text("--proxy", proxy, proxy::of_flag).into_iter().collect()),
        timeout: given("--timeout", timeout),
        deadline: given("--deadline", deadline),
        retry: given("--retry", retry),
        log: path("--log", log),
        log_format: given("--log-format", log_format),
        helo: text("--helo", submission.helo, parse::helo),
        user: text("--user", user, parse::user),
        passwords: Passwords(sources.into_iter().flatten().collect()),
        from: None,
    }
}

/// A flag whose value clap has read.
fn given<T: Clone>(flag: &'static str, value: &Option<T>) -> Setting<T> {
    let value = value.clone()?;
    Some(Given::new(Origin::Flag(flag), value))
}

/// A flag without a value, and what it means.
fn switch<T>(flag: &'static str, is_given: bool, meaning: T) -> Setting<T> {
    is_given.then(|| Given::new(Origin::Flag(flag), meaning))
}

/// A flag whose value is read here, as that of a variable is.
fn text<T>(
    flag: &'static str,
    value: &Option<String>,
    parse: impl FnOnce(&str) -> Result<T, Problem>,
) -> Setting<T> {
    let value = value.as_ref()?;
    Some(Given::read(Origin::Flag(flag), value, parse))
}

/// The two flags of a client certificate, which belong together: the key of one place fits no certificate of another.
fn client_certificate(
    certificate: &Option<PathBuf>,
    key: &Option<PathBuf>,
) -> Setting<ClientCertificate> {
    let certificate = path("--client-cert", certificate)?;
    match path("--client-key", key) {
        Some(Given {
            origin,
            value: Err(problem),
        }) => Some(Given {
            origin,
            value: Err(problem),
        }),
        key => Some(certificate.map(|certificate| ClientCertificate {
            certificate,
            key: key.and_then(|key| key.value.ok()),
        })),
    }
}

/// A flag that may be given several times, as one list.
fn joined(values: &[String]) -> Option<String> {
    (!values.is_empty()).then(|| values.join(","))
}

/// A flag whose value is a path.
fn path(flag: &'static str, value: &Option<PathBuf>) -> Setting<PathBuf> {
    let value = value.as_ref()?;
    Some(Given::path(Origin::Flag(flag), value))
}
