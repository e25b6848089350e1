//! What `retr --json` and `list -l` make of any message: something, in the time and space its size allows.

use super::knobs;
use crate::reader::{read, summarize};

/// A charset may make three octets of one, and two bodies may share a part.
const MOST_OCTETS_FOR_ONE: usize = 8;

/// Panics when a promise is broken.
pub fn check(data: &[u8]) {
    let Some(([flags], message)) = knobs(data) else {
        return;
    };
    let whole = flags & 1 != 0;
    let reading = read(message, whole);
    let text = reading.text.as_deref().unwrap_or_default().len();
    let html = reading.html.as_deref().unwrap_or_default().len();
    assert!(text + html <= MOST_OCTETS_FOR_ONE * (message.len() + 1));
    assert!(whole || !reading.defects.is_empty());
    assert_eq!(read(message, whole), reading, "read twice, another reading");
    let _ = summarize(message);
}
