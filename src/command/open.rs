//! From an account to a session that has logged in: the one place where the network meets SMTP and POP3.

mod look;
mod record;
mod session;

pub(crate) use record::{Leg, LoginRecord, Recorder};

use super::flags;
use super::log::Log;
use crate::account::environment::Environment;
use crate::account::{self, Account, Provider, Server, password};
use crate::cli::{self, Output};
use crate::endpoint::{Role, Security};
use crate::exit::{Asked, AtServer};
use crate::net::{self, Route, Tls, Trust, Via};
use crate::sasl::{Credentials, Proof, ProofKind};
use crate::signal;
use crate::terminal::{Console, StderrTrace, escape};
use crate::timeout::{Deadline, Interrupt, Timeouts};
use crate::wire::trace::Silent;
use crate::wire::{Connection, Trace};
use anyhow::Context as _;
use std::cell::Cell;

/// Everything that a connection needs. What can fail before connecting, or asks a person, has been done.
pub(crate) struct Opener {
    server: Server,
    tls: Option<Tls>,
    route: Route,
    helo: String,
    pipelining: bool,
    asked: Asked,
    chunking: bool,
    pipeline_login: bool,
    timeouts: Timeouts,
    insecure: bool,
    login: Option<(Credentials, account::Login)>,
    /// How often -v was given.
    trace: u8,
    json: bool,
    console: Console,
    retries: u32,
    interrupt: Interrupt,
    /// Whether signals are handled.
    listening: Cell<bool>,
    /// What the server has shown of itself. The report has it wherever the session ended.
    recorder: Recorder,
    /// Accepts any certificate, to look at one that was refused; only for `--check`.
    unverified: Option<Tls>,
}

impl Opener {
    /// Prepares a connection to the account's server: finds the password and reads the CA file.
    ///
    /// # Errors
    /// [`account::Error`], [`net::TlsError`].
    pub(crate) fn new(
        account: &Account,
        environment: &Environment<'_>,
        output: Output,
    ) -> anyhow::Result<Self> {
        let server = account.server()?.clone();
        let console = super::console(output);
        let interrupt = Interrupt::default();
        let login = match &account.login {
            None if server.protocol.needs_login() => return Err(account::Error::NoUser.into()),
            None => None,
            Some(login) => {
                let user = &login.user.value;
                let search = password::Search {
                    user,
                    server: &server,
                    environment,
                    hidden: &account.password_variables,
                    deadline: account.timeouts.deadline(),
                    interrupt: &interrupt,
                };
                let secret = || {
                    let found = search.in_places(&login.passwords);
                    found.map_err(account::Error::from)
                };
                let proof = match login.preference.value.proof() {
                    ProofKind::Password => Proof::Password(secret()?),
                    ProofKind::Token => Proof::Token(secret()?),
                    ProofKind::Certificate => Proof::Certificate,
                };
                Some((Credentials::new(user.clone(), proof), login.clone()))
            }
        };
        let tls = match server.security {
            Security::None => None,
            Security::Implicit | Security::StartTls => Some(Tls::new(&trust(account, &server))?),
        };
        warn(&console, account, &server);
        let asked = Asked {
            security: Some(server.security),
            login: login
                .as_ref()
                .map(|(_, login)| login.preference.value.proof()),
            helo: account.helo.origin != account::Origin::Default,
            no_chunks: !account.chunking.value,
            partial: false,
            provider_needs: login
                .as_ref()
                .and_then(|(_, login)| Provider::of_server(&server.endpoint, &login.user.value))
                .map(|provider| provider.needs),
        };
        Ok(Opener {
            asked,
            server,
            tls,
            route: route(account, environment)?,
            helo: account.helo.value.clone(),
            pipelining: account.pipelining.value,
            chunking: account.chunking.value,
            pipeline_login: account.pipeline_login.value.is_used(),
            timeouts: account.timeouts,
            insecure: account.insecure.value,
            login,
            trace: output.trace,
            json: output.json,
            console,
            retries: account.retry.value,
            interrupt,
            listening: Cell::default(),
            recorder: Recorder::default(),
            unverified: None,
        })
    }

    /// Prepares a connection to the mailbox server that the flags and this process's environment describe.
    ///
    /// # Errors
    /// [`account::Error`], [`net::TlsError`].
    pub(crate) fn for_maildrop(
        server: &cli::Server,
        login: &cli::Login,
        log: &mut Log,
        output: Output,
    ) -> anyhow::Result<Self> {
        Opener::mailbox(server, login, log, output, |opener, _| Ok(opener))
    }

    /// The same for a session that only checks the server.
    ///
    /// # Errors
    /// [`account::Error`], [`net::TlsError`].
    pub(crate) fn for_maildrop_check(
        server: &cli::Server,
        login: &cli::Login,
        log: &mut Log,
        output: Output,
    ) -> anyhow::Result<Self> {
        Opener::mailbox(server, login, log, output, Opener::with_check)
    }

    fn mailbox(
        server: &cli::Server,
        login: &cli::Login,
        log: &mut Log,
        output: Output,
        finish: impl FnOnce(Self, &Account) -> anyhow::Result<Self>,
    ) -> anyhow::Result<Self> {
        let variables = |name: &str| std::env::var_os(name);
        let environment = Environment::new(&variables);
        let account = flags::account(
            Role::Mailbox,
            server,
            login,
            flags::Submission::NONE,
            log.flags(),
            &environment,
        )?;
        log.begin(&account);
        finish(Opener::new(&account, &environment, output)?, &account)
    }

    /// The same for a message that goes to the recipients that are accepted.
    pub(crate) fn with_partial(mut self, partial: bool) -> Self {
        self.asked.partial = partial;
        self
    }

    /// The same for a session that only checks the server: what TLS shows is recorded, and a login has a flight of its own.
    ///
    /// # Errors
    /// [`net::TlsError`].
    pub(crate) fn with_check(mut self, account: &Account) -> anyhow::Result<Self> {
        self.pipeline_login = false;
        if self.tls.is_some() {
            self.unverified = Some(Tls::new(&trust(account, &self.server).unverified())?);
        }
        Ok(self)
    }

    /// The greeting of the server, once it has sent one.
    pub(crate) fn greeting(&self) -> Option<String> {
        self.recorder.record().greeting.clone()
    }

    /// Whether a login is wanted.
    pub(crate) fn logs_in(&self) -> bool {
        self.login.is_some()
    }

    /// What becomes known of the server.
    pub(crate) fn recorder(&self) -> &Recorder {
        &self.recorder
    }

    /// The server.
    pub(crate) fn server(&self) -> &Server {
        &self.server
    }

    /// The signal that came, if one did.
    pub(crate) fn interrupt(&self) -> &Interrupt {
        &self.interrupt
    }

    /// How often a session that failed temporarily is made again.
    pub(crate) fn retries(&self) -> u32 {
        self.retries
    }

    /// When the whole run has to end.
    pub(crate) fn deadline(&self) -> Deadline {
        self.timeouts.deadline()
    }

    /// How stderr is written to.
    pub(crate) fn console(&self) -> Console {
        self.console
    }

    /// From here on a signal ends the wait under way, and the run, in order.
    ///
    /// # Errors
    /// When the system refuses a handler.
    fn listen(&self) -> anyhow::Result<()> {
        if !self.listening.replace(true) {
            signal::listen(&self.interrupt).context("cannot install a signal handler")?;
        }
        Ok(())
    }

    /// An error with the server's name before it.
    pub(crate) fn at_server(&self, error: impl Into<anyhow::Error>) -> anyhow::Error {
        let error = error.into();
        match AtServer::of(
            &error,
            escape(&self.server.endpoint.host.to_string()),
            self.asked,
        ) {
            Some(server) => error.context(server),
            None => error,
        }
    }

    fn trace(&self) -> Box<dyn Trace> {
        match self.trace {
            0 => Box::new(Silent),
            level => Box::new(StderrTrace {
                json: self.json,
                content: level > 1,
            }),
        }
    }

    /// Keeps the secrets of the login and of the proxy out of what the trace and errors show of the server's words.
    fn hide_secrets(&self, connection: &mut Connection<net::Stream>) {
        if let Some((credentials, _)) = &self.login
            && let Some(secret) = credentials.proof().secret()
        {
            connection.hide(secret.expose());
        }
        let via = self.route.via.as_ref();
        if let Some(password) = via.and_then(|via| via.password.as_ref()) {
            connection.hide(password.expose());
        }
    }

    fn connect(&self) -> anyhow::Result<(Connection<net::Stream>, bool)> {
        let endpoint = &self.server.endpoint;
        let mut trace = self.recorder.recording(self.trace());
        self.recorder.begin();
        // Before this, a signal cannot leave anything half done, and its default action ends the wait at once.
        self.listen()?;
        let mut stream = net::connect(endpoint, &self.route, &self.timeouts, &self.interrupt)?;
        let is_loopback = stream.is_loopback();
        let address = (!stream.is_proxied()).then(|| stream.peer().ip());
        self.recorder.connected(address);
        trace.event(&crate::wire::Event::Note(&match &self.route.via {
            None => format!("connected to {endpoint} ({})", stream.peer().ip()),
            Some(via) => format!(
                "connected to {endpoint} through the proxy {} ({})",
                via.proxy,
                stream.peer().ip()
            ),
        }));
        if let (Security::Implicit, Some(tls)) = (self.server.security, &self.tls) {
            let wait = self.timeouts.wait(crate::timeout::Phase::TlsHandshake);
            stream = self.handshake(stream, tls, &wait)?;
            trace.event(&crate::wire::Event::Note("TLS begins"));
        }
        let mut connection = Connection::new(stream, self.timeouts, trace);
        if !self.pipelining {
            connection.use_one_at_a_time();
        }
        self.hide_secrets(&mut connection);
        Ok((connection, is_loopback))
    }
}

impl std::fmt::Debug for Opener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opener")
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}

fn route(account: &Account, environment: &Environment<'_>) -> Result<Route, account::Error> {
    let via = match account.proxy() {
        None => None,
        Some(url) => {
            let password = match (&url.proxy.user, &url.password) {
                (Some(user), None) => {
                    let host = &url.proxy.endpoint.host;
                    let deadline = account.timeouts.deadline();
                    let found = password::of_proxy(host, user, environment, deadline)?;
                    let missing = || account::Error::NoProxyPassword(url.proxy.to_string());
                    Some(found.ok_or_else(missing)?)
                }
                (_, password) => password.clone(),
            };
            Some(Via {
                proxy: url.proxy.clone(),
                password,
            })
        }
    };
    Ok(Route {
        family: account.family.value,
        source: account.source.as_ref().map(|source| source.value.clone()),
        via,
    })
}

fn trust(account: &Account, server: &Server) -> Trust {
    Trust {
        ca_file: account.ca_file.as_ref().map(|file| file.value.clone()),
        insecure: account.insecure.value,
        min_version: account.tls_min.value,
        pins: server
            .fingerprints
            .as_ref()
            .map_or(Vec::new(), |pins| pins.value.clone()),
        name: server.tls_name.as_ref().map(|name| name.value.clone()),
        client: server
            .client_certificate
            .as_ref()
            .map(|client| client.value.clone()),
    }
}

/// Warns of each protection that was given up on purpose, in every run.
fn warn(console: &Console, account: &Account, server: &Server) {
    let is_loopback = server.endpoint.is_loopback() && account.proxy().is_none();
    if server.security == Security::None && !is_loopback {
        console.warning(&format!(
            "the connection to {} is not encrypted (--tls none)",
            server.endpoint
        ));
    } else if server.security != Security::None && account.insecure.value {
        console.warning(&format!("the certificate of {} is not verified (--insecure): an attacker on the network can read and change everything", server.endpoint.host));
    }
}
