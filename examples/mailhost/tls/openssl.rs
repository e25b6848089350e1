//! TLS by OpenSSL itself, where that is what native-tls stands on: native-tls's server side there
//! ends at TLS 1.2 and cannot ask for a client certificate.

use std::net::TcpStream;

use openssl::nid::Nid;
use openssl::pkey::PKey;
use openssl::ssl::{ShutdownResult, SslAcceptor, SslMethod, SslStream, SslVerifyMode, SslVersion};
use openssl::x509::{X509, X509VerifyResult};

use super::Pair;

/// What makes connections secure.
pub struct Acceptor(SslAcceptor);

/// A secure connection.
pub type Stream = SslStream<TcpStream>;

impl Acceptor {
    /// With `ask`, clients may show a certificate that `authority` signed.
    pub fn new(server: &Pair, authority: &str, ask: bool) -> anyhow::Result<Self> {
        let mut builder = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server())?;
        builder.set_min_proto_version(Some(SslVersion::TLS1_2))?;
        builder.set_certificate(&*X509::from_pem(server.certificate.as_bytes())?)?;
        builder.set_private_key(&*PKey::private_key_from_pem(server.key.as_bytes())?)?;
        builder.set_session_id_context(b"mailhost")?;
        if ask {
            let authority = X509::from_pem(authority.as_bytes())?;
            builder.add_client_ca(&authority)?;
            builder.cert_store_mut().add_cert(authority)?;
            builder.set_verify(SslVerifyMode::PEER);
        }
        Ok(Acceptor(builder.build()))
    }

    pub fn accept(&self, tcp: TcpStream) -> Result<Stream, String> {
        self.0.accept(tcp).map_err(|error| error.to_string())
    }
}

/// How much has been decrypted and not read.
pub fn pending(stream: &Stream) -> usize {
    stream.ssl().pending()
}

/// Says that nothing more will come.
pub fn shutdown(stream: &mut Stream) {
    let _: Result<ShutdownResult, _> = stream.shutdown();
}

/// Whom the client's certificate names, if it showed one.
pub fn client_name(stream: &Stream) -> Option<String> {
    let certificate = stream.ssl().peer_certificate()?;
    if stream.ssl().verify_result() != X509VerifyResult::OK {
        return None;
    }
    let subject = certificate.subject_name();
    let name = subject.entries_by_nid(Nid::COMMONNAME).next()?;
    name.data().to_string().ok()
}
