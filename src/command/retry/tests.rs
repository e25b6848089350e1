//! After what a session is made again, and how long the waits are.

use super::*;
use crate::exit::{AtServer, Problem};
use crate::{pop3, smtp};

fn waits(tries: u32, random: u32) -> Vec<u64> {
    let mut schedule = Schedule::new(tries, FIRST_WAIT, LONGEST_WAIT);
    let waits = std::iter::from_fn(|| schedule.next_wait(random));
    waits.map(|wait| wait.as_millis() as u64).collect()
}

#[test]
fn each_wait_is_twice_the_one_before_up_to_a_minute() {
    let planned = [
        1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000,
    ];
    assert_eq!(waits(9, 0), planned);
    assert!(waits(0, 0).is_empty());
    assert_eq!(waits(1, 0), [1_000]);
}

#[test]
fn a_wait_is_up_to_half_longer_at_random() {
    assert_eq!(
        waits(8, u32::MAX),
        [1_500, 3_000, 6_000, 12_000, 24_000, 48_000, 90_000, 90_000]
    );
    assert_eq!(waits(2, u32::MAX / 2 + 1), [1_250, 2_500]);
}

fn smtp_refused(stage: smtp::Stage, line: &str) -> anyhow::Error {
    let mut parser = smtp::reply::Parser::default();
    let reply = parser.line(line.as_bytes()).expect("a line of a reply");
    let error = smtp::Error::Refused {
        stage,
        subject: None,
        reply: reply.expect("a whole reply"),
    };
    error.into()
}

fn pop3_refused(stage: pop3::Stage, line: &str) -> anyhow::Error {
    let response = pop3::Response::parse(line.as_bytes()).expect("a response");
    let error = pop3::Error::Refused {
        stage,
        message: None,
        response,
    };
    maildrop::Error::from(error).into()
}

#[test]
fn only_what_may_work_later_is_a_reason() {
    for (error, is_reason) in [
        (smtp_refused(smtp::Stage::Rcpt, "450 4.7.1 later"), true),
        (smtp_refused(smtp::Stage::Rcpt, "552 too many"), true),
        (smtp_refused(smtp::Stage::Rcpt, "550 no"), false),
        (smtp_refused(smtp::Stage::Greeting, "421 busy"), true),
        (smtp_refused(smtp::Stage::Greeting, "554 no"), false),
        (smtp_refused(smtp::Stage::Auth, "454 later"), true),
        (smtp_refused(smtp::Stage::Auth, "432 4.7.12 change"), true),
        (smtp_refused(smtp::Stage::Auth, "535 no"), false),
        (
            pop3_refused(pop3::Stage::Auth, "-ERR [IN-USE] locked"),
            true,
        ),
        (
            pop3_refused(pop3::Stage::Auth, "-ERR [LOGIN-DELAY] wait"),
            true,
        ),
        (
            pop3_refused(pop3::Stage::Auth, "-ERR [SYS/TEMP] later"),
            true,
        ),
        (
            pop3_refused(pop3::Stage::Auth, "-ERR [SYS/PERM] never"),
            false,
        ),
        (pop3_refused(pop3::Stage::Auth, "-ERR [AUTH] no"), false),
        (pop3_refused(pop3::Stage::Auth, "-ERR no"), false),
        (
            pop3_refused(pop3::Stage::Retr, "-ERR [SYS/TEMP] later"),
            true,
        ),
        (pop3_refused(pop3::Stage::Retr, "-ERR no"), false),
        (Problem::new(Kind::Temporary, "x").into(), true),
        (Problem::new(Kind::Unknown, "x").into(), false),
        (Problem::new(Kind::Partial, "x").into(), false),
        (Problem::new(Kind::NoHost, "x").into(), false),
        (Problem::new(Kind::Protocol, "x").into(), false),
        (Interrupted(15).into(), false),
    ] {
        let shown = format!("{error:#}");
        assert_eq!(Reason::of(&error).is_some(), is_reason, "{shown}");
        let named = match AtServer::of(&error, "h".into(), Default::default()) {
            Some(server) => error.context(server),
            None => error,
        };
        assert_eq!(Reason::of(&named).is_some(), is_reason, "named: {shown}");
    }
}

/// Whatever exit such a refusal has: words do not say that the server did not judge the password.
#[test]
fn a_login_refused_in_words_is_no_reason() {
    for (line, in_words) in [
        ("-ERR mailbox is locked by another session", true),
        ("-ERR [IN-USE] mailbox is locked", false),
        ("-ERR [SYS/TEMP] too many connections", false),
    ] {
        let refused = pop3_refused(pop3::Stage::Auth, line);
        assert_eq!(is_login_refused_in_words(&refused), in_words, "{line}");
    }
    let refused = pop3_refused(pop3::Stage::Retr, "-ERR mailbox is locked");
    assert!(!is_login_refused_in_words(&refused));
}
