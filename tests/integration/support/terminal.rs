//! The program on a terminal of its own: what is typed, what the screen shows, and whether the terminal echoes.

use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::ioctl_fionread;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, tcgetattr};

use super::dialogue::{Given, Script};
use super::process::send_signal;
use super::server::{Pieces, Server};

/// What takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program whose controlling terminal and stdin are a pseudo-terminal; its stdout and stderr are pipes.
pub struct Terminal {
    /// The side of the person.
    person: File,
    /// The side of the program, kept open so that its modes can be read when the program has ended.
    line: File,
    program: Child,
    server: Server,
}

impl Terminal {
    /// Starts the program against `tests/dialogues/DIALOGUE.txt`; `{port}` in an argument is the server's.
    pub fn start(dialogue: Option<&str>, arguments: &str) -> Terminal {
        let script = match dialogue {
            Some(name) => Script::load(name, &Given::default()),
            None => Script::default(),
        };
        let server = Server::start(script, Pieces::Lines);
        let person = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pseudo-terminal");
        grantpt(&person).expect("it is ours");
        unlockpt(&person).expect("it can be opened");
        let name = ptsname(&person, Vec::new()).expect("it has a name");
        let line = File::options()
            .read(true)
            .write(true)
            .open(std::ffi::OsStr::from_bytes(name.as_bytes()))
            .expect("its other side");
        let arguments = arguments.replace("{port}", &server.port().to_string());
        let program = Command::new("setsid")
            .args(["--ctty", "env", "--default-signal=INT,HUP,TERM,QUIT"])
            .arg(env!("CARGO_BIN_EXE_mailcall"))
            .args(arguments.split(' '))
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .stdin(line.try_clone().expect("a descriptor"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        server.client_is(program.id());
        Terminal {
            person: File::from(person),
            line,
            program,
            server,
        }
    }

    /// The next thing that the screen shows is exactly this.
    #[track_caller]
    pub fn shows(&mut self, text: &str) {
        let mut shown = Vec::new();
        while shown.len() < text.len() {
            let mut octet = [0];
            assert!(
                self.is_written() && self.person.read(&mut octet).expect("the screen") == 1,
                "the screen shows only {:?}",
                String::from_utf8_lossy(&shown)
            );
            shown.push(octet[0]);
        }
        assert_eq!(String::from_utf8_lossy(&shown), text);
    }

    fn is_written(&self) -> bool {
        is_readable(&self.person, PATIENCE)
    }

    pub fn types(&mut self, text: &str) {
        self.types_octets(text.as_bytes());
    }

    /// Types on a keyboard whose characters are not those of UTF-8.
    pub fn types_octets(&mut self, octets: &[u8]) {
        self.person.write_all(octets).expect("typed");
    }

    /// Types, and waits until all of it is there to be read: the kernel passes it on in its own time. For a program that is
    /// stopped and reads nothing.
    #[track_caller]
    pub fn types_ahead(&mut self, text: &str) {
        self.types(text);
        let until = Instant::now() + PATIENCE;
        while ioctl_fionread(&self.line).expect("a count") < text.len() as u64 {
            assert!(Instant::now() < until, "what was typed does not arrive");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    pub fn signal(&self, name: &str) {
        send_signal(name, self.program.id());
    }

    /// Whether what is typed now would be shown.
    pub fn echoes(&self) -> bool {
        let modes = tcgetattr(&self.line).expect("the modes of the terminal");
        modes
            .local_modes
            .contains(LocalModes::ECHO | LocalModes::ICANON)
    }

    /// Waits until the program is stopped, as after Ctrl-Z.
    #[track_caller]
    pub fn stops(&self) {
        let until = Instant::now() + PATIENCE;
        let path = format!("/proc/{}/stat", self.program.id());
        let state = || std::fs::read_to_string(&path).expect("the program's state");
        while !state().contains(") T ") {
            assert!(Instant::now() < until, "the program is not stopped");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits for the end and compares everything: the exit as a shell reports it, stdout, stderr, that the terminal echoes
    /// again, and that nothing that was typed is left for the shell.
    #[track_caller]
    pub fn ends(mut self, exit: i32, stdout: &str, stderr: &str) {
        let until = Instant::now() + PATIENCE;
        let status = loop {
            match self.program.try_wait().expect("its status") {
                Some(status) => break status,
                None if Instant::now() > until => {
                    self.program.kill().expect("killed");
                    panic!("the program hangs");
                }
                None => std::thread::sleep(Duration::from_millis(5)),
            }
        };
        let read = |pipe: &mut dyn Read| {
            let mut text = String::new();
            pipe.read_to_string(&mut text).expect("its output");
            text
        };
        let out = self.program.stdout.take().map(|mut pipe| read(&mut pipe));
        let err = self.program.stderr.take().map(|mut pipe| read(&mut pipe));
        let ended = status.code().or(status.signal().map(|signal| 128 + signal));
        assert_eq!(
            (ended, out.as_deref(), err.as_deref(), self.echoes()),
            (Some(exit), Some(stdout), Some(stderr), true)
        );
        assert!(!is_readable(&self.line, Duration::ZERO), "octets are left");
        if let Err(fault) = self.server.finish() {
            panic!("{}\n{}", fault.what, fault.transcript);
        }
    }
}

/// Whether there is something to read within this time.
fn is_readable(file: &File, within: Duration) -> bool {
    let within = Timespec::try_from(within).expect("a timespec");
    let mut files = [PollFd::new(file, PollFlags::IN)];
    poll(&mut files, Some(&within)).expect("a poll") == 1
}
