//! How long each wait may last, and what else ends it.
//!
//! Each wait has a [`Phase`]. `--timeout` bounds it, or RFC 5321 section 4.5.3.2 where giving up earlier could send a
//! message twice. The `--deadline` of the whole run bounds it too, and a signal ends it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// The default of `--timeout`. RFC 5321's five minutes are for relays that retry for days; a script needs an answer sooner.
pub(crate) const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);

/// The shortest wait for the reply to the mail data, from RFC 5321 section 4.5.3.2.6. Giving up sooner makes the outcome of
/// a slow delivery unknown. `--timeout` can lengthen this wait; only `--deadline` shortens it.
pub(crate) const DATA_END_AT_LEAST: Duration = Duration::from_secs(600);

/// How often a wait checks whether a signal has come: often enough for a person, rarely enough to cost nothing.
pub(crate) const INTERRUPT_POLL: Duration = Duration::from_millis(500);

/// The longest time that may be given, in seconds: a year, longer than any run, and no clock overflows.
const MAX_SECONDS: f64 = 366.0 * 86_400.0;

/// Reads a length of time in seconds, `0.5` as well as `60`.
///
/// # Errors
/// What was expected.
pub(crate) fn parse_seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<f64>() {
        Ok(seconds) if seconds > 0.0 && seconds <= MAX_SECONDS => {
            Ok(Duration::from_secs_f64(seconds))
        }
        _ => Err(format!(
            "expected a number of seconds greater than 0 and at most {MAX_SECONDS}"
        )),
    }
}

/// What a wait is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// The addresses of a host name.
    Resolve,
    /// The TCP connection.
    Connect,
    /// What a proxy answers.
    Proxy,
    /// The TLS handshake.
    TlsHandshake,
    /// The server's first reply.
    Greeting,
    /// The reply to a command.
    Command,
    /// The reply to DATA (354).
    DataStart,
    /// Writing one block of content to the network.
    DataBlock,
    /// The reply to the mail data.
    DataEnd,
    /// The next octets of a message being retrieved.
    Content,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Phase::Resolve => "looking up the host name",
            Phase::Connect => "connecting",
            Phase::Proxy => "waiting for the proxy",
            Phase::TlsHandshake => "negotiating TLS",
            Phase::Greeting => "waiting for the greeting",
            Phase::Command => "waiting for a reply",
            Phase::DataStart => "waiting for permission to send the message",
            Phase::DataBlock => "sending the message",
            Phase::DataEnd => "waiting for the verdict on the message",
            Phase::Content => "receiving content",
        })
    }
}

/// The limit that ended a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    /// One wait lasted longer than this.
    Timeout(Duration),
    /// The whole run lasted longer than this.
    Deadline(Duration),
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bound::Timeout(limit) => write!(f, "no answer within {} s", limit.as_secs_f64()),
            Bound::Deadline(limit) => write!(
                f,
                "the deadline of {} s for the whole run has passed",
                limit.as_secs_f64()
            ),
        }
    }
}

/// One bounded wait: when it ends, and which limit ends it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wait {
    /// What the wait is for.
    pub phase: Phase,
    /// When the waiting ends.
    pub until: Instant,
    /// Which limit `until` comes from.
    pub bound: Bound,
}

impl Wait {
    /// The time left, zero when it is over.
    pub(crate) fn left(&self) -> Duration {
        self.until.saturating_duration_since(Instant::now())
    }
}

/// When the whole run has to end; by default never.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Deadline(Option<(Instant, Duration)>);

impl Deadline {
    /// A deadline that starts now. A limit beyond what the clock can count means no deadline.
    fn after(limit: Duration) -> Self {
        Deadline(Instant::now().checked_add(limit).map(|end| (end, limit)))
    }

    /// The time left, zero when it has passed, and the whole limit; `None` when there is no deadline.
    pub(crate) fn left(&self) -> Option<(Duration, Duration)> {
        self.0
            .map(|(end, limit)| (end.saturating_duration_since(Instant::now()), limit))
    }
}

/// The limits of one run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts {
    each: Duration,
    data_end: Duration,
    deadline: Deadline,
}

impl Timeouts {
    /// Limits from `--timeout` and `--deadline`. The deadline starts now.
    pub(crate) fn new(each: Duration, deadline: Option<Duration>) -> Self {
        Timeouts {
            each,
            data_end: each.max(DATA_END_AT_LEAST),
            deadline: deadline.map(Deadline::after).unwrap_or_default(),
        }
    }

    /// The deadline of the whole run.
    pub(crate) fn deadline(&self) -> Deadline {
        self.deadline
    }

    /// Starts a wait.
    pub(crate) fn wait(&self, phase: Phase) -> Wait {
        let limit = match phase {
            Phase::DataEnd => self.data_end,
            _ => self.each,
        };
        self.wait_at_most(phase, limit)
    }

    /// Starts a wait of at most `limit`, whatever its phase allows.
    pub(crate) fn wait_at_most(&self, phase: Phase, limit: Duration) -> Wait {
        let now = Instant::now();
        let until = now.checked_add(limit).unwrap_or(now + DATA_END_AT_LEAST);
        match self.deadline.0 {
            Some((deadline, total)) if deadline < until => Wait {
                phase,
                until: deadline,
                bound: Bound::Deadline(total),
            },
            _ => Wait {
                phase,
                until,
                bound: Bound::Timeout(limit),
            },
        }
    }
}

/// A signal that asks the run to end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interrupt {
    /// Zero until a signal came.
    signal: Arc<AtomicUsize>,
    /// See [`Interrupt::defaults`].
    defaults: Arc<AtomicBool>,
}

impl Interrupt {
    /// The cell that a signal handler writes the signal's number into.
    pub(crate) fn cell(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.signal)
    }

    /// Whether a signal that has a handler acts as it would without one: between the password prompt and the connection no
    /// wait checks for signals.
    pub(crate) fn defaults(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.defaults)
    }

    /// The signal that came, if one did.
    pub(crate) fn signal(&self) -> Option<Interrupted> {
        match self.signal.load(Ordering::Relaxed) {
            0 => None,
            signal => Some(Interrupted(signal)),
        }
    }
}

/// This signal ended the wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Interrupted(pub usize);

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => f.write_str("hung up (SIGHUP)"),
            2 => f.write_str("interrupted (SIGINT)"),
            15 => f.write_str("terminated (SIGTERM)"),
            other => write!(f, "ended by signal {other}"),
        }
    }
}

impl std::error::Error for Interrupted {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time() {
        assert_eq!(parse_seconds("0.5"), Ok(Duration::from_millis(500)));
        for bad in ["0", "-1", "", "x", "inf", "NaN", "1e300"] {
            assert!(parse_seconds(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_reply_to_the_mail_data_has_the_longest_wait() {
        let timeouts = Timeouts::new(Duration::from_secs(1), None);
        assert!(timeouts.wait(Phase::DataEnd).left() > Duration::from_secs(590));
        assert!(timeouts.wait(Phase::Command).left() <= Duration::from_secs(1));
    }

    #[test]
    fn the_deadline_shortens_every_wait_and_says_so() {
        let timeouts = Timeouts::new(Duration::from_secs(100), Some(Duration::from_secs(2)));
        for phase in [
            Phase::Resolve,
            Phase::Command,
            Phase::DataEnd,
            Phase::Content,
        ] {
            let wait = timeouts.wait(phase);
            assert!(wait.left() <= Duration::from_secs(2));
            assert_eq!(wait.bound, Bound::Deadline(Duration::from_secs(2)));
        }
    }
}
