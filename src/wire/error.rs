//! Failures of the conversation, below the meaning of what is said.

use crate::timeout::{Bound, Interrupted, Phase, Wait};
use std::fmt;
use std::io;

/// A failure of the conversation itself.
#[derive(Debug)]
pub(crate) enum Error {
    /// The network failed.
    Io {
        /// What was being waited for.
        phase: Phase,
        /// What the system said.
        source: io::Error,
    },
    /// A time limit passed.
    Timeout {
        /// What was being waited for.
        phase: Phase,
        /// Which limit it was.
        bound: Bound,
    },
    /// The server closed the connection. Through TLS a cut line looks the same, so nothing short of a whole line or a
    /// whole content counts as received.
    Closed {
        /// What was being waited for.
        phase: Phase,
    },
    /// A line exceeded its limit.
    LineTooLong {
        /// What was being waited for.
        phase: Phase,
        /// The limit, in octets.
        limit: usize,
    },
    /// The server sent more than its reply before the TLS handshake: somebody may have injected it (CVE-2021-22947).
    OctetsBeforeTls,
    /// The server sent data that no command asked for.
    Unsolicited {
        /// The start of it, whole lines only, redacted; empty if no line has ended yet.
        octets: Vec<u8>,
    },
    /// A signal asked the run to end.
    Interrupted {
        /// What was being waited for.
        phase: Phase,
        /// The signal.
        signal: Interrupted,
    },
    /// The connection was used although an answer or mail data was still due on it, or after it had failed.
    Unusable,
}

impl Error {
    /// The error for what a stream reported during a wait.
    pub(crate) fn from_io(source: io::Error, wait: &Wait) -> Self {
        let phase = wait.phase;
        if let Some(signal) = source
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<Interrupted>())
        {
            return Error::Interrupted {
                phase,
                signal: *signal,
            };
        }
        match source.kind() {
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Error::Timeout {
                phase,
                bound: wait.bound,
            },
            io::ErrorKind::UnexpectedEof => Error::Closed { phase },
            _ => Error::Io { phase, source },
        }
    }

    /// Whether the server broke the protocol; otherwise the network failed, or a limit of ours passed.
    pub(crate) fn is_protocol(&self) -> bool {
        matches!(
            self,
            Error::LineTooLong { .. } | Error::OctetsBeforeTls | Error::Unsolicited { .. }
        )
    }

    /// Whether the server may have said why: it has closed, or has sent something that no command asked for.
    pub(crate) fn may_be_explained(&self) -> bool {
        self.is_disconnect() || matches!(self, Error::Unsolicited { .. })
    }

    /// Whether the connection is gone, so that a reply sent before may still be readable.
    pub(crate) fn is_disconnect(&self) -> bool {
        match self {
            Error::Closed { .. } => true,
            Error::Io { source, .. } => {
                matches!(
                    source.kind(),
                    io::ErrorKind::BrokenPipe
                        | io::ErrorKind::ConnectionReset
                        | io::ErrorKind::ConnectionAborted
                )
            }
            _ => false,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Io { phase, .. } => write!(f, "connection lost while {phase}"),
            Error::Timeout { phase, bound } => write!(f, "{bound} while {phase}"),
            Error::Closed { phase } => write!(f, "the server closed the connection while {phase}"),
            Error::LineTooLong { phase, limit } => {
                write!(
                    f,
                    "the server sent a line of more than {limit} octets while {phase}"
                )
            }
            Error::OctetsBeforeTls => f.write_str(
                "the server sent octets before the TLS handshake; they may have been injected",
            ),
            Error::Unsolicited { octets } => {
                f.write_str("the server sent data that no command asked for")?;
                match octets.is_empty() {
                    true => Ok(()),
                    false => write!(f, ": \"{}\"", octets.escape_ascii()),
                }
            }
            Error::Interrupted { phase, signal } => write!(f, "{signal} while {phase}"),
            Error::Unusable => {
                f.write_str("the connection was used while an answer or mail data was due on it")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
