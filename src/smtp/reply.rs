//! Replies (RFC 5321 section 4.2) and enhanced status codes (RFC 2034, RFC 3463).

use crate::wire::{self, readable};
use std::fmt;

/// RFC 5321 section 4.5.3.1.5 allows 512 octets; servers that quote addresses, host names and help links go beyond.
pub(crate) const MAX_REPLY_LINE_OCTETS: usize = 4096;

/// The longest EHLO replies seen have some thirty lines; a reply without end must end somewhere.
pub(crate) const MAX_REPLY_LINES: usize = 256;

/// A three-digit reply code, 200 to 599.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ReplyCode(u16);

impl ReplyCode {
    /// The number.
    pub(crate) fn number(self) -> u16 {
        self.0
    }

    /// What the first digit says; unknown codes are judged by it alone (RFC 5321 section 4.2.1).
    pub(crate) fn severity(self) -> Severity {
        match self.0 / 100 {
            2 => Severity::Completed,
            3 => Severity::Intermediate,
            4 => Severity::Transient,
            _ => Severity::Permanent,
        }
    }
}

impl fmt::Display for ReplyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// The meaning of a reply code's first digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Severity {
    /// 2yz: done.
    Completed,
    /// 3yz: go on; only AUTH and DATA have it.
    Intermediate,
    /// 4yz: not done, worth another try.
    Transient,
    /// 5yz: not done.
    Permanent,
}

/// An enhanced status code such as 5.7.8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EnhancedStatus {
    /// 2, 4 or 5, as the reply code's first digit.
    pub(crate) class: u16,
    /// What it is about: address, mailbox, system, network, protocol, content, policy.
    pub(crate) subject: u16,
    /// What of it.
    pub(crate) detail: u16,
}

impl EnhancedStatus {
    /// Takes the code from the start of a reply line's text; `None` when there is none or it contradicts the reply code.
    fn split(text: &[u8], code: ReplyCode) -> Option<(EnhancedStatus, &[u8])> {
        let end = text
            .iter()
            .position(|octet| *octet == b' ')
            .unwrap_or(text.len());
        let mut numbers = text[..end].split(|octet| *octet == b'.').map(number);
        let status = EnhancedStatus {
            class: numbers.next()??,
            subject: numbers.next()??,
            detail: numbers.next()??,
        };
        let agrees = status.class == code.0 / 100 && matches!(status.class, 2 | 4 | 5);
        (numbers.next().is_none() && agrees)
            .then(|| (status, text[end..].strip_prefix(b" ").unwrap_or_default()))
    }
}

/// One to three digits.
fn number(digits: &[u8]) -> Option<u16> {
    let plain = (1..=3).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
    plain.then(|| {
        digits
            .iter()
            .fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0'))
    })
}

impl fmt::Display for EnhancedStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

/// A whole reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    /// The code, the same on every line.
    pub(crate) code: ReplyCode,
    /// The enhanced status code, where the server gives one that agrees with the code.
    pub(crate) enhanced: Option<EnhancedStatus>,
    /// The text of each line without codes; octets that are not UTF-8 stand as `\xhh`. Hostile until escaped.
    pub(crate) lines: Vec<String>,
}

impl Reply {
    /// The lines as one text, divided by LF.
    pub(crate) fn text(&self) -> String {
        self.lines.join("\n")
    }

    /// Whether it says yes to MAIL, RCPT, RSET or mail data: 250 or another 25x. Any other 2yz belongs to another command
    /// (220 to the connection, 221 to QUIT, 235 to AUTH), so it shows that the two sides are out of step.
    pub(crate) fn is_yes(&self) -> bool {
        (250..260).contains(&self.code.0)
    }

    /// Whether it is a refusal: 4yz or 5yz.
    pub(crate) fn is_no(&self) -> bool {
        matches!(
            self.code.severity(),
            Severity::Transient | Severity::Permanent
        )
    }
}

/// As one line: code, enhanced code, text.
impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        if let Some(enhanced) = &self.enhanced {
            write!(f, " {enhanced}")?;
        }
        for line in self.lines.iter().filter(|line| !line.is_empty()) {
            write!(f, " {line}")?;
        }
        Ok(())
    }
}

/// Why lines are not a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Malformed {
    /// The line does not begin with three digits of which the first is 2 to 5, and then a space, a hyphen or nothing.
    Line(wire::Malformed),
    /// The lines of one reply have different codes.
    Codes(ReplyCode, ReplyCode),
    /// The reply does not end.
    TooLong,
}

impl Malformed {
    fn line(line: &[u8]) -> Self {
        Malformed::Line(wire::Malformed::new("an SMTP reply", line))
    }

    /// The same with the line as `redact` leaves it.
    pub(crate) fn redacted(self, redact: impl FnOnce(&[u8]) -> Vec<u8>) -> Self {
        match self {
            Malformed::Line(line) => Malformed::Line(line.redacted(redact)),
            other => other,
        }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Malformed::Line(line) => fmt::Display::fmt(line, f),
            Malformed::Codes(first, other) => {
                write!(f, "one reply has two codes, {first} and {other}")
            }
            Malformed::TooLong => write!(f, "a reply has more than {MAX_REPLY_LINES} lines"),
        }
    }
}

/// A line of a reply, taken apart.
struct Split<'l> {
    code: ReplyCode,
    is_last: bool,
    enhanced: Option<EnhancedStatus>,
    text: &'l [u8],
}

impl<'l> Split<'l> {
    /// `None` for a line that is not one of a reply.
    fn of(line: &'l [u8]) -> Option<Self> {
        let (code, rest) = line.split_at_checked(3)?;
        let code = number(code).filter(|code| (200..600).contains(code));
        let code = ReplyCode(code?);
        let (is_last, text) = match rest {
            [] => (true, rest),
            [b' ', text @ ..] => (true, text),
            [b'-', text @ ..] => (false, text),
            _ => return None,
        };
        let (enhanced, text) = match EnhancedStatus::split(text, code) {
            Some((enhanced, text)) => (Some(enhanced), text),
            None => (None, text),
        };
        Some(Split {
            code,
            is_last,
            enhanced,
            text,
        })
    }
}

/// Where the text of a reply's line begins, and whether another line follows.
pub(super) fn part(line: &[u8]) -> wire::Part {
    match Split::of(line) {
        Some(split) => wire::Part {
            begins: line.len() - split.text.len(),
            goes_on: !split.is_last,
        },
        None => wire::Part {
            begins: 0,
            goes_on: false,
        },
    }
}

/// Puts lines together into replies.
#[derive(Debug, Default)]
pub(crate) struct Parser {
    partial: Option<Reply>,
    lines: usize,
}

impl Parser {
    /// Whether lines of a reply have been taken and its last has not.
    pub(crate) fn has_begun(&self) -> bool {
        self.partial.is_some()
    }

    /// The text of the lines that have been taken of a reply whose last has not.
    pub(crate) fn begun(&self) -> &[String] {
        self.partial.as_ref().map_or(&[], |reply| &reply.lines)
    }

    /// Takes the next line, without line end; gives the reply when the line was its last.
    ///
    /// # Errors
    /// [`Malformed`].
    pub(crate) fn line(&mut self, line: &[u8]) -> Result<Option<Reply>, Malformed> {
        let Some(split) = Split::of(line) else {
            return Err(Malformed::line(line));
        };
        let Split {
            code,
            is_last,
            enhanced,
            text,
        } = split;
        let reply = self.partial.get_or_insert_with(|| Reply {
            code,
            enhanced,
            lines: Vec::new(),
        });
        if reply.code != code {
            return Err(Malformed::Codes(reply.code, code));
        }
        reply.lines.push(readable(text));
        self.lines += 1;
        match is_last {
            true => Ok(self.partial.take()),
            false if self.lines >= MAX_REPLY_LINES => Err(Malformed::TooLong),
            false => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(lines: &[&[u8]]) -> Result<Option<Reply>, Malformed> {
        let mut parser = Parser::default();
        let (last, first) = lines.split_last().expect("lines");
        for line in first {
            assert_eq!(parser.line(line)?, None);
        }
        parser.line(last)
    }

    fn reply(code: u16, enhanced: Option<(u16, u16, u16)>, lines: &[&str]) -> Reply {
        let enhanced = enhanced.map(|(class, subject, detail)| EnhancedStatus {
            class,
            subject,
            detail,
        });
        Reply {
            code: ReplyCode(code),
            enhanced,
            lines: lines.iter().map(|line| line.to_string()).collect(),
        }
    }

    #[test]
    fn replies() {
        for (lines, expected) in [
            (&[&b"250 ok"[..]][..], reply(250, None, &["ok"])),
            (&[b"250"], reply(250, None, &[""])),
            (&[b"250 "], reply(250, None, &[""])),
            (
                &[b"250-a", b"250-b c", b"250 d"],
                reply(250, None, &["a", "b c", "d"]),
            ),
            (&[b"250-a", b"250"], reply(250, None, &["a", ""])),
            (&[b"535 5.7.8 no"], reply(535, Some((5, 7, 8)), &["no"])),
            (
                &[b"550-5.1.1 no", b"550 5.1.1 such user"],
                reply(550, Some((5, 1, 1)), &["no", "such user"]),
            ),
            (&[b"250 2.0.0"], reply(250, Some((2, 0, 0)), &[""])),
            (&[b"450 5.1.1 odd"], reply(450, None, &["5.1.1 odd"])),
            (
                &[b"250 1.2.3.4 an address"],
                reply(250, None, &["1.2.3.4 an address"]),
            ),
            (&[b"599 what"], reply(599, None, &["what"])),
            (&[b"250 a\xffb\0"], reply(250, None, &["a\\xffb\0"])),
        ] {
            assert_eq!(parse(lines), Ok(Some(expected)), "{lines:?}");
        }
    }

    #[test]
    fn what_is_no_reply() {
        for line in [
            &b""[..],
            b"25",
            b"2500 x",
            b"250x",
            b" 250 ok",
            b"+250",
            b"199 x",
            b"600 x",
            b"099 x",
            b"+OK",
            b"2\xb22 x",
        ] {
            assert_eq!(
                parse(&[line]),
                Err(Malformed::line(line)),
                "{}",
                line.escape_ascii()
            );
        }
        assert!(matches!(
            parse(&[b"250-a", b"550 b"]),
            Err(Malformed::Codes(..))
        ));
        let mut parser = Parser::default();
        let lines = (0..10_000)
            .take_while(|_| parser.line(b"250-more").is_ok())
            .count();
        assert!(lines < MAX_REPLY_LINES);
    }

    #[test]
    fn shown_on_one_line() {
        assert_eq!(
            reply(550, Some((5, 1, 1)), &["no", "", "such user"]).to_string(),
            "550 5.1.1 no such user"
        );
    }

    proptest! {
        #[test]
        fn no_octets_make_it_panic(lines in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 0..5)) {
            let mut parser = Parser::default();
            for line in lines {
                let _ = parser.line(&line);
            }
        }
    }
}
