//! The kinds of end that a run can have, their exit codes and their names.

use crate::message::Fault;
use crate::timeout::Interrupted;

/// What kind of end a run came to. The names are those of the JSON key `kind`; they are never renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
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
    pub(crate) fn code(self) -> u8 {
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
    pub(crate) fn name(self) -> &'static str {
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
            Fault::Io => Kind::Io,
            Fault::Temporary => Kind::Temporary,
        }
    }
}

impl From<Interrupted> for Kind {
    fn from(signal: Interrupted) -> Self {
        Kind::Signal(u8::try_from(signal.0).unwrap_or(u8::MAX))
    }
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
}
