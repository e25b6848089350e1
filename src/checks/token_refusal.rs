//! The challenge that refuses a token, made readable: a short text without the token.

use crate::sasl::Explanation;
use crate::secret::Redactor;

/// A token that the server may send back.
const TOKEN: &str = "ya29.a0AfB_by";

/// Two values of 160 characters, each of up to four octets, with what stands around them.
const MAX_TEXT_OCTETS: usize = 2 * 4 * 160 + 100;

/// Panics when a promise is broken.
pub fn check(data: &[u8]) {
    let mut redactor = Redactor::default();
    redactor.hide(TOKEN.as_bytes());
    let explanation = Explanation::token(data);
    let text = explanation
        .redacted(|octets| redactor.redact(octets).into_owned())
        .to_string();
    assert!(!text.contains(TOKEN), "{text}");
    assert!(text.len() <= MAX_TEXT_OCTETS, "{} octets", text.len());
    assert!(text.starts_with("the server says of the token: "));
}
