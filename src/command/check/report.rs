//! What is known of a server, as text and as JSON.

use crate::command::Report;
use crate::command::open::{Leg, LoginRecord, Opener};
use crate::endpoint::{Endpoint, Protocol, Security, Software};
use crate::net::{CertificateContent, CertificateFacts, ServerHello};
use crate::terminal::escape;
use core::net::IpAddr;
use serde_json::{Map, Value, json};
use std::time::{Duration, SystemTime};

/// What is known of a server.
#[derive(Debug)]
pub(super) struct CheckReport {
    endpoint: Endpoint,
    wants_tls: bool,
    address: Option<IpAddr>,
    greeting: Option<String>,
    software: Option<String>,
    tls: Option<Tls>,
    capabilities: Option<Vec<String>>,
    login: Login,
    /// Each part of the session by its name, and how long it took if it was gone through.
    seconds: Vec<(&'static str, Option<Duration>)>,
}

/// What is known of TLS.
#[derive(Debug)]
struct Tls {
    hello: Option<ServerHello>,
    /// Why the server's identity is not verified; none when it is.
    problem: Option<String>,
    is_pinned: bool,
    /// The certificate is why there is no session.
    is_refused: bool,
    certificate: Option<CertificateFacts>,
    days_left: Option<i64>,
}

/// What became of the login.
#[derive(Clone, Copy, Debug)]
enum Login {
    /// None was asked for.
    NotWanted,
    /// The session ended before its turn.
    NotTried,
    /// It was tried.
    Tried(LoginRecord),
}

impl CheckReport {
    /// What is known now.
    pub(super) fn new(opener: &Opener, now: SystemTime) -> Self {
        let record = opener.recorder().record();
        let server = opener.server();
        let tls = record.tls.as_ref().map(|tls| {
            let facts = tls.facts.clone();
            let (hello, certificate) =
                facts.map_or((None, None), |facts| (facts.hello, facts.certificate));
            let content = certificate
                .as_ref()
                .and_then(|facts| facts.content.as_ref());
            Tls {
                hello,
                problem: tls.problem.clone(),
                is_pinned: tls.is_pinned,
                is_refused: tls.is_refused,
                days_left: content.map(|content| content.days_left(now)),
                certificate,
            }
        });
        let legs = Leg::ALL.map(|leg| (leg.name(), record.time(leg)));
        CheckReport {
            endpoint: server.endpoint.clone(),
            wants_tls: server.security != Security::None,
            address: record.address,
            greeting: record.greeting.clone(),
            software: software(
                server.protocol,
                record.greeting.as_deref(),
                record.capabilities.as_deref(),
            ),
            tls,
            capabilities: record.capabilities.clone(),
            login: match record.login {
                Some(login) => Login::Tried(login),
                None if opener.logs_in() => Login::NotTried,
                None => Login::NotWanted,
            },
            seconds: [&legs[..], &[("total", Some(record.total()))]].concat(),
        }
    }

    /// The server's name, escaped.
    pub(super) fn host(&self) -> String {
        escape(&self.endpoint.host.to_string())
    }

    /// Whether the certificate ended the session.
    pub(super) fn is_certificate_refused(&self) -> bool {
        self.tls.as_ref().is_some_and(|tls| tls.is_refused)
    }

    /// Whether a certificate was seen.
    pub(super) fn has_certificate(&self) -> bool {
        self.tls
            .as_ref()
            .is_some_and(|tls| tls.certificate.is_some())
    }

    /// The days that the certificate has left.
    pub(super) fn days_left(&self) -> Option<i64> {
        self.tls.as_ref()?.days_left
    }

    /// The end of the certificate's validity.
    pub(super) fn not_after(&self) -> Option<&str> {
        Some(self.tls.as_ref()?.content()?.not_after.as_str())
    }
}

impl Tls {
    fn content(&self) -> Option<&CertificateContent> {
        self.certificate.as_ref()?.content.as_ref()
    }

    fn json(&self) -> Value {
        let content = self.content();
        json!({
            "version": self.hello.map(ServerHello::version_name),
            "cipher": self.hello.map(ServerHello::cipher_name),
            "verified": self.problem.is_none(),
            "pinned": self.is_pinned,
            "problem": self.problem,
            "subject": content.map(|content| &content.subject),
            "issuer": content.map(|content| &content.issuer),
            "names": content.map(|content| &content.names),
            "not_after": content.map(|content| &content.not_after),
            "days_left": self.days_left,
            "sha256": self.certificate.as_ref().map(|facts| facts.sha256.to_string()),
        })
    }

    fn lines(&self, lines: &mut Lines) {
        if let Some(hello) = self.hello {
            let (version, cipher) = (hello.version_name(), hello.cipher_name());
            lines.add("tls", &format!("{version} {cipher}"));
        }
        match &self.problem {
            None if self.is_pinned => lines.add("verified", "yes (pinned)"),
            None => lines.add("verified", "yes"),
            Some(problem) => lines.add("verified", &format!("no: {problem}")),
        }
        if let Some(content) = self.content() {
            lines.add("subject", &content.subject);
            lines.add("issuer", &content.issuer);
            content
                .names
                .iter()
                .for_each(|name| lines.add("name", name));
            lines.add("not after", &content.not_after);
        }
        if let Some(days) = self.days_left {
            lines.add("days left", &days.to_string());
        }
        if let Some(facts) = &self.certificate {
            lines.add("sha256", &facts.sha256.to_string());
        }
    }
}

impl Login {
    fn json(self) -> Value {
        match self {
            Login::NotWanted | Login::NotTried => Value::Null,
            Login::Tried(LoginRecord { mechanism, ok }) => {
                json!({"mechanism": mechanism, "ok": ok})
            }
        }
    }

    fn text(self) -> String {
        match self {
            Login::NotWanted => "none".to_owned(),
            Login::NotTried => "not tried".to_owned(),
            Login::Tried(LoginRecord { mechanism, ok }) => {
                let outcome = if ok { "accepted" } else { "failed" };
                let words: Vec<&str> = mechanism.into_iter().chain([outcome]).collect();
                words.join(" ")
            }
        }
    }
}

impl Report for CheckReport {
    fn human(&self) -> String {
        let mut lines = Lines::default();
        lines.add("server", &self.endpoint.to_string());
        if let Some(address) = self.address {
            lines.add("address", &address.to_string());
        }
        if let Some(greeting) = &self.greeting {
            lines.add("greeting", greeting);
        }
        if let Some(software) = &self.software {
            lines.add("software", software);
        }
        match &self.tls {
            Some(tls) => tls.lines(&mut lines),
            None => lines.add("tls", if self.wants_tls { "not begun" } else { "none" }),
        }
        for capability in self.capabilities.iter().flatten() {
            lines.add("capability", capability);
        }
        lines.add("login", &self.login.text());
        let gone = self.seconds.iter();
        let times: Vec<String> = gone
            .filter_map(|(name, time)| Some(format!("{name} {:.3}", (*time)?.as_secs_f64())))
            .collect();
        lines.add("seconds", &times.join(", "));
        lines.0
    }

    fn json(&self) -> Value {
        let seconds = self.seconds.iter();
        let seconds: Map<String, Value> = seconds
            .map(|(name, time)| ((*name).to_owned(), json!(time.map(milliseconds))))
            .collect();
        json!({
            "server": {
                "host": self.endpoint.host.to_string(),
                "port": self.endpoint.port,
                "address": self.address,
                "greeting": self.greeting,
                "software": self.software,
            },
            "tls": self.tls.as_ref().map(Tls::json),
            "capabilities": self.capabilities,
            "login": self.login.json(),
            "seconds": seconds,
        })
    }
}

/// Seconds to the millisecond: more digits would be noise.
fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1000.0).round() / 1000.0
}

/// Lines of a name and a value, the values below each other.
#[derive(Default)]
struct Lines(String);

impl Lines {
    /// Adds a line. The value may be the server's text, so it is escaped; `-` stands for an empty one.
    fn add(&mut self, name: &str, value: &str) {
        let value = if value.is_empty() { "-" } else { value };
        let name = format!("{name}:");
        self.0.push_str(&format!("{name:<12}{}\n", escape(value)));
    }
}

/// The software that the server says it is: IMPLEMENTATION of CAPA (RFC 2449 section 6.9), or what its greeting names.
fn software(
    protocol: Protocol,
    greeting: Option<&str>,
    capabilities: Option<&[String]>,
) -> Option<String> {
    let greeting = match (protocol, greeting) {
        // Its first word is the host's name (RFC 5321 section 4.2).
        (Protocol::Smtp, Some(text)) => text.split_once(' ').map(|(_, rest)| rest),
        (Protocol::Pop3, text) => {
            let told = capabilities.unwrap_or_default().iter().find_map(|line| {
                let (tag, value) = line.split_once(' ')?;
                tag.eq_ignore_ascii_case("IMPLEMENTATION")
                    .then(|| value.trim())
            });
            if let Some(told) = told.filter(|told| !told.is_empty()) {
                return Some(told.to_owned());
            }
            text
        }
        (_, None) => None,
    };
    Software::of(greeting?).map(|software| software.to_string())
}
