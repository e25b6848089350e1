//! Looks up the addresses of a host name, in a thread of its own so that a deadline can end the wait.

use super::Error;
use crate::endpoint::{Endpoint, Family, Host};
use crate::timeout::{INTERRUPT_POLL, Interrupt, Wait};
use dns_lookup::{AddrInfoHints, LookupErrorKind, SockType, getaddrinfo};
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, SocketAddrV6};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;

/// Why the lookup of a host name gave no address.
#[derive(Debug)]
pub(crate) enum ResolveError {
    /// The name does not exist, or has no address at all.
    NoSuchHost,
    /// A link-local address names an interface that this host does not have.
    NoSuchInterface(String),
    /// The resolver did not answer the question: it is down or cannot be reached.
    Resolver(io::Error),
    /// The system refused the thread that the lookup runs in, because of its limit of processes or of memory.
    Thread(io::Error),
}

impl fmt::Display for ResolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ResolveError::NoSuchHost => f.write_str("no such host"),
            ResolveError::NoSuchInterface(name) => {
                write!(
                    f,
                    "this host has no network interface {}",
                    name.escape_debug()
                )
            }
            ResolveError::Resolver(_) => f.write_str("cannot look up the host name"),
            ResolveError::Thread(_) => {
                f.write_str("cannot start a thread to look up the host name")
            }
        }
    }
}

impl std::error::Error for ResolveError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ResolveError::NoSuchHost | ResolveError::NoSuchInterface(_) => None,
            ResolveError::Resolver(source) | ResolveError::Thread(source) => Some(source),
        }
    }
}

/// The addresses of the endpoint, in the order in which they are tried. A family that `source` is not of is left out.
pub(super) fn addresses(
    endpoint: &Endpoint,
    family: Family,
    source: Option<SocketAddr>,
    wait: &Wait,
    interrupt: &Interrupt,
) -> Result<Vec<SocketAddr>, Error> {
    let host = &endpoint.host;
    let found = match literal(host) {
        Some(found) => vec![found.map_err(|source| Error::Resolve {
            host: host.to_string(),
            source,
        })?],
        None => look_up(endpoint, wait, interrupt)?,
    };
    let (v6, v4): (Vec<_>, Vec<_>) = found.into_iter().partition(SocketAddr::is_ipv6);
    let family = match source {
        Some(source) if source.is_ipv6() => Family::V6,
        Some(_) => Family::V4,
        None => family,
    };
    let mut chosen = match family {
        Family::Any => interleave(v6, v4),
        Family::V4 => v4,
        Family::V6 => v6,
    };
    if chosen.is_empty() {
        return Err(Error::NoAddress {
            host: host.to_string(),
            family,
            source: source.map(|source| shown(&source)),
        });
    }
    chosen
        .iter_mut()
        .for_each(|address| address.set_port(endpoint.port));
    Ok(chosen)
}

/// The host's address with port 0, if it is an address: nobody has to be asked for it but, for the number of a named
/// interface, this system.
pub(super) fn literal(host: &Host) -> Option<Result<SocketAddr, ResolveError>> {
    Some(match (host.address()?, host.zone()) {
        (IpAddr::V6(address), Some(zone)) => match zone.parse() {
            Ok(number) => Ok(SocketAddrV6::new(address, 0, 0, number).into()),
            Err(_) => in_zone(host, zone),
        },
        (address, _) => Ok(SocketAddr::new(address, 0)),
    })
}

fn in_zone(host: &Host, zone: &str) -> Result<SocketAddr, ResolveError> {
    // An address is looked up nowhere, so this does not wait.
    let found = ask_system(&host.for_resolver()).ok();
    found
        .and_then(|found| found.first().copied())
        .ok_or_else(|| ResolveError::NoSuchInterface(zone.to_owned()))
}

/// An address as an error names it: with the interface, without the port.
pub(super) fn shown(address: &SocketAddr) -> String {
    match address {
        SocketAddr::V6(v6) if v6.scope_id() != 0 => format!("{}%{}", v6.ip(), v6.scope_id()),
        _ => address.ip().to_string(),
    }
}

fn look_up(
    endpoint: &Endpoint,
    wait: &Wait,
    interrupt: &Interrupt,
) -> Result<Vec<SocketAddr>, Error> {
    let failed = |source| Error::Resolve {
        host: endpoint.host.to_string(),
        source,
    };
    if endpoint.host.never_exists() {
        return Err(failed(ResolveError::NoSuchHost));
    }
    let (sender, receiver) = channel();
    let host = endpoint.host.for_resolver();
    // The thread is left behind when the wait ends first: a lookup cannot be interrupted, and the process ends soon.
    thread::Builder::new()
        .spawn(move || sender.send(ask_system(&host)))
        .map_err(|error| failed(ResolveError::Thread(error)))?;
    loop {
        match receiver.recv_timeout(wait.left().min(INTERRUPT_POLL)) {
            Ok(answer) => return answer.map_err(failed),
            Err(RecvTimeoutError::Disconnected) => {
                return Err(failed(ResolveError::Resolver(io::Error::other(
                    "the lookup ended without an answer",
                ))));
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
        if let Some(signal) = interrupt.signal() {
            return Err(Error::interrupted(signal, wait, endpoint));
        }
        if wait.left().is_zero() {
            return Err(Error::late(wait, endpoint));
        }
    }
}

/// Calls getaddrinfo. Its error distinguishes "no such name" from "ask again later".
fn ask_system(host: &str) -> Result<Vec<SocketAddr>, ResolveError> {
    let hints = AddrInfoHints {
        socktype: SockType::Stream.into(),
        ..AddrInfoHints::default()
    };
    match getaddrinfo(Some(host), None, Some(hints)) {
        Ok(found) => {
            let mut addresses = Vec::new();
            for address in found.flatten().map(|info| info.sockaddr) {
                if !addresses.contains(&address) {
                    addresses.push(address);
                }
            }
            Ok(addresses)
        }
        Err(error) => Err(match error.kind() {
            LookupErrorKind::NoName | LookupErrorKind::NoData => ResolveError::NoSuchHost,
            _ => ResolveError::Resolver(error.into()),
        }),
    }
}

/// Alternates the families, IPv6 first: where one of them does not work, every second attempt still may.
fn interleave(v6: Vec<SocketAddr>, v4: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let (mut v6, mut v4) = (v6.into_iter(), v4.into_iter());
    let mut mixed = Vec::new();
    loop {
        match (v6.next(), v4.next()) {
            (None, None) => return mixed,
            (six, four) => mixed.extend(six.into_iter().chain(four)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeout::{Phase, Timeouts};
    use std::time::Duration;

    fn address(text: &str) -> SocketAddr {
        SocketAddr::new(text.parse().expect("an address"), 0)
    }

    fn host(text: &str) -> Host {
        Host::parse(text).expect("a host")
    }

    /// The addresses of a host on port 25.
    fn of(name: &str, family: Family, source: Option<SocketAddr>) -> Result<Vec<String>, String> {
        let wait = Timeouts::new(Duration::from_secs(5), None).wait(Phase::Resolve);
        let endpoint = Endpoint {
            host: host(name),
            port: 25,
        };
        let found = addresses(&endpoint, family, source, &wait, &Interrupt::default());
        match found {
            Ok(found) => Ok(found.iter().map(ToString::to_string).collect()),
            Err(error) => Err(match std::error::Error::source(&error) {
                Some(source) => format!("{error}: {source}"),
                None => error.to_string(),
            }),
        }
    }

    #[test]
    fn families_take_turns() {
        let mixed = interleave(
            vec![address("::1"), address("::2"), address("::3")],
            vec![address("10.0.0.1")],
        );
        assert_eq!(
            mixed,
            [
                address("::1"),
                address("10.0.0.1"),
                address("::2"),
                address("::3")
            ]
        );
    }

    #[test]
    fn names_that_never_exist_ask_nobody() {
        let error = of("Mail.Invalid.", Family::Any, None);
        assert_eq!(error, Err("Mail.Invalid: no such host".into()));
    }

    #[test]
    fn a_family_that_is_not_there() {
        let error = of("127.0.0.1", Family::V6, None);
        assert_eq!(error, Err("127.0.0.1 has no IPv6 address".into()));
        let error = of("127.0.0.1", Family::Any, Some(address("::1")));
        assert_eq!(
            error,
            Err("127.0.0.1 has no IPv6 address to connect to from ::1".into())
        );
        let found = of("127.0.0.1", Family::Any, Some(address("127.0.0.9")));
        assert_eq!(found, Ok(vec!["127.0.0.1:25".into()]));
    }

    #[test]
    fn interfaces_of_link_local_addresses() {
        let found = of("fe80::1%7", Family::Any, None);
        assert_eq!(found, Ok(vec!["[fe80::1%7]:25".into()]));
        let found = of("fe80::1%nonesuch0", Family::Any, None);
        assert_eq!(
            found,
            Err("fe80::1%nonesuch0: this host has no network interface nonesuch0".into())
        );
        assert_eq!(
            shown(&"[fe80::1%7]:25".parse().expect("an address")),
            "fe80::1%7"
        );
        #[cfg(target_os = "linux")]
        assert_eq!(
            of("fe80::1%lo", Family::Any, None),
            Ok(vec!["[fe80::1%1]:25".into()])
        );
    }
}
