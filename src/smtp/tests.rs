//! Sessions over a stream in memory, with the server's octets in pieces of several sizes.

use super::{
    Delivery, EnvelopeRequest, Error, MailParameters, Opening, Recipient, RecipientParameters,
    RecipientPolicy, Session, Stage,
};
use crate::address::{Address, ForwardPath, ReversePath};
use crate::sasl::{Channel, Credentials, Nonce, Preference, Proof, Request};
use crate::secret::Secret;
use crate::timeout::Phase;
use crate::wire::memory::{Memory, Peer};
use crate::wire::{self, Flight, Window};

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

fn stage<T>(result: Result<T, Error>) -> Option<Stage> {
    result.err().and_then(|error| error.stage())
}

#[test]
fn greeting_ehlo_and_quit() {
    for piece in PIECES {
        let script = format!("{PIPELINING}C: QUIT\n");
        let (session, peer) = session(&script, piece);
        assert!(session.extensions().pipelining && session.is_usable());
        assert_eq!(session.greeting().text(), "mail ready");
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
fn refusals_of_the_envelope() {
    for piece in PIECES {
        let envelope = "C: MAIL FROM:<a@x.org>\nC: RCPT TO:<b@x.org>\nC: RCPT TO:<c@x.org>\n";
        let script = format!(
            "{PIPELINING}{envelope}S: 250 ok\nS: 450 later\nS: 550 5.1.1 never\nC: RSET\n\
             {envelope}S: 250 reset\nS: 250 ok\nS: 250 ok\nS: 550 5.1.1 never\nC: QUIT\n"
        );
        let (mut session, peer) = session(&script, piece);
        let transaction = session
            .transaction(&request(&["b", "c"]))
            .expect("answered");
        let replies = transaction.recipients().iter().map(|outcome| {
            let reply = outcome.reply.as_ref().expect("a reply");
            reply.code.number()
        });
        assert_eq!(replies.collect::<Vec<_>>(), [450, 550]);
        let error = transaction
            .decide(RecipientPolicy::Partial)
            .expect_err("none is left");
        assert_eq!(error.to_string(), "c@x.org was refused: 550 5.1.1 never");
        // The transaction that was given up is reset; now one recipient is accepted.
        let transaction = session
            .transaction(&request(&["b", "c"]))
            .expect("answered");
        assert!(transaction.decide(RecipientPolicy::Partial).is_ok());
        session.quit();
        peer.assert_heard();
    }
}

#[test]
fn a_refused_sender_without_pipelining() {
    let script = format!(
        "{PLAIN}C: MAIL FROM:<a@x.org>\nS: 550 no\nC: MAIL FROM:<a@x.org>\nS: 550 no\nC: QUIT\n"
    );
    let (mut session, peer) = session(&script, 1);
    for _ in 0..2 {
        // RCPT is not sent, and no transaction was begun that RSET would have to end.
        let transaction = session.transaction(&request(&["b"])).expect("answered");
        assert_eq!(transaction.recipients()[0].reply, None);
        let refused = transaction.decide(RecipientPolicy::AllOrNone);
        assert_eq!(stage(refused), Some(Stage::Mail));
    }
    session.quit();
    peer.assert_heard();
}

#[test]
fn a_flight_left_with_answers_due_ends_the_session() {
    let envelope = "C: MAIL FROM:<a@x.org>\nC: RCPT TO:<b@x.org>\nC: RCPT TO:<c@x.org>\n";
    for (replies, expected) in [
        (
            "S: 250 ok\nS: 421 closing\nS: 250 never read\n",
            Stage::Rcpt,
        ),
        ("S: 421 closing\n", Stage::Mail),
        ("S: 250 ok\nS: garbage\nS: 250 ok\n", Stage::Rcpt),
        ("S: 250 ok\nS: 250-ok\nS: 550 ok\nS: 250 ok\n", Stage::Rcpt),
        ("S: 250 ok\nS: 250 ok\nS| 25", Stage::Rcpt),
    ] {
        for piece in PIECES {
            let script = format!("{PIPELINING}{envelope}{replies}");
            let (mut session, peer) = session(&script, piece);
            let failed = session.transaction(&request(&["b", "c"])).map(drop);
            assert_eq!(stage(failed), Some(expected), "{replies}");
            assert!(!session.is_usable());
            session.quit();
            peer.assert_heard();
        }
    }
}

#[test]
fn a_refused_reset_ends_the_session() {
    let script = format!(
        "{PIPELINING}C: MAIL FROM:<a@x.org>\nC: RCPT TO:<b@x.org>\nS: 250 ok\nS: 550 no\n\
         C: RSET\nC: MAIL FROM:<a@x.org>\nC: RCPT TO:<b@x.org>\nS: 451 no\nS: 250 ok\nS: 250 ok\n"
    );
    let (mut session, peer) = session(&script, 4096);
    let transaction = session.transaction(&request(&["b"])).expect("answered");
    assert!(transaction.decide(RecipientPolicy::AllOrNone).is_err());
    assert!(session.is_usable());
    let failed = session.transaction(&request(&["b"])).map(drop);
    assert_eq!(stage(failed), Some(Stage::Rset));
    assert!(!session.is_usable());
    // The answers to MAIL and RCPT are still there: nothing may be written over them.
    let failed = session.transaction(&request(&["b"])).map(drop);
    assert_eq!(stage(failed), Some(Stage::Rset));
    session.quit();
    peer.assert_heard();
}

#[test]
fn mail_data_granted_to_a_transaction_that_is_given_up() {
    let script = format!(
        "{PIPELINING}C: MAIL FROM:<a@x.org>\nC: RCPT TO:<b@x.org>\nC: DATA\n\
         S: 250 ok\nS: 550 no\nS: 354 go ahead\n"
    );
    let mut wanted = request(&["b"]);
    wanted.data_in_flight = true;
    let (mut session, peer) = session(&script, 4096);
    let transaction = session.transaction(&wanted).expect("answered");
    assert!(transaction.decide(RecipientPolicy::AllOrNone).is_err());
    // RSET or QUIT would be text of a message.
    assert!(!session.is_usable());
    session.quit();
    peer.assert_heard();
}

#[test]
fn verdicts() {
    for (verdict, expected, usable) in [
        ("S: 250 queued\n", "accepted 250 queued", true),
        ("S: 251 queued\n", "accepted 251 queued", true),
        ("S: 554 no\n", "refused 554 no", true),
        ("S: 421 no\n", "refused 421 no", false),
        ("S: 354 what\n", "unknown", false),
        ("S: what\n", "unknown", false),
        ("S| 250 que", "unknown", false),
    ] {
        for (opening, content) in [
            (PIPELINING, "C: DATA\nS: 354 go\nC: a\nC: .\n"),
            (CHUNKING, "C: BDAT 3 LAST\nC: a\n"),
        ] {
            let script = format!(
                "{opening}C: MAIL FROM:<a@x.org>\nC: RCPT TO:<b@x.org>\nS: 250 ok\nS: 250 ok\n{content}{verdict}"
            );
            for piece in PIECES {
                let (mut session, peer) = session(&script, piece);
                let transaction = session.transaction(&request(&["b"])).expect("answered");
                let transaction = transaction
                    .decide(RecipientPolicy::AllOrNone)
                    .expect("accepted");
                let delivery = match transaction.content(3, &mut b"a\r\n".as_slice()) {
                    Delivery::Accepted(reply) => format!("accepted {reply}"),
                    Delivery::Refused(reply) => format!("refused {reply}"),
                    Delivery::NotSent(error) => panic!("{error}"),
                    Delivery::Unknown(_) => "unknown".into(),
                };
                assert_eq!((delivery.as_str(), session.is_usable()), (expected, usable));
                peer.assert_heard();
            }
        }
    }
}

#[test]
fn content_that_breaks_off_is_not_ended() {
    for (opening, begun) in [(PIPELINING, "C: DATA\nS: 354 go\n"), (CHUNKING, "")] {
        let script = format!(
            "{opening}C: MAIL FROM:<a@x.org>\nC: RCPT TO:<b@x.org>\nS: 250 ok\nS: 250 ok\n{begun}"
        );
        let (mut session, peer) = session(&script, 4096);
        let transaction = session.transaction(&request(&["b"])).expect("answered");
        let delivery = transaction.content(3, &mut b"a".as_slice());
        assert!(matches!(delivery, Delivery::NotSent(Error::Content(_))));
        assert!(!session.is_usable());
        session.quit();
        peer.assert_heard();
    }
}

#[test]
fn a_refusal_before_the_end_of_the_content() {
    let script = format!(
        "{PIPELINING}C: MAIL FROM:<a@x.org>\nC: RCPT TO:<b@x.org>\nS: 250 ok\nS: 250 ok\n\
         C: DATA\nS: 354 go\nS: 552 too big\n"
    );
    let (mut session, peer) = session(&script, 4096);
    let transaction = session.transaction(&request(&["b"])).expect("answered");
    let delivery = transaction.content(3, &mut b"a\r\n".as_slice());
    assert!(matches!(delivery, Delivery::Refused(reply) if reply.code.number() == 552));
    assert!(!session.is_usable());
    session.quit();
    peer.assert_heard();
}

#[test]
fn login_and_envelope_share_a_flight() {
    for (verdict, accepted) in [("235 welcome", true), ("535 5.7.8 no", false)] {
        let script = format!(
            "{PIPELINING}C: AUTH PLAIN AHUAcGFzc3dvcmQ=\nC: MAIL FROM:<a@x.org>\nC: RCPT TO:<b@x.org>\n\
             S: {verdict}\nS: 250 ok\nS: 250 ok\n"
        );
        for piece in PIECES {
            let (mut session, peer) = session(&script, piece);
            let mut flight = Flight::new(Window::PIPELINED);
            let login = Request {
                credentials: Credentials::new("u".into(), Proof::Password(Secret::new("password"))),
                preference: Preference::Auto,
                channel: Channel::Verified,
                cleartext_allowed: false,
                nonce: Nonce::new(b"nonce"),
            };
            let login = session.push_login(&login, &mut flight).expect("a method");
            let envelope = session
                .push_envelope(&mut flight, &request(&["b"]))
                .expect("an envelope");
            let logged_in = session.read_login(login, &mut flight);
            assert_eq!(logged_in.is_ok(), accepted);
            if accepted {
                let transaction = session.read_envelope(&mut flight, envelope);
                assert!(transaction.expect("answered").recipients()[0].is_accepted());
            }
            assert_eq!(session.is_usable(), accepted);
            peer.assert_heard();
        }
    }
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
