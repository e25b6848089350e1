//! The dialogue as it is shown to people. Secrets never reach a trace: commands arrive masked, replies redacted.

/// One thing that happened on the connection.
#[derive(Debug)]
pub(crate) enum Event<'a> {
    /// A command went out; secrets are shown as `********`.
    Sent {
        /// The command without its CRLF.
        text: &'a str,
        /// Whether it went under TLS.
        encrypted: bool,
    },
    /// A line came in; known secrets are redacted, the rest is as it came: hostile until escaped.
    Received {
        /// The line without its CRLF.
        octets: &'a [u8],
        /// Whether it came under TLS.
        encrypted: bool,
    },
    /// Content went out.
    ContentSent {
        /// How many octets of message.
        octets: u64,
        /// Whether it went under TLS.
        encrypted: bool,
    },
    /// Content came in.
    ContentReceived {
        /// How many octets of message or listing.
        octets: u64,
        /// Whether it came under TLS.
        encrypted: bool,
    },
    /// Something worth knowing that is not a line: a connection made, TLS begun, a deviation tolerated.
    Note(&'a str),
}

/// Where the events go.
pub(crate) trait Trace {
    /// Records one event.
    fn event(&mut self, event: &Event<'_>);

    /// Whether content is wanted line by line, as [`Event::Sent`] and [`Event::Received`].
    fn wants_content(&self) -> bool {
        false
    }
}

/// Ignores every event.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Silent;

impl Trace for Silent {
    fn event(&mut self, _: &Event<'_>) {}
}
