//! The environment as the account reads it: an empty variable counts as one that is not set.

use std::ffi::OsString;
use std::fmt;

/// A way to read environment variables; tests pass their own.
pub(crate) struct Environment<'e> {
    read: &'e dyn Fn(&str) -> Option<OsString>,
}

impl<'e> Environment<'e> {
    /// Reads by this function.
    pub(crate) fn new(read: &'e dyn Fn(&str) -> Option<OsString>) -> Self {
        Environment { read }
    }

    /// The variable, `None` when it is unset or empty.
    pub(crate) fn raw(&self, name: &str) -> Option<OsString> {
        (self.read)(name).filter(|value| !value.is_empty())
    }
}

impl fmt::Debug for Environment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Environment")
    }
}
