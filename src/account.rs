//! An account: the servers of both protocols, who logs in, and how long anything may take; put together from flags and
//! the environment, each value remembering where it came from, because a password goes only to the host it was given
//! with.

pub mod environment;
pub mod password;

use crate::cli::{self, Auth};
use crate::endpoint::{DEFAULT_HELO, Endpoint, Protocol, Security};
use crate::sasl::Preference;
use crate::timeout::{DEFAULT_TIMEOUT, Timeouts};
use environment::Environment;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// Where a value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A flag of this command.
    Flag(&'static str),
    /// An environment variable.
    Environment(&'static str),
    /// What holds when nothing is said.
    Default,
}

/// A value and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it came from.
    pub origin: Origin,
}

impl<T> Sourced<T> {
    fn new(value: T, origin: Origin) -> Self {
        Sourced { value, origin }
    }
}

/// One server of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Where it is.
    pub endpoint: Endpoint,
    /// Where the host came from: it decides which passwords may go there.
    pub host_origin: Origin,
    /// How it is reached.
    pub security: Security,
}

/// Who logs in.
#[derive(Clone, Debug)]
pub struct Login {
    /// The authentication identity.
    pub user: Sourced<String>,
    /// How.
    pub preference: Preference,
    /// Whether the password may go in the clear.
    pub cleartext_allowed: bool,
    /// Where the password is, in the order they are looked at.
    pub passwords: Vec<password::Source>,
}

/// Whom to believe about TLS, in the words of the command line; `command` makes it `net`'s.
#[derive(Clone, Debug, Default)]
pub struct TlsTrust {
    /// `--ca-file`.
    pub ca_file: Option<PathBuf>,
    /// `--insecure`.
    pub insecure: bool,
    /// `--tls-min 1.3`.
    pub only_13: bool,
}

/// Everything about the servers and the user that a command needs.
#[derive(Clone, Debug)]
pub struct Account {
    smtp: Option<Server>,
    pop3: Option<Server>,
    /// Who writes, when `--from` does not say: `MAILCALL_FROM`, not yet parsed.
    pub address: Option<Sourced<String>>,
    /// Who logs in, if anyone.
    pub login: Option<Login>,
    /// Whom to believe.
    pub trust: TlsTrust,
    /// `-4`.
    pub ipv4_only: bool,
    /// `-6`.
    pub ipv6_only: bool,
    /// What EHLO says.
    pub helo: String,
    /// The limits of the run.
    pub timeouts: Timeouts,
}

/// What keeps the flags and the environment from making an account.
#[derive(Debug)]
pub enum Error {
    /// No host is named.
    NoHost(Protocol),
    /// A flag is given an empty value: most often an unset shell variable.
    Empty {
        /// The flag.
        flag: &'static str,
    },
    /// A value holds what no host, user or name can hold.
    Malformed {
        /// What it is.
        what: &'static str,
        /// The value.
        value: String,
        /// What was expected.
        expected: &'static str,
    },
    /// An environment variable has a value that cannot be used.
    Environment {
        /// The variable.
        name: String,
        /// What is wrong with it; never the value of a secret.
        problem: String,
    },
    /// No password could be had.
    Password(password::Error),
    /// A login is needed and no user is named.
    NoUser,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NoHost(Protocol::Smtp) => {
                f.write_str("no server is named: --host HOST, or MAILCALL_SMTP_HOST")
            }
            Error::NoHost(Protocol::Pop3) => {
                f.write_str("no server is named: --host HOST, or MAILCALL_POP3_HOST")
            }
            Error::Empty { flag } => write!(f, "{flag} is given an empty value"),
            Error::Malformed {
                what,
                value,
                expected,
            } => write!(
                f,
                "{what} \"{}\" is malformed: expected {expected}",
                value.escape_debug()
            ),
            Error::Environment { name, problem } => {
                write!(f, "environment variable {name}: {problem}")
            }
            Error::Password(error) => write!(f, "{error}"),
            Error::NoUser => f.write_str(
                "a maildrop needs a login, and no user is named: --user USER, or MAILCALL_USER",
            ),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Password(error) => Some(error),
            _ => None,
        }
    }
}

impl From<password::Error> for Error {
    fn from(error: password::Error) -> Self {
        Error::Password(error)
    }
}

impl Account {
    /// Puts an account together for a command that speaks `protocol`: its flags describe that protocol's server.
    ///
    /// # Errors
    /// [`Error::Empty`], [`Error::Malformed`], [`Error::Environment`]. That a host or user is missing is told only
    /// when it is asked for.
    pub fn resolve(
        protocol: Protocol,
        server: &cli::Server,
        login: &cli::Login,
        environment: &Environment<'_>,
    ) -> Result<Self, Error> {
        let none = cli::Server::default();
        let flags_for = |which| if which == protocol { server } else { &none };
        let timeout =
            duration(server.timeout, "MAILCALL_TIMEOUT", environment)?.unwrap_or(DEFAULT_TIMEOUT);
        let deadline = duration(server.deadline, "MAILCALL_DEADLINE", environment)?;
        let ca_file = match &server.ca_file {
            Some(file) if file.as_os_str().is_empty() => {
                return Err(Error::Empty { flag: "--ca-file" });
            }
            Some(file) => Some(file.clone()),
            None => environment.path("MAILCALL_CA_FILE"),
        };
        Ok(Account {
            smtp: resolve_server(Protocol::Smtp, flags_for(Protocol::Smtp), environment)?,
            pop3: resolve_server(Protocol::Pop3, flags_for(Protocol::Pop3), environment)?,
            address: environment
                .text("MAILCALL_FROM")?
                .map(|value| Sourced::new(value, Origin::Environment("MAILCALL_FROM"))),
            login: resolve_login(login, environment)?,
            trust: TlsTrust {
                ca_file,
                insecure: server.insecure,
                only_13: server.tls_min == cli::TlsMin::V13,
            },
            ipv4_only: server.ipv4,
            ipv6_only: server.ipv6,
            helo: helo(server, environment)?,
            timeouts: Timeouts::new(timeout, deadline),
        })
    }

    /// The server of a protocol.
    ///
    /// # Errors
    /// [`Error::NoHost`].
    pub fn server(&self, protocol: Protocol) -> Result<&Server, Error> {
        let server = match protocol {
            Protocol::Smtp => &self.smtp,
            Protocol::Pop3 => &self.pop3,
        };
        server.as_ref().ok_or(Error::NoHost(protocol))
    }
}

fn resolve_server(
    protocol: Protocol,
    flags: &cli::Server,
    environment: &Environment<'_>,
) -> Result<Option<Server>, Error> {
    let [host_variable, port_variable, tls_variable] = match protocol {
        Protocol::Smtp => [
            "MAILCALL_SMTP_HOST",
            "MAILCALL_SMTP_PORT",
            "MAILCALL_SMTP_TLS",
        ],
        Protocol::Pop3 => [
            "MAILCALL_POP3_HOST",
            "MAILCALL_POP3_PORT",
            "MAILCALL_POP3_TLS",
        ],
    };
    let host = match &flags.host {
        Some(host) if host.is_empty() => return Err(Error::Empty { flag: "--host" }),
        Some(host) => Sourced::new(host.clone(), Origin::Flag("--host")),
        None => match environment.text(host_variable)? {
            Some(host) => Sourced::new(host, Origin::Environment(host_variable)),
            None => return Ok(None),
        },
    };
    let name = host_name(&host.value)?;
    let port = match flags.port {
        Some(port) => Some(port),
        None => environment.parsed(port_variable, |text| {
            text.parse::<u16>()
                .ok()
                .filter(|port| *port > 0)
                .ok_or_else(|| "expected a port, 1 to 65535".to_owned())
        })?,
    };
    let security = match flags.tls {
        Some(tls) => Some(security(tls)),
        None => environment.parsed(tls_variable, |text| {
            use clap::ValueEnum;
            cli::Tls::from_str(text, false)
                .map(security)
                .map_err(|_| "expected implicit, starttls or none".to_owned())
        })?,
    };
    let security = security.unwrap_or_else(|| protocol.default_security(port));
    let port = port.unwrap_or_else(|| protocol.default_port(security));
    Ok(Some(Server {
        endpoint: Endpoint { host: name, port },
        host_origin: host.origin,
        security,
    }))
}

fn security(tls: cli::Tls) -> Security {
    match tls {
        cli::Tls::Implicit => Security::Implicit,
        cli::Tls::Starttls => Security::StartTls,
        cli::Tls::None => Security::None,
    }
}

/// A host name or address; an IPv6 address may stand in brackets, as URLs have it.
fn host_name(value: &str) -> Result<String, Error> {
    let bare = value
        .strip_prefix('[')
        .and_then(|inner| inner.strip_suffix(']'))
        .unwrap_or(value);
    let plain = !bare.is_empty()
        && bare.len() <= 255
        && bare
            .chars()
            .all(|c| !c.is_whitespace() && !c.is_control() && !"/@?#\\\"".contains(c));
    if !plain {
        return Err(Error::Malformed {
            what: "host",
            value: value.to_owned(),
            expected: "a host name or an IP address",
        });
    }
    Ok(bare.to_owned())
}

fn helo(server: &cli::Server, environment: &Environment<'_>) -> Result<String, Error> {
    let name = match &server.helo {
        Some(name) if name.is_empty() => return Err(Error::Empty { flag: "--helo" }),
        Some(name) => name.clone(),
        None => environment
            .text("MAILCALL_HELO")?
            .unwrap_or_else(|| DEFAULT_HELO.to_owned()),
    };
    if name.len() > 255 || !name.bytes().all(|octet| (0x21..=0x7e).contains(&octet)) {
        let expected = "a domain name or an address literal such as [192.0.2.1]";
        return Err(Error::Malformed {
            what: "EHLO name",
            value: name,
            expected,
        });
    }
    Ok(name)
}

fn duration(
    flag: Option<Duration>,
    variable: &'static str,
    environment: &Environment<'_>,
) -> Result<Option<Duration>, Error> {
    match flag {
        Some(duration) => Ok(Some(duration)),
        None => environment.parsed(variable, cli::seconds),
    }
}

fn resolve_login(
    flags: &cli::Login,
    environment: &Environment<'_>,
) -> Result<Option<Login>, Error> {
    let auth = match &flags.auth {
        Some(auth) => auth.clone(),
        None => environment
            .parsed("MAILCALL_AUTH", cli::auth)?
            .unwrap_or(Auth::Auto),
    };
    let user = match &flags.user {
        Some(user) if user.is_empty() => return Err(Error::Empty { flag: "--user" }),
        Some(user) => Some(Sourced::new(user.clone(), Origin::Flag("--user"))),
        None => environment
            .text("MAILCALL_USER")?
            .map(|user| Sourced::new(user, Origin::Environment("MAILCALL_USER"))),
    };
    let preference = match auth {
        Auth::None => return Ok(None),
        Auth::Auto => Preference::Auto,
        Auth::Listed(methods) => Preference::Listed(methods),
    };
    let Some(user) = user else { return Ok(None) };
    if user.value.contains(['\r', '\n', '\0']) {
        return Err(Error::Malformed {
            what: "user",
            value: user.value,
            expected: "no CR, LF or NUL",
        });
    }
    let passwords = password::Source::of(flags)?;
    Ok(Some(Login {
        user,
        preference,
        cleartext_allowed: flags.cleartext_auth,
        passwords,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsString;

    fn resolve(
        protocol: Protocol,
        server: &cli::Server,
        variables: &[(&str, &str)],
    ) -> Result<Account, Error> {
        let read = |name: &str| {
            variables
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| OsString::from(value))
        };
        Account::resolve(
            protocol,
            server,
            &cli::Login::default(),
            &Environment::new(&read),
        )
    }

    #[test]
    fn flags_come_before_the_environment_and_defaults_fill_in() {
        let flags = cli::Server {
            host: Some("flag.test".into()),
            ..cli::Server::default()
        };
        let account = resolve(
            Protocol::Smtp,
            &flags,
            &[
                ("MAILCALL_SMTP_HOST", "env.test"),
                ("MAILCALL_POP3_HOST", "pop.test"),
            ],
        )
        .expect("an account");
        let smtp = account.server(Protocol::Smtp).expect("a server");
        assert_eq!(
            (smtp.endpoint.to_string().as_str(), smtp.security),
            ("flag.test:465", Security::Implicit)
        );
        assert_eq!(smtp.host_origin, Origin::Flag("--host"));
        let pop3 = account.server(Protocol::Pop3).expect("a server");
        assert_eq!(pop3.endpoint.to_string(), "pop.test:995");
        assert_eq!(pop3.host_origin, Origin::Environment("MAILCALL_POP3_HOST"));
    }

    #[test]
    fn a_port_says_how_tls_begins_and_the_other_way_round() {
        for (port, tls, expected) in [
            (Some(587), None, (587, Security::StartTls)),
            (Some(2525), None, (2525, Security::Implicit)),
            (None, Some(cli::Tls::None), (25, Security::None)),
            (None, Some(cli::Tls::Starttls), (587, Security::StartTls)),
            (Some(25), Some(cli::Tls::None), (25, Security::None)),
        ] {
            let flags = cli::Server {
                host: Some("h".into()),
                port,
                tls,
                ..cli::Server::default()
            };
            let account = resolve(Protocol::Smtp, &flags, &[]).expect("an account");
            let server = account.server(Protocol::Smtp).expect("a server");
            assert_eq!((server.endpoint.port, server.security), expected);
        }
    }

    #[test]
    fn what_is_malformed_is_named() {
        for host in ["a b", "a\r\nb", "a/b", "user@host", "[]"] {
            let flags = cli::Server {
                host: Some(host.into()),
                ..cli::Server::default()
            };
            assert!(
                matches!(
                    resolve(Protocol::Smtp, &flags, &[]),
                    Err(Error::Malformed { .. })
                ),
                "{host:?}"
            );
        }
        let flags = cli::Server {
            host: Some(String::new()),
            ..cli::Server::default()
        };
        assert!(matches!(
            resolve(Protocol::Smtp, &flags, &[]),
            Err(Error::Empty { flag: "--host" })
        ));
        for (name, value) in [
            ("MAILCALL_SMTP_PORT", "0"),
            ("MAILCALL_SMTP_TLS", "yes"),
            ("MAILCALL_TIMEOUT", "soon"),
        ] {
            let variables = [("MAILCALL_SMTP_HOST", "h"), (name, value)];
            assert!(
                matches!(
                    resolve(Protocol::Smtp, &cli::Server::default(), &variables),
                    Err(Error::Environment { .. })
                ),
                "{name}"
            );
        }
    }

    #[test]
    fn brackets_around_an_address_are_taken_off() {
        let flags = cli::Server {
            host: Some("[::1]".into()),
            ..cli::Server::default()
        };
        let account = resolve(Protocol::Smtp, &flags, &[]).expect("an account");
        assert_eq!(
            account
                .server(Protocol::Smtp)
                .expect("a server")
                .endpoint
                .host,
            "::1"
        );
    }
}
