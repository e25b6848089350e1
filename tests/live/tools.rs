//! What the tests share besides the host: mailboxes, runs of the program, a relay that cuts connections, and a second
//! reader of messages.

mod mailbox;
mod program;
mod reader;
mod relay;

pub use mailbox::{Mailbox, assert_arrived};
pub use program::{Program, Ran};
pub use reader::read;
pub use relay::{Relay, Then};
