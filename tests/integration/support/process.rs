//! The program as a process: no environment but what is given, no terminal, killed when it hangs.

use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A program that runs so long hangs.
const HANGS: Duration = Duration::from_secs(30);

/// What standard output is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// A pipe that is read to its end.
    Read,
    /// A pipe that nobody reads any more.
    Closed,
    /// A device without room.
    Full,
}

impl Output {
    fn open(self) -> Stdio {
        match self {
            Output::Read => Stdio::piped(),
            Output::Closed => std::io::pipe().expect("a pipe").1.into(),
            Output::Full => std::fs::File::create("/dev/full")
                .expect("the device")
                .into(),
        }
    }
}

/// What standard input is.
#[derive(Clone, Default)]
pub struct Input {
    /// What is written to it.
    pub octets: Vec<u8>,
    /// It is left open after that.
    pub held: bool,
    /// The program gets this signal once everything is written.
    pub signal: Option<&'static str>,
}

/// A started program.
pub struct Running {
    child: Child,
    /// Ends when the input is written; returns the pipe that is held open.
    writer: JoinHandle<Option<ChildStdin>>,
    signal: Option<&'static str>,
    stdout: Option<JoinHandle<Vec<u8>>>,
    stderr: JoinHandle<Vec<u8>>,
}

impl Running {
    pub fn start<'a>(
        args: impl Iterator<Item = String>,
        env: impl Iterator<Item = (&'a String, String)>,
        directory: &Path,
        input: Input,
        output: Output,
    ) -> Running {
        let mut child = program()
            .args(args)
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", directory)
            .env("TZ", "UTC")
            .envs(env)
            .current_dir(directory)
            .stdin(Stdio::piped())
            .stdout(output.open())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        // A program that ends without reading its input is within its rights.
        let signal = input.signal;
        let writer = std::thread::spawn(move || {
            stdin.write_all(&input.octets).unwrap_or_default();
            input.held.then_some(stdin)
        });
        let stdout = child.stdout.take().map(read_all);
        let stderr = read_all(child.stderr.take().expect("a pipe"));
        Running {
            child,
            writer,
            signal,
            stdout,
            stderr,
        }
    }

    /// The process's number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the end.
    pub fn finish(mut self) -> Ran {
        let (status, hung, _held) = match self.signal {
            Some(signal) => {
                let held = self.writer.join().expect("the input is written");
                send_signal(signal, self.child.id());
                let (status, hung) = wait(&mut self.child);
                (status, hung, held)
            }
            None => {
                let (status, hung) = wait(&mut self.child);
                let held = self.writer.join().expect("the input is written");
                (status, hung, held)
            }
        };
        Ran {
            stdout: self
                .stdout
                .map_or(Vec::new(), |pipe| pipe.join().expect("the output is read")),
            stderr: self.stderr.join().expect("the diagnostics are read"),
            exit: status.code().or(status.signal().map(|signal| 128 + signal)),
            hung,
        }
    }
}

/// A program that has ended.
pub struct Ran {
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    /// As a shell tells it.
    pub exit: Option<i32>,
    pub hung: bool,
}

impl Ran {
    pub fn describe(&self) -> String {
        format!(
            "--- stdout\n{}\n--- stderr\n{}\n--- exit {:?}\n",
            String::from_utf8_lossy(&self.stdout),
            String::from_utf8_lossy(&self.stderr),
            self.exit
        )
    }
}

/// The program in a session of its own, so that it has no terminal to ask for a password, and with the signals that
/// whoever runs the tests in the background has had ignored back at their defaults.
fn program() -> Command {
    let program = env!("CARGO_BIN_EXE_mailcall");
    let setsid = PathBuf::from("/usr/bin/setsid");
    if !setsid.exists() {
        return Command::new(program);
    }
    let mut command = Command::new(setsid);
    command.args(["env", "--default-signal=INT,HUP,TERM"]);
    command.arg(program);
    command
}

fn read_all(mut pipe: impl Read + Send + 'static) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut octets = Vec::new();
        pipe.read_to_end(&mut octets).expect("a pipe can be read");
        octets
    })
}

pub fn send_signal(name: &str, process: u32) {
    let process = process.to_string();
    let sent = Command::new("kill").args(["-s", name, &process]).status();
    assert!(sent.expect("kill").success());
}

/// Waits for the end; kills what hangs.
fn wait(child: &mut Child) -> (ExitStatus, bool) {
    let deadline = Instant::now() + HANGS;
    loop {
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            return (status, false);
        }
        if Instant::now() > deadline {
            child.kill().expect("a child can be killed");
            return (child.wait().expect("a child can be waited for"), true);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}
