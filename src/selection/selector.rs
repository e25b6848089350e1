//! One `MSG` of the command line.

use super::error::Error;

/// One `MSG`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Selector {
    /// `3`.
    Number(u32),
    /// `2-5`: every number in it is named.
    Range(u32, u32),
    /// `7-`: every message from 7 on, possibly none.
    From(u32),
}

impl Selector {
    /// Parses a `MSG`.
    ///
    /// # Errors
    /// [`Error::Selector`]: it is neither a number from 1, nor `A-B` with A not above B, nor `A-`.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let number = |digits: &str| {
            let plain = !digits.is_empty() && digits.bytes().all(|octet| octet.is_ascii_digit());
            plain
                .then(|| digits.parse::<u32>().ok())
                .flatten()
                .filter(|number| *number > 0)
        };
        let selector = match text.split_once('-') {
            None => number(text).map(Selector::Number),
            Some((first, "")) => number(first).map(Selector::From),
            Some((first, last)) => number(first)
                .zip(number(last))
                .filter(|(first, last)| first <= last)
                .map(|(first, last)| Selector::Range(first, last)),
        };
        selector.ok_or_else(|| Error::Selector(text.to_owned()))
    }
}
