//! The scripted server: a thread on a loopback port that plays one script and compares every octet
//! that the client sends.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use openssl::nid::Nid;
use openssl::ssl::{NameType, ShutdownState, SslStream};

use super::conversation::Conversation;
use super::dialogue::{Script, Step};
use super::tls;

/// How long the server waits for the client before it calls that a failure.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// In what pieces the server writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pieces {
    /// So many octets a write.
    Octets(usize),
    /// What one line of the script says, a write.
    Lines,
}

/// What a script that was played to its end has seen.
#[derive(Debug, Default)]
pub struct Played {
    /// The runs that the script names.
    pub captures: Vec<(String, String)>,
    /// Connects, TLS handshakes, and times that the client waited for an answer; of the last
    /// connection.
    pub round_trips: usize,
}

/// A fault of the client (or of the script), and the conversation up to it.
#[derive(Debug)]
pub struct Fault {
    pub what: String,
    pub transcript: String,
}

/// A running server. [`Server::finish`] tells how it went; one that is dropped unasked panics if
/// there is a fault, lines of the script that were not reached among them.
pub struct Server {
    port: u16,
    client_is_gone: Arc<AtomicBool>,
    client: Arc<AtomicU32>,
    thread: Option<JoinHandle<Result<Played, Fault>>>,
}

impl Server {
    /// Listens on a free port and plays the script for whoever connects.
    pub fn start(script: Script, pieces: Pieces) -> Server {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a loopback port");
        let port = listener.local_addr().expect("it is bound").port();
        let client_is_gone = Arc::new(AtomicBool::new(false));
        let gone = Arc::clone(&client_is_gone);
        listener
            .set_nonblocking(true)
            .expect("a listener that can be asked without waiting");
        let client = Arc::new(AtomicU32::new(0));
        let process = Arc::clone(&client);
        let thread = std::thread::spawn(move || play(&listener, &script, pieces, &gone, &process));
        Server {
            port,
            client_is_gone,
            client,
            thread: Some(thread),
        }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Tells which process signals go to.
    pub fn client_is(&self, process: u32) {
        self.client.store(process, Ordering::SeqCst);
    }

    /// To be called once the client has ended: how the conversation went.
    pub fn finish(mut self) -> Result<Played, Fault> {
        self.join().expect("nobody has asked before")
    }

    fn join(&mut self) -> Option<Result<Played, Fault>> {
        self.client_is_gone.store(true, Ordering::SeqCst);
        Some(
            self.thread
                .take()?
                .join()
                .expect("the server thread tells faults, it does not panic"),
        )
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(Err(fault)) = self.join()
            && !std::thread::panicking()
        {
            panic!("{}\n{}", fault.what, fault.transcript);
        }
    }
}

fn play(
    listener: &TcpListener,
    script: &Script,
    pieces: Pieces,
    gone: &AtomicBool,
    client: &AtomicU32,
) -> Result<Played, Fault> {
    let mut played = Played::default();
    let mut transcript = String::new();
    let fault = |what, transcript: &str| Fault {
        what,
        transcript: transcript.into(),
    };
    let mut messages = BTreeMap::new();
    for (index, lines) in script.connections.iter().enumerate() {
        let opened =
            accept(listener, gone).map_err(|error| fault(error.to_string(), &transcript))?;
        let Some(socket) = opened else {
            return Err(fault(
                format!("connection {} was never opened", index + 1),
                &transcript,
            ));
        };
        let mut conversation = Conversation::new(Stream::Plain(socket), pieces);
        conversation.messages = messages;
        let end = lines.iter().try_for_each(|line| match &line.step {
            Step::Signal(name) => signal(client, name),
            _ => conversation.take(line),
        });
        transcript.push_str(&conversation.transcript);
        end.map_err(|what| fault(what, &transcript))?;
        transcript.push_str("-- end of connection\n");
        messages = conversation.messages;
        played.captures.append(&mut conversation.captures);
        played.round_trips = conversation.round_trips;
    }
    // Whether somebody has connected once more is known when the client is gone.
    loop {
        let last_look = gone.load(Ordering::SeqCst);
        match listener.accept() {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock && last_look => {
                return Ok(played);
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                std::thread::sleep(Duration::from_millis(1));
            }
            _ => {
                let what = "a connection that the script does not have";
                return Err(fault(what.into(), &transcript));
            }
        }
    }
}

/// Sends the client a signal, as soon as it is known who that is.
fn signal(client: &AtomicU32, name: &str) -> Result<(), String> {
    while client.load(Ordering::SeqCst) == 0 {
        std::thread::sleep(Duration::from_millis(1));
    }
    let process = client.load(Ordering::SeqCst).to_string();
    let sent = Command::new("kill").args(["-s", name, &process]).status();
    match sent.map_err(|error| error.to_string())?.success() {
        true => Ok(()),
        false => Err(format!("process {process} cannot be sent {name}")),
    }
}

/// The next connection; nothing if the client ends, or takes too long, without opening it.
fn accept(listener: &TcpListener, gone: &AtomicBool) -> io::Result<Option<TcpStream>> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let last_chance = gone.load(Ordering::SeqCst) || Instant::now() > deadline;
        match listener.accept() {
            Ok((socket, _)) => {
                socket.set_nonblocking(false)?;
                socket.set_nodelay(true)?;
                socket.set_read_timeout(Some(PATIENCE))?;
                socket.set_write_timeout(Some(PATIENCE))?;
                return Ok(Some(socket));
            }
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => return Err(error),
            Err(_) if last_chance => return Ok(None),
            Err(_) => std::thread::sleep(Duration::from_millis(1)),
        }
    }
}

/// A connection, before and after the handshake.
pub enum Stream {
    Plain(TcpStream),
    Tls(SslStream<TcpStream>),
    /// After a handshake that failed, or a close.
    Gone,
}

impl Stream {
    /// Becomes a TLS server on what was a clear connection.
    pub fn upgrade(&mut self, certificate: &str) -> Result<(), String> {
        let Stream::Plain(socket) = std::mem::replace(self, Stream::Gone) else {
            return Err("a second TLS handshake on one connection".into());
        };
        let secured = tls::acceptor(certificate).accept(socket);
        *self = Stream::Tls(secured.map_err(|error| format!("TLS handshake: {error}"))?);
        Ok(())
    }

    /// The name that the client asked for in the handshake.
    pub fn server_name(&self) -> Option<&str> {
        match self {
            Stream::Tls(stream) => stream.ssl().servername(NameType::HOST_NAME),
            _ => None,
        }
    }

    /// The common name of the certificate that the client showed.
    pub fn client_name(&self) -> Option<String> {
        let Stream::Tls(stream) = self else {
            return None;
        };
        let certificate = stream.ssl().peer_certificate()?;
        let name = certificate
            .subject_name()
            .entries_by_nid(Nid::COMMONNAME)
            .next()?;
        name.data().to_string().ok()
    }

    /// What has come, without waiting for more.
    pub fn read_ready(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.socket().set_nonblocking(true)?;
        let read = self.read(buffer);
        self.socket().set_nonblocking(false)?;
        read
    }

    /// Whether the end that was read is one that the client has said, not a mere cut; without TLS
    /// there is no telling.
    pub fn ended_properly(&mut self) -> bool {
        match self {
            Stream::Tls(stream) => stream.get_shutdown().contains(ShutdownState::RECEIVED),
            _ => true,
        }
    }

    /// Waits until something that nobody has read is there, or the client has closed.
    pub fn wait_for_octets(&self) -> io::Result<()> {
        self.socket().peek(&mut [0]).map(drop)
    }

    fn socket(&self) -> &TcpStream {
        match self {
            Stream::Plain(socket) => socket,
            Stream::Tls(stream) => stream.get_ref(),
            Stream::Gone => panic!("the connection has ended"),
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(socket) => socket.read(buffer),
            Stream::Tls(stream) => stream.read(buffer),
            Stream::Gone => Ok(0),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(socket) => socket.write(octets),
            Stream::Tls(stream) => stream.write(octets),
            Stream::Gone => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Stream::Plain(socket) => socket.flush(),
            Stream::Tls(stream) => stream.flush(),
            Stream::Gone => Ok(()),
        }
    }
}

/// What becomes of a script whose client says these octets at once and then reads to the end.
#[cfg(test)]
fn fault_of(script: &str, said: &[u8]) -> Option<String> {
    let server = Server::start(Script::parse(script, &Default::default()), Pieces::Lines);
    let mut client = TcpStream::connect((Ipv4Addr::LOCALHOST, server.port())).expect("a server");
    client.write_all(said).expect("it listens");
    client
        .shutdown(std::net::Shutdown::Write)
        .expect("still connected");
    // A server that is not content hangs up, perhaps by a reset.
    let _ = client.read_to_end(&mut Vec::new());
    drop(client);
    server.finish().err().map(|fault| fault.what)
}

#[test]
fn a_client_that_strays_from_the_script_is_caught() {
    let one = "C: NOOP\nS: 250 ok\nC: QUIT\n";
    let flight = "C: NOOP\nC: NOOP\nS: 250 ok\nS: 250 ok\n";
    assert_eq!(fault_of(flight, b"NOOP\r\nNOOP\r\n"), None);
    for (script, said, named) in [
        (one, "RSET\r\n", "inline:1: expected: NOOP\nreceived: RSET"),
        (one, "NOOP\n", "received: NOOP\\n"),
        (one, "NOOP\r\n", "inline:3: the client has closed"),
        (
            one,
            "NOOP\r\nQUIT\r\n",
            "inline:2: expected: silence\nreceived: QUIT",
        ),
        (flight, "NOOP\r\n", "inline:2: the client has closed"),
        (flight, "NOOP\r\nNOOP\r\nNOOP\r\n", "expected: silence"),
        ("S: hello\n", "NOOP\r\n", "received: NOOP"),
        (
            "C: NOOP\n",
            "NOOP\r\nQUIT\r\n",
            "end: expected: the client closes\nreceived: QUIT",
        ),
        (
            "C: BDAT 3 LAST\nC: ab\nS: 250 ok\n",
            "BDAT 3 LAST\r\nab\r\n",
            "longer than its announced",
        ),
        (
            "C: BDAT 5 LAST\nC: ab\nS: 250 ok\n",
            "BDAT 5 LAST\r\nab\r\n",
            "1 octets short",
        ),
    ] {
        let fault = fault_of(script, said.as_bytes()).expect(script);
        assert!(fault.contains(named), "{script}\n{fault}");
    }
}

#[test]
#[should_panic(expected = "connection 1 was never opened")]
fn a_script_that_nobody_played_is_caught() {
    drop(Server::start(
        Script::parse("S: hello\n", &Default::default()),
        Pieces::Lines,
    ));
}

#[test]
#[should_panic(expected = "a connection that the script does not have")]
fn a_connection_too_many_is_caught() {
    let server = Server::start(Script::default(), Pieces::Lines);
    let _client = TcpStream::connect((Ipv4Addr::LOCALHOST, server.port())).expect("a server");
    drop(server);
}
