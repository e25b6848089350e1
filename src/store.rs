//! Where a retrieved message may be put.
//!
//! Each sink is one file: it describes itself before it is opened ([`Sink::properties`]), and reports what it stored
//! ([`Stored`]). A file appears under its name only when it is whole and on disk; an existing one is never overwritten.
//!
//! ```text
//!   Sink ──properties──► what the command line may combine it with
//!     └────open────► OpenSink ──store──► Stored, for each message
//! ```

pub mod directory;
pub mod discard;
pub mod error;
pub mod local;
pub mod mbox;
pub mod output;
mod quote;
pub mod sink;

pub use directory::Directory;
pub use discard::Discard;
pub use error::{Error, Place};
pub use local::LocalLineEnds;
pub use mbox::Mbox;
pub use output::Output;
pub use sink::{Label, OpenSink, Properties, Sink, Stored};
