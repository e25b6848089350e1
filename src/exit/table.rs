//! The table from every error to what it means. The first typed error in a chain decides.

use super::{Asked, AtServer, Judgement, Kind, Problem, maildrop, net, smtp};
use crate::account::{self, password};
use crate::address::AddressError;
use crate::compose::charset::ASCII;
use crate::timeout::Interrupted;
use crate::{compose, message, selection, store};

/// The table.
pub(super) fn judge(error: &anyhow::Error) -> Judgement {
    let asked = (error.downcast_ref::<AtServer>()).map_or(Asked::default(), |server| server.asked);
    if let Some(problem) = error.downcast_ref::<Problem>() {
        return Judgement::hinted(problem.kind, problem.hint);
    }
    if let Some(error) = error.downcast_ref::<crate::smtp::Error>() {
        return smtp::judge(error, asked);
    }
    if let Some(error) = error.downcast_ref::<crate::maildrop::Error>() {
        return maildrop::judge(error, asked);
    }
    if let Some(error) = error.downcast_ref::<crate::net::Error>() {
        return net::judge(error);
    }
    if let Some(error) = error.downcast_ref::<crate::net::TlsError>() {
        return net::tls(error);
    }
    if let Some(error) = error.downcast_ref::<selection::Error>() {
        use selection::Error;
        return Judgement::plain(match error {
            Error::UniqueIdControl(_) => Kind::Data,
            Error::Selector(text) if text.chars().any(char::is_control) => Kind::Data,
            Error::Selector(_) | Error::EmptyUniqueId | Error::Nothing | Error::AllAndNamed => {
                Kind::Usage
            }
            Error::NoSuchUniqueId(_) => Kind::NoMessage,
            Error::AmbiguousUniqueId(_) => Kind::Protocol,
            Error::NoUniqueIds => Kind::Unavailable,
        });
    }
    if let Some(error) = error.downcast_ref::<account::Error>() {
        return judge_account(error);
    }
    if let Some(error) = error.downcast_ref::<store::Error>() {
        return Judgement::plain(match error {
            store::Error::Exists(_) | store::Error::Create { .. } => Kind::CannotCreate,
            store::Error::Write { .. } | store::Error::Source(_) => Kind::Io,
        });
    }
    if let Some(error) = error.downcast_ref::<compose::Error>() {
        return Judgement::hinted(error.fault().into(), composing_hint(error));
    }
    if let Some(error) = error.downcast_ref::<message::Error>() {
        return Judgement::hinted(error.fault().into(), message_hint(error));
    }
    if error.downcast_ref::<AddressError>().is_some() {
        return Judgement::plain(Kind::Data);
    }
    if let Some(signal) = error.downcast_ref::<Interrupted>() {
        return Judgement::plain((*signal).into());
    }
    match error.downcast_ref::<std::io::Error>() {
        Some(_) => Judgement::plain(Kind::Io),
        None => Judgement::plain(Kind::Bug),
    }
}

fn composing_hint(error: &compose::Error) -> Option<&'static str> {
    match error {
        compose::Error::Undecodable { charset, .. } if *charset == ASCII => {
            Some("--charset utf-8 reads UTF-8, --lossy replaces such octets")
        }
        compose::Error::Undecodable { .. } => {
            Some("--charset NAME reads another charset, --lossy replaces such octets")
        }
        compose::Error::UndecodableField { .. } => {
            Some("--charset NAME reads header fields of another charset")
        }
        compose::Error::BeyondAscii {
            ready_made: true, ..
        } => Some("--as-is sends header fields unchanged, if the server offers SMTPUTF8"),
        compose::Error::Message(error) => message_hint(error),
        _ => None,
    }
}

fn message_hint(error: &message::Error) -> Option<&'static str> {
    match error {
        message::Error::Spool { .. } => Some("TMPDIR names another directory"),
        _ => None,
    }
}

fn judge_account(error: &account::Error) -> Judgement {
    use account::{Error, Origin, Problem};
    let given = |by_flag: bool| if by_flag { Kind::Usage } else { Kind::Config };
    Judgement::plain(match error {
        Error::NoHost(_)
        | Error::UnknownDomain { .. }
        | Error::NotServed { .. }
        | Error::NoUser
        | Error::PasswordWithoutUser(_) => Kind::Usage,
        Error::NeedsTls(origin) => given(matches!(origin, Origin::Flag(_))),
        Error::BesidePin { pin: one, other }
        | Error::SourceOfOtherFamily {
            source: one,
            family: other,
        } => given(matches!(
            (one, other),
            (Origin::Flag(_), _) | (_, Origin::Flag(_))
        )),
        Error::Value { origin, problem } => match (origin, problem) {
            (Origin::Flag(_), Problem::Empty | Problem::PasswordInFlag) => Kind::Usage,
            (
                Origin::Flag(_),
                Problem::NotUtf8 | Problem::Malformed { .. } | Problem::Address(_),
            ) => Kind::Data,
            (Origin::Variable(_) | Origin::Key(_) | Origin::Preset(_) | Origin::Default, _) => {
                Kind::Config
            }
        },
        Error::Config(_) | Error::NoProxyPassword(_) => Kind::Config,
        Error::Password(password::Error::Malformed(_)) => Kind::Data,
        Error::Password(error) if error.is_temporary() => Kind::Temporary,
        Error::Password(_) => Kind::Config,
    })
}
