//! The URL of a proxy, wherever it is given. A flag's holds no password: every process could read it.

use super::given::{Given, Problem, Setting};
use super::origin::Origin;
use super::parse;
use crate::endpoint::{Endpoint, Proxy, ProxyProtocol, parse_port};
use crate::input::child::Hidden;
use crate::secret::Secret;
use zeroize::Zeroizing;

/// The value that means no proxy, whatever other places say.
const NONE: &str = "none";

/// The port of a SOCKS proxy (RFC 1928 section 3). There is none that all proxies of HTTP would share.
const SOCKS_PORT: u16 = 1080;

/// The most octets of a user and of a password (RFC 1929 section 2).
const MAX_OCTETS: usize = 255;

/// A proxy and, if its URL holds one, the password for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ProxyUrl {
    /// The proxy.
    pub proxy: Proxy,
    /// The password.
    pub password: Option<Secret>,
}

/// The proxies that are given, best first; `None` among them is the choice of none. A merge keeps all of them, since the
/// password in a variable is hidden from child processes whether the variable is used or not.
#[derive(Clone, Debug, Default)]
pub(crate) struct Proxies(pub Vec<Given<Option<ProxyUrl>>>);

impl Proxies {
    /// These, and behind them those of `lower`.
    pub(super) fn or(mut self, lower: Self) -> Self {
        self.0.extend(lower.0);
        self
    }

    /// The proxy that is used.
    pub(super) fn best(self) -> Setting<Option<ProxyUrl>> {
        self.0.into_iter().next()
    }

    /// Whether one of them holds a password.
    pub(super) fn hold_password(&self) -> bool {
        let urls = self.0.iter().flat_map(|given| given.value.as_ref().ok());
        urls.flatten().any(|url| url.password.is_some())
    }

    /// With the variables that hold a password hidden from child processes. They inherit the rest of the URL: a child
    /// that runs mailcall itself must not connect without the proxy.
    pub(super) fn hide(&self, hidden: Hidden) -> Hidden {
        self.0.iter().fold(hidden, |hidden, given| {
            match (&given.origin, &given.value) {
                (Origin::Variable(name), Ok(Some(url))) if url.password.is_some() => {
                    hidden.and_replace(name, url.proxy.to_string())
                }
                _ => hidden,
            }
        })
    }
}

/// Reads the value of a flag.
///
/// # Errors
/// [`Problem::PasswordInFlag`], [`Problem::Malformed`].
pub(crate) fn of_flag(value: &str) -> Result<Option<ProxyUrl>, Problem> {
    // Before anything else of it is looked at, so that no other error can be the one that is told.
    let holds_password = user_information(value).is_some_and(|user| user.contains(':'));
    match holds_password {
        true => Err(Problem::PasswordInFlag),
        false => of_store(value),
    }
}

/// Reads a value from a place that other users cannot read.
///
/// # Errors
/// [`Problem::Malformed`].
pub(crate) fn of_store(value: &str) -> Result<Option<ProxyUrl>, Problem> {
    if value.eq_ignore_ascii_case(NONE) {
        return Ok(None);
    }
    let malformed = |expected: &str| Problem::Malformed {
        shown: (!value.contains('@')).then(|| value.to_owned()),
        expected: expected.to_owned(),
    };
    let (scheme, rest) = value.split_once("://").unwrap_or_default();
    // curl's socks5h: the proxy looks the name up, as it always does here.
    let protocol = match &*scheme.to_ascii_lowercase() {
        "socks5" | "socks5h" => ProxyProtocol::Socks5,
        "http" => ProxyProtocol::Http,
        _ => {
            return Err(malformed(
                "expected socks5://[USER@]HOST:PORT, http://[USER@]HOST:PORT, or none",
            ));
        }
    };
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let (login, place) = match rest.rsplit_once('@') {
        Some((login, place)) => (Some(login), place),
        None => (None, rest),
    };
    let endpoint = endpoint(place, protocol).map_err(|expected| malformed(&expected))?;
    let (user, password) = match login.map(|login| login.split_once(':').unwrap_or((login, ""))) {
        None => (None, None),
        Some((user, password)) => {
            let given = login.is_some_and(|login| login.contains(':'));
            let user = part(user).and_then(|user| String::from_utf8(user.to_vec()).ok());
            let user = user.filter(|user| !user.is_empty());
            // Basic ends the user at the first colon (RFC 7617 section 2).
            let user = user.filter(|user| protocol == ProxyProtocol::Socks5 || !user.contains(':'));
            let user = user.ok_or_else(|| {
                malformed("expected a user of 1 to 255 octets before the @, as in a URL")
            })?;
            let password = part(password).ok_or_else(|| {
                malformed("expected a password of at most 255 octets before the @, as in a URL")
            })?;
            (Some(user), given.then(|| Secret::new(password.to_vec())))
        }
    };
    Ok(Some(ProxyUrl {
        proxy: Proxy {
            protocol,
            endpoint,
            user,
        },
        password,
    }))
}

/// What stands before the last `@`: all that may be a user and a password.
fn user_information(value: &str) -> Option<&str> {
    let (before, _) = value.rsplit_once('@')?;
    Some(before.split_once("://").map_or(before, |(_, user)| user))
}

/// `HOST:PORT`; an IPv6 address is in brackets. The `%` before an interface may be written `%25` (RFC 6874).
fn endpoint(place: &str, protocol: ProxyProtocol) -> Result<Endpoint, String> {
    let end = place.rfind(']').map_or(0, |at| at + 1);
    let (host, port) = match place[end..].find(':') {
        Some(colon) => (&place[..end + colon], Some(&place[end + colon + 1..])),
        None => (place, None),
    };
    let host = host.replacen("%25", "%", 1);
    let host = parse::host(&host).map_err(|problem| match problem {
        Problem::Malformed { expected, .. } => expected,
        _ => "expected a host".into(),
    })?;
    let port = match (port, protocol) {
        (Some(port), _) => parse_port(port)?,
        (None, ProxyProtocol::Socks5) => SOCKS_PORT,
        (None, ProxyProtocol::Http) => return Err("expected a port, as in http://HOST:PORT".into()),
    };
    Ok(Endpoint { host, port })
}

/// A user or a password with its `%hh` decoded; `None` if it cannot be sent.
fn part(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut decoded = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let (octet, left) = match (first, after) {
            (b'%', [high, low, left @ ..]) => {
                let digit = |octet: u8| char::from(octet).to_digit(16);
                let octet = digit(*high)? * 16 + digit(*low)?;
                (u8::try_from(octet).ok()?, left)
            }
            (b'%', _) => return None,
            _ => (*first, after),
        };
        decoded.push(octet);
        rest = left;
    }
    let fits = decoded.len() <= MAX_OCTETS && !decoded.iter().any(u8::is_ascii_control);
    fits.then_some(decoded)
}

#[cfg(test)]
mod tests;
