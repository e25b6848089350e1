//! Who logs in, what proves it, and the randomness that a mechanism may need.

use crate::secret::Secret;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt;

/// The authentication identity and its proof.
#[derive(Clone, Debug)]
pub(crate) struct Credentials {
    user: String,
    proof: Proof,
}

/// What proves an identity. A mechanism works with one kind.
#[derive(Clone, Debug)]
pub(crate) enum Proof {
    /// A password.
    Password(Secret),
    /// An OAuth access token.
    Token(Secret),
    /// The client certificate of the TLS connection.
    Certificate,
}

/// The kind of a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofKind {
    /// A password.
    Password,
    /// An OAuth access token.
    Token,
    /// A client certificate.
    Certificate,
}

impl fmt::Display for ProofKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ProofKind::Password => "password",
            ProofKind::Token => "token",
            ProofKind::Certificate => "client certificate",
        })
    }
}

impl Credentials {
    /// Neither the user nor the secret may contain CR, LF or NUL; `account` has checked them.
    pub(crate) fn new(user: String, proof: Proof) -> Self {
        Credentials { user, proof }
    }

    /// The authentication identity. It is not a secret.
    pub(crate) fn user(&self) -> &str {
        &self.user
    }

    /// The proof.
    pub(crate) fn proof(&self) -> &Proof {
        &self.proof
    }
}

impl Proof {
    /// The octets that must never be printed, if the proof has any.
    pub(crate) fn secret(&self) -> Option<&Secret> {
        match self {
            Proof::Password(secret) | Proof::Token(secret) => Some(secret),
            Proof::Certificate => None,
        }
    }
}

/// A client nonce: printable ASCII without a comma (RFC 5802 section 7), used for one exchange.
#[derive(Clone, Debug)]
pub(crate) struct Nonce(String);

impl Nonce {
    /// Octets of randomness in a nonce: 144 bits, which are whole base64 characters.
    pub(crate) const RANDOM_OCTETS: usize = 18;

    /// A nonce made of random octets. The caller draws them, so that a test can repeat a published exchange.
    pub(crate) fn new(random: &[u8]) -> Self {
        Nonce(STANDARD.encode(random))
    }

    /// The nonce as it is sent.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}
