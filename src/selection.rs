//! Which messages the command line names, decided from a listing. Pure: nothing is fetched to decide it.

mod error;
mod selector;
#[cfg(test)]
mod tests;

pub(crate) use error::Error;
pub(crate) use selector::Selector;

use crate::maildrop::Entry;
use std::collections::BTreeSet;

/// A closed range wider than this is looked up in the listing, not asked for number by number: many users write a range
/// that goes beyond the last message, and servers hang up after many commands that fail.
const MAX_ASKED_UNSEEN: u32 = 10;

/// What the command line asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Selection {
    selectors: Vec<Selector>,
    unique_ids: Vec<String>,
    last: Option<usize>,
}

/// The messages of a listing that a selection names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Chosen {
    /// The messages, ascending, each once.
    pub entries: Vec<Entry>,
    /// Numbers that were named and do not exist, ascending.
    pub missing: Vec<u32>,
}

impl Selection {
    /// Parses what the command line names. With `everything`, a command without any name means all messages.
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
            // Servers send unique-ids with blanks inside; those at the ends are not part of one.
            if unique_id.contains(char::is_control) || unique_id.trim_matches(' ') != unique_id {
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

    /// The numbers, ascending, if they are known without a listing.
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

    /// Whether it may name more than one message.
    pub(crate) fn may_hold_several(&self) -> bool {
        !matches!(
            (self.last, &self.selectors[..], &self.unique_ids[..]),
            (Some(1), ..) | (None, [Selector::Number(_)], []) | (None, [], [_])
        )
    }

    /// Whether it names messages by unique-id.
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
                    // A wide range over a small maildrop misses many; naming the first one is enough.
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
            let mut matches = listing
                .iter()
                .filter(|entry| entry.unique_id.as_deref() == Some(unique_id));
            let entry = matches
                .next()
                .ok_or_else(|| Error::NoSuchUniqueId(unique_id.clone()))?;
            if matches.next().is_some() {
                return Err(Error::AmbiguousUniqueId(unique_id.clone()));
            }
            numbers.insert(entry.number);
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
