//! Dot-ended content: the reader against a slow reference however the wire is cut, and what the writer makes read again.

use super::knobs;
use crate::timeout::Phase;
use crate::wire::memory::Memory;
use crate::wire::{DotReader, DotWriter};

/// Panics when a promise is broken.
pub fn check(data: &[u8]) {
    let Some(([piece, room], octets)) = knobs(data) else {
        return;
    };
    let (content, rest) = reference(octets);
    assert_eq!(read(octets, piece, room), (content, rest));

    let content = as_lines(octets);
    let (mut wire, mut writer) = (Vec::new(), DotWriter::default());
    for part in content.chunks(usize::from(room).max(1)) {
        writer.write(part, &mut wire);
    }
    writer.finish(&mut wire);
    assert_eq!(read(&wire, piece, room), (content, Some(0)));
}

/// The content, and how many octets follow its end; `None` when it has none.
fn read(wire: &[u8], piece: u8, room: u8) -> (Vec<u8>, Option<usize>) {
    let mut connection = Memory::octets(wire, usize::from(piece)).connection();
    // The content ends the first answer due, that of the greeting.
    connection
        .begin_answer(Phase::Content)
        .expect("an answer is due");
    let mut reader = DotReader::new(&mut connection);
    let mut out = vec![0; usize::from(room).max(1)];
    let mut content = Vec::new();
    let ended = loop {
        match reader.read_some(&mut out) {
            Ok(0) => break true,
            Ok(count) => content.extend_from_slice(&out[..count]),
            Err(_) => break false,
        }
    };
    assert_eq!(ended, reader.is_finished());
    assert_eq!(connection.is_usable(), ended);
    let mut left = 0;
    let wait = connection.wait(Phase::Command);
    // Lines lose their ends: what is left is counted by taking an octet at a time from a line that ends.
    if ended {
        while let Ok(line) = connection.read_line(wire.len() + 2, &wait) {
            left += line.len() + 1;
        }
    }
    (content, ended.then_some(left))
}

/// The same, octet by octet from the rules: CRLF `.` CRLF ends, a dot that begins a line is dropped, lines end with CRLF.
fn reference(wire: &[u8]) -> (Vec<u8>, Option<usize>) {
    let (mut content, mut rest) = (Vec::new(), wire);
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix(b".\r\n") {
            let whole = after.split_inclusive(|octet| *octet == b'\n');
            let left = whole
                .filter_map(|line| line.strip_suffix(b"\n"))
                .map(|line| line.strip_suffix(b"\r").unwrap_or(line).len() + 1);
            return (content, Some(left.sum()));
        }
        // It is not known yet whether this is the end.
        if rest == b".\r" {
            break;
        }
        rest = rest.strip_prefix(b".").unwrap_or(rest);
        let end = rest.windows(2).position(|pair| pair == b"\r\n");
        let (line, after) = rest.split_at(end.map_or(rest.len(), |at| at + 2));
        content.extend_from_slice(line);
        rest = after;
    }
    (content, None)
}

/// Lines as the writer wants them.
fn as_lines(octets: &[u8]) -> Vec<u8> {
    let lines = octets.split(|octet| *octet == b'\n');
    let mut content = Vec::new();
    for line in lines {
        content.extend(line.iter().filter(|octet| **octet != b'\r'));
        content.extend_from_slice(b"\r\n");
    }
    content
}
