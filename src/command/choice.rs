//! From the flags that name messages to a selection.

use crate::cli::mailbox;
use crate::selection::{Error, Selection};

/// The selection that the flags name. With `everything`, a command that names no message means all of them.
///
/// # Errors
/// Those of [`Selection::parse`].
pub(super) fn selection_of(
    flags: &mailbox::Selection,
    everything: bool,
) -> Result<Selection, Error> {
    // Without `..`, so that a new flag does not compile before it is used here: a filter that is forgotten selects more.
    let mailbox::Selection {
        messages,
        unique_ids,
        all,
        last,
    } = flags;
    Selection::parse(messages, unique_ids, *all, *last, everything)
}
