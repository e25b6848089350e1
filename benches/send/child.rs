//! A program as a child process, and what it cost.

use super::server::Server;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The unit of proc(5)'s times on every Linux that this runs on (USER_HZ).
const TICKS_A_SECOND: u32 = 100;

/// How often a child is looked at.
const LOOK: Duration = Duration::from_millis(2);

const MAILCALL: &str = env!("CARGO_BIN_EXE_mailcall");
const PASSWORD: &str = "secret";

/// What a run took.
pub struct Cost {
    /// The largest resident set; `None` when many short runs were measured.
    pub peak_kib: Option<u64>,
    /// User and system time of one run.
    pub cpu: Duration,
    /// Elapsed time of one run.
    pub wall: Duration,
}

/// A program with its arguments.
pub struct Program {
    program: String,
    arguments: Vec<String>,
    stdin: Option<String>,
}

/// Whether it can be started at all.
pub fn is_installed(program: &Program) -> bool {
    let probe = Command::new(&program.program)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    probe.is_ok()
}

impl Program {
    fn new(program: &str, arguments: &[&str]) -> Program {
        Program {
            program: program.to_owned(),
            arguments: arguments.iter().map(|one| (*one).to_owned()).collect(),
            stdin: None,
        }
    }

    fn mailcall(command: &str, port: u16, arguments: &[&str]) -> Program {
        let port = port.to_string();
        let server = [
            command,
            "--host",
            "127.0.0.1",
            "--tls",
            "none",
            "--port",
            &port,
        ];
        Program::new(MAILCALL, &[&server[..], arguments].concat())
    }

    /// `mailcall send -a`.
    pub fn mailcall_attach(server: &Server, file: &Path) -> Program {
        let arguments = [
            "-f",
            "sender@example.test",
            "-t",
            "reader@example.test",
            "-q",
        ];
        let content = ["-s", "measured", "--body", "See there.", "-a", text(file)];
        Program::mailcall("send", server.smtp, &[&arguments[..], &content].concat())
    }

    /// `mailcall send -m`.
    pub fn mailcall_message(server: &Server, file: &Path) -> Program {
        let arguments = ["-m", text(file), "--read-headers", "-q"];
        Program::mailcall("send", server.smtp, &arguments)
    }

    /// `mailcall retr`.
    pub fn mailcall_retr(server: &Server) -> Program {
        Program::mailcall("retr", server.pop3, &["-u", "reader", "1", "--crlf"])
    }

    /// `mailcall stat`.
    pub fn mailcall_stat(server: &Server) -> Program {
        Program::mailcall("stat", server.pop3, &["-u", "reader"])
    }

    fn curl(url: &str, arguments: &[&str]) -> Program {
        // -q first: no configuration of this machine's.
        Program::new("curl", &[&["-q", "-sS", url][..], arguments].concat())
    }

    fn curl_send(server: &Server, arguments: &[&str]) -> Program {
        let url = format!("smtp://127.0.0.1:{}/bench", server.smtp);
        let from = ["--mail-from", "sender@example.test"];
        let to = ["--mail-rcpt", "reader@example.test"];
        Program::curl(&url, &[&from[..], &to, arguments].concat())
    }

    /// curl with a form, which it makes a MIME message of.
    pub fn curl_attach(server: &Server, file: &Path) -> Program {
        let part = format!("file=@{};encoder=base64", text(file));
        let text = ["-F", "=See there.;type=text/plain", "-F", &part];
        Program::curl_send(server, &[&["-H", "Subject: measured"][..], &text].concat())
    }

    /// curl with a ready-made message.
    pub fn curl_message(server: &Server, file: &Path) -> Program {
        Program::curl_send(server, &["-T", text(file)])
    }

    /// curl that retrieves.
    pub fn curl_retr(server: &Server) -> Program {
        let url = format!("pop3://reader:{PASSWORD}@127.0.0.1:{}/1", server.pop3);
        Program::curl(&url, &[])
    }

    /// curl that asks for the count.
    pub fn curl_stat(server: &Server) -> Program {
        let url = format!("pop3://reader:{PASSWORD}@127.0.0.1:{}/", server.pop3);
        Program::curl(&url, &["-X", "STAT", "-I"])
    }

    /// msmtp, which reads the message from stdin.
    pub fn msmtp(server: &Server, file: &Path) -> Program {
        let port = format!("--port={}", server.smtp);
        let server = ["--host=127.0.0.1", &port, "--tls=off", "--auth=off"];
        let envelope = ["--from=sender@example.test", "reader@example.test"];
        let mut program = Program::new("msmtp", &[&server[..], &envelope].concat());
        program.stdin = Some(text(file).to_owned());
        program
    }

    /// mpop, which delivers to a file of which nothing is kept.
    pub fn mpop(server: &Server) -> Program {
        let port = format!("--port={}", server.pop3);
        let password = format!("--passwordeval=echo {PASSWORD}");
        let server = ["--host=127.0.0.1", &port, "--tls=off", "--auth=user"];
        let rest = ["--user=reader", &password, "--uidls-file=/dev/null"];
        let delivery = ["--delivery=mbox,/dev/null", "--keep=on", "--quiet"];
        Program::new("mpop", &[&server[..], &rest, &delivery].concat())
    }

    /// Its name.
    pub fn name(&self) -> String {
        let name = Path::new(&self.program).file_name();
        name.unwrap_or_default().to_string_lossy().into_owned()
    }

    fn start(&self) -> Child {
        let stdin = self.stdin.as_ref().map_or_else(Stdio::null, |path| {
            File::open(path).expect("our own file").into()
        });
        Command::new(&self.program)
            .args(&self.arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", "/nonexistent")
            .env("MAILCALL_PASSWORD", PASSWORD)
            .stdin(stdin)
            .stdout(Stdio::null())
            .spawn()
            .expect("an installed program")
    }

    /// Runs it to its end `times` times, one after the other.
    ///
    /// # Panics
    /// When a run fails; it has said why on stderr.
    pub fn run(&self, times: u32) -> Cost {
        let (cpu, began) = (children_cpu(), Instant::now());
        let mut peak = 0;
        for _ in 0..times {
            let mut child = self.start();
            let status = if times == 1 {
                loop {
                    peak = peak_kib(&child).unwrap_or(0).max(peak);
                    if let Some(status) = child.try_wait().expect("our own child") {
                        break status;
                    }
                    sleep(LOOK);
                }
            } else {
                child.wait().expect("our own child")
            };
            assert!(
                status.success(),
                "{} {:?}: {status}",
                self.program,
                self.arguments
            );
        }
        Cost {
            peak_kib: (times == 1).then_some(peak),
            cpu: (children_cpu() - cpu) / times,
            wall: began.elapsed() / times,
        }
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

/// VmHWM; `None` once it has ended.
fn peak_kib(child: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_ascii_whitespace().next()?.parse().ok()
}

/// User and system time of all children that have ended: proc(5)'s fields 16 and 17, of which the name in parentheses is the second.
fn children_cpu() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").expect("proc(5)");
    let (_, after_name) = stat.rsplit_once(')').expect("a name in parentheses");
    let fields = after_name.split_ascii_whitespace().skip(16 - 3).take(2);
    let ticks: u32 = fields.filter_map(|field| field.parse::<u32>().ok()).sum();
    Duration::from_secs(ticks.into()) / TICKS_A_SECOND
}
