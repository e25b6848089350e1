//! The places where a password may be, and the host it may go to.
//!
//! **A password goes only to the host it was given with.** A password that a flag names goes where its own command goes.
//! `MAILCALL_PASSWORD` goes to a host that a flag or the environment names. The password is the first line of a file or
//! of what a command prints, without its line end.

use super::environment::Environment;
use super::origin::{Origin, Sourced};
use super::server::Server;
use crate::copy;
use crate::input::child::Output;
use crate::input::{self, BYTE_ORDER_MARK, Bounded};
use crate::secret::Secret;
use crate::timeout::{Deadline, Interrupt};
use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use zeroize::Zeroizing;

/// The variable that holds a password. Child processes do not inherit it.
pub(crate) const VARIABLE: &str = "MAILCALL_PASSWORD";

/// Longer than any password or token. A file or command that gives more does not give a password.
const MAX_PASSWORD_OCTETS: u64 = 64 * 1024;

/// A place where the password may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The first line of a file.
    File(PathBuf),
    /// The first line that a command prints.
    Command(String),
    /// The value of an environment variable.
    Variable(String),
    /// A person at the terminal.
    Prompt,
}

/// Whether a password that was given there may go to a host that was given here. No arm is a wildcard: a new origin
/// does not compile until its row and its column are decided.
fn may_go(password: Origin, host: Origin) -> bool {
    match (password, host) {
        // The command that names the password names the host, or leaves it to the environment on purpose.
        (Origin::Flag(_), Origin::Flag(_) | Origin::Variable(_) | Origin::Default) => true,
        (Origin::Variable(_), Origin::Flag(_) | Origin::Variable(_)) => true,
        (Origin::Variable(_), Origin::Default) => false,
        // The prompt names the host to the person who answers.
        (Origin::Default, Origin::Flag(_) | Origin::Variable(_) | Origin::Default) => true,
    }
}

/// Why there is no password. Never holds one.
#[derive(Debug)]
pub(crate) enum Error {
    /// The file cannot be read.
    File {
        /// Its path.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The command cannot be started.
    CommandNotRun(io::Error),
    /// The command was started, and its output or its end does not come.
    Command(io::Error),
    /// The command failed.
    CommandFailed(ExitStatus),
    /// The variable that should hold it is not set.
    NotSet(String),
    /// What was found is empty.
    Empty(Origin),
    /// What was found cannot be a password.
    Malformed(Origin),
    /// No place has one, and there is no terminal to ask on.
    Nowhere,
    /// The terminal failed.
    Prompt(io::Error),
}

impl Error {
    /// Whether the deadline passed while the password was awaited: the same may work later.
    pub(crate) fn is_temporary(&self) -> bool {
        match self {
            Error::File { source, .. } | Error::Command(source) | Error::Prompt(source) => {
                source.kind() == io::ErrorKind::TimedOut
            }
            _ => false,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::File { path, .. } => write!(
                f,
                "cannot read password file {}",
                path.display().to_string().escape_debug()
            ),
            Error::CommandNotRun(_) => f.write_str("cannot run the password command"),
            Error::Command(_) => f.write_str("cannot read the output of the password command"),
            Error::CommandFailed(status) => write!(f, "the password command failed: {status}"),
            // Somebody may have put the password itself there.
            Error::NotSet(name) if !is_variable_name(name) => f.write_str(
                "--password-env expects the name of an environment variable, not the password, and no such variable is set",
            ),
            Error::NotSet(name) => write!(f, "--password-env names {name}, which is not set"),
            Error::Empty(origin) => write!(f, "the password from {} is empty", Place(*origin)),
            Error::Malformed(origin) => write!(
                f,
                "the password from {} contains a CR, LF or NUL, or is longer than {} octets",
                Place(*origin),
                MAX_PASSWORD_OCTETS
            ),
            Error::Nowhere => f.write_str(
                "no password: give --password-file, --password-command or --password-env, or set MAILCALL_PASSWORD; there is no terminal to ask on",
            ),
            Error::Prompt(_) => f.write_str("cannot ask for the password on the terminal"),
        }
    }
}

/// An origin as a place of passwords: the default is to ask.
struct Place(Origin);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Origin::Default => f.write_str("the terminal"),
            Origin::Flag(_) | Origin::Variable(_) => write!(f, "{}", self.0),
        }
    }
}

/// Whether this is how environment variables are named, and not what passwords look like.
fn is_variable_name(name: &str) -> bool {
    name.bytes()
        .all(|octet| octet.is_ascii_uppercase() || octet.is_ascii_digit() || octet == b'_')
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::File { source, .. }
            | Error::CommandNotRun(source)
            | Error::Command(source)
            | Error::Prompt(source) => Some(source),
            Error::CommandFailed(_)
            | Error::NotSet(_)
            | Error::Empty(_)
            | Error::Malformed(_)
            | Error::Nowhere => None,
        }
    }
}

/// Finds the password of `user` for `server`: the first source that may go there is the only one that is read, until the
/// deadline.
///
/// # Errors
/// [`Error`]: that source is unusable, or there is none.
pub(crate) fn obtain(
    sources: &[Sourced<Source>],
    user: &str,
    server: &Server,
    environment: &Environment<'_>,
    deadline: Deadline,
    interrupt: &Interrupt,
) -> Result<Secret, Error> {
    let source = sources
        .iter()
        .find(|source| may_go(source.origin, server.host_origin))
        .ok_or(Error::Nowhere)?;
    let octets = match &source.value {
        Source::File(path) => first_line_of_file(path, deadline)?,
        Source::Command(command) => first_line_of_command(command, deadline)?,
        Source::Variable(name) => match environment.raw(name) {
            Some(value) => Some(Zeroizing::new(value.into_encoded_bytes())),
            None => return Err(Error::NotSet(name.clone())),
        },
        Source::Prompt => Some(prompt(user, server, deadline, interrupt)?),
    };
    let octets = octets.ok_or(Error::Malformed(source.origin))?;
    if octets.is_empty() {
        return Err(Error::Empty(source.origin));
    }
    if octets
        .iter()
        .any(|octet| matches!(octet, b'\r' | b'\n' | 0))
    {
        return Err(Error::Malformed(source.origin));
    }
    Ok(Secret::new(octets.to_vec()))
}

fn first_line_of_file(
    path: &Path,
    deadline: Deadline,
) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
    let failed = |source| Error::File {
        path: path.to_owned(),
        source,
    };
    let file = input::open(path).map_err(failed)?;
    first_line(&mut Bounded::new(file, deadline)).map_err(failed)
}

fn first_line_of_command(
    command: &str,
    deadline: Deadline,
) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
    let mut output = Output::of(command, VARIABLE, deadline).map_err(Error::CommandNotRun)?;
    let line = first_line(&mut output).map_err(Error::Command)?;
    // Read to the end: a command that goes on printing would fail of a closed pipe.
    copy::drain(&mut output).map_err(Error::Command)?;
    let status = output.finish().map_err(Error::Command)?;
    if !status.success() {
        return Err(Error::CommandFailed(status));
    }
    Ok(line)
}

/// The first line without a byte order mark and its line end, `None` when it is longer than a password may be.
fn first_line(source: impl Read) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    let mut text = Zeroizing::new(Vec::with_capacity(4096));
    source.take(MAX_PASSWORD_OCTETS).read_to_end(&mut text)?;
    let end = match text.iter().position(|octet| *octet == b'\n') {
        Some(end) => end,
        None if text.len() as u64 == MAX_PASSWORD_OCTETS => return Ok(None),
        None => text.len(),
    };
    let line = &text[..end];
    let line = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line);
    // However many CRs stand before the LF, they belong to the line end.
    let octets = line
        .iter()
        .rposition(|octet| *octet != b'\r')
        .map_or(0, |at| at + 1);
    Ok(Some(Zeroizing::new(line[..octets].to_vec())))
}

/// Asks on the terminal of the session, whatever stdin and stdout are.
fn prompt(
    user: &str,
    server: &Server,
    deadline: Deadline,
    interrupt: &Interrupt,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let question = format!(
        "Password of {} at {}: ",
        user.escape_debug(),
        server.endpoint.host.escape_debug()
    );
    input::ask(&question, deadline, interrupt)
        .map_err(Error::Prompt)?
        .ok_or(Error::Nowhere)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::{Endpoint, Protocol, Security};
    use std::ffi::OsString;

    fn server(host_origin: Origin) -> Server {
        Server {
            protocol: Protocol::Pop3,
            endpoint: Endpoint {
                host: "h.test".into(),
                port: 1,
            },
            host_origin,
            security: Security::Implicit,
        }
    }

    const FLAG: Origin = Origin::Flag("--password-env");
    const HOST: Origin = Origin::Flag("--host");

    fn obtain_with(source: Source, origin: Origin, value: Option<&str>) -> Result<Secret, Error> {
        let read = |name: &str| {
            (name == "OTHER")
                .then(|| value.map(OsString::from))
                .flatten()
        };
        let sources = [Sourced::new(source, origin)];
        let environment = Environment::new(&read);
        obtain(
            &sources,
            "u",
            &server(HOST),
            &environment,
            Deadline::default(),
            &Interrupt::default(),
        )
    }

    #[test]
    fn which_password_may_go_to_which_host() {
        let flag = Origin::Flag("--password-file");
        let variable = Origin::Variable(VARIABLE);
        let prompt = Origin::Default;
        let hosts = [
            HOST,
            Origin::Variable("MAILCALL_POP3_HOST"),
            Origin::Default,
        ];
        for (password, expected) in [
            (flag, [true, true, true]),
            (variable, [true, true, false]),
            (prompt, [true, true, true]),
        ] {
            assert_eq!(
                hosts.map(|host| may_go(password, host)),
                expected,
                "{password:?}"
            );
        }
    }

    #[test]
    fn a_password_that_may_not_go_to_the_host_is_not_read() {
        let sources = [
            Sourced::new(Source::Variable("OTHER".into()), Origin::Variable(VARIABLE)),
            Sourced::new(Source::Command("echo flag".into()), FLAG),
        ];
        let read = |_: &str| Some(OsString::from("variable"));
        let environment = Environment::new(&read);
        for (host, expected) in [(HOST, "variable"), (Origin::Default, "flag")] {
            let password = obtain(
                &sources,
                "u",
                &server(host),
                &environment,
                Deadline::default(),
                &Interrupt::default(),
            )
            .expect("one");
            assert_eq!(password.expose(), expected.as_bytes(), "{host:?}");
        }
        assert!(matches!(
            obtain(
                &sources[..1],
                "u",
                &server(Origin::Default),
                &environment,
                Deadline::default(),
                &Interrupt::default(),
            ),
            Err(Error::Nowhere)
        ));
    }

    #[test]
    fn first_lines() {
        for (text, expected) in [
            ("pw", "pw"),
            ("pw\n", "pw"),
            ("pw\r\nlogin: x\n", "pw"),
            ("pw\r\r\nlogin: x\n", "pw"),
            ("p\rw\r", "p\rw"),
            ("\u{feff}pw\n", "pw"),
            ("\u{feff}\n", ""),
            ("p\u{feff}w\n", "p\u{feff}w"),
            ("p w \nx", "p w "),
            ("", ""),
            ("\npw", ""),
        ] {
            assert_eq!(
                first_line(text.as_bytes())
                    .expect("read")
                    .expect("a line")
                    .as_slice(),
                expected.as_bytes(),
                "{text:?}"
            );
        }
        assert!(first_line(io::repeat(b'x')).expect("read").is_none());
    }

    #[test]
    fn what_cannot_be_a_password() {
        let variable = |value| obtain_with(Source::Variable("OTHER".into()), FLAG, value);
        assert!(matches!(variable(None), Err(Error::NotSet(_))));
        assert!(matches!(
            variable(Some("a\nb")),
            Err(Error::Malformed(FLAG))
        ));
        let command = |line: &str| obtain_with(Source::Command(line.into()), FLAG, None);
        assert!(matches!(command("exit 3"), Err(Error::CommandFailed(_))));
        assert!(matches!(command("true"), Err(Error::Empty(FLAG))));
        let printed = command("echo pw; echo more");
        assert_eq!(printed.expect("one").expose(), b"pw");
    }
}
