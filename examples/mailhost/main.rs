//! A mail host on the loopback interface, for trying mailcall and for testing scripts offline.
//!
//! ```text
//! cargo run --example mailhost                        serve until end-of-file or a signal
//! cargo run --example mailhost -- --run ./my-script   serve while one command runs
//! ```
//!
//! The command finds the `mailcall` that was built beside this program (`cargo build`) in its PATH.
//!
//! It speaks SMTP and POP3, each on a port that begins without TLS (and offers STARTTLS or STLS) and
//! on a port that begins with TLS. It makes a certificate authority at each start. A message to one
//! of its users can be retrieved at once; a message to any other domain is stored in a folder and
//! not sent on. Faults can be ordered by name, to see how a script handles them.
//!
//! ```text
//!   main ── args, announce          the command line; what a client needs to know
//!    └─ host ── tls, users, fault   listeners, one thread per connection
//!        ├─ smtp ── smtp/{syntax,transaction,content}, report
//!        ├─ pop3 ── pop3/{maildrop,content}
//!        ├─ auth ── scram           one login layer for both protocols
//!        ├─ conn                    bounded lines over TCP or TLS
//!        └─ store                   one folder per user, one file per message
//! ```
//!
//! It does not share code with mailcall, so that a mistake in one of them is found by the other. It
//! is strict where a lenient server would hide a client's mistake: lines must end in CRLF, and a
//! group of pipelined commands must end where RFC 2920 says. It is not a server for real mail: it
//! does not sync to disk, keeps passwords as they are, and listens on 127.0.0.1 only.

mod announce;
mod args;
mod auth;
mod conn;
mod fault;
mod host;
mod pop3;
mod report;
mod scram;
mod smtp;
mod store;
#[cfg(test)]
mod tests;
mod tls;
mod users;

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitCode, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Parser;
use signal_hook::consts::{SIGINT, SIGTERM};

/// How often the main thread checks whether to end.
const TICK: Duration = Duration::from_millis(10);

/// How long a command may take to end after a signal was passed on to it.
const GRACE: Duration = Duration::from_secs(3);

/// The exit code of shells for a command that cannot be started.
const NOT_RUN: u8 = 127;

fn main() -> ExitCode {
    let args = args::Args::parse();
    match serve(&args) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("mailhost: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Starts the host, waits for its end, and returns the exit code. The temporary folder, if there is
/// one, has been removed when this returns.
fn serve(args: &args::Args) -> anyhow::Result<u8> {
    let temporary = match args.dir {
        Some(_) => None,
        None => Some(tempfile::Builder::new().prefix("mailhost-").tempdir()?),
    };
    let root = match (&args.dir, &temporary) {
        (Some(dir), _) => dir.clone(),
        (None, Some(temporary)) => temporary.path().to_owned(),
        (None, None) => anyhow::bail!("no folder to keep the mail in"),
    };
    let signal = Arc::new(AtomicUsize::new(0));
    for number in [SIGINT, SIGTERM] {
        signal_hook::flag::register_usize(number, signal.clone(), number as usize)?;
    }
    let host = host::Host::new(args, &root)
        .with_context(|| format!("cannot keep mail in {}", root.display()))?;
    let ports = host::listen(&host, args.port_base).context("cannot listen")?;
    let announcement = announce::Announcement::new(args, &host, ports);

    if args.run.is_empty() {
        let mut stdout = io::stdout().lock();
        stdout.write_all(announcement.text(args.env).as_bytes())?;
        stdout.flush()?;
        drop(stdout);
        wait(args.stay, &signal);
        return Ok(0);
    }
    let mut command = Command::new(&args.run[0]);
    command.args(&args.run[1..]);
    command.envs(announcement.environment());
    let program = std::env::current_exe().context("cannot find this program's folder")?;
    if let Some(path) = path_with_mailcall(&program, std::env::var_os("PATH")) {
        command.env("PATH", path);
    }
    // The user's own account and proxy must not be used with this host.
    command.env_remove("MAILCALL_ACCOUNT");
    command.env_remove("MAILCALL_PROXY");
    let child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            eprintln!("mailhost: {}: {error}", args.run[0].display());
            return Ok(NOT_RUN);
        }
    };
    attend(child, &signal)
}

/// The search path with the folder of the `mailcall` that was built together with this program in front: an example lies
/// in `examples`, beside the programs. Nothing when there is none.
fn path_with_mailcall(program: &Path, path: Option<OsString>) -> Option<OsString> {
    let folder = program.parent()?.parent()?;
    let mailcall = format!("mailcall{}", std::env::consts::EXE_SUFFIX);
    if !folder.join(mailcall).is_file() {
        return None;
    }
    let path = path.unwrap_or_default();
    let folders = std::iter::once(folder.to_owned()).chain(std::env::split_paths(&path));
    std::env::join_paths(folders).ok()
}

/// Waits for a signal, or for the end of stdin unless `stay` is set.
fn wait(stay: bool, signal: &AtomicUsize) {
    let ended = Arc::new(AtomicBool::new(false));
    if !stay {
        let ended = ended.clone();
        thread::spawn(move || {
            let mut waste = [0; 4096];
            while matches!(io::stdin().read(&mut waste), Ok(1..)) {}
            ended.store(true, Ordering::SeqCst);
        });
    }
    while signal.load(Ordering::SeqCst) == 0 && !ended.load(Ordering::SeqCst) {
        thread::sleep(TICK);
    }
}

/// Waits for the command, passes signals on to it, and returns the exit code that a shell would.
fn attend(mut child: Child, signal: &AtomicUsize) -> anyhow::Result<u8> {
    let mut signalled: Option<Instant> = None;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(exit_code(status));
        }
        match (signal.load(Ordering::SeqCst), signalled) {
            (0, _) => {}
            (_, None) => {
                signalled = Some(Instant::now());
                terminate(&mut child);
            }
            (_, Some(since)) if since.elapsed() > GRACE => child.kill()?,
            _ => {}
        }
        thread::sleep(TICK);
    }
}

/// Sends the command SIGTERM, or kills it where that is not possible.
fn terminate(child: &mut Child) {
    let asked = Command::new("kill")
        .args(["-s", "TERM", &child.id().to_string()])
        .status();
    if !asked.is_ok_and(|status| status.success()) {
        let _ = child.kill();
    }
}

fn exit_code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return 128 + (signal & 0x7F) as u8;
    }
    status.code().map_or(1, |code| (code & 0xFF) as u8)
}
