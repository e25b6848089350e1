//! The TLS handshake by the platform's library (native-tls): TLS 1.2 at least, certificate and host name verified.

use super::tcp::Tcp;
use super::{Error, trust};
use crate::endpoint::Endpoint;
use crate::timeout::{Interrupted, Wait};
use native_tls::{Certificate, HandshakeError, Protocol, TlsConnector, TlsStream};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The oldest TLS version taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TlsVersion {
    /// TLS 1.2 (RFC 8997 section 3): the default, and set explicitly, since the library's own minimum has changed.
    #[default]
    V12,
    /// TLS 1.3.
    V13,
}

/// Whom to believe.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// PEM certificates that are trusted instead of the system's (`--ca-file`).
    pub ca_file: Option<PathBuf>,
    /// Believe anyone (`--insecure`).
    pub insecure: bool,
    /// The oldest version taken (`--tls-min`).
    pub min_version: TlsVersion,
}

/// A CA file of more than this is no CA file: Debian's whole bundle has a quarter of a megabyte.
const MAX_CA_FILE_OCTETS: u64 = 16 << 20;

/// Why there is no TLS.
#[derive(Debug)]
pub enum TlsError {
    /// The CA file cannot be used.
    CaFile {
        /// Its path.
        path: PathBuf,
        /// Why.
        problem: String,
    },
    /// The library could not be set up.
    Setup(native_tls::Error),
    /// The handshake failed: the certificate, the name in it, the version, or what answers is no TLS at all.
    Handshake {
        /// With whom.
        endpoint: Endpoint,
        /// What the library said, in words a person can use.
        problem: String,
    },
    /// The connection ended in the handshake.
    Cut {
        /// With whom.
        endpoint: Endpoint,
        /// How.
        source: io::Error,
    },
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TlsError::CaFile { path, problem } => write!(
                f,
                "CA file {}: {problem}",
                path.display().to_string().escape_debug()
            ),
            TlsError::Setup(source) => write!(f, "TLS could not be set up: {source}"),
            TlsError::Handshake { endpoint, problem } => {
                write!(f, "no TLS with {endpoint}: {problem}")
            }
            TlsError::Cut { endpoint, source } => write!(
                f,
                "{endpoint} ended the connection in the TLS handshake: {source}"
            ),
        }
    }
}

impl std::error::Error for TlsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            TlsError::Setup(source) => Some(source),
            TlsError::Cut { source, .. } => Some(source),
            _ => None,
        }
    }
}

/// TLS made ready: whom to believe has been read. To be made before the first name is looked up, which starts a thread.
pub struct Tls {
    connector: TlsConnector,
}

impl Tls {
    /// Reads the CA file, or finds the system's roots.
    ///
    /// # Errors
    /// [`TlsError::CaFile`], [`TlsError::Setup`].
    pub fn new(trust: &Trust) -> Result<Self, TlsError> {
        Ok(Tls {
            connector: connector(trust)?,
        })
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tls")
    }
}

/// The handshake over a connected socket.
pub(super) fn handshake(
    mut tcp: Tcp,
    tls: &Tls,
    endpoint: &Endpoint,
    wait: &Wait,
) -> Result<TlsStream<Tcp>, Error> {
    tcp.set_deadline(wait.until);
    match tls.connector.connect(&endpoint.host, tcp) {
        Ok(stream) => {
            stream.get_ref().acknowledge_quickly();
            Ok(stream)
        }
        Err(HandshakeError::Failure(error)) => Err(explain(error, endpoint, wait)),
        // Our reads wait by themselves and never ask to be called again.
        Err(HandshakeError::WouldBlock(_)) => Err(Error::Timeout {
            phase: wait.phase,
            bound: wait.bound,
            endpoint: endpoint.clone(),
        }),
    }
}

fn connector(trust: &Trust) -> Result<TlsConnector, TlsError> {
    let mut builder = TlsConnector::builder();
    builder.min_protocol_version(Some(match trust.min_version {
        TlsVersion::V12 => Protocol::Tlsv12,
        TlsVersion::V13 => Protocol::Tlsv13,
    }));
    if trust.insecure {
        builder
            .danger_accept_invalid_certs(true)
            .danger_accept_invalid_hostnames(true);
    }
    match &trust.ca_file {
        Some(path) => {
            builder.disable_built_in_roots(true);
            for certificate in ca_certificates(path)? {
                builder.add_root_certificate(certificate);
            }
            trust::without_system_bundle(|| builder.build())
        }
        None if trust.insecure => trust::without_system_bundle(|| builder.build()),
        None => trust::with_lazy_roots(&mut builder, |builder| builder.build()),
    }
    .map_err(TlsError::Setup)
}

/// Every certificate of a PEM file; one that cannot be read, or none at all, is an error and never means the system's.
fn ca_certificates(path: &Path) -> Result<Vec<Certificate>, TlsError> {
    let failed = |problem: String| TlsError::CaFile {
        path: path.to_owned(),
        problem,
    };
    let metadata = fs::metadata(path).map_err(|error| failed(error.to_string()))?;
    if !metadata.is_file() || metadata.len() > MAX_CA_FILE_OCTETS {
        return Err(failed("it is no file of certificates".into()));
    }
    let pem = fs::read(path).map_err(|error| failed(error.to_string()))?;
    let pem = String::from_utf8_lossy(&pem).into_owned();
    let certificates: Vec<Certificate> = trust::pem_blocks(&pem)
        .map(|block| {
            Certificate::from_pem(block.as_bytes()).map_err(|error| failed(error.to_string()))
        })
        .collect::<Result<_, _>>()?;
    if certificates.is_empty() {
        Err(failed("it holds no PEM certificate".into()))
    } else {
        Ok(certificates)
    }
}

/// Puts the library's words into ours.
fn explain(error: native_tls::Error, endpoint: &Endpoint, wait: &Wait) -> Error {
    use std::error::Error as _;
    let endpoint = endpoint.clone();
    let mut cause: Option<&(dyn std::error::Error + 'static)> = error.source();
    while let Some(inner) = cause {
        if let Some(io) = inner.downcast_ref::<io::Error>() {
            if let Some(signal) = io
                .get_ref()
                .and_then(|inner| inner.downcast_ref::<Interrupted>())
            {
                return Error::Interrupted(*signal);
            }
            if io.kind() == io::ErrorKind::TimedOut {
                return Error::Timeout {
                    phase: wait.phase,
                    bound: wait.bound,
                    endpoint,
                };
            }
            return Error::Tls(TlsError::Cut {
                endpoint,
                source: io::Error::new(io.kind(), io.to_string()),
            });
        }
        cause = inner.source();
    }
    let words = error.to_string();
    // No alert and no octets: the line was cut, or the server gave up without a word. It may work later.
    if words.to_ascii_lowercase().contains("unexpected eof") {
        let source = io::ErrorKind::UnexpectedEof.into();
        return Error::Tls(TlsError::Cut { endpoint, source });
    }
    let problem = [
        ("certificate has expired", "its certificate has expired"),
        (
            "certificate is not yet valid",
            "its certificate is not valid yet",
        ),
        (
            "hostname mismatch",
            "its certificate is for another host name",
        ),
        (
            "IP address mismatch",
            "its certificate is for another address",
        ),
        (
            "self-signed certificate in certificate chain",
            "its certificate is signed by a CA that is not trusted",
        ),
        (
            "self-signed certificate",
            "its certificate is signed by nobody but itself",
        ),
        (
            "unable to get local issuer certificate",
            "its certificate is signed by a CA that is not trusted",
        ),
        (
            "unable to verify the first certificate",
            "its certificate is signed by a CA that is not trusted",
        ),
        (
            "wrong version number",
            "what answers there does not speak TLS",
        ),
        (
            "unsupported protocol",
            "it speaks no TLS version that is taken here",
        ),
        (
            "protocol version",
            "it speaks no TLS version that is taken here",
        ),
    ]
    .into_iter()
    .find(|(sign, _)| words.contains(sign))
    .map_or_else(|| words.clone(), |(_, plain)| plain.to_owned());
    Error::Tls(TlsError::Handshake { endpoint, problem })
}
