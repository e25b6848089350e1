//! Secrets that cannot be printed by accident, and the search for them in text that a server sends back.

mod parts;
mod process;
mod redactor;

pub(crate) use parts::Parts;
pub(crate) use process::protect as protect_process;
pub(crate) use redactor::{Line, Redactor};

use std::fmt;
use zeroize::Zeroizing;

/// What is printed in place of a secret.
pub(crate) const MASK: &str = "********";

/// A password, a token, or any octets made from one. `Debug` prints a mask in every build; there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes the octets over; they are overwritten when the secret is dropped.
    pub(crate) fn new(octets: impl Into<Vec<u8>>) -> Self {
        Secret(Zeroizing::new(octets.into()))
    }

    /// The octets themselves. There is no other way to read them, so a search for this name finds every reader.
    pub(crate) fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({MASK})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_never_shows_it() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret(********)");
    }
}
