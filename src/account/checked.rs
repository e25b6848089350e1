//! Settings that have been checked and completed for one command.

use super::auth::Auth;
use super::error::Error;
use super::given::{Given, Setting};
use super::log_format::LogFormat;
use super::origin::{Origin, Sourced};
use super::password::Source;
use super::provider::Provider;
use super::proxy::ProxyUrl;
use super::server::Server;
use super::settings::{Passwords, ServerSettings, Settings};
use crate::address::{Address, Mailbox};
use crate::endpoint::{
    DEFAULT_HELO, Endpoint, Family, Host, PipelineLogin, Protocol, Security, TlsVersion,
};
use crate::input::child::Hidden;
use crate::sasl::{Preference, ProofKind};
use crate::timeout::{DEFAULT_TIMEOUT, Timeouts};
use std::path::PathBuf;

/// Everything about the server and the user that a command needs.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    protocol: Protocol,
    server: Option<Server>,
    /// The address of the user or the author, from which the server may follow.
    pub(super) address: Option<Address>,
    /// Who writes, when `--from` is not given.
    pub from: Option<Sourced<Mailbox>>,
    /// The domain of names without one.
    pub domain: Option<Sourced<String>>,
    /// Who logs in; `None` for no login.
    pub login: Option<Login>,
    /// PEM certificates that are trusted instead of the system's.
    pub ca_file: Option<Sourced<PathBuf>>,
    /// The minimum TLS version.
    pub tls_min: Sourced<TlsVersion>,
    /// Whether any certificate is accepted.
    pub insecure: Sourced<bool>,
    /// Which addresses are used.
    pub family: Sourced<Family>,
    /// The address of this host to connect from.
    pub source: Option<Sourced<Host>>,
    /// The proxy to connect through.
    pub proxy: Option<Sourced<Option<ProxyUrl>>>,
    /// Whether several commands are sent together, where the server offers it.
    pub pipelining: Sourced<bool>,
    /// Whether messages are sent in chunks, where the server offers it.
    pub chunking: Sourced<bool>,
    /// Whether the login shares a flight, where the server pipelines.
    pub pipeline_login: Sourced<PipelineLogin>,
    /// The name that EHLO gives.
    pub helo: Sourced<String>,
    /// The limits of the run, whose deadline has started.
    pub timeouts: Timeouts,
    /// The environment variables that hold passwords, whether they are used or not. Child processes do not inherit them.
    pub password_variables: Hidden,
    /// How often a session that failed temporarily is made again.
    pub retry: Sourced<u32>,
    /// The file that a line about each run is appended to.
    pub log: Option<Sourced<PathBuf>>,
    /// How these lines are written.
    pub log_format: Sourced<LogFormat>,
    /// The name of the account in a configuration file, if one was chosen.
    pub name: Option<String>,
}

/// Who logs in, and how.
#[derive(Clone, Debug)]
pub(crate) struct Login {
    /// The authentication identity; empty if the client certificate alone says who logs in.
    pub user: Sourced<String>,
    /// The mechanisms.
    pub preference: Sourced<Preference>,
    /// Whether the password may go over a connection that is not encrypted.
    pub cleartext_auth: Sourced<bool>,
    /// Where the password may be, best first; the last is the terminal.
    pub passwords: Vec<Sourced<Source>>,
}

impl Account {
    /// The proxy to connect through.
    pub(crate) fn proxy(&self) -> Option<&ProxyUrl> {
        self.proxy.as_ref()?.value.as_ref()
    }

    /// The server of the command's role.
    ///
    /// # Errors
    /// [`Error::NoHost`], [`Error::UnknownDomain`], [`Error::NotServed`].
    pub(crate) fn server(&self) -> Result<&Server, Error> {
        self.server.as_ref().ok_or_else(|| self.no_server())
    }

    fn no_server(&self) -> Error {
        let protocol = self.protocol;
        let Some(address) = &self.address else {
            return Error::NoHost(protocol);
        };
        match Provider::of_address(address) {
            Some(provider) => Error::NotServed {
                provider: provider.name,
                protocol,
            },
            None => Error::UnknownDomain {
                domain: address.domain().to_owned(),
                protocol,
            },
        }
    }
}

impl Settings {
    /// Checks the merged settings that a command of this role needs, and completes them by the defaults. The other role's
    /// server is not looked at. That a host or a user is missing is an error only when one is asked for. The deadline of
    /// the run starts now.
    ///
    /// # Errors
    /// [`Error::Value`], [`Error::PasswordWithoutUser`], [`Error::NeedsTls`], [`Error::BesidePin`].
    pub(super) fn check(self, protocol: Protocol, named_by: Vec<Origin>) -> Result<Account, Error> {
        let Settings {
            smtp,
            pop3,
            tls_min,
            family,
            source,
            proxies,
            timeout,
            deadline,
            retry,
            log,
            log_format,
            helo,
            user,
            passwords,
            from,
        } = self;
        let ServerSettings {
            host,
            port,
            tls,
            fingerprints,
            tls_name,
            client_certificate,
            ca_file,
            insecure,
            pipelining,
            chunking,
            pipeline_login,
            auth,
            cleartext_auth,
        } = match protocol {
            Protocol::Smtp => smtp,
            Protocol::Pop3 => pop3,
        };
        let password_variables = proxies.hide(passwords.variables());
        let timeout = value_or(timeout, DEFAULT_TIMEOUT)?;
        let deadline = optional(deadline)?;
        let user = optional(user)?;
        let server = match optional(host)? {
            Some(host) => Some(Server {
                fingerprints: optional(fingerprints)?,
                tls_name: optional(tls_name)?,
                client_certificate: optional(client_certificate)?,
                ..check_server(host.value, port, tls, protocol, named_by)?
            }),
            None => None,
        };
        let ca_file = optional(ca_file)?;
        let insecure = value_or(insecure, false)?;
        if let Some(server) = &server {
            check_tls(server, ca_file.as_ref(), &insecure)?;
        }
        let family = value_or(family, Family::default())?;
        Ok(Account {
            timeouts: Timeouts::new(timeout.value, deadline.map(|deadline| deadline.value)),
            password_variables,
            ca_file,
            retry: value_or(retry, 0)?,
            log: optional(log)?,
            log_format: value_or(log_format, LogFormat::default())?,
            name: None,
            protocol,
            server,
            from: match protocol {
                Protocol::Smtp => optional(from)?,
                Protocol::Pop3 => None,
            },
            domain: None,
            address: None,
            login: check_login(user, auth, cleartext_auth, passwords)?,
            tls_min: value_or(tls_min, TlsVersion::default())?,
            insecure,
            source: check_source(source, &family)?,
            proxy: optional(proxies.best())?,
            family,
            pipelining: value_or(pipelining, true)?,
            chunking: value_or(chunking, true)?,
            pipeline_login: value_or(pipeline_login, PipelineLogin::default())?,
            helo: value_or(helo, DEFAULT_HELO.to_owned())?,
        })
    }
}

fn optional<T>(setting: Setting<T>) -> Result<Option<Sourced<T>>, Error> {
    Ok(setting.map(Given::get).transpose()?)
}

fn value_or<T>(setting: Setting<T>, default: T) -> Result<Sourced<T>, Error> {
    Ok(optional(setting)?.unwrap_or(Sourced::new(default, Origin::Default)))
}

/// The port and the protection each follow from the other.
fn check_server(
    host: Host,
    port: Setting<u16>,
    tls: Setting<Security>,
    protocol: Protocol,
    named_by: Vec<Origin>,
) -> Result<Server, Error> {
    let port = optional(port)?.map(|port| port.value);
    let security = match optional(tls)? {
        Some(tls) => tls.value,
        None => protocol.default_security(port),
    };
    Ok(Server {
        protocol,
        endpoint: Endpoint {
            host,
            port: port.unwrap_or_else(|| protocol.default_port(security)),
        },
        named_by,
        security,
        fingerprints: None,
        tls_name: None,
        client_certificate: None,
    })
}

/// What TLS alone can use needs TLS. A pinned certificate is the only one that is accepted: nothing that says otherwise may
/// be given beside it; a CA file that was not given for this very command is not used.
fn check_tls(
    server: &Server,
    ca_file: Option<&Sourced<PathBuf>>,
    insecure: &Sourced<bool>,
) -> Result<(), Error> {
    let pin = server.fingerprints.as_ref().map(|pins| &pins.origin);
    let client = server.client_certificate.as_ref();
    if server.security == Security::None
        && let Some(origin) = pin.or(client.map(|client| &client.origin))
    {
        return Err(Error::NeedsTls(origin.clone()));
    }
    let Some(pin) = pin else {
        return Ok(());
    };
    let ca_file = ca_file
        .map(|file| &file.origin)
        .filter(|origin| matches!(origin, Origin::Flag(_)));
    match insecure.value.then_some(&insecure.origin).or(ca_file) {
        Some(other) => Err(Error::BesidePin {
            pin: pin.clone(),
            other: other.clone(),
        }),
        None => Ok(()),
    }
}

/// The address to connect from has to be of a family that is used.
fn check_source(
    source: Setting<Host>,
    family: &Sourced<Family>,
) -> Result<Option<Sourced<Host>>, Error> {
    let source = optional(source)?;
    let is_v6 = |host: &Host| host.address().is_some_and(|address| address.is_ipv6());
    match (&source, family.value) {
        (Some(source), Family::V4) if is_v6(&source.value) => {}
        (Some(source), Family::V6) if !is_v6(&source.value) => {}
        _ => return Ok(source),
    }
    Err(Error::SourceOfOtherFamily {
        source: source.map_or(Origin::Default, |source| source.origin),
        family: family.origin.clone(),
    })
}

fn check_login(
    user: Option<Sourced<String>>,
    auth: Setting<Auth>,
    cleartext_auth: Setting<bool>,
    Passwords(passwords): Passwords,
) -> Result<Option<Login>, Error> {
    let auth = value_or(auth, Auth::By(Preference::Auto))?;
    let preference = match auth.value {
        Auth::None => return Ok(None),
        Auth::By(preference) => Sourced::new(preference, auth.origin),
    };
    let user = match preference.value.proof() {
        ProofKind::Certificate => user.or(Some(Sourced::new(String::new(), Origin::Default))),
        ProofKind::Password | ProofKind::Token => user,
    };
    let Some(user) = user else {
        // A variable may be there for other commands; a flag is meant for this one.
        let flag = passwords
            .iter()
            .find(|source| matches!(source.origin, Origin::Flag(_)));
        return match flag {
            Some(source) => Err(Error::PasswordWithoutUser(source.origin.clone())),
            None => Ok(None),
        };
    };
    let mut sources = passwords
        .into_iter()
        .map(Given::get)
        .collect::<Result<Vec<_>, _>>()?;
    let unasked = [Source::Netrc, Source::Prompt];
    sources.extend(unasked.map(|source| Sourced::new(source, Origin::Default)));
    Ok(Some(Login {
        user,
        preference,
        cleartext_auth: value_or(cleartext_auth, false)?,
        passwords: sources,
    }))
}
