//! One server of an account, and the passwords that may go there.
//!
//! **A password goes only to the host it was given with.** A password that a flag names goes where its own command goes. An
//! account's password goes to that account's host, or to the host of its provider's preset. `MAILCALL_PASSWORD` goes to a
//! host that a flag, the environment or a preset names, and to an account that was not named with `-A` and does not say
//! where its own password is.

#[cfg(test)]
mod tests;

use super::origin::{Chosen, LedBy, Origin, Sourced};
use crate::endpoint::{ClientCertificate, Endpoint, Fingerprint, Host, Protocol, Security};

/// One server of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Server {
    /// The protocol that it speaks.
    pub protocol: Protocol,
    /// Where it is.
    pub endpoint: Endpoint,
    /// Every place that names this host, best first. They decide which passwords may go there.
    pub named_by: Vec<Origin>,
    /// How the connection is protected.
    pub security: Security,
    /// The certificates that are accepted, and no others.
    pub fingerprints: Option<Sourced<Vec<Fingerprint>>>,
    /// The name that the certificate must have instead of the host's.
    pub tls_name: Option<Sourced<Host>>,
    /// The certificate that the client shows.
    pub client_certificate: Option<Sourced<ClientCertificate>>,
}

impl Server {
    /// Whether a password that was given there may go to this server.
    pub(crate) fn may_get(&self, password: &Origin) -> bool {
        self.named_by.iter().any(|host| may_go(password, host))
    }
}

impl Chosen {
    /// Whether the passwords of the environment may go to it.
    fn takes_variables(&self) -> bool {
        !self.is_named && !self.has_password
    }
}

/// Whether a password that was given there may go to a host that was given here. No arm is a wildcard: a new origin
/// does not compile until its row and its column are decided.
fn may_go(password: &Origin, host: &Origin) -> bool {
    use Origin::{Default, Flag, Key, Preset as Provider, Variable};
    match (password, host) {
        // The command that names the password names the host, or leaves it to another place on purpose.
        (Flag(_), Flag(_) | Variable(_) | Key(_) | Provider(_) | Default) => true,
        (Variable(_), Flag(_) | Variable(_)) => true,
        (Variable(_), Key(host)) => host.account.as_deref().is_some_and(Chosen::takes_variables),
        (Variable(_), Provider(preset)) => match &preset.led_by {
            LedBy::Account(account) => account.takes_variables(),
            LedBy::Run { environment_agrees } => *environment_agrees,
        },
        (Variable(_), Default) => false,
        (Key(password), Key(host)) => password.account == host.account,
        (Key(password), Provider(preset)) => match &preset.led_by {
            LedBy::Account(account) => password.account.as_ref() == Some(account),
            LedBy::Run { .. } => false,
        },
        (Key(_), Flag(_) | Variable(_) | Default) => false,
        // A preset is public: it has no password.
        (Provider(_), Flag(_) | Variable(_) | Key(_) | Provider(_) | Default) => false,
        // The prompt names the host to the person who answers.
        (Default, Flag(_) | Variable(_) | Key(_) | Provider(_) | Default) => true,
    }
}
