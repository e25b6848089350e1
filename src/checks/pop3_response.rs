//! Responses, challenges, capabilities and listings: whatever is read prints and reads again as the same.

use super::lines;
use crate::pop3::capability::Capabilities;
use crate::pop3::listing::{
    DropListing, MAX_UNIQUE_ID_OCTETS, ScanListing, UniqueId, UniqueIdListing,
};
use crate::pop3::response::{Challenge, Response};

/// Panics when a promise is broken.
pub fn check(data: &[u8]) {
    let (mut scan, mut unique) = (ScanListing::default(), UniqueIdListing::default());
    let (mut scanned, mut named) = (0, 0);
    for line in lines(data) {
        response(line);
        scanned += usize::from(scan.line(line).is_ok());
        // A number that comes twice is refused.
        named += usize::from(unique.line(line).is_ok());
        assert_eq!(scan.0.len(), scanned);
        assert!(unique.0.len() >= named);
    }
    listings(&scan, &unique);
    let told: Vec<Vec<u8>> = lines(data).into_iter().map(<[u8]>::to_vec).collect();
    let capabilities = Capabilities::parse(&told);
    assert_eq!(capabilities.shown.len(), told.len());
    let _ = (
        capabilities.login_offer(true),
        capabilities.login_offer(false),
    );
}

fn response(line: &[u8]) {
    match Response::parse(line) {
        Ok(response) => {
            let printed = response.to_string();
            // Octets that are not UTF-8 are printed as escapes, so the octets may differ, and nothing else.
            let again = Response::parse(printed.as_bytes()).expect("a printed response");
            assert_eq!(again.positive, response.positive);
            assert_eq!(again.code, response.code);
            assert_eq!(again.text, response.text);
            if let Ok(drop) = DropListing::parse(&response.text) {
                let printed = format!("{} {}", drop.count, drop.octets);
                assert_eq!(DropListing::parse(&printed), Ok(drop));
            }
            assert_eq!(Challenge::parse(line), Ok(Challenge::Outcome(response)));
        }
        Err(malformed) => {
            let _ = malformed.to_string();
            if let Ok(Challenge::More(challenge)) = Challenge::parse(line) {
                let sent = line.strip_prefix(b"+").expect("a plus");
                assert_eq!(sent.strip_prefix(b" ").unwrap_or(sent), challenge);
            }
        }
    }
}

fn listings(scan: &ScanListing, unique: &UniqueIdListing) {
    let mut again = ScanListing::default();
    for (number, octets) in &scan.0 {
        assert!(*number > 0);
        again
            .line(format!("{number} {octets}").as_bytes())
            .expect("a printed line");
    }
    assert_eq!(&again, scan);
    for (number, unique_id) in &unique.0 {
        assert!(*number > 0);
        let text = unique_id.as_str();
        // An octet that is not UTF-8 is a character of two octets, so the text may be longer than its limit.
        if text.len() <= MAX_UNIQUE_ID_OCTETS {
            assert_eq!(UniqueId::parse(text.as_bytes()).as_ref(), Ok(unique_id));
        }
    }
}
