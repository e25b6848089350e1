//! What a host, a user, an EHLO name may contain, wherever they are given.

use super::given::Problem;
use crate::address::spec::bracketed;
use crate::address::unseen::is_unseen;
use crate::endpoint::{Fingerprint, Host, HostProblem};

/// The most octets of a host name or an EHLO name (RFC 1035 section 2.3.4).
const MAX_NAME_OCTETS: usize = 255;

/// A host name or address; an IPv6 address may be in brackets, as in a URL.
pub(crate) fn host(value: &str) -> Result<Host, Problem> {
    let malformed = |expected: &str| Problem::Malformed {
        // A URL may contain a password, and a cron mail or a log would show it.
        shown: (!value.contains('@') && !value.contains("://")).then(|| value.to_owned()),
        expected: expected.to_owned(),
    };
    let inner = value
        .strip_prefix('[')
        .and_then(|inner| inner.strip_suffix(']'));
    let bare = inner.unwrap_or(value);
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"/@?#\\\"[]".contains(c);
    if bare.is_empty() || bare.len() > MAX_NAME_OCTETS || !bare.chars().all(plain) {
        return Err(malformed(
            "expected a host name or an IP address, not a URL",
        ));
    }
    let (address, _) = bare.split_once('%').unwrap_or((bare, ""));
    if bare.contains(':') && address.parse::<core::net::Ipv6Addr>().is_err() {
        return Err(malformed(
            "expected a host name or an IP address; a port goes to --port",
        ));
    }
    Host::parse(bare).map_err(|problem| {
        malformed(match problem {
            HostProblem::EmptyLabel => "expected a host name with a label between two dots",
            HostProblem::AddressWithDot => "expected an IP address without a final dot",
            HostProblem::NotIdn => "expected a valid international host name",
            HostProblem::Zone => {
                "expected a link-local address before the %, and an interface behind it, as in fe80::1%eth0"
            }
        })
    })
}

/// One or several fingerprints of certificates, with commas between them.
pub(crate) fn fingerprints(value: &str) -> Result<Vec<Fingerprint>, Problem> {
    Fingerprint::parse_list(value).map_err(|expected| Problem::malformed(value, expected))
}

/// An address of this host.
pub(crate) fn source(value: &str) -> Result<Host, Problem> {
    let host = host(value)?;
    match host.address() {
        Some(_) => Ok(host),
        None => Err(Problem::malformed(value, "expected an IP address")),
    }
}

/// A user: SASL separates its parts by NUL, the POP3 command USER ends at a line end. A character that nobody sees makes
/// it another user than the one that a person reads.
pub(crate) fn user(value: &str) -> Result<String, Problem> {
    if value.chars().any(char::is_control) {
        let problem = "a user cannot contain control characters";
        return Err(Problem::malformed(value, problem));
    }
    match value.chars().find(|c| is_unseen(*c)) {
        Some(c) => Err(Problem::malformed(
            value,
            format!("it contains the invisible character {}", c.escape_unicode()),
        )),
        None => Ok(value.to_owned()),
    }
}

/// The name that EHLO gives.
pub(crate) fn helo(value: &str) -> Result<String, Problem> {
    if let Some(literal) = bracketed(value) {
        let expected = format!("an IP address needs brackets: {literal}");
        return Err(Problem::malformed(value, expected));
    }
    let graphic = value.bytes().all(|octet| octet.is_ascii_graphic());
    if value.len() > MAX_NAME_OCTETS || !graphic {
        let expected = "expected a domain name or an address literal such as [192.0.2.1]";
        return Err(Problem::malformed(value, expected));
    }
    Ok(value.to_owned())
}

/// A shell command.
pub(crate) fn command(value: &str) -> Result<String, Problem> {
    match value.trim().is_empty() {
        true => Err(Problem::Empty),
        false => Ok(value.to_owned()),
    }
}

/// The name of a credential, which is that of a file in a folder (systemd.exec(5)).
pub(crate) fn credential(value: &str) -> Result<String, Problem> {
    let is_name = !matches!(value, "." | "..")
        && value.len() <= MAX_NAME_OCTETS
        && value
            .bytes()
            .all(|octet| octet.is_ascii_graphic() && octet != b'/');
    match is_name {
        true => Ok(value.to_owned()),
        // It may be the password itself.
        false => Err(Problem::Malformed {
            shown: None,
            expected: "expected the name of a credential, not a path".to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        for (value, expected) in [
            ("mail.example.org", "mail.example.org"),
            ("192.0.2.1", "192.0.2.1"),
            ("::1", "::1"),
            ("[::1]", "::1"),
            ("mail.example.org.", "mail.example.org"),
            ("127.1", "127.1"),
            ("[fe80::1%eth0]", "fe80::1%eth0"),
            ("bücher.example", "bücher.example"),
        ] {
            assert_eq!(host(value).expect(value).to_string(), expected);
        }
        for value in [
            "a b",
            "a\r\nb",
            "a/b",
            "[]",
            "host:25",
            "mail.example.org..",
            "mail..example.org",
            "127.0.0.1.",
            "[h:1]:2",
            "h:25%eth0",
            "fd00::1%eth0",
            "bü_cher.example",
            &"h".repeat(256),
        ] {
            let problem = host(value).expect_err(value);
            assert!(
                matches!(&problem, Problem::Malformed { shown: Some(shown), .. } if shown == value),
                "{problem:?}"
            );
        }
    }

    #[test]
    fn a_host_that_may_contain_a_password_is_not_shown() {
        for value in [
            "smtps://user:secret@mail.example.org",
            "user:secret@mail.example.org",
            "user@mail.example.org",
            "https://mail.example.org/?token=secret",
        ] {
            let problem = host(value).expect_err(value);
            let text = problem.to_string();
            assert!(!text.contains("secret") && !text.contains("user"), "{text}");
            assert!(!text.contains("mail.example.org"), "{text}");
        }
    }

    #[test]
    fn users_helo_names_and_commands() {
        assert!(user("joe@example.org").is_ok() && user("陈").is_ok());
        for value in [
            "joe\r\nQUIT",
            "joe\n",
            "a\0b",
            "a\u{1b}",
            "joe\u{200b}",
            "\u{feff}joe",
        ] {
            assert!(user(value).is_err(), "{value:?}");
        }
        assert!(helo("[127.0.0.1]").is_ok());
        for value in ["a b", "a\r\n", "é", "192.0.2.1", "::1", &"h".repeat(256)] {
            assert!(helo(value).is_err(), "{value:?}");
        }
        assert_eq!(command(" \t"), Err(Problem::Empty));
    }
}
