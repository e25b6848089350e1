//! A command whose output is input.

#[cfg(target_os = "linux")]
mod family;
#[cfg(all(unix, not(target_os = "linux")))]
#[path = "child/family_elsewhere.rs"]
mod family;

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
pub(crate) struct Hidden(Vec<(String, Option<String>)>);

impl Hidden {
    /// These variables. The name of none has a NUL or an equals sign, so such a name hides nothing.
    pub(crate) fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let possible = |name: &&str| !name.is_empty() && !name.contains(['\0', '=']);
        Hidden(
            names
                .into_iter()
                .filter(possible)
                .map(|name| (name.to_owned(), None))
                .collect(),
        )
    }

    /// These, and a variable that is inherited with this value instead of its own.
    pub(crate) fn and_replace(mut self, name: &str, value: String) -> Self {
        self.0.push((name.to_owned(), Some(value)));
        self
    }

    fn apply(&self, command: &mut Command) {
        self.0.iter().for_each(|(name, instead)| {
            match instead {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
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
    #[cfg(unix)]
    family: family::Family,
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
        let stdout = file(stdout);
        Ok(Output {
            #[cfg(unix)]
            family: family::Family::new(&child, &stdout),
            child,
            stdout: Bounded::new(stdout, deadline),
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
    /// Ends the command and what it has started, and reaps it.
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        #[cfg(unix)]
        self.end_family();
        // Of a command that has ended already this only collects the status.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
impl Output {
    /// Asks all of them to end, and after a while makes them. The command is not reaped before, so that its number means
    /// no other process.
    fn end_family(&mut self) {
        use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
        let command = Pid::from_child(&self.child);
        let unreaped = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        let runs = || matches!(waitid(WaitId::Pid(command), unreaped), Ok(None));
        self.family.signal(Signal::TERM);
        let _ = kill_process(command, Signal::TERM);
        let until = Instant::now() + GRACE;
        while (runs() || self.family.is_alive()) && Instant::now() < until {
            sleep(SHORTEST_PAUSE);
        }
        self.family.signal(Signal::KILL);
        // That takes effect at once, unless the system keeps a process in a wait of its own.
        let until = Instant::now() + GRACE;
        while self.family.is_alive() && Instant::now() < until {
            sleep(SHORTEST_PAUSE);
        }
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

    /// The process whose number a file contains, once somebody has written it.
    fn number_in(file: &std::path::Path) -> u32 {
        loop {
            if let Ok(text) = std::fs::read_to_string(file)
                && let Some(number) = text.strip_suffix('\n')
            {
                return number.parse().expect("a number");
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Whether a process runs; one that is dead and not reaped does not.
    fn runs(process: u32) -> bool {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        let state = stat
            .rsplit(')')
            .next()
            .and_then(|fields| fields.trim().chars().next());
        !matches!(state, None | Some('Z' | 'X'))
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_it_has_started_is_ended_with_it() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, command) in [
            ("child", "sleep 60 & echo $! > $F; wait"),
            (
                "grandchild",
                "(sh -c 'echo $$ > $F; exec sleep 60' > /dev/null; true); true",
            ),
            (
                "deaf",
                "sh -c 'trap \"\" TERM; echo $$ > $F; while :; do sleep 1; done'; true",
            ),
            (
                "another group",
                "setsid sh -c 'echo $$ > $F; exec sleep 60'; true",
            ),
            // Its parent has ended, but it holds the output open.
            ("orphan", "sh -c 'echo $$ > $F; exec sleep 60' & exit 0"),
        ] {
            let file = folder.path().join(name);
            let command = format!("F='{}'; export F; {command}", file.display());
            let deadline = after(Duration::from_millis(300));
            let mut output = Output::of(&command, &Hidden::default(), deadline).expect(name);
            let process = number_in(&file);
            assert!(runs(process), "{name}");
            let read = output.read_to_end(&mut Vec::new());
            assert_eq!(read.expect_err(name).kind(), io::ErrorKind::TimedOut);
            drop(output);
            assert!(!runs(process), "{name}");
        }
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
