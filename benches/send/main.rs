//! What a session costs, measured: peak memory and CPU of the program, and of its peers in the same run.
//!
//! ```text
//! cargo bench --bench send             everything with 1 GiB; a minute or two, 1 GiB of disk under target/
//! cargo bench --bench send -- 64       the same with 64 MiB
//! ```
//!
//! Nothing here is asserted but that every run succeeds and that every octet arrives: figures are for people, and for
//! the contract's two sentences (memory does not grow with the message; CPU stays under the peers'). What must hold on
//! every machine, the peak of 16 MiB, is asserted by `tests/heavy`.
//!
//! | column | meaning |
//! | --- | --- |
//! | what | the session; `BDAT` and `DATA` say whether the server offers CHUNKING |
//! | program | mailcall of this build, or a peer; one that is not installed is named below the table |
//! | peak KiB | the program's own VmHWM (proc(5)), read while it lives; `-` for sessions too short to be looked at |
//! | CPU ms | user and system time of one run, by the kernel's account of children that ended; small sessions are the mean of many |
//! | wall ms | elapsed time of one run: the server here is as busy as the client, so this compares rows and no more |
//!
//! The server is a thread of this process on loopback, in the clear and without login to send: no TLS is measured,
//! which would cost every program the same. Messages are written to the disk first, an attachment is a sparse file.

mod child;
mod mail;
mod server;

use child::{Cost, Program, is_installed};
use server::{Offer, Server};
use std::process::ExitCode;

/// Sessions of which the mean is told, so that the kernel's unit of 10 ms does not matter.
const SMALL_SESSIONS: u32 = 100;

/// What is sent and retrieved unless an argument says otherwise.
const DEFAULT_MIB: u64 = 1024;

/// A line of the table: the session, the program that runs it and how often, the octets that the server gets at least.
struct Row {
    what: String,
    program: Program,
    times: u32,
    sent: u64,
}

fn main() -> ExitCode {
    // cargo adds `--bench`.
    let mut arguments = std::env::args().skip(1).filter(|one| !one.starts_with('-'));
    let mib = arguments.next().map_or(Ok(DEFAULT_MIB), |one| one.parse());
    let Ok(mib) = mib else {
        eprintln!("usage: cargo bench --bench send [-- MIB]");
        return ExitCode::FAILURE;
    };
    let files = mail::Files::write(mib << 20);
    let chunking = Server::start(Offer { chunking: true }, mib << 20);
    let data = Server::start(Offer { chunking: false }, mib << 20);
    println!(
        "{:<24} {:<9} {:>9} {:>9} {:>9}",
        "what", "program", "peak KiB", "CPU ms", "wall ms"
    );
    let mut missing = Vec::new();
    for row in rows(&files, &chunking, &data, mib) {
        let name = row.program.name();
        if !is_installed(&row.program) {
            missing.extend((!missing.contains(&name)).then_some(name));
            continue;
        }
        let Cost {
            peak_kib,
            cpu,
            wall,
        } = row.program.run(row.times);
        let received = chunking.take_received() + data.take_received();
        assert!(received >= row.sent, "{name}: {received} octets arrived");
        let peak = peak_kib.map_or_else(|| "-".to_owned(), |kib| kib.to_string());
        let ms = |time: std::time::Duration| time.as_secs_f64() * 1000.0;
        println!(
            "{:<24} {name:<9} {peak:>9} {:>9.1} {:>9.1}",
            row.what,
            ms(cpu),
            ms(wall)
        );
    }
    for name in missing {
        println!("{name}: not installed");
    }
    ExitCode::SUCCESS
}

fn rows(files: &mail::Files, chunking: &Server, data: &Server, mib: u64) -> Vec<Row> {
    let big = |what: &str, sent, program| Row {
        what: format!("{what} {mib} MiB"),
        program,
        times: 1,
        sent,
    };
    let small = |what: &str, program| Row {
        what: what.to_owned(),
        program,
        times: SMALL_SESSIONS,
        sent: 0,
    };
    let attached = |what, program| big(what, mib << 20, program);
    // The message is of whole blocks of lines.
    let ready = |what, program| big(what, mib.saturating_sub(1) << 20, program);
    let retrieved = |program| big("retr --crlf", 0, program);
    let one = |program| small("send -m, a small one", program);
    let (file, message, line) = (&files.attachment, &files.message, &files.small);
    vec![
        attached("BDAT, send -a", Program::mailcall_attach(chunking, file)),
        attached("DATA, send -a", Program::mailcall_attach(data, file)),
        attached("DATA, send -a", Program::curl_attach(data, file)),
        ready(
            "BDAT, send -m",
            Program::mailcall_message(chunking, message),
        ),
        ready("DATA, send -m", Program::mailcall_message(data, message)),
        ready("DATA, send -m", Program::curl_message(data, message)),
        ready("DATA, send -m", Program::msmtp(data, message)),
        retrieved(Program::mailcall_retr(data)),
        retrieved(Program::curl_retr(data)),
        retrieved(Program::mpop(data)),
        one(Program::mailcall_message(data, line)),
        one(Program::curl_message(data, line)),
        one(Program::msmtp(data, line)),
        small("stat", Program::mailcall_stat(data)),
        small("stat", Program::curl_stat(data)),
    ]
}
