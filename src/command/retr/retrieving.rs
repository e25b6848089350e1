//! The sessions of one run: each stores what is left of the messages.

use super::taker::{Failure, Taker};
use crate::command::failures::refusals;
use crate::command::open::Opener;
use crate::command::retry::{Next, Reason};
use crate::command::wanted::{NO_UNIQUE_IDS, Wanted};
use crate::maildrop::{Maildrop, Part, Shortfall};
use crate::selection::Error;

/// Why a message whose octets have begun on stdout is not retrieved again.
const BEGUN_ON_STDOUT: &str = "a part of the message is on stdout already";

/// What is kept from one session to the next.
pub(super) struct Retrieving<'o> {
    pub(super) opener: &'o Opener,
    pub(super) wanted: Wanted,
    pub(super) taker: Taker,
    /// How much of each message is wanted.
    pub(super) part: Part,
}

impl Retrieving<'_> {
    /// Makes one session. Returns what failed and another session may do; what failed for good is with the taker's
    /// failures, unless no other session follows.
    pub(super) fn session(&mut self, is_last: bool) -> (Vec<anyhow::Error>, Next) {
        let errors = match self.opener.maildrop(self.wanted.needs_unique_ids()) {
            Ok(maildrop) => self.retrieve(maildrop, is_last),
            Err(error) => vec![error],
        };
        let next = match Reason::of_all(&errors) {
            Some(_) if self.wanted.is_done() => Next::Over,
            Some(_) if self.taker.is_cut_on_stdout => Next::Never(BEGUN_ON_STDOUT),
            Some(_) if self.taker.done > 0 && !self.wanted.is_found_again() => {
                Next::Never(NO_UNIQUE_IDS)
            }
            reason => Next::by(reason),
        };
        (errors, next)
    }

    fn retrieve(&mut self, mut maildrop: Maildrop, is_last: bool) -> Vec<anyhow::Error> {
        let (numbers, missing) = match self.find(&mut maildrop) {
            Ok(found) => found,
            Err(error) => {
                maildrop.leave();
                return vec![error];
            }
        };
        // A listing has the unique-ids already; without one they are asked for only where they are printed or needed.
        let asks_unique_ids = self.wanted.numbers().is_some() && self.taker.needs_unique_ids();
        let Shortfall {
            refusals: refused,
            broken_off,
        } = maildrop.retrieve(&numbers, self.part, asks_unique_ids, |incoming| {
            self.taker.store(incoming)
        });
        for named in self.taker.done_with.drain(..) {
            self.wanted.is_done_with(named);
        }
        let mut errors = if is_last || !self.wanted.is_found_again() {
            refusals(refused, missing, self.opener)
        } else {
            let (later, for_good): (Vec<_>, Vec<_>) =
                (refused.into_iter()).partition(|refusal| refusal.is_temporary());
            for refusal in &for_good {
                let named = self.taker.named(refusal.number());
                self.wanted.is_done_with(named);
            }
            for error in refusals(for_good, missing, self.opener) {
                self.taker.failures.add(error);
            }
            refusals(later, Vec::new(), self.opener)
        };
        errors.extend(match broken_off {
            Some(Failure::Maildrop(error)) => Some(self.opener.at_server(error)),
            Some(Failure::Here(error)) => Some(error.into()),
            None => {
                let left = maildrop.leave_in_step();
                left.map_err(|error| self.opener.at_server(error)).err()
            }
        });
        errors
    }

    /// The numbers of what is left of the messages, in this session, and those that were named and do not exist. A listing
    /// is read where that is needed.
    fn find(&mut self, maildrop: &mut Maildrop) -> anyhow::Result<(Vec<u32>, Vec<u32>)> {
        if let Some(numbers) = self.wanted.numbers() {
            return Ok((numbers, Vec::new()));
        }
        let listing = maildrop
            .listing(false)
            .map_err(|error| self.opener.at_server(error))?;
        let here = self.wanted.choose(&listing)?;
        for (named, unique_id) in here.gone {
            self.wanted.is_done_with(named);
            let error = Error::NoSuchUniqueId(unique_id);
            self.taker.failures.add(error.into());
        }
        let numbers = here.found.iter().map(|found| found.entry.number).collect();
        let rows = here.found.into_iter();
        self.taker.rows = rows.map(|found| (found.entry.number, found)).collect();
        Ok((numbers, here.missing))
    }
}
