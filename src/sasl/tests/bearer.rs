//! XOAUTH2, OAUTHBEARER and EXTERNAL: the published examples, and what is shown of them.

use super::{LIMIT, Turn, play, ready, sent};
use crate::sasl::exchange::{MAX_RESPONSE_OCTETS, Step};
use crate::sasl::{Error, Method, Problem};
use crate::secret::MASK;

/// The token of RFC 7628 section 4.1, and its message.
const RFC_TOKEN: &str = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==";
const RFC_MESSAGE: &str = "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB";

/// The challenge of RFC 7628 section 4.3.
const RFC_REFUSAL: &str = "eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIiwic2NvcGUiOiJleGFtcGxlX3Njb3BlIiwib3BlbmlkLWNvbmZpZ3VyYXRpb24iOiJodHRwczovL2V4YW1wbGUuY29tLy53ZWxsLWtub3duL29wZW5pZC1jb25maWd1cmF0aW9uIn0=";

/// The token, the message and the challenge of Google's page about XOAUTH2.
const GOOGLE_TOKEN: &str = "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg";
const GOOGLE_MESSAGE: &str = "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ==";
const GOOGLE_REFUSAL: &str = "eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIG1hYyIsInNjb3BlIjoiaHR0cHM6Ly9tYWlsLmdvb2dsZS5jb20vIn0K";

/// The token and the message of Microsoft's page about XOAUTH2.
const MICROSOFT_TOKEN: &str = "EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA";
const MICROSOFT_MESSAGE: &str = "dXNlcj10ZXN0QGNvbnRvc28ub25taWNyb3NvZnQuY29tAWF1dGg9QmVhcmVyIEV3QkFBbDNCQUFVRkZwVUFvN0ozVmUwYmpMQldaV0NjbFJDM0VvQUEBAQ==";

#[test]
fn known_messages() {
    let plain = ("user@example.com", RFC_TOKEN, RFC_MESSAGE);
    let google = ("someuser@example.com", GOOGLE_TOKEN, GOOGLE_MESSAGE);
    let microsoft = (
        "test@contoso.onmicrosoft.com",
        MICROSOFT_TOKEN,
        MICROSOFT_MESSAGE,
    );
    for (method, (user, token, message)) in [
        (Method::Oauthbearer, plain),
        (Method::Xoauth2, google),
        (Method::Xoauth2, microsoft),
    ] {
        let name = method.wire_name();
        let (line, shown) = (
            format!("AUTH {name} {message}"),
            format!("AUTH {name} {MASK}"),
        );
        let exchange = play(ready(method, user, token, b""), LIMIT, (&line, &shown), &[]);
        let exchange = exchange.expect("no cancellation");
        assert!(
            !exchange.has_one_reply(),
            "a challenge may refuse the token"
        );
        assert!(exchange.finish().is_ok());
        // A token that does not fit on the line follows it.
        let alone = format!("AUTH {name}");
        let turns: &[Turn] = &[("", message, MASK)];
        let exchange = play(
            ready(method, user, token, b""),
            100,
            (&alone, &alone),
            turns,
        );
        assert!(exchange.expect("no cancellation").finish().is_ok());
    }
}

#[test]
fn a_comma_in_a_name_is_escaped() {
    let (_, message) = ready(Method::Oauthbearer, "a,b=c", "t", b"").begin(LIMIT);
    let expected = "AUTH OAUTHBEARER bixhPWE9MkNiPTNEYywBaG9zdD1zZXJ2ZXIuZXhhbXBsZS5jb20BcG9ydD0xNDMBYXV0aD1CZWFyZXIgdAEB";
    assert_eq!(sent(&message), expected);
}

#[test]
fn a_refusal_is_answered_and_explained() {
    for (method, challenge, dummy, expected) in [
        (
            Method::Oauthbearer,
            RFC_REFUSAL,
            "AQ==",
            "status invalid_token, scope example_scope",
        ),
        (
            Method::Xoauth2,
            GOOGLE_REFUSAL,
            "",
            "status 401, scope https://mail.google.com/",
        ),
    ] {
        let (exchange, _) = ready(method, "u", "token", b"").begin(LIMIT);
        assert_eq!(exchange.explanation(), None);
        let Step::Respond(exchange, message) = exchange.step(challenge.as_bytes()) else {
            panic!("a cancellation");
        };
        assert_eq!((&*sent(&message), &*message.line.shown()), (dummy, dummy));
        let explanation = exchange.explanation().expect("an explanation").to_string();
        let expected = format!("the server says of the token: {expected}");
        assert_eq!(explanation, expected);
        // Nothing is left to answer with.
        let problem = Problem::AfterLastResponse;
        match exchange.step(challenge.as_bytes()) {
            Step::Cancel(error, _) => assert_eq!(error, Error::Challenge { method, problem }),
            Step::Respond(..) => panic!("a second answer"),
        }
    }
}

#[test]
fn a_challenge_that_is_not_base64_is_cancelled() {
    for method in [Method::Oauthbearer, Method::Xoauth2, Method::External] {
        let (exchange, _) = ready(method, "u", "token", b"").begin(LIMIT);
        let problem = Problem::NotBase64;
        match exchange.step(b"go away!") {
            Step::Cancel(error, _) => assert_eq!(error, Error::Challenge { method, problem }),
            Step::Respond(..) => panic!("an answer"),
        }
    }
}

#[test]
fn a_response_is_not_longer_than_a_server_must_accept() {
    // `user=u`, a separator, `auth=Bearer `, and two separators: 21 octets.
    for (octets, fits) in [(9216 - 21, true), (9216 - 20, false)] {
        let method = Method::Xoauth2;
        let (exchange, message) = ready(method, "u", &"t".repeat(octets), b"").begin(LIMIT);
        assert_eq!(sent(&message), "AUTH XOAUTH2");
        match exchange.step(b"") {
            Step::Respond(_, message) => {
                assert!(fits);
                assert_eq!(message.line.octets(), MAX_RESPONSE_OCTETS);
            }
            Step::Cancel(error, _) => {
                assert!(!fits);
                let problem = Problem::TooLong(MAX_RESPONSE_OCTETS);
                assert_eq!(error, Error::Challenge { method, problem });
            }
        }
    }
}

/// RFC 4422 appendix A: an empty identity lets the server derive it.
#[test]
fn external_names_the_user_or_nobody() {
    for (user, line) in [("", "AUTH EXTERNAL ="), ("u@x", "AUTH EXTERNAL dUB4")] {
        let exchange = play(
            ready(Method::External, user, "", b""),
            LIMIT,
            (line, line),
            &[],
        );
        let exchange = exchange.expect("no cancellation");
        assert!(exchange.has_one_reply());
        assert!(exchange.finish().is_ok());
    }
}
