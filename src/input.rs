//! Input that may never end: stdin, a FIFO, what a command prints, a person at the terminal. Reading it waits no longer than
//! the `--deadline` of the run.
//!
//! A wait is a `poll` that ends at the deadline; a read follows only when it cannot block. A signal meanwhile acts by its
//! default, because nothing has been connected to yet and no file has a name that would need removing.

mod bounded;
pub(crate) mod child;
mod not_ended;
mod private;
#[cfg(unix)]
mod prompt;
#[cfg(not(unix))]
mod prompt_elsewhere;

pub(crate) use bounded::{Bounded, open};
pub(crate) use private::{closing_command, is_open_to_others, quoted};
#[cfg(unix)]
pub(crate) use prompt::ask;
#[cfg(not(unix))]
pub(crate) use prompt_elsewhere::ask;

/// What some editors write in front of text in UTF-8. It belongs to no text, so every reader of text skips it.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
