//! A session that failed temporarily is made again (`--retry`): after what, when, and how often.
//!
//! ```text
//!   session ──over──────────────────────────────► its end
//!      ▲  └──Reason──► no try left, or no time ──► its end
//!      │           └─► a warning, a wait ──signal─► its end, and what ended the wait
//!      └──────────────────────────┘
//! ```
//!
//! Which failures are worth a repetition is decided here ([`Reason`]); that nothing is done twice is up to each command,
//! which gives no reason once another session might do that.

use super::open::Opener;
use crate::exit::{Failure, Kind};
use crate::maildrop;
use crate::timeout::Interrupted;
use std::thread;
use std::time::{Duration, Instant};

#[cfg(test)]
mod tests;

/// The wait before the second try. Each further one is twice as long: a server that is busy gets time to recover.
const FIRST_WAIT: Duration = Duration::from_secs(1);

/// The longest wait, without the random part: a server that is back is noticed within some minute.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// How often a wait checks whether a signal has come, so that Ctrl-C seems to act at once.
const SIGNAL_POLL: Duration = Duration::from_millis(50);

/// The waits between the tries. Pure: time and randomness come from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Schedule {
    /// How many further tries there are.
    left: u32,
    /// The next wait, without the random part.
    next: Duration,
    longest: Duration,
}

impl Schedule {
    fn new(tries: u32, first: Duration, longest: Duration) -> Self {
        Schedule {
            left: tries,
            next: first,
            longest,
        }
    }

    /// The wait before the next try, if there is one: up to half longer than planned, by `random`, so that many clients
    /// that failed together do not come back together.
    fn next_wait(&mut self, random: u32) -> Option<Duration> {
        self.left = self.left.checked_sub(1)?;
        let planned = self.next;
        self.next = (planned * 2).min(self.longest);
        Some(planned + planned.mul_f64(f64::from(random) / f64::from(u32::MAX) / 2.0))
    }
}

/// Why a session is worth making again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reason(String);

impl Reason {
    /// A reason that is no error by itself, as a warning says it.
    pub(super) fn new(what: impl Into<String>) -> Self {
        Reason(what.into())
    }

    /// The reason that this error is, if the same may work later. A refused login is one only where the server says by a
    /// code that it did not judge the password: a repeated login may lock the account.
    pub(super) fn of(error: &anyhow::Error) -> Option<Self> {
        let failure = Failure::of(error);
        let is_temporary = failure.kind == Kind::Temporary && !is_login_refused_in_words(error);
        is_temporary.then_some(Reason(failure.message))
    }

    /// The reason that these errors are together, if each of them is one.
    pub(super) fn of_all(errors: &[anyhow::Error]) -> Option<Self> {
        let reasons: Option<Vec<Reason>> = errors.iter().map(Reason::of).collect();
        reasons?.into_iter().next()
    }

    /// The same about one of several things.
    pub(super) fn about(self, what: &str) -> Self {
        Reason(format!("{what}: {}", self.0))
    }

    /// The same with what else failed.
    pub(super) fn and(self, more: &str) -> Self {
        Reason(format!("{} ({more})", self.0))
    }
}

/// Whether a maildrop refused the login without a response code. [IN-USE], [LOGIN-DELAY] and [SYS/TEMP] say that the login
/// may be tried again; words alone do not say whether the server counts it as a failed one.
fn is_login_refused_in_words(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<maildrop::Error>();
    error.is_some_and(|error| {
        let code = error.server_words().and_then(|words| words.response_code);
        error.is_login_refusal() && code.is_none()
    })
}

/// What follows after a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Nothing: it did what it could, or failed for good.
    Over,
    /// Another session, if there is a try left.
    Again(Reason),
    /// It failed temporarily, and another session might do something twice, or to the wrong message: why.
    Never(&'static str),
}

impl Next {
    /// Another session, if there is a reason for it.
    pub(super) fn by(reason: Option<Reason>) -> Self {
        reason.map_or(Next::Over, Next::Again)
    }
}

/// Makes the sessions of one run.
#[derive(Debug)]
pub(super) struct Retry<'o> {
    opener: &'o Opener,
    schedule: Schedule,
    /// The present try, from 1.
    present: u32,
    /// How many tries there are.
    tries: u32,
}

/// What came of all sessions together.
#[derive(Debug)]
pub(super) struct Repeated<T> {
    /// What came of the last session.
    pub(super) end: T,
    /// The signal that ended the wait for another one.
    pub(super) interrupted: Option<Interrupted>,
}

/// The error of a run whose wait for another try was ended by a signal.
pub(super) fn ended_by(signal: Interrupted) -> anyhow::Error {
    anyhow::Error::from(signal).context("waiting for the next try")
}

impl<'o> Retry<'o> {
    /// As often as the account says.
    pub(super) fn new(opener: &'o Opener) -> Self {
        let retries = opener.retries();
        Retry {
            opener,
            schedule: Schedule::new(retries, FIRST_WAIT, LONGEST_WAIT),
            present: 1,
            tries: retries.saturating_add(1),
        }
    }

    /// Makes a session, and another one as long as there is a reason and a try left. The session is told whether it is the
    /// last one.
    pub(super) fn run<T>(mut self, mut session: impl FnMut(bool) -> (T, Next)) -> Repeated<T> {
        loop {
            let is_last = self.schedule.left == 0;
            let (end, next) = session(is_last);
            let interrupted = match next {
                Next::Again(reason) if !is_last => match self.wait(&reason) {
                    Ok(true) => continue,
                    waited => waited.err(),
                },
                Next::Never(why) if !is_last => {
                    self.not_again(why);
                    None
                }
                Next::Again(_) | Next::Never(_) | Next::Over => None,
            };
            return Repeated { end, interrupted };
        }
    }

    fn not_again(&self, why: &str) {
        (self.opener.console()).warning(&format!("not tried again: {why}"));
    }

    /// Waits for the next try; `false` when there is none, or when the deadline would pass before it.
    ///
    /// # Errors
    /// The signal that came.
    fn wait(&mut self, reason: &Reason) -> Result<bool, Interrupted> {
        let mut random = [0; 4];
        // Without randomness all that is lost is the random part.
        let _ = getrandom::fill(&mut random);
        let Some(wait) = self.schedule.next_wait(u32::from_ne_bytes(random)) else {
            return Ok(false);
        };
        if let Some((left, limit)) = self.opener.deadline().left()
            && left <= wait
        {
            let limit = limit.as_secs_f64();
            self.not_again(&format!("the deadline of {limit} s would pass before that"));
            return Ok(false);
        }
        self.opener.console().warning(&format!(
            "try {} of {} failed: {}; trying again in {:.1} s",
            self.present,
            self.tries,
            reason.0,
            wait.as_secs_f64()
        ));
        self.present += 1;
        self.pause(wait)?;
        Ok(true)
    }

    /// Waits. The session before this has made signals end waits in order.
    fn pause(&self, wait: Duration) -> Result<(), Interrupted> {
        let began = Instant::now();
        loop {
            if let Some(signal) = self.opener.interrupt().signal() {
                return Err(signal);
            }
            let left = wait.saturating_sub(began.elapsed());
            if left.is_zero() {
                return Ok(());
            }
            thread::sleep(left.min(SIGNAL_POLL));
        }
    }
}
