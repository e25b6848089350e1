//! An account: the servers of both protocols, who logs in, and how long anything may take; put together from flags and
//! the environment, each value remembering where it came from, because a password goes only to the host it was given
//! with.

pub mod environment;
mod error;
mod origin;
pub mod password;
mod server;

pub use error::Error;
pub use origin::{Origin, Sourced};
pub use server::Server;

use crate::cli::{self, Auth};
use crate::endpoint::Protocol;
use crate::sasl::Preference;
use crate::timeout::{DEFAULT_TIMEOUT, Timeouts};
use environment::Environment;
use std::path::PathBuf;
use std::time::Duration;

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
    pub passwords: Vec<Sourced<password::Source>>,
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

impl Account {
    /// Puts an account together for a command that speaks `protocol`: its flags describe that protocol's server; `helo`
    /// is what EHLO shall say.
    ///
    /// # Errors
    /// [`Error::Empty`], [`Error::Malformed`], [`Error::Environment`]. That a host or user is missing is told only
    /// when it is asked for.
    pub fn resolve(
        protocol: Protocol,
        server: &cli::Server,
        login: &cli::Login,
        helo: Option<&str>,
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
            smtp: server::resolve(Protocol::Smtp, flags_for(Protocol::Smtp), environment)?,
            pop3: server::resolve(Protocol::Pop3, flags_for(Protocol::Pop3), environment)?,
            address: environment
                .text("MAILCALL_FROM")?
                .map(|value| Sourced::new(value, Origin::Variable("MAILCALL_FROM"))),
            login: resolve_login(login, environment)?,
            trust: TlsTrust {
                ca_file,
                insecure: server.insecure,
                only_13: server.tls_min == cli::TlsMin::V13,
            },
            ipv4_only: server.ipv4,
            ipv6_only: server.ipv6,
            helo: server::helo(helo, environment)?,
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
            .map(|user| Sourced::new(user, Origin::Variable("MAILCALL_USER"))),
    };
    let preference = match auth {
        Auth::None => return Ok(None),
        Auth::Auto => Preference::Auto,
        Auth::Listed(methods) => Preference::Listed(methods),
    };
    let Some(user) = user else {
        let given = flags.password_file.is_some()
            || flags.password_command.is_some()
            || flags.password_env.is_some();
        return if given {
            Err(Error::PasswordWithoutUser)
        } else {
            Ok(None)
        };
    };
    if user.value.contains(['\r', '\n', '\0']) {
        return Err(Error::Malformed {
            what: "user",
            value: user.value,
            expected: "no CR, LF or NUL",
        });
    }
    let passwords = passwords(flags, environment)?;
    Ok(Some(Login {
        user,
        preference,
        cleartext_allowed: flags.cleartext_auth,
        passwords,
    }))
}

/// The places to look for a password, best first.
fn passwords(
    flags: &cli::Login,
    environment: &Environment<'_>,
) -> Result<Vec<Sourced<password::Source>>, Error> {
    use password::{Source, VARIABLE};
    let mut sources = Vec::new();
    let mut named = |flag, empty: bool, source| match empty {
        true => Err(Error::Empty { flag }),
        false => {
            sources.push(Sourced::new(source, Origin::Flag(flag)));
            Ok(())
        }
    };
    if let Some(file) = &flags.password_file {
        named(
            "--password-file",
            file.as_os_str().is_empty(),
            Source::File(file.clone()),
        )?;
    }
    if let Some(command) = &flags.password_command {
        named(
            "--password-command",
            command.trim().is_empty(),
            Source::Command(command.clone()),
        )?;
    }
    if let Some(name) = &flags.password_env {
        named(
            "--password-env",
            name.is_empty(),
            Source::Variable(name.clone()),
        )?;
    }
    if environment.raw(VARIABLE).is_some() {
        sources.push(Sourced::new(
            Source::Variable(VARIABLE.into()),
            Origin::Variable(VARIABLE),
        ));
    }
    sources.push(Sourced::new(Source::Prompt, Origin::Default));
    Ok(sources)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::Security;
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
            None,
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
        assert_eq!(pop3.host_origin, Origin::Variable("MAILCALL_POP3_HOST"));
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
        for host in [
            "a b",
            "a\r\nb",
            "a/b",
            "user@host",
            "[]",
            "host:25",
            "pop3s://h",
            "[h:1]:2",
        ] {
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
