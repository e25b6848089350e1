//! POP3, the server's side (RFC 1939, RFC 2449, RFC 5034).
//!
//! ```text
//!   greeting ── AUTHORIZATION ──── USER PASS, APOP, AUTH ──── TRANSACTION ── QUIT ── UPDATE
//!                 CAPA STLS QUIT                                CAPA STAT LIST UIDL RETR TOP
//!                                                               DELE RSET NOOP
//! ```
//!
//! Only QUIT deletes; a session that ends otherwise leaves everything as it was.

mod content;
mod maildrop;

use std::sync::Arc;

use crate::auth::{self, Verdict};
use crate::conn::{Conn, Stop};
use crate::fault::Fault;
use crate::host::Host;
use crate::users::User;

use maildrop::Maildrop;

/// The longest command, CRLF included (RFC 2449 section 4).
const MAX_COMMAND_OCTETS: usize = 255;

/// After so many refusals the client is sent away.
const MAX_ERRORS: usize = 100;

/// One client's session.
struct Session<'a> {
    host: &'a Arc<Host>,
    conn: &'a mut Conn,
    /// What APOP is answered for.
    timestamp: String,
    /// Named by USER, until the command after it.
    named: Option<String>,
    /// There is one in the TRANSACTION state.
    maildrop: Option<Maildrop>,
    errors: usize,
}

/// Talks POP3 until the session ends.
pub fn serve(host: &Arc<Host>, conn: &mut Conn) -> Stop {
    let mut session = Session {
        host,
        conn,
        timestamp: auth::timestamp(),
        named: None,
        maildrop: None,
        errors: 0,
    };
    let Err(stop) = session.run();
    stop
}

impl Session<'_> {
    fn run(&mut self) -> Result<std::convert::Infallible, Stop> {
        if self.host.faults.strikes(Fault::Busy) {
            return self.goodbye("-ERR [SYS/TEMP] too busy, try again later");
        }
        if self.conn.has_input() {
            return self.goodbye("-ERR you spoke before the greeting");
        }
        let greeting = format!("+OK {} POP3 ready", self.host.software);
        match self.host.has("APOP") {
            true => self.answer(&format!("{greeting} {}", self.timestamp))?,
            false => self.answer(&greeting)?,
        }
        loop {
            match self.conn.line(MAX_COMMAND_OCTETS)? {
                Ok(line) => self.command(&line)?,
                Err(_) => self.answer("-ERR no command line: too long, no CRLF or no text")?,
            }
        }
    }

    fn command(&mut self, line: &str) -> Result<(), Stop> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let verb = verb.to_ascii_uppercase();
        if (!self.host.has("PIPELINING") || verb == "STLS") && self.conn.has_input() {
            return self.goodbye("-ERR synchronization lost: something behind the command");
        }
        if !matches!(verb.as_str(), "PASS" | "AUTH") {
            self.named = self.named.take().filter(|_| verb == "USER");
        }
        match (verb.as_str(), self.maildrop.is_some()) {
            ("CAPA", _) if self.host.has("CAPA") => self.capabilities(),
            ("QUIT", _) => self.quit(),
            ("STLS", false) if self.host.has("STLS") => self.stls(),
            ("USER", false) if self.host.has("USER") && self.may_log_in() => self.user(rest),
            ("PASS", false) if self.host.has("USER") && self.may_log_in() => self.pass(rest),
            ("APOP", false) if self.host.has("APOP") && self.may_log_in() => self.apop(rest),
            ("AUTH", false) if self.host.has("SASL") => self.auth(rest),
            ("STAT", true) => self.stat(),
            ("LIST", true) => self.list(rest),
            ("UIDL", true) if self.host.has("UIDL") => self.uidl(rest),
            ("RETR", true) => self.retr(rest),
            ("TOP", true) if self.host.has("TOP") => self.top(rest),
            ("DELE", true) => self.dele(rest),
            ("RSET", true) => self.rset(),
            ("NOOP", true) => self.answer("+OK"),
            _ => self.answer("-ERR no such command here, or not now"),
        }
    }

    fn may_log_in(&self) -> bool {
        self.conn.is_tls() || !self.host.require_tls
    }

    /// CAPA (RFC 2449 section 5).
    fn capabilities(&mut self) -> Result<(), Stop> {
        let mechanisms = self.host.mechanisms(self.conn);
        let all = [
            ("TOP", "TOP".to_owned(), true),
            ("USER", "USER".to_owned(), self.may_log_in()),
            ("UIDL", "UIDL".to_owned(), true),
            (
                "SASL",
                format!("SASL {}", mechanisms.join(" ")),
                !mechanisms.is_empty(),
            ),
            ("RESP-CODES", "RESP-CODES".to_owned(), true),
            ("AUTH-RESP-CODE", "AUTH-RESP-CODE".to_owned(), true),
            ("PIPELINING", "PIPELINING".to_owned(), true),
            ("EXPIRE", "EXPIRE NEVER".to_owned(), true),
            ("STLS", "STLS".to_owned(), !self.conn.is_tls()),
            (
                "IMPLEMENTATION",
                format!("IMPLEMENTATION {}", self.host.software),
                true,
            ),
        ];
        self.answer("+OK what I can do:")?;
        for (keyword, line, now) in all {
            if now && self.host.has(keyword) {
                self.conn.reply(&line)?;
            }
        }
        self.conn.reply(".")
    }

    /// STLS (RFC 2595 section 4).
    fn stls(&mut self) -> Result<(), Stop> {
        if self.conn.is_tls() {
            return self.answer("-ERR TLS is on");
        }
        if self.host.faults.strikes(Fault::RefuseStarttls) {
            return self.answer("-ERR TLS is not available now");
        }
        self.answer("+OK go ahead")?;
        if self.host.faults.strikes(Fault::InjectStarttls) {
            self.conn.reply("+OK injected in the clear")?;
        }
        self.named = None;
        self.conn.start_tls(&self.host.acceptor)
    }

    fn user(&mut self, name: &str) -> Result<(), Stop> {
        if name.is_empty() {
            return self.answer("-ERR who?");
        }
        self.named = Some(name.to_owned());
        self.answer("+OK and the password?")
    }

    fn pass(&mut self, password: &str) -> Result<(), Stop> {
        let Some(name) = self.named.take() else {
            return self.answer("-ERR USER first");
        };
        let user = auth::check(&self.host.users, &name, password);
        self.enter(user.ok())
    }

    /// APOP (RFC 1939 section 7).
    fn apop(&mut self, rest: &str) -> Result<(), Stop> {
        let Some((name, digest)) = rest.rsplit_once(' ') else {
            return self.answer("-ERR expected APOP name digest");
        };
        let user = self.host.users.by_login(name).filter(|user| {
            let expected = auth::apop_digest(&self.timestamp, &user.password);
            auth::same(digest.as_bytes(), expected.as_bytes())
        });
        self.enter(user.cloned())
    }

    /// AUTH (RFC 5034); alone it lists the mechanisms, as RFC 1734's servers came to do.
    fn auth(&mut self, rest: &str) -> Result<(), Stop> {
        let mechanisms = self.host.mechanisms(self.conn);
        if rest.is_empty() {
            self.answer("+OK mechanisms:")?;
            for mechanism in mechanisms {
                self.conn.reply(&mechanism)?;
            }
            return self.conn.reply(".");
        }
        let (mechanism, initial) = match rest.split_once(' ') {
            Some((mechanism, initial)) => (mechanism, Some(initial)),
            None => (rest, None),
        };
        let mechanism = mechanism.to_ascii_uppercase();
        if !mechanisms.contains(&mechanism) {
            return self.answer("-ERR no such mechanism here");
        }
        match auth::converse(self.conn, "+ ", &mechanism, initial, &self.host.users)? {
            Verdict::Accepted(user) => self.enter(Some(user)),
            Verdict::Refused => self.enter(None),
            Verdict::Cancelled => self.answer("-ERR cancelled"),
            Verdict::Malformed(why) => self.answer(&format!("-ERR {why}")),
        }
    }

    /// Opens the maildrop of who has logged in.
    fn enter(&mut self, user: Option<Arc<User>>) -> Result<(), Stop> {
        let user = user.filter(|_| !self.host.faults.strikes(Fault::RefuseLogin));
        let Some(user) = user else {
            return self.refuse("AUTH", "name or password is wrong");
        };
        if self.host.faults.strikes(Fault::TempLogin) {
            return self.refuse("SYS/TEMP", "no login now, try again later");
        }
        if self.host.faults.strikes(Fault::InUse) {
            return self.refuse("IN-USE", "another session has the maildrop");
        }
        let Some(lock) = self.host.lock(&user.name) else {
            return self.refuse("IN-USE", "another session has the maildrop");
        };
        let Ok(maildrop) = Maildrop::open(self.host, &user.name, lock) else {
            return self.refuse("SYS/TEMP", "the maildrop cannot be read");
        };
        let answer = format!("+OK {} messages", maildrop.count());
        self.maildrop = Some(maildrop);
        self.answer(&answer)
    }

    /// QUIT: with a maildrop, the UPDATE state (RFC 1939 section 6). The maildrop is free again
    /// before the answer goes out.
    fn quit(&mut self) -> Result<(), Stop> {
        let faults = &self.host.faults;
        if faults.strikes_at(Fault::CutOnQuit, Some("pop3")) {
            return Err(Stop::Cut);
        }
        let Some(maildrop) = self.maildrop.take() else {
            return self.goodbye("+OK goodbye");
        };
        if faults.strikes(Fault::RefuseQuit) {
            drop(maildrop);
            return self.goodbye("-ERR [SYS/TEMP] nothing was deleted");
        }
        let all_deleted = maildrop.update();
        if faults.strikes(Fault::CutAfterQuit) {
            return Err(Stop::Cut);
        }
        match all_deleted {
            true => self.goodbye("+OK goodbye"),
            false => self.goodbye("-ERR some deleted messages not removed"),
        }
    }

    /// A refusal with a response code (RFC 2449 section 8, RFC 3206), where those are offered.
    fn refuse(&mut self, code: &str, text: &str) -> Result<(), Stop> {
        match self.host.has("RESP-CODES") {
            true => self.answer(&format!("-ERR [{code}] {text}")),
            false => self.answer(&format!("-ERR {text}")),
        }
    }

    /// Answers. A refusal is counted; after too many the client is sent away.
    fn answer(&mut self, line: &str) -> Result<(), Stop> {
        self.conn.reply(line)?;
        if line.starts_with('-') {
            self.errors += 1;
            if self.errors >= MAX_ERRORS {
                return Err(Stop::Done);
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
