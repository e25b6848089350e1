//! Why configuration files cannot be used.

use crate::account::origin::{Origin, Place};
use crate::nearest::nearest;
use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why configuration files cannot be used. It never contains a value.
#[derive(Debug)]
pub(crate) enum Error {
    /// A file cannot be read.
    Read {
        /// Its path.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// What was named is not a regular file.
    NotAFile(PathBuf),
    /// A file is larger than any configuration.
    TooLarge {
        /// Its path.
        file: PathBuf,
        /// The most octets that it may have.
        most: u64,
    },
    /// A file is not UTF-8.
    NotUtf8(Place),
    /// A file is not TOML.
    Syntax {
        /// Where.
        place: Place,
        /// What the reader expected.
        expected: String,
    },
    /// A key that does not exist.
    UnknownKey {
        /// Where.
        place: Place,
        /// The key, with the table that it stands in.
        key: String,
        /// What to do.
        advice: String,
    },
    /// A value of another type.
    WrongType {
        /// Where.
        place: Place,
        /// The key.
        key: &'static str,
        /// The type that it needs.
        expected: &'static str,
        /// The type that it has.
        found: &'static str,
    },
    /// Two keys of an account that exclude each other.
    Both {
        /// Where the second one stands.
        place: Place,
        /// The keys.
        keys: [&'static str; 2],
    },
    /// A file holds a password, and others can read it.
    ReadableByOthers(PathBuf),
    /// An account that does not exist.
    NoSuchAccount {
        /// Its name.
        name: String,
        /// Where it was named.
        by: NamedBy,
        /// The names that there are.
        names: Vec<String>,
        /// The files that were read.
        files: Vec<PathBuf>,
    },
}

/// Where an account was named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NamedBy {
    /// A flag or a variable.
    Run(Origin),
    /// The key `default`.
    Default(Place),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Read { file, .. } => {
                write!(f, "cannot read configuration file {}", file.display())
            }
            Error::NotAFile(file) => write!(
                f,
                "configuration file {} is not a regular file",
                file.display()
            ),
            Error::TooLarge { file, most } => write!(
                f,
                "configuration file {} is larger than {most} octets",
                file.display()
            ),
            Error::NotUtf8(place) => write!(f, "{place}: not UTF-8"),
            Error::Syntax { place, expected } => write!(f, "{place}: {expected}"),
            Error::UnknownKey { place, key, advice } => {
                write!(f, "{place}: unknown key {key}: {advice}")
            }
            Error::WrongType {
                place,
                key,
                expected,
                found,
            } => write!(f, "{place}: {key} is {found}, expected {expected}"),
            Error::Both {
                place,
                keys: [one, other],
            } => write!(
                f,
                "{place}: {one} and {other} exclude each other: keep the one that is to be used"
            ),
            Error::ReadableByOthers(file) => write!(
                f,
                "{} holds a password, and other users can read it: run chmod 600 {}",
                file.display(),
                quoted(&file.display().to_string())
            ),
            Error::NoSuchAccount {
                name,
                by,
                names,
                files,
            } => no_such_account(f, name, by, names, files),
        }
    }
}

fn no_such_account(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    by: &NamedBy,
    names: &[String],
    files: &[PathBuf],
) -> fmt::Result {
    match by {
        NamedBy::Run(origin) => write!(f, "{origin}: ")?,
        NamedBy::Default(place) => write!(f, "{place}: default: ")?,
    }
    write!(f, "there is no account {name:?}")?;
    if files.is_empty() {
        return f.write_str(": there is no configuration file");
    }
    let files: Vec<String> = (files.iter())
        .map(|file| file.display().to_string())
        .collect();
    write!(f, " in {}", files.join(" or "))?;
    match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => write!(f, ": did you mean {near:?}?"),
        None if names.is_empty() => f.write_str(", which has no accounts"),
        None => write!(f, ": the accounts are {}", names.join(", ")),
    }
}

/// A path as a shell reads it.
fn quoted(path: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+".contains(c);
    match path.chars().all(plain) {
        true => path.to_owned(),
        false => format!("'{}'", path.replace('\'', r"'\''")),
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Read { source, .. } => Some(source),
            _ => None,
        }
    }
}
