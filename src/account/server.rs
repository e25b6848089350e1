//! One server of an account: where it is, how it is reached, and who said so.

use super::environment::Environment;
use super::error::Error;
use super::origin::{Origin, Sourced};
use crate::cli;
use crate::endpoint::{DEFAULT_HELO, Endpoint, Protocol, Security};

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

/// The server of a protocol, as flags and environment describe it; `None` when no host is named.
pub(super) fn resolve(
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
            Some(host) => Sourced::new(host, Origin::Variable(host_variable)),
            None => return Ok(None),
        },
    };
    let name = host_name(&host.value)?;
    let port = match flags.port {
        Some(port) => Some(port),
        None => environment.parsed(port_variable, cli::port)?,
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
    let malformed = |expected| Error::Malformed {
        what: "host",
        value: value.to_owned(),
        expected,
    };
    let inner = value
        .strip_prefix('[')
        .and_then(|inner| inner.strip_suffix(']'));
    let bare = inner.unwrap_or(value);
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"/@?#\\\"[]".contains(c);
    if bare.is_empty() || bare.len() > 255 || !bare.chars().all(plain) {
        return Err(malformed("a host name or an IP address, no URL"));
    }
    if bare.contains(':') && bare.parse::<core::net::Ipv6Addr>().is_err() {
        return Err(malformed(
            "a host name or an IP address; the port is for --port",
        ));
    }
    Ok(bare.to_owned())
}

/// What EHLO says.
pub(super) fn helo(flag: Option<&str>, environment: &Environment<'_>) -> Result<String, Error> {
    let name = match flag {
        Some("") => return Err(Error::Empty { flag: "--helo" }),
        Some(name) => name.to_owned(),
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
