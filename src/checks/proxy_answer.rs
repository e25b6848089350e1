//! The answers of proxies: nothing behind the last of them is read, however they are cut, and no password is repeated.

use super::knobs;
use crate::endpoint::{Endpoint, Host, Proxy, ProxyProtocol};
use crate::net::proxy::{ProxyProblem, Via, ask};
use crate::secret::Secret;
use crate::wire::memory::Memory;
use std::io::Read;

const PASSWORD: &str = "sesame-7";

/// Panics when a promise is broken. The first octet chooses the protocol, the second the pieces.
pub fn check(data: &[u8]) {
    let Some(([choice, piece], answers)) = knobs(data) else {
        return;
    };
    let protocol = match choice & 1 {
        0 => ProxyProtocol::Socks5,
        _ => ProxyProtocol::Http,
    };
    let user = (choice & 2 != 0).then(|| "joe".to_owned());
    let (Ok(proxy), Ok(server)) = (Host::parse("proxy.test"), Host::parse("mail.test")) else {
        return;
    };
    let via = Via {
        password: user.as_ref().map(|_| Secret::new(PASSWORD)),
        proxy: Proxy {
            protocol,
            endpoint: Endpoint {
                host: proxy,
                port: 1080,
            },
            user,
        },
    };
    let server = Endpoint {
        host: server,
        port: 25,
    };
    let run = |answers: &[u8], piece: usize| {
        let mut stream = Memory::octets(answers, piece);
        let outcome = ask(&mut stream, &via, &server);
        let mut rest = Vec::new();
        let read = stream.read_to_end(&mut rest);
        assert!(read.is_ok());
        (outcome, rest.len())
    };
    let (outcome, left) = run(answers, usize::from(piece) + 1);
    let (whole, left_whole) = run(answers, usize::MAX);
    assert_eq!(format!("{outcome:?}"), format!("{whole:?}"));
    assert_eq!(left, left_whole);
    match outcome {
        Ok(()) => {
            let end = answers.len() - left;
            assert!(run(&answers[..end], 1).0.is_ok());
            let cut = run(&answers[..end - 1], 1).0;
            assert!(matches!(cut, Err(ProxyProblem::Broken(_))), "{cut:?}");
        }
        Err(problem) if via.password.is_some() => {
            assert!(!format!("{problem:?}").contains(PASSWORD));
        }
        Err(_) => {}
    }
}
