//! What differs from one run to the next, under a name.

use super::report;

/// The output with `{now}` for the date of an mbox's line, `{library}` for the TLS library's text, which differs from one
/// version to the next, `{wait}` for the seconds before another try, which are random, and a report of `--check` without
/// what depends on the time of the run.
pub fn steady(output: &[u8]) -> Vec<u8> {
    let (mbox, library) = (b"From MAILER-DAEMON ", b"** TLS library: ");
    let mut steady = Vec::with_capacity(output.len());
    for line in output.split_inclusive(|&octet| octet == b'\n') {
        let line = &without_wait(line);
        let dated = line.len() == mbox.len() + "Mon Nov 23 10:00:00 2026\n".len();
        if line.starts_with(mbox) && dated {
            steady.extend_from_slice(mbox);
            steady.extend_from_slice(b"{now}\n");
        } else if line.starts_with(library) && line.len() > library.len() + 1 {
            steady.extend_from_slice(library);
            steady.extend_from_slice(b"{library}\n");
        } else if let Some(line) = report::steady(line) {
            steady.extend(line);
        } else {
            steady.extend_from_slice(line);
        }
    }
    steady
}

/// A line with `{wait}` for the seconds before another try.
fn without_wait(line: &[u8]) -> Vec<u8> {
    let before = b"; trying again in ";
    let Some(at) = (line.windows(before.len())).position(|window| window == before) else {
        return line.to_vec();
    };
    let (said, rest) = line.split_at(at + before.len());
    let digits = rest
        .iter()
        .take_while(|octet| octet.is_ascii_digit() || **octet == b'.');
    [said, b"{wait}", &rest[digits.count()..]].concat()
}
