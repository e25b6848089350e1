//! Looks up the addresses of a host name, in a thread of its own so that a deadline can end the wait.

use super::Error;
use crate::endpoint::{Endpoint, Family};
use crate::timeout::{INTERRUPT_POLL, Interrupt, Wait};
use dns_lookup::{AddrInfoHints, LookupErrorKind, SockType, getaddrinfo};
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;

/// Why the lookup of a host name gave no address.
#[derive(Debug)]
pub(crate) enum ResolveError {
    /// The name does not exist, or has no address at all.
    NoSuchHost,
    /// The resolver did not answer the question: it is down or cannot be reached.
    Resolver(io::Error),
    /// The system refused the thread that the lookup runs in, because of its limit of processes or of memory.
    Thread(io::Error),
}

impl fmt::Display for ResolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ResolveError::NoSuchHost => f.write_str("no such host"),
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
            ResolveError::NoSuchHost => None,
            ResolveError::Resolver(source) | ResolveError::Thread(source) => Some(source),
        }
    }
}

/// The addresses of the endpoint, in the order in which they are tried.
pub(super) fn addresses(
    endpoint: &Endpoint,
    family: Family,
    wait: &Wait,
    interrupt: &Interrupt,
) -> Result<Vec<SocketAddr>, Error> {
    let host = &endpoint.host;
    let found = match host.address() {
        Some(address) => vec![address],
        None => look_up(endpoint, wait, interrupt)?,
    };
    let (v6, v4): (Vec<IpAddr>, Vec<IpAddr>) = found.into_iter().partition(IpAddr::is_ipv6);
    let chosen = match family {
        Family::Any => interleave(v6, v4),
        Family::V4 => v4,
        Family::V6 => v6,
    };
    if chosen.is_empty() {
        return Err(Error::NoAddress {
            host: host.to_string(),
            family,
        });
    }
    Ok(chosen
        .into_iter()
        .map(|address| SocketAddr::new(address, endpoint.port))
        .collect())
}

fn look_up(endpoint: &Endpoint, wait: &Wait, interrupt: &Interrupt) -> Result<Vec<IpAddr>, Error> {
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
fn ask_system(host: &str) -> Result<Vec<IpAddr>, ResolveError> {
    let hints = AddrInfoHints {
        socktype: SockType::Stream.into(),
        ..AddrInfoHints::default()
    };
    match getaddrinfo(Some(host), None, Some(hints)) {
        Ok(found) => {
            let mut addresses = Vec::new();
            for address in found.flatten().map(|info| info.sockaddr.ip()) {
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
fn interleave(v6: Vec<IpAddr>, v4: Vec<IpAddr>) -> Vec<IpAddr> {
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
    use crate::endpoint::Host;
    use crate::timeout::{Phase, Timeouts};
    use std::time::Duration;

    #[test]
    fn families_take_turns() {
        let address = |text: &str| text.parse::<IpAddr>().expect("an address");
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
        let wait = Timeouts::new(Duration::from_secs(5), None).wait(Phase::Resolve);
        let endpoint = Endpoint {
            host: Host::parse("Mail.Invalid.").expect("a host"),
            port: 25,
        };
        let error = addresses(&endpoint, Family::Any, &wait, &Interrupt::default())
            .expect_err("no address");
        assert!(
            matches!(
                error,
                Error::Resolve {
                    source: ResolveError::NoSuchHost,
                    ..
                }
            ),
            "{error:?}"
        );
    }

    #[test]
    fn a_family_that_is_not_there() {
        let wait = Timeouts::new(Duration::from_secs(5), None).wait(Phase::Resolve);
        let endpoint = Endpoint {
            host: Host::parse("127.0.0.1").expect("a host"),
            port: 25,
        };
        let error =
            addresses(&endpoint, Family::V6, &wait, &Interrupt::default()).expect_err("no address");
        assert_eq!(error.to_string(), "127.0.0.1 has no IPv6 address");
    }
}
