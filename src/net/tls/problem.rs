//! Why a handshake failed. What the library reports as text becomes a type here, in one table, and nowhere else.

use std::fmt;

/// Why a handshake failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HandshakeProblem {
    /// The certificate, or one above it, has expired.
    Expired,
    /// The certificate, or one above it, is not valid yet.
    NotYetValid,
    /// The certificate is for another host name or address.
    OtherName,
    /// The certificate is signed by itself.
    SelfSigned,
    /// The CA that signed the certificate is not trusted, or the server did not send an intermediate certificate.
    UnknownIssuer,
    /// The trusted certificate that was found is an intermediate, and its own issuer is missing: OpenSSL, as native-tls
    /// sets it up, accepts a chain only when it ends at a root.
    EndsAtIntermediate,
    /// The certificate does not name a host in subjectAltName.
    NoSubjectAltName,
    /// The certificate may not be used by a server.
    NotForServers,
    /// Verification failed for another reason.
    OtherCertificate,
    /// The server wants a client certificate, and was shown none.
    NoClientCertificate,
    /// The server does not accept the client certificate.
    ClientCertificate,
    /// The server answered with something that is not TLS.
    NotTls,
    /// The two sides have no TLS version in common.
    NoCommonVersion,
    /// The connection ended without an alert: it was cut, or the server gave up without a reason.
    Cut,
    /// The server ended the handshake with an alert.
    Alert,
    /// Another reason.
    Other,
}

/// What OpenSSL 1.1 and 3 write, and what it means. The first line that matches counts.
const LIBRARY_TEXTS: [(&str, HandshakeProblem); 27] = [
    ("certificate has expired", HandshakeProblem::Expired),
    (
        "certificate is not yet valid",
        HandshakeProblem::NotYetValid,
    ),
    ("hostname mismatch", HandshakeProblem::OtherName),
    ("IP address mismatch", HandshakeProblem::OtherName),
    (
        "self-signed certificate in certificate chain",
        HandshakeProblem::UnknownIssuer,
    ),
    (
        "self signed certificate in certificate chain",
        HandshakeProblem::UnknownIssuer,
    ),
    ("self-signed certificate", HandshakeProblem::SelfSigned),
    ("self signed certificate", HandshakeProblem::SelfSigned),
    (
        "unable to get local issuer certificate",
        HandshakeProblem::UnknownIssuer,
    ),
    (
        "unable to verify the first certificate",
        HandshakeProblem::UnknownIssuer,
    ),
    (
        "unable to get issuer certificate",
        HandshakeProblem::EndsAtIntermediate,
    ),
    ("certificate purpose", HandshakeProblem::NotForServers),
    (
        "certificate verify failed",
        HandshakeProblem::OtherCertificate,
    ),
    ("wrong version number", HandshakeProblem::NotTls),
    ("unsupported protocol", HandshakeProblem::NoCommonVersion),
    ("protocol version", HandshakeProblem::NoCommonVersion),
    ("unexpected eof", HandshakeProblem::Cut),
    ("unexpected EOF", HandshakeProblem::Cut),
    (
        "alert certificate required",
        HandshakeProblem::NoClientCertificate,
    ),
    // Only a client certificate can be what a server says these of (RFC 8446 section 6.2).
    ("alert bad certificate", HandshakeProblem::ClientCertificate),
    (
        "alert unsupported certificate",
        HandshakeProblem::ClientCertificate,
    ),
    (
        "alert certificate revoked",
        HandshakeProblem::ClientCertificate,
    ),
    (
        "alert certificate expired",
        HandshakeProblem::ClientCertificate,
    ),
    (
        "alert certificate unknown",
        HandshakeProblem::ClientCertificate,
    ),
    ("alert unknown ca", HandshakeProblem::ClientCertificate),
    ("alert access denied", HandshakeProblem::ClientCertificate),
    // The last row: the alerts that have a meaning of their own stand above.
    ("alert", HandshakeProblem::Alert),
];

impl HandshakeProblem {
    /// Whether it is about the server's certificate, which can be looked at then.
    pub(super) fn is_about_certificate(self) -> bool {
        match self {
            HandshakeProblem::Expired
            | HandshakeProblem::NotYetValid
            | HandshakeProblem::OtherName
            | HandshakeProblem::SelfSigned
            | HandshakeProblem::UnknownIssuer
            | HandshakeProblem::EndsAtIntermediate
            | HandshakeProblem::NoSubjectAltName
            | HandshakeProblem::NotForServers
            | HandshakeProblem::OtherCertificate => true,
            HandshakeProblem::NoClientCertificate
            | HandshakeProblem::ClientCertificate
            | HandshakeProblem::NotTls
            | HandshakeProblem::NoCommonVersion
            | HandshakeProblem::Cut
            | HandshakeProblem::Alert
            | HandshakeProblem::Other => false,
        }
    }

    /// By the library's text, since native-tls reports the reason in no other way.
    pub(super) fn of(library: &str) -> Self {
        LIBRARY_TEXTS
            .iter()
            .find(|(sign, _)| library.contains(sign))
            .map_or(HandshakeProblem::Other, |(_, problem)| *problem)
    }
}

impl fmt::Display for HandshakeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            HandshakeProblem::Expired => "the certificate has expired",
            HandshakeProblem::NotYetValid => "the certificate is not valid yet",
            HandshakeProblem::OtherName => "the certificate is for another host name or address",
            HandshakeProblem::SelfSigned => "the certificate is self-signed",
            HandshakeProblem::UnknownIssuer => {
                "the certificate is signed by a CA that is not trusted"
            }
            HandshakeProblem::EndsAtIntermediate => {
                "the CA file holds an intermediate certificate, and not the root that signed it"
            }
            HandshakeProblem::NoSubjectAltName => {
                "the certificate does not name a host in subjectAltName"
            }
            HandshakeProblem::NotForServers => "the certificate is not for use by a server",
            HandshakeProblem::OtherCertificate => "certificate verification failed",
            HandshakeProblem::NoClientCertificate => "the server requires a client certificate",
            HandshakeProblem::ClientCertificate => {
                "the server does not accept the client certificate"
            }
            HandshakeProblem::NotTls => "the server does not speak TLS on this port",
            HandshakeProblem::NoCommonVersion => "the server does not offer",
            HandshakeProblem::Cut => "the connection ended",
            HandshakeProblem::Alert => "the server ended it with an alert",
            HandshakeProblem::Other => "for a reason that only the TLS library names (-v shows it)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn library_texts_become_types() {
        use HandshakeProblem as Problem;
        for (text, expected) in [
            (
                "certificate verify failed (certificate has expired)",
                Problem::Expired,
            ),
            (
                "certificate verify failed (hostname mismatch)",
                Problem::OtherName,
            ),
            (
                "certificate verify failed (self-signed certificate in certificate chain)",
                Problem::UnknownIssuer,
            ),
            (
                "certificate verify failed (self-signed certificate)",
                Problem::SelfSigned,
            ),
            (
                "certificate verify failed (unable to get local issuer certificate)",
                Problem::UnknownIssuer,
            ),
            (
                "certificate verify failed (unable to get issuer certificate)",
                Problem::EndsAtIntermediate,
            ),
            (
                "certificate verify failed (unsuitable certificate purpose)",
                Problem::NotForServers,
            ),
            (
                "certificate verify failed (CRL signature failure)",
                Problem::OtherCertificate,
            ),
            ("ssl3_get_record:wrong version number", Problem::NotTls),
            ("tlsv1 alert protocol version", Problem::NoCommonVersion),
            ("sslv3 alert handshake failure", Problem::Alert),
            (
                "tlsv13 alert certificate required",
                Problem::NoClientCertificate,
            ),
            (
                "sslv3 alert certificate expired",
                Problem::ClientCertificate,
            ),
            ("tls alert unknown ca", Problem::ClientCertificate),
            ("unexpected eof while reading", Problem::Cut),
            ("no reason at all", Problem::Other),
        ] {
            assert_eq!(Problem::of(text), expected, "{text}");
        }
    }
}
