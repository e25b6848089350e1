//! What becomes known of a server while a session with it goes on: for `--check`, and for what a report says of the server.

use crate::net::{self, TlsFacts, Verification};
use crate::wire::{Event, Milestone, Trace};
use core::net::IpAddr;
use std::cell::{Ref, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// A part of a session whose time is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Leg {
    /// Looking up the name, and connecting.
    Connect,
    /// STARTTLS or STLS, and the handshake.
    Tls,
    /// Waiting for the greeting.
    Greeting,
    /// Asking what the server can do; after TLS has begun once more.
    Capabilities,
    /// The login.
    Login,
    /// NOOP.
    Noop,
}

impl Leg {
    /// Every part, in the order of a session under implicit TLS.
    pub(crate) const ALL: [Leg; 6] = [
        Leg::Connect,
        Leg::Tls,
        Leg::Greeting,
        Leg::Capabilities,
        Leg::Login,
        Leg::Noop,
    ];

    /// Its name in reports.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Leg::Connect => "connect",
            Leg::Tls => "tls",
            Leg::Greeting => "greeting",
            Leg::Capabilities => "capabilities",
            Leg::Login => "login",
            Leg::Noop => "noop",
        }
    }
}

/// What is known of the TLS of a connection, or of the attempt.
#[derive(Debug, Default)]
pub(crate) struct TlsRecord {
    /// What the server has shown; none when no handshake ended.
    pub(crate) facts: Option<TlsFacts>,
    /// Why the server's identity is not verified; none when it is.
    pub(crate) problem: Option<String>,
    /// It is verified by its fingerprint.
    pub(crate) is_pinned: bool,
    /// The certificate is why the handshake failed.
    pub(crate) is_refused: bool,
}

impl TlsRecord {
    /// What the end of a handshake shows.
    pub(super) fn of(
        outcome: &Result<net::Stream, net::Error>,
        verification: Verification,
    ) -> Self {
        match outcome {
            Ok(stream) => TlsRecord {
                facts: stream.tls_facts(),
                problem: (verification == Verification::Nothing)
                    .then(|| "--insecure accepts any certificate".to_owned()),
                is_pinned: verification == Verification::Pin,
                is_refused: false,
            },
            Err(error) => TlsRecord {
                facts: None,
                problem: Some(error.tls_problem()),
                is_pinned: false,
                is_refused: error.is_about_certificate(),
            },
        }
    }
}

/// What is known of the login.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LoginRecord {
    /// The mechanism, once one was chosen.
    pub(crate) mechanism: Option<&'static str>,
    /// The login has succeeded.
    pub(crate) ok: bool,
}

/// What is known so far.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// The address connected to.
    pub(crate) address: Option<IpAddr>,
    /// The greeting.
    pub(crate) greeting: Option<String>,
    /// TLS, once a handshake was tried.
    pub(crate) tls: Option<TlsRecord>,
    /// What the server can do.
    pub(crate) capabilities: Option<Vec<String>>,
    /// The login, once its turn came.
    pub(crate) login: Option<LoginRecord>,
    /// How long the parts took that were gone through.
    times: BTreeMap<Leg, Duration>,
    begun: Option<Instant>,
    /// When the last part ended.
    latest: Option<Instant>,
}

impl Record {
    /// How long this part took, if it was gone through.
    pub(crate) fn time(&self, leg: Leg) -> Option<Duration> {
        self.times.get(&leg).copied()
    }

    /// How long the session has lasted.
    pub(crate) fn total(&self) -> Duration {
        self.begun.map(|begun| begun.elapsed()).unwrap_or_default()
    }

    fn begin(&mut self) {
        let now = Instant::now();
        self.begun.get_or_insert(now);
        self.latest = Some(now);
    }

    fn end(&mut self, leg: Leg) {
        let now = Instant::now();
        let before = self.latest.replace(now);
        *self.times.entry(leg).or_default() += now.duration_since(before.unwrap_or(now));
    }
}

/// A record that a session fills while others keep it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recorder(Rc<RefCell<Record>>);

impl Recorder {
    /// Forgets what is known: another session follows.
    pub(crate) fn begin_again(&self) {
        self.0.take();
    }

    /// What is known so far.
    pub(crate) fn record(&self) -> Ref<'_, Record> {
        self.0.borrow()
    }

    /// A connection is about to be made.
    pub(super) fn begin(&self) {
        self.0.borrow_mut().begin();
    }

    /// The server is connected, at this address. A proxy does not tell it.
    pub(super) fn connected(&self, address: Option<IpAddr>) {
        let mut record = self.0.borrow_mut();
        record.address = address;
        record.end(Leg::Connect);
    }

    /// A handshake has ended.
    pub(super) fn handshake(&self, tls: TlsRecord) {
        let mut record = self.0.borrow_mut();
        if tls.facts.is_some() {
            record.end(Leg::Tls);
        }
        record.tls = Some(tls);
    }

    /// The certificate that was refused has been looked at.
    pub(super) fn looked(&self, facts: Option<TlsFacts>) {
        if let Some(tls) = &mut self.0.borrow_mut().tls {
            tls.facts = facts;
        }
    }

    /// The login is the next step.
    pub(super) fn login_is_due(&self) {
        self.0.borrow_mut().login = Some(LoginRecord::default());
    }

    /// NOOP was answered.
    pub(crate) fn noop(&self) {
        self.0.borrow_mut().end(Leg::Noop);
    }

    /// The same trace, its milestones recorded.
    pub(super) fn recording(&self, trace: Box<dyn Trace>) -> Box<dyn Trace> {
        Box::new(Recording {
            recorder: self.clone(),
            trace,
        })
    }
}

/// A trace whose milestones are recorded.
struct Recording {
    recorder: Recorder,
    trace: Box<dyn Trace>,
}

impl Trace for Recording {
    fn event(&mut self, event: &Event<'_>) {
        self.trace.event(event);
    }

    fn wants_content(&self) -> bool {
        self.trace.wants_content()
    }

    fn milestone(&mut self, milestone: Milestone<'_>) {
        let mut record = self.recorder.0.borrow_mut();
        match milestone {
            Milestone::Greeted(text) => {
                record.greeting = Some(text.to_owned());
                record.end(Leg::Greeting);
            }
            Milestone::Offered(lines) => {
                record.capabilities = Some(lines.to_vec());
                record.end(Leg::Capabilities);
            }
            Milestone::LoginBegun(mechanism) => {
                record.login.get_or_insert_default().mechanism = Some(mechanism);
            }
            Milestone::LoginEnded { accepted } => {
                record.login.get_or_insert_default().ok = accepted;
                record.end(Leg::Login);
            }
        }
    }
}
