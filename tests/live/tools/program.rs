//! One run of the program: its input, and everything it outputs.

use std::fmt;
use std::fs;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};
use std::thread;

use serde_json::Value;

use crate::support::Host;

/// A run that has not been started. Its environment is empty except for what the test sets.
#[must_use = "a run that is not started shows nothing"]
pub struct Program {
    command: Command,
    stdin: Vec<u8>,
    host: &'static str,
    port: u16,
    tls: &'static str,
}

impl Program {
    /// `mailcall WORD...`, to a port of this machine, in clear by default.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>, port: u16) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mailcall"));
        command.env_clear().args(words);
        Self {
            command,
            stdin: Vec::new(),
            host: "127.0.0.1",
            port,
            tls: "none",
        }
    }

    /// Sets another port.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets another name of this machine.
    pub fn host(mut self, name: &'static str) -> Self {
        self.host = name;
        self
    }

    /// TLS verified against the host's authority, `implicit` or by `starttls`.
    pub fn tls(mut self, host: &Host, how: &'static str) -> Self {
        self.command.arg("--ca-file").arg(host.ca_file());
        self.tls_of_anyone(how)
    }

    /// TLS verified against the system's authorities, which have not signed these servers' certificates.
    pub fn tls_of_anyone(mut self, how: &'static str) -> Self {
        self.tls = how;
        self
    }

    /// A login. The program chooses the mechanism unless an argument names one.
    pub fn login(mut self, user: &str, password: &str) -> Self {
        self.command.args(["--user", user]);
        self.command.env("MAILCALL_PASSWORD", password);
        self
    }

    /// Sets a variable of its environment.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Adds arguments.
    pub fn args<'a>(mut self, args: impl IntoIterator<Item = &'a str>) -> Self {
        self.command.args(args);
        self
    }

    /// Sets its standard input, which is empty by default.
    pub fn stdin(mut self, octets: impl Into<Vec<u8>>) -> Self {
        self.stdin = octets.into();
        self
    }

    /// Starts it.
    pub fn start(mut self) -> Running {
        let mut child = self
            .command
            .args(["--host", self.host, "--port", &self.port.to_string()])
            .args(["--tls", self.tls])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be run");
        let mut stdin = child.stdin.take().expect("stdin was asked for as a pipe");
        let octets = self.stdin;
        // The program may end without reading all of it.
        thread::spawn(move || stdin.write_all(&octets));
        Running(child)
    }

    /// Runs it to its end.
    pub fn run(self) -> Ran {
        self.start().finish()
    }
}

/// The running program.
pub struct Running(pub Child);

impl Running {
    /// Sends it a signal.
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill")
            .args(["-s", name, &self.0.id().to_string()])
            .status()
            .expect("kill can be run");
        assert!(status.success(), "kill: {status}");
    }

    /// The most memory that it has used so far, in KiB: its own high-water mark, without that of the process that
    /// started it. `None` when it has ended.
    pub fn peak_kib(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }

    /// Waits for its end.
    pub fn finish(self) -> Ran {
        let output = self.0.wait_with_output().expect("the program ends");
        Ran {
            stdout: output.stdout,
            stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
            // As a shell reports a signal; the program itself uses the same codes.
            exit: output.status.code().unwrap_or_else(|| {
                panic!("ended by signal {:?} itself", output.status.signal());
            }),
        }
    }
}

/// The results of a run.
pub struct Ran {
    pub stdout: Vec<u8>,
    pub stderr: String,
    pub exit: i32,
}

impl fmt::Debug for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = &self.stdout[..self.stdout.len().min(4000)];
        write!(f, "exit {}, {} octets: ", self.exit, self.stdout.len())?;
        write!(
            f,
            "{}\nstderr: {}",
            String::from_utf8_lossy(start),
            self.stderr
        )
    }
}

impl Ran {
    /// Compares all results.
    #[track_caller]
    pub fn is(self, exit: i32, stdout: &str, stderr: &str) {
        let text = String::from_utf8_lossy(&self.stdout);
        assert_eq!(
            (self.exit, text.as_ref(), self.stderr.as_str()),
            (exit, stdout, stderr)
        );
    }

    /// The run succeeded, and its stdout is exactly this.
    #[track_caller]
    pub fn done(self, stdout: &str) {
        self.is(0, stdout, "");
    }

    /// The run succeeded with an empty stderr; returns its stdout.
    #[track_caller]
    pub fn octets(self) -> Vec<u8> {
        assert_eq!((self.exit, self.stderr.as_str()), (0, ""), "{self:?}");
        self.stdout
    }

    /// As [`Ran::octets`], as text.
    #[track_caller]
    pub fn text(self) -> String {
        String::from_utf8(self.octets()).expect("stdout is UTF-8")
    }

    /// The lines of a result of `--json`, each a document.
    #[track_caller]
    pub fn json_lines(&self) -> Vec<Value> {
        let stdout = std::str::from_utf8(&self.stdout).expect("stdout is UTF-8");
        assert!(stdout.is_empty() || stdout.ends_with('\n'), "{stdout:?}");
        stdout
            .lines()
            .map(|line| serde_json::from_str(line).expect("a line of stdout is JSON"))
            .collect()
    }

    /// The one document of a result of `--json`, with this exit.
    #[track_caller]
    pub fn json(&self, exit: i32) -> Value {
        assert_eq!(self.exit, exit, "{self:?}");
        let mut lines = self.json_lines();
        assert_eq!(lines.len(), 1, "{self:?}");
        lines.remove(0)
    }

    /// The error in the last line of a failed run with `--json`.
    #[track_caller]
    pub fn error(&self) -> Value {
        let last = self.stderr.lines().last().unwrap_or_default();
        let mut line: Value = serde_json::from_str(last)
            .unwrap_or_else(|error| panic!("{error} in the last line of {:?}", self.stderr));
        line["error"].take()
    }
}
