//! A configuration file as text, and its places.

use super::error::Error;
use crate::account::origin::{Origin, Place, Sourced};
use crate::input;
use std::io::{self, Read as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// Much more than accounts need, and little enough to read at every start.
const MAX_OCTETS: u64 = 1024 * 1024;

/// A configuration file.
#[derive(Debug)]
pub(super) struct File {
    /// Its path.
    pub path: Arc<Path>,
    /// Its text. It may contain a password.
    pub text: Zeroizing<String>,
    /// Whether other users than the owner and the group can read it, or the group can write it.
    pub is_open_to_others: bool,
    /// The home directory, which `~/` in it means.
    home: Option<PathBuf>,
}

impl File {
    /// Reads a file; `None` when it does not exist and nobody named it. `/dev/null` is an empty file.
    ///
    /// # Errors
    /// [`Error`]; nothing is waited for.
    pub(super) fn read(
        file: &Sourced<PathBuf>,
        home: Option<&Path>,
    ) -> Result<Option<Self>, Error> {
        let path = &file.value;
        let failed = |source| Error::Read {
            file: path.clone(),
            source,
        };
        let opened = match input::open(path) {
            Err(error) if is_absent(&error) && file.origin == Origin::Default => return Ok(None),
            opened => opened.map_err(failed)?,
        };
        let metadata = opened.metadata().map_err(failed)?;
        if !metadata.is_file() && path != Path::new("/dev/null") {
            return Err(Error::NotAFile(path.clone()));
        }
        let mut octets = Zeroizing::new(Vec::with_capacity(4096));
        let read = opened.take(MAX_OCTETS + 1).read_to_end(&mut octets);
        if read.map_err(failed)? as u64 > MAX_OCTETS {
            return Err(Error::TooLarge {
                file: path.clone(),
                most: MAX_OCTETS,
            });
        }
        let path: Arc<Path> = path.as_path().into();
        match std::str::from_utf8(&octets) {
            Ok(text) => Ok(Some(File {
                text: Zeroizing::new(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned()),
                home: home.map(Path::to_owned),
                is_open_to_others: is_open_to_others(&metadata),
                path,
            })),
            Err(error) => {
                let valid = String::from_utf8_lossy(&octets[..error.valid_up_to()]);
                Err(Error::NotUtf8(place(&path, &valid, valid.len())))
            }
        }
    }

    /// The path that a value of this file means: `~/` is the home directory, a relative path begins at the file's folder.
    pub(super) fn resolve(&self, path: &str) -> PathBuf {
        match (path.strip_prefix("~/"), &self.home) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => self.path.parent().unwrap_or(Path::new("")).join(path),
        }
    }

    /// The place of what stands at these octets.
    pub(super) fn place(&self, span: &Range<usize>) -> Place {
        place(&self.path, &self.text, span.start)
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

fn place(path: &Arc<Path>, text: &str, offset: usize) -> Place {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Place {
        file: path.clone(),
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
    }
}

#[cfg(unix)]
fn is_open_to_others(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    // Writing by the group, anything by others.
    metadata.permissions().mode() & 0o027 != 0
}

#[cfg(not(unix))]
fn is_open_to_others(_metadata: &std::fs::Metadata) -> bool {
    false
}
