//! Pinned certificates: the server proves who it is by having the very certificate that the user named, and no CA counts.
//!
//! The library accepts any certificate then, but the handshake still proves that the server has its private key. The digest
//! is compared before the first octet of the session is sent.

use super::error::TlsError;
use crate::endpoint::{Endpoint, Fingerprint};
use crate::net::Error;
use native_tls::TlsStream;
use sha2::{Digest as _, Sha256};
use std::io::{Read, Write};

/// Refuses a certificate that is not one of the pinned ones.
///
/// # Errors
/// [`Error::Tls`].
pub(super) fn check<S: Read + Write>(
    stream: &TlsStream<S>,
    pins: &[Fingerprint],
    endpoint: &Endpoint,
) -> Result<(), Error> {
    let der = stream.peer_certificate().ok().flatten();
    let der = der.and_then(|certificate| certificate.to_der().ok());
    let found = der.map(|der| fingerprint(&der));
    match found.is_some_and(|found| pins.contains(&found)) {
        true => Ok(()),
        false => Err(Error::Tls(TlsError::NotPinned {
            endpoint: endpoint.clone(),
            found,
        })),
    }
}

/// The fingerprint of a certificate (DER).
pub(super) fn fingerprint(der: &[u8]) -> Fingerprint {
    Fingerprint::new(Sha256::digest(der).into())
}
