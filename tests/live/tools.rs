//! What the topics share beyond the host itself: mailboxes and the program's runs, a relay that cuts
//! connections, a second reader of messages.

mod mailbox;
mod program;
mod reader;
mod relay;

pub use mailbox::{Mailbox, assert_arrived};
pub use program::{Program, Ran};
pub use reader::read;
pub use relay::{Relay, Then};
