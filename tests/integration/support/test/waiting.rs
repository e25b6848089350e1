//! Input that does not end, and signals that come while the program waits for it.

use super::Test;

impl Test {
    /// Standard input stays open after what was given: its end never comes.
    pub fn stdin_held(mut self) -> Test {
        self.stdin.held = true;
        self
    }

    /// Sends the program a signal once it has read standard input, which has to be more than a pipe holds.
    pub fn signal(mut self, name: &'static str) -> Test {
        self.stdin.signal = Some(name);
        self.stdin_held()
    }

    /// A FIFO in the working directory, which nobody writes to.
    pub fn fifo(mut self, name: &str) -> Test {
        self.fifos.push(name.into());
        self
    }
}
