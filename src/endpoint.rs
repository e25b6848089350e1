//! Where a server is, which protocol it speaks, and how the connection is protected.

mod fingerprint;
mod host;
mod pipeline_login;
mod protocol;
mod proxy;
mod security;
mod software;

pub(crate) use fingerprint::Fingerprint;
pub(crate) use host::{Host, HostProblem};
pub(crate) use pipeline_login::PipelineLogin;
pub(crate) use protocol::{Protocol, Role, parse_port};
pub(crate) use proxy::{Proxy, ProxyProtocol};
pub(crate) use security::{ClientCertificate, Security, TlsVersion};
pub(crate) use software::Software;

use std::fmt;

/// A host and a port as the user named them. The host is what the certificate must name (RFC 9525), never a CNAME or MX.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint {
    /// A domain name or an IP address.
    pub host: Host,
    /// 1 to 65535.
    pub port: u16,
}

impl Endpoint {
    /// Whether the host is written as `localhost` or as a loopback address; nothing is looked up.
    pub(crate) fn is_loopback(&self) -> bool {
        self.host.is_loopback()
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.needs_brackets() {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

/// Which of a host's addresses are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Family {
    /// All of them.
    #[default]
    Any,
    /// IPv4 only (`-4`).
    V4,
    /// IPv6 only (`-6`).
    V6,
}

/// What EHLO says unless `--helo` gives a name: correct on every host, and it reveals nothing of the local network.
pub(crate) const DEFAULT_HELO: &str = "[127.0.0.1]";
