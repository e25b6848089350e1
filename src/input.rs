//! Input that may never end: stdin, a FIFO, what a command prints. Reading it waits no longer than the `--deadline` of the
//! run.
//!
//! A wait is a `poll` that ends at the deadline; a read follows only when it cannot block. A signal meanwhile acts by its
//! default, because nothing has been connected to yet and no file has a name that would need removing.

mod bounded;
pub mod child;
mod not_ended;

pub use bounded::{Bounded, open};
pub use not_ended::NotEnded;
