//! The hash functions that SCRAM is built from (RFC 5802 section 2.2).

use crate::sasl::mechanism::Problem;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// A result that is made from the password.
pub(super) type Octets = Zeroizing<Vec<u8>>;

/// The functions of one mechanism, by the names of the RFC.
#[derive(Clone, Copy)]
pub(super) struct Hash {
    /// `H(text)`.
    pub(super) h: fn(&[u8]) -> Octets,
    /// `HMAC(key, text)`.
    pub(super) hmac: fn(&[u8], &[u8]) -> Result<Octets, Problem>,
    /// `Hi(password, salt, iterations)`.
    pub(super) hi: fn(&[u8], &[u8], u32) -> Octets,
}

/// SHA-1, whose weakness against collisions does not matter here (RFC 6194 section 3.3).
pub(super) const SHA_1: Hash = Hash {
    h: |text| Octets::new(Sha1::digest(text).to_vec()),
    hmac: |key, text| {
        let mac = Hmac::<Sha1>::new_from_slice(key).map_err(|_| Problem::Key)?;
        Ok(Octets::new(
            mac.chain_update(text).finalize().into_bytes().to_vec(),
        ))
    },
    hi: |password, salt, iterations| {
        let mut salted = Octets::new(vec![0; Sha1::output_size()]);
        pbkdf2::pbkdf2_hmac::<Sha1>(password, salt, iterations, &mut salted);
        salted
    },
};

/// SHA-256.
pub(super) const SHA_256: Hash = Hash {
    h: |text| Octets::new(Sha256::digest(text).to_vec()),
    hmac: |key, text| {
        let mac = Hmac::<Sha256>::new_from_slice(key).map_err(|_| Problem::Key)?;
        Ok(Octets::new(
            mac.chain_update(text).finalize().into_bytes().to_vec(),
        ))
    },
    hi: |password, salt, iterations| {
        let mut salted = Octets::new(vec![0; Sha256::output_size()]);
        pbkdf2::pbkdf2_hmac::<Sha256>(password, salt, iterations, &mut salted);
        salted
    },
};
