//! A gibibyte out and back in less than 16 MiB: `cargo test --release --features heavy --test heavy`.
//!
//! Counted and never timed. It stands apart since it moves five gibibytes through loopback and writes one to the disk;
//! `tests/live` has 50 MB of the same against real servers. The server and the sessions are those of the bench.

#[path = "../../benches/send/child.rs"]
#[allow(dead_code, reason = "what only the bench runs")]
mod child;
#[path = "../../benches/send/mail.rs"]
#[allow(dead_code, reason = "what only the bench runs")]
mod mail;
#[path = "../../benches/send/server.rs"]
mod server;

use child::Program;
use server::{Offer, Server};
use std::fs;

/// What a run may have in use at most: the sum of its buffers, its code and its libraries.
const LIMIT_KIB: u64 = 16 << 10;

/// The size of the message, or of what is attached to it.
const OCTETS: u64 = 1 << 30;

#[track_caller]
fn is_little(what: &str, program: &Program) {
    let peak = program.run(1).peak_kib.expect("one run is looked at");
    println!("{what}: {peak} KiB");
    assert!(peak > 0, "{what}: never seen alive");
    assert!(peak < LIMIT_KIB, "{what}: {peak} KiB");
}

#[test]
fn a_gibibyte_out_and_back() {
    let files = mail::Files::write(OCTETS);
    let message = fs::metadata(&files.message).expect("our own file").len();
    // Four octets for three, and a CRLF after each line of 76.
    let base64 = OCTETS.div_ceil(3) * 4;
    let base64 = base64 + base64.div_ceil(76) * 2;
    for chunking in [true, false] {
        let server = Server::start(Offer { chunking }, OCTETS);
        is_little(
            "send -a",
            &Program::mailcall_attach(&server, &files.attachment),
        );
        let received = server.take_received();
        let around = received.checked_sub(base64).expect("all of the attachment");
        assert!(around < 4096, "{received} octets for {base64} of base64");

        is_little(
            "send -m",
            &Program::mailcall_message(&server, &files.message),
        );
        // DATA doubles the dots that begin lines; BDAT sends every octet as it is.
        let body_lines = mail::body_lines();
        let repeats = (message - mail::HEADER.len() as u64) / body_lines.len() as u64;
        let lines = body_lines.split_inclusive(|octet| *octet == b'\n');
        let dots = lines.filter(|line| line.starts_with(b".")).count() as u64 * repeats;
        let expected = message + if chunking { 0 } else { dots };
        assert_eq!(server.take_received(), expected);
    }
    let server = Server::start(Offer { chunking: true }, OCTETS);
    is_little("retr", &Program::mailcall_retr(&server));
}
