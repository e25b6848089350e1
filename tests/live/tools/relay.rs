//! A relay on loopback between the program and a server. It looks for one string, the mark, in what the program sends,
//! and breaks the connection there.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

/// Longer than any answer takes in these tests.
const LIMIT: Duration = Duration::from_secs(60);

/// What happens at the mark.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// The mark does not reach the server, and both connections are cut.
    CutBefore,
    /// The mark reaches the server, which answers; the answer is dropped and both connections are cut.
    CutAfter,
    /// The mark reaches the server, which answers; the answer is dropped and the program waits.
    Hold,
}

/// A relay for one connection.
pub struct Relay {
    pub port: u16,
    answered: Receiver<Vec<u8>>,
}

impl Relay {
    /// Listens on a port of its own; connects the program to `server`.
    pub fn start(server: u16, mark: &str, then: Then) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("a bound socket").port();
        let (answer, answered) = channel();
        let mark = mark.as_bytes().to_vec();
        thread::spawn(move || {
            let (program, _) = listener.accept().expect("the program connects");
            let server = TcpStream::connect(("127.0.0.1", server)).expect("the server listens");
            relay(&program, &server, &mark, then, &answer);
        });
        Self { port, answered }
    }

    /// Waits until the server has answered the mark; returns the answer.
    ///
    /// # Panics
    /// When the mark never came.
    pub fn answered(&self) -> String {
        let answer = self.answered.recv_timeout(LIMIT);
        let answer = answer.expect("the mark goes through the relay and is answered");
        String::from_utf8_lossy(&answer).into_owned()
    }
}

fn relay(
    program: &TcpStream,
    server: &TcpStream,
    mark: &[u8],
    then: Then,
    answer: &Sender<Vec<u8>>,
) {
    let (mut from_server, mut to_program) = (server, program);
    thread::scope(|scope| {
        // Until the mark is seen, the spawned thread passes on what the server sends; then this thread reads it.
        let (seen, is_seen) = channel::<()>();
        scope.spawn(move || {
            let mut block = [0; 16 << 10];
            while let Ok(octets @ 1..) = from_server.read(&mut block) {
                if is_seen.try_recv().is_ok() {
                    // The test may not ask for it.
                    let _ = answer.send(block[..octets].to_vec());
                    break;
                }
                if to_program.write_all(&block[..octets]).is_err() {
                    break;
                }
            }
            if then != Then::Hold {
                cut(program, server);
            }
        });
        until_mark(program, server, mark, then, &seen);
        if then != Then::CutAfter {
            // After a hold or a cut: the connection to the program has ended, or is closed here.
            cut(program, server);
        }
    });
}

/// Passes on what the program sends, up to the mark or beyond it, until the program closes.
fn until_mark(
    mut program: &TcpStream,
    mut server: &TcpStream,
    mark: &[u8],
    then: Then,
    seen: &Sender<()>,
) {
    let mut block = [0; 16 << 10];
    // Octets that may be the start of the mark are kept until more octets come.
    let mut held = Vec::new();
    let mut is_seen = false;
    while let Ok(octets @ 1..) = program.read(&mut block) {
        held.extend_from_slice(&block[..octets]);
        if !is_seen && let Some(at) = held.windows(mark.len()).position(|part| part == mark) {
            if then == Then::CutBefore {
                let _ = server.write_all(&held[..at]);
                return;
            }
            is_seen = true;
            let _ = seen.send(());
        }
        let keep = if is_seen { 0 } else { start_of(&held, mark) };
        let pass: Vec<u8> = held.drain(..held.len() - keep).collect();
        if server.write_all(&pass).is_err() {
            return;
        }
    }
}

/// How many of the last octets may be the start of the mark.
fn start_of(octets: &[u8], mark: &[u8]) -> usize {
    let longest = octets.len().min(mark.len() - 1);
    (1..=longest)
        .rev()
        .find(|&count| octets.ends_with(&mark[..count]))
        .unwrap_or(0)
}

fn cut(program: &TcpStream, server: &TcpStream) {
    // The other thread may have closed it already.
    let _ = program.shutdown(Shutdown::Both);
    let _ = server.shutdown(Shutdown::Both);
}
