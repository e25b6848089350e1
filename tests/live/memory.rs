//! Sends and retrieves fifty megabytes: no octet is lost, and little memory is used.

use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::tools::{Mailbox, Program, Ran, assert_arrived};

/// The most memory that a run may use: its buffers, its code and its libraries.
const LIMIT_KIB: u64 = 16 << 10;

/// Runs the program to its end; returns its results and the most memory that it used, measured every
/// millisecond.
fn run(program: Program) -> (Ran, u64) {
    let mut running = program.start();
    let mut stdout = running.0.stdout.take().expect("stdout is a pipe");
    let reader = thread::spawn(move || {
        let mut octets = Vec::new();
        stdout.read_to_end(&mut octets).map(|_| octets)
    });
    let mut peak = 0;
    while running.0.try_wait().expect("our own child").is_none() {
        peak = running.peak_kib().unwrap_or(0).max(peak);
        thread::sleep(Duration::from_millis(1));
    }
    let mut ran = running.finish();
    ran.stdout = reader
        .join()
        .expect("the reader ends")
        .expect("stdout can be read");
    (ran, peak)
}

#[track_caller]
fn is_little(what: &str, peak: u64) {
    println!("{what}: {peak} KiB");
    assert!(peak > 0, "{what}: never seen alive");
    assert!(peak < LIMIT_KIB, "{what}: {peak} KiB");
}

/// A message of 50 MB with lines of every length, many of them beginning with dots.
fn write_message(path: &Path) -> Vec<u8> {
    let mut message = b"From: sender@lab.test\r\nTo: reader@lab.test\r\n\
        Date: Mon, 23 Nov 2026 10:00:00 +0800\r\nMessage-ID: <big@lab.test>\r\nSubject: big\r\n\r\n"
        .to_vec();
    // A fixed sequence whose period is not a multiple of a buffer's length.
    let mut state: u32 = 1;
    while message.len() < 50_000_000 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let length = (state >> 16) as usize % 900;
        if state >> 30 == 0 {
            message.push(b'.');
        }
        let letter = b'a' + u8::try_from((state >> 8) % 26).expect("a letter");
        message.resize(message.len() + length, letter);
        message.extend_from_slice(b"\r\n");
    }
    fs::write(path, &message).expect("the message can be written");
    message
}

#[test]
fn a_message_of_50_mb_out_and_back() {
    let mailbox = Mailbox::new();
    let host = mailbox.host;
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("message.eml");
    let message = write_message(&path);
    let path = path.to_str().expect("a path in UTF-8");
    let octets = message.len().to_string();
    for (count, what, port) in [(1, "BDAT", host.smtp()), (2, "DATA", host.no_chunking())] {
        let send = mailbox.send().port(port);
        let (ran, peak) = run(send.args(["-m", path, "-v"]));
        assert_eq!(ran.exit, 0, "{ran:?}");
        assert_eq!(ran.stdout, format!("<big@lab.test>\t{path}\n").into_bytes());
        let spoken = if what == "BDAT" {
            format!("-> BDAT {octets} LAST\n")
        } else {
            "-> DATA\n".to_owned()
        };
        assert!(ran.stderr.contains(&spoken), "{ran:?}");
        is_little(what, peak);
        host.wait_for_mail(&mailbox.address, count);
    }
    let retr = |number| mailbox.pop3("retr").args([number, "--crlf"]);
    let (ran, peak) = run(retr("1"));
    let arrived = ran.octets();
    assert_arrived(&arrived, &message);
    is_little("retr to stdout", peak);
    let place = dir.path().join("mail");
    let place = place.to_str().expect("a path in UTF-8");
    let (ran, peak) = run(retr("2").args(["--output-dir", place, "-q"]));
    ran.done("");
    is_little("retr --output-dir", peak);
    let file = fs::read_dir(place).expect("the directory").next();
    let file = file.expect("a file").expect("its name").path();
    assert_arrived(&fs::read(file).expect("the file can be read"), &message);
    // A message that is shown as text is held in memory, up to a limit that the program states.
    let (ran, peak) = run(mailbox.pop3("retr").args(["1", "--json"]));
    let json = ran.json(0);
    assert_eq!(json["octets"], arrived.len());
    assert_eq!(json["subject"], "big");
    assert_ne!(json["defects"], serde_json::json!([]));
    println!("retr --json: {peak} KiB");
    assert!(peak < 2 * LIMIT_KIB, "retr --json: {peak} KiB");
}

#[test]
fn fifty_megabytes_on_standard_input() {
    let mailbox = Mailbox::new();
    let dir = tempfile::tempdir().expect("a directory");
    let message = write_message(&dir.path().join("message.eml"));
    let send = mailbox.send().args(["-m", "-", "-q"]);
    let (ran, peak) = run(send.stdin(message.as_slice()));
    ran.done("");
    is_little("send -m -", peak);
    assert_arrived(&mailbox.fetch(), &message);
}

#[test]
fn an_attachment_of_50_mb() {
    let mailbox = Mailbox::new();
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("data.bin");
    let file = File::create(&path).expect("the file can be made");
    let mut file = BufWriter::new(file);
    for number in 0..50_000_000 / 4_u32 {
        let octets = number.wrapping_mul(2_654_435_761).to_le_bytes();
        file.write_all(&octets).expect("the file can be written");
    }
    drop(file);
    let path = path.to_str().expect("a path in UTF-8");
    let send = mailbox
        .send()
        .args(["--body", "see there", "-a", path, "-q"]);
    let (ran, peak) = run(send);
    ran.done("");
    is_little("send -a", peak);
    let arrived = crate::tools::read(&mailbox.fetch());
    assert_eq!(arrived["defects"], serde_json::json!([]));
    let part = &arrived["body"]["parts"][1];
    assert_eq!(part["name"], "data.bin");
    let content = part["content"].as_str().expect("base64");
    use base64::Engine as _;
    let content = base64::engine::general_purpose::STANDARD.decode(content);
    let sent = fs::read(path).expect("the file can be read");
    assert!(content.expect("base64") == sent, "another content arrived");
}
