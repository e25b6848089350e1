//! The use cases.

pub mod send;
