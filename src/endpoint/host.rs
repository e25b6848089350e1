//! A host as the user named it, and what each reader of it gets: the resolver, TLS, and people.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::fmt;

/// A domain name or an IP address. Displayed as it was written, without a final dot and without brackets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Host {
    /// As it was written, without a final dot.
    written: Box<str>,
    /// The same with A-labels (RFC 5891) where labels are beyond ASCII: what everybody but people gets.
    a_labels: Option<Box<str>>,
    /// It was written with a final dot: the resolver adds no search domain.
    is_absolute: bool,
    /// The address that it is, in whatever spelling.
    address: Option<IpAddr>,
}

/// Why a text is not a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HostProblem {
    /// A label is empty: two dots in a row, or one at the start.
    EmptyLabel,
    /// An address with a final dot.
    AddressWithDot,
    /// Labels beyond ASCII that have no A-labels.
    NotIdn,
    /// A `%` that does not stand between a link-local IPv6 address and the name or number of an interface.
    Zone,
}

impl Host {
    /// Reads a host without brackets.
    ///
    /// # Errors
    /// [`HostProblem`]; characters of ASCII are not looked at.
    pub(crate) fn parse(text: &str) -> Result<Self, HostProblem> {
        if let Some((address, zone)) = text.split_once('%') {
            return Host::in_zone(text, address, zone).ok_or(HostProblem::Zone);
        }
        let (written, is_absolute) = match text.strip_suffix('.') {
            Some(written) => (written, true),
            None => (text, false),
        };
        let a_labels = match written.is_ascii() {
            true => None,
            false => {
                let name = idna::domain_to_ascii_strict(written);
                Some(name.map_err(|_| HostProblem::NotIdn)?.into_boxed_str())
            }
        };
        let name = a_labels.as_deref().unwrap_or(written);
        let address = address(name);
        if address.is_none() && name.split('.').any(str::is_empty) {
            return Err(HostProblem::EmptyLabel);
        }
        if address.is_some() && is_absolute {
            return Err(HostProblem::AddressWithDot);
        }
        Ok(Host {
            written: written.into(),
            a_labels,
            is_absolute,
            address,
        })
    }

    fn in_zone(text: &str, address: &str, zone: &str) -> Option<Self> {
        let address: Ipv6Addr = address.parse().ok()?;
        let is_zone = !zone.is_empty() && !zone.contains('%');
        (is_zone && address.is_unicast_link_local()).then(|| Host {
            written: text.into(),
            a_labels: None,
            is_absolute: false,
            address: Some(address.into()),
        })
    }

    /// The address, if it is one: nothing has to be looked up, TLS names no server (RFC 6066 section 3), and the
    /// certificate must hold the address.
    pub(crate) fn address(&self) -> Option<IpAddr> {
        self.address
    }

    /// The interface of a link-local address, by name or number (RFC 4007 section 11).
    pub(crate) fn zone(&self) -> Option<&str> {
        let (_, zone) = self.written.split_once('%')?;
        Some(zone)
    }

    fn name(&self) -> &str {
        self.a_labels.as_deref().unwrap_or(&self.written)
    }

    /// As the resolver is asked. `localhost` is the same name with and without the dot (RFC 6761 section 6.3), but stands in
    /// the hosts file without it.
    pub(crate) fn for_resolver(&self) -> String {
        match self.is_absolute && !self.is_loopback() {
            true => format!("{}.", self.name()),
            false => self.name().to_owned(),
        }
    }

    /// As TLS and the certificate name it: without a final dot, an address in its usual spelling and without an interface.
    pub(crate) fn for_certificate(&self) -> String {
        match self.address {
            Some(address) => address.to_string(),
            None => self.name().to_owned(),
        }
    }

    /// Whether both are written as the same name or address; nothing is looked up.
    pub(crate) fn is_same(&self, other: &Host) -> bool {
        let [one, other] = [self, other].map(Host::for_certificate);
        one.eq_ignore_ascii_case(&other)
    }

    /// Whether it is written as `localhost` or as a loopback address; nothing is looked up.
    pub(crate) fn is_loopback(&self) -> bool {
        match self.address {
            Some(address) => address.is_loopback(),
            None => self.name().eq_ignore_ascii_case("localhost"),
        }
    }

    /// Whether it is in the domain `invalid`, whose names never exist (RFC 6761 section 6.4).
    pub(crate) fn never_exists(&self) -> bool {
        let last = self.name().rsplit('.').next();
        self.address.is_none() && last.is_some_and(|label| label.eq_ignore_ascii_case("invalid"))
    }

    /// Whether it has a colon, so that a port behind it needs brackets.
    pub(super) fn needs_brackets(&self) -> bool {
        self.name().contains(':')
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

/// The address that a text is. IPv4 is read as the resolver reads it (inet_aton, POSIX): one to four numbers, decimal,
/// octal (`0`) or hexadecimal (`0x`), of which the last fills the octets that are left: `127.1` is 127.0.0.1.
fn address(text: &str) -> Option<IpAddr> {
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    let numbers: Vec<u32> = text.split('.').map(number).collect::<Option<_>>()?;
    let (last, before) = numbers.split_last()?;
    let left = 4_usize.checked_sub(before.len())?.max(1);
    if before.len() > 3 || u64::from(*last) >= 1 << (8 * left) {
        return None;
    }
    let mut value = *last;
    for (index, octet) in before.iter().enumerate() {
        value |= u32::from(u8::try_from(*octet).ok()?) << (24 - 8 * index);
    }
    Some(Ipv4Addr::from(value).into())
}

fn number(text: &str) -> Option<u32> {
    let (digits, radix) = match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => (&text[2..], 16),
        [b'0', _, ..] => (&text[1..], 8),
        _ => (text, 10),
    };
    let plain = digits.bytes().all(|octet| octet.is_ascii_hexdigit());
    plain.then(|| u32::from_str_radix(digits, radix).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(text: &str) -> Host {
        Host::parse(text).expect(text)
    }

    #[test]
    fn names() {
        for (text, resolver, other) in [
            ("mail.example.org", "mail.example.org", "mail.example.org"),
            ("mail.example.org.", "mail.example.org.", "mail.example.org"),
            ("localhost", "localhost", "localhost"),
            ("localhost.", "localhost", "localhost"),
            ("1.2.3.4.example", "1.2.3.4.example", "1.2.3.4.example"),
            ("256.1.1.1", "256.1.1.1", "256.1.1.1"),
            ("1.2.3.4.5", "1.2.3.4.5", "1.2.3.4.5"),
            ("0x.1", "0x.1", "0x.1"),
            ("08.1", "08.1", "08.1"),
        ] {
            let host = host(text);
            assert_eq!(host.address(), None, "{text}");
            assert_eq!(
                (
                    &*host.for_resolver(),
                    &*host.for_certificate(),
                    &*host.to_string()
                ),
                (resolver, other, other)
            );
        }
    }

    /// RFC 5891; the example is that of RFC 3492.
    #[test]
    fn international_names() {
        for (text, resolver, certificate) in [
            (
                "bücher.example",
                "xn--bcher-kva.example",
                "xn--bcher-kva.example",
            ),
            (
                "BÜCHER.Example.",
                "xn--bcher-kva.example.",
                "xn--bcher-kva.example",
            ),
            (
                "邮箱。例子",
                "xn--c0zu34b.xn--fsqu00a",
                "xn--c0zu34b.xn--fsqu00a",
            ),
        ] {
            let host = host(text);
            assert_eq!(host.for_resolver(), resolver, "{text}");
            assert_eq!(host.for_certificate(), certificate, "{text}");
            assert_eq!(host.to_string(), text.trim_end_matches('.'));
            assert_eq!(host.address(), None);
        }
        // Another spelling of an address is that address, and one of localhost is localhost.
        assert!(
            host("１２７.0.0.1")
                .address()
                .is_some_and(|it| it.is_loopback())
        );
        assert!(host("ｌocalhost").is_loopback());
        for text in ["\u{200b}", "bücher..example", "ü_.example", &"ü".repeat(64)] {
            assert_eq!(Host::parse(text), Err(HostProblem::NotIdn), "{text:?}");
        }
    }

    #[test]
    fn link_local_addresses_with_their_interface() {
        for (text, zone) in [
            ("fe80::1%eth0", "eth0"),
            ("fe80::1%2", "2"),
            ("FEBF::1%lo.5", "lo.5"),
        ] {
            let host = host(text);
            assert_eq!(host.zone(), Some(zone), "{text}");
            assert_eq!(host.to_string(), text);
            assert!(host.needs_brackets());
            let address = host.address().expect("an address");
            assert_eq!(host.for_certificate(), address.to_string());
            assert!(!host.for_certificate().contains('%'));
        }
        for text in [
            "fe80::1%",
            "fe80::1%a%b",
            "fd00::1%eth0",
            "::1%lo",
            "10.0.0.1%eth0",
            "mail%eth0",
            "%",
        ] {
            assert_eq!(Host::parse(text), Err(HostProblem::Zone), "{text}");
        }
    }

    /// As getaddrinfo reads them.
    #[test]
    fn addresses_in_any_spelling() {
        for (text, address) in [
            ("127.0.0.1", "127.0.0.1"),
            ("127.1", "127.0.0.1"),
            ("127.0.1", "127.0.0.1"),
            ("2130706433", "127.0.0.1"),
            ("0x7f000001", "127.0.0.1"),
            ("0x7F.0.0.1", "127.0.0.1"),
            ("0177.0.0.01", "127.0.0.1"),
            ("010.0.0.1", "8.0.0.1"),
            ("1.65535", "1.0.255.255"),
            ("0", "0.0.0.0"),
            ("4294967295", "255.255.255.255"),
            ("::1", "::1"),
            ("0:0::1", "::1"),
            ("::ffff:1.2.3.4", "::ffff:1.2.3.4"),
        ] {
            let host = host(text);
            assert_eq!(host.address(), address.parse().ok(), "{text}");
            assert_eq!(host.for_certificate(), address, "{text}");
            assert_eq!(host.to_string(), text);
        }
        for text in [
            "4294967296",
            "1.2.65536",
            "1.256.3",
            "-1",
            "+1",
            "0x1ffffffff",
        ] {
            assert_eq!(host(text).address(), None, "{text}");
        }
    }

    #[test]
    fn dots_that_are_too_many() {
        for text in ["mail..", ".", "..", "a..b", ".mail", ""] {
            assert_eq!(Host::parse(text), Err(HostProblem::EmptyLabel), "{text}");
        }
        for text in ["127.0.0.1.", "127.1.", "2130706433."] {
            assert_eq!(
                Host::parse(text),
                Err(HostProblem::AddressWithDot),
                "{text}"
            );
        }
    }

    #[test]
    fn loopback_and_invalid_are_known_by_name() {
        for (text, is_loopback) in [
            ("localhost", true),
            ("LOCALHOST.", true),
            ("127.0.0.9", true),
            ("127.9", true),
            ("::1", true),
            ("mail.example.org", false),
            ("10.0.0.1", false),
        ] {
            assert_eq!(host(text).is_loopback(), is_loopback, "{text}");
        }
        assert!(host("Mail.Invalid.").never_exists() && host("invalid").never_exists());
        assert!(!host("invalid.org").never_exists());
    }
}
