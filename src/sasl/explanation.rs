//! Why a server refuses a login, where a mechanism has a place for it: SCRAM's error, and the JSON that refuses a token. The
//! reply that follows often says less.

use serde_json::Value;
use std::fmt;

/// The longest value that is printed, in characters: about two lines on a terminal.
const MAX_SHOWN_CHARACTERS: usize = 160;

/// Why a server refuses, in its own words. Hostile until escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Explanation {
    /// What it is about, in our words.
    about: &'static str,
    /// The server's words, each with the name of the member that held them, if there was one. They are shortened when they
    /// are printed, not before: half a secret could not be found and masked.
    words: Vec<(Option<&'static str>, String)>,
}

impl Explanation {
    /// The value of SCRAM's `e=` (RFC 5802 section 7).
    pub(super) fn scram(error: &str) -> Self {
        Explanation {
            about: "the server's reason",
            words: vec![(None, error.to_owned())],
        }
    }

    /// The challenge that refuses a token (RFC 7628 section 3.2.2): JSON with a status, and perhaps the scope that a token
    /// must have. What is not such JSON is shown as it is.
    pub(crate) fn token(challenge: &[u8]) -> Self {
        let json: Value = serde_json::from_slice(challenge).unwrap_or_default();
        let members = ["status", "scope"].into_iter().filter_map(|name| {
            let text = match json.get(name)? {
                Value::String(text) => text.clone(),
                // Some servers have the status of HTTP as a number.
                Value::Number(number) => number.to_string(),
                _ => return None,
            };
            (!text.is_empty()).then_some((Some(name), text))
        });
        let mut words: Vec<_> = members.collect();
        if words.is_empty() {
            words.push((None, String::from_utf8_lossy(challenge).into_owned()));
        }
        Explanation {
            about: "the server says of the token",
            words,
        }
    }

    /// The same with its words as `redact` leaves them.
    pub(crate) fn redacted(mut self, redact: impl Fn(&[u8]) -> Vec<u8>) -> Self {
        for (_, text) in &mut self.words {
            *text = String::from_utf8_lossy(&redact(text.as_bytes())).into_owned();
        }
        self
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.about)?;
        for (at, (name, text)) in self.words.iter().enumerate() {
            let comma = if at > 0 { ", " } else { "" };
            let name = name.map(|name| format!("{name} ")).unwrap_or_default();
            write!(f, "{comma}{name}{}", Shortened(text))?;
        }
        Ok(())
    }
}

/// A text, or the beginning of one that is too long.
struct Shortened<'t>(&'t str);

impl fmt::Display for Shortened<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.char_indices().nth(MAX_SHOWN_CHARACTERS) {
            Some((end, _)) => write!(f, "{}...", &self.0[..end]),
            None => f.write_str(self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenges_that_refuse_a_token() {
        let long = "x".repeat(200);
        for (challenge, expected) in [
            // RFC 7628 section 4.2, and Google's.
            (
                r#"{"status":"invalid_token","scope":"example_scope","openid-configuration":"https://example.com/.well-known/openid-configuration"}"#,
                "status invalid_token, scope example_scope",
            ),
            (
                r#"{"status":"401","schemes":"bearer mac","scope":"https://mail.google.com/"}"#,
                "status 401, scope https://mail.google.com/",
            ),
            (r#"{"status":400}"#, "status 400"),
            (
                r#"{"scope":"s","status":"invalid\u005ftoken"}"#,
                "status invalid_token, scope s",
            ),
            (r#"{"status":[1]}"#, r#"{"status":[1]}"#),
            ("", ""),
            ("go away", "go away"),
            (&long, &format!("{}...", "x".repeat(160))),
        ] {
            let shown = Explanation::token(challenge.as_bytes()).to_string();
            let expected = format!("the server says of the token: {expected}");
            assert_eq!(shown, expected, "{challenge}");
        }
    }

    /// A secret is masked before the text is cut.
    #[test]
    fn a_secret_at_the_cut_is_masked() {
        let before = "x".repeat(MAX_SHOWN_CHARACTERS - 3);
        let explanation = Explanation::scram(&format!("{before}secret"));
        let masked = explanation.redacted(|octets| {
            String::from_utf8_lossy(octets)
                .replace("secret", "***")
                .into_bytes()
        });
        let expected = format!("the server's reason: {before}***");
        assert_eq!(masked.to_string(), expected);
    }
}
