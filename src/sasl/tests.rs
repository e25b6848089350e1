//! Whole exchanges, as the server's challenges and our lines, and what is shown of those.

use super::exchange::{Exchange, MAX_CHALLENGES, Message, Ready, Step};
use super::mechanism::{Challenge, Mechanism, Problem};
use super::{
    Candidate, Channel, Credentials, Error, Method, Nonce, Offer, Preference, Proof, ProofKind,
    Request,
};
use crate::endpoint::{Endpoint, Host};
use crate::secret::{MASK, Parts, Redactor, Secret};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

mod bearer;
mod scram;

/// The line limit of SMTP.
const LIMIT: usize = 512;

/// A login by the best method over a channel of this kind.
pub(crate) fn automatic(user: &str, password: &str, channel: Channel) -> Request {
    Request {
        credentials: Credentials::new(user.into(), Proof::Password(Secret::new(password))),
        preference: Preference::Auto,
        channel,
        cleartext_allowed: false,
        nonce: Nonce::new(b"nonce"),
        server: Endpoint {
            host: Host::parse("server.example.com").expect("a host"),
            port: 143,
        },
    }
}

/// A login by these methods over a channel that protects it. The password is what the first method works with.
pub(crate) fn request(methods: &[Method], user: &str, password: &str, random: &[u8]) -> Request {
    let secret = Secret::new(password);
    let preference = Preference::Listed(methods.to_vec());
    let proof = match preference.proof() {
        ProofKind::Password => Proof::Password(secret),
        ProofKind::Token => Proof::Token(secret),
        ProofKind::Certificate => Proof::Certificate,
    };
    Request {
        credentials: Credentials::new(user.into(), proof),
        preference,
        nonce: Nonce::new(random),
        ..automatic(user, password, Channel::Verified)
    }
}

fn ready(method: Method, user: &str, password: &str, random: &[u8]) -> Ready {
    let request = request(&[method], user, password, random);
    let offer = Offer {
        methods: vec![method],
        shown: String::new(),
    };
    let mut candidates = request.candidates(&offer).expect("a candidate");
    candidates
        .pop()
        .and_then(Candidate::into_sasl)
        .expect("a SASL mechanism")
}

fn sent(message: &Message) -> String {
    let mut out = Vec::new();
    message.line.encode(&mut out);
    String::from_utf8(out).expect("ASCII")
}

/// A mechanism that sends what it is given and has nothing to verify.
struct Scripted {
    initial: Option<Parts>,
    response: Parts,
}

impl Mechanism for Scripted {
    fn initial_response(&mut self) -> Option<Parts> {
        self.initial.take()
    }

    fn respond(&mut self, _: Challenge<'_>) -> Result<Parts, Problem> {
        Ok(self.response.clone())
    }

    fn server_is_proved(&self) -> bool {
        true
    }
}

fn scripted(initial: Option<Parts>, response: Parts) -> Ready {
    let mechanism = Scripted { initial, response };
    Ready::new(Method::Plain, Box::new(mechanism))
}

/// A whole exchange: the method, the limit of the AUTH line, that line as sent and as shown, and what follows.
type Case = (Method, usize, (&'static str, &'static str), &'static [Turn]);

/// What one line was answered with: a challenge and the line that follows it, sent and shown.
type Turn = (&'static str, &'static str, &'static str);

/// Plays an exchange. The last line may be a cancellation, whose problem is returned.
fn play(
    mechanism: Ready,
    limit: usize,
    first: (&str, &str),
    turns: &[Turn],
) -> Result<Exchange, Error> {
    let (mut exchange, message) = mechanism.begin(limit);
    assert_eq!((&*sent(&message), &*message.line.shown()), first);
    for (challenge, line, shown) in turns {
        let message = match exchange.step(challenge.as_bytes()) {
            Step::Respond(waiting, message) => {
                exchange = waiting;
                message
            }
            Step::Cancel(error, message) => {
                assert_eq!(sent(&message), *line);
                return Err(error);
            }
        };
        assert_eq!((&*sent(&message), &*message.line.shown()), (*line, *shown));
    }
    Ok(exchange)
}

/// PLAIN, LOGIN and CRAM-MD5 with RFC 2195's user and password.
#[test]
fn exchanges_in_which_the_server_proves_nothing() {
    const BLOB: &str = "AHRpbQB0YW5zdGFhZnRhbnN0YWFm";
    const PASSWORD: &str = "dGFuc3RhYWZ0YW5zdGFhZg==";
    const DIGEST: &str = "dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw";
    let cases: &[Case] = &[
        (
            Method::Plain,
            LIMIT,
            (
                "AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm",
                "AUTH PLAIN ********",
            ),
            &[],
        ),
        // The limit includes the CRLF.
        (
            Method::Plain,
            40,
            ("AUTH PLAIN", "AUTH PLAIN"),
            &[("", BLOB, MASK)],
        ),
        (
            Method::Plain,
            41,
            (
                "AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm",
                "AUTH PLAIN ********",
            ),
            &[],
        ),
        // The user is shown as it is sent. Prompts may be anything, base64 or not.
        (
            Method::Login,
            LIMIT,
            ("AUTH LOGIN", "AUTH LOGIN"),
            &[
                ("VXNlcm5hbWU6", "dGlt", "dGlt"),
                ("Password:", PASSWORD, MASK),
            ],
        ),
        (
            Method::Login,
            LIMIT,
            ("AUTH LOGIN", "AUTH LOGIN"),
            &[("", "dGlt", "dGlt"), ("=", PASSWORD, MASK)],
        ),
        (
            Method::CramMd5,
            LIMIT,
            ("AUTH CRAM-MD5", "AUTH CRAM-MD5"),
            &[(
                "PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+",
                DIGEST,
                MASK,
            )],
        ),
    ];
    for (method, limit, first, turns) in cases {
        let mechanism = ready(*method, "tim", "tanstaaftanstaaf", b"");
        let exchange = play(mechanism, *limit, *first, turns).expect("no cancellation");
        assert!(exchange.finish().is_ok(), "{method:?}");
    }
}

#[test]
fn challenges_that_cannot_be_answered_are_cancelled() {
    let login_turns: &[Turn] = &[("", "dGlt", "dGlt"), ("", "c2VjcmV0", MASK), ("", "*", "*")];
    let cram_turns: &[Turn] = &[
        (
            "PDFAaD4=",
            "dGltIDE1NGY3NWE3NDMyMjNmNzQ5YmVjZDY2ODQ1N2RmNjdh",
            MASK,
        ),
        ("PDFAaD4=", "*", "*"),
    ];
    for (method, turns, problem) in [
        (
            Method::Plain,
            &[("bW9yZT8=", "*", "*")][..],
            Problem::AfterLastResponse,
        ),
        (Method::Plain, &[("go on", "*", "*")], Problem::NotBase64),
        (Method::Login, login_turns, Problem::AfterLastResponse),
        (
            Method::CramMd5,
            &[("not base64!", "*", "*")],
            Problem::NotBase64,
        ),
        (Method::CramMd5, &[("", "*", "*")], Problem::Malformed),
        (Method::CramMd5, cram_turns, Problem::AfterLastResponse),
    ] {
        let name = format!("AUTH {}", method.wire_name());
        let first = match method {
            Method::Plain => ("AUTH PLAIN AHRpbQBzZWNyZXQ=", "AUTH PLAIN ********"),
            _ => (&*name, &*name),
        };
        let played = play(ready(method, "tim", "secret", b""), LIMIT, first, turns);
        let error = played.expect_err("a cancellation");
        assert_eq!(error, Error::Challenge { method, problem });
    }
}

#[test]
fn the_number_of_challenges_is_bounded() {
    let (mut exchange, _) = scripted(None, Parts::default()).begin(LIMIT);
    let mut answered = 0;
    let error = loop {
        match exchange.step(b"") {
            Step::Respond(waiting, _) => exchange = waiting,
            Step::Cancel(error, _) => break error,
        }
        answered += 1;
        assert!(answered < 100, "no bound");
    };
    assert_eq!(answered, MAX_CHALLENGES);
    let method = Method::Plain;
    let problem = Problem::TooMany(MAX_CHALLENGES);
    assert_eq!(error, Error::Challenge { method, problem });
}

#[test]
fn an_empty_response_is_an_equals_sign_on_the_auth_line_and_an_empty_line_later() {
    let empty = || scripted(Some(Parts::default()), Parts::default());
    let later = [("", "", ""), ("", "", "")];
    let played = play(empty(), LIMIT, ("AUTH PLAIN =", "AUTH PLAIN ="), &later);
    assert!(played.is_ok());
    let played = play(empty(), 10, ("AUTH PLAIN", "AUTH PLAIN"), &later);
    assert!(played.is_ok());
}

/// The parts of base64 text that depend on the secret alone, at each alignment.
fn guises(secret: &str) -> Vec<String> {
    let encoded = (0..3).map(|before| {
        let text = STANDARD.encode([&vec![0; before], secret.as_bytes()].concat());
        let first = [0, 2, 3][before];
        text.trim_end_matches('=')[first..text.trim_end_matches('=').len() - 1].to_owned()
    });
    encoded.chain([secret.to_owned()]).collect()
}

/// A password of a few octets cannot be searched for, but the line that holds it can.
#[test]
fn a_line_that_holds_a_short_password_is_masked_when_it_is_sent_back() {
    let (_, message) = ready(Method::Plain, "tim", "abc", b"").begin(LIMIT);
    let mut redactor = Redactor::default();
    for secret in &message.secrets {
        redactor.hide(secret.expose());
    }
    let echoed = redactor.redact(sent(&message).as_bytes()).into_owned();
    assert_eq!(echoed, b"AUTH PLAIN ********");
}

fn sasl_methods() -> Vec<Method> {
    let methods = Method::ALL.into_iter();
    methods.filter(|method| method.is_sasl()).collect()
}

proptest! {
    /// Whatever the server asks, no line shows the password, and a line that holds it is masked when it is sent back.
    #[test]
    fn no_line_shows_the_password(
        user in "[a-z@.]{1,20}",
        password in "[!#$%&()*:;<>]{6,30}",
        limit in 20..600usize,
        method in prop::sample::select(sasl_methods()),
        challenges in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..20), 0..4),
    ) {
        let (mut exchange, message) = ready(method, &user, &password, b"").begin(limit);
        let mut messages = vec![message];
        for challenge in challenges {
            match exchange.step(STANDARD.encode(challenge).as_bytes()) {
                Step::Respond(waiting, message) => {
                    exchange = waiting;
                    messages.push(message);
                }
                Step::Cancel(_, message) => {
                    messages.push(message);
                    break;
                }
            }
        }
        let mut redactor = Redactor::default();
        for message in &messages {
            message.secrets.iter().for_each(|secret| redactor.hide(secret.expose()));
            let shown = message.line.shown();
            let echoed = redactor.redact(sent(message).as_bytes()).into_owned();
            let echoed = String::from_utf8(echoed).expect("ASCII");
            for guise in guises(&password) {
                prop_assert!(!shown.contains(&guise), "{shown} shows {guise}");
                prop_assert!(!echoed.contains(&guise), "{echoed} shows {guise}");
            }
            prop_assert_eq!(shown, echoed);
        }
    }
}
