//! Sessions over a stream in memory, with the server's octets in pieces of several sizes.

mod envelope;
mod verdict;

use super::transaction::Accepted;
use super::{
    EnvelopeRequest, Error, MailParameters, Opening, Recipient, RecipientParameters,
    RecipientPolicy, Session, Stage,
};
use crate::address::{Address, ForwardPath, ReversePath};
use crate::timeout::Phase;
use crate::wire;
use crate::wire::memory::{Memory, Peer};

/// How many octets the server sends at once.
const PIECES: [usize; 3] = [1, 7, 4096];

const PIPELINING: &str =
    "S: 220 mail ready\nC: EHLO me\nS: 250-mail\nS: 250-AUTH PLAIN\nS: 250 PIPELINING\n";
const PLAIN: &str = "S: 220 mail ready\nC: EHLO me\nS: 250 mail\n";
const CHUNKING: &str =
    "S: 220 mail ready\nC: EHLO me\nS: 250-mail\nS: 250-CHUNKING\nS: 250 PIPELINING\n";

fn opening(login_wanted: bool) -> Opening {
    Opening {
        helo: "me".into(),
        login_wanted,
        chunking: true,
    }
}

fn open(script: &str, piece: usize) -> (Result<Session<Memory>, Error>, Peer) {
    let (memory, peer) = Memory::dialogue(script, piece);
    let session = Session::open(memory.connection(), &opening(false), None);
    (session, peer)
}

fn session(script: &str, piece: usize) -> (Session<Memory>, Peer) {
    let (session, peer) = open(script, piece);
    (session.expect("a session"), peer)
}

/// A message from a@x of three octets to these recipients at x.
fn request(recipients: &[&str]) -> EnvelopeRequest {
    let address = |local: &str| Address::parse(&format!("{local}@x.org")).expect("an address");
    let recipient = |local: &&str| Recipient {
        path: ForwardPath(address(local)),
        parameters: RecipientParameters::default(),
    };
    EnvelopeRequest {
        reverse_path: ReversePath::Address(address("a")),
        recipients: recipients.iter().map(recipient).collect(),
        parameters: MailParameters::default(),
        octets: 3,
        eight_bit: false,
        internationalized: None,
        data_in_flight: false,
    }
}

/// An envelope of one recipient that the server accepts.
fn accepted(session: &mut Session<Memory>) -> Accepted<'_, Memory> {
    let transaction = session.transaction(&request(&["b"])).expect("pushed");
    transaction
        .decide(RecipientPolicy::AllOrNone)
        .expect("accepted")
}

fn stage<T>(result: Result<T, Error>) -> Option<Stage> {
    result.err().and_then(|error| error.stage())
}

#[test]
fn greeting_ehlo_and_quit() {
    for piece in PIECES {
        let script = format!("{PIPELINING}C: QUIT\n");
        let (session, peer) = session(&script, piece);
        assert!(session.extensions().pipelining && session.is_usable());
        session.quit();
        peer.assert_heard();
        assert!(peer.is_closed());
    }
}

#[test]
fn a_server_that_does_not_serve() {
    for (script, expected) in [
        // 554 is answered with QUIT, what is not a reply with nothing.
        ("S: 554 no\nC: QUIT\n", "the server refused the connection"),
        ("S: 421 busy\n", "the server refused the connection"),
        ("S: hello\n", "GREETING"),
        ("S| 220 cut", "GREETING"),
        (
            "S: 220 hi\nC: EHLO me\nS: 550 no\nC: QUIT\n",
            "EHLO was refused",
        ),
        ("S: 220 hi\nC: EHLO me\nS: 421 bye\n", "EHLO was refused"),
        ("S: 220 hi\nC: EHLO me\nS: 250-a\nS: 550 b\n", "EHLO"),
    ] {
        for piece in PIECES {
            let (session, peer) = open(script, piece);
            let error = session.expect_err(script).to_string();
            assert!(error.starts_with(expected), "{script}: {error}");
            peer.assert_heard();
        }
    }
}

#[test]
fn helo_only_where_nothing_depends_on_ehlo() {
    let script = "S: 220 hi\nC: EHLO me\nS: 502 what?\n";
    let (session, peer) = session(&format!("{script}C: HELO me\nS: 250 hi\n"), 1);
    assert!(!session.extensions().pipelining);
    peer.assert_heard();
    let (memory, peer) = Memory::dialogue(&format!("{script}C: QUIT\n"), 1);
    let refused = Session::open(memory.connection(), &opening(true), None);
    assert!(matches!(refused, Err(Error::Login(_))));
    peer.assert_heard();
    let (memory, peer) = Memory::dialogue(&format!("{script}C: QUIT\n"), 1);
    let handshake = Box::new(|_, _: &_| -> Result<Memory, _> { panic!("no STARTTLS") });
    let refused = Session::open(memory.connection(), &opening(false), Some(handshake));
    assert!(matches!(refused, Err(Error::StartTlsNotOffered)));
    peer.assert_heard();
}

#[test]
fn ehlo_refused_after_tls_is_not_a_lack_of_starttls() {
    let script = "S: 220 hi\nC: EHLO me\nS: 250-mail\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\n\
                  C: EHLO me\nS: 500 what?\nC: QUIT\n";
    let (memory, peer) = Memory::dialogue(script, 7);
    let handshake = Box::new(|memory: Memory, _: &_| Ok(memory.encrypted()));
    let refused = Session::open(memory.connection(), &opening(false), Some(handshake));
    let error = refused.expect_err("refused").to_string();
    assert_eq!(error, "EHLO was refused: 500 what?");
    peer.assert_heard();
}

#[test]
fn nothing_from_before_tls_is_believed_after_it() {
    let clear =
        "S: 220 hi\nC: EHLO me\nS: 250-mail\nS: 250-PIPELINING\nS: 250 STARTTLS\nC: STARTTLS\n";
    for piece in PIECES {
        let script = format!("{clear}S: 220 go\nC: EHLO me\nS: 250 mail\n");
        let (memory, peer) = Memory::dialogue(&script, piece);
        let handshake = Box::new(|memory: Memory, _: &_| Ok(memory.encrypted()));
        let session = Session::open(memory.connection(), &opening(false), Some(handshake));
        assert!(!session.expect("a session").extensions().pipelining);
        peer.assert_heard();
    }
    let script = format!("{clear}S: 220 go\nS: 250 injected\n");
    let (memory, peer) = Memory::dialogue(&script, 4096);
    let handshake = Box::new(|_, _: &_| -> Result<Memory, _> { panic!("octets before TLS") });
    let refused = Session::open(memory.connection(), &opening(false), Some(handshake));
    assert!(matches!(
        refused,
        Err(Error::Wire {
            source: wire::Error::OctetsBeforeTls,
            ..
        })
    ));
    peer.assert_heard();
}

#[test]
fn empty_lines_are_skipped_up_to_a_bound() {
    for (lines, fine) in [(8, true), (9, false)] {
        for piece in PIECES {
            // Between two commands, and before an answer.
            let before = "S: \n".repeat(lines / 2);
            let after = "S| \\n\n".repeat(lines - lines / 2);
            let script = format!("S: 220 hi\n{before}C: EHLO me\n{after}S: 250 mail\n");
            let (session, peer) = open(&script, piece);
            assert_eq!(session.is_ok(), fine, "{lines}");
            peer.assert_heard();
        }
    }
    let (session, _) = open("S: 220-hi\nS: \nS: 220 you\n", 4096);
    assert!(session.is_err(), "an empty line inside a reply");
}

/// The texts of an error and its sources.
fn chain(error: &dyn std::error::Error) -> String {
    let mut texts = vec![error.to_string()];
    let mut next = error.source();
    while let Some(source) = next {
        texts.push(source.to_string());
        next = source.source();
    }
    texts.join(": ")
}

#[test]
fn an_error_prints_its_step_and_returns_its_source() {
    let broken = || wire::Error::Io {
        phase: Phase::Command,
        source: std::io::Error::other("cable pulled"),
    };
    for (error, expected) in [
        (
            Error::Wire {
                stage: Stage::Mail,
                source: broken(),
            },
            "MAIL: connection lost while waiting for a reply: cable pulled",
        ),
        (
            Error::Tls(Box::new(broken())),
            "connection lost while waiting for a reply: cable pulled",
        ),
        (
            Error::Content(std::io::Error::other("disk gone")),
            "the message could not be read to its end: disk gone",
        ),
    ] {
        assert_eq!(chain(&error), expected);
    }
}
