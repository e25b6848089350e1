//! The host: the state that all connections share, and its four ports.

use std::collections::HashSet;
use std::io;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::Context;

use crate::args::{Args, TlsMode};
use crate::auth;
use crate::conn::{Conn, Stop};
use crate::fault::{Fault, Faults};
use crate::store::Store;
use crate::users::Users;
use crate::{pop3, smtp, tls};

/// The maximum number of connections; further ones are closed.
const MAX_CONNECTIONS: usize = 200;

/// How long a login waits for an earlier session on the same maildrop to end: a client that does
/// not wait for the answer to QUIT may be back before that session is over.
const LOCK_WAIT: Duration = Duration::from_secs(2);

/// The state that all connections share.
pub struct Host {
    pub name: String,
    pub software: String,
    pub size: u64,
    pub mechanisms: Vec<String>,
    pub require_login: bool,
    pub require_tls: bool,
    pub users: Users,
    pub faults: Faults,
    pub store: Store,
    pub acceptor: tls::Acceptor,
    without: Vec<String>,
    verbose: bool,
    open: AtomicUsize,
    counter: AtomicUsize,
    locked: Mutex<HashSet<String>>,
    unlocked: Condvar,
}

/// The four ports.
#[derive(Clone, Copy, Debug)]
pub struct Ports {
    smtp: u16,
    smtps: u16,
    pop3: u16,
    pop3s: u16,
}

impl Ports {
    pub fn smtp(&self, tls: TlsMode) -> u16 {
        if tls == TlsMode::Implicit {
            self.smtps
        } else {
            self.smtp
        }
    }

    pub fn pop3(&self, tls: TlsMode) -> u16 {
        if tls == TlsMode::Implicit {
            self.pop3s
        } else {
            self.pop3
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Protocol {
    Smtp,
    Pop3,
}

impl Host {
    /// Makes a host that keeps its mail and its certificate in this folder.
    pub fn new(args: &Args, root: &Path) -> anyhow::Result<Arc<Self>> {
        let mechanisms: Vec<String> = args.mechanisms.iter().map(|m| m.to_uppercase()).collect();
        if let Some(unknown) = mechanisms
            .iter()
            .find(|m| !auth::MECHANISMS.contains(&m.as_str()))
        {
            anyhow::bail!(
                "unknown mechanism {unknown}, expected some of {}",
                auth::MECHANISMS.join(" ")
            );
        }
        let store = Store::open(root)?;
        let name = format!("mail.{}", args.domain);
        let names = ["localhost", "127.0.0.1", "::1", &name].map(str::to_owned);
        let users = Users::new(&args.domain, &args.users);
        let user = &users.all()[0].address;
        let authority = tls::authority(names.to_vec(), user, args.client_cert)
            .context("cannot make a certificate")?;
        store.write(&store.ca_file(), authority.certificate.as_bytes())?;
        if args.client_cert {
            let [certificate, key] = store.client_files();
            store.write(&certificate, authority.client.certificate.as_bytes())?;
            store.write(&key, authority.client.key.as_bytes())?;
        }
        Ok(Arc::new(Host {
            name,
            software: args.software.clone(),
            size: args.size,
            mechanisms,
            require_login: args.require_login,
            require_tls: args.require_tls,
            users,
            faults: Faults::new(&args.faults, args.fault_times),
            store,
            acceptor: authority.acceptor,
            without: args
                .without
                .iter()
                .map(|word| word.to_uppercase())
                .collect(),
            verbose: args.verbose,
            open: AtomicUsize::new(0),
            counter: AtomicUsize::new(0),
            locked: Mutex::default(),
            unlocked: Condvar::new(),
        }))
    }

    /// Whether this capability is offered: `--without` did not name it.
    pub fn has(&self, keyword: &str) -> bool {
        !self.without.iter().any(|word| word == keyword)
    }

    /// The mechanisms to offer on this connection: none when it has to have TLS first, EXTERNAL
    /// when a certificate says who is there.
    pub fn mechanisms(&self, conn: &Conn) -> Vec<String> {
        if self.require_tls && !conn.is_tls() {
            return Vec::new();
        }
        let known = conn.client_name().is_some();
        let external = known.then(|| "EXTERNAL".to_owned());
        self.mechanisms.iter().cloned().chain(external).collect()
    }

    /// Locks a user's maildrop for one session; `None` if another session holds it.
    pub fn lock(self: &Arc<Self>, user: &str) -> Option<MaildropLock> {
        let locked = self.locked();
        let taken = |locked: &mut HashSet<String>| locked.contains(user);
        let (mut locked, waited) = self
            .unlocked
            .wait_timeout_while(locked, LOCK_WAIT, taken)
            .unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() {
            return None;
        }
        locked.insert(user.to_owned());
        Some(MaildropLock {
            host: self.clone(),
            user: user.to_owned(),
        })
    }

    fn locked(&self) -> MutexGuard<'_, HashSet<String>> {
        self.locked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The lock on a maildrop (RFC 1939 section 4), released when this is dropped.
pub struct MaildropLock {
    host: Arc<Host>,
    user: String,
}

impl Drop for MaildropLock {
    fn drop(&mut self) {
        self.host.locked().remove(&self.user);
        self.host.unlocked.notify_all();
    }
}

/// Listens on the four ports, each in a thread that never ends.
pub fn listen(host: &Arc<Host>, port_base: Option<u16>) -> io::Result<Ports> {
    let open = |offset: u16, protocol: Protocol, implicit_tls: bool| {
        let port = port_base.map_or(0, |base| base + offset);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .map_err(|error| io::Error::new(error.kind(), format!("port {port}: {error}")))?;
        let port = listener.local_addr()?.port();
        let host = host.clone();
        thread::Builder::new().spawn(move || accept(&host, &listener, protocol, implicit_tls))?;
        io::Result::Ok(port)
    };
    Ok(Ports {
        smtp: open(0, Protocol::Smtp, false)?,
        smtps: open(1, Protocol::Smtp, true)?,
        pop3: open(2, Protocol::Pop3, false)?,
        pop3s: open(3, Protocol::Pop3, true)?,
    })
}

fn accept(host: &Arc<Host>, listener: &TcpListener, protocol: Protocol, implicit_tls: bool) {
    for tcp in listener.incoming() {
        let Ok(tcp) = tcp else {
            thread::sleep(Duration::from_millis(50)); // out of descriptors, most likely
            continue;
        };
        let place = Place::take(host);
        if place.host.open.load(Ordering::SeqCst) > MAX_CONNECTIONS {
            continue;
        }
        let number = host.counter.fetch_add(1, Ordering::SeqCst) + 1;
        let session = move || serve(&place.host, tcp, protocol, implicit_tls, number);
        let _ = thread::Builder::new().spawn(session);
    }
}

/// Counts a connection while it exists.
struct Place {
    host: Arc<Host>,
}

impl Place {
    fn take(host: &Arc<Host>) -> Self {
        host.open.fetch_add(1, Ordering::SeqCst);
        Place { host: host.clone() }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.host.open.fetch_sub(1, Ordering::SeqCst);
    }
}

fn serve(host: &Arc<Host>, tcp: TcpStream, protocol: Protocol, implicit_tls: bool, number: usize) {
    let word = match protocol {
        Protocol::Smtp => "smtp",
        Protocol::Pop3 => "pop3",
    };
    let trace = host.verbose.then(|| format!("[{number} {word}]"));
    let Ok(mut conn) = Conn::new(tcp, host.faults.delay(), trace) else {
        return;
    };
    if host.faults.strikes(Fault::CutOnConnect) {
        return conn.close(Stop::Cut);
    }
    if implicit_tls && conn.start_tls(&host.acceptor).is_err() {
        return;
    }
    let stop = match protocol {
        Protocol::Smtp => smtp::serve(host, &mut conn),
        Protocol::Pop3 => pop3::serve(host, &mut conn),
    };
    conn.close(stop);
}
