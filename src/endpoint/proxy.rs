//! A proxy: a host that makes a connection for us.

use super::Endpoint;
use std::fmt;

/// How a proxy is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProxyProtocol {
    /// SOCKS 5 (RFC 1928).
    Socks5,
    /// The method CONNECT of HTTP (RFC 9110 section 9.3.6).
    Http,
}

impl ProxyProtocol {
    /// The scheme of its URLs.
    pub(crate) fn scheme(self) -> &'static str {
        match self {
            ProxyProtocol::Socks5 => "socks5",
            ProxyProtocol::Http => "http",
        }
    }
}

/// A proxy and who logs in there. Displayed as its URL; the password is kept apart from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Proxy {
    /// How it is spoken to.
    pub protocol: ProxyProtocol,
    /// Where it is.
    pub endpoint: Endpoint,
    /// Who logs in there.
    pub user: Option<String>,
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://", self.protocol.scheme())?;
        if let Some(user) = &self.user {
            write_encoded(f, user)?;
            f.write_str("@")?;
        }
        write!(f, "{}", self.endpoint)
    }
}

/// What is not unreserved in a URL (RFC 3986 section 2.3) is written as `%hh`, but for letters beyond ASCII.
fn write_encoded(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    text.chars()
        .try_for_each(|c| match u8::try_from(c).ok().filter(u8::is_ascii) {
            Some(octet) if !octet.is_ascii_alphanumeric() && !b"-._~".contains(&octet) => {
                write!(f, "%{octet:02X}")
            }
            _ => write!(f, "{c}"),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::Host;

    #[test]
    fn urls() {
        for (protocol, host, user, url) in [
            (ProxyProtocol::Socks5, "::1", None, "socks5://[::1]:1080"),
            (
                ProxyProtocol::Http,
                "proxy.example",
                Some("joe"),
                "http://joe@proxy.example:1080",
            ),
            (
                ProxyProtocol::Http,
                "10.0.0.1",
                Some("a@b/c:陈é"),
                "http://a%40b%2Fc%3A陈é@10.0.0.1:1080",
            ),
        ] {
            let proxy = Proxy {
                protocol,
                endpoint: Endpoint {
                    host: Host::parse(host).expect("a host"),
                    port: 1080,
                },
                user: user.map(str::to_owned),
            };
            assert_eq!(proxy.to_string(), url);
        }
    }
}
