//! What the live tests share.

mod dialogue;
mod host;

pub use dialogue::Dialogue;
pub use host::Host;
