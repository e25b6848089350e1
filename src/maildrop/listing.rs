//! What is in a maildrop.

/// One message of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The message-number, 1-based, for this session only.
    pub number: u32,
    /// Octets by the server's count, a hint; `None` where no listing was asked for.
    pub octets: Option<u64>,
    /// The unique-id, where the server has them. Hostile until escaped.
    pub unique_id: Option<String>,
}

/// A count of messages and their octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    /// Messages.
    pub count: u32,
    /// Octets by the server's count.
    pub octets: u64,
}

/// What is in the maildrop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listing {
    /// All of it together; `None` unless it was asked for.
    pub size: Option<Size>,
    /// Each message, ascending.
    pub entries: Vec<Entry>,
    /// Whether the server has unique-ids.
    pub has_unique_ids: bool,
}
