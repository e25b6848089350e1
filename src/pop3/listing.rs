//! The maildrop in numbers: STAT, LIST and UIDL (RFC 1939 sections 5 and 7).

use crate::wire::Malformed;
use std::collections::BTreeMap;
use std::fmt;

/// RFC 1939 section 3 and 5: a number, a size, perhaps more; UIDL lines have at most 70 octets of unique-id. Servers
/// exist that exceed both a little.
pub(crate) const MAX_LISTING_LINE_OCTETS: usize = 1024;

/// No maildrop that a script should read in one session is larger; a listing without end must end somewhere.
pub(crate) const MAX_MESSAGES: usize = 1_000_000;

/// RFC 1939 section 7 says 70; servers exist that exceed it.
pub(crate) const MAX_UNIQUE_ID_OCTETS: usize = 512;

/// The server's name for a message that stays the same over sessions: visible octets, compared as they are. Hostile
/// until escaped when it is to be a file name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct UniqueId(Box<str>);

impl UniqueId {
    /// Reads a unique-id. RFC 1939 allows 0x21 to 0x7E; octets above, and spaces inside, are tolerated, since servers
    /// send them.
    ///
    /// # Errors
    /// [`Malformed`] when it is empty, has a control character, or more than [`MAX_UNIQUE_ID_OCTETS`].
    pub(crate) fn parse(octets: &[u8]) -> Result<Self, Malformed> {
        let visible = octets.iter().all(|octet| *octet >= 0x20 && *octet != 0x7f);
        if octets.is_empty() || !visible || octets.len() > MAX_UNIQUE_ID_OCTETS {
            return Err(malformed(octets));
        }
        match std::str::from_utf8(octets) {
            Ok(text) => Ok(UniqueId(text.into())),
            // One character an octet keeps different unique-ids different.
            Err(_) => Ok(UniqueId(
                octets
                    .iter()
                    .copied()
                    .map(char::from)
                    .collect::<String>()
                    .into(),
            )),
        }
    }

    /// The unique-id as text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UniqueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn malformed(line: &[u8]) -> Malformed {
    Malformed::new("a listing", line)
}

/// The answer to STAT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DropListing {
    /// Messages in the maildrop.
    pub count: u32,
    /// Their size in octets, by the server's count.
    pub octets: u64,
}

impl DropListing {
    /// Reads the text after `+OK `. What follows the two numbers is passed over (RFC 1939 section 5).
    ///
    /// # Errors
    /// [`Malformed`].
    pub(crate) fn parse(text: &str) -> Result<Self, Malformed> {
        let mut words = text.split_ascii_whitespace();
        let listing = words
            .next()
            .and_then(number)
            .zip(words.next().and_then(number));
        let listing = listing.and_then(|(count, octets)| {
            Some(DropListing {
                count: u32::try_from(count).ok()?,
                octets,
            })
        });
        listing.ok_or_else(|| malformed(text.as_bytes()))
    }
}

/// The answer to LIST: octets by message-number, by the server's count. Gaps are messages deleted in this session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ScanListing(pub BTreeMap<u32, u64>);

impl ScanListing {
    /// Adds a line; also the text after `+OK ` that answers `LIST n`.
    ///
    /// # Errors
    /// [`Malformed`]; a message-number that is zero or comes twice is so too.
    pub(crate) fn line(&mut self, line: &[u8]) -> Result<(), Malformed> {
        let mut words = words(line);
        let entry = words
            .next()
            .and_then(message_number)
            .zip(words.next().and_then(octets_number));
        match entry {
            Some((message, octets)) if !self.0.contains_key(&message) => {
                self.0.insert(message, octets);
                Ok(())
            }
            _ => Err(malformed(line)),
        }
    }
}

/// The answer to UIDL: unique-ids by message-number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct UniqueIdListing(pub BTreeMap<u32, UniqueId>);

impl UniqueIdListing {
    /// Adds a line; also the text after `+OK ` that answers `UIDL n`.
    ///
    /// # Errors
    /// [`Malformed`]; a message-number that is zero or comes twice is so too.
    pub(crate) fn line(&mut self, line: &[u8]) -> Result<(), Malformed> {
        let malformed = || malformed(line);
        let is_space = |octet: &u8| matches!(octet, b' ' | b'\t');
        let line_start = line.iter().position(|octet| !is_space(octet)).unwrap_or(0);
        let end = line_start
            + line[line_start..]
                .iter()
                .position(is_space)
                .ok_or_else(malformed)?;
        let message = message_number(&line[line_start..end]).ok_or_else(malformed)?;
        let unique_id = UniqueId::parse(line[end..].trim_ascii())?;
        match self.0.insert(message, unique_id) {
            None => Ok(()),
            Some(_) => Err(malformed()),
        }
    }
}

/// Words divided by one or more spaces or tabs.
fn words(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(|octet| matches!(octet, b' ' | b'\t'))
        .filter(|word| !word.is_empty())
}

fn message_number(word: &[u8]) -> Option<u32> {
    octets_number(word)
        .and_then(|number| u32::try_from(number).ok())
        .filter(|number| *number > 0)
}

fn octets_number(word: &[u8]) -> Option<u64> {
    std::str::from_utf8(word).ok().and_then(number)
}

/// Digits only: no sign, no overflow.
fn number(word: &str) -> Option<u64> {
    word.bytes()
        .all(|octet| octet.is_ascii_digit())
        .then(|| word.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drop_listings() {
        for (text, expected) in [
            ("2 320", Some((2, 320))),
            ("0 0", Some((0, 0))),
            ("2 320 octets in all", Some((2, 320))),
            ("-1 5", None),
            ("99999999999999999999 1", None),
            ("1", None),
            ("1 x", None),
            ("+1 5", None),
            ("", None),
        ] {
            let expected = expected.map(|(count, octets)| DropListing { count, octets });
            assert_eq!(DropListing::parse(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn scan_listings() {
        let mut listing = ScanListing::default();
        for good in [&b"3 120"[..], b"1  200 extra", b"900 0"] {
            assert_eq!(listing.line(good), Ok(()), "{}", good.escape_ascii());
        }
        assert_eq!(listing.0, BTreeMap::from([(1, 200), (3, 120), (900, 0)]));
        for bad in [
            &b"1 5"[..],
            b"0 5",
            b"x 5",
            b"4",
            b"4 -5",
            b"",
            b"99999999999 1",
        ] {
            assert!(listing.line(bad).is_err(), "{}", bad.escape_ascii());
        }
    }

    #[test]
    fn unique_id_listings() {
        let mut listing = UniqueIdListing::default();
        let long = [b"4 ".as_slice(), &[b'x'; 80]].concat();
        for good in [
            &b"1 whqtswO00WBw418f9t5JxYwZ"[..],
            b"2   ../../x",
            b"3 \xff\xfe",
            b"6  a  b ",
            &long,
        ] {
            assert_eq!(listing.line(good), Ok(()), "{}", good.escape_ascii());
        }
        assert_eq!(listing.0[&3].as_str(), "\u{ff}\u{fe}");
        assert_eq!(listing.0[&6].as_str(), "a  b");
        for bad in [
            &b"1 again"[..],
            b"5",
            b"5 ",
            b"0 x",
            b"5 a\tb",
            b"5 a\x1bb",
            b"5 a\0",
        ] {
            assert!(listing.line(bad).is_err(), "{}", bad.escape_ascii());
        }
        assert!(UniqueId::parse(&[b'x'; MAX_UNIQUE_ID_OCTETS + 1]).is_err());
    }
}
