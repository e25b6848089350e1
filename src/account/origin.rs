//! Where a value came from. A password goes only to the host it was given with, so both sides of that rule remember it;
//! and an error about a value names the place to correct.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A flag of this command.
    Flag(&'static str),
    /// An environment variable.
    Variable(&'static str),
    /// A key of a configuration file.
    Key(Arc<Key>),
    /// What is known about a mail provider.
    Preset(Arc<Preset>),
    /// Nobody gave one: what mailcall does by itself.
    Default,
}

/// A key of an account in a configuration file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// Its name.
    pub name: &'static str,
    /// Where its value stands.
    pub place: Place,
    /// The account that it belongs to, if any.
    pub account: Option<Arc<Chosen>>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The file.
    pub file: Arc<Path>,
    /// The line, from 1.
    pub line: usize,
    /// The character of the line, from 1.
    pub column: usize,
}

/// The account that was chosen for this run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chosen {
    /// Its name.
    pub name: String,
    /// It was named with `-A`, so it goes before the environment.
    pub is_named: bool,
    /// It says where its own password is.
    pub has_password: bool,
}

/// A provider's preset, and whose address led to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Preset {
    /// The domain of the address.
    pub domain: String,
    /// Where the address came from.
    pub led_by: LedBy,
}

/// Whose address led to a preset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LedBy {
    /// The address of an account.
    Account(Arc<Chosen>),
    /// A flag or a variable.
    Run {
        /// The environment names no user, or one whose address leads to the same preset.
        environment_agrees: bool,
    },
}

impl Origin {
    /// Whether it is the key of this name.
    pub(super) fn is_key(&self, name: &str) -> bool {
        matches!(self, Origin::Key(key) if key.name == name)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { file, line, column } = self;
        write!(f, "{}:{line}:{column}", file.display())
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Flag(name) | Origin::Variable(name) => f.write_str(name),
            Origin::Key(key) => write!(f, "{} ({})", key.name, key.place),
            Origin::Preset(preset) => write!(f, "the preset for {}", preset.domain),
            Origin::Default => f.write_str("the default"),
        }
    }
}

/// A value and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it came from.
    pub origin: Origin,
}

impl<T> Sourced<T> {
    /// A value from there.
    pub(crate) fn new(value: T, origin: Origin) -> Self {
        Sourced { value, origin }
    }
}
