//! A maildrop as one session sees it, and the commands that do not show a message.

use std::fs;
use std::io;
use std::sync::Arc;

use super::Session;
use crate::conn::Stop;
use crate::fault::Fault;
use crate::host::{Host, MaildropLock};
use crate::store::Entry;

/// The messages there were at the login, locked for this session.
pub(super) struct Maildrop {
    messages: Vec<Message>,
    _lock: MaildropLock,
}

pub(super) struct Message {
    pub(super) entry: Entry,
    deleted: bool,
}

impl Maildrop {
    pub(super) fn open(host: &Arc<Host>, user: &str, lock: MaildropLock) -> io::Result<Self> {
        let entries = host.store.list(&host.store.mailbox(user))?;
        let same_uids = host.faults.strikes(Fault::SameUids);
        let messages = entries.into_iter().map(|mut entry| {
            if same_uids {
                "same-uid".clone_into(&mut entry.uid);
            }
            Message {
                entry,
                deleted: false,
            }
        });
        Ok(Maildrop {
            messages: messages.collect(),
            _lock: lock,
        })
    }

    pub(super) fn count(&self) -> usize {
        self.left().count()
    }

    fn octets(&self) -> u64 {
        self.left().map(|(_, message)| message.entry.octets).sum()
    }

    /// What is not deleted, with its number; numbers stay while others are deleted.
    fn left(&self) -> impl Iterator<Item = (usize, &Message)> {
        let numbered = (1..).zip(&self.messages);
        numbered.filter(|(_, message)| !message.deleted)
    }

    /// The message of this number, unless it is deleted.
    pub(super) fn message(&mut self, number: &str) -> Option<&mut Message> {
        let digits = !number.is_empty() && number.bytes().all(|octet| octet.is_ascii_digit());
        let number: usize = number.parse().ok().filter(|_| digits)?;
        let message = self.messages.get_mut(number.checked_sub(1)?)?;
        (!message.deleted).then_some(message)
    }

    /// Removes what was deleted; whether all of it went.
    pub(super) fn update(self) -> bool {
        let deleted = self.messages.iter().filter(|message| message.deleted);
        let failed = deleted.filter(|message| fs::remove_file(&message.entry.path).is_err());
        failed.count() == 0
    }
}

impl Session<'_> {
    pub(super) fn stat(&mut self) -> Result<(), Stop> {
        let sums = self.maildrop.as_ref().map(|m| (m.count(), m.octets()));
        let (count, octets) = sums.unwrap_or_default();
        self.answer(&format!("+OK {count} {octets}"))
    }

    pub(super) fn list(&mut self, rest: &str) -> Result<(), Stop> {
        self.listing(rest, |number, entry| format!("{number} {}", entry.octets))
    }

    pub(super) fn uidl(&mut self, rest: &str) -> Result<(), Stop> {
        self.listing(rest, |number, entry| format!("{number} {}", entry.uid))
    }

    /// LIST and UIDL: one line for the message named, or one for each.
    fn listing(&mut self, rest: &str, line: fn(&str, &Entry) -> String) -> Result<(), Stop> {
        let Some(maildrop) = &mut self.maildrop else {
            return Ok(());
        };
        if !rest.is_empty() {
            let named = maildrop
                .message(rest)
                .map(|message| line(rest, &message.entry));
            return match named {
                Some(line) => self.answer(&format!("+OK {line}")),
                None => self.no_such_message(),
            };
        }
        self.conn
            .reply(&format!("+OK {} messages", maildrop.count()))?;
        for (number, message) in maildrop.left() {
            self.conn
                .reply(&line(&number.to_string(), &message.entry))?;
        }
        self.conn.reply(".")
    }

    pub(super) fn dele(&mut self, rest: &str) -> Result<(), Stop> {
        if self.host.faults.strikes_at(Fault::RefuseDele, Some(rest)) {
            return self.answer("-ERR this one stays");
        }
        match self
            .maildrop
            .as_mut()
            .and_then(|maildrop| maildrop.message(rest))
        {
            Some(message) => {
                message.deleted = true;
                self.answer("+OK deleted, once you QUIT")
            }
            None => self.no_such_message(),
        }
    }

    pub(super) fn rset(&mut self) -> Result<(), Stop> {
        for message in self
            .maildrop
            .iter_mut()
            .flat_map(|maildrop| &mut maildrop.messages)
        {
            message.deleted = false;
        }
        self.answer("+OK nothing is deleted")
    }

    pub(super) fn no_such_message(&mut self) -> Result<(), Stop> {
        self.answer("-ERR no such message")
    }
}
