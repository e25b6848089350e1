//! A session without the program under test, to check the host itself.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use native_tls::{Certificate, TlsConnector};

use super::Host;

/// Longer than Dovecot's own wait for a locked mailbox, which is about 11 s.
const REPLY_LIMIT: Duration = Duration::from_secs(30);

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

/// One connection and the lines exchanged on it.
pub struct Dialogue {
    stream: BufReader<Box<dyn Stream>>,
}

impl Dialogue {
    /// Connects to a port of the host, in clear.
    pub fn clear(port: u16) -> Self {
        Self {
            stream: BufReader::new(Box::new(connect(port))),
        }
    }

    /// Connects to a port of the host with implicit TLS, verified against the host's authority.
    pub fn tls(host: &Host, port: u16) -> Self {
        let authority = fs::read(host.ca_file()).expect("the host's CA file can be read");
        let authority = Certificate::from_pem(&authority).expect("the CA file is PEM");
        let connector = TlsConnector::builder()
            .disable_built_in_roots(true)
            .add_root_certificate(authority)
            .build()
            .expect("a TLS connector");
        let stream = connector
            .connect("localhost", connect(port))
            .unwrap_or_else(|error| panic!("TLS with port {port}: {error}"));
        Self {
            stream: BufReader::new(Box::new(stream)),
        }
    }

    /// Sends one line and returns the reply.
    pub fn say(&mut self, line: &str) -> String {
        self.stream
            .get_mut()
            .write_all(format!("{line}\r\n").as_bytes())
            .unwrap_or_else(|error| panic!("sending {line:?}: {error}"));
        self.reply()
    }

    /// Sends one line and returns the reply, which must begin with the expected text.
    pub fn ask(&mut self, line: &str, expected: &str) -> String {
        let reply = self.say(line);
        assert!(reply.starts_with(expected), "{line:?} got {reply:?}");
        reply
    }

    /// The next reply: all its lines for SMTP, the first line for POP3.
    pub fn reply(&mut self) -> String {
        let mut reply = String::new();
        loop {
            let start = reply.len();
            match self.stream.read_line(&mut reply) {
                Ok(0) => panic!("connection closed after {reply:?}"),
                Ok(_) => {}
                Err(error) => panic!("waiting for a reply after {reply:?}: {error}"),
            }
            if reply.as_bytes().get(start + 3) != Some(&b'-') || reply.starts_with("-ERR") {
                return reply;
            }
        }
    }
}

fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port))
        .unwrap_or_else(|error| panic!("connecting to port {port}: {error}"));
    stream
        .set_read_timeout(Some(REPLY_LIMIT))
        .expect("a socket takes a timeout");
    stream
}
