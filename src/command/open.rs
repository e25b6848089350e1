//! From an account to a session that has logged in: the one place where the network meets SMTP and POP3.

use crate::account::environment::Environment;
use crate::account::{self, Account, Server, password};
use crate::cli::{self, Output};
use crate::endpoint::{Protocol, Security};
use crate::exit::AtServer;
use crate::maildrop::{self, Maildrop};
use crate::net::{self, Family, Tls, TlsVersion, Trust};
use crate::sasl::{Channel, Credentials, Nonce, Proof, Request};
use crate::terminal::{Console, StderrTrace, escape};
use crate::timeout::{Interrupt, Timeouts};
use crate::wire::trace::Silent;
use crate::wire::{Connection, Trace};
use crate::{pop3, smtp};
use anyhow::Context as _;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// A server made ready to be connected to: everything that can fail before, or wants a person, has been done.
pub struct Opener {
    server: Server,
    tls: Option<Tls>,
    family: Family,
    helo: String,
    timeouts: Timeouts,
    insecure: bool,
    login: Option<(Credentials, account::Login)>,
    trace: bool,
    json: bool,
    interrupt: Interrupt,
    /// Signals are received.
    listening: Cell<bool>,
    /// The last greeting of a submission server, kept for a report on a session that went no further.
    greeting: RefCell<Option<String>>,
}

impl Opener {
    /// Takes what the account says of one protocol's server: finds the password, reads the CA file.
    ///
    /// # Errors
    /// [`account::Error`], [`net::TlsError`].
    pub fn new(
        account: &Account,
        protocol: Protocol,
        environment: &Environment<'_>,
        output: Output,
    ) -> anyhow::Result<Self> {
        let server = account.server(protocol)?.clone();
        let console = super::console(output);
        let login = match &account.login {
            None if protocol == Protocol::Pop3 => return Err(account::Error::NoUser.into()),
            None => None,
            Some(login) => {
                let user = &login.user.value;
                let password = password::obtain(
                    &login.passwords,
                    user,
                    &server,
                    environment,
                    account.timeouts.deadline(),
                )
                .map_err(account::Error::from)?;
                let credentials = Credentials::new(user.clone(), Proof::Password(password));
                Some((credentials, login.clone()))
            }
        };
        let tls = match server.security {
            Security::None => None,
            Security::Implicit | Security::StartTls => Some(Tls::new(&trust(account))?),
        };
        warn(&console, account, &server);
        let family = match (account.ipv4_only, account.ipv6_only) {
            (true, _) => Family::V4,
            (_, true) => Family::V6,
            _ => Family::Any,
        };
        let interrupt = Interrupt::default();
        survive_file_size_limit().context("signals cannot be received")?;
        Ok(Opener {
            server,
            tls,
            family,
            helo: account.helo.clone(),
            timeouts: account.timeouts,
            insecure: account.trust.insecure,
            login,
            trace: output.trace,
            json: output.json,
            interrupt,
            listening: Cell::default(),
            greeting: RefCell::default(),
        })
    }

    /// The maildrop's server, as the flags of a mailbox command and this process's environment describe it.
    ///
    /// # Errors
    /// [`account::Error`], [`net::TlsError`].
    pub fn for_maildrop(
        server: &cli::Server,
        login: &cli::Login,
        output: Output,
    ) -> anyhow::Result<Self> {
        let variables = |name: &str| std::env::var_os(name);
        let environment = Environment::new(&variables);
        let account = Account::resolve(Protocol::Pop3, server, login, None, &environment)?;
        Opener::new(&account, Protocol::Pop3, &environment, output)
    }

    /// The server.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// What the submission server greeted with, once it has.
    pub fn greeting(&self) -> Option<String> {
        self.greeting.borrow().clone()
    }

    /// The signal that came, if one did.
    pub fn interrupt(&self) -> &Interrupt {
        &self.interrupt
    }

    /// An error with the server's name before it.
    pub fn at_server(&self, error: impl Into<anyhow::Error>) -> anyhow::Error {
        error
            .into()
            .context(AtServer::new(&escape(&self.server.endpoint.host)))
    }

    /// A submission session: connected, under TLS if so asked, logged in if there is a user.
    ///
    /// # Errors
    /// [`net::Error`], [`smtp::Error`], with the server's name.
    pub fn smtp(&self) -> anyhow::Result<smtp::Session<net::Stream>> {
        let (connection, peer_is_loopback) = self.connect()?;
        let opening = smtp::Opening {
            helo: self.helo.clone(),
            login_wanted: self.login.is_some(),
        };
        let starttls = self
            .upgrade()
            .map(|upgrade| -> smtp::session::Handshake<'_, net::Stream> { Box::new(upgrade) });
        let mut session = smtp::Session::open(connection, &opening, starttls)
            .map_err(|error| self.at_server(error))?;
        self.greeting.replace(Some(session.greeting().text()));
        if let Some(request) = self.login_request(peer_is_loopback)?
            && let Err(error) = session.login(&request)
        {
            return Err(self.at_server(session.leave_after(error)));
        }
        Ok(session)
    }

    /// A maildrop: connected, under TLS if so asked, logged in, and with unique-ids if they are needed.
    ///
    /// # Errors
    /// [`net::Error`], [`maildrop::Error`], with the server's name.
    pub fn maildrop(&self, unique_ids_needed: bool) -> anyhow::Result<Maildrop> {
        let (connection, peer_is_loopback) = self.connect()?;
        let stls = self
            .upgrade()
            .map(|upgrade| -> pop3::Handshake<'_, net::Stream> { Box::new(upgrade) });
        let failed = |error: pop3::Error| self.at_server(maildrop::Error::from(error));
        let session = pop3::Session::open(connection, stls).map_err(failed)?;
        let request = self
            .login_request(peer_is_loopback)?
            .ok_or(account::Error::NoUser)?;
        let session = session.authenticate(&request).map_err(failed)?;
        let maildrop = Maildrop::pop3(session).with_unique_ids(unique_ids_needed);
        maildrop.map_err(|error| self.at_server(error))
    }

    fn connect(&self) -> anyhow::Result<(Connection<net::Stream>, bool)> {
        let endpoint = &self.server.endpoint;
        let mut trace: Box<dyn Trace> = if self.trace {
            Box::new(StderrTrace { json: self.json })
        } else {
            Box::new(Silent)
        };
        let mut stream = net::connect(endpoint, self.family, &self.timeouts, &self.interrupt)?;
        // Until here nothing was done that a signal could leave half done, and its default action ends the wait at once.
        if !self.listening.replace(true) {
            listen_for_signals(&self.interrupt).context("signals cannot be received")?;
        }
        let peer = stream.peer();
        trace.event(&crate::wire::Event::Note(&format!(
            "connected to {endpoint} ({})",
            peer.ip()
        )));
        if let (Security::Implicit, Some(tls)) = (self.server.security, &self.tls) {
            let wait = self.timeouts.wait(crate::timeout::Phase::TlsHandshake);
            stream = net::handshake(stream, tls, endpoint, &wait)?;
            trace.event(&crate::wire::Event::Note("TLS begins"));
        }
        let mut connection = Connection::new(stream, self.timeouts, trace);
        if let Some((credentials, _)) = &self.login
            && let Some(secret) = credentials.proof().secret()
        {
            connection.hide(secret.expose());
        }
        Ok((connection, peer.ip().is_loopback()))
    }

    /// What STARTTLS and STLS go on to.
    #[allow(clippy::type_complexity)]
    fn upgrade(
        &self,
    ) -> Option<
        impl FnOnce(
            net::Stream,
            &crate::timeout::Wait,
        ) -> Result<net::Stream, Box<dyn std::error::Error + Send + Sync>>
        + '_,
    > {
        match (self.server.security, &self.tls) {
            (Security::StartTls, Some(tls)) => Some(move |stream, wait: &crate::timeout::Wait| {
                Ok(net::handshake(stream, tls, &self.server.endpoint, wait)?)
            }),
            _ => None,
        }
    }

    fn login_request(&self, peer_is_loopback: bool) -> anyhow::Result<Option<Request>> {
        let Some((credentials, login)) = &self.login else {
            return Ok(None);
        };
        let channel = match (self.server.security, self.insecure) {
            (Security::Implicit | Security::StartTls, false) => Channel::Verified,
            _ if peer_is_loopback => Channel::Loopback,
            (Security::Implicit | Security::StartTls, true) => Channel::Unverified,
            (Security::None, _) => Channel::Clear,
        };
        let mut random = [0; Nonce::RANDOM_OCTETS];
        getrandom::fill(&mut random).context("the system has no random numbers for the login")?;
        Ok(Some(Request {
            credentials: credentials.clone(),
            preference: login.preference.clone(),
            channel,
            cleartext_allowed: login.cleartext_allowed,
            nonce: Nonce::new(&random),
        }))
    }
}

impl std::fmt::Debug for Opener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opener")
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}

fn trust(account: &Account) -> Trust {
    Trust {
        ca_file: account.trust.ca_file.clone(),
        insecure: account.trust.insecure,
        min_version: if account.trust.only_13 {
            TlsVersion::V13
        } else {
            TlsVersion::V12
        },
    }
}

/// What is given up on purpose is said every time.
fn warn(console: &Console, account: &Account, server: &Server) {
    if server.security == Security::None && !server.endpoint.is_loopback() {
        console.warning(&format!(
            "the connection to {} is not encrypted (--tls none)",
            server.endpoint
        ));
    } else if server.security != Security::None && account.trust.insecure {
        console.warning(&format!("the certificate of {} is not checked (--insecure): anyone on the way may read and change all of it", server.endpoint.host));
    }
}

/// SIGINT, SIGTERM and SIGHUP end the wait under way; a second one ends the process at once. A signal that whoever
/// started us has had ignored (nohup, a shell's background job) stays so.
fn listen_for_signals(interrupt: &Interrupt) -> std::io::Result<()> {
    let ignored = ignored_signals();
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        if ignored & (1 << (signal - 1)) != 0 {
            continue;
        }
        let came = Arc::new(AtomicBool::new(false));
        signal_hook::flag::register_conditional_default(signal, Arc::clone(&came))?;
        signal_hook::flag::register(signal, came)?;
        signal_hook::flag::register_usize(signal, interrupt.cell(), signal as usize)?;
    }
    Ok(())
}

/// A file that grows beyond the limit of its size shall be an error of the write, which cleans up, and not the end of the
/// process.
fn survive_file_size_limit() -> std::io::Result<()> {
    signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)))?;
    Ok(())
}

/// The signals that this process ignores, a bit each; none where the system does not tell.
fn ignored_signals() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .unwrap_or(0)
}
