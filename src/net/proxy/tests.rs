//! Both dialogues octet by octet, in pieces of every size that matters, and what is left for the server's stream.

use super::*;
use crate::endpoint::Host;
use std::collections::VecDeque;

/// A proxy that answers each message of ours with the next of its own, whose octets come in pieces.
struct Script {
    /// What the proxy says, once we have said so many octets.
    answers: VecDeque<(usize, Vec<u8>)>,
    piece: usize,
    said: Vec<u8>,
}

impl Read for Script {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let said = self.said.len();
        let Some((needed, octets)) = self.answers.front_mut() else {
            return Ok(0);
        };
        assert!(said >= *needed, "read before {needed} octets are written");
        let count = out.len().min(self.piece).min(octets.len());
        for (place, octet) in out.iter_mut().zip(octets.drain(..count)) {
            *place = octet;
        }
        if octets.is_empty() {
            self.answers.pop_front();
        }
        Ok(count)
    }
}

impl Write for Script {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.said.extend_from_slice(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn endpoint(host: &str, port: u16) -> Endpoint {
    Endpoint {
        host: Host::parse(host).expect("a host"),
        port,
    }
}

fn via(protocol: ProxyProtocol, login: Option<(&str, &str)>) -> Via {
    Via {
        proxy: Proxy {
            protocol,
            endpoint: endpoint("proxy.example", 1080),
            user: login.map(|(user, _)| user.to_owned()),
        },
        password: login.map(|(_, password)| Secret::new(password)),
    }
}

/// Plays the dialogue (ours, the proxy's, in turn) in pieces; gives the outcome, of which all are equal, and checks what
/// we said and that what the server says behind it is still there.
fn play(via: &Via, server: &str, turns: &[(&[u8], &[u8])]) -> Result<(), String> {
    const GREETING: &[u8] = b"220 mail.example.org ESMTP\r\n";
    let mut outcomes = Vec::new();
    for piece in [1, 7, usize::MAX] {
        let mut expected = Vec::new();
        let mut answers = VecDeque::new();
        for (ours, theirs) in turns {
            expected.extend_from_slice(ours);
            answers.push_back((expected.len(), theirs.to_vec()));
        }
        if let Some((_, last)) = answers.back_mut() {
            last.extend_from_slice(GREETING);
        }
        let mut script = Script {
            answers,
            piece,
            said: Vec::new(),
        };
        let (host, port) = server.rsplit_once(' ').expect("a host and a port");
        let server = endpoint(host, port.parse().expect("a port"));
        let outcome = ask(&mut script, via, &server);
        assert_eq!(
            script.said.escape_ascii().to_string(),
            expected.escape_ascii().to_string()
        );
        if outcome.is_ok() {
            let mut rest = Vec::new();
            script.read_to_end(&mut rest).expect("the server's octets");
            assert_eq!(rest, GREETING);
        }
        outcomes.push(outcome.map_err(|problem| Error::through(via, &server, problem).to_string()));
    }
    assert!(outcomes.windows(2).all(|pair| pair[0] == pair[1]));
    outcomes.swap_remove(0)
}

const SOCKS: ProxyProtocol = ProxyProtocol::Socks5;
const HTTP: ProxyProtocol = ProxyProtocol::Http;

#[test]
fn socks5_connects() {
    let ask = b"\x05\x01\x00";
    let name = b"\x05\x01\x00\x03\x10mail.example.org\x01\xd1";
    for answer in [
        &b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00"[..],
        b"\x05\x00\x00\x04\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11",
        b"\x05\x00\x00\x03\x05proxy\x04\x38",
        b"\x05\x00\x00\x03\x00\x04\x38",
    ] {
        let turns = [(&ask[..], &b"\x05\x00"[..]), (name, answer)];
        assert_eq!(
            play(&via(SOCKS, None), "mail.example.org 465", &turns),
            Ok(())
        );
    }
    let done = b"\x05\x00\x00\x01\x7f\x00\x00\x01\x04\x38";
    for (server, request) in [
        ("127.1 25", &b"\x05\x01\x00\x01\x7f\x00\x00\x01\x00\x19"[..]),
        (
            "2001:db8::1 995",
            b"\x05\x01\x00\x04\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x03\xe3",
        ),
        ("b\u{fc}cher.example 25", b"\x05\x01\x00\x03\x15xn--bcher-kva.example\x00\x19"),
        ("mail.example. 25", b"\x05\x01\x00\x03\x0dmail.example.\x00\x19"),
    ] {
        let turns = [(&ask[..], &b"\x05\x00"[..]), (request, done)];
        assert_eq!(play(&via(SOCKS, None), server, &turns), Ok(()), "{server}");
    }
}

#[test]
fn socks5_logs_in() {
    let ask = &b"\x05\x02\x00\x02"[..];
    let login = &b"\x01\x03joe\x06secret"[..];
    let request = &b"\x05\x01\x00\x01\x0a\x00\x00\x01\x00\x19"[..];
    let done = &b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00"[..];
    let joe = via(SOCKS, Some(("joe", "secret")));
    for accepted in [b"\x01\x00", b"\x05\x00"] {
        let turns = [(ask, &b"\x05\x02"[..]), (login, accepted), (request, done)];
        assert_eq!(play(&joe, "10.0.0.1 25", &turns), Ok(()));
    }
    // Nobody is asked to log in who need not.
    let turns = [(ask, &b"\x05\x00"[..]), (request, done)];
    assert_eq!(play(&joe, "10.0.0.1 25", &turns), Ok(()));
    let empty = via(SOCKS, Some(("joe", "")));
    let turns = [
        (ask, &b"\x05\x02"[..]),
        (b"\x01\x03joe\x00", b"\x01\x00"),
        (request, done),
    ];
    assert_eq!(play(&empty, "10.0.0.1 25", &turns), Ok(()));
}

#[test]
fn socks5_fails() {
    let anyone = via(SOCKS, None);
    let joe = via(SOCKS, Some(("joe", "secret")));
    let ask = &b"\x05\x01\x00"[..];
    let ask_joe = &b"\x05\x02\x00\x02"[..];
    let request = &b"\x05\x01\x00\x01\x0a\x00\x00\x01\x00\x19"[..];
    let none = &b"\x05\x00"[..];
    let of = |turns: &[(&[u8], &[u8])], via: &Via| {
        play(via, "10.0.0.1 25", turns).expect_err("no connection")
    };
    let p = "the proxy socks5://proxy.example:1080";
    let j = "the proxy socks5://joe@proxy.example:1080";
    for (reply, why) in [
        (1, "general failure"),
        (2, "its rules do not allow it"),
        (3, "the network is unreachable"),
        (4, "the host is unreachable or does not exist"),
        (5, "the connection was refused"),
        (6, "the TTL expired"),
        (7, "it does not know the command CONNECT"),
        (8, "it does not know this type of address"),
        (9, "reply code 9"),
        (255, "reply code 255"),
    ] {
        let answer = [5, reply, 0, 1, 0, 0, 0, 0, 0, 0];
        let text = of(&[(ask, none), (request, &answer)], &anyone);
        assert_eq!(text, format!("{p} does not connect to 10.0.0.1:25: {why}"));
    }
    for (turns, via, text) in [
        (
            &[(ask, &b"\x05\xff"[..])][..],
            &anyone,
            format!("{p} requires a login"),
        ),
        (
            &[(ask_joe, b"\x05\xff")],
            &joe,
            format!("{j} refused the login: it accepts no login by user and password"),
        ),
        (
            &[
                (ask_joe, b"\x05\x02"),
                (b"\x01\x03joe\x06secret", b"\x01\x01"),
            ],
            &joe,
            format!("{j} refused the login"),
        ),
        (
            &[(ask, b"\x05\x02")],
            &anyone,
            format!("{p} chose a login method that was not offered"),
        ),
        (
            &[(ask, b"\x05\x01")],
            &anyone,
            format!("{p} chose a login method that was not offered"),
        ),
        (
            &[(ask, b"HTTP/1.1 400")],
            &anyone,
            format!("{p} does not speak SOCKS 5"),
        ),
        (
            &[(ask, b"\x04\x00")],
            &anyone,
            format!("{p} does not speak SOCKS 5"),
        ),
        (
            &[(ask, none), (request, b"\x04\x00\x00\x01")],
            &anyone,
            format!("{p} does not speak SOCKS 5"),
        ),
        (
            &[(ask, none), (request, b"\x05\x00\x00\x02")],
            &anyone,
            format!("{p} sent an address of an unknown type"),
        ),
    ] {
        assert_eq!(of(turns, via), text);
    }
    let long = "x".repeat(256);
    for login in [("joe", &*long), (&*long, "secret")] {
        let text = of(&[(b"", b"")], &via(SOCKS, Some(login)));
        assert!(
            text.ends_with("is longer than 255 octets, which SOCKS 5 cannot send"),
            "{text}"
        );
    }
}

#[test]
fn http_connects() {
    let request = &b"CONNECT mail.example.org:25 HTTP/1.1\r\nHost: mail.example.org:25\r\n\r\n"[..];
    for answer in [
        "HTTP/1.1 200 Connection established\r\n\r\n",
        "HTTP/1.0 200\r\nVia: 1.1 proxy\r\nContent-Length: 10\r\n\r\n",
        "HTTP/1.1 204 \r\n\r\n",
        "HTTP/1.1 200 OK\nX: y\n\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
    ] {
        let turns = [(request, answer.as_bytes())];
        assert_eq!(
            play(&via(HTTP, None), "mail.example.org 25", &turns),
            Ok(()),
            "{answer}"
        );
    }
    let done = &b"HTTP/1.1 200 OK\r\n\r\n"[..];
    for (server, target) in [
        ("127.1 25", "127.0.0.1:25"),
        ("2001:db8::1 995", "[2001:db8::1]:995"),
        ("b\u{fc}cher.example 25", "xn--bcher-kva.example:25"),
        ("mail.example. 25", "mail.example.:25"),
    ] {
        let request = format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n");
        assert_eq!(
            play(&via(HTTP, None), server, &[(request.as_bytes(), done)]),
            Ok(())
        );
    }
    let request = "CONNECT 10.0.0.1:25 HTTP/1.1\r\nHost: 10.0.0.1:25\r\n\
                   Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n";
    let aladdin = via(HTTP, Some(("Aladdin", "open sesame")));
    assert_eq!(
        play(&aladdin, "10.0.0.1 25", &[(request.as_bytes(), done)]),
        Ok(())
    );
}

#[test]
fn http_fails() {
    let request = "CONNECT 10.0.0.1:25 HTTP/1.1\r\nHost: 10.0.0.1:25\r\n";
    let anyone = via(HTTP, None);
    let aladdin = via(HTTP, Some(("Aladdin", "open sesame")));
    let login = "Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n";
    let of = |answer: &str, via: &Via| {
        let login = if via.password.is_some() { login } else { "" };
        let request = format!("{request}{login}\r\n");
        play(
            via,
            "10.0.0.1 25",
            &[(request.as_bytes(), answer.as_bytes())],
        )
        .expect_err("no connection")
    };
    let p = "the proxy http://proxy.example:1080";
    let a = "the proxy http://Aladdin@proxy.example:1080";
    let long = "x".repeat(1000);
    for (answer, what) in [
        (
            "HTTP/1.1 403 Forbidden\r\n\r\n",
            "does not connect to 10.0.0.1:25: 403 Forbidden",
        ),
        (
            "HTTP/1.1 502 Bad Gateway\r\n\r\n",
            "does not connect to 10.0.0.1:25: 502 Bad Gateway",
        ),
        ("HTTP/1.1 407 Login\r\n\r\n", "requires a login"),
        (
            "HTTP/1.1 301\r\n\r\n",
            "does not connect to 10.0.0.1:25: 301",
        ),
        ("HTTP/1.1 2000 OK\r\n\r\n", "sent a malformed status line"),
        ("HTTP/1.1 999 OK\r\n\r\n", "sent a malformed status line"),
        ("HTTP/1.1\r\n\r\n", "sent a malformed status line"),
        ("HTTP/1.1 +20\r\n\r\n", "sent a malformed status line"),
        ("HTTP/2 200\r\n\r\n", "does not speak HTTP/1"),
        ("\x05\x00", "does not speak HTTP/1"),
        ("220 mail ESMTP", "does not speak HTTP/1"),
        ("\r\n\r\n", "does not speak HTTP/1"),
    ] {
        assert_eq!(of(answer, &anyone), format!("{p} {what}"), "{answer:?}");
    }
    for (answer, what) in [
        (
            "HTTP/1.1 407 no: Aladdin:open sesame\r\n\r\n".to_owned(),
            "refused the login: 407 no: ********".to_owned(),
        ),
        (
            "HTTP/1.1 403 QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n".into(),
            "does not connect to 10.0.0.1:25: 403 ********".into(),
        ),
        (
            format!("HTTP/1.1 500 {long}\r\n\r\n"),
            format!("does not connect to 10.0.0.1:25: 500 {}", &long[..196]),
        ),
        (
            format!("HTTP/1.1 200 OK\r\n{}", format!("X: {long}\r\n").repeat(20)),
            "sent a header without an end".into(),
        ),
    ] {
        assert_eq!(of(&answer, &aladdin), format!("{a} {what}"));
    }
}

/// A proxy that closes at any octet.
#[test]
fn cut_short() {
    let turns = b"\x05\x00\x05\x00\x00\x03\x05proxy\x04\x38";
    let header = b"HTTP/1.1 200 OK\r\nVia: 1.1 proxy\r\n\r\n";
    for (protocol, answer) in [(SOCKS, &turns[..]), (HTTP, header)] {
        for octets in 0..=answer.len() {
            let mut script = Script {
                answers: VecDeque::from([(0, answer[..octets].to_vec())]),
                piece: 1,
                said: Vec::new(),
            };
            let server = endpoint("mail.example.org", 25);
            let outcome = ask(&mut script, &via(protocol, None), &server);
            match outcome {
                Ok(()) => assert_eq!(octets, answer.len()),
                Err(ProxyProblem::Broken(error)) => {
                    assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
                    assert!(octets < answer.len());
                }
                Err(other) => panic!("{octets}: {other:?}"),
            }
        }
    }
}
