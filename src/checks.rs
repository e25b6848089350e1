//! What must hold for whatever a server, a file or a message says: one function per parser, which takes any octets and
//! panics when a promise is broken.
//!
//! `cargo test` calls each with its seeds and with a bounded number of random inputs, on the stable toolchain. The
//! fuzz targets of the same names (`fuzz/fuzz_targets`, one line each) call them for as long as one likes, guided by
//! coverage. The module exists in tests and with the feature `fuzzing` only.

pub mod address_list;
pub mod dot_reader;
pub mod pop3_response;
pub mod proxy_answer;
pub mod reader;
pub mod ready_made_header;
pub mod scram_message;
pub mod smtp_reply;
pub mod terminal_escape;
pub mod tls_hello;
pub mod token_refusal;

/// The first octets of an input, which say how the rest is cut.
fn knobs<const COUNT: usize>(data: &[u8]) -> Option<([u8; COUNT], &[u8])> {
    let (knobs, rest) = data.split_first_chunk()?;
    Some((*knobs, rest))
}

/// Lines as a reader of whole inputs sees them: ended by LF, one CR before it removed, a last line without end left out.
fn lines(octets: &[u8]) -> Vec<&[u8]> {
    let whole = octets
        .split_inclusive(|octet| *octet == b'\n')
        .filter_map(|line| line.strip_suffix(b"\n"));
    whole
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .collect()
}

#[cfg(test)]
mod tests;
