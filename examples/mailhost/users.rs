//! Who has a mailbox here.

use std::str::FromStr;
use std::sync::Arc;

/// A name and its password, as `--user` gives them.
#[derive(Clone, Debug)]
pub struct Login {
    name: String,
    password: String,
}

impl FromStr for Login {
    type Err = &'static str;

    /// `NAME:PASSWORD`; the name becomes a folder and the local part of an address.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, password) = text.split_once(':').ok_or("expected NAME:PASSWORD")?;
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        if name.is_empty() || name.len() > 64 || !name.chars().all(plain) {
            return Err("a name is made of letters, digits, '-', '_' and '.'");
        }
        if name.starts_with('.') || name.ends_with('.') || name.contains("..") {
            return Err("a name cannot begin or end with '.', nor have two together");
        }
        if password.is_empty() || password.chars().any(char::is_control) {
            return Err("a password is not empty and has no control characters");
        }
        Ok(Login {
            name: name.to_lowercase(),
            password: password.to_owned(),
        })
    }
}

/// One user of this host.
#[derive(Debug, PartialEq, Eq)]
pub struct User {
    pub name: String,
    pub address: String,
    pub password: String,
}

/// All users; there is at least one.
#[derive(Debug)]
pub struct Users {
    domain: String,
    all: Vec<Arc<User>>,
}

impl Users {
    pub fn new(domain: &str, logins: &[Login]) -> Self {
        let all = logins.iter().map(|login| User {
            name: login.name.clone(),
            address: format!("{}@{domain}", login.name),
            password: login.password.clone(),
        });
        Users {
            domain: domain.to_owned(),
            all: all.map(Arc::new).collect(),
        }
    }

    pub fn all(&self) -> &[Arc<User>] {
        &self.all
    }

    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// Who logs in under this name or address.
    pub fn by_login(&self, login: &str) -> Option<&Arc<User>> {
        let login = login.to_lowercase();
        self.all
            .iter()
            .find(|user| user.name == login || user.address.to_lowercase() == login)
    }

    /// Whose mailbox a local part means: `bob+orders` is bob's, `postmaster` the first user's
    /// (RFC 5321 section 4.5.1 wants that one to work everywhere).
    pub fn by_local_part(&self, local: &str) -> Option<&Arc<User>> {
        let local = local.to_lowercase();
        if local == "postmaster" {
            return self.all.first();
        }
        let bare = local.split_once('+').map_or(&*local, |(bare, _)| bare);
        self.all.iter().find(|user| user.name == bare)
    }
}
