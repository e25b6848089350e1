//! What a server means by the words of a refusal, where its codes do not say it. This is the one place where the text of a
//! server is compared.

/// What a refusal is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// The connection must be under TLS first.
    Tls,
    /// The name that EHLO gave.
    Helo,
    /// A message may have fewer recipients.
    TooManyRecipients,
}

/// Phrases in lower case, and what they mean. Each comes from a server that is named beside it.
const PHRASES: &[(&str, About)] = &[
    // Postfix, Sendmail, Exchange, Gmail, qq: 530 5.7.0 Must issue a STARTTLS command first
    ("issue a starttls", About::Tls),
    // Exim: 503 STARTTLS required; Courier: 530 STARTTLS required
    ("starttls required", About::Tls),
    // RFC 4954 section 6: 538 Encryption required for requested authentication mechanism
    ("encryption required", About::Tls),
    // Dovecot, POP3: -ERR [AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.
    ("authentication disallowed on non-secure", About::Tls),
    // Dovecot 2.4: Cleartext authentication disallowed on non-secure (SSL/TLS) connections. The same phrase.
    // Postfix: 504 5.5.2 <name>: Helo command rejected: need fully-qualified hostname; 450, 501 and 550 too
    ("helo command rejected", About::Helo),
    // Exim: 501 Syntactically invalid HELO argument(s), 550 Bad HELO
    ("invalid helo", About::Helo),
    ("invalid ehlo", About::Helo),
    ("bad helo", About::Helo),
    // Exchange: 501 5.5.4 Invalid domain name in HELO; others: HELO name, HELO/EHLO
    ("name in helo", About::Helo),
    ("name in ehlo", About::Helo),
    ("helo name", About::Helo),
    ("ehlo name", About::Helo),
    ("helo/ehlo", About::Helo),
    ("ehlo/helo", About::Helo),
    // Postfix: 452 4.5.3 Error: too many recipients; Exim: 452 too many recipients
    ("too many recipients", About::TooManyRecipients),
];

/// What the text of a refusal is about, if it has one of the phrases.
pub(super) fn about(text: &str) -> Option<About> {
    let text = text.to_lowercase();
    let found = PHRASES.iter().find(|(phrase, _)| text.contains(phrase));
    found.map(|(_, about)| *about)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_of_servers() {
        for (text, expected) in [
            (
                "5.7.0 Must issue a STARTTLS command first",
                Some(About::Tls),
            ),
            (
                "<[127.0.0.1]>: Helo command rejected: need fully-qualified hostname",
                Some(About::Helo),
            ),
            ("Syntactically invalid EHLO argument(s)", Some(About::Helo)),
            (
                "4.5.3 Error: too many recipients",
                Some(About::TooManyRecipients),
            ),
            ("polite people say HELO first", None),
            ("<helo@example.org>: no such user", None),
            ("Client host rejected", None),
        ] {
            assert_eq!(about(text), expected, "{text}");
        }
    }
}
