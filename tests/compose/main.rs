//! Hard inputs, composed and read back by two readers that are not ours: mail-parser, and CPython's
//! `email` (python3 must be there).

mod cases;
mod read;

use cases::{Case, cases};
use clap::{Args as _, FromArgMatches as _};
use mailcall::address::Mailbox;
use mailcall::cli::send::Send;
use mailcall::command::send::draft::{Author, Stdin, messages_with};
use mailcall::message::Message;
use mailcall::message::stamp::Stamp;
use read::{Found, by_cpython, by_mail_parser};
use std::io::{self, Read};

struct Piped<'a>(&'a [u8]);

impl Read for Piped<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Stdin for Piped<'_> {
    fn is_terminal(&self) -> bool {
        false
    }
}

/// Composes what a command line says; files are made in `directory` and named by it as `@/name`.
fn compose(args: &[String], stdin: &[u8]) -> Message {
    let command = Send::augment_args(clap::Command::new("send").no_binary_name(true));
    let matches = command.try_get_matches_from(args);
    let send = matches.and_then(|matches| Send::from_arg_matches(&matches));
    let send = send.unwrap_or_else(|error| panic!("{error}"));
    let author = Author {
        mailbox: Mailbox::parse("我 <me@example.com>").ok(),
        domain: None,
    };
    let mut stamp = Stamp::fixed("Mon, 23 Nov 2026 10:00:00 +0800", 0);
    let made = messages_with(&send, &author, &mut Piped(stdin), &mut |_| {}, &mut stamp);
    let made = made.unwrap_or_else(|error| panic!("{args:?}: {error:#}"));
    made.into_iter()
        .next()
        .unwrap_or_else(|| panic!("no message"))
}

fn octets(message: &Message) -> Vec<u8> {
    let mut octets = Vec::new();
    let read = message
        .content
        .reader()
        .and_then(|mut reader| reader.read_to_end(&mut octets));
    assert!(read.is_ok(), "{read:?}");
    assert_eq!(octets.len() as u64, message.content.octets());
    octets
}

/// No CR or LF alone, lines within RFC 5322 section 2.1.1, header fields folded, the end ended.
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
        let message = compose(&args, &case.stdin);
        let octets = octets(&message);
        check_form(case.name, &octets);
        // A message that is printed and given back as ready-made is the same message.
        let again = compose(&["-m".into(), "-".into(), "x@y".into()], &octets);
        assert!(self::octets(&again) == octets, "{}", case.name);
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
        // The older form of a file name, beside the standard one, is the one thing CPython objects to.
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
