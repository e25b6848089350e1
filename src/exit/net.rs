//! What a failure of the network, of TLS, of the conversation or of the choice of a login means, in both protocols.

use super::{Asked, Judgement, Kind};
use crate::endpoint::{Security, TlsVersion};
use crate::net::{Error, HandshakeProblem, LateAlert, ProxyProblem, ResolveError, Terms, TlsError};
use crate::sasl::{Problem, ProofKind};
use crate::{sasl, wire};

/// The hint where a server sends no greeting. Under TLS it has been greeted with TLS already.
pub(super) fn greeting_hint(asked: Asked) -> Option<&'static str> {
    (asked.security != Some(Security::Implicit)).then_some(
        "is it the right port? A port for implicit TLS sends no greeting before TLS: --tls implicit",
    )
}

/// The hint where a server does not speak TLS at once.
const NOT_TLS: &str = "if it is a port for STARTTLS or STLS: --tls starttls";

/// The hint where a server wants a client certificate.
const CLIENT_CERTIFICATE: &str = "--client-cert FILE shows one";

/// The hint where a certificate is not the pinned one. It does not say to pin the new one: whoever intercepts the
/// connection would be pinned.
const NOT_PINNED: &str = "if the certificate was renewed, ask its owner for the new fingerprint and compare it; if it was not, somebody may be intercepting the connection";

/// The hint where a server accepts no password, but tokens.
const TOKEN: &str = "the server accepts OAuth access tokens: --auth xoauth2 or oauthbearer, and the token in place of the password";

pub(super) fn judge(error: &Error) -> Judgement {
    match error {
        Error::Resolve {
            source: ResolveError::NoSuchHost | ResolveError::NoSuchInterface(_),
            ..
        }
        | Error::NoAddress { .. } => Judgement::plain(Kind::NoHost),
        Error::Source { source, .. } => Judgement::hinted(
            Kind::Temporary,
            (source.kind() == std::io::ErrorKind::AddrNotAvailable)
                .then_some("it is not an address of this host now"),
        ),
        Error::Resolve { .. } | Error::Connect { .. } | Error::Timeout { .. } => {
            Judgement::plain(Kind::Temporary)
        }
        Error::Proxy { problem, .. } => proxy(problem),
        Error::Interrupted { signal, .. } => Judgement::plain((*signal).into()),
        Error::Tls(error) => tls(error),
    }
}

/// A proxy is not the server: that the proxy is not there says nothing about the server's name, so it is never
/// [`Kind::NoHost`].
fn proxy(problem: &ProxyProblem) -> Judgement {
    match problem {
        ProxyProblem::Unreachable(_) | ProxyProblem::Refused(_) | ProxyProblem::Broken(_) => {
            Judgement::plain(Kind::Temporary)
        }
        ProxyProblem::LoginRefused(_) => Judgement::hinted(
            Kind::Auth,
            Some("this is the proxy's own login, not that of the mail account"),
        ),
        ProxyProblem::LoginNeeded => Judgement::hinted(
            Kind::Auth,
            Some("give it as SCHEME://USER:PASSWORD@HOST:PORT in MAILCALL_PROXY or the key proxy"),
        ),
        ProxyProblem::Malformed(_) => Judgement::hinted(
            Kind::Protocol,
            Some("is it the right port, and socks5:// or http:// as the proxy wants it?"),
        ),
        ProxyProblem::TooLong => Judgement::plain(Kind::Config),
        ProxyProblem::LinkLocal => Judgement::plain(Kind::Usage),
    }
}

pub(super) fn tls(error: &TlsError) -> Judgement {
    let judgement = match error {
        TlsError::File(_) => Judgement::plain(Kind::Config),
        TlsError::Setup(_) => Judgement::plain(Kind::Tls),
        TlsError::Handshake { problem, terms, .. } => {
            Judgement::hinted(Kind::Tls, handshake_hint(*problem, terms))
        }
        TlsError::NotPinned { .. } => Judgement::hinted(Kind::Tls, Some(NOT_PINNED)),
        TlsError::Cut { .. } => Judgement::plain(Kind::Temporary),
    };
    judgement.with_library_text(error.library_text())
}

fn handshake_hint(problem: HandshakeProblem, terms: &Terms) -> Option<&'static str> {
    match problem {
        HandshakeProblem::SelfSigned if terms.has_ca_file => Some("the CA file does not hold it"),
        HandshakeProblem::UnknownIssuer if terms.has_ca_file => Some(
            "the CA file must hold the root certificate of that CA; the server's own certificate is not enough",
        ),
        HandshakeProblem::SelfSigned | HandshakeProblem::UnknownIssuer => {
            Some("--ca-file FILE trusts the CA that signed it")
        }
        HandshakeProblem::EndsAtIntermediate => Some(
            "add the root certificate to the CA file, or name the server's certificate by --tls-fingerprint",
        ),
        HandshakeProblem::NotTls => Some(NOT_TLS),
        HandshakeProblem::NoClientCertificate => Some(CLIENT_CERTIFICATE),
        HandshakeProblem::NoCommonVersion if terms.min_version == TlsVersion::V13 => {
            Some("--tls-min 1.2 accepts TLS 1.2 too")
        }
        HandshakeProblem::Expired
        | HandshakeProblem::NotYetValid
        | HandshakeProblem::OtherName
        | HandshakeProblem::NoSubjectAltName
        | HandshakeProblem::NotForServers
        | HandshakeProblem::OtherCertificate
        | HandshakeProblem::ClientCertificate
        | HandshakeProblem::NoCommonVersion
        | HandshakeProblem::Cut
        | HandshakeProblem::Alert
        | HandshakeProblem::Other => None,
    }
}

fn late(alert: &LateAlert) -> Judgement {
    let hint = handshake_hint(alert.problem, &Terms::default());
    Judgement::hinted(Kind::Tls, hint).with_library_text(Some(&alert.library))
}

/// The handshake that a protocol's session has made, which knows neither sockets nor TLS.
pub(super) fn handshake(error: &(dyn std::error::Error + 'static)) -> Judgement {
    let judgement = match error.downcast_ref::<Error>() {
        Some(error) => judge(error),
        None => return Judgement::plain(Kind::Tls),
    };
    // STARTTLS is in use.
    let hint = judgement.hint.filter(|hint| *hint != NOT_TLS);
    Judgement { hint, ..judgement }
}

pub(super) fn wire(error: &wire::Error) -> Judgement {
    match error {
        wire::Error::Interrupted { signal, .. } => Judgement::plain((*signal).into()),
        wire::Error::OctetsBeforeTls => Judgement::hinted(
            Kind::Protocol,
            Some("an attacker on the network may be writing into the connection"),
        ),
        error if error.is_protocol() => Judgement::plain(Kind::Protocol),
        wire::Error::Io { source, .. } if let Some(alert) = LateAlert::of(source) => late(alert),
        wire::Error::Unusable => Judgement::plain(Kind::Bug),
        _ => Judgement::plain(Kind::Temporary),
    }
}

/// `without` is the hint for a server that may want no login at all.
pub(super) fn login(error: &sasl::Error, asked: Asked, without: Option<&'static str>) -> Judgement {
    let (kind, hint) = match error {
        sasl::Error::NotOffered {
            asked,
            token_offered: true,
            ..
        } if asked.proof() != ProofKind::Token => (Kind::Auth, Some(TOKEN)),
        sasl::Error::NotOffered { .. } if asked.tls() => (Kind::Auth, without),
        sasl::Error::NotOffered { .. } => (
            Kind::Auth,
            Some(
                "many servers offer a login only under TLS: --tls implicit or starttls; send --auth none goes without",
            ),
        ),
        sasl::Error::ClearText { .. } => (
            Kind::Tls,
            Some("use --tls implicit or --tls starttls; --cleartext-auth sends it unencrypted"),
        ),
        sasl::Error::Challenge {
            problem: Problem::Signature,
            ..
        }
        | sasl::Error::ServerNotProved { .. } => (
            Kind::Protocol,
            Some("it may not be the server that it claims to be; check --host and the certificate"),
        ),
        sasl::Error::Challenge { .. } => (Kind::Auth, None),
    };
    Judgement::hinted(kind, hint)
}
