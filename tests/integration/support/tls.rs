//! A throw-away certificate authority and the servers' certificates, made once a test run.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex};

use openssl::asn1::Asn1Time;
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::ssl::{SslAcceptor, SslMethod, SslOptions, SslVerifyMode, SslVersion};
use openssl::symm::Cipher;
use openssl::x509::X509;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    date_time_ymd,
};

/// The authority that `{ca}` names, as PEM.
pub fn authority() -> &'static str {
    &AUTHORITY.pem
}

/// A server side with the named certificate:
///
/// - `good`: for `localhost` and 127.0.0.1, from the authority
/// - `1.2`, `1.1`: the same, and no later version of TLS than that
/// - `wrong-name`: the authority's, for another host
/// - `common-name`: the authority's, for another host, and `localhost` is its common name only
/// - `no-names`: the authority's, without subjectAltName; `localhost` is its common name
/// - `address-only`, `name-only`: the authority's, for 127.0.0.1 alone, and for `localhost` alone
/// - `wildcard`: the authority's, for `*.localhost` and `*.example.org`
/// - `part-wildcard`: the authority's, for `m*l.example.org`
/// - `nul`: the authority's, for a name that begins with `mail.example.org` and a NUL
/// - `expired`: the authority's, of the year 2001
/// - `not-yet`: the authority's, from the year 2090 on
/// - `ten-days`: the authority's, for ten days and twelve hours more
/// - `for-clients`: the authority's, for use by clients only
/// - `chain`, `chain-not-sent`: signed by an intermediate of the authority, which the server sends, or does not
/// - `asks`, `requires`, `requires-1.2`: as `good`; clients are asked for a certificate of the authority, or must show one
/// - `self-signed`, `unknown`: signed by itself; by an authority that nobody was told of
pub fn acceptor(certificate: &str) -> SslAcceptor {
    static MADE: Mutex<BTreeMap<String, SslAcceptor>> = Mutex::new(BTreeMap::new());
    let mut made = MADE
        .lock()
        .expect("no test panics while it makes a certificate");
    made.entry(certificate.into())
        .or_insert_with(|| build(certificate))
        .clone()
}

/// The end of the validity of a server's certificate, as RFC 3339 has it.
pub fn not_after(certificate: &str) -> String {
    let acceptor = acceptor(certificate);
    let certificate = acceptor.context().certificate().expect("it has one");
    let begin = Asn1Time::from_unix(0).expect("1970");
    let end = begin.diff(certificate.not_after()).expect("a difference");
    let seconds = i64::from(end.days) * 86_400 + i64::from(end.secs);
    let end = jiff::Timestamp::from_second(seconds).expect("a time");
    end.to_string()
}

/// The SHA-256 of a server's certificate, as OpenSSL prints it.
pub fn fingerprint(certificate: &str) -> String {
    let acceptor = acceptor(certificate);
    let certificate = acceptor.context().certificate().expect("it has one");
    let digest = certificate
        .digest(MessageDigest::sha256())
        .expect("a digest");
    let pairs: Vec<String> = digest.iter().map(|octet| format!("{octet:02X}")).collect();
    pairs.join(":")
}

struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

static AUTHORITY: LazyLock<Authority> =
    LazyLock::new(|| new_authority("mailcall test authority", None));

static INTERMEDIATE: LazyLock<Authority> =
    LazyLock::new(|| new_authority("mailcall test intermediate", Some(&AUTHORITY)));

/// The authority's intermediate, as PEM.
pub fn intermediate() -> &'static str {
    &INTERMEDIATE.pem
}

/// An authority that is signed by another one, or by itself.
fn new_authority(name: &str, above: Option<&Authority>) -> Authority {
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::new(Vec::new()).expect("no names to be wrong");
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let signed = match above {
        Some(above) => params.signed_by(&key, &above.issuer),
        None => params.self_signed(&key),
    };
    let pem = signed.expect("an authority").pem();
    Authority {
        issuer: Issuer::new(params, key),
        pem,
    }
}

fn build(certificate: &str) -> SslAcceptor {
    let names = match certificate {
        "wrong-name" | "common-name" => vec!["mail.example.net".to_string()],
        "wildcard" => vec!["*.localhost".to_string(), "*.example.org".to_string()],
        "part-wildcard" => vec!["m*l.example.org".to_string()],
        "nul" => vec!["mail.example.org\0.example.net".to_string()],
        "no-names" => Vec::new(),
        "address-only" => vec!["127.0.0.1".to_string()],
        "name-only" => vec!["localhost".to_string()],
        _ => vec!["localhost".to_string(), "127.0.0.1".to_string()],
    };
    let common_name = match certificate {
        "common-name" | "no-names" | "address-only" => "localhost",
        "name-only" => "127.0.0.1",
        _ => "mailcall test server",
    };
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::new(names).expect("names that a certificate can hold");
    params
        .distinguished_name
        .push(DnType::CommonName, common_name);
    if certificate == "expired" {
        params.not_before = date_time_ymd(2001, 1, 1);
        params.not_after = date_time_ymd(2001, 12, 31);
    }
    if certificate == "ten-days" {
        let half_days = std::time::Duration::from_secs(43_200);
        params.not_after = (std::time::SystemTime::now() + 21 * half_days).into();
    }
    if certificate == "not-yet" {
        params.not_before = date_time_ymd(2090, 1, 1);
        params.not_after = date_time_ymd(2090, 12, 31);
    }
    if certificate == "for-clients" {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    }
    let signed = match certificate {
        "self-signed" => params.self_signed(&key),
        "unknown" => params.signed_by(&key, &new_authority("an authority of nobody", None).issuer),
        "chain" | "chain-not-sent" => params.signed_by(&key, &INTERMEDIATE.issuer),
        "good" | "asks" | "requires" | "requires-1.2" | "1.1" | "1.2" | "wrong-name"
        | "common-name" | "no-names" | "address-only" | "name-only" | "wildcard"
        | "part-wildcard" | "nul" | "expired" | "not-yet" | "ten-days" | "for-clients" => {
            params.signed_by(&key, &AUTHORITY.issuer)
        }
        _ => panic!("no certificate is called {certificate}"),
    };
    let pem = signed.expect("a certificate").pem();
    let key = PKey::private_key_from_pem(key.serialize_pem().as_bytes()).expect("its key");
    let mut builder =
        SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server()).expect("a TLS server side");
    builder.set_private_key(&key).expect("a key that is taken");
    builder
        .set_certificate(&X509::from_pem(pem.as_bytes()).expect("a certificate"))
        .expect("a certificate that is taken");
    if certificate == "chain" {
        let above = X509::from_pem(INTERMEDIATE.pem.as_bytes()).expect("a certificate");
        builder
            .add_extra_chain_cert(above)
            .expect("a chain that is taken");
    }
    if let "asks" | "requires" | "requires-1.2" = certificate {
        let authority = X509::from_pem(AUTHORITY.pem.as_bytes()).expect("a certificate");
        let trusted = builder.cert_store_mut().add_cert(authority);
        trusted.expect("an authority that is taken");
        builder.set_verify(match certificate {
            "asks" => SslVerifyMode::PEER,
            _ => SslVerifyMode::PEER | SslVerifyMode::FAIL_IF_NO_PEER_CERT,
        });
    }
    let latest = match certificate {
        "1.1" => SslVersion::TLS1_1,
        "1.2" | "requires-1.2" => SslVersion::TLS1_2,
        _ => SslVersion::TLS1_3,
    };
    builder.set_min_proto_version(None).expect("no lower bound");
    builder
        .set_max_proto_version(Some(latest))
        .expect("a version that it knows");
    if certificate == "1.1" {
        builder.clear_options(SslOptions::NO_TLSV1_1);
        builder
            .set_cipher_list("DEFAULT@SECLEVEL=0")
            .expect("what so old a version needs");
    }
    builder.build()
}

/// A client's certificate and its key, as PEM.
#[derive(Clone, Debug)]
pub struct Client {
    pub certificate: String,
    key: PKey<Private>,
}

impl Client {
    /// One for `joe@example.org`, from the authority.
    pub fn new() -> Client {
        let key = KeyPair::generate().expect("a key");
        Client::of(&key, &AUTHORITY.issuer)
    }

    /// The same with an RSA key.
    pub fn rsa() -> Client {
        let key = Rsa::generate(2048).expect("a key");
        let key = PKey::from_rsa(key).expect("a key");
        let pem = key.private_key_to_pem_pkcs8().expect("PEM");
        let pem = String::from_utf8(pem).expect("PEM is text");
        Client::of(&KeyPair::from_pem(&pem).expect("a key"), &AUTHORITY.issuer)
    }

    /// One from an authority that the server was not told of.
    pub fn unknown() -> Client {
        let nobody = new_authority("an authority of nobody", None);
        Client::of(&KeyPair::generate().expect("a key"), &nobody.issuer)
    }

    fn of(key: &KeyPair, issuer: &Issuer<'static, KeyPair>) -> Client {
        let mut params = CertificateParams::new(Vec::new()).expect("no names to be wrong");
        let name = &mut params.distinguished_name;
        name.push(DnType::CommonName, "joe@example.org");
        let signed = params.signed_by(key, issuer).expect("a certificate");
        let key = PKey::private_key_from_pem(key.serialize_pem().as_bytes());
        Client {
            certificate: signed.pem(),
            key: key.expect("its key"),
        }
    }

    /// The key as PKCS#8.
    pub fn key(&self) -> String {
        text(self.key.private_key_to_pem_pkcs8())
    }

    /// The key as PKCS#8, encrypted.
    pub fn encrypted_key(&self) -> String {
        let cipher = Cipher::aes_256_cbc();
        text(self.key.private_key_to_pem_pkcs8_passphrase(cipher, b"x"))
    }

    /// The key as PKCS#1 (RSA) or SEC 1 (EC).
    pub fn old_key(&self) -> String {
        match self.key.rsa() {
            Ok(rsa) => text(rsa.private_key_to_pem()),
            Err(_) => text(self.key.ec_key().expect("RSA or EC").private_key_to_pem()),
        }
    }

    /// The same, encrypted as OpenSSL once did.
    pub fn old_encrypted_key(&self) -> String {
        let cipher = Cipher::aes_256_cbc();
        match self.key.rsa() {
            Ok(rsa) => text(rsa.private_key_to_pem_passphrase(cipher, b"x")),
            Err(_) => {
                let key = self.key.ec_key().expect("RSA or EC");
                text(key.private_key_to_pem_passphrase(cipher, b"x"))
            }
        }
    }
}

fn text(pem: Result<Vec<u8>, ErrorStack>) -> String {
    String::from_utf8(pem.expect("PEM")).expect("PEM is text")
}

#[test]
fn each_version_is_spoken() {
    use openssl::ssl::SslConnector;
    for (certificate, version) in [("1.1", "TLSv1.1"), ("1.2", "TLSv1.2"), ("good", "TLSv1.3")] {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("it is bound").port();
        let server = std::thread::spawn(move || {
            let (socket, _) = listener.accept().expect("a client");
            acceptor(certificate)
                .accept(socket)
                .map(drop)
                .map_err(|error| error.to_string())
        });
        let mut builder = SslConnector::builder(SslMethod::tls_client()).expect("a client side");
        builder.set_verify(SslVerifyMode::NONE);
        builder.set_min_proto_version(None).expect("no lower bound");
        builder
            .set_cipher_list("DEFAULT@SECLEVEL=0")
            .expect("what an old version needs");
        let socket = std::net::TcpStream::connect(("127.0.0.1", port)).expect("a server");
        let stream = builder
            .build()
            .connect("localhost", socket)
            .expect("a handshake");
        assert_eq!(stream.ssl().version_str(), version);
        server.join().expect("no panic").expect("a handshake");
    }
}
