//! What is known about mail providers, by the domain of an address.

use super::given::Given;
use super::origin::{LedBy, Origin, Preset};
use super::settings::{ServerSettings, Settings};
use crate::address::Address;
use crate::endpoint::{Host, Security};
use std::sync::Arc;

/// Domain, SMTP host, POP3 host. Both are reached with implicit TLS at the usual port.
const PROVIDERS: &[(&str, &str, &str)] = &[("qq.com", "smtp.qq.com", "pop.qq.com")];

/// The settings for the provider of an address, `None` for a domain that is not known.
pub(super) fn settings(address: &Address, led_by: LedBy) -> Option<Settings> {
    let known = |(domain, ..): &&(&str, _, _)| address.domain().eq_ignore_ascii_case(domain);
    let (domain, smtp, pop3) = PROVIDERS.iter().find(known)?;
    let origin = Origin::Preset(Arc::new(Preset {
        domain: (*domain).to_owned(),
        led_by,
    }));
    let server = |host| {
        let host = Host::parse(host).ok()?;
        Some(ServerSettings {
            host: Some(Given::new(origin.clone(), host)),
            tls: Some(Given::new(origin.clone(), Security::Implicit)),
            ..ServerSettings::default()
        })
    };
    Some(Settings {
        smtp: server(smtp)?,
        pop3: server(pop3)?,
        ..Settings::default()
    })
}
