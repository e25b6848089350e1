//! Responses (RFC 1939 section 3) and their response codes (RFC 2449 section 8, RFC 3206).

use crate::wire::{Malformed, readable};
use std::fmt;

/// RFC 2449 section 4 allows 512 octets; greetings and refusals with links go beyond.
pub(crate) const MAX_RESPONSE_OCTETS: usize = 4096;

/// What stands in brackets at the start of a response: why, for programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ResponseCode {
    /// Another session holds the maildrop: temporary.
    InUse,
    /// Logged in again too soon: temporary.
    LoginDelay,
    /// A fault of the server that passes: SYS/TEMP.
    SystemTemporary,
    /// A fault of the server that somebody must mend: SYS/PERM.
    SystemPermanent,
    /// The credentials were judged: AUTH.
    Authentication,
    /// Any other, as it was written.
    Other(String),
}

impl ResponseCode {
    fn parse(code: &str) -> Self {
        let is = |name: &str| {
            code.eq_ignore_ascii_case(name)
                || code.to_ascii_uppercase().starts_with(&format!("{name}/"))
        };
        match () {
            () if is("IN-USE") => ResponseCode::InUse,
            () if is("LOGIN-DELAY") => ResponseCode::LoginDelay,
            () if is("SYS/TEMP") => ResponseCode::SystemTemporary,
            () if is("SYS/PERM") => ResponseCode::SystemPermanent,
            () if is("AUTH") => ResponseCode::Authentication,
            () => ResponseCode::Other(code.to_owned()),
        }
    }

    /// Whether the same may work later.
    pub(crate) fn is_temporary(&self) -> bool {
        matches!(
            self,
            ResponseCode::InUse | ResponseCode::LoginDelay | ResponseCode::SystemTemporary
        )
    }
}

impl fmt::Display for ResponseCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ResponseCode::InUse => "IN-USE",
            ResponseCode::LoginDelay => "LOGIN-DELAY",
            ResponseCode::SystemTemporary => "SYS/TEMP",
            ResponseCode::SystemPermanent => "SYS/PERM",
            ResponseCode::Authentication => "AUTH",
            ResponseCode::Other(code) => code,
        })
    }
}

/// The first line of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Response {
    /// The status indicator: `+OK`, as against `-ERR`.
    pub positive: bool,
    /// The response code, where there is one.
    pub code: Option<ResponseCode>,
    /// All after the status indicator, for people: octets that are not UTF-8 as `\xhh`, known secrets masked. Hostile
    /// until escaped.
    pub text: String,
    /// All after the status indicator as it came, for what is parsed on: numbers, a unique-id, a timestamp.
    pub octets: Vec<u8>,
}

/// What a server may say in the middle of AUTH, or the end of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Challenge {
    /// `+ ` and a challenge in base64.
    More(Vec<u8>),
    /// The outcome.
    Outcome(Response),
}

fn malformed(line: &[u8]) -> Malformed {
    Malformed::new("a POP3 response", line)
}

impl Response {
    /// Reads a status line, without its line end.
    ///
    /// # Errors
    /// [`Malformed`]: only `+OK` and `-ERR`, in any case, are status indicators.
    pub(crate) fn parse(line: &[u8]) -> Result<Response, Malformed> {
        let (positive, rest) = match (line.get(..3), line.get(..4)) {
            (Some(ok), _) if ok.eq_ignore_ascii_case(b"+OK") => (true, &line[3..]),
            (_, Some(err)) if err.eq_ignore_ascii_case(b"-ERR") => (false, &line[4..]),
            _ => return Err(malformed(line)),
        };
        let octets = match rest {
            [] => rest,
            [b' ' | b'\t', octets @ ..] => octets,
            _ => return Err(malformed(line)),
        };
        let text = readable(octets);
        let code = text
            .strip_prefix('[')
            .and_then(|inner| inner.split_once(']'))
            .map(|(code, _)| ResponseCode::parse(code));
        let octets = octets.to_vec();
        Ok(Response {
            positive,
            code,
            text,
            octets,
        })
    }

    /// The response with its text as `redact` leaves it; the octets, which are parsed further, stay as they came.
    pub(crate) fn redacted(self, redact: impl FnOnce(&[u8]) -> Vec<u8>) -> Response {
        let text = readable(&redact(&self.octets));
        Response { text, ..self }
    }

    /// The response as an error unless it is positive.
    ///
    /// # Errors
    /// The response itself.
    pub(crate) fn ok(self) -> Result<Response, Response> {
        if self.positive { Ok(self) } else { Err(self) }
    }
}

impl Challenge {
    /// Reads a line in the middle of AUTH. A `+` without the space is taken too, as some servers send it.
    ///
    /// # Errors
    /// [`Malformed`].
    pub(crate) fn parse(line: &[u8]) -> Result<Challenge, Malformed> {
        match Response::parse(line) {
            Ok(outcome) => Ok(Challenge::Outcome(outcome)),
            Err(malformed) => match line {
                [b'+'] => Ok(Challenge::More(Vec::new())),
                [b'+', b' ', challenge @ ..] => Ok(Challenge::More(challenge.to_vec())),
                _ => Err(malformed),
            },
        }
    }
}

impl fmt::Display for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.positive { "+OK" } else { "-ERR" })?;
        if self.text.is_empty() {
            Ok(())
        } else {
            write!(f, " {}", self.text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn responses() {
        for (line, positive, code, text) in [
            (&b"+OK"[..], true, None, ""),
            (b"+OK ready <1.2@h>", true, None, "ready <1.2@h>"),
            (b"+ok fine", true, None, "fine"),
            (b"-ERR", false, None, ""),
            (
                b"-ERR [IN-USE] busy",
                false,
                Some(ResponseCode::InUse),
                "[IN-USE] busy",
            ),
            (
                b"-err [sys/temp/disk] full",
                false,
                Some(ResponseCode::SystemTemporary),
                "[sys/temp/disk] full",
            ),
            (
                b"-ERR [AUTH] no",
                false,
                Some(ResponseCode::Authentication),
                "[AUTH] no",
            ),
            (
                b"-ERR [AUTHOR] no",
                false,
                Some(ResponseCode::Other("AUTHOR".into())),
                "[AUTHOR] no",
            ),
            (b"-ERR [open", false, None, "[open"),
            (b"+OK \xff", true, None, "\\xff"),
        ] {
            let got = Response::parse(line).expect("a response");
            assert_eq!(
                (got.positive, got.code, &*got.text),
                (positive, code, text),
                "{}",
                line.escape_ascii()
            );
        }
    }

    #[test]
    fn what_is_no_response() {
        for line in [
            &b""[..],
            b"HELLO",
            b"+Do you",
            b"+OKAY",
            b"-ERROR",
            b"OK",
            b" +OK",
            b"+",
            b"-",
        ] {
            assert_eq!(
                Response::parse(line),
                Err(malformed(line)),
                "{}",
                line.escape_ascii()
            );
        }
    }

    #[test]
    fn challenges() {
        assert_eq!(
            Challenge::parse(b"+ Zm9v"),
            Ok(Challenge::More(b"Zm9v".to_vec()))
        );
        assert_eq!(Challenge::parse(b"+"), Ok(Challenge::More(vec![])));
        assert_eq!(Challenge::parse(b"+ "), Ok(Challenge::More(vec![])));
        assert!(
            matches!(Challenge::parse(b"-ERR no"), Ok(Challenge::Outcome(response)) if !response.positive)
        );
        assert!(Challenge::parse(b"+Zm9v").is_err());
    }

    proptest! {
        #[test]
        fn no_octets_make_it_panic(line in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = Challenge::parse(&line);
        }
    }
}
