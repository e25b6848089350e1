//! What the run asked for, as far as it decides which hint helps: a hint never names what is in use already.

use crate::endpoint::Security;
use crate::sasl::ProofKind;

/// What the run asked for. The default is that nobody knows, so no hint is left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// How the connection is protected.
    pub(crate) security: Option<Security>,
    /// A login was asked for, and what it works with.
    pub(crate) login: Option<ProofKind>,
    /// The name in EHLO was given.
    pub(crate) helo: bool,
    /// Messages are not sent in chunks.
    pub(crate) no_chunks: bool,
    /// The message goes to the recipients that are accepted.
    pub(crate) partial: bool,
    /// What the provider of the server wants of a login, if the provider is known.
    pub(crate) provider_needs: Option<&'static str>,
}

impl Asked {
    /// Whether the connection is to be protected by TLS.
    pub(super) fn tls(self) -> bool {
        matches!(self.security, Some(Security::Implicit | Security::StartTls))
    }
}
