//! Input that is kept in a temporary file, where there is no directory or no room for it.

use crate::support::Test;
use std::process::Command;

/// More than is kept in memory.
const OCTETS: usize = 3 << 20;

const HINT: &str = "(TMPDIR names another directory)";

#[test]
fn an_error_of_the_temporary_file_names_its_directory() {
    for (words, file) in [
        ("--print", ""),
        ("--print -a -", ""),
        ("--print -m -", "-: "),
    ] {
        Test::new()
            .nobody()
            .words("send -f joe@example.org ann@example.net")
            .words(words)
            .env("TMPDIR", "{dir}/nowhere")
            .stdin(vec![b'x'; OCTETS])
            .fails(
                74,
                format!(
                    "{file}cannot keep the input in a temporary file in {{dir}}/nowhere: \
                     No such file or directory (os error 2) {HINT}"
                ),
            )
            .once()
            .run();
    }
}

#[test]
fn a_file_beyond_the_limit_of_the_process_is_an_error_and_not_a_signal() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = folder.path().join("text");
    std::fs::write(&text, vec![b'x'; OCTETS]).expect("written");
    let output = folder.path().join("output");
    let directory = folder.path().display();
    for (out, message) in [
        (
            "/dev/null",
            format!(
                "cannot keep the input in a temporary file in {directory}: File too large (os error 27) {HINT}"
            ),
        ),
        // What is printed may be a file too.
        (
            output.to_str().expect("UTF-8"),
            "cannot write to stdout: File too large (os error 27)".to_owned(),
        ),
    ] {
        let stdin = if out == "/dev/null" { "-" } else { "text" };
        // A block of dash has 512 octets.
        let run = Command::new("dash")
            .args(["-c", "ulimit -f 100; exec \"$0\" \"$@\" > \"$OUT\""])
            .arg(env!("CARGO_BIN_EXE_mailcall"))
            .args([
                "send",
                "-f",
                "joe@example.org",
                "ann@example.net",
                "--print",
                "-a",
                stdin,
            ])
            .args(["--body", "x"])
            .current_dir(folder.path())
            .env("TMPDIR", folder.path())
            .env("OUT", out)
            .stdin(std::fs::File::open(&text).expect("opened"))
            .output()
            .expect("dash runs");
        let stderr = String::from_utf8_lossy(&run.stderr);
        assert_eq!(stderr, format!("mailcall: {message}\n"), "{out}");
        assert_eq!(run.status.code(), Some(74), "{out}");
    }
}
