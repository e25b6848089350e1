//! Why settings do not make an account.

use super::config;
use super::given::Problem;
use super::origin::Origin;
use super::password;
use super::variables::ServerVariables;
use crate::address::unseen::shown;
use crate::endpoint::Protocol;
use std::fmt;

/// Why settings do not make an account.
#[derive(Debug)]
pub(crate) enum Error {
    /// No host is given.
    NoHost(Protocol),
    /// No host is given, and none is known for the domain of the user or the author.
    UnknownDomain {
        /// The domain.
        domain: String,
        /// The protocol that a host is needed for.
        protocol: Protocol,
    },
    /// The provider does not speak the protocol.
    NotServed {
        /// Its name.
        provider: &'static str,
        /// The protocol.
        protocol: Protocol,
    },
    /// A value cannot be used.
    Value {
        /// Where it was given.
        origin: Origin,
        /// What is wrong with it.
        problem: Problem,
    },
    /// A configuration file cannot be used.
    Config(config::Error),
    /// A password could not be found.
    Password(password::Error),
    /// The command needs a login, but a user is missing or `--auth none` was given.
    NoUser,
    /// The address to connect from is not of the family asked for.
    SourceOfOtherFamily {
        /// Where the address was given.
        source: Origin,
        /// Where the family was given.
        family: Origin,
    },
    /// The proxy of this URL has a user, but a password for it is missing.
    NoProxyPassword(String),
    /// A flag names a password, but a user is missing.
    PasswordWithoutUser(Origin),
    /// A setting that TLS alone can use, for a connection without TLS.
    NeedsTls(Origin),
    /// A pinned certificate, and a setting that would accept others.
    BesidePin {
        /// Where the certificate was pinned.
        pin: Origin,
        /// Where the other setting was given.
        other: Origin,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NoHost(protocol) => write!(
                f,
                "no server is given: use --host HOST, or set {}",
                ServerVariables::of(*protocol).host
            ),
            Error::UnknownDomain { domain, protocol } => write!(
                f,
                "the {} server of {} is not known: use --host HOST, set {}, or describe it as an account in the configuration file",
                protocol.name(),
                domain.chars().flat_map(shown).collect::<String>(),
                ServerVariables::of(*protocol).host
            ),
            Error::NotServed { provider, protocol } => write!(
                f,
                "{provider} has no {} server, so its mailboxes cannot be read",
                protocol.name()
            ),
            Error::Value {
                origin,
                problem: Problem::Empty,
            } => write!(f, "{origin} is given an empty value"),
            Error::Value { origin, .. } => write!(f, "invalid value for {origin}"),
            Error::Config(error) => write!(f, "{error}"),
            Error::Password(error) => write!(f, "{error}"),
            Error::NoUser => f.write_str(
                "a mailbox needs a login: use --user USER, or set MAILCALL_USER (and do not use --auth none)",
            ),
            Error::NoProxyPassword(url) => write!(
                f,
                "no password is given for the proxy {url}: MAILCALL_PROXY or the key proxy can hold it, as in {}, and so can ~/.netrc",
                url.replacen('@', ":PASSWORD@", 1)
            ),
            Error::SourceOfOtherFamily { source, family } => write!(
                f,
                "{source} is not an address of the family that {family} asks for"
            ),
            Error::PasswordWithoutUser(origin) => write!(
                f,
                "{origin} is given without a user: use --user USER, or set MAILCALL_USER"
            ),
            Error::NeedsTls(origin) => write!(
                f,
                "{origin} needs TLS: use --tls implicit or --tls starttls"
            ),
            Error::BesidePin { pin, other } => write!(
                f,
                "{other} cannot be used with {pin}, which accepts the pinned certificate and no other"
            ),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Value {
                problem: Problem::Empty,
                ..
            } => None,
            Error::Value { problem, .. } => Some(problem),
            Error::Config(error) => error.source(),
            Error::Password(error) => error.source(),
            Error::NoHost(_)
            | Error::UnknownDomain { .. }
            | Error::NotServed { .. }
            | Error::NoUser
            | Error::NoProxyPassword(_)
            | Error::SourceOfOtherFamily { .. }
            | Error::PasswordWithoutUser(_)
            | Error::NeedsTls(_)
            | Error::BesidePin { .. } => None,
        }
    }
}

impl From<password::Error> for Error {
    fn from(error: password::Error) -> Self {
        Error::Password(error)
    }
}

impl From<config::Error> for Error {
    fn from(error: config::Error) -> Self {
        Error::Config(error)
    }
}

impl From<(Origin, Problem)> for Error {
    fn from((origin, problem): (Origin, Problem)) -> Self {
        Error::Value { origin, problem }
    }
}
