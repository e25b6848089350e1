//! Where a password may come from, and to which host it may go.
//!
//! The rule: **a password goes only to the host it was given with.** A password flag goes where its own command goes;
//! `MAILCALL_PASSWORD` goes to a host from a flag or the environment. A file's or command's first line is the password,
//! its line end left off.

use super::environment::Environment;
use super::{Origin, Server};
use crate::cli;
use crate::secret::Secret;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use zeroize::Zeroizing;

/// The variable that holds a password. Read here, and not passed on to child processes.
pub const VARIABLE: &str = "MAILCALL_PASSWORD";

/// Longer than any password or token; what a file or command gives beyond it is no password.
const MAX_PASSWORD_OCTETS: u64 = 64 * 1024;

/// A place where the password may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The first line of a file.
    File(PathBuf),
    /// The first line that a command prints.
    Command(String),
    /// A variable named by a flag.
    Variable(String),
    /// `MAILCALL_PASSWORD`.
    Environment,
    /// A person at the terminal.
    Prompt,
}

impl Source {
    /// The places to look at, in order. A flag that names one is the only one.
    pub(super) fn of(flags: &cli::Login) -> Result<Vec<Source>, super::Error> {
        let empty = |flag| Err(super::Error::Empty { flag });
        if let Some(file) = &flags.password_file {
            return if file.as_os_str().is_empty() {
                empty("--password-file")
            } else {
                Ok(vec![Source::File(file.clone())])
            };
        }
        if let Some(command) = &flags.password_command {
            return if command.trim().is_empty() {
                empty("--password-command")
            } else {
                Ok(vec![Source::Command(command.clone())])
            };
        }
        if let Some(name) = &flags.password_env {
            return if name.is_empty() {
                empty("--password-env")
            } else {
                Ok(vec![Source::Variable(name.clone())])
            };
        }
        Ok(vec![Source::Environment, Source::Prompt])
    }

    /// Whether a password from here may go to this server.
    fn may_go_to(&self, server: &Server) -> bool {
        match self {
            Source::File(_) | Source::Command(_) | Source::Variable(_) | Source::Prompt => true,
            Source::Environment => {
                matches!(server.host_origin, Origin::Flag(_) | Origin::Environment(_))
            }
        }
    }
}

/// Why there is no password. Never holds one.
#[derive(Debug)]
pub enum Error {
    /// The file cannot be read.
    File {
        /// Its path.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The command cannot be run.
    CommandNotRun(io::Error),
    /// The command failed.
    CommandFailed(ExitStatus),
    /// The variable that a flag names is not set.
    NotSet(String),
    /// What was found is empty.
    Empty(&'static str),
    /// What was found cannot be a password.
    Malformed(&'static str),
    /// No place has one, and nobody is there to be asked.
    Nowhere,
    /// The terminal failed.
    Prompt(io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::File { path, source } => write!(f, "password file {}: {source}", path.display().to_string().escape_debug()),
            Error::CommandNotRun(source) => write!(f, "the password command could not be run: {source}"),
            Error::CommandFailed(status) => write!(f, "the password command failed: {status}"),
            // Somebody may have put the password itself there.
            Error::NotSet(name) if name.bytes().any(|octet| !octet.is_ascii_uppercase() && !octet.is_ascii_digit() && octet != b'_') => {
                f.write_str("--password-env wants the name of a variable, and no such variable is set; it does not take the password itself")
            }
            Error::NotSet(name) => write!(f, "--password-env names {name}, which is not set"),
            Error::Empty(origin) => write!(f, "the password from {origin} is empty"),
            Error::Malformed(origin) => write!(f, "the password from {origin} holds a CR, LF or NUL, or does not end"),
            Error::Nowhere => f.write_str(
                "no password: give --password-file, --password-command or --password-env, or set MAILCALL_PASSWORD; there is no terminal to ask on",
            ),
            Error::Prompt(source) => write!(f, "the password could not be asked for: {source}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::File { source, .. } | Error::CommandNotRun(source) | Error::Prompt(source) => {
                Some(source)
            }
            _ => None,
        }
    }
}

/// Finds the password of `user` for `server`.
///
/// # Errors
/// [`Error`]: the first place that is there but unusable, or that there is none.
pub fn obtain(
    sources: &[Source],
    user: &str,
    server: &Server,
    environment: &Environment<'_>,
) -> Result<Secret, Error> {
    for source in sources.iter().filter(|source| source.may_go_to(server)) {
        let (octets, origin) = match source {
            Source::File(path) => (first_line_of_file(path)?, "--password-file"),
            Source::Command(command) => (first_line_of_command(command)?, "--password-command"),
            Source::Variable(name) => match environment.raw(name) {
                Some(value) => (Zeroizing::new(value.into_encoded_bytes()), "--password-env"),
                None => return Err(Error::NotSet(name.clone())),
            },
            Source::Environment => match environment.raw(VARIABLE) {
                Some(value) => (Zeroizing::new(value.into_encoded_bytes()), VARIABLE),
                None => continue,
            },
            Source::Prompt => (prompt(user, server)?, "the terminal"),
        };
        if octets.is_empty() {
            return Err(Error::Empty(origin));
        }
        if octets
            .iter()
            .any(|octet| matches!(octet, b'\r' | b'\n' | 0))
        {
            return Err(Error::Malformed(origin));
        }
        return Ok(Secret::new(octets.to_vec()));
    }
    Err(Error::Nowhere)
}

fn first_line_of_file(path: &Path) -> Result<Zeroizing<Vec<u8>>, Error> {
    let failed = |source| Error::File {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(failed)?;
    first_line(file)
        .map_err(failed)?
        .ok_or(Error::Malformed("--password-file"))
}

fn first_line_of_command(command: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut child = Command::new("sh")
        .arg("-c")
        .arg(command)
        .env_remove(VARIABLE)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(Error::CommandNotRun)?;
    let line = match child.stdout.take() {
        Some(mut stdout) => {
            let line = first_line(&mut stdout).map_err(Error::CommandNotRun)?;
            // A command that prints on must not die of a closed pipe and be taken for failed.
            io::copy(&mut stdout, &mut io::sink()).map_err(Error::CommandNotRun)?;
            line
        }
        None => None,
    };
    let status = child.wait().map_err(Error::CommandNotRun)?;
    if !status.success() {
        return Err(Error::CommandFailed(status));
    }
    line.ok_or(Error::Malformed("--password-command"))
}

/// The first line without its line end, `None` when it does not end within reason.
fn first_line(source: impl Read) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    let mut text = Zeroizing::new(Vec::with_capacity(4096));
    source.take(MAX_PASSWORD_OCTETS).read_to_end(&mut text)?;
    let end = match text.iter().position(|octet| *octet == b'\n') {
        Some(end) => end,
        None if text.len() as u64 == MAX_PASSWORD_OCTETS => return Ok(None),
        None => text.len(),
    };
    let line = &text[..end];
    Ok(Some(Zeroizing::new(
        line.strip_suffix(b"\r").unwrap_or(line).to_vec(),
    )))
}

/// Asks on the terminal itself, whatever stdin and stdout are.
fn prompt(user: &str, server: &Server) -> Result<Zeroizing<Vec<u8>>, Error> {
    if !terminal_is_there() {
        return Err(Error::Nowhere);
    }
    let question = format!(
        "Password of {} at {}: ",
        user.escape_debug(),
        server.endpoint.host.escape_debug()
    );
    let answer = rpassword::prompt_password(question).map_err(Error::Prompt)?;
    Ok(Zeroizing::new(answer.into_bytes()))
}

#[cfg(unix)]
fn terminal_is_there() -> bool {
    File::options()
        .read(true)
        .write(true)
        .open("/dev/tty")
        .is_ok()
}

#[cfg(not(unix))]
fn terminal_is_there() -> bool {
    use std::io::IsTerminal;
    io::stdin().is_terminal()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::{Endpoint, Security};
    use std::ffi::OsString;

    fn server(host_origin: Origin) -> Server {
        Server {
            endpoint: Endpoint {
                host: "h.test".into(),
                port: 1,
            },
            host_origin,
            security: Security::Implicit,
        }
    }

    fn obtain_with(
        sources: &[Source],
        origin: Origin,
        value: Option<&str>,
    ) -> Result<Secret, Error> {
        let read = |name: &str| {
            (name == VARIABLE || name == "OTHER")
                .then(|| value.map(OsString::from))
                .flatten()
        };
        obtain(sources, "u", &server(origin), &Environment::new(&read))
    }

    #[test]
    fn the_environments_password_goes_only_to_a_host_somebody_named() {
        let sources = [Source::Environment];
        for origin in [
            Origin::Flag("--host"),
            Origin::Environment("MAILCALL_POP3_HOST"),
        ] {
            assert_eq!(
                obtain_with(&sources, origin, Some("secret"))
                    .expect("one")
                    .expose(),
                b"secret"
            );
        }
        assert!(matches!(
            obtain_with(&sources, Origin::Default, Some("secret")),
            Err(Error::Nowhere)
        ));
    }

    #[test]
    fn first_lines() {
        for (text, expected) in [
            ("pw", "pw"),
            ("pw\n", "pw"),
            ("pw\r\nlogin: x\n", "pw"),
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
    fn what_is_no_password() {
        let variable = [Source::Variable("OTHER".into())];
        assert!(matches!(
            obtain_with(&variable, Origin::Default, None),
            Err(Error::NotSet(_))
        ));
        assert!(matches!(
            obtain_with(&variable, Origin::Default, Some("a\nb")),
            Err(Error::Malformed(_))
        ));
        assert!(matches!(
            obtain_with(&[Source::Command("exit 3".into())], Origin::Default, None),
            Err(Error::CommandFailed(_))
        ));
        assert!(matches!(
            obtain_with(&[Source::Command("true".into())], Origin::Default, None),
            Err(Error::Empty(_))
        ));
        let printed = obtain_with(
            &[Source::Command("echo pw; echo more".into())],
            Origin::Default,
            None,
        );
        assert_eq!(printed.expect("one").expose(), b"pw");
    }
}
