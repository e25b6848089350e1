//! Every setting about servers and login, each optional and with its origin, and the merge of two sets of them.
//!
//! What is about one server is in [`ServerSettings`], once for each protocol: such a setting of an account or a preset
//! is not used for another host. What is about the person and the run is in [`Settings`].

use super::auth::Auth;
use super::given::{Given, Setting};
use super::log_format::LogFormat;
use super::password::{self, Source};
use super::proxy::Proxies;
use crate::address::Mailbox;
use crate::endpoint::{
    ClientCertificate, Family, Fingerprint, Host, PipelineLogin, Protocol, Security, TlsVersion,
};
use crate::input::child::Hidden;
use std::path::PathBuf;
use std::time::Duration;

/// Defines a struct whose fields are settings, and its merge. A field is written once: none can be left out of the merge,
/// and a maker that leaves one out does not compile.
macro_rules! settings {
    ($(#[$attribute:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$attribute])*
        #[derive(Clone, Debug)]
        pub(crate) struct $name {
            $($(#[$field_doc])* pub(crate) $field: $type,)*
        }

        impl $name {
            /// These settings, and where one is not given, that of `lower`.
            pub(crate) fn or(self, lower: Self) -> Self {
                $name { $($field: self.$field.or(lower.$field),)* }
            }
        }
    };
}

settings! {
    /// The settings of one protocol's server.
    #[derive(Default)]
    ServerSettings {
        /// Its host name or address.
        host: Setting<Host>,
        /// Its port.
        port: Setting<u16>,
        /// How the connection is protected.
        tls: Setting<Security>,
        /// The certificates that are accepted, and no others.
        fingerprints: Setting<Vec<Fingerprint>>,
        /// The name that the certificate must have instead of the host's.
        tls_name: Setting<Host>,
        /// The certificate that the client shows.
        client_certificate: Setting<ClientCertificate>,
        /// PEM certificates that are trusted instead of the system's.
        ca_file: Setting<PathBuf>,
        /// Whether any certificate is accepted.
        insecure: Setting<bool>,
        /// Whether several commands are sent together.
        pipelining: Setting<bool>,
        /// Whether messages are sent in chunks.
        chunking: Setting<bool>,
        /// Whether the login shares a flight.
        pipeline_login: Setting<PipelineLogin>,
        /// Whether to log in, and how.
        auth: Setting<Auth>,
        /// Whether the password may go over a connection that is not encrypted.
        cleartext_auth: Setting<bool>,
    }
}

settings! {
    /// The settings of the servers and the login.
    #[derive(Default)]
    Settings {
        /// The SMTP server.
        smtp: ServerSettings,
        /// The POP3 server.
        pop3: ServerSettings,
        /// The minimum TLS version.
        tls_min: Setting<TlsVersion>,
        /// Which addresses are used.
        family: Setting<Family>,
        /// The address of this host to connect from.
        source: Setting<Host>,
        /// The proxy to connect through.
        proxies: Proxies,
        /// How long one reply may take.
        timeout: Setting<Duration>,
        /// How long the whole run may take.
        deadline: Setting<Duration>,
        /// How often a session that failed temporarily is made again.
        retry: Setting<u32>,
        /// The file that a line about each run is appended to.
        log: Setting<PathBuf>,
        /// How these lines are written.
        log_format: Setting<LogFormat>,
        /// The name that EHLO gives.
        helo: Setting<String>,
        /// Who logs in.
        user: Setting<String>,
        /// Where the password is.
        passwords: Passwords,
        /// Who writes. `--from` is not here: it is part of the message, and goes before this.
        from: Setting<Mailbox>,
    }
}

impl Settings {
    /// The server of a protocol.
    pub(super) fn server(&self, protocol: Protocol) -> &ServerSettings {
        match protocol {
            Protocol::Smtp => &self.smtp,
            Protocol::Pop3 => &self.pop3,
        }
    }

    /// The server of a protocol.
    pub(super) fn server_mut(&mut self, protocol: Protocol) -> &mut ServerSettings {
        match protocol {
            Protocol::Smtp => &mut self.smtp,
            Protocol::Pop3 => &mut self.pop3,
        }
    }
}

/// The places where the password may be, best first. A merge keeps all of them, since which one is used depends on the
/// host: the first that may go there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Passwords(pub Vec<Given<Source>>);

impl Passwords {
    fn or(mut self, lower: Self) -> Self {
        self.0.extend(lower.0);
        self
    }

    /// The environment variables that hold passwords.
    pub(super) fn variables(&self) -> Hidden {
        password::variables(self.0.iter().filter_map(|given| given.value.as_ref().ok()))
    }
}
