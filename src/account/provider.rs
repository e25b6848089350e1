//! What is known about mail providers: their servers, the user that their login wants, and what a login needs beside it.

mod table;

use crate::address::Address;
use crate::endpoint::{Endpoint, Host, Protocol, Security};
use table::PROVIDERS;

/// A mail provider. Each protocol that it speaks is a field of its own, so that another one is one more column.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Provider {
    /// As people call it.
    pub name: &'static str,
    /// The domains of its addresses, in lower case, divided by spaces. A provider of companies has none: it is known by its
    /// hosts.
    domains: &'static str,
    smtp: Place,
    pop3: Option<Place>,
    /// The user that its login wants.
    login: LoginName,
    /// What a login needs, as the hint of one that was refused.
    pub needs: &'static str,
}

/// Where a server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Its host name or address.
    pub host: &'static str,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
}

/// The user that a login wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LoginName {
    /// The whole address.
    Address,
    /// What stands before the `@`.
    LocalPart,
}

impl Provider {
    /// Every provider.
    #[cfg(test)]
    pub(super) fn all() -> &'static [Provider] {
        PROVIDERS
    }

    /// The domains of its addresses.
    pub(super) fn domains(&self) -> impl Iterator<Item = &'static str> {
        self.domains.split_ascii_whitespace()
    }

    /// The provider of an address, by its domain: in any case, and as A-labels.
    pub(super) fn of_address(address: &Address) -> Option<&'static Provider> {
        let address = address.with_a_labels().ok()?;
        PROVIDERS
            .iter()
            .find(|provider| provider.has_domain(&address))
    }

    /// The provider that a server belongs to. Where one server is that of two, the address of the user decides, and one
    /// that is in neither domain is a company's.
    pub(crate) fn of_server(endpoint: &Endpoint, user: &str) -> Option<&'static Provider> {
        let address = Address::parse(user).ok();
        let own = PROVIDERS
            .iter()
            .filter(|provider| provider.has_server(endpoint));
        own.min_by_key(|provider| {
            let has_domain = address
                .as_ref()
                .is_some_and(|address| provider.has_domain(address));
            (!has_domain, !provider.domains.is_empty())
        })
    }

    fn has_domain(&self, address: &Address) -> bool {
        self.domains()
            .any(|domain| domain.eq_ignore_ascii_case(address.domain()))
    }

    fn has_server(&self, endpoint: &Endpoint) -> bool {
        let mut places = [Some(self.smtp), self.pop3].into_iter().flatten();
        places.any(|place| match Host::parse(place.host) {
            // Whatever listens on another port of this host is something else.
            Ok(own) if own.is_loopback() => {
                place.port == endpoint.port && own.is_same(&endpoint.host)
            }
            Ok(own) => own.is_same(&endpoint.host),
            Err(_) => false,
        })
    }

    /// Where its server of a protocol is; `None` if it has none.
    pub(super) fn place(&self, protocol: Protocol) -> Option<Place> {
        match protocol {
            Protocol::Smtp => Some(self.smtp),
            Protocol::Pop3 => self.pop3,
        }
    }

    /// The user that logs in with an address.
    pub(super) fn user(&self, address: &Address) -> String {
        match self.login {
            LoginName::Address => address.wire(),
            LoginName::LocalPart => address.local().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn of_address(text: &str) -> Option<&'static Provider> {
        Provider::of_address(&Address::parse(text).expect(text))
    }

    #[test]
    fn every_provider_is_complete() {
        let mut domains = BTreeSet::new();
        for provider in PROVIDERS {
            let name = provider.name;
            assert!(
                provider
                    .needs
                    .contains(name.split(' ').next_back().unwrap_or(name))
                    || provider.needs.contains(name),
                "{name}"
            );
            for protocol in [Protocol::Smtp, Protocol::Pop3] {
                let Some(place) = provider.place(protocol) else {
                    assert!(["iCloud Mail", "Proton Mail"].contains(&name), "{name}");
                    continue;
                };
                let host = Host::parse(place.host).expect(name);
                assert!(host.address().is_none() || host.is_loopback(), "{name}");
                assert!(place.security != Security::None && place.port > 0, "{name}");
            }
            for domain in provider.domains.split_ascii_whitespace() {
                assert_eq!(domain, domain.to_ascii_lowercase());
                assert!(domains.insert(domain), "{domain} is there twice");
                let found = of_address(&format!("someone@{domain}"));
                assert!(
                    found.is_some_and(|found| std::ptr::eq(found, provider)),
                    "{domain}"
                );
            }
        }
    }

    #[test]
    fn addresses() {
        for (address, expected) in [
            ("someone@qq.com", Some(("smtp.qq.com", "someone@qq.com"))),
            ("Someone@QQ.Com", Some(("smtp.qq.com", "Someone@QQ.Com"))),
            (
                "someone@\u{ff51}\u{ff51}.com",
                Some(("smtp.qq.com", "someone@\u{ff51}\u{ff51}.com")),
            ),
            ("someone@126.com", Some(("smtp.126.com", "someone@126.com"))),
            (
                "someone@foxmail.com",
                Some(("smtp.qq.com", "someone@foxmail.com")),
            ),
            ("someone@web.de", Some(("smtp.web.de", "someone"))),
            ("someone@example.org", None),
            ("someone@mail.qq.com", None),
            ("someone@qq.com.example.org", None),
            ("someone@exmail.qq.com", None),
        ] {
            let parsed = Address::parse(address).expect(address);
            let found = Provider::of_address(&parsed);
            let found = found.map(|provider| (provider.smtp.host, provider.user(&parsed)));
            let found = found.as_ref().map(|(host, user)| (*host, user.as_str()));
            assert_eq!(found, expected, "{address}");
        }
    }

    #[test]
    fn servers() {
        for (host, port, user, expected) in [
            ("smtp.qq.com", 465, "someone@qq.com", Some("QQ Mail")),
            ("SMTP.QQ.com.", 25, "someone", Some("QQ Mail")),
            (
                "pop.exmail.qq.com",
                995,
                "someone@example.org",
                Some("Tencent Exmail"),
            ),
            // One host of two providers.
            (
                "outlook.office365.com",
                995,
                "someone@hotmail.com",
                Some("Outlook.com"),
            ),
            (
                "outlook.office365.com",
                995,
                "someone@example.org",
                Some("Microsoft 365"),
            ),
            ("127.0.0.1", 1025, "someone@proton.me", Some("Proton Mail")),
            ("127.0.0.1", 25, "someone@proton.me", None),
            ("smtp.example.org", 465, "someone@qq.com", None),
        ] {
            let host = Host::parse(host).expect(host);
            let found = Provider::of_server(&Endpoint { host, port }, user);
            assert_eq!(found.map(|provider| provider.name), expected);
        }
    }
}
