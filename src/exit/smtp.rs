//! What a failure of submission means.

use super::Judgement;
use super::Kind;
use super::net::{RIGHT_PORT, handshake, login, wire};
use crate::smtp::{Error, Reply, Severity, Stage};
use crate::wire;
use serde_json::json;

/// The hint after a login that the server refused.
pub(super) const CHECK_LOGIN: &str = "check the user and the password; many providers want an authorization code or app password instead of it";

/// The hint where a server has lost commands that were sent together.
const NOT_PIPELINED: &str =
    "the server may lose commands that are sent together: --pipelining off sends one at a time";

pub(super) fn judge(error: &Error) -> Judgement {
    let stage = error.stage().map(Stage::name);
    let server = error.reply().map(|reply| {
        json!({
            "code": reply.code.number(),
            "enhanced": reply.enhanced.map(|status| status.to_string()),
            "response_code": null,
            "text": reply.text(),
        })
    });
    judge_alone(error).at(stage, server)
}

/// The same without the step and the server's words.
fn judge_alone(error: &Error) -> Judgement {
    match error {
        Error::Wire {
            stage: Stage::Greeting,
            source: wire::Error::Timeout { .. } | wire::Error::Closed { .. },
        } => Judgement::hinted(Kind::Temporary, Some(RIGHT_PORT)),
        Error::Wire { source, .. } => wire(source),
        Error::Malformed { .. } | Error::Unexpected { .. } => Judgement::plain(Kind::Protocol),
        Error::Refused { stage, reply, .. } => refused(*stage, reply),
        Error::RefusedInBrokenFlight {
            refusal, pipelined, ..
        } => Judgement {
            hint: pipelined.then_some(NOT_PIPELINED),
            ..judge_alone(refusal)
        },
        Error::StartTlsNotOffered => Judgement::hinted(
            Kind::Tls,
            Some("is it the right port? 465 speaks TLS at once: --tls implicit"),
        ),
        Error::Tls(source) => handshake(source.as_ref()),
        Error::Login(error) => login(error),
        Error::TooLarge { .. } | Error::NotOffered { .. } => Judgement::plain(Kind::Unavailable),
        Error::Content(_) => Judgement::plain(Kind::Io),
    }
}

fn refused(stage: Stage, reply: &Reply) -> Judgement {
    let temporary = reply.code.severity() == Severity::Transient;
    let (kind, hint) = match (stage, reply.code.number()) {
        (Stage::Rcpt, 552) => (Kind::Temporary, Some("too many recipients for one message")),
        _ if temporary => (Kind::Temporary, None),
        (Stage::Auth, _) => (Kind::Auth, Some(CHECK_LOGIN)),
        (_, 530) => (Kind::Auth, Some("the server wants a login: --user USER")),
        (Stage::StartTls, _) => (Kind::Tls, None),
        (Stage::Rcpt, _) => (Kind::NoRecipient, None),
        _ => (Kind::Unavailable, None),
    };
    Judgement::hinted(kind, hint)
}

#[cfg(test)]
mod tests;
