//! POP3's errors as failures of a maildrop.

use super::kind::{Kind, ServerWords};
use crate::pop3::{Error, Response, ResponseCode, Stage};
use crate::wire;

pub(super) fn kind(error: &Error) -> Kind<'_> {
    match error {
        Error::Wire {
            stage: Stage::Greeting,
            source: wire::Error::Timeout { .. } | wire::Error::Closed { .. },
        } => Kind::NoGreeting,
        Error::Wire { source, .. } | Error::InMessage { source, .. } => Kind::Wire(source),
        Error::Malformed { .. } | Error::TooMany { .. } => Kind::Protocol,
        Error::Refused {
            stage, response, ..
        } => refused(*stage, response),
        Error::Explained { refusal, .. } => kind(refusal),
        Error::StlsNotOffered => Kind::TlsNotOffered,
        Error::Tls(source) => Kind::Tls(&**source),
        Error::Login(error) => Kind::Login(error),
        Error::NoUniqueIds => Kind::NoUniqueIds,
        Error::NoTop => Kind::NoHeadersAlone,
    }
}

/// The response code decides before the command does (RFC 2449 section 8, RFC 3206).
fn refused<'e>(stage: Stage, response: &Response) -> Kind<'e> {
    match (&response.code, stage) {
        (Some(ResponseCode::InUse), _) => Kind::InUse,
        (Some(code), _) if code.is_temporary() => Kind::Temporary,
        (Some(ResponseCode::SystemPermanent), _) => Kind::Refused,
        (_, Stage::Apop) => Kind::Apop,
        (_, Stage::User) => Kind::User,
        (Some(ResponseCode::Authentication), _) | (_, Stage::Auth) => Kind::Auth,
        (_, Stage::Stls) => Kind::TlsRefused,
        _ => Kind::Refused,
    }
}

pub(super) fn server_words(error: &Error) -> Option<ServerWords> {
    error.response().map(|response| ServerWords {
        response_code: response.code.as_ref().map(ToString::to_string),
        text: response.to_string(),
    })
}
