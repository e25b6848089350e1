//! A certificate authority that lives as long as the host, and what it signed.

#[cfg(not(all(unix, not(target_vendor = "apple"))))]
#[path = "tls/native.rs"]
mod library;
#[cfg(all(unix, not(target_vendor = "apple")))]
#[path = "tls/openssl.rs"]
mod library;

use anyhow::Context;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, date_time_ymd,
};

pub use library::{Acceptor, Stream, client_name, pending, shutdown};

/// A certificate and its key, as PEM.
pub struct Pair {
    pub certificate: String,
    pub key: String,
}

/// What makes this host known to its clients, and one of them to it.
pub struct Authority {
    pub acceptor: Acceptor,
    /// The certificate a client has to trust, as PEM.
    pub certificate: String,
    /// What a client may show.
    pub client: Pair,
}

/// Makes a new authority, a server certificate for these names and addresses, and a client
/// certificate for this user; `ask` says whether clients are asked for theirs.
pub fn authority(names: Vec<String>, user: &str, ask: bool) -> anyhow::Result<Authority> {
    let key = KeyPair::generate()?;
    let mut ca = parameters(Vec::new(), "mailhost throw-away authority")?;
    ca.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let certificate = ca.self_signed(&key)?.pem();
    let issuer = Issuer::new(ca, key);

    let sign = |names, common_name, usage| {
        let key = KeyPair::generate()?;
        let mut leaf = parameters(names, common_name)?;
        leaf.use_authority_key_identifier_extension = true;
        leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        leaf.extended_key_usages = vec![usage];
        Ok::<Pair, rcgen::Error>(Pair {
            certificate: leaf.signed_by(&key, &issuer)?.pem(),
            key: key.serialize_pem(),
        })
    };
    let server = sign(names, "mailhost", ExtendedKeyUsagePurpose::ServerAuth)?;
    let client = sign(Vec::new(), user, ExtendedKeyUsagePurpose::ClientAuth)?;
    Ok(Authority {
        acceptor: Acceptor::new(&server, &certificate, ask).context("no TLS")?,
        certificate,
        client,
    })
}

/// Valid from last year to the end of the next.
fn parameters(names: Vec<String>, common_name: &str) -> Result<CertificateParams, rcgen::Error> {
    let mut parameters = CertificateParams::new(names)?;
    parameters.distinguished_name = DistinguishedName::new();
    parameters
        .distinguished_name
        .push(DnType::CommonName, common_name);
    let year = i32::from(jiff::ZonedDateTime::now().year());
    parameters.not_before = date_time_ymd(year - 1, 1, 1);
    parameters.not_after = date_time_ymd(year + 2, 1, 1);
    Ok(parameters)
}
