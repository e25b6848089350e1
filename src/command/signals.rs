//! Signals: which ones end a run in good order, and which may not end it at all.

use crate::timeout::Interrupt;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// SIGINT, SIGTERM and SIGHUP end the present wait; a second one ends the process at once. A signal that was ignored when
/// we were started (nohup, a shell's background job) stays ignored.
pub(super) fn listen(interrupt: &Interrupt) -> io::Result<()> {
    let ignored = ignored();
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        if ignored & (1 << (signal - 1)) != 0 {
            continue;
        }
        let came = Arc::new(AtomicBool::new(false));
        signal_hook::flag::register_conditional_default(signal, Arc::clone(&came))?;
        signal_hook::flag::register(signal, came)?;
        signal_hook::flag::register_usize(signal, interrupt.cell(), signal as usize)?;
    }
    Ok(())
}

/// A file that grows beyond the process's limit makes the write fail, which cleans up, and does not end the process.
pub(super) fn survive_file_size_limit() -> io::Result<()> {
    signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)))?;
    Ok(())
}

/// The signals that this process ignores, one bit each; none on systems without /proc.
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .unwrap_or(0)
}
