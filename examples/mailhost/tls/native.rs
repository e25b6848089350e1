//! TLS by native-tls, where the system has its own.

use std::net::TcpStream;

use anyhow::Context;
use native_tls::{Identity, Protocol, TlsAcceptor, TlsStream};

use super::Pair;

/// What makes connections secure.
pub struct Acceptor(TlsAcceptor);

/// A secure connection.
pub type Stream = TlsStream<TcpStream>;

impl Acceptor {
    /// Nobody can be asked for a certificate here.
    pub fn new(server: &Pair, _authority: &str, ask: bool) -> anyhow::Result<Self> {
        anyhow::ensure!(!ask, "client certificates are not to be had on this system");
        let identity = Identity::from_pkcs8(server.certificate.as_bytes(), server.key.as_bytes())
            .context("the TLS library does not take the key")?;
        let acceptor = TlsAcceptor::builder(identity)
            .min_protocol_version(Some(Protocol::Tlsv12))
            .build()?;
        Ok(Acceptor(acceptor))
    }

    pub fn accept(&self, tcp: TcpStream) -> Result<Stream, String> {
        self.0.accept(tcp).map_err(|error| error.to_string())
    }
}

/// How much has been decrypted and not read.
pub fn pending(stream: &Stream) -> usize {
    stream.buffered_read_size().unwrap_or(0)
}

/// Says that nothing more will come.
pub fn shutdown(stream: &mut Stream) {
    let _ = stream.shutdown();
}

/// Whom the client's certificate names: nobody is asked.
pub fn client_name(_stream: &Stream) -> Option<String> {
    None
}
