//! An error of each type, with its exit.

use crate::account::{self, Origin, password};
use crate::endpoint::{Endpoint, Host, Protocol};
use crate::exit::{Kind, Problem};
use crate::timeout::{Bound, Interrupted, Phase};
use crate::{address, compose, maildrop, message, net, pop3, sasl, selection, smtp, store, wire};
use std::io;
use std::time::Duration;

fn broken() -> io::Error {
    io::ErrorKind::ConnectionReset.into()
}

fn endpoint() -> Endpoint {
    Endpoint {
        host: Host::parse("mail.example.org").expect("a host"),
        port: 25,
    }
}

fn handshake(problem: net::HandshakeProblem) -> net::Error {
    net::Error::Tls(net::TlsError::Handshake {
        endpoint: endpoint(),
        problem,
        terms: Box::default(),
        library: String::new(),
    })
}

fn pem_file(problem: net::FileProblem) -> net::TlsError {
    net::TlsError::from(net::FileError {
        purpose: net::Purpose::ClientKey,
        path: "key.pem".into(),
        problem,
    })
}

fn reply(line: &str) -> smtp::Reply {
    let mut parser = smtp::reply::Parser::default();
    let parsed = parser.line(line.as_bytes()).expect("a line of a reply");
    parsed.expect("a whole reply")
}

pub(super) fn refused(stage: smtp::Stage, line: &str) -> smtp::Error {
    smtp::Error::Refused {
        stage,
        subject: None,
        reply: reply(line),
    }
}

pub(super) fn pop3_refused(stage: pop3::Stage, line: &str) -> maildrop::Error {
    let response = pop3::Response::parse(line.as_bytes()).expect("a response");
    let error = pop3::Error::Refused {
        stage,
        message: None,
        response,
    };
    error.into()
}

/// Types that are errors, by their file, each with an error of it and its exit.
pub(super) fn table() -> Vec<(&'static str, anyhow::Error, Kind)> {
    use smtp::Stage;
    let timeout = Bound::Timeout(Duration::from_secs(1));
    let flag = Origin::Flag("--host");
    vec![
        (
            "exit/problem.rs Problem",
            Problem::new(Kind::Partial, "x").into(),
            Kind::Partial,
        ),
        (
            "timeout.rs Interrupted",
            Interrupted(15).into(),
            Kind::Signal(15),
        ),
        (
            "net.rs Error",
            net::Error::Interrupted {
                signal: Interrupted(2),
                phase: Phase::Connect,
                endpoint: endpoint(),
            }
            .into(),
            Kind::Signal(2),
        ),
        (
            "net.rs Error",
            net::Error::Connect {
                endpoint: endpoint(),
                attempts: Vec::new(),
            }
            .into(),
            Kind::Temporary,
        ),
        (
            "net/resolve.rs ResolveError",
            net::Error::Resolve {
                host: "h".into(),
                source: net::ResolveError::NoSuchHost,
            }
            .into(),
            Kind::NoHost,
        ),
        (
            "net/resolve.rs ResolveError",
            net::Error::Resolve {
                host: "h".into(),
                source: net::ResolveError::Resolver(broken()),
            }
            .into(),
            Kind::Temporary,
        ),
        (
            "net.rs Error",
            net::Error::Proxy {
                proxy: "p".into(),
                server: "s".into(),
                problem: net::ProxyProblem::LoginNeeded,
            }
            .into(),
            Kind::Auth,
        ),
        (
            "net.rs Error",
            net::Error::Proxy {
                proxy: "p".into(),
                server: "s".into(),
                problem: net::ProxyProblem::Unreachable(Box::new(net::Error::Resolve {
                    host: "name.test".into(),
                    source: net::ResolveError::NoSuchHost,
                })),
            }
            .into(),
            Kind::Temporary,
        ),
        (
            "net/tls/error.rs TlsError",
            handshake(net::HandshakeProblem::Expired).into(),
            Kind::Tls,
        ),
        (
            "net/tls/error.rs TlsError",
            net::TlsError::Cut {
                endpoint: endpoint(),
                source: broken(),
            }
            .into(),
            Kind::Temporary,
        ),
        (
            "net/tls/error.rs TlsError",
            net::TlsError::NotPinned {
                endpoint: endpoint(),
                found: None,
            }
            .into(),
            Kind::Tls,
        ),
        (
            "net/tls/file.rs FileError",
            pem_file(net::FileProblem::NoKey).into(),
            Kind::Config,
        ),
        (
            "net/tls/file.rs FileProblem",
            pem_file(net::FileProblem::NoCertificate).into(),
            Kind::Config,
        ),
        (
            "net/tls/error.rs LateAlert",
            smtp::Error::Wire {
                stage: Stage::Greeting,
                source: wire::Error::Io {
                    phase: Phase::Greeting,
                    source: io::Error::other(net::LateAlert {
                        problem: net::HandshakeProblem::ClientCertificate,
                        library: String::new(),
                    }),
                },
            }
            .into(),
            Kind::Tls,
        ),
        (
            "smtp/error.rs Error",
            refused(Stage::Rcpt, "550 no").into(),
            Kind::NoRecipient,
        ),
        (
            "smtp/error.rs Error",
            refused(Stage::Rcpt, "452 later").into(),
            Kind::Temporary,
        ),
        (
            "smtp/error.rs Error",
            refused(Stage::Mail, "550 no").into(),
            Kind::Unavailable,
        ),
        (
            "smtp/error.rs Error",
            refused(Stage::Auth, "535 no").into(),
            Kind::Auth,
        ),
        (
            "smtp/error.rs Error",
            smtp::Error::StartTlsNotOffered.into(),
            Kind::Tls,
        ),
        (
            "smtp/error.rs Error",
            smtp::Error::Content(broken()).into(),
            Kind::Io,
        ),
        (
            "smtp/error.rs Error",
            smtp::Error::Tls(handshake(net::HandshakeProblem::NotTls).into()).into(),
            Kind::Tls,
        ),
        (
            "wire/error.rs Error",
            smtp::Error::Wire {
                stage: Stage::Mail,
                source: wire::Error::Timeout {
                    phase: Phase::Command,
                    bound: timeout,
                },
            }
            .into(),
            Kind::Temporary,
        ),
        (
            "wire/error.rs Error",
            smtp::Error::Wire {
                stage: Stage::StartTls,
                source: wire::Error::OctetsBeforeTls,
            }
            .into(),
            Kind::Protocol,
        ),
        (
            "wire/error.rs Error",
            smtp::Error::Wire {
                stage: Stage::Mail,
                source: wire::Error::Unusable,
            }
            .into(),
            Kind::Bug,
        ),
        (
            "sasl/error.rs Error",
            smtp::Error::Login(sasl::Error::ClearText {
                method: sasl::Method::Plain,
            })
            .into(),
            Kind::Tls,
        ),
        (
            "sasl/error.rs Error",
            smtp::Error::Login(sasl::Error::NotOffered {
                offered: String::new(),
                asked: sasl::Preference::Auto,
                token_offered: false,
            })
            .into(),
            Kind::Auth,
        ),
        (
            "maildrop/error.rs Error",
            maildrop::Error::no_such_message(vec![3]).into(),
            Kind::NoMessage,
        ),
        (
            "pop3/error.rs Error",
            pop3_refused(pop3::Stage::Auth, "-ERR [IN-USE] busy").into(),
            Kind::Temporary,
        ),
        (
            "pop3/error.rs Error",
            pop3_refused(pop3::Stage::Auth, "-ERR wrong").into(),
            Kind::Auth,
        ),
        (
            "pop3/error.rs Error",
            pop3_refused(pop3::Stage::Retr, "-ERR no").into(),
            Kind::Unavailable,
        ),
        (
            "selection/error.rs Error",
            selection::Error::NoSuchUniqueId("u".into()).into(),
            Kind::NoMessage,
        ),
        (
            "selection/error.rs Error",
            selection::Error::EmptyUniqueId.into(),
            Kind::Usage,
        ),
        (
            "account/error.rs Error",
            account::Error::NoHost(Protocol::Smtp).into(),
            Kind::Usage,
        ),
        (
            "account/error.rs Error",
            account::Error::UnknownDomain {
                domain: "example.org".to_owned(),
                protocol: Protocol::Smtp,
            }
            .into(),
            Kind::Usage,
        ),
        (
            "account/error.rs Error",
            account::Error::NotServed {
                provider: "iCloud Mail",
                protocol: Protocol::Pop3,
            }
            .into(),
            Kind::Usage,
        ),
        (
            "account/error.rs Error",
            account::Error::NeedsTls(flag.clone()).into(),
            Kind::Usage,
        ),
        (
            "account/error.rs Error",
            account::Error::BesidePin {
                pin: Origin::Variable("X"),
                other: flag.clone(),
            }
            .into(),
            Kind::Usage,
        ),
        (
            "account/error.rs Error",
            account::Error::BesidePin {
                pin: Origin::Variable("X"),
                other: Origin::Variable("Y"),
            }
            .into(),
            Kind::Config,
        ),
        (
            "account/given.rs Problem",
            account::Error::Value {
                origin: flag.clone(),
                problem: account::Problem::NotUtf8,
            }
            .into(),
            Kind::Data,
        ),
        (
            "account/given.rs Problem",
            account::Error::Value {
                origin: Origin::Variable("MAILCALL_SMTP_HOST"),
                problem: account::Problem::NotUtf8,
            }
            .into(),
            Kind::Config,
        ),
        (
            "account/config/error.rs Error",
            account::Error::Config(account::config::Error::NotAFile("a".into())).into(),
            Kind::Config,
        ),
        (
            "account/password/error.rs Error",
            account::Error::Password(password::Error::Nowhere).into(),
            Kind::Config,
        ),
        (
            "account/password/error.rs Error",
            account::Error::Password(password::Error::Malformed("X".to_owned())).into(),
            Kind::Data,
        ),
        (
            "input/not_ended.rs NotEnded",
            account::Error::Password(password::Error::Command(io::ErrorKind::TimedOut.into()))
                .into(),
            Kind::Temporary,
        ),
        (
            "store/error.rs Error",
            store::Error::Exists("a".into()).into(),
            Kind::CannotCreate,
        ),
        (
            "store/error.rs Error",
            store::Error::Source(broken()).into(),
            Kind::Io,
        ),
        (
            "compose/error.rs Error",
            compose::Error::UnknownCharset {
                name: "x".into(),
                known: "y",
            }
            .into(),
            Kind::Usage,
        ),
        (
            "compose/error.rs Error",
            compose::Error::UndecodableField {
                field: "Subject".into(),
                charset: "UTF-8",
                octet: 0xdc,
                offset: 9,
            }
            .into(),
            Kind::Data,
        ),
        (
            "message/error.rs Error",
            message::Error::NoHeader.into(),
            Kind::Data,
        ),
        (
            "message/error.rs Error",
            message::Error::Open {
                file: "a".into(),
                source: broken(),
            }
            .into(),
            Kind::NoInput,
        ),
        (
            "message/source.rs Changed",
            smtp::Error::Content(io::Error::other("the file has changed")).into(),
            Kind::Io,
        ),
        (
            "address/error.rs AddressError",
            address::Mailbox::parse("@")
                .expect_err("not an address")
                .into(),
            Kind::Data,
        ),
    ]
}
