//! Sessions over a stream in memory, with the server's octets in pieces of several sizes.

use super::listing::UniqueId;
use super::session::Authorization;
use super::{Error, Extent, Retrieval, Session, Stage, Survey, Transaction, Update};
use crate::sasl::tests::automatic;
use crate::sasl::{Channel, Request};
use crate::wire::memory::{Memory, Peer};
use crate::wire::{self, Flight, Window};
use std::io::Read;

/// How many octets the server sends at once.
const PIECES: [usize; 3] = [1, 7, 4096];

const PIPELINING: &str =
    "S: +OK ready\nC: CAPA\nS: +OK\nS: PIPELINING\nS: UIDL\nS: TOP\nS: USER\nS: .\n";
const OLD: &str = "S: +OK ready\nC: CAPA\nS: -ERR what?\n";
const LOGIN: &str = "C: USER u\nC: PASS password\nS: +OK\nS: +OK\n";
const OLD_LOGIN: &str = "C: USER u\nS: +OK\nC: PASS password\nS: +OK\n";
const ALL: Survey = Survey {
    stat: true,
    list: true,
    uidl: true,
};

fn open(script: &str, piece: usize) -> (Result<Session<Memory, Authorization>, Error>, Peer) {
    let (memory, peer) = Memory::dialogue(script, piece);
    (Session::open(memory.connection(), None), peer)
}

fn login() -> Request {
    automatic("u", "password", Channel::Verified)
}

/// A session that has logged in to a server that pipelines.
fn session(script: &str, piece: usize) -> (Session<Memory, Transaction>, Peer) {
    let (session, peer) = open(&format!("{PIPELINING}{LOGIN}{script}"), piece);
    let session = session.expect("a session").authenticate(&login());
    (session.expect("a login"), peer)
}

fn stage<T>(result: Result<T, Error>) -> Option<Stage> {
    result.err().map(|error| error.stage())
}

#[test]
fn greeting_capabilities_and_the_way_out() {
    for piece in PIECES {
        let (session, peer) = open(&format!("{PIPELINING}C: QUIT\n"), piece);
        let session = session.expect("a session");
        assert!(session.capabilities().pipelining && session.capabilities().uidl);
        session.leave();
        peer.assert_heard();
        let (session, peer) = open(&format!("{OLD}C: QUIT\n"), piece);
        let session = session.expect("a session");
        assert!(!session.capabilities().capa_answered);
        session.leave();
        peer.assert_heard();
    }
}

#[test]
fn a_server_that_does_not_serve() {
    for (script, expected) in [
        ("S: -ERR busy\n", "the server refused the connection"),
        ("S: hello\n", "GREETING"),
        ("S| +OK cut", "GREETING"),
        ("S: +OK hi\nC: CAPA\nS: what?\n", "CAPA"),
        ("S: +OK hi\nC: CAPA\nS: +OK\nS| UID", "CAPA"),
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
fn nothing_from_before_tls_is_believed_after_it() {
    let clear = "S: +OK hi\nC: CAPA\nS: +OK\nS: STLS\nS: PIPELINING\nS: .\nC: STLS\n";
    for piece in PIECES {
        let script = format!("{clear}S: +OK go\nC: CAPA\nS: +OK\nS: .\n");
        let (memory, peer) = Memory::dialogue(&script, piece);
        let handshake = Box::new(|memory: Memory, _: &_| Ok(memory.encrypted()));
        let session = Session::open(memory.connection(), Some(handshake)).expect("a session");
        assert!(!session.capabilities().pipelining);
        peer.assert_heard();
    }
    let script = format!("{clear}S: +OK go\nS: +OK injected\n");
    let (memory, peer) = Memory::dialogue(&script, 4096);
    let handshake = Box::new(|_, _: &_| -> Result<Memory, _> { panic!("octets before TLS") });
    let refused = Session::open(memory.connection(), Some(handshake));
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
fn logins() {
    for (script, accepted) in [
        (format!("{PIPELINING}{LOGIN}"), true),
        (format!("{OLD}{OLD_LOGIN}"), true),
        (format!("{OLD}C: USER u\nS: -ERR no\nC: QUIT\n"), false),
        (
            format!("{OLD}C: USER u\nS: +OK\nC: PASS password\nS: -ERR no\nC: QUIT\n"),
            false,
        ),
        (
            format!("{PIPELINING}C: USER u\nC: PASS password\nS: +OK\nS: garbage\n"),
            false,
        ),
    ] {
        for piece in PIECES {
            let (session, peer) = open(&script, piece);
            let session = session.expect("a session").authenticate(&login());
            assert_eq!(session.is_ok(), accepted, "{script}");
            peer.assert_heard();
        }
    }
}

#[test]
fn the_survey() {
    let commands = "C: STAT\nC: LIST\nC: UIDL\n";
    for piece in PIECES {
        let script = format!(
            "{commands}S: +OK 2 30\nS: +OK\nS: 1 10\nS: 2 20\nS: .\nS: +OK\nS: 1 a\nS: 2 b\nS: .\nC: QUIT\n"
        );
        let (mut maildrop, peer) = session(&script, piece);
        let surveyed = maildrop.survey(ALL).expect("a survey");
        let drop = surveyed.drop.expect("a size");
        assert_eq!((drop.count, drop.octets), (2, 30));
        assert_eq!(surveyed.scan.expect("a listing").0.len(), 2);
        assert_eq!(surveyed.unique_ids.expect("unique-ids").0[&2].as_str(), "b");
        maildrop.leave();
        peer.assert_heard();
        // Refused unique-ids are none. QUIT is the last of the flight, and no other follows.
        let script = format!("{commands}C: QUIT\nS: +OK 0 0\nS: +OK\nS: .\nS: -ERR what?\n");
        let (maildrop, peer) = session(&script, piece);
        let surveyed = maildrop.survey_and_quit(ALL).expect("a survey");
        assert_eq!(surveyed.unique_ids, None);
        peer.assert_heard();
        assert!(peer.is_closed());
    }
}

#[test]
fn a_survey_that_breaks_off_ends_the_session() {
    for (answers, expected) in [
        ("S: -ERR no\nS: +OK\nS: .\nS: +OK\nS: .\n", Stage::Stat),
        ("S: +OK two\nS: +OK\nS: .\nS: +OK\nS: .\n", Stage::Stat),
        (
            "S: +OK 1 1\nS: +OK\nS: one\nS: .\nS: +OK\nS: .\n",
            Stage::List,
        ),
        (
            "S: +OK 1 1\nS: +OK\nS: 1 1\nS: .\nS: +OK\nS: 1\nS: .\n",
            Stage::Uidl,
        ),
        ("S: +OK 1 1\nS: +OK\nS: 1 1\n", Stage::List),
    ] {
        for piece in PIECES {
            let script = format!("C: STAT\nC: LIST\nC: UIDL\n{answers}");
            let (mut maildrop, peer) = session(&script, piece);
            assert_eq!(stage(maildrop.survey(ALL)), Some(expected), "{answers}");
            assert!(maildrop.survey(ALL).is_err());
            maildrop.leave();
            peer.assert_heard();
        }
    }
}

#[test]
fn retrieval() {
    let script = "C: UIDL 1\nC: RETR 1\nC: UIDL 2\nC: RETR 2\nC: UIDL 3\nC: RETR 3\n\
        S: +OK 1 a\nS: +OK\nS: ..one\nS: .\nS: -ERR no\nS: -ERR no such message\nS: +OK 3 c\nS: +OK\nS: .\nC: QUIT\n";
    for piece in PIECES {
        let (mut maildrop, peer) = session(script, piece);
        let mut retrievals = maildrop
            .retrieve(&[1, 2, 3], Extent::Whole, true)
            .expect("begun");
        let mut got = Vec::new();
        while let Some(retrieval) = retrievals.next_message().expect("in step") {
            got.push(match retrieval {
                Retrieval::Message {
                    number,
                    unique_id,
                    mut content,
                } => {
                    let mut text = String::new();
                    content.read_to_string(&mut text).expect("content");
                    let unique_id = unique_id.as_ref().map_or("-", UniqueId::as_str);
                    format!("{number} {unique_id} {text:?}")
                }
                Retrieval::Refused { number, response } => format!("{number} {response}"),
            });
        }
        assert_eq!(
            got,
            [r#"1 a ".one\r\n""#, "2 -ERR no such message", r#"3 c """#]
        );
        maildrop.leave();
        peer.assert_heard();
    }
}

#[test]
fn a_unique_id_of_another_message_is_malformed() {
    let script = "C: UIDL 1\nC: RETR 1\nS: +OK 2 b\nS: +OK\nS: two\nS: .\n";
    for piece in PIECES {
        let (mut maildrop, _) = session(script, piece);
        let mut retrievals = maildrop.retrieve(&[1], Extent::Whole, true).expect("begun");
        let error = retrievals.next_message().expect_err("out of step");
        assert!(matches!(error, Error::Malformed { .. }), "{error:?}");
        assert_eq!(
            error.to_string(),
            "UIDL: not the unique-id of the message asked for: \"2 b\""
        );
    }
}

#[test]
fn a_message_left_unread_ends_the_session() {
    for piece in PIECES {
        let script = "C: RETR 1\nC: RETR 2\nS: +OK\nS: one\nS: .\nS: +OK\nS: two\nS: .\n";
        let (mut maildrop, peer) = session(script, piece);
        let mut retrievals = maildrop
            .retrieve(&[1, 2], Extent::Whole, false)
            .expect("begun");
        drop(retrievals.next_message().expect("a message"));
        assert_eq!(stage(retrievals.next_message()), Some(Stage::Retr));
        drop(retrievals);
        assert_eq!(stage(maildrop.reset()), Some(Stage::Rset));
        // Nothing was asked to be removed; QUIT could say otherwise to the wrong place.
        assert!(matches!(maildrop.quit(), Update::NotDone(_)));
        peer.assert_heard();
    }
}

#[test]
fn a_part_of_a_message_needs_top() {
    let (session, _) = open(
        &format!("S: +OK\nC: CAPA\nS: +OK\nS: USER\nS: .\n{OLD_LOGIN}"),
        9,
    );
    let mut maildrop = session
        .expect("a session")
        .authenticate(&login())
        .expect("a login");
    let refused = maildrop.retrieve(&[1], Extent::Top(0), false).map(drop);
    assert!(matches!(refused, Err(Error::NoTop)));
}

#[test]
fn how_a_removal_ends() {
    for (answer, expected) in [
        ("C: QUIT\nS: +OK bye\nC: none\n", "done"),
        ("C: QUIT\nS: +OK bye\n", "done"),
        ("C: QUIT\nS: -ERR some\n", "refused"),
        ("C: QUIT\nS: what\n", "unknown"),
        ("C: QUIT\nS| +O", "unknown"),
        ("C: QUIT\n", "unknown"),
        ("== breaks\n", "not done"),
    ] {
        for piece in PIECES {
            let script = format!("C: DELE 1\nC: DELE 2\nS: +OK\nS: +OK\n{answer}");
            let (mut maildrop, _) = session(&script, piece);
            let (responses, _) = maildrop.delete(&[1, 2], false).expect("answered");
            assert!(responses.iter().all(|response| response.positive));
            let ended = match maildrop.quit() {
                Update::Done => "done",
                Update::NotDone(_) => "not done",
                Update::Refused(_) => "refused",
                Update::Unknown(_) => "unknown",
            };
            assert_eq!(ended, expected, "{answer}");
        }
    }
    // More than one answer to QUIT: one of them belongs to another command.
    let (maildrop, _) = session("C: QUIT\nS: +OK\nS: -ERR late\n", 4096);
    assert!(matches!(maildrop.quit(), Update::Unknown(_)));
    // More than DELE's answer before QUIT.
    let (mut maildrop, peer) = session("C: DELE 1\nS: +OK\nS: +OK late\n", 4096);
    maildrop.delete(&[1], false).expect("answered");
    assert!(matches!(maildrop.quit(), Update::NotDone(_)));
    peer.assert_heard();
}

#[test]
fn login_and_survey_share_a_flight() {
    for (answer, accepted) in [("+OK", true), ("-ERR no", false)] {
        let script = format!(
            "{PIPELINING}C: USER u\nC: PASS password\nC: STAT\nC: QUIT\nS: +OK\nS: {answer}\nS: +OK 1 2\n"
        );
        for piece in PIECES {
            let (session, peer) = open(&script, piece);
            let mut session = session.expect("a session");
            let mut flight = Flight::new(Window::PIPELINED);
            let login = session.push_login(&login(), &mut flight).expect("a method");
            let stat = Survey {
                stat: true,
                ..Survey::default()
            };
            let survey = session.push_survey(&mut flight, stat);
            flight.push(&super::command::Command::Quit);
            let entered = session.enter(login, &mut flight);
            assert_eq!(entered.is_ok(), accepted);
            if let Ok(mut maildrop) = entered {
                let surveyed = maildrop.read_survey(&mut flight, survey).expect("a survey");
                assert_eq!(surveyed.drop.expect("a size").count, 1);
                maildrop.leave();
            }
            peer.assert_heard();
        }
    }
}
