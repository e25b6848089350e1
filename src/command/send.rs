//! `mailcall send`.

pub mod draft;
