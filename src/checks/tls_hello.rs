//! The ServerHello that is read along: the same in pieces of any size, bounded, and final once it is read.

use super::knobs;
use crate::net::HelloReader;

/// Panics when a promise is broken.
pub fn check(data: &[u8]) {
    let Some(([piece], octets)) = knobs(data) else {
        return;
    };
    let mut whole = HelloReader::default();
    whole.read(octets);
    let mut pieces = HelloReader::default();
    let mut first = None;
    for piece in octets.chunks(usize::from(piece).max(1)) {
        pieces.read(piece);
        assert!(pieces.held_octets() <= HelloReader::MOST_HELD_OCTETS);
        assert!(pieces.hello() == first || first.is_none(), "read twice");
        first = pieces.hello();
    }
    assert_eq!(pieces, whole);
    if let Some(hello) = whole.hello() {
        // The reader stops behind the message.
        whole.read(b"\x16\x03\x03\x00\x04\x02\x00\x00\x00");
        assert_eq!(whole.hello(), Some(hello));
        assert!(!hello.version_name().is_empty() && !hello.cipher_name().is_empty());
    }
}
