//! SMTP, the server's side (RFC 5321), for submission (RFC 6409).
//!
//! ```text
//!   greeting ── EHLO ──┬── STARTTLS ── EHLO again (RFC 3207)
//!                      ├── AUTH                   (RFC 4954)
//!                      └── MAIL ── RCPT... ──┬── DATA 354 content .   ──┐
//!                           ▲                └── BDAT... BDAT LAST  ────┤ (RFC 3030)
//!                           └───────────── RSET, or the answer ─────────┘
//! ```

mod content;
mod syntax;
mod transaction;

use std::sync::Arc;

use crate::auth::{self, Verdict};
use crate::conn::{Conn, Stop};
use crate::fault::Fault;
use crate::host::Host;
use crate::users::User;

pub use transaction::{Notify, Transaction};

/// The longest command, CRLF included (RFC 5321 section 4.5.3.1.4).
const MAX_COMMAND_OCTETS: usize = 512;

/// The same for MAIL and RCPT, which parameters make longer (RFC 3461 section 5.4 comes to 1036,
/// RFC 4954 section 3 adds 500).
const MAX_ENVELOPE_OCTETS: usize = 1536;

/// After so many refusals the connection is closed.
const MAX_ERRORS: usize = 100;

/// One client's session.
struct Session<'a> {
    host: &'a Arc<Host>,
    conn: &'a mut Conn,
    /// What the client called itself.
    client: Option<String>,
    /// It said EHLO, not HELO.
    extended: bool,
    user: Option<Arc<User>>,
    transaction: Option<Transaction>,
    errors: usize,
}

/// Talks SMTP until the session ends.
pub fn serve(host: &Arc<Host>, conn: &mut Conn) -> Stop {
    let mut session = Session {
        host,
        conn,
        client: None,
        extended: true,
        user: None,
        transaction: None,
        errors: 0,
    };
    let Err(stop) = session.run();
    stop
}

impl Session<'_> {
    fn run(&mut self) -> Result<std::convert::Infallible, Stop> {
        if self.host.faults.strikes(Fault::Busy) {
            return self.goodbye("421 4.3.2 too busy, try again later");
        }
        if self.conn.has_input() {
            return self.goodbye("554 5.5.0 you spoke before the greeting");
        }
        let greeting = format!("220 {} ESMTP {}", self.host.name, self.host.software);
        self.answer(&greeting)?;
        loop {
            match self.conn.line(MAX_ENVELOPE_OCTETS)? {
                Ok(line) => self.command(&line)?,
                Err(_) => self.answer("500 5.5.2 no command line: too long, no CRLF or no text")?,
            }
        }
    }

    fn command(&mut self, line: &str) -> Result<(), Stop> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let verb = verb.to_ascii_uppercase();
        let envelope = matches!(verb.as_str(), "MAIL" | "RCPT");
        if !envelope && line.len() + 2 > MAX_COMMAND_OCTETS {
            return self.answer("500 5.5.2 line too long");
        }
        // RFC 2920 section 3.1: these end a group, and without PIPELINING every command does. What
        // follows QUIT is not read.
        let ends_group = matches!(
            verb.as_str(),
            "EHLO" | "HELO" | "DATA" | "STARTTLS" | "NOOP" | "VRFY"
        );
        let alone = !self.host.has("PIPELINING") && verb != "BDAT";
        if (ends_group || alone) && self.conn.has_input() {
            return self.goodbye(
                "554 5.5.0 synchronization lost: something behind a command that ends a group",
            );
        }
        match verb.as_str() {
            "EHLO" => self.hello(rest.trim_end(), true),
            "HELO" => self.hello(rest.trim_end(), false),
            "STARTTLS" if self.host.has("STARTTLS") => self.starttls(rest),
            "AUTH" if self.host.has("AUTH") => self.auth(rest),
            "MAIL" => self.mail(rest),
            "RCPT" => self.rcpt(rest),
            "DATA" => self.data(rest),
            "BDAT" if self.host.has("CHUNKING") => self.bdat(rest),
            "RSET" => {
                self.transaction = None;
                self.answer("250 2.0.0 forgotten")
            }
            "NOOP" => self.answer("250 2.0.0 nothing done"),
            "VRFY" => self.answer("252 2.5.2 send some mail, I will try"),
            "HELP" => self.answer("214 2.0.0 RFC 5321 has it"),
            "QUIT" if self.cut_on_quit() => Err(Stop::Cut),
            "QUIT" => self.goodbye("221 2.0.0 goodbye"),
            _ => self.answer("502 5.5.1 no such command here"),
        }
    }

    /// EHLO and HELO (RFC 5321 section 4.1.1.1); both drop a transaction, neither a login.
    fn hello(&mut self, name: &str, extended: bool) -> Result<(), Stop> {
        let fits = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
        if name.is_empty() || name.len() > 255 || !name.chars().all(fits) {
            return self.answer("501 5.5.4 who? a domain or an address literal, please");
        }
        self.client = Some(name.to_owned());
        self.extended = extended;
        self.transaction = None;
        let mut lines = vec![self.host.name.clone()];
        if extended {
            lines.extend(self.keywords());
        }
        let last = lines.len() - 1;
        for (at, line) in lines.iter().enumerate() {
            let mark = if at == last { ' ' } else { '-' };
            self.conn.reply(&format!("250{mark}{line}"))?;
        }
        Ok(())
    }

    fn keywords(&self) -> Vec<String> {
        let mechanisms = self.host.mechanisms(self.conn);
        [
            ("PIPELINING", "PIPELINING".to_owned(), true),
            ("SIZE", format!("SIZE {}", self.host.size), true),
            ("STARTTLS", "STARTTLS".to_owned(), !self.conn.is_tls()),
            (
                "AUTH",
                format!("AUTH {}", mechanisms.join(" ")),
                !mechanisms.is_empty(),
            ),
            (
                "ENHANCEDSTATUSCODES",
                "ENHANCEDSTATUSCODES".to_owned(),
                true,
            ),
            ("8BITMIME", "8BITMIME".to_owned(), true),
            ("SMTPUTF8", "SMTPUTF8".to_owned(), true),
            ("CHUNKING", "CHUNKING".to_owned(), true),
            ("DSN", "DSN".to_owned(), true),
        ]
        .into_iter()
        .filter(|(keyword, _, now)| *now && self.host.has(keyword))
        .map(|(_, line, _)| line)
        .collect()
    }

    /// STARTTLS (RFC 3207): what was said before it is forgotten.
    fn starttls(&mut self, rest: &str) -> Result<(), Stop> {
        if !rest.is_empty() {
            return self.answer("501 5.5.4 STARTTLS takes nothing");
        }
        if self.conn.is_tls() {
            return self.answer("503 5.5.1 TLS is on");
        }
        if self.host.faults.strikes(Fault::RefuseStarttls) {
            return self.answer("454 4.7.0 TLS is not available now");
        }
        self.answer("220 2.0.0 go ahead")?;
        if self.host.faults.strikes(Fault::InjectStarttls) {
            self.conn.reply("250 2.0.0 injected in the clear")?;
        }
        self.conn.start_tls(&self.host.acceptor)?;
        self.client = None;
        self.extended = true;
        self.user = None;
        self.transaction = None;
        Ok(())
    }

    /// AUTH (RFC 4954).
    fn auth(&mut self, rest: &str) -> Result<(), Stop> {
        let (mechanism, initial) = match rest.split_once(' ') {
            Some((mechanism, initial)) => (mechanism, Some(initial)),
            None => (rest, None),
        };
        let mechanism = mechanism.to_ascii_uppercase();
        let offered = self.host.mechanisms(self.conn);
        if self.client.is_none() || !self.extended {
            return self.answer("503 5.5.1 EHLO first");
        }
        if self.user.is_some() || self.transaction.is_some() {
            return self.answer("503 5.5.1 not now");
        }
        if offered.is_empty() {
            return self.answer("538 5.7.11 STARTTLS first");
        }
        if !offered.contains(&mechanism) {
            return self.answer("504 5.5.4 no such mechanism here");
        }
        let users = &self.host.users;
        match auth::converse(self.conn, "334 ", &mechanism, initial, users)? {
            Verdict::Accepted(_) if self.host.faults.strikes(Fault::TempLogin) => {
                self.answer("454 4.7.0 no login now, try again later")
            }
            Verdict::Accepted(user) if !self.host.faults.strikes(Fault::RefuseLogin) => {
                self.user = Some(user);
                self.answer("235 2.7.0 welcome")
            }
            Verdict::Accepted(_) | Verdict::Refused => {
                self.answer("535 5.7.8 name or password is wrong")
            }
            Verdict::Cancelled => self.answer("501 5.7.0 cancelled"),
            Verdict::Malformed(why) => self.answer(&format!("501 5.5.2 {why}")),
        }
    }

    fn cut_on_quit(&self) -> bool {
        self.host.faults.strikes_at(Fault::CutOnQuit, Some("smtp"))
    }

    /// Answers. A refusal is counted; after too many the connection is closed. An enhanced status
    /// code (RFC 2034) is left out where it was not offered.
    fn answer(&mut self, line: &str) -> Result<(), Stop> {
        let bare = !self.extended || !self.host.has("ENHANCEDSTATUSCODES");
        match line.split(' ').collect::<Vec<_>>()[..] {
            [code, enhanced, ref text @ ..] if bare && is_enhanced(enhanced) => {
                self.conn.reply(&format!("{code} {}", text.join(" ")))?;
            }
            _ => self.conn.reply(line)?,
        }
        if line.starts_with(['4', '5']) {
            self.errors += 1;
            if self.errors == MAX_ERRORS {
                return self.goodbye("421 4.7.0 too many errors");
            }
        }
        Ok(())
    }

    /// Says something last.
    fn goodbye<T>(&mut self, line: &str) -> Result<T, Stop> {
        self.answer(line)?;
        Err(Stop::Done)
    }
}

fn is_enhanced(word: &str) -> bool {
    let numbers: Vec<&str> = word.split('.').collect();
    numbers.len() == 3 && numbers.iter().all(|number| number.parse::<u16>().is_ok())
}
