//! What a failure of the maildrop means.

use super::Judgement;
use super::Kind;
use super::net::{RIGHT_PORT, handshake, login, wire};
use super::smtp::CHECK_LOGIN;
use crate::maildrop::{Error, Kind as Failed};
use serde_json::json;

pub(super) fn judge(error: &Error) -> Judgement {
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
        Failed::Auth => Judgement::hinted(Kind::Auth, Some(CHECK_LOGIN)),
        Failed::Login(error) => login(error),
        Failed::NoGreeting => Judgement::hinted(Kind::Temporary, Some(RIGHT_PORT)),
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
