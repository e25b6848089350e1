//! Which source is read, what is a password, and which host it may go to.

use super::*;
use crate::account::Origin;
use crate::endpoint::{Endpoint, Host, Protocol, Security};
use std::ffi::OsString;

fn server(host_origin: Origin) -> Server {
    Server {
        protocol: Protocol::Pop3,
        endpoint: Endpoint {
            host: Host::parse("h.test").expect("a host"),
            port: 1,
        },
        named_by: vec![host_origin],
        security: Security::Implicit,
        fingerprints: None,
        tls_name: None,
        client_certificate: None,
    }
}

const FLAG: Origin = Origin::Flag("--password-env");
const HOST: Origin = Origin::Flag("--host");

fn obtain_with(source: Source, origin: Origin, value: Option<&str>) -> Result<Secret, Error> {
    let read = |name: &str| {
        (name == "OTHER")
            .then(|| value.map(OsString::from))
            .flatten()
    };
    let environment = Environment::new(&read);
    search(&[Sourced::new(source, origin)], HOST, &environment)
}

/// A search for the password of `u` at `h.test`, which was named there.
fn search(
    places: &[Sourced<Source>],
    host: Origin,
    environment: &Environment<'_>,
) -> Result<Secret, Error> {
    let search = Search {
        user: "u",
        server: &server(host),
        environment,
        hidden: &Hidden::default(),
        deadline: Deadline::default(),
        interrupt: &Interrupt::default(),
    };
    search.in_places(places)
}

#[test]
fn a_password_that_may_not_go_to_the_host_is_not_read() {
    let sources = [
        Sourced::new(Source::Variable("OTHER".into()), Origin::Variable(VARIABLE)),
        Sourced::new(Source::Command("echo flag".into()), FLAG),
    ];
    let read = |_: &str| Some(OsString::from("variable"));
    let environment = Environment::new(&read);
    for (host, expected) in [(HOST, "variable"), (Origin::Default, "flag")] {
        let password = search(&sources, host.clone(), &environment).expect("one");
        assert_eq!(password.expose(), expected.as_bytes(), "{host:?}");
    }
    assert!(matches!(
        search(&sources[..1], Origin::Default, &environment),
        Err(Error::Nowhere)
    ));
}

#[test]
fn first_lines() {
    for (text, expected) in [
        ("pw", "pw"),
        ("pw\n", "pw"),
        ("pw\r\nlogin: x\n", "pw"),
        ("pw\r\r\nlogin: x\n", "pw"),
        ("p\rw\r", "p\rw"),
        ("\u{feff}pw\n", "pw"),
        ("\u{feff}\n", ""),
        ("p\u{feff}w\n", "p\u{feff}w"),
        ("p w \nx", "p w "),
        ("", ""),
        ("\npw", ""),
    ] {
        assert_eq!(
            first_line(text.as_bytes())
                .expect("read")
                .expect("a line")
                .as_slice(),
            expected.as_bytes(),
            "{text:?}"
        );
    }
    assert!(first_line(io::repeat(b'x')).expect("read").is_none());
}

#[test]
fn what_cannot_be_a_password() {
    let variable = |value| obtain_with(Source::Variable("OTHER".into()), FLAG, value);
    assert!(matches!(variable(None), Err(Error::NotSet(_))));
    assert!(matches!(variable(Some("a\nb")), Err(Error::Malformed(_))));
    let command = |line: &str| obtain_with(Source::Command(line.into()), FLAG, None);
    assert!(matches!(command("exit 3"), Err(Error::CommandFailed(_))));
    assert!(matches!(command("true"), Err(Error::Empty(_))));
    let printed = command("echo pw; echo more");
    assert_eq!(printed.expect("one").expose(), b"pw");
}
