//! A line of the server that is not what its protocol asks for.

use std::fmt;

/// How many octets of such a line an error prints.
const PRINTED_OCTETS: usize = 80;

/// A line that could not be parsed. Hostile; printed with everything but printable ASCII escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    expected: &'static str,
    line: Vec<u8>,
}

impl Malformed {
    /// A line that is not `expected`, which is a noun with its article: "a POP3 response".
    pub(crate) fn new(expected: &'static str, line: &[u8]) -> Self {
        let line = line.to_vec();
        Malformed { expected, line }
    }

    /// The same with the line as `redact` leaves it: a server may have sent our own words back.
    pub(crate) fn redacted(self, redact: impl FnOnce(&[u8]) -> Vec<u8>) -> Self {
        let line = redact(&self.line);
        Malformed { line, ..self }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Malformed { expected, line } = self;
        let printed = &line[..line.len().min(PRINTED_OCTETS)];
        write!(f, "not {expected}: \"{}\"", printed.escape_ascii())
    }
}
