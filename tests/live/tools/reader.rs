//! Messages as CPython's `email` reads them: a reader that shares nothing with the program.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

/// Reads a message: `subject`, `from` and `to` decoded, `defects`, and `body`. Each part has `type`, and `parts` or
/// `content` (text with LF, anything else in base64), and `name`, `id` and `disposition` where it has them.
#[track_caller]
pub fn read(message: &[u8]) -> Value {
    let mut python = Command::new("python3")
        .args(["-I", "-c", include_str!("reader.py")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 can be run");
    let mut stdin = python.stdin.take().expect("stdin was asked for as a pipe");
    stdin.write_all(message).expect("python3 reads the message");
    drop(stdin);
    let output = python.wait_with_output().expect("python3 ends");
    assert!(output.status.success(), "{}", message.escape_ascii());
    serde_json::from_slice(&output.stdout).expect("the reader prints JSON")
}
