//! Where a retrieved message may be put.
//!
//! Each sink is one file: it describes itself before it is opened ([`Sink::properties`]), and reports what it stored
//! ([`Stored`]). A file appears under its name only when it is whole and on disk; an existing one is never overwritten.
//!
//! ```text
//!   Sink ──properties──► what the command line may combine it with
//!     └────open────► OpenSink ──store──► Stored, for each message
//! ```

pub(crate) mod directory;
pub(crate) mod discard;
mod entries;
pub(crate) mod error;
pub(crate) mod local;
pub(crate) mod mbox;
pub(crate) mod output;
mod part;
mod quote;
pub(crate) mod sink;

pub(crate) use directory::Directory;
pub(crate) use discard::Discard;
pub(crate) use error::{Error, Place};
pub(crate) use local::LocalLineEnds;
pub(crate) use mbox::Mbox;
pub(crate) use output::Output;
pub(crate) use sink::{Label, OpenSink, Properties, Sink, Stored};
