//! The other end, as cheap as it can be: SMTP that throws away what it is sent, POP3 with one large message.

use super::mail::{HEADER, body_lines};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// What is read or written at once.
const BLOCK_OCTETS: usize = 256 << 10;

/// What the SMTP server offers beside SIZE, PIPELINING and 8BITMIME.
#[derive(Clone, Copy)]
pub struct Offer {
    /// CHUNKING, and with it BDAT.
    pub chunking: bool,
}

/// A server of both protocols on loopback, until the process ends.
pub struct Server {
    /// Where it speaks SMTP.
    pub smtp: u16,
    /// Where it speaks POP3.
    pub pop3: u16,
    received: Arc<AtomicU64>,
}

impl Server {
    /// Begins to listen; the one message has about `octets`.
    pub fn start(offer: Offer, octets: u64) -> Server {
        let repeats = octets / body_lines().len() as u64;
        let octets = HEADER.len() as u64 + repeats * body_lines().len() as u64;
        let received = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&received);
        let smtp = listen(move |stream| serve_smtp(stream, offer, &count));
        let pop3 = listen(move |stream| serve_pop3(stream, octets, repeats));
        Server {
            smtp,
            pop3,
            received,
        }
    }

    /// Octets of mail data since the last call, as they were on the wire.
    pub fn take_received(&self) -> u64 {
        self.received.swap(0, Ordering::SeqCst)
    }
}

/// Serves one connection after another, each in a thread, and gives the port.
fn listen(serve: impl Fn(TcpStream) -> io::Result<()> + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let serve = Arc::new(serve);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let serve = Arc::clone(&serve);
            // A client that leaves is no error of ours; one that fails says so itself.
            thread::spawn(move || serve(stream));
        }
    });
    port
}

fn serve_smtp(mut stream: TcpStream, offer: Offer, received: &AtomicU64) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut input = BufReader::with_capacity(BLOCK_OCTETS, stream.try_clone()?);
    stream.write_all(b"220 sink.example.test ESMTP\r\n")?;
    let mut line = String::new();
    loop {
        line.clear();
        if input.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let mut words = line.split_ascii_whitespace();
        let verb = words.next().unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" | "HELO" => {
                let chunking = if offer.chunking {
                    "250-CHUNKING\r\n"
                } else {
                    ""
                };
                let reply = format!(
                    "250-sink.example.test\r\n{chunking}250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE\r\n"
                );
                stream.write_all(reply.as_bytes())?;
            }
            "DATA" => {
                stream.write_all(b"354 go on\r\n")?;
                received.fetch_add(skip_data(&mut input)?, Ordering::SeqCst);
                stream.write_all(b"250 2.0.0 taken\r\n")?;
            }
            "BDAT" => {
                let octets = words.next().and_then(|word| word.parse().ok());
                let octets: u64 = octets.ok_or(io::ErrorKind::InvalidData)?;
                let skipped = io::copy(&mut (&mut input).take(octets), &mut io::sink())?;
                received.fetch_add(skipped, Ordering::SeqCst);
                stream.write_all(b"250 2.0.0 taken\r\n")?;
            }
            "QUIT" => return stream.write_all(b"221 2.0.0 bye\r\n"),
            _ => stream.write_all(b"250 2.0.0 fine\r\n")?,
        }
    }
}

/// Reads up to CRLF `.` CRLF, which transparency keeps from standing anywhere but at the end.
fn skip_data(input: &mut impl BufRead) -> io::Result<u64> {
    const END: &[u8] = b"\r\n.\r\n";
    let mut tail = b"\r\n".to_vec();
    let mut octets = 0;
    while !tail.ends_with(END) {
        let block = input.fill_buf()?;
        if block.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let last = &block[block.len().saturating_sub(END.len())..];
        tail.extend_from_slice(last);
        tail.drain(..tail.len().saturating_sub(END.len()));
        let count = block.len();
        input.consume(count);
        octets += count as u64;
    }
    Ok(octets - b".\r\n".len() as u64)
}

fn serve_pop3(mut stream: TcpStream, octets: u64, repeats: u64) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let input = BufReader::new(stream.try_clone()?);
    stream.write_all(b"+OK source\r\n")?;
    for line in input.lines() {
        let line = line?.to_ascii_uppercase();
        let mut words = line.split_ascii_whitespace();
        let (verb, has_number) = (words.next().unwrap_or_default(), words.next().is_some());
        let reply = match (verb, has_number) {
            ("CAPA", _) => "+OK\r\nUSER\r\nUIDL\r\nTOP\r\nPIPELINING\r\n.\r\n".to_owned(),
            ("STAT", _) => format!("+OK 1 {octets}\r\n"),
            ("LIST", true) => format!("+OK 1 {octets}\r\n"),
            ("LIST", false) => format!("+OK\r\n1 {octets}\r\n.\r\n"),
            ("UIDL", true) => "+OK 1 one\r\n".to_owned(),
            ("UIDL", false) => "+OK\r\n1 one\r\n.\r\n".to_owned(),
            ("RETR", _) => {
                write_message(&mut stream, repeats)?;
                continue;
            }
            _ => "+OK\r\n".to_owned(),
        };
        stream.write_all(reply.as_bytes())?;
        if verb == "QUIT" {
            break;
        }
    }
    Ok(())
}

fn write_message(stream: &mut TcpStream, repeats: u64) -> io::Result<()> {
    stream.write_all(b"+OK\r\n")?;
    stream.write_all(HEADER)?;
    let mut lines = Vec::new();
    for line in body_lines().split_inclusive(|octet| *octet == b'\n') {
        if line.starts_with(b".") {
            lines.push(b'.');
        }
        lines.extend_from_slice(line);
    }
    for _ in 0..repeats {
        stream.write_all(&lines)?;
    }
    stream.write_all(b".\r\n")
}
