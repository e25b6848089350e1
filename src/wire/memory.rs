//! A stream in memory, for tests of sessions without a network: a server that follows a script.
//!
//! A script is a conversation in lines. `S: text` is a line of the server, `C: text` a line of the client, both ended by
//! CRLF on the wire; `S| text` is sent without a line end and with Rust's escapes (`\r`, `\n`, `\x00`) read. `== breaks`
//! makes every later write fail. The server's octets come only when the client has written everything that stands before
//! them, so a client that waits for the wrong answer runs into a timeout at once. After the last line the server closes.

use super::{Connection, Stream};
use crate::timeout::{DEFAULT_TIMEOUT, Timeouts};
use crate::wire::trace::Silent;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::rc::Rc;
use std::time::Instant;

/// One step of a script.
#[derive(Debug)]
enum Turn {
    /// The server sends these octets.
    Server(VecDeque<u8>),
    /// The client has written so many octets since the connection began.
    Client(usize),
    /// Writes fail from here on.
    Breaks,
}

/// Our end of the connection. Reads give at most `piece` octets at once.
#[derive(Debug)]
pub(crate) struct Memory {
    turns: VecDeque<Turn>,
    piece: usize,
    encrypted: bool,
    broken: bool,
    peer: Peer,
}

/// The other end: what the client wrote, and what it was to write. Survives the connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Peer(Rc<RefCell<Record>>);

#[derive(Debug, Default)]
struct Record {
    expected: Vec<u8>,
    written: Vec<u8>,
    closed: bool,
}

impl Memory {
    /// A server that follows `script`, and its end of the connection. Lines that begin with nothing known are left out.
    pub(crate) fn dialogue(script: &str, piece: usize) -> (Memory, Peer) {
        let mut turns = VecDeque::new();
        let mut expected = Vec::new();
        let say = |turns: &mut VecDeque<Turn>, octets: &[u8]| match turns.back_mut() {
            Some(Turn::Server(before)) => before.extend(octets),
            _ => turns.push_back(Turn::Server(octets.iter().copied().collect())),
        };
        for line in script.lines().map(str::trim_start) {
            if let Some(text) = line.strip_prefix("S: ") {
                say(&mut turns, format!("{text}\r\n").as_bytes());
            } else if let Some(text) = line.strip_prefix("S| ") {
                say(&mut turns, &unescape(text));
            } else if let Some(text) = line.strip_prefix("C: ") {
                expected.extend_from_slice(format!("{text}\r\n").as_bytes());
                turns.push_back(Turn::Client(expected.len()));
            } else if line.trim_end() == "== breaks" {
                turns.push_back(Turn::Breaks);
            }
        }
        let peer = Peer::default();
        peer.0.borrow_mut().expected = expected;
        let memory = Memory {
            turns,
            piece: piece.max(1),
            encrypted: false,
            broken: false,
            peer: peer.clone(),
        };
        (memory, peer)
    }

    /// A server that sends `octets`, whatever the client writes, and closes.
    pub(crate) fn octets(octets: &[u8], piece: usize) -> Memory {
        Memory {
            turns: VecDeque::from([Turn::Server(octets.iter().copied().collect())]),
            piece: piece.max(1),
            encrypted: false,
            broken: false,
            peer: Peer::default(),
        }
    }

    /// A conversation over this stream, with the default limits and without a trace.
    pub(crate) fn connection(self) -> Connection<Memory> {
        Connection::new(self, Timeouts::new(DEFAULT_TIMEOUT, None), Box::new(Silent))
    }

    /// The same stream as if a TLS handshake had been made.
    pub(crate) fn encrypted(self) -> Memory {
        Memory {
            encrypted: true,
            ..self
        }
    }

    /// Passes the turns that are over.
    fn advance(&mut self) {
        let written = self.peer.0.borrow().written.len();
        while let Some(turn) = self.turns.front() {
            match turn {
                Turn::Server(rest) if !rest.is_empty() => return,
                Turn::Client(octets) if written < *octets => return,
                Turn::Breaks => self.broken = true,
                Turn::Server(_) | Turn::Client(_) => {}
            }
            self.turns.pop_front();
        }
    }
}

impl Peer {
    /// What the client wrote.
    pub(crate) fn written(&self) -> Vec<u8> {
        self.0.borrow().written.clone()
    }

    /// Whether the client closed the connection in an orderly way.
    pub(crate) fn is_closed(&self) -> bool {
        self.0.borrow().closed
    }

    /// Panics unless the client wrote exactly what the script says.
    pub(crate) fn assert_heard(&self) {
        let record = self.0.borrow();
        assert_eq!(
            record.written.escape_ascii().to_string(),
            record.expected.escape_ascii().to_string(),
            "the client's octets (left) and those of the script (right)"
        );
    }
}

impl Read for Memory {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        // Nothing more comes before the client writes: a network would let the wait run out.
        self.read_available(out)?
            .ok_or_else(|| io::ErrorKind::TimedOut.into())
    }
}

impl Write for Memory {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.advance();
        if self.broken {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        self.peer.0.borrow_mut().written.extend_from_slice(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Stream for Memory {
    fn set_deadline(&mut self, _: Instant) {}

    fn read_available(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        self.advance();
        match self.turns.front_mut() {
            None => Ok(Some(0)),
            Some(Turn::Server(rest)) => {
                let most = self.piece.min(buffer.len());
                rest.read(&mut buffer[..most]).map(Some)
            }
            Some(Turn::Client(_) | Turn::Breaks) => Ok(None),
        }
    }

    fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    fn close(&mut self) -> io::Result<()> {
        self.peer.0.borrow_mut().closed = true;
        Ok(())
    }
}

/// Reads `\r`, `\n`, `\\` and `\xhh`; any other backslash stands for itself.
fn unescape(text: &str) -> Vec<u8> {
    let mut octets = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = |digits: &[u8]| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok();
        let (octet, left) = match (first, after) {
            (b'\\', [b'r', left @ ..]) => (b'\r', left),
            (b'\\', [b'n', left @ ..]) => (b'\n', left),
            (b'\\', [b'\\', left @ ..]) => (b'\\', left),
            (b'\\', [b'x', high, low, left @ ..]) => match hex(&[*high, *low]) {
                Some(octet) => (octet, left),
                None => (*first, after),
            },
            _ => (*first, after),
        };
        octets.push(octet);
        rest = left;
    }
    octets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_waits_for_its_turn() {
        for piece in [1, 3, 1000] {
            let script = "S: hello\nC: a\nC: b\nS| \\x00\\r\n";
            let (mut memory, peer) = Memory::dialogue(script, piece);
            let read = |memory: &mut Memory, octets: usize| {
                let mut out = vec![0; octets];
                memory.read_exact(&mut out).map(|()| out)
            };
            assert_eq!(read(&mut memory, 7).expect("a line"), b"hello\r\n");
            assert_eq!(memory.read_available(&mut [0]).expect("no error"), None);
            memory.write_all(b"a\r\n").expect("written");
            let error = memory.read(&mut [0]).expect_err("the server waits for b");
            assert_eq!(error.kind(), io::ErrorKind::TimedOut);
            memory.write_all(b"b\r\n").expect("written");
            assert_eq!(read(&mut memory, 2).expect("the rest"), b"\0\r");
            assert_eq!(memory.read(&mut [0]).expect("the end"), 0);
            peer.assert_heard();
        }
    }

    #[test]
    fn writes_fail_when_the_script_says_so() {
        let (mut memory, peer) = Memory::dialogue("C: a\n== breaks\nS: 421 bye\n", 9);
        memory.write_all(b"a\r\n").expect("written");
        let error = memory.write_all(b"b\r\n").expect_err("broken");
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
        assert_eq!(memory.read(&mut [0; 4]).expect("readable"), 4);
        peer.assert_heard();
    }
}
