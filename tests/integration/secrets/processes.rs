//! What other processes can see of a run: its memory and environment, its children's environments and command lines.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::Command;

use crate::support::{PASSWORD, Test, secrets_in};

/// Runs the program as a user who is not root, since root may read everything, and with core files of any size.
fn as_somebody(folder: &Path, arguments: &[&str]) -> std::process::Output {
    let program = folder.join("mailcall");
    std::fs::copy(env!("CARGO_BIN_EXE_mailcall"), &program).expect("a copy");
    for path in [folder, &program] {
        let everybody = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(path, everybody).expect("the owner may");
    }
    let mut command = match std::fs::metadata("/proc/self").expect("Linux").uid() {
        0 => {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
            command.args(["sh", "-c"]);
            command
        }
        _ => {
            let mut command = Command::new("sh");
            command.arg("-c");
            command
        }
    };
    command.args(["ulimit -S -c $(ulimit -H -c); exec \"$@\"", "sh"]);
    command.arg(program).args(arguments).current_dir(folder);
    command.env_clear().env("PATH", "/usr/bin:/bin");
    command.env("MAILCALL_PASSWORD", PASSWORD);
    command.output().expect("it is started")
}

#[test]
fn memory_and_environment_cannot_be_read() {
    let look = "stat -c %u /proc/$PPID/mem >&2; \
                cat /proc/$PPID/environ >&2 2>/dev/null || echo unreadable >&2; \
                ulimit -S -c >&2; exit 3";
    let folder = tempfile::tempdir().expect("a folder");
    let ran = as_somebody(
        folder.path(),
        &[
            "stat",
            "--host",
            "127.0.0.1",
            "--port",
            "1",
            "--user",
            "joe",
            "--password-command",
            look,
        ],
    );
    let stderr = String::from_utf8(ran.stderr).expect("text");
    assert_eq!(
        stderr,
        "0\nunreadable\n0\nmailcall: the password command failed: exit status: 3\n"
    );
    assert_eq!(ran.status.code(), Some(78));
}

/// The environment and the command line of a command, and the command line of the program that runs it.
const LOOK: &str = "env | sort > environment; cat /proc/$$/cmdline /proc/$PPID/cmdline > lines";

/// Looks at what [`LOOK`] has written: no secret, and these variables but no other.
fn has_seen(variables: &'static [&str]) -> impl Fn(&Path) {
    move |folder| {
        let environment = std::fs::read_to_string(folder.join("environment")).expect("it ran");
        let names: Vec<&str> = environment
            .lines()
            .filter_map(|line| Some(line.split_once('=')?.0))
            .filter(|name| !matches!(*name, "HOME" | "PATH" | "PWD" | "TZ" | "OLDPWD" | "_"))
            .collect();
        assert_eq!(names, variables);
        let lines = std::fs::read(folder.join("lines")).expect("it ran");
        assert!(lines.windows(8).any(|window| window == b"mailcall"));
        let seen = [environment.as_bytes(), &lines].concat();
        assert_eq!(secrets_in(&seen), Vec::<String>::new());
    }
}

#[test]
fn a_password_command_inherits_no_password() {
    let command = format!("{LOOK}; cat secret");
    let mailbox = |flags: &[&str]| {
        Test::new()
            .dialogue("pop3/stat")
            .words("stat --host 127.0.0.1 --port {port} --tls none --user joe")
            .args(flags.iter().copied())
            .file("secret", PASSWORD)
            .env("MAILCALL_PASSWORD", PASSWORD)
            .env("MAILCALL_HELO", "example.org")
            .stdout("2 320\n")
            .then(has_seen(&["MAILCALL_HELO"]))
    };
    mailbox(&["--password-command", &command]).run();
}

#[test]
fn a_body_command_inherits_no_password() {
    let command = format!("{LOOK}; echo Hello.");
    let print = |flags: &[&str]| {
        Test::new()
            .words("send --print -f joe@example.org -t ann@example.org --body-command")
            .args([&*command])
            .args(flags.iter().copied())
            .env("MINE", PASSWORD)
            .env("MAILCALL_PASSWORD", PASSWORD)
            .exit_only(0)
    };
    print(&["--user", "joe", "--password-env", "MINE"])
        .then(has_seen(&[]))
        .run();
    // Without a login no password is used, and none is inherited either.
    print(&["--auth", "none", "--password-env", "MINE"])
        .then(has_seen(&[]))
        .run();
}
