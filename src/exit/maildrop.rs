//! What a failure of the maildrop means.

use super::net::{greeting_hint, handshake, login, wire};
use super::smtp::{TLS_FIRST, check_login};
use super::words::{About, about, is_busy};
use super::{Asked, Judgement, Kind};
use crate::maildrop::{Error, Kind as Failed};
use serde_json::json;

/// The hint after a refused APOP.
const APOP: &str = "some servers offer APOP and refuse it always: try --auth user; if that is refused too, check the user and the password";

pub(super) fn judge(error: &Error, asked: Asked) -> Judgement {
    let words = error.server_words();
    let wants_tls = (words.as_ref()).is_some_and(|words| about(&words.text) == Some(About::Tls));
    // A response code says more than the words, if there is one.
    let busy =
        (words.as_ref()).is_some_and(|words| words.response_code.is_none() && is_busy(&words.text));
    let server = words.map(|words| {
        json!({
            "code": null,
            "enhanced": null,
            "response_code": words.response_code,
            "text": words.text,
        })
    });
    let judgement = match error.kind() {
        Failed::Refused | Failed::NoUniqueIds | Failed::NoHeadersAlone => {
            Judgement::plain(Kind::Unavailable)
        }
        Failed::Temporary => Judgement::plain(Kind::Temporary),
        Failed::InUse => Judgement::hinted(
            Kind::Temporary,
            Some("another session has the maildrop open"),
        ),
        Failed::Auth | Failed::Apop | Failed::User if wants_tls && !asked.tls() => {
            Judgement::hinted(Kind::Tls, Some(TLS_FIRST))
        }
        Failed::Auth | Failed::Apop if busy => Judgement::plain(Kind::Temporary),
        Failed::Apop => Judgement::hinted(Kind::Auth, Some(APOP)),
        Failed::Auth | Failed::User => Judgement::hinted(Kind::Auth, Some(check_login(asked))),
        Failed::Login(error) => login(error, asked, None),
        Failed::NoGreeting => Judgement::hinted(Kind::Temporary, greeting_hint(asked)),
        Failed::TlsNotOffered => Judgement::hinted(
            Kind::Tls,
            Some("is it the right port? 995 speaks TLS at once: --tls implicit"),
        ),
        Failed::TlsRefused => Judgement::plain(Kind::Tls),
        Failed::Tls(source) => handshake(source),
        Failed::Wire(error) => wire(error),
        Failed::Protocol => Judgement::plain(Kind::Protocol),
        Failed::NoSuchMessage => Judgement::plain(Kind::NoMessage),
    };
    judgement.at(error.stage(), server)
}
