//! Envelopes in one flight: refusals, and flights that break.

use super::super::{RecipientPolicy, Stage};
use super::{PIECES, PIPELINING, PLAIN, accepted, request, session, stage};
use crate::address::{Address, ForwardPath};
use crate::sasl::Channel;
use crate::sasl::tests::automatic;
use crate::wire::{Flight, Window};

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

/// RFC 9422: nothing is sent that the server has announced to refuse.
#[test]
fn more_recipients_than_the_server_announces() {
    let open = |limits: &str| {
        let script = format!(
            "S: 220 hi\nC: EHLO me\nS: 250-mail\nS: 250-PIPELINING\nS: 250 LIMITS {limits}\n"
        );
        session(&script, 7)
    };
    for (limits, recipients, expected) in [
        (
            "RCPTMAX=2",
            &["b", "c", "d"][..],
            Some("the message has 3 recipients; the server accepts at most 2"),
        ),
        ("RCPTMAX=2", &["b", "c"], None),
        ("MAILMAX=1 RCPTDOMAINMAX=1", &["b", "c", "d"], None),
    ] {
        let (mut session, _) = open(limits);
        let mut flight = Flight::new(Window::PIPELINED);
        let pushed = session.push_envelope(&mut flight, &request(recipients));
        let error = pushed.map(drop).map_err(|error| error.to_string());
        assert_eq!(error.err().as_deref(), expected, "{limits}");
    }
    let (mut session, peer) = open("RCPTDOMAINMAX=1");
    let mut wanted = request(&["b"]);
    wanted.recipients.extend(request(&["c"]).recipients);
    let other = Address::parse("c@Y.org").expect("an address");
    wanted.recipients[1].path = ForwardPath(other);
    let error = session.transaction(&wanted).map(drop).expect_err("refused");
    assert_eq!(
        error.to_string(),
        "the message has 2 domains of recipients; the server accepts at most 1"
    );
    peer.assert_heard();
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
            let transaction = session.transaction(&request(&["b", "c"])).expect("pushed");
            let failed = transaction.decide(RecipientPolicy::AllOrNone).map(drop);
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
    let transaction = session.transaction(&request(&["b"])).expect("pushed");
    let failed = transaction.decide(RecipientPolicy::AllOrNone).map(drop);
    assert_eq!(stage(failed), Some(Stage::Rset));
    assert!(!session.is_usable());
    // The answers to MAIL and RCPT are still there: nothing may be written over them.
    let transaction = session.transaction(&request(&["b"])).expect("pushed");
    let failed = transaction.decide(RecipientPolicy::AllOrNone).map(drop);
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
fn the_first_refusal_of_a_flight_is_the_error() {
    let envelope = "C: MAIL FROM:<a@x.org>\nC: RCPT TO:<b@x.org>\nC: RCPT TO:<c@x.org>\n";
    for (replies, policy, expected, usable) in [
        // The flight breaks behind a refusal.
        (
            "S: 503 no\n",
            RecipientPolicy::Partial,
            "MAIL was refused: 503 no; then RCPT got no valid answer",
            false,
        ),
        (
            "S: 250 ok\nS: 550 no\nS: what\n",
            RecipientPolicy::AllOrNone,
            "b@x.org was refused: 550 no; then RCPT got no valid answer",
            false,
        ),
        // A refused recipient does not keep a message from the others, but a missing answer does.
        (
            "S: 250 ok\nS: 550 no\nS: what\n",
            RecipientPolicy::Partial,
            "RCPT: not an SMTP reply: \"what\"",
            false,
        ),
        (
            "S: 250 ok\nS: 550 no\nS: 421 bye\n",
            RecipientPolicy::AllOrNone,
            "b@x.org was refused: 550 no",
            false,
        ),
        (
            "S: 250 ok\nS: 250 ok\nS: 421 bye\n",
            RecipientPolicy::AllOrNone,
            "RCPT was refused: 421 bye",
            false,
        ),
        (
            "S: 421 bye\n",
            RecipientPolicy::AllOrNone,
            "MAIL was refused: 421 bye",
            false,
        ),
        // The answer to another command.
        (
            "S: 235 ok\nS: 250 ok\nS: 250 ok\n",
            RecipientPolicy::AllOrNone,
            "MAIL: unexpected reply: 235 ok",
            false,
        ),
        (
            "S: 250 ok\nS: 250 ok\nS: 354 ok\n",
            RecipientPolicy::Partial,
            "RCPT: unexpected reply: 354 ok",
            false,
        ),
        (
            "S: 250 ok\nS: 450 later\nS: 250 ok\n",
            RecipientPolicy::AllOrNone,
            "b@x.org was refused: 450 later",
            true,
        ),
    ] {
        for piece in PIECES {
            let script = format!("{PIPELINING}{envelope}{replies}");
            let (mut session, peer) = session(&script, piece);
            let transaction = session.transaction(&request(&["b", "c"])).expect("pushed");
            let error = transaction.decide(policy).expect_err(replies);
            assert_eq!(error.to_string(), expected, "{replies}");
            assert_eq!(session.is_usable(), usable, "{replies}");
            peer.assert_heard();
        }
    }
}

#[test]
fn recipients_answered_before_the_server_leaves_keep_their_replies() {
    let script = format!(
        "{PIPELINING}C: MAIL FROM:<a@x.org>\nC: RCPT TO:<b@x.org>\nC: RCPT TO:<c@x.org>\nC: RCPT TO:<d@x.org>\n\
         S: 250 ok\nS: 250 ok\nS: 421 bye\n"
    );
    let (mut session, _) = session(&script, 4096);
    let wanted = request(&["b", "c", "d"]);
    let transaction = session.transaction(&wanted).expect("pushed");
    let replies = (transaction.recipients().iter())
        .map(|outcome| outcome.reply.as_ref().map(|reply| reply.code.number()));
    assert_eq!(replies.collect::<Vec<_>>(), [Some(250), Some(421), None]);
}

#[test]
fn a_dry_run_whose_answers_are_out_of_step() {
    let script = format!(
        "{PIPELINING}C: MAIL FROM:<a@x.org>\nC: RCPT TO:<b@x.org>\nS: 250 ok\nS: 250 ok\nS: 550 no\n"
    );
    let (mut session, peer) = session(&script, 4096);
    assert_eq!(stage(accepted(&mut session).reset()), Some(Stage::Rset));
    session.quit();
    peer.assert_heard();
}

/// A login that is due is made before the first envelope, and no envelope is sent without it.
#[test]
fn a_login_that_is_due() {
    let login = || automatic("u", "password", Channel::Verified);
    let auth = "C: AUTH PLAIN AHUAcGFzc3dvcmQ=\n";
    let envelope = "C: MAIL FROM:<a@x.org>\nC: RCPT TO:<b@x.org>\n";
    let answers = "S: 250 ok\nS: 250 ok\n";
    let one_at_a_time = "S: 220 mail ready\nC: EHLO me\nS: 250-mail\nS: 250 AUTH PLAIN\n";
    for (script, expected) in [
        (
            format!("{PIPELINING}{auth}{envelope}S: 235 welcome\n{answers}"),
            None,
        ),
        (
            format!("{PIPELINING}{auth}{envelope}S: 535 no\n{answers}"),
            Some("535 no"),
        ),
        (format!("{one_at_a_time}{auth}S: 535 no\n"), Some("535 no")),
        (
            format!(
                "{one_at_a_time}{auth}S: 235 welcome\n{}{}",
                "C: MAIL FROM:<a@x.org>\nS: 250 ok\n", "C: RCPT TO:<b@x.org>\nS: 250 ok\n"
            ),
            None,
        ),
    ] {
        for piece in PIECES {
            let (mut session, peer) = session(&script, piece);
            session.login_with_envelope(login());
            let made = session.transaction(&request(&["b"])).map(drop);
            let error = made.err().map(|error| error.to_string());
            assert_eq!(error.as_deref(), expected, "{script}");
            assert_eq!(session.is_usable(), expected.is_none(), "{script}");
            peer.assert_heard();
        }
    }
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
            let login = automatic("u", "password", Channel::Verified);
            let login = session.push_login(&login, &mut flight).expect("a method");
            let envelope = session
                .push_envelope(&mut flight, &request(&["b"]))
                .expect("an envelope");
            let logged_in = session.read_login(login, &mut flight);
            assert_eq!(logged_in.is_ok(), accepted);
            if accepted {
                let transaction = session.read_envelope(&mut flight, envelope);
                assert!(transaction.recipients()[0].is_accepted());
            }
            assert_eq!(session.is_usable(), accepted);
            peer.assert_heard();
        }
    }
}
