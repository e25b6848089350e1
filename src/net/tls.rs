//! The TLS handshake by the platform's library (native-tls): TLS 1.2 at least, certificate and host name verified.

mod certificate;
mod cipher;
mod client;
mod error;
mod file;
pub(super) mod hello;
mod identity;
mod pin;
mod problem;

pub(crate) use certificate::{CertificateContent, CertificateFacts};
pub(crate) use error::{LateAlert, Terms, TlsError};
pub(crate) use file::{FileError, FileProblem, Purpose};
pub(crate) use hello::ServerHello;
pub(crate) use problem::HandshakeProblem;

use super::tcp::Tcp;
use super::{Error, trust};
use crate::endpoint::{ClientCertificate, Endpoint, Fingerprint, Host, TlsVersion};
use crate::timeout::{Interrupted, Wait};
use file::Readers;
use hello::Overheard;
use native_tls::{HandshakeError, Protocol, TlsConnector, TlsStream};
use std::fmt;
use std::io;
use std::path::PathBuf;

/// Which certificates are trusted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trust {
    /// PEM certificates that are trusted instead of the system's (`--ca-file`).
    pub ca_file: Option<PathBuf>,
    /// Accept any certificate (`--insecure`).
    pub insecure: bool,
    /// The minimum version (`--tls-min`).
    pub min_version: TlsVersion,
    /// The certificates that are accepted, and no others (`--tls-fingerprint`); empty for those that a CA has signed.
    pub pins: Vec<Fingerprint>,
    /// The name that the certificate must have, if it is not that of the host (`--tls-name`).
    pub name: Option<Host>,
    /// The certificate that is shown to a server that asks for one (`--client-cert`).
    pub client: Option<ClientCertificate>,
}

impl Trust {
    /// The same for a connection that only looks at the certificate: any is accepted.
    pub(crate) fn unverified(self) -> Trust {
        let Trust {
            ca_file: _,
            insecure: _,
            min_version,
            pins: _,
            name,
            client: _,
        } = self;
        Trust {
            ca_file: None,
            insecure: true,
            min_version,
            pins: Vec::new(),
            name,
            client: None,
        }
    }
}

/// TLS ready for use: the trusted certificates have been read. Make it before the first name is looked up, which starts a
/// thread.
pub(crate) struct Tls {
    connector: TlsConnector,
    insecure: bool,
    pins: Vec<Fingerprint>,
    terms: Terms,
}

impl Tls {
    /// Reads the CA file and the client certificate, or finds the system's roots.
    ///
    /// # Errors
    /// [`TlsError::File`], [`TlsError::Setup`].
    pub(crate) fn new(trust: &Trust) -> Result<Self, TlsError> {
        Ok(Tls {
            connector: connector(trust)?,
            insecure: trust.insecure,
            pins: trust.pins.clone(),
            terms: Terms {
                has_ca_file: trust.ca_file.is_some(),
                name: trust.name.clone(),
                min_version: trust.min_version,
            },
        })
    }
}

/// What makes a connection a verified one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verification {
    /// A CA that is trusted has signed the certificate, which names the host.
    Authority,
    /// The certificate is one of those that were named.
    Pin,
    /// Nothing does: any certificate is accepted.
    Nothing,
}

impl Tls {
    /// What makes a connection a verified one, once its handshake has succeeded.
    pub(crate) fn verification(&self) -> Verification {
        match (self.pins.is_empty(), self.insecure) {
            (false, _) => Verification::Pin,
            (true, false) => Verification::Authority,
            (true, true) => Verification::Nothing,
        }
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tls")
    }
}

/// A stream under TLS. Its ServerHello has been read along.
pub(super) type Secured = TlsStream<Overheard<Tcp>>;

/// The handshake over a connected socket.
pub(super) fn handshake(
    mut tcp: Tcp,
    tls: &Tls,
    endpoint: &Endpoint,
    wait: &Wait,
) -> Result<Secured, Error> {
    tcp.set_deadline(wait.until);
    let name = tls.terms.name.as_ref().unwrap_or(&endpoint.host);
    let stream = Overheard::new(tcp);
    match tls.connector.connect(&name.for_certificate(), stream) {
        Ok(stream) => {
            match tls.verification() {
                Verification::Pin => pin::check(&stream, &tls.pins, endpoint)?,
                Verification::Authority => identity::check(&stream, name, endpoint, &tls.terms)?,
                Verification::Nothing => {}
            }
            stream.get_ref().stream().acknowledge_quickly();
            Ok(stream)
        }
        Err(HandshakeError::Failure(error)) => Err(explain(error, &tls.terms, endpoint, wait)),
        // Our reads wait by themselves and never ask to be called again.
        Err(HandshakeError::WouldBlock(_)) => Err(Error::late(wait, endpoint)),
    }
}

fn connector(trust: &Trust) -> Result<TlsConnector, TlsError> {
    let mut builder = TlsConnector::builder();
    builder.min_protocol_version(Some(match trust.min_version {
        TlsVersion::V12 => Protocol::Tlsv12,
        TlsVersion::V13 => Protocol::Tlsv13,
    }));
    // A pin is compared when the library has finished; what it verifies does not matter then.
    let accept_any = trust.insecure || !trust.pins.is_empty();
    if accept_any {
        builder
            .danger_accept_invalid_certs(true)
            .danger_accept_invalid_hostnames(true);
    }
    if let Some(client) = &trust.client {
        builder.identity(client::identity(client)?);
    }
    match &trust.ca_file {
        Some(path) if trust.pins.is_empty() => {
            builder.disable_built_in_roots(true);
            let failed = |problem| {
                TlsError::from(FileError {
                    purpose: Purpose::Ca,
                    path: path.clone(),
                    problem,
                })
            };
            let pem = file::read(path, Readers::Anybody).map_err(failed)?;
            for certificate in file::certificates(&pem).map_err(failed)? {
                builder.add_root_certificate(certificate);
            }
            trust::without_system_bundle(|| builder.build())
        }
        None if !accept_any => trust::with_lazy_roots(&mut builder, |builder| builder.build()),
        _ => trust::without_system_bundle(|| builder.build()),
    }
    .map_err(|error| match &trust.client {
        // What the library is given beside it has been checked.
        Some(client) => TlsError::from(FileError {
            purpose: Purpose::ClientCertificate,
            path: client.certificate.clone(),
            problem: FileProblem::Refused(error),
        }),
        None => TlsError::Setup(error),
    })
}

/// Makes an error of ours from the library's.
fn explain(error: native_tls::Error, terms: &Terms, endpoint: &Endpoint, wait: &Wait) -> Error {
    use std::error::Error as _;
    let endpoint = endpoint.clone();
    let mut cause: Option<&(dyn std::error::Error + 'static)> = error.source();
    while let Some(inner) = cause {
        if let Some(io) = inner.downcast_ref::<io::Error>() {
            if let Some(signal) = io
                .get_ref()
                .and_then(|inner| inner.downcast_ref::<Interrupted>())
            {
                return Error::interrupted(*signal, wait, &endpoint);
            }
            if io.kind() == io::ErrorKind::TimedOut {
                return Error::late(wait, &endpoint);
            }
            return Error::Tls(TlsError::Cut {
                endpoint,
                source: io::Error::new(io.kind(), io.to_string()),
            });
        }
        cause = inner.source();
    }
    let library = error.to_string();
    Error::Tls(match HandshakeProblem::of(&library) {
        // It may work later.
        HandshakeProblem::Cut => TlsError::Cut {
            endpoint,
            source: io::ErrorKind::UnexpectedEof.into(),
        },
        problem => TlsError::Handshake {
            endpoint,
            problem,
            terms: Box::new(terms.clone()),
            library,
        },
    })
}
