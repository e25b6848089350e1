//! MAIL and RCPT: the envelope.

use std::path::PathBuf;
use std::sync::Arc;

use super::Session;
use super::content::Content;
use super::syntax::{self, Path};
use crate::conn::Stop;
use crate::fault::Fault;
use crate::host::Host;
use crate::users::User;

/// No more recipients than this in one transaction.
const MAX_RECIPIENTS: usize = 1000;

/// One mail transaction (RFC 5321 section 3.3).
pub struct Transaction {
    /// `None` is the null reverse-path.
    pub from: Option<Path>,
    /// The client said SMTPUTF8 (RFC 6531).
    pub utf8: bool,
    pub envelope_id: Option<String>,
    pub recipients: Vec<Recipient>,
    /// There once content has come by BDAT.
    pub content: Option<Content>,
    /// A chunk was refused: nothing but RSET helps.
    pub broken: bool,
}

/// One accepted recipient.
pub struct Recipient {
    pub path: Path,
    /// `None`: a recipient of another domain.
    pub user: Option<Arc<User>>,
    pub notify: Notify,
    pub original: Option<String>,
}

/// What of RFC 3461's NOTIFY matters where delivery is immediate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notify {
    Success,
    NotSuccess,
}

impl Transaction {
    /// Where the message goes, each folder once.
    pub fn folders(&self, host: &Host) -> Vec<PathBuf> {
        let mut folders = Vec::new();
        for recipient in &self.recipients {
            let folder = match &recipient.user {
                Some(user) => host.store.mailbox(&user.name),
                None => host.store.outbox(&recipient.path.text),
            };
            if !folders.contains(&folder) {
                folders.push(folder);
            }
        }
        folders
    }
}

impl Session<'_> {
    pub(super) fn mail(&mut self, rest: &str) -> Result<(), Stop> {
        if self.client.is_none() {
            return self.answer("503 5.5.1 EHLO first");
        }
        if self.transaction.is_some() {
            return self.answer("503 5.5.1 one message at a time");
        }
        if self.host.require_login && self.user.is_none() {
            return self.answer("530 5.7.0 log in first");
        }
        let Some((from, rest)) = syntax::argument(rest, "FROM:") else {
            return self.answer("501 5.1.7 expected MAIL FROM:<address>");
        };
        let mut transaction = Transaction {
            from,
            utf8: false,
            envelope_id: None,
            recipients: Vec::new(),
            content: None,
            broken: false,
        };
        if let Err(refusal) = self.mail_parameters(&mut transaction, rest) {
            return self.answer(refusal);
        }
        let address = transaction.from.as_ref().map_or("", |from| &from.text);
        if !address.is_ascii() && !transaction.utf8 {
            return self.answer("553 5.6.7 an address beyond ASCII needs SMTPUTF8");
        }
        if self.host.faults.strikes_at(Fault::TempMail, Some(address)) {
            return self.answer("451 4.3.0 not now, try again later");
        }
        if self
            .host
            .faults
            .strikes_at(Fault::RejectMail, Some(address))
        {
            return self.answer("553 5.7.1 not from this address");
        }
        self.transaction = Some(transaction);
        self.answer("250 2.1.0 sender fine")
    }

    fn mail_parameters(&self, to: &mut Transaction, rest: &str) -> Result<(), &'static str> {
        for (keyword, value) in self.parameters(rest)? {
            match (keyword.as_str(), value) {
                ("SIZE", Some(octets)) if self.host.has("SIZE") => {
                    let digits = (1..=20).contains(&octets.len())
                        && octets.bytes().all(|octet| octet.is_ascii_digit());
                    if !digits {
                        return Err("501 5.5.4 SIZE is a number of octets");
                    }
                    if octets
                        .parse::<u64>()
                        .map_or(true, |octets| octets > self.host.size)
                    {
                        return Err("552 5.3.4 the message is too big");
                    }
                }
                ("BODY", Some(body)) if self.host.has("8BITMIME") => {
                    if !["7BIT", "8BITMIME"].contains(&body.to_ascii_uppercase().as_str()) {
                        return Err("501 5.5.4 BODY is 7BIT or 8BITMIME");
                    }
                }
                ("SMTPUTF8", None) if self.host.has("SMTPUTF8") => to.utf8 = true,
                ("RET", Some(what)) if self.host.has("DSN") => {
                    if !["FULL", "HDRS"].contains(&what.to_ascii_uppercase().as_str()) {
                        return Err("501 5.5.4 RET is FULL or HDRS");
                    }
                }
                ("ENVID", Some(text)) if self.host.has("DSN") => {
                    let id = syntax::xtext(text).filter(|id| text.len() <= 100 && is_printable(id));
                    to.envelope_id =
                        Some(id.ok_or("501 5.5.4 ENVID is up to 100 octets of xtext")?);
                }
                ("AUTH", Some(text)) if self.host.has("AUTH") => {
                    syntax::xtext(text).ok_or("501 5.5.4 AUTH is xtext")?;
                }
                _ => return Err("555 5.5.4 a MAIL parameter not known here"),
            }
        }
        Ok(())
    }

    pub(super) fn rcpt(&mut self, rest: &str) -> Result<(), Stop> {
        let Some(transaction) = &self.transaction else {
            return self.answer("503 5.5.1 MAIL first");
        };
        if transaction.content.is_some() || transaction.broken {
            return self.answer("503 5.5.1 RCPT between chunks");
        }
        if transaction.recipients.len() >= MAX_RECIPIENTS {
            return self.answer("452 4.5.3 too many recipients");
        }
        let Some((Some(path), rest)) = syntax::argument(rest, "TO:") else {
            return self.answer("501 5.1.3 expected RCPT TO:<address>");
        };
        if !path.text.is_ascii() && !transaction.utf8 {
            return self.answer("553 5.6.7 an address beyond ASCII needs SMTPUTF8");
        }
        match self.recipient(path, rest) {
            Ok(recipient) => {
                if let Some(transaction) = &mut self.transaction {
                    transaction.recipients.push(recipient);
                }
                self.answer("250 2.1.5 recipient fine")
            }
            Err(refusal) => self.answer(refusal),
        }
    }

    /// Decides on one recipient.
    fn recipient(&self, path: Path, rest: &str) -> Result<Recipient, &'static str> {
        let mut notify = Notify::NotSuccess;
        let mut original = None;
        for (keyword, value) in self.parameters(rest)? {
            match (keyword.as_str(), value) {
                ("NOTIFY", Some(list)) if self.host.has("DSN") => {
                    notify = parse_notify(list).ok_or("501 5.5.4 NOTIFY is not understood")?;
                }
                ("ORCPT", Some(text)) if self.host.has("DSN") => {
                    let (kind, address) = text
                        .split_once(';')
                        .ok_or("501 5.5.4 ORCPT is TYPE;xtext")?;
                    let address = syntax::xtext(address).filter(|address| is_printable(address));
                    let address = address.ok_or("501 5.5.4 ORCPT is TYPE;xtext")?;
                    original = Some(format!("{kind};{address}"));
                }
                _ => return Err("555 5.5.4 a RCPT parameter not known here"),
            }
        }
        let faults = &self.host.faults;
        if faults.strikes_at(Fault::TempRcpt, Some(&path.text)) {
            return Err("451 4.2.1 that mailbox takes nothing now, try again later");
        }
        if faults.strikes_at(Fault::RejectRcpt, Some(&path.text)) {
            return Err("550 5.7.1 not to this address");
        }
        let users = &self.host.users;
        let here = |domain: &String| domain.eq_ignore_ascii_case(users.domain());
        let user = if path.domain.as_ref().is_none_or(here) {
            let user = users.by_local_part(&path.local);
            Some(user.ok_or("550 5.1.1 nobody of that name here")?.clone())
        } else if self.user.is_some() {
            None
        } else {
            return Err("554 5.7.1 another domain: log in first");
        };
        Ok(Recipient {
            path,
            user,
            notify,
            original,
        })
    }

    fn parameters<'r>(
        &self,
        rest: &'r str,
    ) -> Result<Vec<(String, Option<&'r str>)>, &'static str> {
        let parameters = syntax::parameters(rest).ok_or("501 5.5.4 a parameter twice")?;
        match parameters.is_empty() || self.extended {
            true => Ok(parameters),
            false => Err("555 5.5.4 parameters need EHLO"),
        }
    }
}

/// NEVER alone, or a list of the others (RFC 3461 section 4.1).
fn parse_notify(list: &str) -> Option<Notify> {
    let list = list.to_ascii_uppercase();
    if list == "NEVER" {
        return Some(Notify::NotSuccess);
    }
    let words: Vec<&str> = list.split(',').collect();
    let known = words
        .iter()
        .all(|word| ["SUCCESS", "FAILURE", "DELAY"].contains(word));
    known.then_some(match words.contains(&"SUCCESS") {
        true => Notify::Success,
        false => Notify::NotSuccess,
    })
}

/// Whether this can stand in a header field of a report.
fn is_printable(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|octet| matches!(octet, b' '..=b'~'))
}
