//! The settings that follow from a mail address: where its provider's servers are, and who logs in there.

use super::given::Given;
use super::origin::{LedBy, Origin, Preset};
use super::provider::Provider;
use super::settings::{ServerSettings, Settings};
use crate::address::Address;
use crate::endpoint::{Host, Protocol};
use std::sync::Arc;

/// The settings for the provider of an address, `None` for a domain that is not known. A protocol that the provider does
/// not speak has no host.
pub(super) fn settings(address: &Address, led_by: LedBy) -> Option<Settings> {
    let provider = Provider::of_address(address)?;
    let origin = Origin::Preset(Arc::new(Preset {
        domain: address.domain().to_lowercase(),
        led_by,
    }));
    let server = |protocol| -> Option<ServerSettings> {
        let place = provider.place(protocol)?;
        let host = Host::parse(place.host).ok()?;
        Some(ServerSettings {
            host: Some(Given::new(origin.clone(), host)),
            port: Some(Given::new(origin.clone(), place.port)),
            tls: Some(Given::new(origin.clone(), place.security)),
            ..ServerSettings::default()
        })
    };
    Some(Settings {
        smtp: server(Protocol::Smtp).unwrap_or_default(),
        pop3: server(Protocol::Pop3).unwrap_or_default(),
        user: Some(Given::new(origin.clone(), provider.user(address))),
        ..Settings::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::account::{Error, Given, Origin, Places, Provider, Settings};
    use crate::endpoint::{Protocol, Role, Security};

    /// What `mailcall stat -u ADDRESS` and `mailcall send -u ADDRESS` know of every address of a provider.
    #[test]
    fn every_preset_resolves_to_a_complete_account_for_both_protocols() {
        for provider in Provider::all() {
            for domain in provider.domains() {
                for role in [Role::Submission, Role::Mailbox] {
                    let address = format!("someone@{domain}");
                    let flags = Settings {
                        user: Some(Given::new(Origin::Flag("--user"), address.clone())),
                        ..Settings::default()
                    };
                    let places = Places {
                        flags,
                        ..Places::default()
                    };
                    let account = places.resolve(role).expect("an account");
                    let login = account.login.as_ref().expect("a login");
                    assert!(address.starts_with(&login.user.value), "{address}");
                    let Some(place) = provider.place(role.protocol()) else {
                        assert!(["iCloud Mail", "Proton Mail"].contains(&provider.name));
                        assert_eq!(role.protocol(), Protocol::Pop3);
                        assert!(matches!(account.server(), Err(Error::NotServed { .. })));
                        continue;
                    };
                    let server = account.server().expect("a server");
                    assert_eq!(server.endpoint.host.to_string(), place.host);
                    assert_eq!(server.endpoint.port, place.port);
                    assert_eq!(server.security, place.security);
                    assert_ne!(server.security, Security::None, "{address}");
                    assert!(
                        matches!(&server.named_by[..], [Origin::Preset(preset)] if preset.domain == domain)
                    );
                    assert!(server.may_get(&Origin::Variable("MAILCALL_PASSWORD")));
                }
            }
        }
    }
}
