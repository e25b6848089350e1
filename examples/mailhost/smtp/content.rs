//! DATA (RFC 5321 section 4.1.1.4) and BDAT (RFC 3030): the message itself.

use std::io::{self, Write as _};

use super::{Session, Transaction};
use crate::conn::Stop;
use crate::fault::Fault;
use crate::report;
use crate::store::Spool;

/// A message coming in.
pub struct Content {
    spool: Spool,
    id: String,
    octets: u64,
    limit: u64,
    ends: LineEnds,
    failed: bool,
}

impl Content {
    /// Keeps what came, as long as there is any use in it.
    fn put(&mut self, octets: &[u8]) {
        self.ends.look(octets);
        self.octets += octets.len() as u64;
        if self.refusal().is_none() {
            self.failed = self.spool.write_all(octets).is_err();
        }
    }

    /// What is wrong with it so far. Line ends are checked when it is complete.
    fn refusal(&self) -> Option<&'static str> {
        if self.octets > self.limit {
            return Some("552 5.3.4 the message is too big");
        }
        self.failed.then_some("452 4.3.1 no room for the message")
    }
}

/// Whether every CR stands before an LF and every LF behind a CR (RFC 5321 section 2.3.8): a
/// message with others could end elsewhere for the next server.
#[derive(Debug, Default)]
struct LineEnds {
    bare: bool,
    after_cr: bool,
    within_line: bool,
}

impl LineEnds {
    fn look(&mut self, octets: &[u8]) {
        let mut rest = octets;
        while let Some(&first) = rest.first() {
            if self.after_cr {
                self.bare |= first != b'\n';
                self.within_line = first != b'\n';
                self.after_cr = first == b'\r';
                rest = &rest[1..];
                continue;
            }
            let Some(end) = rest.iter().position(|octet| matches!(octet, b'\r' | b'\n')) else {
                self.within_line = true;
                return;
            };
            self.within_line |= end > 0;
            self.bare |= rest[end] == b'\n';
            self.after_cr = rest[end] == b'\r';
            rest = &rest[end + 1..];
        }
    }
}

/// Finds the end of DATA and takes the extra dots away (RFC 5321 section 4.5.2), however the octets
/// come divided.
#[derive(Debug, Default)]
struct Undot {
    state: State,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    LineStart,
    Dot,
    DotCr,
    Text,
    Cr,
}

impl Undot {
    /// Reads on; gives how many octets were read, and whether the end was among them.
    fn feed(&mut self, input: &[u8], output: &mut Vec<u8>) -> (usize, bool) {
        let mut at = 0;
        while let Some(&octet) = input.get(at) {
            self.state = match (self.state, octet) {
                (State::LineStart, b'.') => State::Dot,
                (State::Dot, b'\r') => State::DotCr,
                (State::DotCr, b'\n') => return (at + 1, true),
                (State::DotCr, _) => {
                    output.push(b'\r');
                    self.state = State::Text;
                    continue;
                }
                (State::Cr, b'\n') => {
                    output.push(b'\n');
                    State::LineStart
                }
                (State::LineStart | State::Dot | State::Cr, _) => {
                    self.state = State::Text;
                    continue;
                }
                (State::Text, _) => {
                    let rest = &input[at..];
                    let end = rest.iter().position(|&octet| octet == b'\r');
                    let octets = end.map_or(rest.len(), |end| end + 1);
                    output.extend_from_slice(&rest[..octets]);
                    at += octets;
                    if end.is_some() {
                        self.state = State::Cr;
                    }
                    continue;
                }
            };
            at += 1;
        }
        (at, false)
    }
}

impl Session<'_> {
    pub(super) fn data(&mut self, rest: &str) -> Result<(), Stop> {
        match &self.transaction {
            _ if !rest.is_empty() => return self.answer("501 5.5.4 DATA takes nothing"),
            None => return self.answer("503 5.5.1 MAIL first"),
            Some(transaction) if transaction.content.is_some() || transaction.broken => {
                return self.answer("503 5.5.1 DATA after BDAT");
            }
            Some(transaction) if transaction.recipients.is_empty() => {
                return self.answer("554 5.5.1 no valid recipients");
            }
            Some(_) => {}
        }
        let Some(transaction) = self.transaction.take() else {
            return Ok(());
        };
        let Ok(mut content) = self.open(&transaction) else {
            return self.answer("452 4.3.1 no room for a message");
        };
        self.answer("354 end with a dot on a line of its own")?;
        let mut undot = Undot::default();
        let mut text = Vec::new();
        loop {
            let input = self.conn.content()?;
            text.clear();
            let (read, ended) = undot.feed(input, &mut text);
            self.conn.take(read);
            if self.host.faults.strikes(Fault::CutInContent) {
                return Err(Stop::Cut);
            }
            content.put(&text);
            if ended {
                break;
            }
        }
        self.conn
            .note('*', &format!("{} octets of content", content.octets));
        self.complete(&transaction, content)
    }

    pub(super) fn bdat(&mut self, rest: &str) -> Result<(), Stop> {
        let words: Vec<&str> = rest.split(' ').collect();
        let (size, last) = match words[..] {
            [size] => (size, false),
            [size, last] if last.eq_ignore_ascii_case("LAST") => (size, true),
            _ => ("", false),
        };
        let digits = !size.is_empty() && size.bytes().all(|octet| octet.is_ascii_digit());
        let Some(size) = size.parse::<u64>().ok().filter(|_| digits) else {
            // It is not known where the chunk ends and the next command begins.
            return self.goodbye("501 5.5.4 expected BDAT octets [LAST]");
        };
        let mut refusal = match &self.transaction {
            None => Some("503 5.5.1 MAIL first"),
            Some(transaction) if transaction.broken => {
                Some("503 5.5.1 a chunk was refused: RSET first")
            }
            Some(transaction) if transaction.recipients.is_empty() => {
                Some("554 5.5.1 no valid recipients")
            }
            Some(transaction) if transaction.content.is_none() => match self.open(transaction) {
                Ok(content) => {
                    if let Some(transaction) = &mut self.transaction {
                        transaction.content = Some(content);
                    }
                    None
                }
                Err(_) => Some("452 4.3.1 no room for a message"),
            },
            Some(_) => None,
        };
        let mut content = match refusal {
            None => self
                .transaction
                .as_mut()
                .and_then(|transaction| transaction.content.as_mut()),
            Some(_) => None,
        };
        // A refused chunk is read too, and discarded (RFC 3030 section 2).
        let mut left = size;
        while left > 0 {
            let input = self.conn.content()?;
            let octets = input.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            if let Some(content) = &mut content {
                content.put(&input[..octets]);
            }
            self.conn.take(octets);
            left -= octets as u64;
            if self.host.faults.strikes(Fault::CutInContent) {
                return Err(Stop::Cut);
            }
        }
        self.conn.note('*', &format!("a chunk of {size} octets"));
        if self.conn.has_input() && !self.host.has("PIPELINING") {
            return self.goodbye("554 5.5.0 synchronization lost: something behind a chunk");
        }
        if !last {
            refusal = refusal.or_else(|| content?.refusal());
            if refusal.is_none() {
                return self.answer(&format!("250 2.0.0 {size} octets received"));
            }
        }
        if let Some(refusal) = refusal {
            if let Some(transaction) = &mut self.transaction {
                transaction.broken = true;
                transaction.content = None;
            }
            return self.answer(refusal);
        }
        match self.transaction.take() {
            Some(mut transaction) => match transaction.content.take() {
                Some(content) => self.complete(&transaction, content),
                None => Ok(()),
            },
            None => Ok(()),
        }
    }

    /// Begins a message: the trace fields that say how it came here (RFC 5321 section 4.4).
    fn open(&self, transaction: &Transaction) -> io::Result<Content> {
        let mut spool = self.host.store.spool()?;
        let id = self.host.store.new_uid();
        let from = transaction.from.as_ref().map_or("", |from| &from.text);
        let with = match (transaction.utf8, self.extended) {
            (true, _) => "UTF8SMTP",
            (false, true) => "ESMTP",
            (false, false) => "SMTP",
        };
        // RFC 3848: S with TLS, A with a login.
        let secure = if self.conn.is_tls() { "S" } else { "" };
        let known = if self.user.is_some() { "A" } else { "" };
        let recipient = match &transaction.recipients[..] {
            [only] => format!("\r\n\tfor <{}>", only.path.text),
            _ => String::new(),
        };
        let client = self.client.as_deref().unwrap_or("unknown");
        write!(
            spool,
            "Return-Path: <{from}>\r\n\
             Received: from {client} ([127.0.0.1])\r\n\
             \tby {} ({}) with {with}{secure}{known} id {id}{recipient};\r\n\
             \t{}\r\n",
            self.host.name,
            self.host.software,
            report::date(),
        )?;
        Ok(Content {
            spool,
            id,
            octets: 0,
            limit: self.host.size,
            ends: LineEnds::default(),
            failed: false,
        })
    }

    /// The content is complete: delivers it, or replies why not.
    fn complete(&mut self, transaction: &Transaction, mut content: Content) -> Result<(), Stop> {
        let faults = &self.host.faults;
        if faults.strikes(Fault::CutAfterDot) {
            return Err(Stop::Cut);
        }
        if faults.strikes(Fault::StallAfterDot) {
            loop {
                let octets = self.conn.content()?.len();
                self.conn.take(octets);
            }
        }
        if faults.strikes(Fault::GarbageAfterDot) {
            return self.conn.reply("what was that?");
        }
        if faults.strikes(Fault::TempData) {
            return self.answer("451 4.3.0 not now, try again later");
        }
        if faults.strikes(Fault::RejectData) {
            return self.answer("554 5.6.0 this message is not wanted");
        }
        if content.ends.within_line {
            content.put(b"\r\n");
        }
        if content.ends.bare || content.ends.after_cr {
            return self.answer("550 5.5.2 a bare CR or LF in the message");
        }
        if let Some(refusal) = content.refusal() {
            return self.answer(refusal);
        }
        let folders = transaction.folders(self.host);
        if self.host.store.deliver(content.spool, &folders).is_err() {
            return self.answer("452 4.3.1 no room for the message");
        }
        report::success(self.host, transaction);
        if self.host.faults.strikes(Fault::CutAfterStore) {
            return Err(Stop::Cut);
        }
        self.answer(&format!("250 2.0.0 accepted as {}", content.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both at once and octet by octet.
    fn undot(input: &[u8]) -> (Vec<u8>, usize, bool) {
        let mut whole = Vec::new();
        let (read, ended) = Undot::default().feed(input, &mut whole);
        let (mut single, mut undot, mut at) = (Vec::new(), Undot::default(), 0);
        for octet in input.chunks(1) {
            at += 1;
            if undot.feed(octet, &mut single).1 {
                break;
            }
        }
        assert_eq!((&whole, read), (&single, at));
        (whole, read, ended)
    }

    #[test]
    fn dots() {
        let all = |input: &[u8]| undot(input).0;
        assert_eq!(undot(b".\r\nQUIT\r\n"), (b"".to_vec(), 3, true));
        assert_eq!(undot(b"a\r\n.\r\n"), (b"a\r\n".to_vec(), 6, true));
        assert_eq!(all(b"..\r\n...b\r\n.\r\n"), b".\r\n..b\r\n");
        assert_eq!(all(b"a.\r\n.\r\n"), b"a.\r\n");
        assert!(!undot(b"a\n.\n").2);
        assert!(!undot(b"a\n.\r\n").2);
        assert!(!undot(b"a\r.\r\n").2);
        assert_eq!(
            undot(b"a\r\n.\rb\r\n.\r\n"),
            (b"a\r\n\rb\r\n".to_vec(), 11, true)
        );
    }

    fn ends(input: &[u8]) -> (bool, bool) {
        let mut whole = LineEnds::default();
        whole.look(input);
        let mut single = LineEnds::default();
        input.chunks(1).for_each(|octet| single.look(octet));
        let facts = |ends: LineEnds| (ends.bare || ends.after_cr, ends.within_line);
        let both = (facts(whole), facts(single));
        assert_eq!(both.0, both.1, "{input:?}");
        both.0
    }

    #[test]
    fn line_ends() {
        assert_eq!(ends(b""), (false, false));
        assert_eq!(ends(b"a\r\n\r\nb\r\n"), (false, false));
        assert_eq!(ends(b"a\r\nb"), (false, true));
        assert!(ends(b"a\nb\r\n").0);
        assert!(ends(b"a\rb\r\n").0);
        assert!(ends(b"a\r\r\n").0);
        assert!(ends(b"a\r\n\r").0);
    }
}
