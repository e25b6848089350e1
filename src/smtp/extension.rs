//! What a server offers in its reply to EHLO (RFC 5321 section 4.1.1.1).

use super::reply::Reply;
use crate::sasl::{Method, Offer};

/// The service extensions of one connection state: they are asked for again after TLS begins, and never carried over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extensions {
    /// Every keyword with its parameters as the server wrote them, in order.
    pub shown: Vec<String>,
    /// SIZE (RFC 1870): the largest message in octets; `None` when there is no limit or it is not told.
    pub size_limit: Option<u64>,
    /// SIZE is offered, so MAIL may carry it.
    pub size: bool,
    /// PIPELINING (RFC 2920).
    pub pipelining: bool,
    /// CHUNKING (RFC 3030).
    pub chunking: bool,
    /// 8BITMIME (RFC 6152).
    pub eight_bit_mime: bool,
    /// SMTPUTF8 (RFC 6531).
    pub smtputf8: bool,
    /// STARTTLS (RFC 3207).
    pub starttls: bool,
    /// DSN (RFC 3461).
    pub dsn: bool,
    /// AUTH (RFC 4954): the mechanisms in the server's order and case, each once.
    pub auth: Vec<String>,
    /// LIMITS (RFC 9422): what the server allows in one transaction and in one session.
    pub(crate) limits: Limits,
}

/// The limits that a server announces (RFC 9422 section 4); `None` for one that it does not announce.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Limits {
    /// RCPTMAX: the most RCPT commands in one transaction.
    pub(crate) rcpt_max: Option<u64>,
    /// MAILMAX: the most transactions in one session.
    pub(crate) mail_max: Option<u64>,
    /// RCPTDOMAINMAX: the most different domains among the recipients of one transaction.
    pub(crate) rcpt_domain_max: Option<u64>,
}

impl Limits {
    /// Reads the parameters `NAME=NUMBER`. One that cannot be read is ignored (RFC 9422 section 3), and so is zero, which
    /// no limit may be.
    fn parse<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let mut limits = Limits::default();
        for (name, number) in words.filter_map(|word| word.split_once('=')) {
            let number = number.parse().ok().filter(|limit| *limit > 0);
            match name.to_ascii_uppercase().as_str() {
                "RCPTMAX" => limits.rcpt_max = number,
                "MAILMAX" => limits.mail_max = number,
                "RCPTDOMAINMAX" => limits.rcpt_domain_max = number,
                _ => {}
            }
        }
        limits
    }
}

impl Extensions {
    /// Reads the reply to EHLO. Its first line names the server and is no keyword; keywords are case-blind; unknown
    /// ones are kept in `shown` and otherwise passed over.
    pub(crate) fn parse(reply: &Reply) -> Self {
        let mut extensions = Extensions::default();
        for line in reply.lines.iter().skip(1) {
            extensions.shown.push(line.clone());
            // Some servers still write `AUTH=LOGIN PLAIN`, a form older than RFC 4954: it means the same.
            let line = match line.split_at_checked(5) {
                Some((start, rest)) if start.eq_ignore_ascii_case("AUTH=") => {
                    format!("AUTH {rest}")
                }
                _ => line.clone(),
            };
            let mut words = line.split_ascii_whitespace();
            let keyword = words.next().unwrap_or_default().to_ascii_uppercase();
            match keyword.as_str() {
                "SIZE" => {
                    extensions.size = true;
                    // RFC 1870 section 4: no number, or zero, means no fixed limit.
                    extensions.size_limit = words
                        .next()
                        .and_then(|size| size.parse().ok())
                        .filter(|limit| *limit > 0);
                }
                "PIPELINING" => extensions.pipelining = true,
                "CHUNKING" => extensions.chunking = true,
                "8BITMIME" => extensions.eight_bit_mime = true,
                "SMTPUTF8" => extensions.smtputf8 = true,
                "STARTTLS" => extensions.starttls = true,
                "DSN" => extensions.dsn = true,
                "LIMITS" => extensions.limits = Limits::parse(words),
                "AUTH" => {
                    for name in words {
                        if !extensions
                            .auth
                            .iter()
                            .any(|known| known.eq_ignore_ascii_case(name))
                        {
                            extensions.auth.push(name.to_owned());
                        }
                    }
                }
                _ => {}
            }
        }
        extensions
    }

    /// The ways to log in.
    pub(crate) fn login_offer(&self) -> Offer {
        let methods = Method::ALL.into_iter().filter(|method| {
            method.is_sasl()
                && (self.auth.iter()).any(|name| name.eq_ignore_ascii_case(method.wire_name()))
        });
        Offer {
            methods: methods.collect(),
            shown: self.auth.join(" "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::reply::Parser;
    use super::*;

    fn extensions(text: &str) -> Extensions {
        let mut parser = Parser::default();
        let reply = text
            .lines()
            .find_map(|line| parser.line(line.as_bytes()).expect("a reply line"));
        Extensions::parse(&reply.expect("a whole reply"))
    }

    #[test]
    fn keywords_of_any_case_and_age() {
        let got = extensions(
            "250-PIPELINING greets you\n250-size 73400320\n250-AUTH LOGIN PLAIN\n250-AUTH=LOGIN XOAUTH2\n250-Chunking\n250-8bitmime\n250-MAILCOMPRESS\n250 SMTPUTF8",
        );
        assert!(!got.pipelining, "the first line is no keyword");
        assert_eq!(got.size_limit, Some(73_400_320));
        assert_eq!(got.auth, ["LOGIN", "PLAIN", "XOAUTH2"]);
        assert!(got.chunking && got.eight_bit_mime && got.smtputf8 && got.size);
        let offered = [Method::Plain, Method::Login, Method::Xoauth2];
        assert_eq!(got.login_offer().methods, offered);
        assert_eq!(got.shown.len(), 7);
    }

    #[test]
    fn limits_are_numbers_from_one() {
        let got = extensions(
            "250-host\n250-limits rcptmax=20 MAILMAX=5 OTHER RCPTDOMAINMAX=1 x=y\n250 DSN",
        );
        assert_eq!(
            got.limits,
            Limits {
                rcpt_max: Some(20),
                mail_max: Some(5),
                rcpt_domain_max: Some(1),
            }
        );
        for limits in [
            "",
            " RCPTMAX",
            " RCPTMAX= MAILMAX=0",
            " RCPTMAX=many MAILMAX=-1",
        ] {
            let got = extensions(&format!("250-host\n250 LIMITS{limits}"));
            assert_eq!(got.limits, Limits::default(), "{limits}");
        }
    }

    #[test]
    fn a_size_of_zero_or_nonsense_is_no_limit() {
        for size in [
            "SIZE",
            "SIZE 0",
            "SIZE many",
            "SIZE 99999999999999999999999",
        ] {
            let got = extensions(&format!("250-host\n250 {size}"));
            assert!(got.size && got.size_limit.is_none(), "{size}");
        }
    }
}
