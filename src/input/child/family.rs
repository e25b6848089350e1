//! A command and the processes that it has started.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::os::fd::OwnedFd;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::Child;

/// Where the system lists its processes.
const PROCESSES: &str = "/proc";

/// The processes that end with a command: those that descend from it, and those that hold its output open although
/// their parent has ended. They are not a process group: a command has the group of this process, since it may ask on
/// the terminal, and since whoever ends this process by its group means the command too.
#[derive(Debug)]
pub(super) struct Family {
    command: u32,
    /// The output of the command, as the system names it.
    output: Option<PathBuf>,
    /// A descriptor means the same process also when its number is in use again.
    members: Vec<OwnedFd>,
}

impl Family {
    /// Only the command is known yet. `output` is our end of its output.
    pub(super) fn new(child: &Child, output: &File) -> Self {
        let output = output.metadata().ok();
        Family {
            command: child.id(),
            output: output.map(|output| format!("pipe:[{}]", output.ino()).into()),
            members: Vec::new(),
        }
    }

    /// Sends the signal to all that can be found now, and to those that were found before. The command has not been reaped
    /// yet, so that its number still means it.
    pub(super) fn signal(&mut self, signal: Signal) {
        let opened: Vec<(u32, OwnedFd)> = self
            .find()
            .into_iter()
            .filter_map(|number| Some((number, descriptor(number)?)))
            .collect();
        // A number that was in use again by the time of its descriptor is not found a second time.
        let found = self.find();
        let found = opened
            .into_iter()
            .filter(|(number, _)| found.contains(number));
        self.members.extend(found.map(|(_, descriptor)| descriptor));
        for member in &self.members {
            let _ = pidfd_send_signal(member, signal);
        }
    }

    /// Whether one of those that were found runs, beside the command.
    pub(super) fn is_alive(&self) -> bool {
        let now = Timespec::default();
        self.members.iter().any(|member| {
            let ended = poll(&mut [PollFd::new(member, PollFlags::IN)], Some(&now));
            matches!(ended, Ok(0))
        })
    }

    fn find(&self) -> BTreeSet<u32> {
        let processes = processes();
        let mut family = BTreeSet::from([self.command]);
        let mut before = 0;
        while before < family.len() {
            before = family.len();
            let children = processes
                .iter()
                .filter(|(_, parent)| family.contains(parent));
            let children: Vec<u32> = children.map(|(number, _)| *number).collect();
            family.extend(children);
        }
        let holders = processes.iter().map(|(number, _)| *number);
        family.extend(holders.filter(|number| self.holds_output(*number)));
        // The command gets its signals from whoever started it.
        family.remove(&self.command);
        family.remove(&std::process::id());
        family
    }

    fn holds_output(&self, number: u32) -> bool {
        let descriptors = Path::new(PROCESSES).join(number.to_string()).join("fd");
        let Ok(descriptors) = fs::read_dir(descriptors) else {
            return false;
        };
        let mut targets = descriptors.filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
        self.output.is_some() && targets.any(|target| Some(target) == self.output)
    }
}

/// Every process and its parent.
fn processes() -> Vec<(u32, u32)> {
    let Ok(entries) = fs::read_dir(PROCESSES) else {
        return Vec::new();
    };
    let process = |entry: fs::DirEntry| {
        let number = entry.file_name().to_str()?.parse().ok()?;
        Some((number, parent(&fs::read(entry.path().join("stat")).ok()?)?))
    };
    entries.filter_map(|entry| process(entry.ok()?)).collect()
}

/// The parent by proc_pid_stat(5): the second field behind the name, which is in parentheses and may hold some itself.
fn parent(stat: &[u8]) -> Option<u32> {
    let name_end = memchr::memrchr(b')', stat)?;
    let fields = std::str::from_utf8(&stat[name_end + 1..]).ok()?;
    fields.split_ascii_whitespace().nth(1)?.parse().ok()
}

fn descriptor(number: u32) -> Option<OwnedFd> {
    let number = Pid::from_raw(number.try_into().ok()?)?;
    pidfd_open(number, PidfdFlags::empty()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parent_stands_behind_the_name() {
        assert_eq!(parent(b"12 (sh) S 7 12 12 0"), Some(7));
        assert_eq!(parent(b"12 (a) S 1 (b) R 9 12 12 0"), Some(9));
        assert_eq!(parent(b"12 (\xff) S 7 1"), Some(7));
        for bad in [&b""[..], b"12 (sh", b"12 (sh) S", b"12 (sh) S x"] {
            assert_eq!(parent(bad), None, "{}", bad.escape_ascii());
        }
    }
}
