//! Maildrops over a POP3 session in memory.

use super::{Entry, Error, Kind, Maildrop, Marked, Part, Refusal, Removal, Shortfall};
use crate::copy;
use crate::pop3::Session;
use crate::sasl::Channel;
use crate::sasl::tests::automatic;
use crate::wire::memory::{Memory, Peer};

/// The session up to the login; a server that pipelines and has UIDL and TOP.
const LOGIN: &str = "\
S: +OK ready
C: CAPA
S: +OK
S: USER
S: UIDL
S: TOP
S: PIPELINING
S: .
C: USER u
C: PASS secret
S: +OK
S: +OK
";

/// An open maildrop at a server that goes on with `script` after the login.
fn open(script: &str) -> (Maildrop, Peer) {
    let (memory, peer) = Memory::dialogue(&format!("{LOGIN}{script}"), usize::MAX);
    let session = Session::open(memory.connection(), None).expect("a session");
    let request = automatic("u", "secret", Channel::Loopback);
    let session = session.authenticate(&request).expect("logged in");
    (Maildrop::pop3(session), peer)
}

fn mark(script: &str, numbers: &[u32]) -> (Result<Marked, Error>, Peer) {
    let (maildrop, peer) = open(script);
    (maildrop.mark(numbers, true), peer)
}

/// Two messages marked; what follows is left to the script.
const MARKED: &str = "\
C: UIDL
C: DELE 1
C: DELE 3
S: +OK
S: 1 uid-1
S: 3 uid-3
S: .
S: +OK marked
S: +OK marked
";

fn marked(script: &str) -> (Marked, Peer) {
    let (marked, peer) = mark(&format!("{MARKED}{script}"), &[1, 3]);
    (marked.expect("marked"), peer)
}

#[test]
fn committed_messages_are_removed_when_quit_is_confirmed() {
    let (mut marked, peer) = marked("C: QUIT\nS: +OK bye\n");
    let entry = |number, unique_id: &str| Entry {
        number,
        octets: None,
        unique_id: Some(unique_id.into()),
    };
    assert_eq!(marked.entries(), [entry(1, "uid-1"), entry(3, "uid-3")]);
    assert!(marked.take_shortfall().refusals.is_empty());
    assert!(matches!(marked.commit(), Removal::Done));
    peer.assert_heard();
}

#[test]
fn a_commit_without_a_confirmation_is_unknown() {
    for (script, stage) in [("C: QUIT\n", "QUIT"), ("C: QUIT\nS: -ERR some\n", "QUIT")] {
        let (marked, peer) = marked(script);
        match marked.commit() {
            Removal::Unknown(error) => assert_eq!(error.stage(), Some(stage), "{script}"),
            other => panic!("{script}: {other:?}"),
        }
        peer.assert_heard();
    }
}

#[test]
fn a_commit_that_does_not_reach_the_server_removes_nothing() {
    let (marked, peer) = marked("== breaks\n");
    assert!(matches!(marked.commit(), Removal::NotDone(_)));
    peer.assert_heard();
}

#[test]
fn marks_taken_back_are_reset_before_quit() {
    let (marked, peer) = marked("C: RSET\nS: +OK\nC: QUIT\n");
    marked.take_back().expect("taken back");
    peer.assert_heard();
    assert!(peer.is_closed());
}

#[test]
fn no_quit_over_marks_that_may_still_stand() {
    for answer in [
        "S: -ERR no\n",
        "",
        "S: +OK stale\nS: -ERR no\n",
        "S: +OK\nS| x",
        "S: +OK\nS: \n",
    ] {
        let (marked, peer) = marked(&format!("C: RSET\n{answer}"));
        let error = marked.take_back().expect_err("not confirmed");
        assert_eq!(error.stage(), Some("RSET"));
        peer.assert_heard();
    }
}

#[test]
fn dropped_marks_end_the_connection_without_quit() {
    let (marked, peer) = marked("");
    drop(marked);
    peer.assert_heard();
}

#[test]
fn a_refused_mark_is_a_missing_message_only_if_it_is_not_listed() {
    let script = "\
C: UIDL
C: DELE 1
C: DELE 2
C: DELE 3
S: +OK
S: 1 uid-1
S: 3 uid-3
S: .
S: +OK
S: -ERR no such message
S: -ERR read-only
C: RSET
S: +OK
C: QUIT
";
    let (marked, peer) = mark(script, &[1, 2, 3]);
    let mut marked = marked.expect("some marked");
    let numbers: Vec<u32> = marked.entries().iter().map(|entry| entry.number).collect();
    assert_eq!(numbers, [1]);
    match &marked.take_shortfall().refusals[..] {
        [
            Refusal::NoSuchMessage(2),
            Refusal::Refused { number: 3, error },
        ] => {
            assert!(matches!(error.kind(), Kind::Refused));
            assert_eq!(error.stage(), Some("DELE"));
            let words = error.server_words().expect("words");
            assert_eq!(words.text, "-ERR read-only");
            assert_eq!(
                error.to_string(),
                "DELE of message 3 was refused: -ERR read-only"
            );
        }
        other => panic!("{other:?}"),
    }
    marked.take_back().expect("taken back");
    peer.assert_heard();
}

#[test]
fn one_error_names_all_that_is_missing_and_stands_before_the_other_refusals() {
    let refused = || Refusal::Refused {
        number: 1,
        error: crate::pop3::Error::NoTop.into(),
    };
    let errors = |refusals, missing: &[u32]| -> Vec<String> {
        let errors = Refusal::into_errors(refusals, missing.to_vec());
        errors.iter().map(ToString::to_string).collect()
    };
    let no_top = crate::pop3::Error::NoTop.to_string();
    assert!(errors(vec![], &[]).is_empty());
    assert_eq!(errors(vec![refused()], &[]), [no_top.as_str()]);
    let refusals = vec![
        refused(),
        Refusal::NoSuchMessage(7),
        refused(),
        Refusal::NoSuchMessage(4),
    ];
    assert_eq!(
        errors(refusals, &[5]),
        ["no such message: 4, 5, 7", &no_top, &no_top]
    );
}

#[test]
fn a_refusal_is_not_lost_when_the_connection_fails_after_it() {
    let cut_at = |script: &str, part| {
        let (shortfall, _, peer) = retrieve_all(script, part, &[1, 2]);
        peer.assert_heard();
        let error = shortfall.broken_off.expect("cut");
        assert!(matches!(error.kind(), Kind::Wire(_)), "{script}");
        match &shortfall.refusals[..] {
            [Refusal::Refused { number: 1, error }] => error.to_string(),
            other => panic!("{script}: {other:?}"),
        }
    };
    for (part, one, two) in [
        (Part::Whole, "RETR 1", "RETR 2"),
        (Part::Top(0), "TOP 1 0", "TOP 2 0"),
    ] {
        let command = &one[..one.find(' ').expect("a word")];
        let expected = format!("{command} of message 1 was refused: -ERR no");
        let refused = format!("C: {one}\nC: {two}\nS: -ERR no\n");
        for rest in [
            "",                           // at the next answer
            "S: +OK\nS: Subject: half\n", // in the next message
            "S: +OK\nS: .\nC: LIST\n",    // in the listing that explains the refusal
            "S: +OK\nS: .\nC: LIST\nS: +OK\nS: 1 120\n",
        ] {
            assert_eq!(cut_at(&format!("{refused}{rest}"), part), expected);
        }
    }
}

/// Retrieves message 1 and reads all of it.
fn retrieve(script: &str, part: Part) -> (Shortfall<Error>, Maildrop, Peer) {
    retrieve_all(script, part, &[1])
}

/// Retrieves the messages and reads all of each.
fn retrieve_all(script: &str, part: Part, numbers: &[u32]) -> (Shortfall<Error>, Maildrop, Peer) {
    let (mut maildrop, peer) = open(script);
    let shortfall = maildrop.retrieve(numbers, part, false, |incoming| {
        copy::drain(incoming.content).map_err(Error::of_content)?;
        Ok(())
    });
    (shortfall, maildrop, peer)
}

#[test]
fn an_error_of_content_names_the_command() {
    for (part, command) in [(Part::Whole, "RETR 1"), (Part::Top(0), "TOP 1 0")] {
        let script = format!("C: {command}\nS: +OK\nS: Subject: cut\n");
        let (retrieved, _, _) = retrieve(&script, part);
        let error = retrieved.broken_off.expect("cut");
        assert!(matches!(error.kind(), Kind::Wire(_)));
        assert_eq!(error.stage(), command.split(' ').next());
        let name = error.stage().unwrap_or_default();
        assert_eq!(error.to_string(), format!("{name} of message 1"));
    }
}

#[test]
fn octets_behind_the_last_message_are_an_error_of_its_command() {
    for (part, command) in [(Part::Whole, "RETR 1"), (Part::Top(0), "TOP 1 0")] {
        let script = format!("C: {command}\nS: +OK\nS: Subject: a\nS: .\nS: the rest\nS: .\n");
        let (retrieved, maildrop, peer) = retrieve(&script, part);
        assert!(retrieved.refusals.is_empty() && retrieved.broken_off.is_none());
        let error = maildrop.leave_in_step().expect_err("more came");
        assert_eq!(error.stage(), command.split(' ').next());
        peer.assert_heard();
    }
}
