//! The places where a password may be. Which of them may be read is decided by the server
//! ([`Server::may_get`]). The password is the first line of a file, of a credential or of what a command prints, without its
//! line end and without a byte order mark; of a variable and an entry of `~/.netrc` it is the whole value.

mod error;
mod netrc_file;
#[cfg(test)]
mod tests;

pub(crate) use error::Error;

use super::environment::Environment;
use super::origin::Sourced;
use super::server::Server;
use crate::copy;
use crate::endpoint::Host;
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
    /// The first line of a credential that systemd gives to a service, by its name.
    Credential(String),
    /// The password itself.
    Text(Secret),
    /// An entry of `~/.netrc` for this very host, if there is one.
    Netrc,
    /// A person at the terminal.
    Prompt,
}

/// The environment variables that hold passwords: [`VARIABLE`] and those that sources name. No child process inherits them,
/// whichever of the sources is used.
pub(super) fn variables<'s>(sources: impl IntoIterator<Item = &'s Source>) -> Hidden {
    let named = sources.into_iter().filter_map(|source| match source {
        Source::Variable(name) => Some(name.as_str()),
        Source::File(_)
        | Source::Command(_)
        | Source::Credential(_)
        | Source::Text(_)
        | Source::Netrc
        | Source::Prompt => None,
    });
    Hidden::new(named.chain([VARIABLE]))
}

/// The variable in which systemd names the folder of a service's credentials (systemd.exec(5)).
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";

/// What a search for a password needs beside the places.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Search<'s> {
    /// Whose password it is.
    pub user: &'s str,
    /// The server that it is for.
    pub server: &'s Server,
    /// The environment.
    pub environment: &'s Environment<'s>,
    /// The variables that a command does not inherit.
    pub hidden: &'s Hidden,
    /// Until when a file, a command or a person is waited for.
    pub deadline: Deadline,
    /// A signal during the question on the terminal.
    pub interrupt: &'s Interrupt,
}

impl Search<'_> {
    /// Finds the password: the first place that may be read is the only one, but that `~/.netrc` may have no entry.
    ///
    /// # Errors
    /// [`Error`]: that place is unusable, or there is none.
    pub(crate) fn in_places(&self, places: &[Sourced<Source>]) -> Result<Secret, Error> {
        for place in places {
            if self.server.may_get(&place.origin)
                && let Some(octets) = self.read(place)?
            {
                return accept(&octets, &name_of(place));
            }
        }
        Err(Error::Nowhere)
    }

    /// What a place has; `None` when it has no entry.
    fn read(&self, place: &Sourced<Source>) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        let line = match &place.value {
            Source::File(path) => first_line_of_file(path, self.deadline)?,
            Source::Command(command) => first_line_of_command(command, self.hidden, self.deadline)?,
            Source::Variable(name) => match self.environment.raw(name) {
                Some(value) => Some(Zeroizing::new(value.into_encoded_bytes())),
                None => return Err(Error::NotSet(name_of(place))),
            },
            Source::Credential(name) => match self.environment.raw(CREDENTIALS) {
                Some(folder) => first_line_of_file(&Path::new(&folder).join(name), self.deadline)?,
                None => return Err(Error::NoCredentials(name_of(place))),
            },
            Source::Text(password) => Some(Zeroizing::new(password.expose().to_vec())),
            Source::Netrc => {
                let host = &self.server.endpoint.host;
                return netrc_file::password(self.environment, host, self.user, self.deadline);
            }
            Source::Prompt => Some(self.ask()?),
        };
        line.map(Some)
            .ok_or_else(|| Error::Malformed(name_of(place)))
    }

    /// Asks on the terminal of the session, whatever stdin and stdout are.
    fn ask(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        let question = format!(
            "Password of {} at {}: ",
            self.user.escape_debug(),
            self.server.endpoint.host.to_string().escape_debug()
        );
        input::ask(&question, self.deadline, self.interrupt)
            .map_err(Error::Prompt)?
            .ok_or(Error::Nowhere)
    }
}

/// How errors name `~/.netrc`.
const NETRC: &str = "~/.netrc";

/// The password for a proxy whose URL has a user only: that of an entry of `~/.netrc` for the proxy's host, if there is one.
///
/// # Errors
/// [`Error`]: the file is unusable.
pub(crate) fn of_proxy(
    host: &Host,
    user: &str,
    environment: &Environment<'_>,
    deadline: Deadline,
) -> Result<Option<Secret>, Error> {
    let found = netrc_file::password(environment, host, user, deadline)?;
    found.map(|octets| accept(&octets, NETRC)).transpose()
}

/// A password that protocols can send.
fn accept(octets: &[u8], place: &str) -> Result<Secret, Error> {
    if octets.is_empty() {
        return Err(Error::Empty(place.to_owned()));
    }
    match octets
        .iter()
        .any(|octet| matches!(octet, b'\r' | b'\n' | 0))
    {
        true => Err(Error::Malformed(place.to_owned())),
        false => Ok(Secret::new(octets)),
    }
}

/// How errors name a place.
fn name_of(place: &Sourced<Source>) -> String {
    match place.value {
        Source::Netrc => NETRC.to_owned(),
        Source::Prompt => "the terminal".to_owned(),
        _ => place.origin.to_string(),
    }
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
    // As much as can be read: a vector that grows leaves what it held in memory.
    let mut text = Zeroizing::new(Vec::with_capacity(MAX_PASSWORD_OCTETS as usize));
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
