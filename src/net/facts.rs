//! What is known of a connection, for a report.

use super::tls::{CertificateFacts, ServerHello};

/// What is known of a connection under TLS. Whether it is verified depends on what was asked, and is not told here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TlsFacts {
    /// The version and the cipher that the server has chosen.
    pub(crate) hello: Option<ServerHello>,
    /// The server's certificate.
    pub(crate) certificate: Option<CertificateFacts>,
}
