//! A client certificate and its private key, as the library wants them.
//!
//! The library shows the certificate during the handshake, to a server that asks for one. Without a pin that is after the
//! server's own certificate was verified; a pin is compared later, when the server has seen the client certificate already.

use super::file::{self, FileError, FileProblem, Purpose, Readers};
use crate::endpoint::ClientCertificate;
use crate::input;
use crate::net::trust;
use native_tls::Identity;
use std::path::Path;
use zeroize::Zeroizing;

/// Reads the certificate, the CAs behind it in its file, and the key.
///
/// # Errors
/// [`FileError`] of either file.
pub(super) fn identity(client: &ClientCertificate) -> Result<Identity, FileError> {
    let failed = |problem| FileError {
        purpose: Purpose::ClientCertificate,
        path: client.certificate.clone(),
        problem,
    };
    let pem = file::read(&client.certificate, Readers::Anybody).map_err(failed)?;
    file::certificates(&pem).map_err(failed)?;
    let chain: Vec<&str> = trust::pem_blocks(&pem).collect();
    let path = client.key.as_ref().unwrap_or(&client.certificate);
    let key = key(path, &chain, &client.certificate).map_err(|problem| FileError {
        purpose: Purpose::ClientKey,
        path: path.clone(),
        problem,
    })?;
    Identity::from_pkcs8(chain.join("\n").as_bytes(), &key)
        .map_err(|error| failed(FileProblem::Refused(error)))
}

/// The key of the first certificate of `chain`, as PKCS#8.
fn key(path: &Path, chain: &[&str], certificate: &Path) -> Result<Zeroizing<Vec<u8>>, FileProblem> {
    let pem = file::read(path, Readers::Owner)?;
    let block = private_key(&pem).ok_or(FileProblem::NoKey)?;
    if block.contains("-----BEGIN ENCRYPTED ") || block.contains("Proc-Type: 4,ENCRYPTED") {
        let mut decrypted = path.as_os_str().to_owned();
        decrypted.push(".decrypted");
        return Err(FileProblem::Encrypted {
            command: format!(
                "openssl pkey -in {} -out {}",
                input::quoted(path),
                input::quoted(Path::new(&decrypted))
            ),
        });
    }
    pkcs8(block, chain, certificate)
}

/// The first block of a private key of any kind, with its delimiters; to the end of the text if it is cut.
fn private_key(pem: &str) -> Option<&str> {
    const BEGIN: &str = "-----BEGIN ";
    pem.match_indices(BEGIN).find_map(|(start, _)| {
        let (label, _) = pem[start + BEGIN.len()..].split_once("-----")?;
        if !label.ends_with("PRIVATE KEY") || label.contains('\n') {
            return None;
        }
        let end = format!("-----END {label}-----");
        let length = pem[start..].find(&end).map(|at| at + end.len());
        Some(&pem[start..start + length.unwrap_or(pem.len() - start)])
    })
}

/// Converts a key of any kind that OpenSSL reads (PKCS#8, PKCS#1, SEC 1), if it fits.
#[cfg(all(unix, not(target_vendor = "apple")))]
fn pkcs8(
    block: &str,
    chain: &[&str],
    certificate: &Path,
) -> Result<Zeroizing<Vec<u8>>, FileProblem> {
    use openssl::pkey::PKey;
    use openssl::x509::X509;
    // Without the function, OpenSSL would ask for a passphrase on the terminal.
    let key = PKey::private_key_from_pem_callback(block.as_bytes(), |_| Ok(0))
        .map_err(|_| FileProblem::UnknownKey)?;
    let fits = |pem: &&str| {
        let public = X509::from_pem(pem.as_bytes()).and_then(|found| found.public_key());
        public.is_ok_and(|public| public.public_eq(&key))
    };
    match chain.iter().position(fits) {
        Some(0) => key
            .private_key_to_pem_pkcs8()
            .map(Zeroizing::new)
            .map_err(|_| FileProblem::UnknownKey),
        Some(_) => Err(FileProblem::NotFirst(certificate.to_owned())),
        None => Err(FileProblem::OtherKey(certificate.to_owned())),
    }
}

/// A key in PKCS#8. Whether it fits is known when the library uses it.
#[cfg(not(all(unix, not(target_vendor = "apple"))))]
fn pkcs8(
    block: &str,
    _chain: &[&str],
    _certificate: &Path,
) -> Result<Zeroizing<Vec<u8>>, FileProblem> {
    match block.starts_with("-----BEGIN PRIVATE KEY-----") {
        true => Ok(Zeroizing::new(block.as_bytes().to_vec())),
        false => Err(FileProblem::UnknownKey),
    }
}
