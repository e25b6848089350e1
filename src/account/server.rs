//! One server of an account.

use super::origin::{Origin, Sourced};
use crate::endpoint::{ClientCertificate, Endpoint, Fingerprint, Host, Protocol, Security};

/// One server of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Server {
    /// The protocol that it speaks.
    pub protocol: Protocol,
    /// Where it is.
    pub endpoint: Endpoint,
    /// Where the host came from: it decides which passwords may go there.
    pub host_origin: Origin,
    /// How the connection is protected.
    pub security: Security,
    /// The certificates that are accepted, and no others.
    pub fingerprints: Option<Sourced<Vec<Fingerprint>>>,
    /// The name that the certificate must have instead of the host's.
    pub tls_name: Option<Sourced<Host>>,
    /// The certificate that the client shows.
    pub client_certificate: Option<Sourced<ClientCertificate>>,
}
