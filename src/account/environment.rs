//! The environment as the account reads it: an empty variable is one that is not set.

use super::error::Error;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

/// A way to read environment variables; tests bring their own.
pub struct Environment<'e> {
    read: &'e dyn Fn(&str) -> Option<OsString>,
}

impl<'e> Environment<'e> {
    /// Reads by this function.
    pub fn new(read: &'e dyn Fn(&str) -> Option<OsString>) -> Self {
        Environment { read }
    }

    /// The variable as it is, `None` when it is unset or empty.
    pub fn raw(&self, name: &str) -> Option<OsString> {
        (self.read)(name).filter(|value| !value.is_empty())
    }

    /// The variable as a path.
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        self.raw(name).map(PathBuf::from)
    }

    /// The variable as text.
    ///
    /// # Errors
    /// [`Error::Environment`] when it is not UTF-8.
    pub fn text(&self, name: &str) -> Result<Option<String>, Error> {
        self.raw(name)
            .map(|value| {
                value.into_string().map_err(|_| Error::Environment {
                    name: name.to_owned(),
                    problem: "it is not UTF-8".into(),
                })
            })
            .transpose()
    }

    /// The variable as `parse` understands it.
    ///
    /// # Errors
    /// [`Error::Environment`] with the value and what `parse` says of it.
    pub fn parsed<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Error> {
        let parse_named = |value: String| {
            parse(&value).map_err(|expected| Error::Environment {
                name: name.to_owned(),
                problem: format!("\"{}\": {expected}", value.escape_debug()),
            })
        };
        self.text(name)?.map(parse_named).transpose()
    }
}

impl fmt::Debug for Environment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Environment")
    }
}
