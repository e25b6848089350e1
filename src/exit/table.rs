//! The table from every error to its kind, step, server's words and hint.

use super::{Kind, Problem};
use crate::account::{self, password};
use crate::address::AddressError;
use crate::smtp::{self, Severity};
use crate::timeout::Interrupted;
use crate::{compose, maildrop, message, net, sasl, selection, store, wire};
use serde_json::{Value, json};

/// Kind, step, the server's words, hint.
pub(super) type Judgement = (
    Kind,
    Option<&'static str>,
    Option<Value>,
    Option<&'static str>,
);

fn plain(kind: Kind) -> Judgement {
    (kind, None, None, None)
}

/// The table.
pub(super) fn judge(error: &anyhow::Error) -> Judgement {
    if let Some(problem) = error.downcast_ref::<Problem>() {
        return (problem.kind, None, None, problem.hint);
    }
    if let Some(error) = error.downcast_ref::<smtp::Error>() {
        return judge_smtp(error);
    }
    if let Some(error) = error.downcast_ref::<maildrop::Error>() {
        return judge_maildrop(error);
    }
    if let Some(error) = error.downcast_ref::<net::Error>() {
        return judge_net(error);
    }
    if let Some(error) = error.downcast_ref::<net::TlsError>() {
        return judge_tls(error);
    }
    if let Some(error) = error.downcast_ref::<selection::Error>() {
        use selection::Error;
        return plain(match error {
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
        return plain(match error {
            store::Error::Exists(_) | store::Error::Create { .. } => Kind::CannotCreate,
            store::Error::Write { .. } | store::Error::Source(_) => Kind::Io,
        });
    }
    if let Some(error) = error.downcast_ref::<compose::Error>() {
        return plain(error.fault().into());
    }
    if let Some(error) = error.downcast_ref::<message::Error>() {
        return plain(error.fault().into());
    }
    if error.downcast_ref::<AddressError>().is_some() {
        return plain(Kind::Data);
    }
    if let Some(signal) = error.downcast_ref::<Interrupted>() {
        return plain((*signal).into());
    }
    match error.downcast_ref::<std::io::Error>() {
        Some(_) => plain(Kind::Io),
        None => plain(Kind::Bug),
    }
}

const NEEDS_TLS: &str =
    "use --tls implicit or --tls starttls; --cleartext-auth sends it all the same";
const CHECK_LOGIN: &str = "check the user and the password; many providers want an authorization code or app password instead of it";
const ASK_FOR_OTHER_LOGIN: &str = "many servers offer a login only under TLS: --tls implicit or starttls; send --auth none goes without";
const SERVER_NOT_PROVED: &str =
    "it may not be the server that it claims to be; check --host and the certificate";
const RIGHT_PORT: &str =
    "is it the right port? One that wants TLS at once says nothing before: --tls implicit";

fn judge_smtp(error: &smtp::Error) -> Judgement {
    let stage = error.stage().map(smtp::Stage::name);
    let server = error.reply().map(|reply| {
        json!({
            "code": reply.code.number(),
            "enhanced": reply.enhanced.map(|status| status.to_string()),
            "response_code": null,
            "text": reply.text(),
        })
    });
    let (kind, hint) = match error {
        smtp::Error::Wire {
            stage: smtp::Stage::Greeting,
            source: wire::Error::Timeout { .. } | wire::Error::Closed { .. },
        } => (Kind::Temporary, Some(RIGHT_PORT)),
        smtp::Error::Wire { source, .. } => judge_wire(source),
        smtp::Error::Malformed { .. } | smtp::Error::Unexpected { .. } => (Kind::Protocol, None),
        smtp::Error::Refused { stage, reply, .. } => refused(*stage, reply),
        smtp::Error::StartTlsNotOffered => (
            Kind::Tls,
            Some("is it the right port? 465 speaks TLS at once: --tls implicit"),
        ),
        smtp::Error::Tls(source) => return judge_handshake(source.as_ref(), stage),
        smtp::Error::Login(error) => judge_login(error),
        smtp::Error::TooLarge { .. } | smtp::Error::NotOffered { .. } => (Kind::Unavailable, None),
        smtp::Error::Content(_) => (Kind::Io, None),
    };
    (kind, stage, server, hint)
}

fn refused(stage: smtp::Stage, reply: &smtp::Reply) -> (Kind, Option<&'static str>) {
    let temporary = reply.code.severity() == Severity::Transient;
    match (stage, reply.code.number()) {
        (smtp::Stage::Rcpt, 552) => (Kind::Temporary, Some("too many recipients for one message")),
        _ if temporary => (Kind::Temporary, None),
        (smtp::Stage::Auth, _) => (Kind::Auth, Some(CHECK_LOGIN)),
        (_, 530) => (Kind::Auth, Some("the server wants a login: --user USER")),
        (smtp::Stage::StartTls, _) => (Kind::Tls, None),
        (smtp::Stage::Rcpt, _) => (Kind::NoRecipient, None),
        _ => (Kind::Unavailable, None),
    }
}

fn judge_maildrop(error: &maildrop::Error) -> Judgement {
    use maildrop::Kind as Failed;
    let stage = error.stage();
    let server = error.server_words().map(|words| {
        json!({
            "code": null,
            "enhanced": null,
            "response_code": words.response_code,
            "text": words.text,
        })
    });
    let (kind, hint) = match error.kind() {
        Failed::Refused | Failed::NoUniqueIds | Failed::NoHeadersAlone => (Kind::Unavailable, None),
        Failed::Temporary => (Kind::Temporary, None),
        Failed::InUse => (
            Kind::Temporary,
            Some("another session has the maildrop open"),
        ),
        Failed::Auth => (Kind::Auth, Some(CHECK_LOGIN)),
        Failed::Login(error) => judge_login(error),
        Failed::NoGreeting => (Kind::Temporary, Some(RIGHT_PORT)),
        Failed::TlsNotOffered => (
            Kind::Tls,
            Some("is it the right port? 995 speaks TLS at once: --tls implicit"),
        ),
        Failed::TlsRefused => (Kind::Tls, None),
        Failed::Tls(source) => return judge_handshake(source, stage),
        Failed::Wire(error) => judge_wire(error),
        Failed::Protocol => (Kind::Protocol, None),
        Failed::NoSuchMessage => (Kind::NoMessage, None),
    };
    (kind, stage, server, hint)
}

fn judge_wire(error: &wire::Error) -> (Kind, Option<&'static str>) {
    match error {
        wire::Error::Interrupted { signal, .. } => ((*signal).into(), None),
        wire::Error::OctetsBeforeTls => (
            Kind::Protocol,
            Some("somebody on the way may be writing into the connection"),
        ),
        error if error.is_protocol() => (Kind::Protocol, None),
        wire::Error::Unusable => (Kind::Bug, None),
        _ => (Kind::Temporary, None),
    }
}

fn judge_login(error: &sasl::Error) -> (Kind, Option<&'static str>) {
    match error {
        sasl::Error::NotOffered { .. } => (Kind::Auth, Some(ASK_FOR_OTHER_LOGIN)),
        sasl::Error::ClearText { .. } => (Kind::Tls, Some(NEEDS_TLS)),
        sasl::Error::Challenge { .. } => (Kind::Auth, None),
        sasl::Error::ServerNotProved { .. } => (Kind::Protocol, Some(SERVER_NOT_PROVED)),
    }
}

fn judge_handshake(
    error: &(dyn std::error::Error + 'static),
    stage: Option<&'static str>,
) -> Judgement {
    let (kind, _, server, hint) = match error.downcast_ref::<net::Error>() {
        Some(error) => judge_net(error),
        None => plain(Kind::Tls),
    };
    (kind, stage, server, hint)
}

fn judge_net(error: &net::Error) -> Judgement {
    match error {
        net::Error::Resolve {
            source: net::ResolveError::NoSuchHost,
            ..
        } => plain(Kind::NoHost),
        net::Error::NoAddress { .. } => plain(Kind::NoHost),
        net::Error::Resolve { .. } | net::Error::Connect { .. } | net::Error::Timeout { .. } => {
            plain(Kind::Temporary)
        }
        net::Error::Interrupted(signal) => plain((*signal).into()),
        net::Error::Tls(error) => judge_tls(error),
    }
}

fn judge_tls(error: &net::TlsError) -> Judgement {
    let (kind, hint) = match error {
        net::TlsError::CaFile { .. } => (Kind::Config, None),
        net::TlsError::Setup(_) => (Kind::Tls, None),
        net::TlsError::Handshake { problem, .. } => (Kind::Tls, handshake_hint(*problem)),
        net::TlsError::Cut { .. } => (Kind::Temporary, None),
    };
    (kind, None, None, hint)
}

fn handshake_hint(problem: net::HandshakeProblem) -> Option<&'static str> {
    use net::HandshakeProblem as Problem;
    match problem {
        Problem::SelfSigned | Problem::UnknownIssuer => {
            Some("--ca-file FILE trusts the CA that signed it")
        }
        Problem::EndsAtIntermediate => Some("add the root certificate to the CA file"),
        Problem::NotTls => Some("if it is a port for STARTTLS or STLS: --tls starttls"),
        Problem::Expired
        | Problem::NotYetValid
        | Problem::OtherName
        | Problem::NotForServers
        | Problem::OtherCertificate
        | Problem::NoCommonVersion
        | Problem::Alert
        | Problem::Other => None,
    }
}

fn judge_account(error: &account::Error) -> Judgement {
    use account::{Error, Origin, Problem};
    plain(match error {
        Error::NoHost(_) | Error::NoUser | Error::PasswordWithoutUser(_) => Kind::Usage,
        Error::Value { origin, problem } => match (origin, problem) {
            (Origin::Flag(_), Problem::Empty) => Kind::Usage,
            (
                Origin::Flag(_),
                Problem::NotUtf8 | Problem::Malformed { .. } | Problem::Address(_),
            ) => Kind::Data,
            (Origin::Variable(_) | Origin::Default, _) => Kind::Config,
        },
        Error::Password(password::Error::Malformed(_)) => Kind::Data,
        Error::Password(error) if error.is_temporary() => Kind::Temporary,
        Error::Password(_) => Kind::Config,
    })
}
