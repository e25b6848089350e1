//! A certificate authority that lives as long as the host, and what it signed.

use anyhow::Context;
use native_tls::{Identity, Protocol, TlsAcceptor};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, date_time_ymd,
};

/// What makes this host known to its clients.
pub struct Authority {
    pub acceptor: TlsAcceptor,
    /// The certificate a client has to trust, as PEM.
    pub certificate: String,
}

/// Makes a new authority and a server certificate for these names and addresses, valid from last
/// year to next.
pub fn authority(names: Vec<String>) -> anyhow::Result<Authority> {
    let ca_key = KeyPair::generate()?;
    let mut ca = parameters(Vec::new(), "mailhost throw-away authority")?;
    ca.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let certificate = ca.self_signed(&ca_key)?.pem();
    let issuer = Issuer::new(ca, ca_key);

    let key = KeyPair::generate()?;
    let mut server = parameters(names, "mailhost")?;
    server.use_authority_key_identifier_extension = true;
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let chain = server.signed_by(&key, &issuer)?.pem();

    let identity = Identity::from_pkcs8(chain.as_bytes(), key.serialize_pem().as_bytes())
        .context("the TLS library does not take the key")?;
    let acceptor = TlsAcceptor::builder(identity)
        .min_protocol_version(Some(Protocol::Tlsv12))
        .build()?;
    Ok(Authority {
        acceptor,
        certificate,
    })
}

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
