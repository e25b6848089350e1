//! The software of a server, as far as its greeting names it.

use std::fmt;

/// Words of greetings in lower case, and the software that they mean. The first row that is found counts.
const NAMES: &[(&str, &str)] = &[
    ("postfix", "Postfix"),
    ("exim", "Exim"),
    ("sendmail", "Sendmail"),
    ("opensmtpd", "OpenSMTPD"),
    ("dovecot", "Dovecot"),
    ("cyrus", "Cyrus"),
    ("courier", "Courier"),
    ("microsoft exchange", "Microsoft Exchange"),
    (
        "microsoft esmtp mail service",
        "Microsoft ESMTP MAIL Service",
    ),
    ("coremail", "Coremail"),
    // qq.com: XMail Esmtp QQ Mail Server.
    ("qq mail server", "QQ Mail Server"),
    // qq.com, POP3: XMail POP3 Server v1.0 Service Ready(XMail v1.0)
    ("xmail", "XMail"),
    // Google: ESMTP ... - gsmtp; Gpop ready for requests from ...
    ("gsmtp", "gsmtp"),
    ("gpop", "Gpop"),
    ("zimbra", "Zimbra"),
    ("mdaemon", "MDaemon"),
    ("haraka", "Haraka"),
    ("hmailserver", "hMailServer"),
    ("communigate pro", "CommuniGate Pro"),
    ("kerio connect", "Kerio Connect"),
    ("icewarp", "IceWarp"),
    ("mailenable", "MailEnable"),
    ("domino", "Domino"),
    ("james", "James"),
    ("stalwart", "Stalwart"),
    ("maddy", "maddy"),
    ("mox", "mox"),
    ("powermta", "PowerMTA"),
    ("zonemta", "ZoneMTA"),
];

/// Words that may stand between a name and its version: `Cyrus POP3 v2.5.10`, `Lotus Domino Release 8.5`.
const BETWEEN: &[&str] = &[
    "esmtp", "smtp", "pop3", "imap", "imap4", "server", "release", "version",
];

/// The longest version that is shown, in characters. A server may send anything.
const MAX_VERSION_CHARACTERS: usize = 40;

/// The software of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Software {
    /// Its name, as its makers write it.
    pub(crate) name: &'static str,
    /// Its version, where the greeting has one.
    pub(crate) version: Option<String>,
}

impl Software {
    /// Finds a known name in a greeting. For SMTP the greeting is given without its first word, the server's host name,
    /// which may hold any name.
    pub(crate) fn of(greeting: &str) -> Option<Self> {
        let lower = greeting.to_ascii_lowercase();
        NAMES.iter().find_map(|(words, name)| {
            let end = end_of_word(&lower, words)?;
            Some(Software {
                name,
                version: version(&greeting[end..]),
            })
        })
    }
}

impl fmt::Display for Software {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)?;
        match &self.version {
            Some(version) => write!(f, " {version}"),
            None => Ok(()),
        }
    }
}

/// Where the words end in the text, if they stand there as words and not as a part of a name: `dovecot.example.org` is the
/// name of a host.
fn end_of_word(text: &str, words: &str) -> Option<usize> {
    let is_name = |octet: &u8| octet.is_ascii_alphanumeric();
    let joins = |octet: &u8| matches!(octet, b'.' | b'-' | b'@' | b'_');
    let mut places = text.match_indices(words);
    let (start, _) = places.find(|(start, _)| {
        let before = &text.as_bytes()[..*start];
        let behind = &text.as_bytes()[start + words.len()..];
        let joined_before = before
            .last()
            .is_some_and(|last| is_name(last) || joins(last));
        let joined_behind = match behind {
            [first, second, ..] if joins(first) => is_name(second),
            [first, ..] => is_name(first),
            [] => false,
        };
        !joined_before && !joined_behind
    })?;
    Some(start + words.len())
}

/// The version that the text behind a name begins with.
fn version(behind: &str) -> Option<String> {
    let words = behind.split([' ', '/', '(', ')', ',', ';', ':', '\n', '\t']);
    let mut words = words.filter(|word| !word.is_empty());
    let word = words.find(|word| !BETWEEN.contains(&word.to_ascii_lowercase().as_str()))?;
    let digits = word.strip_prefix(['v', 'V']).unwrap_or(word);
    let is_version = digits.starts_with(|first: char| first.is_ascii_digit())
        && word
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || ".-+_~".contains(c));
    let short = word
        .trim_end_matches('.')
        .chars()
        .take(MAX_VERSION_CHARACTERS);
    is_version.then(|| short.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greetings_of_servers() {
        for (greeting, expected) in [
            ("ESMTP Postfix (Debian/GNU)", Some("Postfix")),
            (
                "ESMTP Exim 4.96 Mon, 23 Nov 2026 10:00:00 +0000",
                Some("Exim 4.96"),
            ),
            (
                "ESMTP Sendmail 8.15.2/8.15.2; Mon, 23 Nov 2026",
                Some("Sendmail 8.15.2"),
            ),
            (
                "Microsoft ESMTP MAIL Service ready at Mon, 23 Nov",
                Some("Microsoft ESMTP MAIL Service"),
            ),
            (
                "The Microsoft Exchange POP3 service is ready. [TQBB=]",
                Some("Microsoft Exchange"),
            ),
            ("Dovecot (Debian) ready.", Some("Dovecot")),
            ("Dovecot ready. <1.2.3.4@host>", Some("Dovecot")),
            (
                "host Cyrus POP3 v2.5.10-Debian-2.5.10-3 server ready",
                Some("Cyrus v2.5.10-Debian-2.5.10-3"),
            ),
            (
                "Anti-spam GT for Coremail System (126com[20140526])",
                Some("Coremail"),
            ),
            ("XMail Esmtp QQ Mail Server.", Some("QQ Mail Server")),
            (
                "XMail POP3 Server v1.0 Service Ready(XMail v1.0)",
                Some("XMail v1.0"),
            ),
            ("ESMTP a1-2002sm1234567edw.1 - gsmtp", Some("gsmtp")),
            ("Gpop ready for requests from 192.0.2.1 x", Some("Gpop")),
            ("ESMTP Haraka/2.8.28 ready", Some("Haraka 2.8.28")),
            (
                "ESMTP Service (Lotus Domino Release 8.5) ready",
                Some("Domino 8.5"),
            ),
            ("ESMTP ready", None),
            ("", None),
            // A part of another word, or of a host's name.
            ("ESMTP eximious", None),
            ("pop3.dovecot.org ready <1@dovecot.org>", None),
            ("no-postfix here", None),
            ("Exim \u{1b}[2J4", Some("Exim")),
        ] {
            let found = Software::of(greeting).map(|software| software.to_string());
            assert_eq!(found.as_deref(), expected, "{greeting}");
        }
        let long = Software::of(&format!("Exim 4{}", "9".repeat(500)));
        let version = long.and_then(|software| software.version);
        assert_eq!(
            version.map(|version| version.len()),
            Some(MAX_VERSION_CHARACTERS)
        );
    }
}
