//! The server's messages of SCRAM: what is accepted belongs to our exchange and costs a bounded amount of work.

use super::knobs;
use crate::sasl::scram::message::{ServerFinal, ServerFirst};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The nonce of a client.
const OURS: &str = "rOprNGfwEbeRWgbNEkqO";

/// Panics when a promise is broken.
pub fn check(data: &[u8]) {
    let Some(([length], message)) = knobs(data) else {
        return;
    };
    let Ok(message) = std::str::from_utf8(message) else {
        return;
    };
    let ours = &OURS[..usize::from(length) % (OURS.len() + 1)];
    if let Ok(first) = ServerFirst::parse(message, ours) {
        assert!(first.nonce.starts_with(ours) && first.nonce.len() > ours.len());
        assert!(!first.nonce.contains(','));
        assert!((4096..=1_000_000).contains(&first.iterations));
        let salt = STANDARD.encode(&first.salt);
        assert!(!salt.is_empty());
        assert!(message.starts_with(&format!("r={},s={salt},i=", first.nonce)));
    }
    match ServerFinal::parse(message) {
        Ok(ServerFinal::Error(error)) => assert!(message.starts_with(&format!("e={error}"))),
        Ok(ServerFinal::Signature(signature)) => {
            assert!(message.starts_with(&format!("v={}", STANDARD.encode(signature))));
        }
        Err(_) => {}
    }
}
