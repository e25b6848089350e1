//! Connections and flights over a stream in memory.

use super::memory::{Memory, Peer};
use super::{Command, Connection, DotReader, Error, Flight, Window};
use crate::timeout::Phase;
use std::convert::Infallible;

/// A line as a command.
struct Line(&'static str);

impl Command for Line {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.0.as_bytes());
        out.extend_from_slice(b"\r\n");
    }

    fn shown(&self) -> String {
        self.0.to_owned()
    }
}

/// How many octets the server sends at once.
const PIECES: [usize; 3] = [1, 7, 4096];

/// A conversation whose greeting, the first line of the script, has been read.
fn greeted(script: &str, piece: usize) -> (Connection<Memory>, Peer) {
    let (memory, peer) = Memory::dialogue(&format!("S: hello\n{script}"), piece);
    let mut connection = memory.connection();
    assert_eq!(answer(&mut connection).expect("a greeting"), "hello");
    (connection, peer)
}

fn flight(window: Window, lines: &[&'static str]) -> Flight {
    let mut flight = Flight::new(window);
    lines.iter().for_each(|line| flight.push(&Line(line)));
    flight
}

/// Reads an answer of one line.
fn answer(connection: &mut Connection<Memory>) -> Result<String, Error> {
    connection.begin_answer(Phase::Command)?;
    let line = line(connection)?;
    connection.finish_answer();
    Ok(line)
}

fn line(connection: &mut Connection<Memory>) -> Result<String, Error> {
    let wait = connection.wait(Phase::Command);
    let line = connection.read_line(100, &wait)?;
    Ok(String::from_utf8_lossy(&line).into_owned())
}

/// Sends on and reads the next answer of a flight.
fn next(flight: &mut Flight, connection: &mut Connection<Memory>) -> Result<String, Error> {
    flight.advance(connection, Phase::Command)?;
    answer(connection)
}

fn is_unusable<T>(result: Result<T, Error>) -> bool {
    matches!(result, Err(Error::Unusable))
}

#[test]
fn a_flight_is_one_write_and_its_answers_come_in_order() {
    for piece in PIECES {
        let script = "C: a\nC: b\nC: c\nS: 1\nS: 2\nS: 3\nC: QUIT\n";
        let (mut connection, peer) = greeted(script, piece);
        let mut flight = flight(Window::PIPELINED, &["a", "b", "c"]);
        for expected in ["1", "2", "3"] {
            assert!(flight.is_open(&connection));
            assert_eq!(
                next(&mut flight, &mut connection).expect("an answer"),
                expected
            );
        }
        assert!(!flight.is_open(&connection) && connection.is_usable());
        connection.leave(&[&Line("QUIT")]);
        peer.assert_heard();
        assert!(peer.is_closed());
    }
}

#[test]
fn without_pipelining_one_command_is_under_way() {
    let (mut connection, peer) = greeted("C: a\nS: 1\nC: b\nS: 2\n", 1);
    let mut flight = flight(Window::ONE, &["a", "b"]);
    assert_eq!(next(&mut flight, &mut connection).expect("an answer"), "1");
    assert!(connection.is_usable(), "b has not been sent");
    assert_eq!(next(&mut flight, &mut connection).expect("an answer"), "2");
    peer.assert_heard();
}

#[test]
fn nothing_is_written_before_the_greeting_is_read() {
    let (memory, peer) = Memory::dialogue("S: hello\n", 9);
    let mut connection = memory.connection();
    let mut flight = flight(Window::ONE, &["a"]);
    assert!(is_unusable(flight.advance(&mut connection, Phase::Command)));
    connection.leave(&[&Line("QUIT")]);
    peer.assert_heard();
}

#[test]
fn a_flight_dropped_with_answers_due_ends_the_connection() {
    for piece in PIECES {
        let (mut connection, peer) = greeted("C: a\nC: b\nS: 1\nS: 2\n", piece);
        let mut first = flight(Window::PIPELINED, &["a", "b"]);
        assert_eq!(next(&mut first, &mut connection).expect("an answer"), "1");
        drop(first);
        assert!(!connection.is_usable());
        // The answer to b must not be taken for the answer to c.
        let mut second = flight(Window::ONE, &["c"]);
        assert!(is_unusable(next(&mut second, &mut connection)));
        assert!(is_unusable(connection.begin_mail_data(&Line("BDAT"))));
        assert!(is_unusable(connection.queue_mail_data(b"text")));
        connection.leave(&[&Line("QUIT")]);
        peer.assert_heard();
        assert!(peer.is_closed());
    }
}

#[test]
fn an_answer_that_is_not_read_to_its_end_is_still_due() {
    let (mut connection, peer) = greeted("C: a\nC: b\nS: 1-more\nS: 1 end\nS: 2\n", 1);
    let mut flight = flight(Window::PIPELINED, &["a", "b"]);
    flight
        .advance(&mut connection, Phase::Command)
        .expect("written");
    connection
        .begin_answer(Phase::Command)
        .expect("an answer is due");
    assert_eq!(line(&mut connection).expect("a line"), "1-more");
    // Its own flight may not go on either.
    assert!(is_unusable(next(&mut flight, &mut connection)));
    assert!(is_unusable(connection.begin_answer(Phase::Command)));
    connection.leave(&[&Line("QUIT")]);
    peer.assert_heard();
}

#[test]
fn content_is_read_to_its_dot_or_the_connection_ends() {
    for (piece, octets) in PIECES.into_iter().zip([1, 3, 100]) {
        for whole in [true, false] {
            let script = "C: RETR\nS: +OK\nS: ..a\nS: b\nS: .\n";
            let (mut connection, _) = greeted(script, piece);
            let mut flight = flight(Window::ONE, &["RETR"]);
            flight
                .advance(&mut connection, Phase::Command)
                .expect("written");
            connection
                .begin_answer(Phase::Command)
                .expect("an answer is due");
            assert_eq!(line(&mut connection).expect("a line"), "+OK");
            let mut reader = DotReader::new(&mut connection);
            let mut content = Vec::new();
            let mut out = vec![0; octets];
            loop {
                match reader.read_some(&mut out).expect("content") {
                    0 => break,
                    read => content.extend_from_slice(&out[..read]),
                }
                if !whole {
                    break;
                }
            }
            let ended = reader.is_finished();
            assert!(!whole || content == b".a\r\nb\r\n");
            assert_eq!(connection.is_usable(), ended, "{piece} {octets} {whole}");
        }
    }
}

#[test]
fn mail_data_once_granted_must_be_written_to_its_end() {
    // 354 granted: neither a command nor QUIT may stand where the message is expected.
    let script = "C: DATA\nS: 354 go\nC: text\nC: .\nS: 250 ok\nC: QUIT\n";
    for given_up in [true, false] {
        let (mut connection, peer) = greeted(script, 1);
        assert_eq!(
            next(&mut flight(Window::ONE, &["DATA"]), &mut connection).expect("354"),
            "354 go"
        );
        connection.grant_mail_data();
        assert!(!connection.is_usable());
        if !given_up {
            connection.queue_mail_data(b"text\r\n").expect("queued");
            assert!(is_unusable(next(
                &mut flight(Window::ONE, &["NOOP"]),
                &mut connection
            )));
            connection.queue_mail_data(b".\r\n").expect("queued");
            connection.finish_mail_data(6).expect("written");
            assert!(!connection.is_usable(), "the verdict is due");
            assert_eq!(answer(&mut connection).expect("a verdict"), "250 ok");
            assert!(connection.is_usable());
        }
        connection.leave(&[&Line("QUIT")]);
        match given_up {
            true => assert_eq!(peer.written(), b"DATA\r\n"),
            false => peer.assert_heard(),
        }
    }
}

#[test]
fn octets_that_nothing_asked_for_end_the_connection() {
    let (mut connection, peer) = greeted("S: 250 injected\n", 4096);
    let mut flight = flight(Window::ONE, &["a"]);
    let error = next(&mut flight, &mut connection).expect_err("something came");
    assert!(matches!(error, Error::Unsolicited { octets } if octets == b"250 injected\r\n"));
    assert!(!connection.is_usable());
    peer.assert_heard();
}

#[test]
fn no_parting_command_over_octets_that_nobody_has_read() {
    for (rest, parting) in [("", "C: QUIT\n"), ("S: stale\n", ""), ("S| x\n", "")] {
        let (connection, peer) = greeted(&format!("{rest}{parting}"), 1);
        connection.leave(&[&Line("QUIT")]);
        peer.assert_heard();
        assert!(peer.is_closed());
    }
}

#[test]
fn octets_before_the_handshake_are_refused() {
    for (script, refused) in [("S| x", true), ("C: never\n", false)] {
        let (mut connection, _) = greeted(script, 4096);
        assert_eq!(connection.poll_input().expect("open"), refused);
        let upgraded = connection.upgrade::<Error>(|memory, _| {
            Ok::<_, Infallible>(memory.encrypted()).map_err(|never| match never {})
        });
        assert_eq!(matches!(upgraded, Err(Error::OctetsBeforeTls)), refused);
    }
}

#[test]
fn a_line_has_a_bound_and_a_connection_an_end() {
    for (script, long) in [("S: 12345678\n", true), ("S| 1234", false)] {
        let (mut connection, _) = greeted(script, 1);
        let wait = connection.wait(Phase::Command);
        let error = connection.read_line(8, &wait).expect_err("no line");
        match long {
            true => assert!(matches!(error, Error::LineTooLong { limit: 8, .. })),
            false => assert!(matches!(error, Error::Closed { .. })),
        }
        assert!(!connection.is_usable());
    }
}

#[test]
fn a_write_that_fails_ends_the_connection() {
    let (mut connection, _) = greeted("== breaks\nS: 421 bye\n", 1);
    let mut flight = flight(Window::PIPELINED, &["a", "b"]);
    let error = match flight.advance(&mut connection, Phase::Command) {
        // The 421 may be seen first.
        Err(error) => error,
        Ok(()) => panic!("written"),
    };
    assert!(error.is_disconnect() || matches!(error, Error::Unsolicited { .. }));
    assert!(!connection.is_usable());
}

#[test]
fn secrets_are_kept_out_of_what_is_shown() {
    // The first half of a secret that is still on its way could not be recognised.
    for (script, shown) in [
        ("S: you said hunter22\n", ": \"you said ********\\r\\n\""),
        ("S: no\nS| you said hunt", ": \"no\\r\\n\""),
        ("S| you said hunt", ""),
    ] {
        let (mut connection, _) = greeted(script, 4096);
        connection.hide(b"hunter22");
        let error = connection.expect_silence().expect_err("something came");
        let expected = format!("the server sent data that no command asked for{shown}");
        assert_eq!(error.to_string(), expected);
    }
}
