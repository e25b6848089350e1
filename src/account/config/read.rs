//! From the text of a configuration file to its accounts.

use super::file::File;
use super::keys::{ACCOUNT, BOTH, PASSWORD, Row, SERVER, Written};
use super::value::{Value, wrong_type};
use super::{Account, Error};
use crate::account::given::{Problem, Setting};
use crate::account::origin::{Chosen, Place};
use crate::account::settings::ServerSettings;
use crate::address::Address;
use crate::nearest::nearest;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

/// What one file says.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// Its accounts, in their order.
    pub accounts: Vec<Account>,
    /// The name of the default account.
    pub default: Option<(String, Place)>,
    /// The domain of names without one.
    pub domain: Setting<String>,
}

/// The keys outside of the accounts.
const TOP: [&str; 3] = ["accounts", "default", "domain"];

/// The tables of an account, one for each server.
const SERVERS: [&str; 2] = ["pop3", "smtp"];

/// Reads a file. `named` is the account that was named with `-A`.
///
/// # Errors
/// [`Error`], with the place.
pub(super) fn read(file: &File, named: Option<&str>) -> Result<Contents, Error> {
    let document = DeTable::parse(&file.text).map_err(|error| Error::Syntax {
        place: file.place(&error.span().unwrap_or_default()),
        expected: error.message().to_owned(),
    })?;
    let mut contents = Contents::default();
    for (key, value) in document.get_ref() {
        let known = |key| Value {
            file,
            account: None,
            key,
            value,
        };
        match key.get_ref().as_ref() {
            "default" => {
                let value = known("default");
                contents.default = Some((value.string()?.to_owned(), value.place()));
            }
            "domain" => contents.domain = Some(known("domain").text(domain)?),
            "accounts" => {
                for (name, value) in known("accounts").table()? {
                    let account = account(file, name, value, named)?;
                    contents.accounts.push(account);
                }
            }
            _ => return Err(unknown(file, "", key, &TOP)),
        }
    }
    let has_password = |account: &Account| {
        let mut passwords = account.settings.passwords.0.iter();
        let has_own = passwords.any(|password| password.origin.is_key("password"));
        has_own || account.settings.proxies.hold_password()
    };
    if file.is_open_to_others && contents.accounts.iter().any(has_password) {
        return Err(Error::ReadableByOthers(file.path.to_path_buf()));
    }
    Ok(contents)
}

fn account(
    file: &File,
    name: &Spanned<DeString<'_>>,
    value: &Spanned<DeValue<'_>>,
    named: Option<&str>,
) -> Result<Account, Error> {
    let DeValue::Table(table) = value.get_ref() else {
        return Err(wrong_type(file, "an account", value, "a table"));
    };
    let is_password =
        |key: &Spanned<DeString<'_>>| PASSWORD.iter().any(|(name, _)| key.get_ref() == name);
    let chosen = Arc::new(Chosen {
        name: name.get_ref().to_string(),
        is_named: named == Some(name.get_ref()),
        has_password: table.keys().any(is_password),
    });
    let mut written = Written::default();
    let mut first: Option<&'static str> = None;
    for (key, value) in table {
        let known = |key| Value {
            file,
            account: Some(&chosen),
            key,
            value,
        };
        let name = key.get_ref().as_ref();
        if let Some((key, read)) = row(PASSWORD, name) {
            if let Some(first) = first.replace(key) {
                let place = known(key).place();
                let keys = [first, key];
                return Err(Error::Both { place, keys });
            }
            read(&mut written.settings.passwords, &known(key))?;
        } else if let Some((key, read)) = row(ACCOUNT, name) {
            read(&mut written, &known(key))?;
        } else if let Some((key, read)) = row(BOTH, name) {
            read(&mut written.both, &known(key))?;
        } else if name == "smtp" {
            written.settings.smtp = server(&known("smtp"))?;
        } else if name == "pop3" {
            written.settings.pop3 = server(&known("pop3"))?;
        } else if row(SERVER, name).is_some() {
            return Err(Error::UnknownKey {
                place: file.place(&key.span()),
                key: name.to_owned(),
                advice: format!("it belongs to a server: smtp = {{ {name} = ... }}"),
            });
        } else {
            return Err(unknown(file, "", key, &names_of_account()));
        }
    }
    let Written {
        mut settings,
        addresses,
        both,
    } = written;
    settings.smtp = settings.smtp.or(both.clone());
    settings.pop3 = settings.pop3.or(both);
    // The user's name at most providers is the address.
    if settings.user.is_none() {
        let address = settings.from.clone();
        settings.user = address.map(|given| given.map(|mailbox| mailbox.address.wire()));
    }
    Ok(Account {
        chosen,
        settings,
        addresses,
    })
}

fn server(value: &Value<'_>) -> Result<ServerSettings, Error> {
    let mut server = ServerSettings::default();
    for (key, inner) in value.table()? {
        let name = key.get_ref().as_ref();
        let Some((key, read)) = row(SERVER, name).or_else(|| row(BOTH, name)) else {
            let names: Vec<&str> = names(SERVER).chain(names(BOTH)).collect();
            return Err(unknown(value.file, value.key, key, &names));
        };
        let value = Value {
            key,
            value: inner,
            ..*value
        };
        read(&mut server, &value)?;
    }
    Ok(server)
}

fn row<S>(rows: &'static [Row<S>], name: &str) -> Option<Row<S>> {
    rows.iter().find(|(key, _)| *key == name).copied()
}

fn names<S>(rows: &'static [Row<S>]) -> impl Iterator<Item = &'static str> {
    rows.iter().map(|(key, _)| *key)
}

/// Every key of an account.
fn names_of_account() -> Vec<&'static str> {
    let rows = names(ACCOUNT).chain(names(BOTH)).chain(names(PASSWORD));
    rows.chain(SERVERS).collect()
}

fn unknown(file: &File, table: &str, key: &Spanned<DeString<'_>>, known: &[&str]) -> Error {
    let name = key.get_ref().as_ref();
    // People write a hyphen as they would in other files.
    let near = nearest(
        &name.replace('_', "-").to_lowercase(),
        known.iter().copied(),
    );
    let advice = match near {
        Some(near) => format!("did you mean {near}?"),
        None => format!("the keys are {}", known.join(", ")),
    };
    Error::UnknownKey {
        place: file.place(&key.span()),
        key: match table {
            "" => name.to_owned(),
            table => format!("{table}.{name}"),
        },
        advice,
    }
}

fn domain(text: &str) -> Result<String, Problem> {
    let address = Address::parse(&format!("name@{text}")).map_err(Problem::Address)?;
    Ok(address.domain().to_owned())
}
