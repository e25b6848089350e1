//! Whole sessions with both sides in full. `C:` lines are sent to the host, `S:` lines are expected
//! from it; a `*` at the end of a line matches anything. The client's lines up to the next `S:` are
//! sent in one write, `\n` in them is a bare LF; `S: (closed)` is the end of the connection.

mod smtp;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser as _;
use native_tls::{Certificate, TlsConnector};
use tempfile::TempDir;

use crate::args::{Args, TlsMode};
use crate::host::{self, Host, Ports};

struct Trial {
    host: Arc<Host>,
    ports: Ports,
    _root: TempDir,
}

impl Trial {
    fn new(flags: &[&str]) -> Self {
        let root = tempfile::tempdir().expect("a folder");
        let args = Args::parse_from([&["mailhost"], flags].concat());
        let host = Host::new(&args, root.path()).expect("a host");
        let ports = host::listen(&host, None).expect("four doors");
        Trial {
            host,
            ports,
            _root: root,
        }
    }

    fn smtp(&self, script: &str) {
        play(connect(self.ports.smtp(TlsMode::None)), script);
    }

    fn pop3(&self, script: &str) {
        play(connect(self.ports.pop3(TlsMode::None)), script);
    }

    /// The text of all messages in a folder, oldest first.
    fn messages(&self, folder: PathBuf) -> Vec<String> {
        let entries = self.host.store.list(&folder).expect("a folder");
        let texts = entries.iter().map(|entry| fs::read_to_string(&entry.path));
        texts.collect::<Result<_, _>>().expect("messages")
    }
}

fn connect(port: u16) -> TcpStream {
    let tcp = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    let limit = Some(Duration::from_secs(10));
    tcp.set_read_timeout(limit).expect("a limit");
    tcp
}

fn play(stream: impl Read + Write, script: &str) {
    let mut stream = BufReader::new(stream);
    let mut pending = Vec::new();
    for line in script
        .lines()
        .map(str::trim_start)
        .filter(|line| !line.is_empty())
    {
        let (side, text) = line.split_at(2);
        let text = text.strip_prefix(' ').unwrap_or(text);
        if side == "C:" {
            pending.extend_from_slice(format!("{}\r\n", text.replace(r"\n", "\n")).as_bytes());
            continue;
        }
        stream.get_mut().write_all(&pending).expect("sent");
        pending.clear();
        let mut answer = Vec::new();
        stream.read_until(b'\n', &mut answer).expect("an answer");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        match (answer.strip_suffix("\r\n"), text.strip_suffix('*')) {
            (None, _) => assert_eq!((answer.as_str(), text), ("", "(closed)")),
            (Some(answer), None) => assert_eq!(answer, text),
            (Some(answer), Some(start)) => assert!(answer.starts_with(start), "{answer}: {text}"),
        }
    }
}

const LOGIN: &str = "AUTH PLAIN AGFsaWNlAGFsaWNlLXNlY3JldA==";

#[test]
fn a_message_is_sent_and_fetched() {
    let trial = Trial::new(&["--without", "DSN"]);
    trial.smtp(&format!(
        "S: 220 mail.example.test ESMTP mailhost
         C: EHLO [127.0.0.1]
         S: 250-mail.example.test
         S: 250-PIPELINING
         S: 250-SIZE 104857600
         S: 250-STARTTLS
         S: 250-AUTH PLAIN LOGIN SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5 XOAUTH2 OAUTHBEARER
         S: 250-ENHANCEDSTATUSCODES
         S: 250-8BITMIME
         S: 250-SMTPUTF8
         S: 250 CHUNKING
         C: {LOGIN}
         C: MAIL FROM:<alice@example.test> SIZE=20
         C: RCPT TO:<bob@example.test>
         C: RCPT TO:<nobody@example.test>
         C: RCPT TO:<dana@elsewhere.test>
         C: DATA
         S: 235 2.7.0 welcome
         S: 250 2.1.0 sender fine
         S: 250 2.1.5 recipient fine
         S: 550 5.1.1 nobody of that name here
         S: 250 2.1.5 recipient fine
         S: 354 end with a dot on a line of its own
         C: Subject: one
         C:
         C: ..
         C: .
         C: MAIL FROM:<>
         C: RCPT TO:<bob@example.test>
         C: BDAT 14
         C: Subject: two
         C: BDAT 5 LAST
         C:
         C: .
         C: QUIT
         S: 250 2.0.0 accepted as *
         S: 250 2.1.0 sender fine
         S: 250 2.1.5 recipient fine
         S: 250 2.0.0 14 octets received
         S: 250 2.0.0 accepted as *
         S: 221 2.0.0 goodbye
         S: (closed)"
    ));
    assert_eq!(
        trial
            .messages(trial.host.store.outbox("dana@elsewhere.test"))
            .len(),
        1
    );
    let messages = trial.messages(trial.host.store.mailbox("bob"));
    assert!(messages[0].starts_with("Return-Path: <alice@example.test>\r\nReceived: from [127."));
    assert!(messages[0].ends_with("\r\nSubject: one\r\n\r\n.\r\n"));

    let sizes: Vec<usize> = messages.iter().map(String::len).collect();
    let sum: usize = sizes.iter().sum();
    trial.pop3(&format!(
        "S: +OK mailhost POP3 ready <*
         C: USER bob
         C: PASS bob-secret
         C: STAT
         C: LIST
         C: LIST 3
         C: TOP 1 0
         C: DELE 1
         C: RETR 1
         C: LIST
         C: RSET
         C: DELE 1
         C: QUIT
         S: +OK and the password?
         S: +OK 2 messages
         S: +OK 2 {sum}
         S: +OK 2 messages
         S: 1 {}
         S: 2 {}
         S: .
         S: -ERR no such message
         S: +OK {} octets
         S: Return-Path: <alice@example.test>
         S: Received: *
         S: \tby mail.example.test (mailhost) with ESMTPA id *
         S: \t*
         S: Subject: one
         S:
         S: .
         S: +OK deleted, once you QUIT
         S: -ERR no such message
         S: +OK 1 messages
         S: 2 {}
         S: .
         S: +OK nothing is deleted
         S: +OK deleted, once you QUIT
         S: +OK goodbye
         S: (closed)",
        sizes[0], sizes[1], sizes[0], sizes[1],
    ));
    assert_eq!(
        trial.messages(trial.host.store.mailbox("bob")),
        messages[1..]
    );
}

#[test]
fn what_comes_behind_the_end_of_a_group_is_refused() {
    let trial = Trial::new(&[]);
    for command in ["STARTTLS", "NOOP", "EHLO again"] {
        trial.smtp(&format!(
            "S: 220 *
             C: {command}
             C: RSET
             S: 554 5.5.0 synchronization lost: *
             S: (closed)"
        ));
    }
    trial.pop3(
        "S: +OK *
         C: STLS
         C: CAPA
         S: -ERR synchronization lost: *
         S: (closed)",
    );
}

#[test]
fn a_login_is_refused_or_cancelled() {
    let trial = Trial::new(&["--mechanisms", "login", "--require-login"]);
    trial.smtp(
        "S: 220 *
         C: AUTH LOGIN
         S: 503 5.5.1 EHLO first
         C: HELO me
         C: EHLO me
         S: 554 *
         S: (closed)",
    );
    trial.smtp(
        "S: 220 *
         C: HELO me
         S: 250 *
         C: MAIL FROM:<a@b>
         S: 530 log in first",
    );
    trial.pop3(
        "S: +OK *
         C: AUTH
         S: +OK mechanisms:
         S: LOGIN
         S: .
         C: AUTH PLAIN
         S: -ERR no such mechanism here
         C: AUTH LOGIN
         S: + VXNlcm5hbWU6
         C: *
         S: -ERR cancelled
         C: AUTH LOGIN
         S: + VXNlcm5hbWU6
         C: Ym9i
         S: + UGFzc3dvcmQ6
         C: Ym9i
         S: -ERR [AUTH] name or password is wrong
         C: PASS bob-secret
         S: -ERR USER first
         C: USER bob
         C: PASS bob-secret
         S: +OK and the password?
         S: +OK 0 messages",
    );
}

#[test]
fn only_quit_deletes_and_a_maildrop_is_one_session_s() {
    let trial = Trial::new(&["--fault", "refuse-quit", "--fault-times", "1"]);
    let store = &trial.host.store;
    let mut spool = store.spool().expect("a spool");
    spool.write_all(b"A: b\r\n").expect("written");
    store
        .deliver(spool, &[store.mailbox("bob")])
        .expect("delivered");

    let lock = trial.host.lock("bob").expect("a free maildrop");
    let enter = "S: +OK *
                 C: USER bob@example.test
                 C: PASS bob-secret
                 S: +OK and the password?";
    trial.pop3(&format!(
        "{enter}\nS: -ERR [IN-USE] another session has the maildrop"
    ));
    drop(lock);
    let delete = format!("{enter}\nS: +OK 1 messages\nC: DELE 1\nS: +OK *");
    trial.pop3(&delete);
    trial.pop3(&format!(
        "{delete}\nC: QUIT\nS: -ERR [SYS/TEMP] nothing was deleted"
    ));
    trial.pop3(&format!("{delete}\nC: QUIT\nS: +OK goodbye\nS: (closed)"));
    trial.pop3(&format!("{enter}\nS: +OK 0 messages"));
}

#[test]
fn its_certificate_is_good_for_localhost() {
    let trial = Trial::new(&[]);
    let authority = fs::read(trial.host.store.ca_file()).expect("a certificate");
    let authority = Certificate::from_pem(&authority).expect("PEM");
    let client = TlsConnector::builder()
        .add_root_certificate(authority)
        .build()
        .expect("a client");
    let tls = |port| {
        client
            .connect("localhost", connect(port))
            .expect("a handshake")
    };
    play(
        tls(trial.ports.pop3(TlsMode::Implicit)),
        "S: +OK *\nC: QUIT\nS: +OK goodbye",
    );
    play(
        tls(trial.ports.smtp(TlsMode::Implicit)),
        "S: 220 *\nC: QUIT\nS: 221 *",
    );
    let mut tcp = connect(trial.ports.pop3(TlsMode::None));
    play(&mut tcp, "S: +OK *\nC: STLS\nS: +OK go ahead");
    let tls = client.connect("localhost", tcp).expect("a handshake");
    play(tls, "C: NOOP\nS: -ERR *\nC: QUIT\nS: +OK goodbye");
}
