//! A connection: bounded lines in, batched replies out, TLS from the start or from the middle.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::thread;
use std::time::Duration;

use crate::tls;

/// How long a client may be silent (RFC 5321 section 4.5.3.2.7 asks a server for 5 minutes).
const IDLE: Duration = Duration::from_secs(300);

/// How long a handshake may be silent.
const HANDSHAKE: Duration = Duration::from_secs(20);

/// How much of a line that is too long is discarded before the connection is closed.
const MAX_WASTE_OCTETS: usize = 1 << 20;

/// How much is read at once.
const READ_OCTETS: usize = 64 * 1024;

/// Replies kept back while further commands are already here; more than this goes out at once.
const MAX_PENDING_OCTETS: usize = 16 * 1024;

/// Why a session ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The client has closed the connection, or was silent too long.
    Gone,
    /// The last reply is written: say goodbye properly.
    Done,
    /// A fault: close at once, without flushing.
    Cut,
}

/// Why a line is not a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadLine {
    TooLong,
    /// It ends in LF without CR, or has another control character in it.
    Control,
    NotUtf8,
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<tls::Stream>),
    /// While a handshake runs, and after one that failed.
    None,
}

/// One client.
pub struct Conn {
    stream: Stream,
    input: Vec<u8>,
    taken: usize,
    output: Vec<u8>,
    delay: Duration,
    /// What a line of the dialogue on stderr begins with; `None` shows nothing.
    trace: Option<String>,
}

impl Conn {
    pub fn new(tcp: TcpStream, delay: Duration, trace: Option<String>) -> io::Result<Self> {
        tcp.set_nodelay(true)?;
        tcp.set_read_timeout(Some(IDLE))?;
        tcp.set_write_timeout(Some(IDLE))?;
        Ok(Conn {
            stream: Stream::Plain(tcp),
            input: Vec::new(),
            taken: 0,
            output: Vec::new(),
            delay,
            trace,
        })
    }

    pub fn is_tls(&self) -> bool {
        matches!(self.stream, Stream::Tls(_))
    }

    /// The name in the client's certificate.
    pub fn client_name(&self) -> Option<String> {
        match &self.stream {
            Stream::Tls(tls) => tls::client_name(tls),
            _ => None,
        }
    }

    /// Starts TLS. What had been read in the clear is gone afterwards.
    pub fn start_tls(&mut self, acceptor: &tls::Acceptor) -> Result<(), Stop> {
        self.flush()?;
        let Stream::Plain(tcp) = std::mem::replace(&mut self.stream, Stream::None) else {
            return Err(Stop::Gone);
        };
        self.input.clear();
        self.taken = 0;
        tcp.set_read_timeout(Some(HANDSHAKE))
            .map_err(|_| Stop::Gone)?;
        let tls = acceptor.accept(tcp).map_err(|error| {
            self.note('*', &format!("TLS handshake failed: {error}"));
            Stop::Gone
        })?;
        tls.get_ref()
            .set_read_timeout(Some(IDLE))
            .map_err(|_| Stop::Gone)?;
        self.stream = Stream::Tls(Box::new(tls));
        self.note('*', "TLS");
        Ok(())
    }

    /// Whether the client has sent something that was not asked for yet. Before TLS the socket is
    /// looked at as well.
    pub fn has_input(&self) -> bool {
        if self.taken < self.input.len() {
            return true;
        }
        let tcp = match &self.stream {
            Stream::Plain(tcp) => tcp,
            Stream::Tls(tls) => return tls::pending(tls) > 0,
            Stream::None => return false,
        };
        let ready = tcp.set_nonblocking(true).is_ok() && matches!(tcp.peek(&mut [0]), Ok(1..));
        tcp.set_nonblocking(false).is_err() || ready
    }

    /// The next line without its CRLF, of at most `limit` octets with it.
    pub fn line(&mut self, limit: usize) -> Result<Result<String, BadLine>, Stop> {
        let line = self.secret_line(limit)?;
        self.note('C', line.as_deref().unwrap_or("(no proper line)"));
        Ok(line)
    }

    /// The same for a line that is not printed.
    pub fn secret_line(&mut self, limit: usize) -> Result<Result<String, BadLine>, Stop> {
        let mut wasted = 0;
        loop {
            let unread = &self.input[self.taken..];
            let end = unread.iter().position(|&octet| octet == b'\n');
            let octets = end.map_or(unread.len(), |end| end + 1);
            if wasted == 0 && octets <= limit && end.is_some() {
                let line = parse_line(&unread[..octets]);
                self.taken += octets;
                return Ok(line);
            }
            if wasted > 0 || octets > limit {
                wasted += octets;
                self.taken += octets;
                if end.is_some() {
                    return Ok(Err(BadLine::TooLong));
                }
                if wasted > MAX_WASTE_OCTETS {
                    return Err(Stop::Gone);
                }
            }
            self.fill()?;
        }
    }

    /// Content that is there, at least one octet of it; [`Conn::take`] says how much was used.
    pub fn content(&mut self) -> Result<&[u8], Stop> {
        if self.taken == self.input.len() {
            self.fill()?;
        }
        Ok(&self.input[self.taken..])
    }

    /// Marks octets of [`Conn::content`] as used.
    pub fn take(&mut self, octets: usize) {
        self.taken = (self.taken + octets).min(self.input.len());
    }

    /// Writes one reply line or one line of a longer reply.
    pub fn reply(&mut self, line: &str) -> Result<(), Stop> {
        self.note('S', line);
        self.raw(line.as_bytes())?;
        self.raw(b"\r\n")
    }

    /// Writes octets as they are.
    pub fn raw(&mut self, octets: &[u8]) -> Result<(), Stop> {
        self.output.extend_from_slice(octets);
        if self.output.len() >= MAX_PENDING_OCTETS {
            self.flush()?;
        }
        Ok(())
    }

    /// Sends what is pending.
    pub fn flush(&mut self) -> Result<(), Stop> {
        if self.output.is_empty() {
            return Ok(());
        }
        if !self.delay.is_zero() {
            thread::sleep(self.delay);
        }
        let written = match &mut self.stream {
            Stream::Plain(tcp) => tcp.write_all(&self.output),
            Stream::Tls(tls) => tls.write_all(&self.output).and_then(|()| tls.flush()),
            Stream::None => Err(io::ErrorKind::NotConnected.into()),
        };
        self.output.clear();
        written.map_err(|_| Stop::Gone)
    }

    /// Shows something in the dialogue on stderr.
    pub fn note(&self, who: char, text: &str) {
        if let Some(name) = &self.trace {
            let text = if who == 'C' {
                masked(text)
            } else {
                text.to_owned()
            };
            let line = format!("{name} {who}: {}\n", text.escape_debug());
            let _ = io::stderr().write_all(line.as_bytes());
        }
    }

    /// Ends the connection. After `Stop::Done` what is pending goes out, and what the client is
    /// still sending is read for a moment: closing over it would reset the connection and could
    /// take the last reply with it.
    pub fn close(mut self, stop: Stop) {
        if stop == Stop::Done && self.flush().is_ok() {
            let tcp = match &mut self.stream {
                Stream::Plain(tcp) => Some(&*tcp),
                Stream::Tls(tls) => {
                    tls::shutdown(tls);
                    Some(tls.get_ref())
                }
                Stream::None => None,
            };
            if let Some(mut tcp) = tcp {
                let _ = tcp.shutdown(Shutdown::Write);
                let _ = tcp.set_read_timeout(Some(Duration::from_millis(500)));
                let mut waste = [0; 4096];
                let mut left = 256;
                while left > 0 && matches!(tcp.read(&mut waste), Ok(1..)) {
                    left -= 1;
                }
            }
        }
        if stop == Stop::Cut {
            self.note('*', "cut");
        }
    }

    /// Sends what is pending and waits for more.
    fn fill(&mut self) -> Result<(), Stop> {
        self.flush()?;
        self.input.drain(..self.taken);
        self.taken = 0;
        let held = self.input.len();
        self.input.resize(held + READ_OCTETS, 0);
        let read = match &mut self.stream {
            Stream::Plain(tcp) => tcp.read(&mut self.input[held..]),
            Stream::Tls(tls) => tls.read(&mut self.input[held..]),
            Stream::None => Ok(0),
        };
        let read = match read {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                self.input.truncate(held);
                return Ok(());
            }
            Err(_) => 0,
        };
        self.input.truncate(held + read);
        if read == 0 { Err(Stop::Gone) } else { Ok(()) }
    }
}

fn parse_line(octets: &[u8]) -> Result<String, BadLine> {
    let line = octets.strip_suffix(b"\r\n").ok_or(BadLine::Control)?;
    if line.iter().any(u8::is_ascii_control) {
        return Err(BadLine::Control);
    }
    let line = std::str::from_utf8(line).map_err(|_| BadLine::NotUtf8)?;
    Ok(line.to_owned())
}

/// A client's line without its secrets: the argument of PASS, what follows the name
/// in APOP and AUTH. (The lines within AUTH are not shown at all.)
fn masked(line: &str) -> String {
    let words: Vec<&str> = line.splitn(3, ' ').collect();
    match (words[0].to_ascii_uppercase().as_str(), words.len()) {
        ("PASS", 2..) => format!("{} ********", words[0]),
        ("APOP" | "AUTH", 3) => format!("{} {} ********", words[0], words[1]),
        _ => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_in_crlf_and_is_text() {
        assert_eq!(parse_line(b"NOOP\r\n"), Ok("NOOP".to_owned()));
        assert_eq!(parse_line(b"NOOP\n"), Err(BadLine::Control));
        assert_eq!(parse_line(b"NO\rOP\r\n"), Err(BadLine::Control));
        assert_eq!(parse_line(b"NO\0OP\r\n"), Err(BadLine::Control));
        assert_eq!(parse_line(b"\xff\r\n"), Err(BadLine::NotUtf8));
    }

    #[test]
    fn secrets_are_masked() {
        assert_eq!(masked("pass a b"), "pass ********");
        assert_eq!(masked("AUTH PLAIN AGEAYg=="), "AUTH PLAIN ********");
        assert_eq!(masked("AUTH LOGIN"), "AUTH LOGIN");
        assert_eq!(masked("APOP bob 0123"), "APOP bob ********");
        assert_eq!(masked("STAT"), "STAT");
    }
}
