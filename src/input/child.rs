//! A command whose output is input.

use super::bounded::Bounded;
use super::not_ended::left;
use crate::timeout::Deadline;
use std::fs::File;
use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long a command that was asked to end (SIGTERM) has for it: enough to give a terminal its echo back.
const GRACE: Duration = Duration::from_millis(500);

/// How often a command that has closed its output is asked whether it has ended, at first.
const SHORTEST_PAUSE: Duration = Duration::from_millis(1);

/// The longest of these pauses.
const LONGEST_PAUSE: Duration = Duration::from_millis(50);

/// The environment variables that a command does not inherit, since they hold passwords. A command that runs mailcall
/// itself needs a password source of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hidden(Vec<String>);

impl Hidden {
    /// These variables. The name of none has a NUL or an equals sign, so such a name hides nothing.
    pub(crate) fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let possible = |name: &&str| !name.is_empty() && !name.contains(['\0', '=']);
        Hidden(
            names
                .into_iter()
                .filter(possible)
                .map(str::to_owned)
                .collect(),
        )
    }

    fn apply(&self, command: &mut Command) {
        self.0.iter().for_each(|name| {
            command.env_remove(name);
        });
    }
}

/// A running command. Read it to the end of its output, then [`finish`](Output::finish); it is ended when it is dropped
/// before.
#[derive(Debug)]
pub(crate) struct Output {
    child: Child,
    stdout: Bounded,
    deadline: Deadline,
    ended: bool,
}

impl Output {
    /// Starts `sh -c command` with nothing on its stdin and without the environment variables `hidden`.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(crate) fn of(command: &str, hidden: &Hidden, deadline: Deadline) -> io::Result<Self> {
        let mut shell = Command::new("sh");
        shell
            .arg("-c")
            .arg(command)
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        hidden.apply(&mut shell);
        let mut child = shell.spawn()?;
        let stdout = child
            .stdout
            .take()
            .ok_or_else(|| io::Error::other("its output is not a pipe"))?;
        Ok(Output {
            child,
            stdout: Bounded::new(file(stdout), deadline),
            deadline,
            ended: false,
        })
    }

    /// Waits for the end of the command.
    ///
    /// # Errors
    /// `TimedOut` with [`NotEnded`](super::not_ended::NotEnded) when the deadline passes before.
    pub(crate) fn finish(mut self) -> io::Result<ExitStatus> {
        let mut pause = SHORTEST_PAUSE;
        loop {
            let left = left(self.deadline)?;
            let status = match left {
                Some(_) => self.child.try_wait()?,
                None => Some(self.child.wait()?),
            };
            if let Some(status) = status {
                self.ended = true;
                return Ok(status);
            }
            sleep(left.map_or(pause, |left| left.min(pause)));
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

impl Read for Output {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stdout.read(buffer)
    }
}

impl Drop for Output {
    /// Ends the command and reaps it. What the command itself has started is not ended: it has the same process group as
    /// this process, since it may want to ask on the terminal.
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        ask_to_end(&self.child);
        let until = Instant::now() + GRACE;
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < until {
            sleep(SHORTEST_PAUSE);
        }
        // Of a command that has ended already this only collects the status.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
fn file(stdout: std::process::ChildStdout) -> File {
    File::from(std::os::fd::OwnedFd::from(stdout))
}

#[cfg(windows)]
fn file(stdout: std::process::ChildStdout) -> File {
    File::from(std::os::windows::io::OwnedHandle::from(stdout))
}

#[cfg(unix)]
fn ask_to_end(child: &Child) {
    use rustix::process::{Pid, Signal, kill_process};
    let _ = kill_process(Pid::from_child(child), Signal::TERM);
}

#[cfg(not(unix))]
fn ask_to_end(_child: &Child) {}

#[cfg(all(test, unix))]
mod tests {
    use super::{Hidden, Output};
    use crate::timeout::{Deadline, Timeouts};
    use std::io::{self, Read as _};
    use std::time::Duration;

    fn after(limit: Duration) -> Deadline {
        Timeouts::new(limit, Some(limit)).deadline()
    }

    #[test]
    fn output_and_status() {
        for deadline in [Deadline::default(), after(Duration::from_secs(60))] {
            let mut output = Output::of(
                "echo a; exec >&-; sleep 0.1; exit 3",
                &Hidden::default(),
                deadline,
            )
            .expect("a command");
            let mut text = String::new();
            output.read_to_string(&mut text).expect("read");
            assert_eq!(text, "a\n");
            assert_eq!(output.finish().expect("an end").code(), Some(3));
        }
    }

    /// Whether a process of this number exists, a dead one that nobody has reaped included.
    fn exists(process: u32) -> bool {
        std::path::Path::new("/proc")
            .join(process.to_string())
            .exists()
    }

    #[test]
    fn a_command_that_does_not_end_is_ended_and_reaped() {
        for command in [
            "exec sleep 60",
            "exec >&-; trap '' TERM; while :; do :; done",
        ] {
            let mut output = Output::of(
                command,
                &Hidden::default(),
                after(Duration::from_millis(100)),
            )
            .expect("a command");
            let process = output.child.id();
            let mut text = Vec::new();
            let failure = match output.read_to_end(&mut text) {
                Ok(_) => output.finish().expect_err("no end"),
                Err(error) => {
                    drop(output);
                    error
                }
            };
            assert_eq!(failure.kind(), io::ErrorKind::TimedOut, "{command}");
            assert!(!exists(process), "{command}");
        }
    }
}
