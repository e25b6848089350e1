//! The server's two messages (RFC 5802 section 7), read and checked.

use crate::sasl::mechanism::Problem;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::ops::RangeInclusive;

/// Hash iterations that are accepted. RFC 7677 section 4 asks for at least 4096: fewer would make it easy to guess the
/// password from what is sent. The upper bound is about a second of work.
const ITERATIONS: RangeInclusive<u32> = 4096..=1_000_000;

/// The server's first message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ServerFirst<'m> {
    /// Our nonce, and the server's own behind it.
    pub(crate) nonce: &'m str,
    /// The salt.
    pub(crate) salt: Vec<u8>,
    /// How often the password is hashed.
    pub(crate) iterations: u32,
}

/// The server's final message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ServerFinal<'m> {
    /// `v=`: what only a server that knows the password can compute.
    Signature(Vec<u8>),
    /// `e=`: why the server refuses.
    Error(&'m str),
}

impl<'m> ServerFirst<'m> {
    /// Reads `r=NONCE,s=SALT,i=ITERATIONS`; extensions may follow. One that stands before is mandatory (`m=`) and
    /// not known here.
    ///
    /// # Errors
    /// [`Problem::Malformed`]; [`Problem::Nonce`] if the nonce does not begin with `ours`, so that the message
    /// belongs to another exchange; [`Problem::Iterations`].
    pub(crate) fn parse(message: &'m str, ours: &str) -> Result<Self, Problem> {
        // A value may contain `=`.
        let mut attributes = message.split(',').map(|field| field.split_once('='));
        let mut attribute = |name: &str| match attributes.next() {
            Some(Some((found, value))) if found == name => Ok(value),
            _ => Err(Problem::Malformed),
        };
        let (nonce, salt, iterations) = (attribute("r")?, attribute("s")?, attribute("i")?);
        let salt = STANDARD.decode(salt).map_err(|_| Problem::Malformed)?;
        let is_number =
            !iterations.is_empty() && iterations.bytes().all(|octet| octet.is_ascii_digit());
        if salt.is_empty() || !is_number {
            return Err(Problem::Malformed);
        }
        // The server must add something of its own, or it could repeat an exchange.
        if !nonce.starts_with(ours) || nonce.len() == ours.len() {
            return Err(Problem::Nonce);
        }
        match iterations.parse() {
            Ok(iterations) if ITERATIONS.contains(&iterations) => Ok(ServerFirst {
                nonce,
                salt,
                iterations,
            }),
            _ => Err(Problem::Iterations {
                min: *ITERATIONS.start(),
                max: *ITERATIONS.end(),
            }),
        }
    }
}

impl<'m> ServerFinal<'m> {
    /// Reads `v=SIGNATURE` or `e=ERROR`; extensions may follow.
    ///
    /// # Errors
    /// [`Problem::Signature`]: it is neither.
    pub(crate) fn parse(message: &'m str) -> Result<Self, Problem> {
        let first = message.split(',').next().unwrap_or_default();
        match first.split_once('=') {
            Some(("e", error)) => Ok(ServerFinal::Error(error)),
            Some(("v", signature)) => match STANDARD.decode(signature) {
                Ok(signature) => Ok(ServerFinal::Signature(signature)),
                Err(_) => Err(Problem::Signature),
            },
            _ => Err(Problem::Signature),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ITERATIONS: Problem = Problem::Iterations {
        min: 4096,
        max: 1_000_000,
    };

    #[test]
    fn first_messages() {
        let parsed = ServerFirst::parse("r=ab=c,s=c2FsdA==,i=4096,x=more", "ab");
        let expected = ServerFirst {
            nonce: "ab=c",
            salt: b"salt".to_vec(),
            iterations: 4096,
        };
        assert_eq!(parsed, Ok(expected));
        assert!(ServerFirst::parse("r=abc,s=c2FsdA==,i=1000000", "ab").is_ok());
        for (message, problem) in [
            ("", Problem::Malformed),
            ("r=abc", Problem::Malformed),
            ("r=abc,s=c2FsdA==", Problem::Malformed),
            ("s=c2FsdA==,r=abc,i=4096", Problem::Malformed),
            ("m=x,r=abc,s=c2FsdA==,i=4096", Problem::Malformed),
            ("r=abc,s=?,i=4096", Problem::Malformed),
            ("r=abc,s=,i=4096", Problem::Malformed),
            ("r=abc,s=c2FsdA==,i=", Problem::Malformed),
            ("r=abc,s=c2FsdA==,i=many", Problem::Malformed),
            ("r=abc,s=c2FsdA==,i=+4096", Problem::Malformed),
            ("r=abc,s=c2FsdA==,i=-1", Problem::Malformed),
            ("v=c2FsdA==", Problem::Malformed),
            ("r=ab,s=c2FsdA==,i=4096", Problem::Nonce),
            ("r=other,s=c2FsdA==,i=4096", Problem::Nonce),
            ("r=,s=c2FsdA==,i=4096", Problem::Nonce),
            ("r=abc,s=c2FsdA==,i=4095", ITERATIONS),
            ("r=abc,s=c2FsdA==,i=0", ITERATIONS),
            ("r=abc,s=c2FsdA==,i=1000001", ITERATIONS),
            ("r=abc,s=c2FsdA==,i=99999999999999999999", ITERATIONS),
        ] {
            assert_eq!(ServerFirst::parse(message, "ab"), Err(problem), "{message}");
        }
    }

    #[test]
    fn final_messages() {
        let signature = ServerFinal::Signature(b"salt".to_vec());
        assert_eq!(ServerFinal::parse("v=c2FsdA==,x=more"), Ok(signature));
        let error = ServerFinal::Error("other-error");
        assert_eq!(ServerFinal::parse("e=other-error"), Ok(error));
        for message in ["", "v", "c2FsdA==", "v=?", "x=1,v=c2FsdA=="] {
            let refused = Err(Problem::Signature);
            assert_eq!(ServerFinal::parse(message), refused, "{message}");
        }
    }
}
