//! The method CONNECT of HTTP/1.1 (RFC 9110 section 9.3.6) with the login Basic (RFC 7617).

use super::{Login, ProxyProblem};
use crate::endpoint::Endpoint;
use crate::secret::Redactor;
use crate::wire::readable;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::io::{Read, Write};
use zeroize::Zeroizing;

/// The most octets of all header sections of the answer. Proxies send some hundred.
const MAX_HEADER_OCTETS: usize = 16 * 1024;

/// The most octets of the proxy's own words that are shown.
const MAX_REASON_OCTETS: usize = 200;

/// Makes the proxy connect to the server.
pub(super) fn connect<S: Read + Write>(
    stream: &mut S,
    server: &Endpoint,
    login: Option<Login<'_>>,
) -> Result<(), ProxyProblem> {
    let mut redactor = Redactor::default();
    let credentials = login.map(credentials);
    if let (Some(login), Some(credentials)) = (login, &credentials) {
        redactor.hide(login.password);
        redactor.hide(credentials);
    }
    stream.write_all(&request(server, credentials.as_deref().map(Vec::as_slice)))?;
    stream.flush()?;
    let mut left = MAX_HEADER_OCTETS;
    loop {
        let status = Status::parse(&header_section(stream, &mut left)?)?;
        let reason = redactor.redact(&status.text);
        let reason = readable(&reason[..reason.len().min(MAX_REASON_OCTETS)]);
        match (status.code, login) {
            // An interim response: the final one follows.
            (100..200, _) => {}
            // Whatever the header says of a body, there is none: the tunnel begins.
            (200..300, _) => return Ok(()),
            (407, None) => return Err(ProxyProblem::LoginNeeded),
            (407, Some(_)) => return Err(ProxyProblem::LoginRefused(reason)),
            _ => return Err(ProxyProblem::Refused(reason)),
        }
    }
}

/// User and password, with a colon between them.
fn credentials(login: Login<'_>) -> Zeroizing<Vec<u8>> {
    let octets = login.user.len() + 1 + login.password.len();
    let mut credentials = Zeroizing::new(Vec::with_capacity(octets));
    credentials.extend_from_slice(login.user.as_bytes());
    credentials.push(b':');
    credentials.extend_from_slice(login.password);
    credentials
}

fn request(server: &Endpoint, credentials: Option<&[u8]>) -> Zeroizing<Vec<u8>> {
    let host = match server.host.address() {
        Some(address) if address.is_ipv6() => format!("[{address}]"),
        Some(address) => address.to_string(),
        None => server.host.for_resolver(),
    };
    let target = format!("{host}:{}", server.port);
    let head = format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n");
    let token = credentials.map(|credentials| Zeroizing::new(STANDARD.encode(credentials)));
    let token = token.as_ref().map_or("", |token| token.as_str());
    // Room for all of it: a vector that grows leaves a copy behind.
    let mut request = Zeroizing::new(Vec::with_capacity(head.len() + token.len() + 64));
    request.extend_from_slice(head.as_bytes());
    if !token.is_empty() {
        request.extend_from_slice(b"Proxy-Authorization: Basic ");
        request.extend_from_slice(token.as_bytes());
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"\r\n");
    request
}

/// Reads up to the empty line and gives the first line. One octet at a time: what follows belongs to the server.
fn header_section(stream: &mut impl Read, left: &mut usize) -> Result<Vec<u8>, ProxyProblem> {
    let mut first = None;
    let mut line = Vec::new();
    loop {
        let mut octet = [0];
        stream.read_exact(&mut octet)?;
        *left = left
            .checked_sub(1)
            .ok_or(ProxyProblem::Malformed("sent a header without an end"))?;
        if octet != *b"\n" {
            line.push(octet[0]);
            if first.is_none() && !is_beginning(&line) {
                return Err(not_http());
            }
            continue;
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        match (&first, line.is_empty()) {
            (None, true) => return Err(not_http()),
            (None, false) => first = Some(std::mem::take(&mut line)),
            (Some(_), true) => return Ok(first.unwrap_or_default()),
            (Some(_), false) => line.clear(),
        }
    }
}

/// Whether an answer of HTTP/1 may begin so: another protocol is known by its first octets, and may have no line end.
fn is_beginning(line: &[u8]) -> bool {
    const NAME: &[u8] = b"HTTP/1.";
    line.starts_with(&NAME[..NAME.len().min(line.len())])
}

fn not_http() -> ProxyProblem {
    ProxyProblem::Malformed("does not speak HTTP/1")
}

/// A status line: `HTTP/1.1 200 Connection established`.
struct Status {
    code: u16,
    /// Code and reason; whatever the proxy likes to say.
    text: Vec<u8>,
}

impl Status {
    fn parse(line: &[u8]) -> Result<Self, ProxyProblem> {
        let parsed = || {
            let at = line.iter().position(|octet| *octet == b' ')?;
            let text = &line[at + 1..];
            let (code, rest) = text.split_first_chunk::<3>()?;
            let ends = rest.first().is_none_or(|octet| *octet == b' ');
            let code = std::str::from_utf8(code).ok()?.parse().ok()?;
            (ends && (100..600).contains(&code)).then(|| Status {
                code,
                text: text.to_vec(),
            })
        };
        parsed().ok_or(ProxyProblem::Malformed("sent a malformed status line"))
    }
}
