//! The file `~/.netrc`.

use super::Error;
use crate::account::environment::Environment;
use crate::account::netrc;
use crate::endpoint::Host;
use crate::input::{self, Bounded, is_open_to_others};
use crate::timeout::Deadline;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Much more than entries need.
const MAX_OCTETS: u64 = 1024 * 1024;

/// The password of the user for this very host in `~/.netrc`; `None` without an entry, a file or a home.
pub(super) fn password(
    environment: &Environment<'_>,
    host: &Host,
    user: &str,
    deadline: Deadline,
) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
    let Some(home) = environment.raw("HOME") else {
        return Ok(None);
    };
    let path = PathBuf::from(home).join(".netrc");
    let failed = |source| Error::File {
        path: path.clone(),
        source,
    };
    let Some(file) = open(&path).map_err(failed)? else {
        return Ok(None);
    };
    let metadata = file.metadata().map_err(failed)?;
    let length = usize::try_from(metadata.len().min(MAX_OCTETS)).unwrap_or_default();
    // All of it at once: a vector that grows leaves what it held in memory.
    let mut text = Zeroizing::new(Vec::with_capacity(length + 1));
    let mut input = Bounded::new(file, deadline).take(MAX_OCTETS + 1);
    input.read_to_end(&mut text).map_err(failed)?;
    if text.len() as u64 > MAX_OCTETS {
        return Err(Error::NetrcTooLarge {
            path,
            most: MAX_OCTETS,
        });
    }
    let is_host = |name: &str| Host::parse(name).is_ok_and(|named| named.is_same(host));
    match netrc::password(&text, is_host, user) {
        Err(netrc::UnclosedQuote { line }) => Err(Error::NetrcQuote { path, line }),
        Ok(Some(_)) if is_open_to_others(&metadata) => Err(Error::NetrcOpen(path)),
        Ok(found) => Ok(found),
    }
}

/// Opens the file; `None` when it is not there, or is in a folder that this user cannot look into: another user's home.
fn open(path: &Path) -> io::Result<Option<File>> {
    match input::open(path) {
        Err(error) if is_absent(&error) => Ok(None),
        Err(error)
            if error.kind() == io::ErrorKind::PermissionDenied && path.metadata().is_err() =>
        {
            Ok(None)
        }
        opened => opened.map(Some),
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}
