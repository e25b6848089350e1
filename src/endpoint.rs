//! Where a server is and how its connection is protected.

use core::net::IpAddr;
use std::fmt;

/// A host and a port as the user named them. The host is what the certificate must name (RFC 9525), never a CNAME or MX.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// A domain name or an IP address without brackets.
    pub host: String,
    /// 1 to 65535.
    pub port: u16,
}

impl Endpoint {
    /// Whether the host is this machine by its very name: `localhost` or a loopback address.
    pub fn is_loopback(&self) -> bool {
        self.host.eq_ignore_ascii_case("localhost")
            || self
                .host
                .parse::<IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

/// How the connection is protected. Never opportunistic: what is named is what happens, or nothing does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first octet (RFC 8314): 465 and 995.
    Implicit,
    /// STARTTLS (RFC 3207) or STLS (RFC 2595) before anything else: 587 and 110.
    StartTls,
    /// No TLS: 25 and 110.
    None,
}

impl Security {
    /// The name it has on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Security::Implicit => "implicit",
            Security::StartTls => "starttls",
            Security::None => "none",
        }
    }
}

/// The protocol spoken at an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Submission or relay of messages (RFC 5321, RFC 6409).
    Smtp,
    /// Reading a maildrop (RFC 1939).
    Pop3,
}

impl Protocol {
    /// The port that goes with a kind of protection.
    pub fn default_port(self, security: Security) -> u16 {
        match (self, security) {
            (Protocol::Smtp, Security::Implicit) => 465,
            (Protocol::Smtp, Security::StartTls) => 587,
            (Protocol::Smtp, Security::None) => 25,
            (Protocol::Pop3, Security::Implicit) => 995,
            (Protocol::Pop3, Security::StartTls | Security::None) => 110,
        }
    }

    /// The protection that a port alone stands for: the clear-text ports mean STARTTLS, every other one TLS at once.
    pub fn default_security(self, port: Option<u16>) -> Security {
        match port {
            Some(25 | 110 | 587) => Security::StartTls,
            _ => Security::Implicit,
        }
    }
}

/// What EHLO says unless `--helo` names something: it is true of every host and tells nothing of the local network.
pub const DEFAULT_HELO: &str = "[127.0.0.1]";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_and_protection_follow_each_other() {
        for (protocol, port, security) in [
            (Protocol::Smtp, None, Security::Implicit),
            (Protocol::Smtp, Some(465), Security::Implicit),
            (Protocol::Smtp, Some(587), Security::StartTls),
            (Protocol::Smtp, Some(25), Security::StartTls),
            (Protocol::Smtp, Some(10025), Security::Implicit),
            (Protocol::Pop3, Some(110), Security::StartTls),
            (Protocol::Pop3, None, Security::Implicit),
        ] {
            assert_eq!(
                protocol.default_security(port),
                security,
                "{protocol:?} {port:?}"
            );
        }
        assert_eq!(Protocol::Smtp.default_port(Security::None), 25);
        assert_eq!(Protocol::Pop3.default_port(Security::StartTls), 110);
    }

    #[test]
    fn loopback_is_known_by_name_only() {
        for (host, is) in [
            ("localhost", true),
            ("127.0.0.9", true),
            ("::1", true),
            ("mail.example.org", false),
            ("10.0.0.1", false),
        ] {
            assert_eq!(
                Endpoint {
                    host: host.into(),
                    port: 1
                }
                .is_loopback(),
                is,
                "{host}"
            );
        }
    }
}
