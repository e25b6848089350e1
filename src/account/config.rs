//! Configuration files: accounts, each with the settings of its servers and its login.
//!
//! ```text
//!   default = "work"
//!   domain = "example.com"
//!   [accounts.work]
//!   address = "Chen <chen@example.com>"
//!   smtp = { host = "smtp.example.com", port = 465 }
//! ```
//!
//! The user's file goes before the system's. An account stands in one file as a whole: one of the same name in the
//! system's file is not seen.

mod error;
mod file;
mod keys;
mod locate;
mod read;
#[cfg(test)]
mod tests;
mod value;

pub(crate) use error::{Error, NamedBy};

use super::environment::Environment;
use super::given::{Given, Setting};
use super::origin::{Chosen, Origin, Place, Sourced};
use super::settings::Settings;
use crate::address::Mailbox;
use crate::endpoint::Role;
use file::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The variable that names an account, as `-A` does.
const ACCOUNT_VARIABLE: &str = "MAILCALL_ACCOUNT";

/// What the configuration files of a run say.
#[derive(Debug, Default)]
pub(crate) struct Config {
    /// The accounts, those of the user's file first.
    accounts: Vec<Account>,
    /// The account that the run names.
    named: Option<Sourced<String>>,
    /// The name of the account that is chosen if nothing else chooses one.
    default: Option<(String, Place)>,
    /// The domain of names without one.
    pub domain: Setting<String>,
    /// The files that were read.
    files: Vec<PathBuf>,
}

/// An account as it is written.
#[derive(Clone, Debug)]
struct Account {
    /// What it is when it is chosen.
    chosen: Arc<Chosen>,
    /// Its settings.
    settings: Settings,
    /// Further addresses that it sends as.
    addresses: Vec<Given<Mailbox>>,
}

impl Config {
    /// Reads the configuration of a run with these values of `--config` and `--account`.
    ///
    /// # Errors
    /// [`Error`].
    pub(crate) fn read(
        config: Option<&Path>,
        account: Option<&str>,
        environment: &Environment<'_>,
    ) -> Result<Self, Error> {
        let files = locate::files(config, environment);
        let home = locate::home(environment);
        let mut config = Config::default();
        for file in &files {
            let Some(file) = File::read(file, home.as_deref())? else {
                continue;
            };
            let contents = read::read(&file, account)?;
            config.files.push(file.path.to_path_buf());
            config.default = config.default.or(contents.default);
            config.domain = config.domain.or(contents.domain);
            config.accounts.extend(contents.accounts);
        }
        let flag = account.map(|name| Sourced::new(name.to_owned(), Origin::Flag("--account")));
        config.named = flag.or_else(|| {
            let name = environment.raw(ACCOUNT_VARIABLE)?;
            let origin = Origin::Variable(ACCOUNT_VARIABLE);
            Some(Sourced::new(name.to_string_lossy().into_owned(), origin))
        });
        Ok(config)
    }

    /// The account of the run: the one that `-A` names; or else that of the author whom `--from` names; or else that of
    /// `MAILCALL_ACCOUNT`, of `MAILCALL_FROM`, and of the key `default`. Authors are those of messages that are sent.
    ///
    /// # Errors
    /// [`Error::NoSuchAccount`].
    pub(crate) fn choose(
        &self,
        role: Role,
        author: Option<&Mailbox>,
        environment: &Settings,
    ) -> Result<Option<(Arc<Chosen>, Settings)>, Error> {
        let sends = role == Role::Submission;
        let of_environment = environment.from.as_ref().filter(|_| sends);
        let of_environment = of_environment.and_then(|from| from.value.as_ref().ok());
        let [flag, variable] = [true, false].map(|is_flag| {
            let named = self.named.as_ref();
            named.filter(|name| matches!(name.origin, Origin::Flag(_)) == is_flag)
        });
        let by_name =
            |name: &Sourced<String>| self.find(&name.value, || NamedBy::Run(name.origin.clone()));
        let account = if let Some(name) = flag {
            by_name(name)?
        } else if let Some(account) = self.of_author(author.filter(|_| sends)) {
            account
        } else if let Some(name) = variable {
            by_name(name)?
        } else if let Some(account) = self.of_author(of_environment) {
            account
        } else if let Some((name, place)) = &self.default {
            self.find(name, || NamedBy::Default(place.clone()))?
        } else {
            return Ok(None);
        };
        Ok(Some((account.chosen.clone(), account.settings.clone())))
    }

    fn of_author(&self, author: Option<&Mailbox>) -> Option<&Account> {
        let author = author?;
        self.accounts
            .iter()
            .find(|account| account.sends_as(author))
    }

    fn find(&self, name: &str, by: impl FnOnce() -> NamedBy) -> Result<&Account, Error> {
        let mut accounts = self.accounts.iter();
        let found = accounts.find(|account| account.chosen.name == name);
        found.ok_or_else(|| Error::NoSuchAccount {
            name: name.to_owned(),
            by: by(),
            names: (self.accounts.iter())
                .map(|account| account.chosen.name.clone())
                .collect(),
            files: self.files.clone(),
        })
    }
}

impl Account {
    /// Whether the author is one of its addresses.
    fn sends_as(&self, author: &Mailbox) -> bool {
        let own = self.settings.from.iter().chain(&self.addresses);
        own.filter_map(|given| given.value.as_ref().ok())
            .any(|own| own.address.is_same(&author.address))
    }
}
