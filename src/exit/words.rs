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
    /// The user that has logged in may not send as this sender.
    Sender,
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
    // 163, 126, 139: 553 Mail from must equal authorized user
    ("must equal authorized user", About::Sender),
    // qq: 501 Mail from address must be same as authorization user
    ("must be same as authorization user", About::Sender),
    // sina: 553 Envolope sender mismatch with login user
    ("sender mismatch with login user", About::Sender),
    // aliyun: 440 mail from account doesn't conform with authentication
    ("doesn't conform with authentication", About::Sender),
    // Postfix: 553 5.7.1 <address>: Sender address rejected: not owned by user joe; Yandex: not owned by auth user
    ("sender address rejected: not owned by", About::Sender),
    // Exchange: 550 5.7.60 Client does not have permissions to send as this sender
    ("does not have permissions to send as", About::Sender),
];

/// What the text of a refusal is about, if it has one of the phrases.
pub(super) fn about(text: &str) -> Option<About> {
    let text = text.to_lowercase();
    let found = PHRASES.iter().find(|(phrase, _)| text.contains(phrase));
    found.map(|(_, about)| *about)
}

/// What a refusal of a login is not about if it has one of these: a server that says them has judged the password, or
/// lists every reason there may be.
const ABOUT_THE_LOGIN: &[&str] = &[
    "password",
    "credential",
    "authenticat",
    "invalid",
    "incorrect",
    "denied",
    "disabled",
    "account",
    "failed",
];

/// Whether a refused login, by its words, only means that the maildrop is locked, in use or busy, or that there are too many
/// connections: the same login may be accepted later.
pub(super) fn is_busy(text: &str) -> bool {
    let text = text.to_lowercase();
    let has_one_of = |phrases: &[&str]| phrases.iter().any(|phrase| text.contains(phrase));
    // Whole words: what is blocked is not locked.
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    let has_word = |names: &[&str]| names.iter().any(|name| words.contains(name));
    // Qpopper names the file: /var/mail/.joe.pop lock busy!
    let names_maildrop = has_one_of(&["maildrop", "mailbox", "mail drop", "mail box", ".pop lock"]);
    let is_held = has_word(&["lock", "locked", "busy"]) || has_one_of(&["in use", "in-use"]);
    // Dovecot: Maximum number of connections from user+IP exceeded; Courier: Maximum connection limit reached
    let are_too_many = has_one_of(&["too many"])
        || (has_one_of(&["maximum", "limit"]) && has_word(&["exceeded", "reached"]));
    !has_one_of(ABOUT_THE_LOGIN)
        && ((names_maildrop && is_held) || (has_one_of(&["connection"]) && are_too_many))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_that_mean_busy() {
        for text in [
            "maildrop already locked",        // RFC 1939 section 4, qq
            "unable to lock maildrop",        // RFC 1939 section 7
            "Mailbox Locked",                 // VPOP3
            "Your mailbox is already locked", // hMailServer
            "Maildrop already locked",        // MDaemon
            "Unable to lock maildrop: Mailbox is locked by POP server", // Cyrus
            "Mailbox is locked by another POP3 session", // Dovecot, Kerio
            "/var/mail/.joe.pop lock busy!  Is another session active? (11)", // Qpopper
            "mailbox already in use by pid 12345", // behind perdition
            "The mailbox is in use, try again later",
            "maildrop busy",
            "mail box is busy now",
            "Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)", // Dovecot
            "Maximum connection limit reached for ::ffff:192.0.2.1", // Courier
            "Too many simultaneous connections",                     // Gmail
            "Server busy, too many connections.",                    // WildDuck
            "too many connections from your address",
        ] {
            assert!(is_busy(text), "{text}");
        }
    }

    #[test]
    fn refusals_that_do_not() {
        for text in [
            "Authentication failed.",                            // Dovecot
            "Login failed.",                                     // Courier
            "Password supplied for \"joe\" is incorrect.",       // Qpopper
            "Invalid login",                                     // Cyrus
            "Logon failure: unknown user name or bad password.", // Exchange
            "Invalid user name or password. Please use full email address as user name.", // hMailServer
            // qq lists what it may be
            "Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited, or system is busy. More information at https://help.mail.qq.com/detail/0/1010",
            "Unable to log on",                      // 163, 126
            "ERR.LOGIN.PASSERR",                     // 163
            "Username and password not accepted.",   // Gmail
            "authorization failed",                  // vpopmail
            "Authentication failed (bad password?)", // popa3d
            "invalid username/password",             // Zimbra
            "permission denied",
            "",
            // Held, but for another reason.
            "mailbox locked: too many failed logins",
            "Your account is locked, mailbox in use",
            "mailbox disabled, it is locked",
            "mailbox locked, credentials expired",
            "the mailbox of an unauthenticated user is busy",
            // Not held, or not the maildrop.
            "Your mailbox has been blocked",
            "mailbox temporarily unavailable, try again later",
            "Login limit exceeded; wait 10 minutes",
            "too many attempts, the system is busy",
            "server busy",
            "connection refused by policy",
        ] {
            assert!(!is_busy(text), "{text}");
        }
    }

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
            ("Mail from must equal authorized user", Some(About::Sender)),
            (
                "<joe@example.org>: Sender address rejected: not owned by user ann",
                Some(About::Sender),
            ),
            ("the sender must be authorized", None),
            ("polite people say HELO first", None),
            ("<helo@example.org>: no such user", None),
            ("Client host rejected", None),
        ] {
            assert_eq!(about(text), expected, "{text}");
        }
    }
}
