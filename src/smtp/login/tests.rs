//! Logins over a stream in memory: what the session makes of the exchange, alone and with other commands in the flight.

use super::{Command, Error, Flight, Session, Stage};
use crate::sasl::tests::request;
use crate::sasl::{self, Method};
use crate::smtp::session::Opening;
use crate::wire::memory::{Memory, Peer};

const PIPELINING: &str = "250-PIPELINING";
const ONE_AT_A_TIME: &str = "250-SIZE";
/// RFC 7677 section 3.
const SCRAM_FIRST: &str = "AUTH SCRAM-SHA-256 biwsbj11c2VyLHI9ck9wck5HZndFYmVSV2diTkVrcU8=";

fn session(keyword: &str, rest: &str) -> (Session<Memory>, Peer) {
    let script = format!(
        "S: 220 ready\nC: EHLO x\nS: 250-ready\nS: {keyword}\nS: 250 AUTH PLAIN LOGIN SCRAM-SHA-256\n{rest}"
    );
    let (memory, peer) = Memory::dialogue(&script, 7);
    let opening = Opening {
        helo: "x".into(),
        login_wanted: true,
        chunking: true,
    };
    let session = Session::open(memory.connection(), &opening, None).expect("a session");
    (session, peer)
}

fn joe(methods: &[Method]) -> sasl::Request {
    request(methods, "joe", "secret", b"")
}

/// A server may offer the password as a mechanism.
#[test]
fn the_list_of_mechanisms_is_redacted() {
    let script = "S: 220 ready\nC: EHLO x\nS: 250-ready\nS: 250 AUTH x-secret-words SCRAM-SHA-1\n";
    let (memory, _) = Memory::dialogue(script, 7);
    let opening = Opening {
        helo: "x".into(),
        login_wanted: true,
        chunking: true,
    };
    let mut session = Session::open(memory.connection(), &opening, None).expect("a session");
    let request = request(&[Method::Plain], "joe", "secret-words", b"");
    let error = session.login(&request).map(drop).expect_err("not offered");
    let text = error.to_string();
    assert!(text.contains("x-********"), "{text}");
    assert!(!text.contains("secret"), "{text}");
}

#[test]
fn a_bad_challenge_is_the_reason_even_if_the_server_closes() {
    let (mut session, peer) = session(
        ONE_AT_A_TIME,
        "C: AUTH PLAIN AGpvZQBzZWNyZXQ=\nS: 334 YWdhaW4=\nC: *\n",
    );
    let outcome = session.login(&joe(&[Method::Plain])).map(drop);
    let error = outcome.expect_err("a cancellation");
    assert!(
        matches!(error, Error::Login(sasl::Error::Challenge { .. })),
        "{error:?}"
    );
    drop(session);
    peer.assert_heard();
}

fn scram() -> sasl::Request {
    // The octets of the nonce rOprNGfwEbeRWgbNEkqO.
    let nonce = b"\xac\xea\x6b\x34\x67\xf0\x11\xb7\x91\x5a\x06\xcd\x12\x4a\x8e";
    request(&[Method::ScramSha256], "user", "pencil", nonce)
}

/// A login with RSET behind it in one flight, and the reply code of RSET.
fn login_and_reset(session: &mut Session<Memory>, request: &sasl::Request) -> Result<u16, Error> {
    let mut flight = Flight::new(session.window);
    let pending = session.push_login(request, &mut flight)?;
    flight.push(&Command::Rset);
    session.read_login(pending, &mut flight)?;
    let reply = session.next_raw(&mut flight, Stage::Rset)?;
    Ok(reply.code.number())
}

#[test]
fn a_server_that_has_proved_itself_is_believed() {
    let (mut session, peer) = session(
        PIPELINING,
        "C: AUTH SCRAM-SHA-256 biwsbj11c2VyLHI9ck9wck5HZndFYmVSV2diTkVrcU8=
         S: 334 cj1yT3ByTkdmd0ViZVJXZ2JORWtxTyVodllEcFdVYTJSYVRDQWZ1eEZJbGopaE5sRiRrMCxzPVcyMlphSjBTTlk3c29Fc1VFamI2Z1E9PSxpPTQwOTY=
         C: Yz1iaXdzLHI9ck9wck5HZndFYmVSV2diTkVrcU8laHZZRHBXVWEyUmFUQ0FmdXhGSWxqKWhObEYkazAscD1kSHpiWmFwV0lrNGpVaE4rVXRlOXl0YWc5empmTUhnc3FtbWl6N0FuZFZRPQ==
         S: 334 dj02cnJpVFJCaTIzV3BSUi93dHVwK21NaFVaVW4vZEI1bkxUSlJzamw5NUc0PQ==
         C: 
         S: 235 welcome",
    );
    session.login(&scram()).expect("a login");
    peer.assert_heard();
}

#[test]
fn a_server_that_has_not_proved_itself_is_not_believed() {
    let script = format!("C: {SCRAM_FIRST}\nS: 235 welcome\nC: QUIT");
    let (mut session, peer) = session(PIPELINING, &script);
    let error = session.login(&scram()).expect_err("no login");
    let method = Method::ScramSha256;
    assert!(
        matches!(&error, Error::Login(problem) if *problem == sasl::Error::ServerNotProved { method }),
        "{error:?}"
    );
    let _ = session.leave_after(error);
    peer.assert_heard();
}

#[test]
fn other_commands_share_the_flight_of_the_login() {
    let (mut session, peer) = session(
        PIPELINING,
        "C: AUTH PLAIN AGpvZQBzZWNyZXQ=\nC: RSET\nS: 235 welcome\nS: 250 ok",
    );
    let reset = login_and_reset(&mut session, &joe(&[Method::Plain]));
    assert_eq!(reset.expect("a login"), 250);
    peer.assert_heard();
}

#[test]
fn without_pipelining_the_exchange_ends_before_the_next_command_of_the_flight() {
    let (mut session, peer) = session(
        ONE_AT_A_TIME,
        "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: am9l\nS: 334 UGFzc3dvcmQ6\nC: c2VjcmV0\nS: 235 welcome\nC: RSET\nS: 250 ok",
    );
    let reset = login_and_reset(&mut session, &joe(&[Method::Login]));
    assert_eq!(reset.expect("a login"), 250);
    peer.assert_heard();
}

/// The server will read the command behind AUTH as the response, so nothing more is sent, QUIT included.
#[test]
fn a_challenge_with_commands_behind_it_ends_the_connection() {
    let (mut session, peer) = session(PIPELINING, "C: AUTH LOGIN\nC: RSET\nS: 334 VXNlcm5hbWU6");
    let error = login_and_reset(&mut session, &joe(&[Method::Login])).expect_err("no login");
    let stage = Stage::Auth;
    assert!(
        matches!(&error, Error::Unexpected { stage: at, .. } if *at == stage),
        "{error:?}"
    );
    let _ = session.leave_after(error);
    peer.assert_heard();
}

#[test]
fn login_does_not_follow_plain_while_other_replies_are_due() {
    let (mut session, peer) = session(
        PIPELINING,
        "C: AUTH PLAIN AGpvZQBzZWNyZXQ=\nC: RSET\nS: 504 unknown\nS: 250 ok",
    );
    let methods = [Method::Plain, Method::Login];
    let error = login_and_reset(&mut session, &joe(&methods)).expect_err("no login");
    assert!(matches!(&error, Error::Refused { .. }), "{error:?}");
    peer.assert_heard();
}

#[test]
fn only_plain_is_followed_by_login() {
    for (methods, line) in [
        (&[Method::Login, Method::Plain][..], "AUTH LOGIN"),
        (
            &[Method::ScramSha256, Method::Login],
            "AUTH SCRAM-SHA-256 biwsbj1qb2Uscj0=",
        ),
    ] {
        let script = format!("C: {line}\nS: 504 unknown");
        let (mut session, peer) = session(PIPELINING, &script);
        let error = session.login(&joe(methods)).expect_err("no login");
        assert!(matches!(&error, Error::Refused { .. }), "{error:?}");
        peer.assert_heard();
    }
}
