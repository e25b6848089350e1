//! Looks for a secret in whatever guise it may have been printed.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Every guise of the secret that the octets hold: raw, base64 at each alignment, hexadecimal.
pub fn found(octets: &[u8], secret: &str) -> Vec<String> {
    let octets = octets.to_ascii_lowercase();
    let mut guises = guises(secret);
    guises.retain(|guise| {
        let guise = guise.to_ascii_lowercase();
        octets
            .windows(guise.len())
            .any(|window| window == guise.as_bytes())
    });
    guises
}

fn guises(secret: &str) -> Vec<String> {
    let hexadecimal: String = secret.bytes().map(|octet| format!("{octet:02x}")).collect();
    let mut guises = vec![secret.to_string(), hexadecimal];
    for before in 0..3 {
        for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            let encoded = engine.encode([&vec![0; before], secret.as_bytes()].concat());
            // The first and the last character hold bits of the neighbours, too.
            let first = [0, 2, 3][before];
            guises.push(encoded[first..encoded.len() - 1].to_string());
        }
    }
    guises
}

#[test]
fn a_secret_is_found_in_every_guise() {
    let secret = "s3cret-pass";
    for before in ["", "a", "ab", "abc"] {
        for after in ["", "z", "zy", "zyx"] {
            let text = format!("{before}{secret}{after}");
            assert!(!found(text.as_bytes(), secret).is_empty(), "{text}");
            let encoded = STANDARD_NO_PAD.encode(&text);
            assert!(
                !found(encoded.as_bytes(), secret).is_empty(),
                "{text} as {encoded}"
            );
        }
    }
    assert!(found(b"733363726574ff2d70617373 s3cret pass", secret).is_empty());
}
