//! What a session may tell of its dialogue. Secrets never reach it: commands arrive masked, replies scrubbed.

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
    /// A line came in, scrubbed of known secrets, otherwise as it came: hostile until escaped.
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
    /// Something worth knowing that is no line: a connection made, TLS begun, a deviation tolerated.
    Note(&'a str),
}

/// Where the events go.
pub(crate) trait Trace {
    /// Takes one event.
    fn event(&mut self, event: &Event<'_>);
}

/// Throws every event away.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Silent;

impl Trace for Silent {
    fn event(&mut self, _: &Event<'_>) {}
}
