//! The system's roots, looked up when a certificate needs them instead of parsed at every start.
//!
//! OpenSSL reads a hashed CA directory lazily, one file a lookup, but parses a bundle whole: 40 to 90 ms of CPU for
//! Debian's, ten times the rest of a short session. So where the system keeps both, the bundle is left out, except for
//! those of its certificates that no directory holds: the same certificates are trusted as before. Any doubt (an
//! environment that names other roots, a bundle with more than plain certificates, no hashed directory) means the full
//! parse.

#[cfg(not(all(unix, not(target_vendor = "apple"))))]
use native_tls::{TlsConnector, TlsConnectorBuilder};

/// The PEM certificates in a text, each with its delimiters.
pub(super) fn pem_blocks(pem: &str) -> impl Iterator<Item = &str> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    pem.match_indices(BEGIN).filter_map(|(start, _)| {
        let length = pem[start..].find(END)? + END.len();
        Some(&pem[start..start + length])
    })
}

#[cfg(all(unix, not(target_vendor = "apple")))]
mod lazy {
    use super::pem_blocks;
    use native_tls::{Certificate, TlsConnector, TlsConnectorBuilder};
    use std::collections::HashSet;
    use std::env;
    use std::fs;
    use std::path::{Path, PathBuf};

    const CERT_FILE: &str = "SSL_CERT_FILE";
    const CERT_DIR: &str = "SSL_CERT_DIR";
    const NOTHING: &str = "/dev/null";

    /// Builds with the roots that are only in a bundle added one by one, and the bundle itself left out.
    pub(in crate::net) fn with_lazy_roots(
        builder: &mut TlsConnectorBuilder,
        build: impl FnOnce(&mut TlsConnectorBuilder) -> native_tls::Result<TlsConnector>,
    ) -> native_tls::Result<TlsConnector> {
        match roots_in_bundles_only() {
            None => build(builder),
            Some(roots) => {
                roots.into_iter().for_each(|root| {
                    builder.add_root_certificate(root);
                });
                without_system_bundle(|| build(builder))
            }
        }
    }

    /// Builds while the library believes that the system's bundle is empty.
    pub(in crate::net) fn without_system_bundle<T>(build: impl FnOnce() -> T) -> T {
        if !Path::new(NOTHING).exists() {
            return build();
        }
        let before = env::var_os(CERT_FILE);
        // SAFETY: the process has one thread here. The connector is built before a name is looked up, which is the only
        // thing that starts another. The old value comes back at once, so that child processes find their roots.
        #[allow(unsafe_code)]
        unsafe {
            env::set_var(CERT_FILE, NOTHING);
            let built = build();
            match before {
                Some(value) => env::set_var(CERT_FILE, value),
                None => env::remove_var(CERT_FILE),
            }
            built
        }
    }

    /// The certificates of the system's bundles that no hashed directory holds, or `None` when the bundles must be
    /// parsed whole.
    fn roots_in_bundles_only() -> Option<Vec<Certificate>> {
        if env::var_os(CERT_FILE).is_some() || env::var_os(CERT_DIR).is_some() {
            return None;
        }
        let found = openssl_probe::probe();
        let in_directories = hashed_certificates(&found.cert_dir)?;
        let mut bundles: Vec<PathBuf> = found.cert_file.into_iter().collect();
        let default = Path::new(openssl_directory()?).join("cert.pem");
        if default.exists() && !bundles.iter().any(|bundle| same_file(bundle, &default)) {
            bundles.push(default);
        }
        let mut missing = Vec::new();
        for bundle in bundles {
            let text = fs::read_to_string(bundle).ok()?;
            if text.contains("BEGIN TRUSTED CERTIFICATE") || text.contains("BEGIN X509 CRL") {
                return None;
            }
            for block in
                pem_blocks(&text).filter(|block| !in_directories.contains(&without_space(block)))
            {
                missing.push(Certificate::from_pem(block.as_bytes()).ok()?);
            }
        }
        Some(missing)
    }

    /// The directory of OpenSSL's own default bundle, from `OPENSSLDIR: "/usr/lib/ssl"`.
    fn openssl_directory() -> Option<&'static str> {
        openssl::version::dir().split('"').nth(1)
    }

    fn same_file(one: &Path, other: &Path) -> bool {
        matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
    }

    /// The text of every certificate that OpenSSL would find by hash; `None` when no directory is hashed.
    fn hashed_certificates(directories: &[PathBuf]) -> Option<HashSet<String>> {
        let mut certificates = HashSet::new();
        for directory in directories {
            for entry in fs::read_dir(directory).ok()?.flatten() {
                if entry.file_name().to_str().is_some_and(is_hash_name) {
                    let text = fs::read_to_string(entry.path()).unwrap_or_default();
                    certificates.extend(pem_blocks(&text).map(without_space));
                }
            }
        }
        (!certificates.is_empty()).then_some(certificates)
    }

    /// `xxxxxxxx.N`, as `c_rehash` names its links.
    fn is_hash_name(name: &str) -> bool {
        name.split_once('.').is_some_and(|(hash, number)| {
            hash.len() == 8
                && hash.bytes().all(|octet| octet.is_ascii_hexdigit())
                && !number.is_empty()
                && number.bytes().all(|octet| octet.is_ascii_digit())
        })
    }

    fn without_space(block: &str) -> String {
        block.split_ascii_whitespace().collect()
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn hash_names() {
            for (name, is) in [
                ("1e08bfd1.0", true),
                ("1e08bfd1.12", true),
                ("1e08bfd1.r0", false),
                ("ca-certificates.crt", false),
                ("1e08bfd.0", false),
            ] {
                assert_eq!(is_hash_name(name), is, "{name}");
            }
        }

        #[test]
        fn the_environment_is_as_it_was() {
            let before = env::var_os(CERT_FILE);
            without_system_bundle(|| {
                assert_eq!(env::var_os(CERT_FILE).as_deref(), Some(NOTHING.as_ref()))
            });
            assert_eq!(env::var_os(CERT_FILE), before);
        }
    }
}

#[cfg(all(unix, not(target_vendor = "apple")))]
pub(super) use lazy::{with_lazy_roots, without_system_bundle};

/// The system verifies here, without a bundle of ours.
#[cfg(not(all(unix, not(target_vendor = "apple"))))]
pub(super) fn with_lazy_roots(
    builder: &mut TlsConnectorBuilder,
    build: impl FnOnce(&mut TlsConnectorBuilder) -> native_tls::Result<TlsConnector>,
) -> native_tls::Result<TlsConnector> {
    build(builder)
}

/// There is no bundle here.
#[cfg(not(all(unix, not(target_vendor = "apple"))))]
pub(super) fn without_system_bundle<T>(build: impl FnOnce() -> T) -> T {
    build()
}

#[cfg(test)]
mod tests {
    use super::pem_blocks;

    #[test]
    fn blocks_of_a_bundle() {
        let block = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
        let text = format!("# comment\n{block}\nmore\n{block}\n-----BEGIN CERTIFICATE-----\ncut");
        assert_eq!(pem_blocks(&text).collect::<Vec<_>>(), [block, block]);
    }
}
