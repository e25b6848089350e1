//! What a command wants of a server, and the protocol that serves it.

use super::security::Security;

/// What a command wants of a server. It chooses which server of an account is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// To hand in messages.
    Submission,
    /// To read and delete messages.
    Mailbox,
}

impl Role {
    /// The protocol that serves the role.
    pub(crate) fn protocol(self) -> Protocol {
        match self {
            Role::Submission => Protocol::Smtp,
            Role::Mailbox => Protocol::Pop3,
        }
    }
}

/// The protocol spoken at an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// Submission or relay of messages (RFC 5321, RFC 6409).
    Smtp,
    /// Reading a maildrop (RFC 1939).
    Pop3,
}

impl Protocol {
    /// As people call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Protocol::Smtp => "SMTP",
            Protocol::Pop3 => "POP3",
        }
    }

    /// Whether there is no session without a login. SMTP relays mail for networks that it trusts.
    pub(crate) fn needs_login(self) -> bool {
        match self {
            Protocol::Smtp => false,
            Protocol::Pop3 => true,
        }
    }

    /// The port that goes with a kind of protection.
    pub(crate) fn default_port(self, security: Security) -> u16 {
        match (self, security) {
            (Protocol::Smtp, Security::Implicit) => 465,
            (Protocol::Smtp, Security::StartTls) => 587,
            (Protocol::Smtp, Security::None) => 25,
            (Protocol::Pop3, Security::Implicit) => 995,
            (Protocol::Pop3, Security::StartTls | Security::None) => 110,
        }
    }

    /// The protection that a port alone stands for: STARTTLS on the ports where a session begins without TLS, whichever
    /// protocol's they are, and implicit TLS on every other.
    pub(crate) fn default_security(self, port: Option<u16>) -> Security {
        match port {
            Some(25 | 110 | 587) => Security::StartTls,
            _ => Security::Implicit,
        }
    }
}

/// Reads a port.
///
/// # Errors
/// What was expected.
pub(crate) fn parse_port(text: &str) -> Result<u16, String> {
    let port = text.parse().ok().filter(|port| *port > 0);
    port.ok_or_else(|| "expected a port, 1 to 65535".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_and_protection_follow_each_other() {
        for (protocol, port, security) in [
            (Protocol::Smtp, None, Security::Implicit),
            (Protocol::Smtp, Some(465), Security::Implicit),
            (Protocol::Smtp, Some(587), Security::StartTls),
            (Protocol::Smtp, Some(25), Security::StartTls),
            (Protocol::Smtp, Some(10025), Security::Implicit),
            (Protocol::Pop3, Some(110), Security::StartTls),
            (Protocol::Pop3, None, Security::Implicit),
        ] {
            assert_eq!(
                protocol.default_security(port),
                security,
                "{protocol:?} {port:?}"
            );
        }
        for (protocol, security, port) in [
            (Protocol::Smtp, Security::Implicit, 465),
            (Protocol::Smtp, Security::StartTls, 587),
            (Protocol::Smtp, Security::None, 25),
            (Protocol::Pop3, Security::Implicit, 995),
            (Protocol::Pop3, Security::StartTls, 110),
            (Protocol::Pop3, Security::None, 110),
        ] {
            assert_eq!(protocol.default_port(security), port);
        }
    }
}
