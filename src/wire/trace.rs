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

/// A step of a session that has been made: for a report of how far it came, and of what the server says of itself. The
/// server's texts are redacted, and hostile until escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Milestone<'a> {
    /// The server has greeted, or has refused to go on.
    Greeted(&'a str),
    /// The server has answered what it can do, perhaps not for the first time.
    Offered(&'a [String]),
    /// A login by the mechanism of this name has begun.
    LoginBegun(&'static str),
    /// The login is over.
    LoginEnded {
        /// Whether the server has accepted it, and has proved itself where the mechanism asks for that.
        accepted: bool,
    },
}

/// Where the events go.
pub(crate) trait Trace {
    /// Records one event.
    fn event(&mut self, event: &Event<'_>);

    /// Records a step of the session.
    fn milestone(&mut self, _: Milestone<'_>) {}

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
