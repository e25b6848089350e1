//! What is wrong with an address.

use std::borrow::Cow;
use std::fmt;

/// Most characters of the offending value that an error repeats.
const SHOWN_CHARACTERS: usize = 120;

/// A value that is not the address or the address list it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressError {
    value: String,
    expected: Cow<'static, str>,
}

impl AddressError {
    /// `value` is escaped and shortened here, so that it may be anything.
    pub(super) fn new(value: &str, expected: impl Into<Cow<'static, str>>) -> Self {
        let mut shown: String = value
            .chars()
            .take(SHOWN_CHARACTERS)
            .flat_map(char::escape_debug)
            .collect();
        if value.chars().nth(SHOWN_CHARACTERS).is_some() {
            shown.push_str("...");
        }
        Self {
            value: shown,
            expected: expected.into(),
        }
    }

    /// The value, its control characters escaped.
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\" is not an address: {}", self.value, self.expected)
    }
}

impl std::error::Error for AddressError {}
