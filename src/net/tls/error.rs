//! Why there is no TLS.

use super::file::FileError;
use super::problem::HandshakeProblem;
use crate::endpoint::{Endpoint, Fingerprint, Host, TlsVersion};
use std::fmt;
use std::io;

/// Why there is no TLS.
#[derive(Debug)]
pub(crate) enum TlsError {
    /// A file of certificates or keys cannot be used.
    File(Box<FileError>),
    /// The library could not be set up.
    Setup(native_tls::Error),
    /// The handshake failed.
    Handshake {
        /// With which server.
        endpoint: Endpoint,
        /// Why.
        problem: HandshakeProblem,
        /// What was asked for.
        terms: Box<Terms>,
        /// The library's own text, for the trace only.
        library: String,
    },
    /// The certificate is not one of those that were named by their fingerprints.
    NotPinned {
        /// Of which server.
        endpoint: Endpoint,
        /// The fingerprint that it has; `None` when the server sent none.
        found: Option<Fingerprint>,
    },
    /// The connection ended in the handshake.
    Cut {
        /// With which server.
        endpoint: Endpoint,
        /// How.
        source: io::Error,
    },
}

/// What was asked of the connection, for the words of an error.
#[derive(Clone, Debug, Default)]
pub(crate) struct Terms {
    /// A CA file was trusted, and not the system's roots.
    pub has_ca_file: bool,
    /// The name that the certificate must have, if it is not that of the host.
    pub name: Option<Host>,
    /// The minimum version.
    pub min_version: TlsVersion,
}

impl TlsError {
    /// Why, without the server's name.
    pub(crate) fn problem(&self) -> String {
        match self {
            TlsError::File(error) => error.to_string(),
            TlsError::Setup(_) => "cannot set up TLS".to_owned(),
            TlsError::Handshake { problem, terms, .. } => {
                let rest = match (problem, &terms.name, terms.min_version) {
                    (HandshakeProblem::OtherName, Some(name), _) => format!(" than {name}"),
                    (HandshakeProblem::NoCommonVersion, _, TlsVersion::V12) => {
                        " TLS 1.2 or 1.3".to_owned()
                    }
                    (HandshakeProblem::NoCommonVersion, _, TlsVersion::V13) => {
                        " TLS 1.3".to_owned()
                    }
                    _ => String::new(),
                };
                format!("{problem}{rest}")
            }
            TlsError::NotPinned {
                found: Some(found), ..
            } => format!("the certificate is not the pinned one; its SHA-256 is {found}"),
            TlsError::NotPinned { found: None, .. } => {
                "the server has no certificate to compare".to_owned()
            }
            TlsError::Cut { .. } => HandshakeProblem::Cut.to_string(),
        }
    }

    /// Whether the certificate is why.
    pub(crate) fn is_about_certificate(&self) -> bool {
        match self {
            TlsError::Handshake { problem, .. } => problem.is_about_certificate(),
            TlsError::NotPinned { found, .. } => found.is_some(),
            TlsError::File(_) | TlsError::Setup(_) | TlsError::Cut { .. } => false,
        }
    }

    /// The text of the TLS library, where it says more than the error does. Hostile until escaped.
    pub(crate) fn library_text(&self) -> Option<&str> {
        match self {
            TlsError::Handshake { library, .. } => {
                Some(library.as_str()).filter(|text| !text.is_empty())
            }
            TlsError::File(_)
            | TlsError::Setup(_)
            | TlsError::NotPinned { .. }
            | TlsError::Cut { .. } => None,
        }
    }
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TlsError::File(_) | TlsError::Setup(_) => f.write_str(&self.problem()),
            TlsError::Handshake { endpoint, .. } | TlsError::NotPinned { endpoint, .. } => {
                let problem = self.problem();
                write!(f, "TLS handshake with {endpoint} failed: {problem}")
            }
            TlsError::Cut { endpoint, .. } => {
                write!(f, "{endpoint} ended the connection in the TLS handshake")
            }
        }
    }
}

impl std::error::Error for TlsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            // Transparent: `File` says nothing of its own.
            TlsError::File(error) => error.source(),
            TlsError::Setup(source) => Some(source),
            TlsError::Cut { source, .. } => Some(source),
            TlsError::Handshake { .. } | TlsError::NotPinned { .. } => None,
        }
    }
}

impl From<FileError> for TlsError {
    fn from(error: FileError) -> Self {
        TlsError::File(Box::new(error))
    }
}

/// An alert behind the handshake: in TLS 1.3 the client has finished, and may have sent its first command, when the server
/// looks at the client certificate.
#[derive(Debug)]
pub(crate) struct LateAlert {
    /// What it is about.
    pub problem: HandshakeProblem,
    /// The library's own text, for the trace only.
    pub library: String,
}

impl LateAlert {
    /// The alert in the error of a read; another error as it is.
    pub(in crate::net) fn in_read(error: io::Error) -> io::Error {
        let library = error.to_string();
        match HandshakeProblem::of(&library) {
            problem @ (HandshakeProblem::NoClientCertificate
            | HandshakeProblem::ClientCertificate) => {
                io::Error::other(LateAlert { problem, library })
            }
            _ => error,
        }
    }

    /// The alert that a read reported, if it did.
    pub(crate) fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

impl fmt::Display for LateAlert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.problem)
    }
}

impl std::error::Error for LateAlert {}
