//! SOCKS 5 (RFC 1928) with the login by user and password (RFC 1929).
//!
//! ```text
//!   05 n methods         ─►
//!                        ◄─  05 method
//!   01 user password     ─►                      if the method is 02
//!                        ◄─  01 status
//!   05 01 00 host port   ─►
//!                        ◄─  05 reply 00 address port
//! ```
//!
//! Each answer has a length of its own, so exactly that many octets are read.

use super::{Login, ProxyProblem};
use crate::endpoint::Endpoint;
use core::net::IpAddr;
use std::io::{Read, Write};
use zeroize::Zeroizing;

const VERSION: u8 = 5;
const NO_LOGIN: u8 = 0;
const USER_AND_PASSWORD: u8 = 2;
const NO_METHOD: u8 = 0xff;
const CONNECT: u8 = 1;
const IPV4: u8 = 1;
const DOMAIN_NAME: u8 = 3;
const IPV6: u8 = 4;

/// Makes the proxy connect to the server.
pub(super) fn connect<S: Read + Write>(
    stream: &mut S,
    server: &Endpoint,
    login: Option<Login<'_>>,
) -> Result<(), ProxyProblem> {
    // What cannot be sent is known before anything is.
    let log_in = login.map(sub_negotiation).transpose()?;
    let methods: &[u8] = match login {
        Some(_) => &[VERSION, 2, NO_LOGIN, USER_AND_PASSWORD],
        None => &[VERSION, 1, NO_LOGIN],
    };
    write(stream, methods)?;
    let [version, method] = read(stream)?;
    check_version(version)?;
    match (method, log_in) {
        (NO_LOGIN, _) => {}
        (USER_AND_PASSWORD, Some(log_in)) => {
            write(stream, &log_in)?;
            // Some proxies send another version of the sub-negotiation than 1.
            let [_, status] = read(stream)?;
            if status != 0 {
                return Err(ProxyProblem::LoginRefused(String::new()));
            }
        }
        (NO_METHOD, None) => return Err(ProxyProblem::LoginNeeded),
        (NO_METHOD, Some(_)) => {
            let reason = "it accepts no login by user and password";
            return Err(ProxyProblem::LoginRefused(reason.into()));
        }
        _ => {
            let what = "chose a login method that was not offered";
            return Err(ProxyProblem::Malformed(what));
        }
    }
    write(stream, &request(server)?)?;
    let [version, reply, _, address_type] = read(stream)?;
    check_version(version)?;
    if reply != 0 {
        // What follows is of no interest, and some proxies leave it out.
        return Err(ProxyProblem::Refused(reason(reply)));
    }
    // The address that the proxy connects from, and its port.
    match address_type {
        IPV4 => read::<6>(stream).map(drop),
        IPV6 => read::<18>(stream).map(drop),
        DOMAIN_NAME => {
            let [octets] = read(stream)?;
            let mut rest = [0; u8::MAX as usize + 2];
            Ok(stream.read_exact(&mut rest[..usize::from(octets) + 2])?)
        }
        _ => Err(ProxyProblem::Malformed(
            "sent an address of an unknown type",
        )),
    }
}

fn write(stream: &mut impl Write, octets: &[u8]) -> Result<(), ProxyProblem> {
    stream.write_all(octets)?;
    Ok(stream.flush()?)
}

fn read<const OCTETS: usize>(stream: &mut impl Read) -> Result<[u8; OCTETS], ProxyProblem> {
    let mut octets = [0; OCTETS];
    stream.read_exact(&mut octets)?;
    Ok(octets)
}

fn check_version(version: u8) -> Result<(), ProxyProblem> {
    match version {
        VERSION => Ok(()),
        _ => Err(ProxyProblem::Malformed("does not speak SOCKS 5")),
    }
}

/// User and password (RFC 1929 section 2).
fn sub_negotiation(login: Login<'_>) -> Result<Zeroizing<Vec<u8>>, ProxyProblem> {
    let octets = 3 + login.user.len() + login.password.len();
    let mut message = Zeroizing::new(Vec::with_capacity(octets));
    message.push(1);
    for part in [login.user.as_bytes(), login.password] {
        message.push(u8::try_from(part.len()).map_err(|_| ProxyProblem::TooLong)?);
        message.extend_from_slice(part);
    }
    Ok(message)
}

/// The request to connect (RFC 1928 section 4). A name goes to the proxy as it is, and the proxy looks it up.
fn request(server: &Endpoint) -> Result<Vec<u8>, ProxyProblem> {
    let mut request = vec![VERSION, CONNECT, 0];
    match server.host.address() {
        Some(IpAddr::V4(address)) => {
            request.push(IPV4);
            request.extend(address.octets());
        }
        Some(IpAddr::V6(address)) => {
            request.push(IPV6);
            request.extend(address.octets());
        }
        None => {
            let name = server.host.for_resolver();
            let octets = u8::try_from(name.len());
            let too_long = |_| ProxyProblem::Refused("the name is too long".into());
            request.extend([DOMAIN_NAME, octets.map_err(too_long)?]);
            request.extend(name.as_bytes());
        }
    }
    request.extend(server.port.to_be_bytes());
    Ok(request)
}

/// The reply codes of RFC 1928 section 6.
fn reason(reply: u8) -> String {
    match reply {
        1 => "general failure".into(),
        2 => "its rules do not allow it".into(),
        3 => "the network is unreachable".into(),
        4 => "the host is unreachable or does not exist".into(),
        5 => "the connection was refused".into(),
        6 => "the TTL expired".into(),
        7 => "it does not know the command CONNECT".into(),
        8 => "it does not know this type of address".into(),
        code => format!("reply code {code}"),
    }
}
