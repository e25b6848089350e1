//! The questions that the exit table asks of a failure.

use crate::{sasl, wire};
use std::error::Error;

/// What kind of failure it is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind<'e> {
    /// The server refused for good.
    Refused,
    /// The server refused, and may accept the same later.
    Temporary,
    /// Another session has the maildrop open.
    InUse,
    /// The server refused the login.
    Auth,
    /// The server refused the login by APOP, which some refuse always.
    Apop,
    /// The server refused the user before it knew the password.
    User,
    /// The client made no login: none is offered, or none that may be used on this connection.
    Login(&'e sasl::Error),
    /// The server did not say anything before the connection ended or the wait was over.
    NoGreeting,
    /// The server does not offer to change to TLS.
    TlsNotOffered,
    /// The server refused to change to TLS.
    TlsRefused,
    /// The TLS handshake failed.
    Tls(&'e (dyn Error + Send + Sync + 'static)),
    /// The connection failed.
    Wire(&'e wire::Error),
    /// The server broke the protocol.
    Protocol,
    /// Messages that were named are not there.
    NoSuchMessage,
    /// The server has no unique-ids, and they are needed.
    NoUniqueIds,
    /// The server cannot send header fields without the body.
    NoHeadersAlone,
}

/// What the server said when it refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServerWords {
    /// The response code, if there is one (RFC 2449 section 8).
    pub response_code: Option<String>,
    /// Its text, the response code included.
    pub text: String,
}
