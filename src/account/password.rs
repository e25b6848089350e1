//! The places where a password may be. Which of them may be read is decided by the server
//! ([`Server::may_get`]). The password is the first line of a file or of what a command prints, without its line end.

mod error;
#[cfg(test)]
mod tests;

pub(crate) use error::Error;

use super::environment::Environment;
use super::origin::Sourced;
use super::server::Server;
use crate::copy;
use crate::input::child::{Hidden, Output};
use crate::input::{self, BYTE_ORDER_MARK, Bounded};
use crate::secret::Secret;
use crate::timeout::{Deadline, Interrupt};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
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
    /// The password itself.
    Text(Secret),
    /// A person at the terminal.
    Prompt,
}

/// The environment variables that hold passwords: [`VARIABLE`] and those that sources name. No child process inherits them,
/// whichever of the sources is used.
pub(super) fn variables<'s>(sources: impl IntoIterator<Item = &'s Source>) -> Hidden {
    let named = sources.into_iter().filter_map(|source| match source {
        Source::Variable(name) => Some(name.as_str()),
        Source::File(_) | Source::Command(_) | Source::Text(_) | Source::Prompt => None,
    });
    Hidden::new(named.chain([VARIABLE]))
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
    hidden: &Hidden,
    deadline: Deadline,
    interrupt: &Interrupt,
) -> Result<Secret, Error> {
    let source = sources
        .iter()
        .find(|source| server.may_get(&source.origin))
        .ok_or(Error::Nowhere)?;
    let octets = match &source.value {
        Source::File(path) => first_line_of_file(path, deadline)?,
        Source::Command(command) => first_line_of_command(command, hidden, deadline)?,
        Source::Variable(name) => match environment.raw(name) {
            Some(value) => Some(Zeroizing::new(value.into_encoded_bytes())),
            None => return Err(Error::NotSet),
        },
        Source::Text(password) => Some(Zeroizing::new(password.expose().to_vec())),
        Source::Prompt => Some(prompt(user, server, deadline, interrupt)?),
    };
    let octets = octets.ok_or(Error::Malformed(source.origin.clone()))?;
    if octets.is_empty() {
        return Err(Error::Empty(source.origin.clone()));
    }
    if octets
        .iter()
        .any(|octet| matches!(octet, b'\r' | b'\n' | 0))
    {
        return Err(Error::Malformed(source.origin.clone()));
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
    hidden: &Hidden,
    deadline: Deadline,
) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
    let mut output = Output::of(command, hidden, deadline).map_err(Error::CommandNotRun)?;
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
        server.endpoint.host.to_string().escape_debug()
    );
    input::ask(&question, deadline, interrupt)
        .map_err(Error::Prompt)?
        .ok_or(Error::Nowhere)
}
