//! A throw-away certificate authority and the servers' certificates, made once a test run.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex};

use native_tls::{Identity, Protocol, TlsAcceptor};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};

/// The authority that `{ca}` names, as PEM.
pub fn authority() -> &'static str {
    &AUTHORITY.pem
}

/// A server side with the named certificate:
///
/// - `good`: for `localhost` and 127.0.0.1, from the authority; `1.2`: the same, no TLS 1.3
/// - `wrong-name`: the authority's, for another host
/// - `wildcard`: the authority's, for `*.localhost`
/// - `expired`: the authority's, of the year 2001
/// - `self-signed`, `unknown`: signed by itself; by an authority that nobody was told of
pub fn acceptor(certificate: &str) -> TlsAcceptor {
    static MADE: Mutex<BTreeMap<String, TlsAcceptor>> = Mutex::new(BTreeMap::new());
    let mut made = MADE
        .lock()
        .expect("no test panics while it makes a certificate");
    made.entry(certificate.into())
        .or_insert_with(|| build(certificate))
        .clone()
}

struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

static AUTHORITY: LazyLock<Authority> = LazyLock::new(|| new_authority("mailcall test authority"));

fn new_authority(name: &str) -> Authority {
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::new(Vec::new()).expect("no names to be wrong");
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let pem = params.self_signed(&key).expect("an authority").pem();
    Authority {
        issuer: Issuer::new(params, key),
        pem,
    }
}

fn build(certificate: &str) -> TlsAcceptor {
    let names = match certificate {
        "wrong-name" => vec!["mail.example.net".to_string()],
        "wildcard" => vec!["*.localhost".to_string()],
        _ => vec!["localhost".to_string(), "127.0.0.1".to_string()],
    };
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::new(names).expect("names that a certificate can hold");
    params
        .distinguished_name
        .push(DnType::CommonName, "mailcall test server");
    if certificate == "expired" {
        params.not_before = date_time_ymd(2001, 1, 1);
        params.not_after = date_time_ymd(2001, 12, 31);
    }
    let signed = match certificate {
        "self-signed" => params.self_signed(&key),
        "unknown" => params.signed_by(&key, &new_authority("an authority of nobody").issuer),
        "good" | "1.2" | "wrong-name" | "wildcard" | "expired" => {
            params.signed_by(&key, &AUTHORITY.issuer)
        }
        _ => panic!("no certificate is called {certificate}"),
    };
    let pem = signed.expect("a certificate").pem();
    let identity = Identity::from_pkcs8(pem.as_bytes(), key.serialize_pem().as_bytes())
        .expect("an identity that the TLS library takes");
    let mut builder = TlsAcceptor::builder(identity);
    if certificate == "1.2" {
        builder.max_protocol_version(Some(Protocol::Tlsv12));
    }
    builder.build().expect("a TLS server side")
}
