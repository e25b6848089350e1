//! The command line, as types. Doc comments are the help; nothing is read or resolved here.

pub mod send;
