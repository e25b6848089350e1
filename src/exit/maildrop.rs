//! What a failure of the maildrop means.

use super::net::{greeting_hint, handshake, login, wire};
use super::smtp::{TLS_FIRST, check_login};
use super::words::{About, about};
use super::{Asked, Judgement, Kind};
use crate::maildrop::{Error, Kind as Failed};
use serde_json::json;

pub(super) fn judge(error: &Error, asked: Asked) -> Judgement {
    let wants_tls = error
        .server_words()
        .is_some_and(|words| about(&words.text) == Some(About::Tls));
    let server = error.server_words().map(|words| {
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
        Failed::Auth if wants_tls && !asked.tls() => Judgement::hinted(Kind::Tls, Some(TLS_FIRST)),
        Failed::Auth => Judgement::hinted(Kind::Auth, Some(check_login(asked))),
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
