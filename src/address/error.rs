//! The error of a value that is not an address.

use super::unseen::shown;
use std::borrow::Cow;
use std::fmt;

/// How many characters of the value an error shows.
const SHOWN_CHARACTERS: usize = 120;

/// A value that is not an address or an address list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AddressError {
    value: String,
    expected: Cow<'static, str>,
}

impl AddressError {
    /// Escapes and shortens `value`, which may be any text.
    pub(super) fn new(value: &str, expected: impl Into<Cow<'static, str>>) -> Self {
        let mut shown: String = value
            .chars()
            .take(SHOWN_CHARACTERS)
            .flat_map(shown)
            .collect();
        if value.chars().nth(SHOWN_CHARACTERS).is_some() {
            shown.push_str("...");
        }
        Self {
            value: shown,
            expected: expected.into(),
        }
    }
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\" is not an address: {}", self.value, self.expected)
    }
}

impl std::error::Error for AddressError {}
