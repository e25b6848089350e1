//! How a connection is protected.

use std::path::PathBuf;
use std::str::FromStr;

/// How a connection is protected. Never opportunistic: the session ends if what is asked for cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first octet (RFC 8314).
    Implicit,
    /// STARTTLS (RFC 3207) or STLS (RFC 2595) before anything else.
    StartTls,
    /// No TLS.
    None,
}

impl Security {
    /// Every kind, in the order in which help lists them.
    pub const ALL: [Security; 3] = [Security::Implicit, Security::StartTls, Security::None];

    /// The value of `--tls`.
    pub fn name(self) -> &'static str {
        match self {
            Security::Implicit => "implicit",
            Security::StartTls => "starttls",
            Security::None => "none",
        }
    }
}

impl FromStr for Security {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Security::ALL
            .into_iter()
            .find(|security| security.name() == text)
            .ok_or_else(|| "expected implicit, starttls or none".into())
    }
}

/// The minimum TLS version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TlsVersion {
    /// TLS 1.2 (RFC 8997 section 3): the default, and set explicitly, since the library's own minimum has changed.
    #[default]
    V12,
    /// TLS 1.3.
    V13,
}

impl TlsVersion {
    /// Every version, lowest first.
    pub const ALL: [TlsVersion; 2] = [TlsVersion::V12, TlsVersion::V13];

    /// The value of `--tls-min`.
    pub fn name(self) -> &'static str {
        match self {
            TlsVersion::V12 => "1.2",
            TlsVersion::V13 => "1.3",
        }
    }
}

/// The files of a client certificate, with which the client proves in the TLS handshake who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ClientCertificate {
    /// The certificate and the CAs between it and a root (PEM), the certificate first.
    pub certificate: PathBuf,
    /// Its private key (PEM); `None` when it is in the same file.
    pub key: Option<PathBuf>,
}

impl FromStr for TlsVersion {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = TlsVersion::ALL.into_iter().find(|it| it.name() == text);
        found.ok_or_else(|| "expected 1.2 or 1.3".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for security in Security::ALL {
            assert_eq!(security.name().parse(), Ok(security));
        }
        for bad in ["", "tls", "Implicit", "opportunistic"] {
            assert!(bad.parse::<Security>().is_err(), "{bad}");
        }
    }
}
