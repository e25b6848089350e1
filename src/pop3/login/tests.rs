//! Logins over a stream in memory: what the session makes of the exchange, alone and with other commands in the flight.

use super::{Authorization, Command, Error, Flight, Response, Session, Stage, timestamp};
use crate::sasl::tests::request;
use crate::sasl::{self, Method};
use crate::wire::memory::{Memory, Peer};

const PIPELINING: &str = "PIPELINING";
const ONE_AT_A_TIME: &str = "TOP";

fn session(capability: &str, rest: &str) -> (Session<Memory, Authorization>, Peer) {
    let script = format!(
        "S: +OK ready\nC: CAPA\nS: +OK\nS: {capability}\nS: USER\nS: SASL PLAIN LOGIN SCRAM-SHA-256\nS: .\n{rest}"
    );
    let (memory, peer) = Memory::dialogue(&script, 7);
    let session = Session::open(memory.connection(), None).expect("a session");
    (session, peer)
}

fn joe(method: Method) -> sasl::Request {
    request(&[method], "joe", "secret", b"")
}

/// A server may offer the password as a mechanism.
#[test]
fn the_list_of_mechanisms_is_redacted() {
    let script = "S: +OK ready\nC: CAPA\nS: +OK\nS: SASL x-secret-words\nS: .\n";
    let (memory, _) = Memory::dialogue(script, 7);
    let mut session = Session::open(memory.connection(), None).expect("a session");
    let request = request(&[Method::Plain], "joe", "secret-words", b"");
    let mut flight = Flight::new(session.window);
    let error = session.push_login(&request, &mut flight).map(drop);
    let text = error.expect_err("not offered").to_string();
    assert!(text.contains("x-********"), "{text}");
    assert!(!text.contains("secret"), "{text}");
}

/// A login with STAT behind it in one flight, and what STAT was answered.
fn login_and_stat(
    session: &mut Session<Memory, Authorization>,
    method: Method,
) -> Result<String, Error> {
    let mut flight = Flight::new(session.window);
    let pending = session.push_login(&joe(method), &mut flight)?;
    flight.push(&Command::Stat);
    session.read_login(pending, &mut flight)?;
    let response = session.next_response(&mut flight, Stage::Stat)?;
    Ok(response.to_string())
}

#[test]
fn a_server_that_has_not_proved_itself_is_not_believed() {
    let (session, peer) = session(
        PIPELINING,
        "C: AUTH SCRAM-SHA-256 biwsbj1qb2Uscj0=\nS: +OK welcome\nC: QUIT",
    );
    let login = session.authenticate(&joe(Method::ScramSha256));
    let method = Method::ScramSha256;
    assert!(
        matches!(&login, Err(Error::Login(problem)) if *problem == sasl::Error::ServerNotProved { method }),
        "{login:?}"
    );
    peer.assert_heard();
}

#[test]
fn other_commands_share_the_flight_of_the_login() {
    for (method, lines) in [
        (
            Method::Plain,
            "C: AUTH PLAIN AGpvZQBzZWNyZXQ=\nC: STAT\nS: +OK welcome\nS: +OK 2 320",
        ),
        (
            Method::User,
            "C: USER joe\nC: PASS secret\nC: STAT\nS: +OK\nS: +OK welcome\nS: +OK 2 320",
        ),
    ] {
        let (mut session, peer) = session(PIPELINING, lines);
        let stat = login_and_stat(&mut session, method).expect("a login");
        assert_eq!(stat, "+OK 2 320");
        peer.assert_heard();
    }
}

#[test]
fn without_pipelining_the_exchange_ends_before_the_next_command_of_the_flight() {
    let (mut session, peer) = session(
        ONE_AT_A_TIME,
        "C: AUTH LOGIN\nS: + VXNlcm5hbWU6\nC: am9l\nS: + UGFzc3dvcmQ6\nC: c2VjcmV0\nS: +OK welcome\nC: STAT\nS: +OK 2 320",
    );
    let stat = login_and_stat(&mut session, Method::Login).expect("a login");
    assert_eq!(stat, "+OK 2 320");
    peer.assert_heard();
}

/// The server will read the command behind AUTH as the response, so nothing more is sent, QUIT included.
#[test]
fn a_challenge_with_commands_behind_it_ends_the_connection() {
    let (mut session, peer) = session(PIPELINING, "C: AUTH LOGIN\nC: STAT\nS: + VXNlcm5hbWU6");
    let error = login_and_stat(&mut session, Method::Login).expect_err("no login");
    assert!(matches!(&error, Error::Malformed { .. }), "{error:?}");
    let _ = session.leave_after(error);
    peer.assert_heard();
}

#[test]
fn after_a_refused_user_the_response_to_pass_is_read_and_ignored() {
    let (session, peer) = session(
        PIPELINING,
        "C: USER joe\nC: PASS secret\nS: -ERR who?\nS: +OK welcome\nC: QUIT",
    );
    let login = session.authenticate(&joe(Method::User));
    let words = match &login {
        Err(Error::Refused { response, .. }) => response.to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(words, "-ERR who?");
    peer.assert_heard();
}

#[test]
fn without_pipelining_a_refused_user_keeps_the_password_back() {
    let (session, peer) = session(ONE_AT_A_TIME, "C: USER joe\nS: -ERR who?\nC: QUIT");
    assert!(session.authenticate(&joe(Method::User)).is_err());
    peer.assert_heard();
}

#[test]
fn only_a_message_id_is_a_timestamp() {
    for (text, expected) in [
        (
            "ready <1896.697170952@dbc.mtview.ca.us>",
            Some("<1896.697170952@dbc.mtview.ca.us>"),
        ),
        ("ready", None),
        ("<no-at>", None),
        ("<a@>", None),
        ("<@b>", None),
        ("<a b@c>", None),
        ("<a\u{e9}@c>", None),
        ("<a@b@c>", None),
        ("<a@b", None),
    ] {
        let greeting = Response::parse(format!("+OK {text}").as_bytes()).expect("a greeting");
        assert_eq!(timestamp(&greeting).as_deref(), expected, "{text}");
    }
}
