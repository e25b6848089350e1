//! What a failure of submission means.

use super::net::{greeting_hint, handshake, login, wire};
use super::words::{About, about};
use super::{Asked, Judgement, Kind};
use crate::sasl::ProofKind;
use crate::smtp::{Error, Reply, Severity, Stage};
use crate::wire;
use serde_json::json;

/// The hint after a login that the server refused.
pub(super) fn check_login(asked: Asked) -> &'static str {
    match asked.login {
        Some(ProofKind::Token) => {
            "the token may have expired, or be for another user or another scope: get a new one"
        }
        Some(ProofKind::Certificate) => {
            "the server may know no user for the client certificate, or another one than --user names"
        }
        Some(ProofKind::Password) | None => asked.provider_needs.unwrap_or(
            "check the user and the password; many providers want an authorization code or app password instead of it",
        ),
    }
}

/// The hint where a server takes mail only from the user that has logged in.
const NOT_THE_USER: &str = "the author must be an address of the user that logs in: --from ADDR";

/// The hint where a server wants TLS before anything else.
pub(super) const TLS_FIRST: &str = "the server wants TLS first: --tls starttls";

/// The hint where a server offers no login that can be used, and a relay may want none.
const WITHOUT_LOGIN: &str = "--auth none sends without a login";

/// The hint where a server takes fewer recipients.
const FEWER_RECIPIENTS: &str = "give fewer recipients per message";

/// The hint where a server does not know BDAT although it offers CHUNKING.
const NO_CHUNKS: &str =
    "the server offers CHUNKING but may not know BDAT: --chunking off sends by DATA";

/// The hint where a server has lost commands that were sent together.
const NOT_PIPELINED: &str =
    "the server may lose commands that are sent together: --pipelining off sends one at a time";

pub(super) fn judge(error: &Error, asked: Asked) -> Judgement {
    let stage = error.stage().map(Stage::name);
    let server = error.reply().map(|reply| {
        json!({
            "code": reply.code.number(),
            "enhanced": reply.enhanced.map(|status| status.to_string()),
            "response_code": null,
            "text": reply.text(),
        })
    });
    judge_alone(error, asked).at(stage, server)
}

/// The same without the step and the server's words.
fn judge_alone(error: &Error, asked: Asked) -> Judgement {
    match error {
        Error::Wire {
            stage: Stage::Greeting,
            source: wire::Error::Timeout { .. } | wire::Error::Closed { .. },
        } => Judgement::hinted(Kind::Temporary, greeting_hint(asked)),
        Error::Wire { source, .. } => wire(source),
        Error::Malformed { .. } | Error::Unexpected { .. } => Judgement::plain(Kind::Protocol),
        Error::Refused { stage, reply, .. } => refused(*stage, reply, asked),
        Error::Explained { refusal, .. } => judge_alone(refusal, asked),
        Error::RefusedInBrokenFlight {
            refusal, pipelined, ..
        } => {
            let alone = judge_alone(refusal, asked);
            Judgement {
                hint: pipelined.then_some(NOT_PIPELINED).or(alone.hint),
                ..alone
            }
        }
        Error::StartTlsNotOffered => Judgement::hinted(
            Kind::Tls,
            Some("is it the right port? 465 speaks TLS at once: --tls implicit"),
        ),
        Error::Tls(source) => handshake(source.as_ref()),
        Error::Login(error) => login(error, asked, Some(WITHOUT_LOGIN)),
        Error::TooManyRecipients { .. } => {
            Judgement::hinted(Kind::Unavailable, Some(FEWER_RECIPIENTS))
        }
        Error::TooLarge { .. } | Error::NotOffered { .. } => Judgement::plain(Kind::Unavailable),
        Error::Content(_) => Judgement::plain(Kind::Io),
    }
}

fn refused(stage: Stage, reply: &Reply, asked: Asked) -> Judgement {
    let about = about(&reply.text());
    let kind = match (stage, reply.code.number(), about) {
        (Stage::Rcpt, 552, _) => Kind::Temporary,
        _ if reply.code.severity() == Severity::Transient => Kind::Temporary,
        (_, _, Some(About::Tls)) if !asked.tls() => Kind::Tls,
        (Stage::Auth, _, _) | (_, 530, _) => Kind::Auth,
        (Stage::StartTls, _, _) => Kind::Tls,
        (Stage::Rcpt, _, _) => Kind::NoRecipient,
        _ => Kind::Unavailable,
    };
    let hint = match (stage, reply.code.number(), about) {
        (_, _, Some(About::Tls)) if !asked.tls() => Some(TLS_FIRST),
        (_, _, Some(About::Helo)) | (Stage::Ehlo, 501 | 504, _) => Some(helo_hint(asked)),
        (_, _, Some(About::TooManyRecipients)) => Some(too_many_hint(asked)),
        (Stage::Rcpt, _, _) if is_about_the_number_of_recipients(reply) => {
            Some(too_many_hint(asked))
        }
        (Stage::Auth, _, _) if kind == Kind::Auth => Some(check_login(asked)),
        (_, _, Some(About::Sender)) => Some(NOT_THE_USER),
        (_, 530, _) if asked.login.is_none() => Some("the server wants a login: --user USER"),
        (Stage::Content, 500 | 502 | 504, _) if !asked.no_chunks => Some(NO_CHUNKS),
        _ => None,
    };
    Judgement::hinted(kind, hint)
}

/// RFC 3463 section 3.6 has X.5.3 for it; RFC 5321 section 4.5.3.1.10 has 552, whose enhanced code may say otherwise.
fn is_about_the_number_of_recipients(reply: &Reply) -> bool {
    match &reply.enhanced {
        Some(enhanced) => (enhanced.subject, enhanced.detail) == (5, 3),
        None => reply.code.number() == 552,
    }
}

fn too_many_hint(asked: Asked) -> &'static str {
    match asked.partial {
        true => FEWER_RECIPIENTS,
        false => {
            "give fewer recipients per message, or --partial, which sends to those that are accepted"
        }
    }
}

fn helo_hint(asked: Asked) -> &'static str {
    match asked.helo {
        true => "the server does not accept the name that --helo gives",
        false => "the server wants a host name in EHLO: --helo NAME",
    }
}

#[cfg(test)]
mod tests;
