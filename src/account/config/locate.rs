//! Which configuration files a run reads.

use crate::account::environment::Environment;
use crate::account::origin::{Origin, Sourced};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The variable that names a configuration file, as `--config` does.
const VARIABLE: &str = "MAILCALL_CONFIG";

/// The file that a flag names, or else the environment; or else the user's, then the system's. Without a home directory
/// there is none of the user's.
pub(super) fn files(flag: Option<&Path>, environment: &Environment<'_>) -> Vec<Sourced<PathBuf>> {
    if let Some(path) = flag {
        return vec![Sourced::new(path.to_owned(), Origin::Flag("--config"))];
    }
    if let Some(path) = environment.raw(VARIABLE) {
        return vec![Sourced::new(path.into(), Origin::Variable(VARIABLE))];
    }
    let folders = [user_folder(environment), system_folder(environment)];
    let file = |folder: PathBuf| folder.join("mailcall").join("config.toml");
    let files = folders.into_iter().flatten().map(file);
    files
        .map(|file| Sourced::new(file, Origin::Default))
        .collect()
}

/// The home directory.
pub(super) fn home(environment: &Environment<'_>) -> Option<PathBuf> {
    let name = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
    absolute(environment.raw(name))
}

/// An empty variable or a relative path counts as none (XDG Base Directory Specification).
fn absolute(value: Option<OsString>) -> Option<PathBuf> {
    value.map(PathBuf::from).filter(|path| path.is_absolute())
}

#[cfg(not(windows))]
fn user_folder(environment: &Environment<'_>) -> Option<PathBuf> {
    let own = absolute(environment.raw("XDG_CONFIG_HOME"));
    own.or_else(|| Some(home(environment)?.join(".config")))
}

#[cfg(not(windows))]
fn system_folder(_environment: &Environment<'_>) -> Option<PathBuf> {
    Some("/etc".into())
}

#[cfg(windows)]
fn user_folder(environment: &Environment<'_>) -> Option<PathBuf> {
    absolute(environment.raw("APPDATA"))
}

#[cfg(windows)]
fn system_folder(environment: &Environment<'_>) -> Option<PathBuf> {
    absolute(environment.raw("PROGRAMDATA"))
}
