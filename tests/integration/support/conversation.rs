//! One connection of a script, step by step, and the record of it for whoever reads a failure.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read, Write};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::dialogue::{Line, Step};
use super::pattern::Pattern;
use super::scram::Exchange;
use super::server::{PATIENCE, Pieces, Stream};
use super::test::PASSWORD;

/// Of one step's octets so many go out in the pieces asked for; a long message's rest goes faster.
const SPLIT_OCTETS: usize = 2048;

/// How many octets of a long line or message the record shows.
const SHOWN_OCTETS: usize = 400;

pub struct Conversation {
    stream: Stream,
    pieces: Pieces,
    /// What has been read and not yet been compared.
    pending: Vec<u8>,
    /// Octets still to come of a BDAT chunk that was announced, while its lines are heard.
    chunk: Option<usize>,
    /// The last line was DATA or BDAT: how a message must look on the wire.
    content: Option<Content>,
    /// The client has said QUIT, or is expected to hang up: it need not stay for the answer.
    leaving: bool,
    /// The client has said QUIT.
    quit: bool,
    /// The next thing said does not wait for the client to be silent.
    ahead: bool,
    /// The server has the last word.
    spoken: bool,
    /// The login that is under way.
    login: Exchange,
    pub transcript: String,
    pub captures: Vec<(String, String)>,
    /// Messages that must come again as they came, by name.
    pub messages: BTreeMap<String, Vec<u8>>,
    pub round_trips: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    Stuffed,
    Chunk,
}

impl Conversation {
    pub fn new(stream: Stream, pieces: Pieces) -> Conversation {
        Conversation {
            stream,
            pieces,
            pending: Vec::new(),
            chunk: None,
            content: None,
            leaving: false,
            quit: false,
            ahead: false,
            spoken: false,
            login: Exchange::default(),
            transcript: String::new(),
            captures: Vec::new(),
            messages: BTreeMap::new(),
            round_trips: 1, // the connection itself
        }
    }

    /// Does one step; the error says what was expected and what came instead.
    pub fn take(&mut self, line: &Line) -> Result<(), String> {
        let end = match &line.step {
            Step::Say(octets) => self.answer().and_then(|()| self.say(octets)),
            Step::SayEncoded(start, message) => self
                .answer()
                .and_then(|()| self.say_encoded(start, message)),
            Step::HearEncoded(start, message) => self.hear_encoded(start, message),
            Step::Flood { octets, times } => {
                self.answer().and_then(|()| self.flood(octets, *times))
            }
            Step::SayMessage(content) => self.answer().and_then(|()| self.say(&stuffed(content))),
            Step::Hear(pattern) => self
                .hear_line(|line| pattern.captures(line), &pattern.show())
                .map(drop),
            Step::HearOctets(octets) => self.hear_octets(octets),
            Step::HearMessage(content) => match self.content {
                Some(Content::Chunk) => self.hear_octets(content),
                _ => self.hear_octets(&stuffed(content)),
            },
            Step::HearAny(octets) => self.take_octets(*octets).map(drop),
            Step::HearSame(name) => self.hear_same(name),
            Step::Tls {
                certificate,
                refused,
            } => self.handshake(certificate, *refused),
            Step::Sni(name) => match self.stream.server_name().unwrap_or("-") {
                asked if asked == name => Ok(()),
                asked => Err(format!("the client asked for {asked} in the TLS handshake")),
            },
            Step::Client(name) => match self.stream.client_name().as_deref().unwrap_or("-") {
                shown if shown == name => Ok(()),
                shown => Err(format!("the client showed a certificate of {shown}")),
            },
            Step::Close => {
                let silent = if self.ahead { Ok(()) } else { self.silent() };
                silent.map(|()| self.stream = Stream::Gone)
            }
            Step::Reset => self
                .stream
                .wait_for_octets()
                .map_err(|error| error.to_string()),
            Step::Eof => self.hear_end(),
            Step::CloseNotify => {
                self.hear_end()
                    .and_then(|()| match self.stream.ended_properly() {
                        true => Ok(()),
                        false => Err("a close without close_notify".into()),
                    })
            }
            Step::Discard => self.discard(),
            Step::Pause(milliseconds) => {
                std::thread::sleep(Duration::from_millis(*milliseconds));
                Ok(())
            }
            Step::Signal(_) => Ok(()), // the server's, which knows the process
            Step::Split(octets) => {
                self.pieces = if *octets == 0 {
                    Pieces::Lines
                } else {
                    Pieces::Octets(*octets)
                };
                Ok(())
            }
            Step::MayLeave => {
                self.leaving = true;
                Ok(())
            }
            Step::Ahead => {
                self.ahead = true;
                Ok(())
            }
        };
        end.map_err(|what| format!("{}: {what}", line.place))
    }

    /// The server's turn: the client must have said all of its flight and no more.
    fn answer(&mut self) -> Result<(), String> {
        if !self.spoken {
            self.round_trips += 1;
        }
        self.spoken = true;
        match self.chunk.take() {
            Some(0) | None => {}
            Some(left) => return Err(format!("the chunk ends {left} octets short of its length")),
        }
        if std::mem::take(&mut self.ahead) {
            Ok(())
        } else {
            self.silent()
        }
    }

    /// Fails if the client has said something that the script does not have here.
    fn silent(&mut self) -> Result<(), String> {
        let mut buffer = [0; 4096];
        if let Ok(octets) = self.stream.read_ready(&mut buffer) {
            self.pending.extend_from_slice(&buffer[..octets]);
        }
        if self.pending.is_empty() {
            return Ok(());
        }
        self.record("??", &self.pending.clone());
        Err(format!(
            "expected: silence\nreceived: {}",
            show(&self.pending)
        ))
    }

    fn say(&mut self, octets: &[u8]) -> Result<(), String> {
        self.record("S:", octets);
        self.write(octets)
            .map_err(|error| format!("cannot send, {error}: {}", show(octets)))
    }

    fn say_encoded(&mut self, start: &str, message: &str) -> Result<(), String> {
        let message = self.filled(message)?;
        let line = format!("{start}{}\r\n", STANDARD.encode(&message));
        self.transcript.push_str(&format!("S& {message}\n"));
        self.login.said(message);
        self.say(line.as_bytes())
    }

    fn hear_encoded(&mut self, start: &str, message: &str) -> Result<(), String> {
        if !start.is_empty() {
            self.login.begins(start.trim_end());
        }
        let pattern = Pattern::parse(&self.filled(message)?);
        let decoded = |line: &[u8]| {
            let encoded = line.strip_prefix(start.as_bytes())?;
            STANDARD.decode(encoded).ok()
        };
        let expected = format!("{start}{} in base64", pattern.show());
        let line = self.hear_line(|line| pattern.captures(&decoded(line)?), &expected)?;
        let message = decoded(&line).unwrap_or_default();
        self.record("C&", &message);
        self.login
            .said(String::from_utf8_lossy(&message).into_owned());
        Ok(())
    }

    /// A message with what the script has captured, and what follows from the messages before it.
    fn filled(&self, message: &str) -> Result<String, String> {
        let filled = (self.captures.iter()).fold(message.to_string(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        });
        self.login.filled(&filled, PASSWORD)
    }

    fn flood(&mut self, octets: &[u8], times: usize) -> Result<(), String> {
        self.record("S*", octets);
        self.pieces = Pieces::Lines;
        self.leaving = true;
        let many = octets.repeat(1 + 4096 / octets.len());
        for _ in 0..times.div_ceil(1 + 4096 / octets.len()) {
            if self.stream.write_all(&many).is_err() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn write(&mut self, octets: &[u8]) -> io::Result<()> {
        let written = match self.pieces {
            Pieces::Lines => self.stream.write_all(octets),
            Pieces::Octets(octets_a_write) => {
                let (split, rest) = octets.split_at(octets.len().min(SPLIT_OCTETS));
                let mut pieces = split.chunks(octets_a_write).chain(rest.chunks(1460));
                pieces.try_for_each(|piece| {
                    std::thread::yield_now();
                    self.stream.write_all(piece)
                })
            }
        };
        if self.leaving { Ok(()) } else { written }
    }

    fn hear_line(
        &mut self,
        fits: impl Fn(&[u8]) -> Option<Vec<(String, String)>>,
        expected: &str,
    ) -> Result<Vec<u8>, String> {
        self.spoken = false;
        let end = loop {
            if let Some(end) = self.pending.iter().position(|&octet| octet == b'\n') {
                break end + 1;
            }
            self.read_more(expected.as_bytes())?;
        };
        let line: Vec<u8> = self.pending.drain(..end).collect();
        self.record("C:", &line);
        let text = line.strip_suffix(b"\r\n");
        let Some((text, mut captures)) = text.and_then(|text| Some((text, fits(text)?))) else {
            return Err(format!("expected: {expected}\nreceived: {}", show(&line)));
        };
        self.captures.append(&mut captures);
        if let Some(left) = self.chunk {
            let less = left.checked_sub(line.len());
            self.chunk = Some(less.ok_or("the chunk is longer than its announced length")?);
        } else {
            self.note(&line);
        }
        Ok(text.to_vec())
    }

    /// Remembers what a command means for what follows.
    fn note(&mut self, line: &[u8]) {
        let text = String::from_utf8_lossy(line);
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        match words[..] {
            ["QUIT"] => {
                self.leaving = true;
                self.quit = true;
            }
            ["DATA"] => self.content = Some(Content::Stuffed),
            ["BDAT", octets, ..] => {
                self.chunk = octets.parse().ok();
                self.content = Some(Content::Chunk);
            }
            _ => {}
        }
    }

    fn hear_octets(&mut self, expected: &[u8]) -> Result<(), String> {
        let received = self
            .take_octets(expected.len())
            .map_err(|what| format!("expected: {}\n{what}", show(expected)))?;
        if received == expected {
            return Ok(());
        }
        let same = received
            .iter()
            .zip(expected)
            .take_while(|(left, right)| left == right)
            .count();
        Err(format!(
            "different from octet {same} of {} on\nexpected: {}\nreceived: {}",
            expected.len(),
            show(&expected[same.saturating_sub(20)..]),
            show(&received[same.saturating_sub(20)..]),
        ))
    }

    /// A message up to its lone dot.
    fn hear_same(&mut self, name: &str) -> Result<(), String> {
        const END: &[u8] = b"\r\n.\r\n";
        let octets = loop {
            let end = (self.pending.windows(END.len())).position(|window| window == END);
            match end {
                Some(end) => break end + END.len(),
                None => self.read_more(b"a message and its dot")?,
            }
        };
        match self.messages.get(name).cloned() {
            Some(before) => self.hear_octets(&before),
            None => {
                let message = self.take_octets(octets)?;
                self.messages.insert(name.into(), message);
                Ok(())
            }
        }
    }

    fn take_octets(&mut self, count: usize) -> Result<Vec<u8>, String> {
        self.spoken = false;
        while self.pending.len() < count {
            self.read_more(format!("{count} octets").as_bytes())?;
        }
        let octets: Vec<u8> = self.pending.drain(..count).collect();
        self.record("C<", &octets);
        if let Some(left) = self.chunk {
            self.chunk = Some(
                left.checked_sub(count)
                    .ok_or("more octets than the chunk has")?,
            );
        }
        Ok(octets)
    }

    fn handshake(&mut self, certificate: &str, refused: bool) -> Result<(), String> {
        if !self.pending.is_empty() && !refused {
            return Err(format!(
                "clear text where TLS begins: {}",
                show(&self.pending)
            ));
        }
        self.round_trips += 1;
        self.transcript.push_str(&format!("== tls {certificate}\n"));
        match (self.stream.upgrade(certificate), refused) {
            (Ok(()), false) => Ok(()),
            (Err(error), false) => Err(error),
            (Err(_), true) => Ok(()),
            // With TLS 1.3 the server may be done before the client has judged the certificate.
            (Ok(()), true) => self.hear_end(),
        }
    }

    fn hear_end(&mut self) -> Result<(), String> {
        self.leaving = true;
        loop {
            if !self.pending.is_empty() {
                self.record("??", &self.pending.clone());
                return Err(format!(
                    "expected: the client closes\nreceived: {}",
                    show(&self.pending)
                ));
            }
            if self.read_some()? == 0 {
                return match self.quit && !self.stream.ended_properly() {
                    true => Err("QUIT, and then a close without close_notify".into()),
                    false => Ok(()),
                };
            }
        }
    }

    fn discard(&mut self) -> Result<(), String> {
        self.leaving = true;
        while self.read_some()? != 0 {
            self.pending.clear();
        }
        Ok(())
    }

    fn read_more(&mut self, expected: &[u8]) -> Result<(), String> {
        let came = || {
            format!(
                "expected: {}\nreceived: {}",
                show(expected),
                show(&self.pending)
            )
        };
        let before = came();
        match self.read_some() {
            Ok(0) => Err(format!("the client has closed\n{before}")),
            Ok(_) => Ok(()),
            Err(what) => Err(format!("{what}\n{before}")),
        }
    }

    /// Reads once; 0 at the end, however the client has ended it.
    fn read_some(&mut self) -> Result<usize, String> {
        let mut buffer = [0; 64 * 1024];
        match self.stream.read(&mut buffer) {
            Ok(octets) => {
                self.pending.extend_from_slice(&buffer[..octets]);
                Ok(octets)
            }
            Err(error) => match error.kind() {
                ErrorKind::WouldBlock | ErrorKind::TimedOut => {
                    Err(format!("nothing came for {} seconds", PATIENCE.as_secs()))
                }
                _ => Ok(0),
            },
        }
    }

    fn record(&mut self, who: &str, octets: &[u8]) {
        self.transcript
            .push_str(&format!("{who} {}\n", show(octets)));
    }
}

/// A message as DATA and RETR carry it: CRLF line ends are its own, the last of them is made good.
fn stuffed(content: &[u8]) -> Vec<u8> {
    let mut wire = Vec::with_capacity(content.len() + 3);
    for line in content.split_inclusive(|&octet| octet == b'\n') {
        if line.starts_with(b".") {
            wire.push(b'.');
        }
        wire.extend_from_slice(line);
    }
    if !wire.is_empty() && !wire.ends_with(b"\r\n") {
        wire.extend_from_slice(b"\r\n");
    }
    wire.extend_from_slice(b".\r\n");
    wire
}

fn show(octets: &[u8]) -> String {
    let shown = octets[..octets.len().min(SHOWN_OCTETS)]
        .escape_ascii()
        .to_string();
    if octets.len() > SHOWN_OCTETS {
        format!("{shown}… ({} octets)", octets.len())
    } else {
        shown
    }
}

#[test]
fn stuffing_is_what_the_standard_says() {
    assert_eq!(stuffed(b"a\r\n.b\r\n"), b"a\r\n..b\r\n.\r\n");
    assert_eq!(stuffed(b""), b".\r\n");
    assert_eq!(stuffed(b"."), b"..\r\n.\r\n");
}
