//! What the live tests share.

mod dialogue;
mod host;
mod tokens;

pub use dialogue::Dialogue;
pub use host::Host;
pub use tokens::Tokens;
