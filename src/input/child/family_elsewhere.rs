//! A command, where the system does not list the processes that it has started.

use rustix::process::Signal;
use std::fs::File;
use std::process::Child;

/// Nobody beside the command: what it has started is not known.
#[derive(Debug)]
pub(super) struct Family;

impl Family {
    /// Of this command.
    pub(super) fn new(_child: &Child, _output: &File) -> Self {
        Family
    }

    /// Nobody gets it.
    pub(super) fn signal(&mut self, _signal: Signal) {}

    /// Nobody runs.
    pub(super) fn is_alive(&self) -> bool {
        false
    }
}
