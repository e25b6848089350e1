//! SCRAM: the examples of the RFCs, and servers that do not prove themselves.

use super::{LIMIT, ready, sent};
use crate::sasl::exchange::{Exchange, Step};
use crate::sasl::{Error, Method, Problem};
use crate::secret::MASK;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Messages of an exchange without base64.
struct Known {
    method: Method,
    user: &'static str,
    password: &'static str,
    /// In base64 it is the client's nonce.
    random: &'static str,
    first: &'static str,
    server_first: &'static str,
    client_final: &'static str,
    server_final: &'static str,
}

/// RFC 7677 section 3.
const SHA_256: Known = Known {
    method: Method::ScramSha256,
    user: "user",
    password: "pencil",
    random: "rOprNGfwEbeRWgbNEkqO",
    first: "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
    server_first: "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
    client_final: "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
    server_final: "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
};

/// RFC 5802 section 5.
const SHA_1: Known = Known {
    method: Method::ScramSha1,
    user: "user",
    password: "pencil",
    random: "fyko+d2lbbFgONRv9qkxdawL",
    first: "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
    server_first: "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
    client_final: "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
    server_final: "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
};

/// What SASLprep changes, what a name may not contain, and a nonce that contains `=`. Computed by another program.
const PREPARED: Known = Known {
    method: Method::ScramSha256,
    user: "\u{aa}=,ü",
    password: "I\u{ad}X",
    random: "bm9uY2U=",
    first: "n,,n=a=3D=2Cü,r=bm9uY2U=",
    server_first: "r=bm9uY2U=more=x,s=c2FsdA==,i=4096",
    client_final: "c=biws,r=bm9uY2U=more=x,p=WxBk7hjoAsgh7DQTvbmEwUsdiKNrhXMWLLlgsy7zcLo=",
    server_final: "v=ZDyM0c5Xxab7QvXyI2fR2pkaM8L16xoYG7erwMBhtTo=",
};

impl Known {
    /// The exchange after these challenges, given without base64.
    fn after(&self, challenges: &[&str]) -> Result<Exchange, Error> {
        let random = STANDARD.decode(self.random).expect("base64");
        let ready = ready(self.method, self.user, self.password, &random);
        let (mut exchange, message) = ready.begin(LIMIT);
        let name = self.method.wire_name();
        let first = format!("AUTH {name} {}", STANDARD.encode(self.first));
        assert_eq!(
            (&*sent(&message), &*message.line.shown()),
            (&*first, &*first)
        );
        let expected = [(self.client_final, MASK), ("", "")];
        for (challenge, (line, shown)) in challenges.iter().zip(expected) {
            match exchange.step(STANDARD.encode(challenge).as_bytes()) {
                Step::Respond(waiting, message) => {
                    exchange = waiting;
                    let line = if challenge.starts_with("e=") {
                        ""
                    } else {
                        line
                    };
                    assert_eq!(sent(&message), STANDARD.encode(line));
                    let shown = if line.is_empty() { "" } else { shown };
                    assert_eq!(message.line.shown(), shown);
                }
                Step::Cancel(error, message) => {
                    assert_eq!(sent(&message), "*");
                    return Err(error);
                }
            }
        }
        Ok(exchange)
    }
}

#[test]
fn known_exchanges() {
    for known in [SHA_256, SHA_1, PREPARED] {
        let exchange = known.after(&[known.server_first, known.server_final]);
        assert!(exchange.expect("no cancellation").finish().is_ok());
    }
}

#[test]
fn a_server_that_has_not_proved_itself_is_not_believed() {
    for known in [SHA_256, SHA_1] {
        let method = known.method;
        // Success before the signature.
        for challenges in [&[][..], &[known.server_first]] {
            let exchange = known.after(challenges).expect("no cancellation");
            let refused = Err(Error::ServerNotProved { method });
            assert_eq!(exchange.finish(), refused, "{challenges:?}");
        }
        let other = known.server_final.replacen("v=", "v=A", 1);
        let problem = Problem::Signature;
        for last in ["", "v=", "v=AAAA", "x=1", &other, known.server_first] {
            let error = known
                .after(&[known.server_first, last])
                .expect_err("a cancellation");
            assert_eq!(error, Error::Challenge { method, problem }, "{last}");
        }
    }
}

/// The server's reason is kept, at both places where a server may give it. Success after it is not believed.
#[test]
fn a_server_that_refuses_says_why() {
    for challenges in [
        &["e=unknown-user"][..],
        &[SHA_256.server_first, "e=unknown-user,x"],
    ] {
        let exchange = SHA_256.after(challenges).expect("no cancellation");
        let explanation = exchange.explanation().expect("an explanation").to_string();
        assert_eq!(explanation, "the server's reason: unknown-user");
        let method = Method::ScramSha256;
        assert_eq!(exchange.finish(), Err(Error::ServerNotProved { method }));
    }
}

#[test]
fn a_first_message_that_breaks_the_rules_is_cancelled() {
    let method = Method::ScramSha256;
    let iterations = Problem::Iterations {
        min: 4096,
        max: 1_000_000,
    };
    for (first, problem) in [
        ("", Problem::Malformed),
        ("r=other,s=c2FsdA==,i=4096", Problem::Nonce),
        ("r=rOprNGfwEbeRWgbNEkqO,s=c2FsdA==,i=4096", Problem::Nonce),
        ("r=rOprNGfwEbeRWgbNEkqOx,s=c2FsdA==,i=4095", iterations),
        ("v=c2FsdA==", Problem::Malformed),
    ] {
        let error = SHA_256.after(&[first]).expect_err("a cancellation");
        assert_eq!(error, Error::Challenge { method, problem }, "{first}");
    }
}

#[test]
fn a_password_that_is_not_text_is_used_as_it_is() {
    use crate::sasl::tests::request;
    use crate::sasl::{Candidate, Credentials, Offer, Proof};
    use crate::secret::Secret;
    let mut request = request(&[Method::ScramSha1], "u", "", b"");
    let secret = Secret::new(b"\xff".to_vec());
    request.credentials = Credentials::new("u".into(), Proof::Password(secret));
    let offer = Offer {
        methods: vec![Method::ScramSha1],
        shown: String::new(),
    };
    let mut candidates = request.candidates(&offer).expect("a candidate");
    let ready = candidates.pop().and_then(Candidate::into_sasl);
    let (exchange, _) = ready.expect("a mechanism").begin(LIMIT);
    let challenge = STANDARD.encode("r=x,s=c2FsdA==,i=4096");
    let Step::Respond(_, message) = exchange.step(challenge.as_bytes()) else {
        panic!("a cancellation");
    };
    let response = STANDARD.decode(sent(&message)).expect("base64");
    let response = String::from_utf8(response).expect("ASCII");
    assert_eq!(response, "c=biws,r=x,p=8sAZjkaTpJ5p80+9P9RDSfPRpUM=");
}
