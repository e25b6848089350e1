//! The text layer that SMTP and POP3 share: CRLF lines, bounded and timed; commands sent in flights; dot-ended content.
//!
//! Both protocols are conversations of lines and have the same problems with them: a reply that never ends, a reply that
//! no command asked for, octets sent before TLS begins, a password in a trace. Each is solved here, once:
//!
//! ```text
//!   session (smtp, pop3)      knows verbs and replies
//!        |  Command                          ^ line
//!   Flight                    many commands, one write, answers counted
//!        |  octets                           | DotReader
//!   Connection<S>             limits, deadlines, trace, what is due
//!        |                                   ^
//!   Stream                    TCP or TLS (net), or memory in a test
//! ```
//!
//! A [`Connection`] counts what is due: answers to commands, and mail data that the server waits for. While something is
//! due that nobody will read or write any more, what follows on the wire is not what the protocol expects, so nothing can
//! be written: the connection is *unusable* and is closed.

pub(crate) mod connection;
pub(crate) mod dot;
mod due;
pub(crate) mod error;
pub(crate) mod flight;
pub(crate) mod malformed;
#[cfg(any(test, feature = "fuzzing"))]
#[cfg_attr(not(test), expect(dead_code, reason = "checks need no dialogues"))]
pub(crate) mod memory;
#[cfg(test)]
mod tests;
pub(crate) mod trace;

pub(crate) use connection::{Command, Connection, Part};
pub(crate) use dot::{DotReader, DotWriter};
pub(crate) use error::Error;
pub(crate) use flight::{Flight, Window};
pub(crate) use malformed::Malformed;
pub(crate) use trace::{Event, Milestone, Trace};

use crate::timeout::Wait;
use std::fmt;
use std::io::{self, Read, Write};
use std::time::Instant;

/// What turns a clear stream into one under TLS.
pub(crate) type Handshake<'h, S> =
    Box<dyn FnOnce(S, &Wait) -> Result<S, Box<dyn std::error::Error + Send + Sync>> + 'h>;

/// What a connection runs over. A read or write that has not succeeded at the deadline fails with
/// [`io::ErrorKind::TimedOut`]; one that a signal ends fails with an error that holds [`crate::timeout::Interrupted`].
pub(crate) trait Stream: Read + Write {
    /// When reads and writes give up, from now on.
    fn set_deadline(&mut self, until: Instant);

    /// Reads what has already come, without waiting: `None` when nothing has, `Some(0)` at the end.
    ///
    /// # Errors
    /// Those of `read`.
    fn read_available(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>>;

    /// Whether the octets are under TLS, for the trace.
    fn is_encrypted(&self) -> bool;

    /// Ends the stream from our side, TLS's close_notify included, without waiting for the other (RFC 8314 section 3.4).
    ///
    /// # Errors
    /// Those of `write`; the stream is closed all the same.
    fn close(&mut self) -> io::Result<()>;
}

impl fmt::Debug for dyn Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("dyn Stream")
    }
}

impl Stream for Box<dyn Stream> {
    fn set_deadline(&mut self, until: Instant) {
        (**self).set_deadline(until);
    }

    fn read_available(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        (**self).read_available(buffer)
    }

    fn is_encrypted(&self) -> bool {
        (**self).is_encrypted()
    }

    fn close(&mut self) -> io::Result<()> {
        (**self).close()
    }
}

/// Server text as a string: UTF-8 where it is, `\xhh` for octets that are not. Hostile until escaped.
pub(crate) fn readable(text: &[u8]) -> String {
    text.utf8_chunks().fold(String::new(), |mut whole, chunk| {
        whole.push_str(chunk.valid());
        let rest = chunk
            .invalid()
            .iter()
            .map(|octet| format!("\\x{octet:02x}"));
        whole.extend(rest);
        whole
    })
}
