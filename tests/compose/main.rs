//! Difficult inputs, composed by the program and read back by two independent readers: mail-parser, and CPython's `email`
//! (which needs python3).

mod cases;
mod read;

use cases::{Case, cases};
use read::{Found, by_cpython, by_mail_parser};
use std::io::Write as _;
use std::process::{Command, Stdio};

/// The octets that the program would send for a command line: `send --print`.
fn compose(args: &[String], stdin: &[u8]) -> Vec<u8> {
    let mut program = Command::new(env!("CARGO_BIN_EXE_mailcall"))
        .args(["send", "--print"])
        .args(args)
        .env_clear()
        .env("MAILCALL_FROM", "我 <me@example.com>")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{args:?}: {error}"));
    let mut pipe = program.stdin.take();
    let stdin = stdin.to_vec();
    let writer = std::thread::spawn(move || {
        // A program that reads nothing closes the pipe; its exit code then says why.
        let _ = pipe.as_mut().map(|pipe| pipe.write_all(&stdin));
    });
    let output = program.wait_with_output();
    let output = output.unwrap_or_else(|error| panic!("{args:?}: {error}"));
    assert!(writer.join().is_ok());
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {stderr}");
    output.stdout
}

/// Checks that there is no CR or LF alone, that lines are as short as RFC 5322 section 2.1.1 says, that header fields are
/// folded, and that the last line has a line end.
fn check_form(name: &str, octets: &[u8]) {
    assert!(octets.ends_with(b"\r\n"), "{name}");
    let mut in_header = true;
    for line in octets.split_inclusive(|&octet| octet == b'\n') {
        let line = line
            .strip_suffix(b"\r\n")
            .unwrap_or_else(|| panic!("{name}: bare LF"));
        assert!(!line.contains(&b'\r') && !line.contains(&0), "{name}");
        assert!(line.len() <= 998, "{name}");
        in_header = in_header && !line.is_empty();
        assert!(
            !in_header || line.len() <= 78,
            "{name}: {}",
            String::from_utf8_lossy(line)
        );
    }
}

fn each(mut check: impl FnMut(&Case, &[u8])) -> usize {
    let directory = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let cases = cases();
    for case in &cases {
        for (name, content) in &case.files {
            let written = std::fs::write(directory.path().join(name), content);
            written.unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        let place = directory.path().display().to_string();
        let args: Vec<String> = case
            .args
            .iter()
            .map(|arg| arg.replace("@/", &format!("{place}/")))
            .collect();
        let octets = compose(&args, &case.stdin);
        check_form(case.name, &octets);
        // A printed message that is sent as a ready-made one is the same message.
        let again = compose(&["-m".into(), "-".into(), "x@y".into()], &octets);
        assert!(again == octets, "{}", case.name);
        check(case, &octets);
    }
    cases.len()
}

fn compare(case: &Case, found: &Found) {
    let Case { name, expected, .. } = case;
    assert_eq!(found.subject, expected.subject, "{name}: subject");
    assert_eq!(
        found.from,
        [("我".to_owned(), "me@example.com".to_owned())],
        "{name}: from"
    );
    assert_eq!(found.to, expected.to, "{name}: to");
    assert_eq!(found.text, expected.text, "{name}: text");
    assert_eq!(found.html, expected.html, "{name}: html");
    assert_eq!(found.files.len(), expected.files.len(), "{name}: files");
    for (found, expected) in found.files.iter().zip(&expected.files) {
        assert_eq!(found, expected, "{name}: file");
    }
    if !expected.shape.is_empty() {
        assert_eq!(found.shape, expected.shape, "{name}: shape");
    }
}

#[test]
fn mail_parser_reads_what_was_said() {
    let count = each(|case, octets| compare(case, &by_mail_parser(octets)));
    assert!(count >= 55, "{count} cases");
}

#[test]
fn cpython_reads_what_was_said_without_a_defect() {
    let directory = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let mut files = Vec::new();
    each(|_, octets| {
        let path = directory.path().join(files.len().to_string());
        std::fs::write(&path, octets).unwrap_or_else(|error| panic!("{error}"));
        files.push(path);
    });
    let found = by_cpython(&files);
    assert_eq!(found.len(), files.len());
    for (case, found) in cases().iter().zip(&found) {
        compare(case, found);
        // CPython objects only to the older form of a file name, which is written beside the standard one.
        let older = [
            "Content-Type: InvalidHeaderDefect('encoded word inside quoted string')",
            "Content-Type: InvalidHeaderDefect('missing trailing whitespace after encoded-word')",
        ];
        let named = case.expected.files.iter().any(|file| !file.name.is_ascii());
        let mut others = found.defects.clone();
        others.retain(|defect| !(named && older.contains(&defect.as_str())));
        assert!(others.is_empty(), "{}: {others:?}", case.name);
    }
}
