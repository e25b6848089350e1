//! The messages that a run is about, over all its sessions. Message numbers hold for one session only, so what the first
//! session has found is looked up by unique-id in the next one (`--retry`).

use crate::maildrop::{Entry, Listing};
use crate::selection::{Error, Selection};
use std::collections::{BTreeMap, HashMap, HashSet};

#[cfg(test)]
mod tests;

/// Why a run is not repeated on a server without unique-ids.
pub(super) const NO_UNIQUE_IDS: &str = "the server has no unique-ids that tell the messages apart, and their numbers may \
     belong to other messages in the next session";

/// The messages that a run is about.
#[derive(Debug)]
pub(super) struct Wanted {
    selection: Selection,
    /// Another session may follow, so numbers are looked up before they are used.
    repeats: bool,
    /// What the first session has found; `None` until a session gets so far.
    found: Option<Known>,
}

/// The messages that the first session has found.
#[derive(Debug)]
enum Known {
    /// The unique-id by the number in the first session: what is left to do.
    Pinned(BTreeMap<u32, String>),
    /// Not every one of them has a unique-id of its own.
    Numbers,
}

/// One message in the present session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Its row of the present session's listing.
    pub(super) entry: Entry,
    /// Its number in the first session, by which the user knows it.
    pub(super) named: u32,
}

/// The messages in the present session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Here {
    /// Those that are there, ascending.
    pub(super) found: Vec<Found>,
    /// Numbers that were named and do not exist.
    pub(super) missing: Vec<u32>,
    /// What the first session has found and this one has not, by number and unique-id.
    pub(super) gone: Vec<(u32, String)>,
}

impl Wanted {
    /// The messages that the selection names. With `repeats` they can be found again in another session.
    pub(super) fn new(selection: Selection, repeats: bool) -> Self {
        Wanted {
            selection,
            repeats,
            found: None,
        }
    }

    /// Their numbers, ascending, where they are known without a listing and need not be found again.
    pub(super) fn numbers(&self) -> Option<Vec<u32>> {
        match self.repeats {
            true => None,
            false => self.selection.numbers(),
        }
    }

    /// Whether the session must have unique-ids.
    pub(super) fn needs_unique_ids(&self) -> bool {
        self.selection.needs_unique_ids() || matches!(self.found, Some(Known::Pinned(_)))
    }

    /// Whether another session can find the same messages.
    pub(super) fn is_found_again(&self) -> bool {
        !matches!(self.found, Some(Known::Numbers))
    }

    /// Whether everything that was found is done with.
    pub(super) fn is_done(&self) -> bool {
        matches!(&self.found, Some(Known::Pinned(left)) if left.is_empty())
    }

    /// A further session need not look for this message, by its number in the first one.
    pub(super) fn is_done_with(&mut self, named: u32) {
        if let Some(Known::Pinned(left)) = &mut self.found {
            left.remove(&named);
        }
    }

    /// Finds the messages in the listing of the present session.
    ///
    /// # Errors
    /// As [`Selection::choose`]. In a further session [`Error::NoUniqueIds`] or [`Error::AmbiguousUniqueId`] where the server
    /// has changed that much.
    pub(super) fn choose(&mut self, listing: &Listing) -> Result<Here, Error> {
        match &self.found {
            Some(Known::Pinned(left)) => find_again(left, listing),
            Some(Known::Numbers) | None => {
                let chosen = self
                    .selection
                    .choose(&listing.entries, listing.has_unique_ids)?;
                self.found = Some(pin(&chosen.entries));
                let found = chosen.entries.into_iter().map(|entry| Found {
                    named: entry.number,
                    entry,
                });
                Ok(Here {
                    found: found.collect(),
                    missing: chosen.missing,
                    gone: Vec::new(),
                })
            }
        }
    }
}

/// What the entries are found by in another session.
fn pin(entries: &[Entry]) -> Known {
    let unique_ids: Option<BTreeMap<u32, String>> = entries
        .iter()
        .map(|entry| Some((entry.number, entry.unique_id.clone()?)))
        .collect();
    let Some(unique_ids) = unique_ids else {
        return Known::Numbers;
    };
    let distinct: HashSet<&String> = unique_ids.values().collect();
    match distinct.len() == unique_ids.len() {
        true => Known::Pinned(unique_ids),
        false => Known::Numbers,
    }
}

fn find_again(left: &BTreeMap<u32, String>, listing: &Listing) -> Result<Here, Error> {
    if !listing.has_unique_ids {
        return Err(Error::NoUniqueIds);
    }
    let wanted: HashMap<&str, u32> = left.iter().map(|(n, id)| (id.as_str(), *n)).collect();
    let mut here = Here::default();
    let mut seen = HashSet::new();
    for entry in &listing.entries {
        let Some(unique_id) = entry.unique_id.as_deref() else {
            continue;
        };
        let Some(named) = wanted.get(unique_id) else {
            continue;
        };
        if !seen.insert(*named) {
            return Err(Error::AmbiguousUniqueId(unique_id.to_owned()));
        }
        here.found.push(Found {
            entry: entry.clone(),
            named: *named,
        });
    }
    let gone = left.iter().filter(|(named, _)| !seen.contains(*named));
    here.gone = gone.map(|(named, id)| (*named, id.clone())).collect();
    Ok(here)
}
