//! The verdict on a message, and content that does not get one.

use super::super::{Delivery, Error};
use super::{CHUNKING, PIECES, PIPELINING, accepted, session};

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
        // The answers to other commands.
        ("S: 200 what\n", "unknown", false),
        ("S: 220 what\n", "unknown", false),
        ("S: 221 bye\n", "unknown", false),
        ("S: 235 what\n", "unknown", false),
        ("S: 260 what\n", "unknown", false),
        // Something behind the verdict that nothing asked for.
        ("S: 250 a\nS: 554 b\n", "unknown", false),
        ("S: 554 a\nS: 250 b\n", "unknown", false),
        ("S: 554 a\nS: 554 b\n", "unknown", false),
        ("S: 250 a\nS: 354 b\n", "unknown", false),
        ("S: 250 a\nS: what\n", "unknown", false),
        ("S: 250 a\nS| 2", "unknown", false),
        ("S: 250 a\nS: 250 b\nS: 554 c\n", "unknown", false),
        ("S: 250 a\nS: 421 b\nS: 554 c\n", "unknown", false),
        // What does not contradict it.
        ("S: 250 a\nS: 251-b\nS: 251 c\n", "accepted 250 a", false),
        ("S: 250 a\nS: 421 b\n", "accepted 250 a", false),
        ("S: 554 a\nS: 421 b\n", "refused 554 a", false),
        ("S: \nS: 250 a\nS: \nS: \n", "accepted 250 a", true),
        ("S| \\n\\r\\n\nS: 554 a\nS| \\n\\n\n", "refused 554 a", true),
        ("S: 250 a\nS: \nS: 554 b\n", "unknown", false),
    ] {
        for (opening, content) in [
            (PIPELINING, "C: DATA\nS: 354 go\nC: a\nC: .\n"),
            (CHUNKING, "C: BDAT 3 LAST\nC: a\n"),
        ] {
            let script = format!(
                "{opening}C: MAIL FROM:<a@x.org>\nC: RCPT TO:<b@x.org>\nS: 250 ok\nS: 250 ok\n{content}{verdict}{}",
                if usable { "C: QUIT\n" } else { "" }
            );
            for piece in PIECES {
                let (mut session, peer) = session(&script, piece);
                let delivery = match accepted(&mut session).content(3, &mut b"a\r\n".as_slice()) {
                    Delivery::Accepted(reply) => format!("accepted {reply}"),
                    Delivery::Refused(reply) => format!("refused {reply}"),
                    Delivery::NotSent(error) => panic!("{error}"),
                    Delivery::Unknown(_) => "unknown".into(),
                };
                assert_eq!(
                    (delivery.as_str(), session.is_usable()),
                    (expected, usable),
                    "{verdict}"
                );
                session.quit();
                peer.assert_heard();
            }
        }
    }
}

#[test]
fn many_replies_to_one_message() {
    let script = format!(
        "{PIPELINING}C: MAIL FROM:<a@x.org>\nC: RCPT TO:<b@x.org>\nS: 250 ok\nS: 250 ok\n\
         C: DATA\nS: 354 go\nC: a\nC: .\n{}",
        "S: 250 again\n".repeat(1000)
    );
    let (mut session, _) = session(&script, 4096);
    let delivery = accepted(&mut session).content(3, &mut b"a\r\n".as_slice());
    assert!(matches!(delivery, Delivery::Unknown(_)), "{delivery:?}");
}

#[test]
fn content_that_breaks_off_is_not_ended() {
    for (opening, begun) in [(PIPELINING, "C: DATA\nS: 354 go\n"), (CHUNKING, "")] {
        let script = format!(
            "{opening}C: MAIL FROM:<a@x.org>\nC: RCPT TO:<b@x.org>\nS: 250 ok\nS: 250 ok\n{begun}"
        );
        let (mut session, peer) = session(&script, 4096);
        let accepted = accepted(&mut session);
        let delivery = accepted.content(3, &mut b"a".as_slice());
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
    let accepted = accepted(&mut session);
    let delivery = accepted.content(3, &mut b"a\r\n".as_slice());
    assert!(matches!(delivery, Delivery::Refused(reply) if reply.code.number() == 552));
    assert!(!session.is_usable());
    session.quit();
    peer.assert_heard();
}
