//! Failures of submission: the exit and the hint of each.

use super::*;
use crate::smtp::reply::Parser;

fn reply(line: &str) -> Reply {
    let parsed = Parser::default().line(line.as_bytes());
    parsed.expect("a line of a reply").expect("a whole reply")
}

fn refusal(stage: Stage, line: &str) -> Error {
    Error::Refused {
        stage,
        subject: None,
        reply: reply(line),
    }
}

#[test]
fn a_flight_that_breaks_behind_a_refusal_ends_as_the_refusal() {
    for (line, pipelined, kind, hint) in [
        ("550 no", true, Kind::Unavailable, Some(NOT_PIPELINED)),
        ("450 no", true, Kind::Temporary, Some(NOT_PIPELINED)),
        ("550 no", false, Kind::Unavailable, None),
    ] {
        let judgement = judge(&Error::RefusedInBrokenFlight {
            refusal: Box::new(refusal(Stage::Mail, line)),
            unanswered: Stage::Rcpt,
            pipelined,
        });
        assert_eq!((judgement.kind, judgement.hint), (kind, hint), "{line}");
        assert_eq!(judgement.stage, Some("MAIL"));
    }
}
