//! A folder of messages in one run: sent whole, and sent by a run that is killed and by another one that sends the rest.
//!
//! `MAILCALL_BATCH=10000 cargo test --release --features live --test live batch -- --nocapture` sends 10,000 instead of a few
//! hundred, and prints time and memory.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::support::Host;
use crate::tools::{Mailbox, Program};

/// How many messages are sent if the environment does not say otherwise.
const MESSAGES: usize = 300;

/// The most memory that a run may use, however many messages it sends.
const LIMIT_KIB: u64 = 16 << 10;

/// How long Postfix may take to log what it has accepted.
const LOG_LIMIT: Duration = Duration::from_secs(30);

fn count() -> usize {
    match std::env::var("MAILCALL_BATCH") {
        Ok(count) => count.parse().expect("MAILCALL_BATCH is a number"),
        Err(_) => MESSAGES,
    }
}

/// A folder of messages, and the name that tells them from those of other tests.
struct Batch {
    mailbox: Mailbox,
    folder: TempDir,
    name: &'static str,
    count: usize,
}

impl Batch {
    fn write(name: &'static str) -> Self {
        let batch = Batch {
            mailbox: Mailbox::new(),
            folder: tempfile::tempdir().expect("a folder"),
            name,
            count: count(),
        };
        for number in 0..batch.count {
            let message = format!(
                "From: {name}@lab.test\nTo: {}\nDate: Mon, 23 Nov 2026 10:00:00 +0800\n\
                 Message-ID: {}\nSubject: {number}\n\nMessage {number}.\n",
                batch.mailbox.address,
                batch.id(number)
            );
            fs::write(batch.path(number), message).expect("a message");
        }
        batch
    }

    fn id(&self, number: usize) -> String {
        format!("<{number}.{}@lab.test>", self.name)
    }

    fn path(&self, number: usize) -> std::path::PathBuf {
        self.folder.path().join(format!("{number:06}.eml"))
    }

    /// The line that is printed for a message.
    fn line(&self, number: usize) -> String {
        format!("{}\t{}\n", self.id(number), self.path(number).display())
    }

    fn send(&self) -> Program {
        let folder = self.folder.path().to_str().expect("a path in UTF-8");
        Program::new(
            ["send", "--read-headers", "-m", folder],
            self.mailbox.host.smtp(),
        )
    }

    /// How often Postfix has accepted each message, once it has accepted all.
    fn accepted(&self) -> BTreeMap<String, usize> {
        let end = Instant::now() + LOG_LIMIT;
        loop {
            let accepted = self.accepted_so_far(self.mailbox.host);
            if accepted.len() >= self.count {
                return accepted;
            }
            assert!(
                Instant::now() < end,
                "{} of {} messages",
                accepted.len(),
                self.count
            );
            sleep(Duration::from_millis(100));
        }
    }

    /// As [`Batch::accepted`], at this moment.
    fn accepted_so_far(&self, host: &Host) -> BTreeMap<String, usize> {
        let log = host.postfix_log();
        let sender = format!("from=<{}@lab.test>,", self.name);
        let mut identifiers = BTreeMap::new();
        let mut accepted = BTreeMap::new();
        for line in log.lines() {
            // `DATE HOST postfix/PROGRAM[NUMBER]: QUEUE-ID: WORDS`
            let mut words = line.split(": ").skip(1);
            let (Some(queue_id), Some(words)) = (words.next(), words.next()) else {
                continue;
            };
            if let Some(id) = words.strip_prefix("message-id=") {
                identifiers.insert(queue_id, id);
            } else if words.starts_with(&sender) && words.ends_with("(queue active)") {
                let id = identifiers[queue_id].to_owned();
                *accepted.entry(id).or_insert(0) += 1;
            }
        }
        accepted
    }
}

#[test]
fn a_folder_is_one_run() {
    let batch = Batch::write("whole");
    let began = Instant::now();
    let mut running = batch.send().start();
    let stdout = running.0.stdout.take().expect("stdout is a pipe");
    let mut stdout = BufReader::new(stdout);
    let mut peak = 0;
    for number in 0..batch.count {
        let mut line = String::new();
        stdout.read_line(&mut line).expect("a line");
        assert_eq!(line, batch.line(number));
        peak = running.peak_kib().unwrap_or(0).max(peak);
    }
    assert_eq!(
        stdout.read_to_end(&mut Vec::new()).expect("the end"),
        0,
        "more lines than messages"
    );
    running.finish().done("");
    let took = began.elapsed();
    println!(
        "{} messages: {:.1} s, {peak} KiB, {} lines",
        batch.count,
        took.as_secs_f64(),
        batch.count
    );
    assert!((1..LIMIT_KIB).contains(&peak), "{peak} KiB");
    assert!(batch.accepted().into_values().all(|count| count == 1));
}

#[test]
fn a_killed_run_is_continued() {
    let batch = Batch::write("killed");
    let mut running = batch.send().start();
    let stdout = running.0.stdout.take().expect("stdout is a pipe");
    let mut stdout = BufReader::new(stdout);
    let mut printed = Vec::new();
    for _ in 0..batch.count / 2 {
        let mut line = String::new();
        stdout.read_line(&mut line).expect("a line");
        printed.push(line);
    }
    running.0.kill().expect("it runs");
    running.0.wait().expect("it ends");
    printed.extend(stdout.lines().map(|line| line.expect("a line") + "\n"));
    let first = printed.len();
    assert!(first < batch.count, "it was not killed half-way");
    // The printed paths are removed, and the same command sends the rest.
    for line in &printed {
        let path = line.trim_end().split('\t').nth(1).expect("a path");
        fs::remove_file(path).expect("a message that was sent");
    }
    let rest: String = (first..batch.count)
        .map(|number| batch.line(number))
        .collect();
    batch.send().run().done(&rest);
    // The message that was being sent at the kill is the only one that may have arrived twice.
    let mut accepted = batch.accepted();
    let in_hand = accepted.remove(&batch.id(first)).expect("it arrived");
    println!(
        "{} messages: {first} lines before the kill, {} messages at the server",
        batch.count,
        first + in_hand - 1
    );
    assert!(in_hand <= 2);
    assert_eq!(accepted.len(), batch.count - 1);
    assert!(accepted.into_values().all(|count| count == 1));
}
