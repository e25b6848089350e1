//! Which messages are meant, decided from a listing. Pure: nothing is fetched to find out.

mod error;

pub(crate) use error::Error;

use crate::maildrop::Entry;
use std::collections::BTreeSet;

/// A closed range wider than this is looked up in the listing instead of asked for number by number: a range says "up
/// to" more often than it names what is there, and servers hang up on many commands that fail.
const MAX_ASKED_UNSEEN: u32 = 10;

/// One `MSG`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Selector {
    /// `3`.
    Number(u32),
    /// `2-5`: every number in it is named.
    Range(u32, u32),
    /// `7-`: what there is from 7 on, possibly nothing.
    From(u32),
}

impl Selector {
    /// Reads a `MSG`.
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

/// What the command line asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Selection {
    selectors: Vec<Selector>,
    unique_ids: Vec<String>,
    last: Option<usize>,
}

/// What a listing has of a selection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Chosen {
    /// The messages, ascending, each once.
    pub entries: Vec<Entry>,
    /// Numbers that were named and are not there, ascending.
    pub missing: Vec<u32>,
}

impl Selection {
    /// Reads what the command line names. `everything` says that a command without any name means all messages.
    ///
    /// # Errors
    /// [`Error::Selector`], [`Error::EmptyUniqueId`], [`Error::UniqueIdControl`], [`Error::Nothing`],
    /// [`Error::AllAndNamed`].
    pub(crate) fn parse(
        messages: &[String],
        unique_ids: &[String],
        all: bool,
        last: Option<u32>,
        everything: bool,
    ) -> Result<Self, Error> {
        let selectors = messages
            .iter()
            .map(|text| Selector::parse(text))
            .collect::<Result<Vec<_>, _>>()?;
        for unique_id in unique_ids {
            if unique_id.is_empty() {
                return Err(Error::EmptyUniqueId);
            }
            if unique_id
                .chars()
                .any(|c| c.is_control() || c.is_whitespace())
            {
                return Err(Error::UniqueIdControl(unique_id.clone()));
            }
        }
        let named = !selectors.is_empty() || !unique_ids.is_empty();
        match (named, all, last.is_some() || everything) {
            (true, true, _) => Err(Error::AllAndNamed),
            (false, false, false) => Err(Error::Nothing),
            _ => Ok(Selection {
                selectors,
                unique_ids: unique_ids.to_vec(),
                last: last.map(|last| last as usize),
            }),
        }
    }

    /// The numbers themselves, ascending, when no listing is needed to know them.
    pub(crate) fn numbers(&self) -> Option<Vec<u32>> {
        if self.last.is_some() || !self.unique_ids.is_empty() || self.selectors.is_empty() {
            return None;
        }
        let mut numbers = BTreeSet::new();
        for selector in &self.selectors {
            match *selector {
                Selector::Number(number) => drop(numbers.insert(number)),
                Selector::Range(first, last) if last - first < MAX_ASKED_UNSEEN => {
                    numbers.extend(first..=last)
                }
                Selector::Range(..) | Selector::From(_) => return None,
            }
        }
        Some(numbers.into_iter().collect())
    }

    /// Whether more than one message may be meant.
    pub(crate) fn may_hold_several(&self) -> bool {
        !matches!(
            (self.last, &self.selectors[..], &self.unique_ids[..]),
            (Some(1), ..) | (None, [Selector::Number(_)], []) | (None, [], [_])
        )
    }

    /// Whether unique-ids are needed to decide.
    pub(crate) fn needs_unique_ids(&self) -> bool {
        !self.unique_ids.is_empty()
    }

    /// Decides from the listing, which is ascending.
    ///
    /// # Errors
    /// [`Error::NoSuchUniqueId`], [`Error::AmbiguousUniqueId`], [`Error::NoUniqueIds`].
    pub(crate) fn choose(&self, listing: &[Entry], has_unique_ids: bool) -> Result<Chosen, Error> {
        let named = !self.selectors.is_empty() || !self.unique_ids.is_empty();
        let mut numbers = BTreeSet::new();
        let mut missing = BTreeSet::new();
        let there = |number: u32| {
            listing
                .binary_search_by_key(&number, |entry| entry.number)
                .is_ok()
        };
        for selector in &self.selectors {
            match *selector {
                Selector::Number(number) if there(number) => drop(numbers.insert(number)),
                Selector::Number(number) => drop(missing.insert(number)),
                Selector::Range(first, last) => {
                    numbers.extend(
                        listing
                            .iter()
                            .map(|entry| entry.number)
                            .filter(|number| (first..=last).contains(number)),
                    );
                    // A wide range over a small maildrop misses many: the first one tells enough.
                    missing.extend((first..=last).find(|number| !there(*number)));
                }
                Selector::From(first) => numbers.extend(
                    listing
                        .iter()
                        .map(|entry| entry.number)
                        .filter(|number| *number >= first),
                ),
            }
        }
        if self.needs_unique_ids() && !has_unique_ids {
            return Err(Error::NoUniqueIds);
        }
        for unique_id in &self.unique_ids {
            let mut bearers = listing
                .iter()
                .filter(|entry| entry.unique_id.as_deref() == Some(unique_id));
            let bearer = bearers
                .next()
                .ok_or_else(|| Error::NoSuchUniqueId(unique_id.clone()))?;
            if bearers.next().is_some() {
                return Err(Error::AmbiguousUniqueId(unique_id.clone()));
            }
            numbers.insert(bearer.number);
        }
        let mut entries: Vec<Entry> = listing
            .iter()
            .filter(|entry| !named || numbers.contains(&entry.number))
            .cloned()
            .collect();
        if let Some(last) = self.last {
            entries.drain(..entries.len().saturating_sub(last));
        }
        Ok(Chosen {
            entries,
            missing: missing.into_iter().collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(entries: &[(u32, &str)]) -> Vec<Entry> {
        entries
            .iter()
            .map(|(number, uid)| Entry {
                number: *number,
                octets: Some(10),
                unique_id: Some(uid.to_string()),
            })
            .collect()
    }

    fn parse(
        messages: &[&str],
        uids: &[&str],
        all: bool,
        last: Option<u32>,
    ) -> Result<Selection, Error> {
        let owned = |texts: &[&str]| {
            texts
                .iter()
                .map(|text| text.to_string())
                .collect::<Vec<_>>()
        };
        Selection::parse(&owned(messages), &owned(uids), all, last, false)
    }

    #[test]
    fn selectors() {
        for (text, expected) in [
            ("3", Selector::Number(3)),
            ("2-5", Selector::Range(2, 5)),
            ("7-", Selector::From(7)),
            ("4-4", Selector::Range(4, 4)),
        ] {
            assert_eq!(Selector::parse(text), Ok(expected));
        }
        for bad in [
            "",
            "0",
            "x",
            "5-2",
            "-3",
            "1-2-3",
            "1.5",
            "+1",
            " 1",
            "0-2",
            "99999999999",
            "1\n",
            "-",
        ] {
            assert_eq!(
                Selector::parse(bad),
                Err(Error::Selector(bad.into())),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn an_empty_selection_never_means_everything() {
        assert_eq!(parse(&[], &[], false, None), Err(Error::Nothing));
        assert_eq!(
            parse(&[""], &[], false, None),
            Err(Error::Selector(String::new()))
        );
        assert_eq!(parse(&[], &[""], false, None), Err(Error::EmptyUniqueId));
        assert_eq!(parse(&["1"], &[], true, None), Err(Error::AllAndNamed));
        assert!(matches!(
            parse(&[], &["a\nb"], false, None),
            Err(Error::UniqueIdControl(_))
        ));
    }

    #[test]
    fn choices() {
        let listing = listing(&[(1, "a"), (2, "b"), (4, "c"), (5, "d")]);
        for (messages, uids, last, numbers, missing) in [
            (&["2", "1", "2"][..], &[][..], None, &[1, 2][..], &[][..]),
            (&["1-4"], &[], None, &[1, 2, 4], &[3]),
            (&["4-"], &[], None, &[4, 5], &[]),
            (&["9-"], &[], None, &[], &[]),
            (&["9", "5"], &[], None, &[5], &[9]),
            (&["1"], &["d"], None, &[1, 5], &[]),
            (&["1-5"], &[], Some(2), &[4, 5], &[3]),
            (&[], &[], Some(3), &[2, 4, 5], &[]),
            (&[], &[], Some(9), &[1, 2, 4, 5], &[]),
        ] {
            let chosen = parse(messages, uids, false, last)
                .and_then(|selection| selection.choose(&listing, true))
                .expect("a choice");
            let got: Vec<u32> = chosen.entries.iter().map(|entry| entry.number).collect();
            assert_eq!(
                (&got[..], &chosen.missing[..]),
                (numbers, missing),
                "{messages:?} {uids:?} {last:?}"
            );
        }
    }

    #[test]
    fn unique_ids_are_exact_and_unique() {
        let listing = listing(&[(1, "a"), (2, "twin"), (3, "twin")]);
        let choose = |uid, has| {
            parse(&[], &[uid], false, None).and_then(|selection| selection.choose(&listing, has))
        };
        assert_eq!(choose("A", true), Err(Error::NoSuchUniqueId("A".into())));
        assert_eq!(
            choose("twin", true),
            Err(Error::AmbiguousUniqueId("twin".into()))
        );
        assert_eq!(choose("a", false), Err(Error::NoUniqueIds));
    }

    #[test]
    fn what_needs_no_listing() {
        for (messages, expected) in [
            (&["3", "1-2"][..], Some(vec![1, 2, 3])),
            (&["7-"], None),
            (&["1-1000000"], None),
        ] {
            assert_eq!(
                parse(messages, &[], false, None).expect("parsed").numbers(),
                expected
            );
        }
        assert!(
            !parse(&["3"], &[], false, None)
                .expect("parsed")
                .may_hold_several()
        );
        assert!(
            !parse(&[], &[], false, Some(1))
                .expect("parsed")
                .may_hold_several()
        );
        assert!(
            parse(&["3-3"], &[], false, None)
                .expect("parsed")
                .may_hold_several()
        );
    }
}
