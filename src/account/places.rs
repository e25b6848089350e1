//! The places that give settings, in their order, and the account that they make together.
//!
//! ```text
//!   flags ► account named with -A ► environment ► account chosen otherwise ► preset of the provider ► defaults
//! ```
//!
//! Two rules go beyond the order. What an account or a preset says about its server is used for its own host only: with
//! `--host other`, neither its port nor its certificates nor `insecure` apply. And every place that names the host is kept
//! with it ([`Server::named_by`](super::Server::named_by)), because a password goes only to the host it was given with.
//!
//! A preset's port and protection belong together: with `--port` or `--tls` the one that is not given follows from the
//! other, as without a preset.

use super::checked::Account;
use super::error::Error;
use super::given::{Given, Setting};
use super::origin::{Chosen, LedBy, Origin, Sourced};
use super::preset;
use super::provider::Provider;
use super::settings::{ServerSettings, Settings};
use crate::address::{Address, Mailbox};
use crate::endpoint::{Host, Protocol, Role};
use std::sync::Arc;

/// The places that give settings. The preset follows from what they say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    /// The flags of this command.
    pub flags: Settings,
    /// The environment.
    pub environment: Settings,
    /// The account of a configuration file that was chosen.
    pub account: Option<(Arc<Chosen>, Settings)>,
    /// Who writes, where a flag says so.
    pub author: Option<Mailbox>,
    /// The domain of names without one.
    pub domain: Setting<String>,
}

impl Places {
    /// The account of a command of this role.
    ///
    /// # Errors
    /// [`Error`]; not that a host or a user is missing.
    pub(crate) fn resolve(self, role: Role) -> Result<Account, Error> {
        let protocol = role.protocol();
        let preset = self.preset(protocol);
        let host = self
            .given_host(protocol)
            .or(host_of(preset.as_ref(), protocol));
        let host = host.and_then(|host| host.value.as_ref().ok()).cloned();
        let named_by = self.named_by(preset.as_ref(), host.as_ref(), protocol);
        let is_given = self.given_host(protocol).is_some();
        let address = self.address();
        let preset = preset.map(|mut preset| {
            if is_given {
                preset.user = None;
            }
            let own = host_of(Some(&preset), protocol);
            if !own.is_some_and(|own| named_by.contains(&own.origin)) {
                *preset.server_mut(protocol) = ServerSettings::default();
            }
            preset
        });
        let Places {
            flags,
            environment,
            account,
            domain,
            ..
        } = self.only_for(host.as_ref(), protocol);
        let name = account.as_ref().map(|(account, _)| account.name.clone());
        let merged = match account {
            Some((account, settings)) if account.is_named => flags.or(settings).or(environment),
            Some((_, settings)) => flags.or(environment).or(settings),
            None => flags.or(environment),
        };
        let mut preset = preset.unwrap_or_default();
        let server = merged.server(protocol);
        if server.port.is_some() || server.tls.is_some() {
            let preset = preset.server_mut(protocol);
            (preset.port, preset.tls) = (None, None);
        }
        let mut merged = merged.or(preset);
        if !is_given && let Some((address, origin)) = &address {
            merged.name_user(address, origin);
        }
        let mut account = merged.check(protocol, named_by)?;
        account.domain = domain.map(Given::get).transpose()?;
        account.name = name;
        account.address = address.map(|(address, _)| address);
        Ok(account)
    }

    /// Flags, environment and account, best first.
    fn in_order(&self) -> impl Iterator<Item = &Settings> {
        let account = |is_named| {
            let account = self.account.as_ref();
            let account = account.filter(|(account, _)| account.is_named == is_named);
            account.map(|(_, settings)| settings)
        };
        let (flags, environment) = (Some(&self.flags), Some(&self.environment));
        [flags, account(true), environment, account(false)]
            .into_iter()
            .flatten()
    }

    fn given_host(&self, protocol: Protocol) -> Option<&Given<Host>> {
        self.in_order()
            .find_map(|place| host_of(Some(place), protocol))
    }

    /// The same, where what the account says about its server is left out if another place gives another host.
    fn only_for(mut self, host: Option<&Host>, protocol: Protocol) -> Self {
        let own = self.account_preset(protocol);
        if let (Some(host), Some((_, account))) = (host, &mut self.account) {
            let own = host_of(Some(account), protocol).or(host_of(own.as_ref(), protocol));
            if !own.is_some_and(|own| is_same(own, host)) {
                *account.server_mut(protocol) = ServerSettings::default();
            }
        }
        self
    }

    /// Every place that names this host, best first.
    fn named_by(
        &self,
        preset: Option<&Settings>,
        host: Option<&Host>,
        protocol: Protocol,
    ) -> Vec<Origin> {
        let Some(host) = host else { return Vec::new() };
        let own = self.account_preset(protocol);
        self.in_order()
            .chain(preset)
            .chain(own.as_ref())
            .filter_map(|place| host_of(Some(place), protocol))
            .filter(|given| is_same(given, host))
            .map(|given| given.origin.clone())
            .collect()
    }

    /// The preset by the address of the user, or by the author's if the user is none or not an address.
    fn preset(&self, protocol: Protocol) -> Option<Settings> {
        let (address, origin) = self.address()?;
        let account = match &origin {
            Origin::Key(key) => key.account.clone(),
            _ => None,
        };
        let led_by = match account {
            Some(account) => LedBy::Account(account),
            None => LedBy::Run {
                environment_agrees: self.environment_agrees(&address, protocol),
            },
        };
        preset::settings(&address, led_by)
    }

    /// The address that a preset follows from, and where it was given: the user's, or the author's if the user is none or
    /// not an address.
    fn address(&self) -> Option<(Address, Origin)> {
        let user = self.in_order().find(|place| place.user.is_some());
        let user = user.and_then(|place| address_of(&place.user));
        user.or_else(|| self.author())
    }

    /// The address of the author: the account's, or else that of the flag, or else that of the environment.
    fn author(&self) -> Option<(Address, Origin)> {
        let account = self.account.iter().map(|(_, settings)| &settings.from);
        let author = self.author.clone();
        let flag = author.map(|author| Given::new(Origin::Flag("--from"), author));
        let all = account.chain([&flag, &self.environment.from]);
        let found = all.flatten().next()?.clone().get().ok();
        found.map(|Sourced { value, origin }| (value.address, origin))
    }

    /// Whether the environment names no user, or one whose address leads to the same host.
    fn environment_agrees(&self, address: &Address, protocol: Protocol) -> bool {
        if self.environment.user.is_none() {
            return true;
        }
        let host = |address: &Address| {
            let led_by = LedBy::Run {
                environment_agrees: true,
            };
            let preset = preset::settings(address, led_by)?;
            host_of(Some(&preset), protocol)?.value.clone().ok()
        };
        address_of(&self.environment.user)
            .is_some_and(|(user, _)| host(&user).is_some() && host(&user) == host(address))
    }

    /// The preset by the account's own address, if the account itself names no host.
    fn account_preset(&self, protocol: Protocol) -> Option<Settings> {
        let (chosen, account) = self.account.as_ref()?;
        if account.server(protocol).host.is_some() {
            return None;
        }
        let (address, _) = address_of(&account.user).or_else(|| {
            let from = account.from.clone()?.get().ok()?;
            Some((from.value.address, from.origin))
        })?;
        preset::settings(&address, LedBy::Account(chosen.clone()))
    }
}

impl Settings {
    /// Makes the user the one that the provider of this address wants, if the user was given as the address. The address
    /// stays the author's.
    fn name_user(&mut self, address: &Address, origin: &Origin) {
        let Some(Given {
            value: Ok(user), ..
        }) = &mut self.user
        else {
            return;
        };
        let Some(provider) = Provider::of_address(address) else {
            return;
        };
        let wanted = provider.user(address);
        if Address::parse(user).is_ok_and(|user| user == *address) && *user != wanted {
            *user = wanted;
            let author = Given::new(origin.clone(), Mailbox::from(address.clone()));
            self.from = self.from.take().or(Some(author));
        }
    }
}

fn host_of(place: Option<&Settings>, protocol: Protocol) -> Option<&Given<Host>> {
    place?.server(protocol).host.as_ref()
}

fn is_same(given: &Given<Host>, host: &Host) -> bool {
    matches!(&given.value, Ok(given) if given.is_same(host))
}

/// The user and where it was given, if it is an address.
fn address_of(user: &Setting<String>) -> Option<(Address, Origin)> {
    let user = user.as_ref()?;
    let address = Address::parse(user.value.as_ref().ok()?).ok()?;
    Some((address, user.origin.clone()))
}
