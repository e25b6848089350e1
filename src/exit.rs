//! Exit codes: one table from every error to what a script branches on (sysexits, and three of our own).

use crate::account::{self, password};
use crate::address::AddressError;
use crate::command::send::draft;
use crate::command::{AtServer, Problem};
use crate::message::Fault;
use crate::pop3::ResponseCode;
use crate::smtp::{self, Severity};
use crate::timeout::Interrupted;
use crate::{compose, maildrop, message, net, pop3, sasl, selection, store, terminal, wire};
use serde_json::{Value, json};

/// What kind of end a run came to. The names are those of the JSON key `kind`; they are never renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The command line cannot be understood.
    Usage,
    /// The content of a value or file is malformed.
    Data,
    /// A file to send is missing or unreadable.
    NoInput,
    /// The server refused a recipient for good.
    NoRecipient,
    /// There is no such message.
    NoMessage,
    /// The host name does not exist.
    NoHost,
    /// A permanent refusal not named elsewhere.
    Unavailable,
    /// Our own mistake.
    Bug,
    /// An output file cannot be made.
    CannotCreate,
    /// Reading or writing failed here.
    Io,
    /// Nothing was accepted, stored or deleted, and the same may work later.
    Temporary,
    /// The server broke the protocol.
    Protocol,
    /// TLS, certificate, or a login that would be in the clear.
    Tls,
    /// The login was refused, or none is offered.
    Auth,
    /// Environment, account, password source, CA file.
    Config,
    /// It may or may not have been done.
    Unknown,
    /// Some of it was done and some not.
    Partial,
    /// A signal ended the run, which had changed nothing.
    Signal(u8),
}

impl Kind {
    /// The exit code.
    pub fn code(self) -> u8 {
        match self {
            Kind::Usage => 64,
            Kind::Data => 65,
            Kind::NoInput => 66,
            Kind::NoRecipient | Kind::NoMessage => 67,
            Kind::NoHost => 68,
            Kind::Unavailable => 69,
            Kind::Bug => 70,
            Kind::CannotCreate => 73,
            Kind::Io => 74,
            Kind::Temporary => 75,
            Kind::Protocol | Kind::Tls => 76,
            Kind::Auth => 77,
            Kind::Config => 78,
            Kind::Unknown => 79,
            Kind::Partial => 80,
            Kind::Signal(number) => 128u8.saturating_add(number),
        }
    }

    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Usage => "usage",
            Kind::Data => "data",
            Kind::NoInput => "no_input",
            Kind::NoRecipient => "no_recipient",
            Kind::NoMessage => "no_message",
            Kind::NoHost => "no_host",
            Kind::Unavailable => "unavailable",
            Kind::Bug => "bug",
            Kind::CannotCreate => "cannot_create",
            Kind::Io => "io",
            Kind::Temporary => "temporary",
            Kind::Protocol => "protocol",
            Kind::Tls => "tls",
            Kind::Auth => "auth",
            Kind::Config => "config",
            Kind::Unknown => "unknown",
            Kind::Partial => "partial",
            Kind::Signal(_) => "signal",
        }
    }
}

impl From<Fault> for Kind {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Usage => Kind::Usage,
            Fault::Data => Kind::Data,
            Fault::NoInput => Kind::NoInput,
            Fault::Config => Kind::Config,
            Fault::Io => Kind::Io,
        }
    }
}

impl From<Interrupted> for Kind {
    fn from(signal: Interrupted) -> Self {
        Kind::Signal(u8::try_from(signal.0).unwrap_or(u8::MAX))
    }
}

/// A failure as it is told: to people on one line, to programs as JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// What kind it is.
    pub kind: Kind,
    /// What happened, in full.
    pub message: String,
    /// The step of the session.
    pub stage: Option<&'static str>,
    /// The server's words: `code`, `enhanced`, `response_code`, `text`.
    pub server: Option<Value>,
    /// What the user can do.
    pub hint: Option<&'static str>,
}

impl Failure {
    /// Judges an error by the first typed error in it.
    pub fn of(error: &anyhow::Error) -> Self {
        let (kind, stage, server, hint) = judge(error);
        let message = match (error.downcast_ref::<AtServer>(), stage) {
            // "login refused by HOST: 535 ..." reads better than the host in front of it.
            (Some(at), Some("AUTH")) if kind == Kind::Auth || kind == Kind::Temporary => {
                let cause = error.root_cause().to_string();
                match cause.strip_prefix("login refused: ") {
                    Some(reply) => format!("login refused by {}: {reply}", at.host()),
                    None => format!("{error:#}"),
                }
            }
            _ => describe(error),
        };
        Failure {
            kind,
            message,
            stage,
            server,
            hint,
        }
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        json!({
            "kind": self.kind.name(),
            "message": self.message,
            "exit": self.kind.code(),
            "stage": self.stage,
            "server": self.server,
            "hint": self.hint,
        })
    }

    /// As one line, escaped.
    pub fn line(&self) -> String {
        let message = terminal::escape_briefly(&self.message);
        match self.hint {
            Some(hint) => format!("mailcall: {message} ({hint})"),
            None => format!("mailcall: {message}"),
        }
    }
}

/// Contexts and the error, without the sources that the error's own text already holds.
fn describe(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain() {
        let words = cause.to_string();
        if text.is_empty() {
            text = words;
        } else if !text.contains(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
    }
    text
}

type Judgement = (
    Kind,
    Option<&'static str>,
    Option<Value>,
    Option<&'static str>,
);

fn plain(kind: Kind) -> Judgement {
    (kind, None, None, None)
}

/// The table.
fn judge(error: &anyhow::Error) -> Judgement {
    if let Some(problem) = error.downcast_ref::<Problem>() {
        return (problem.kind, None, None, problem.hint);
    }
    if let Some(error) = error.downcast_ref::<smtp::Error>() {
        return judge_smtp(error);
    }
    if let Some(error) = error.downcast_ref::<pop3::Error>() {
        return judge_pop3(error);
    }
    if let Some(error) = error.downcast_ref::<maildrop::Error>() {
        return match error {
            maildrop::Error::Session(error) => judge_pop3(error),
            maildrop::Error::NoSuchMessage(_) => plain(Kind::NoMessage),
        };
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
    if let Some(problem) = error.downcast_ref::<draft::Problem>() {
        return plain(problem.fault().into());
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
const ASK_FOR_OTHER_LOGIN: &str = "--auth names the way to log in, --auth none goes without";
const TRUST_IT: &str = "--ca-file FILE trusts the CA that signed it";

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

fn judge_pop3(error: &pop3::Error) -> Judgement {
    let stage = Some(error.stage().name());
    let server = error.response().map(|response| {
        json!({
            "code": null,
            "enhanced": null,
            "response_code": response.code.as_ref().map(|code| code.to_string()),
            "text": response.to_string(),
        })
    });
    let (kind, hint) = match error {
        pop3::Error::Wire { source, .. } => judge_wire(source),
        pop3::Error::Malformed { .. }
        | pop3::Error::Listing { .. }
        | pop3::Error::TooMany { .. } => (Kind::Protocol, None),
        pop3::Error::Refused {
            stage, response, ..
        } => {
            let is_auth = *stage == pop3::Stage::Auth;
            match &response.code {
                Some(ResponseCode::InUse) => (
                    Kind::Temporary,
                    Some("another session has the maildrop open"),
                ),
                Some(code) if code.is_temporary() => (Kind::Temporary, None),
                Some(ResponseCode::SystemPermanent) => (Kind::Unavailable, None),
                Some(ResponseCode::Authentication) => (Kind::Auth, Some(CHECK_LOGIN)),
                _ if is_auth => (Kind::Auth, Some(CHECK_LOGIN)),
                _ if *stage == pop3::Stage::Stls => (Kind::Tls, None),
                _ => (Kind::Unavailable, None),
            }
        }
        pop3::Error::StlsNotOffered => (
            Kind::Tls,
            Some("is it the right port? 995 speaks TLS at once: --tls implicit"),
        ),
        pop3::Error::Tls(source) => return judge_handshake(source.as_ref(), stage),
        pop3::Error::Login(error) => judge_login(error),
        pop3::Error::NoUniqueIds | pop3::Error::NoTop => (Kind::Unavailable, None),
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
        wire::Error::Poisoned => (Kind::Bug, None),
        _ => (Kind::Temporary, None),
    }
}

fn judge_login(error: &sasl::Error) -> (Kind, Option<&'static str>) {
    match error {
        sasl::Error::NotOffered { .. } => (Kind::Auth, Some(ASK_FOR_OTHER_LOGIN)),
        sasl::Error::ClearText { .. } => (Kind::Tls, Some(NEEDS_TLS)),
        sasl::Error::Challenge { .. } => (Kind::Auth, None),
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
        net::TlsError::Handshake { problem, .. }
            if problem.contains("not trusted") || problem.contains("itself") =>
        {
            (Kind::Tls, Some(TRUST_IT))
        }
        net::TlsError::Handshake { problem, .. } if problem.contains("does not speak TLS") => (
            Kind::Tls,
            Some("if it is a port for STARTTLS or STLS: --tls starttls"),
        ),
        net::TlsError::Handshake { .. } => (Kind::Tls, None),
        net::TlsError::Cut { .. } => (Kind::Temporary, None),
    };
    (kind, None, None, hint)
}

fn judge_account(error: &account::Error) -> Judgement {
    plain(match error {
        account::Error::NoHost(_) | account::Error::Empty { .. } | account::Error::NoUser => {
            Kind::Usage
        }
        account::Error::Malformed { .. } => Kind::Data,
        account::Error::Environment { .. } => Kind::Config,
        account::Error::Password(password::Error::Malformed(_)) => Kind::Data,
        account::Error::Password(_) => Kind::Config,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_of_the_table() {
        for (kind, code, name) in [
            (Kind::Usage, 64, "usage"),
            (Kind::Data, 65, "data"),
            (Kind::NoInput, 66, "no_input"),
            (Kind::NoRecipient, 67, "no_recipient"),
            (Kind::NoMessage, 67, "no_message"),
            (Kind::NoHost, 68, "no_host"),
            (Kind::Unavailable, 69, "unavailable"),
            (Kind::Bug, 70, "bug"),
            (Kind::CannotCreate, 73, "cannot_create"),
            (Kind::Io, 74, "io"),
            (Kind::Temporary, 75, "temporary"),
            (Kind::Protocol, 76, "protocol"),
            (Kind::Tls, 76, "tls"),
            (Kind::Auth, 77, "auth"),
            (Kind::Config, 78, "config"),
            (Kind::Unknown, 79, "unknown"),
            (Kind::Partial, 80, "partial"),
            (Kind::Signal(15), 143, "signal"),
        ] {
            assert_eq!((kind.code(), kind.name()), (code, name));
        }
    }

    #[test]
    fn a_login_refused_names_the_host_and_the_words() {
        let mut parser = smtp::reply::Parser::default();
        let reply = parser
            .line(b"535 5.7.8 no")
            .expect("a line")
            .expect("a reply");
        let error = smtp::Error::Refused {
            stage: smtp::Stage::Auth,
            subject: None,
            reply,
        };
        let failure =
            Failure::of(&anyhow::Error::from(error).context(AtServer::new("smtp.example.org")));
        assert_eq!(failure.kind, Kind::Auth);
        assert!(
            failure
                .line()
                .starts_with("mailcall: login refused by smtp.example.org: 535 5.7.8 no ("),
            "{}",
            failure.line()
        );
        assert_eq!(failure.json()["server"]["enhanced"], "5.7.8");
    }

    #[test]
    fn a_signal_keeps_its_number() {
        let error = anyhow::Error::from(net::Error::Interrupted(Interrupted(2)));
        assert_eq!(Failure::of(&error).kind.code(), 130);
    }
}
