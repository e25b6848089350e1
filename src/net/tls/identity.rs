//! What a certificate must say of the host beyond what the library checks (RFC 9525).

use super::error::{Terms, TlsError};
use super::problem::HandshakeProblem;
use crate::endpoint::{Endpoint, Host};
use crate::net::Error;
use native_tls::TlsStream;
use std::io::{Read, Write};
use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

/// Refuses a certificate that does not name a host in subjectAltName: OpenSSL then compares the common name, which
/// RFC 9525 section 6.3 has ended, since it may hold any text.
///
/// # Errors
/// [`Error::Tls`].
pub(super) fn check<S: Read + Write>(
    stream: &TlsStream<S>,
    name: &Host,
    endpoint: &Endpoint,
    terms: &Terms,
) -> Result<(), Error> {
    let der = stream.peer_certificate().ok().flatten();
    let der = der.and_then(|certificate| certificate.to_der().ok());
    match der.is_some_and(|der| names_a_host(&der, name)) {
        true => Ok(()),
        false => Err(Error::Tls(TlsError::Handshake {
            endpoint: endpoint.clone(),
            problem: HandshakeProblem::NoSubjectAltName,
            terms: Box::new(terms.clone()),
            library: String::new(),
        })),
    }
}

/// Whether the certificate has a subjectAltName of the kind that the host needs: a DNS name, or an IP address.
fn names_a_host(der: &[u8], host: &Host) -> bool {
    let Ok(certificate) = Certificate::from_der(der) else {
        return false;
    };
    let names = certificate
        .tbs_certificate()
        .get_extension::<SubjectAltName>();
    let Ok(Some((_, SubjectAltName(names)))) = names else {
        return false;
    };
    names.iter().any(|name| match host.address() {
        Some(_) => matches!(name, GeneralName::IpAddress(_)),
        None => matches!(name, GeneralName::DnsName(_)),
    })
}
