//! What a server can do, as CAPA tells it (RFC 2449).

use crate::sasl::{Method, Offer};

/// A capability list without end must end somewhere; the longest seen have some twenty lines.
pub(crate) const MAX_CAPABILITIES: usize = 256;

/// RFC 2449 section 3 allows 512 octets a line.
pub(crate) const MAX_CAPABILITY_OCTETS: usize = 1024;

/// The capabilities of one connection state: asked for again after TLS begins, and never carried over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Capabilities {
    /// CAPA was answered. When it was not, TOP and UIDL may exist all the same and are tried.
    pub capa_answered: bool,
    /// Every line as the server wrote it, in order.
    pub shown: Vec<String>,
    /// PIPELINING: several commands may be sent at once.
    pub pipelining: bool,
    /// STLS (RFC 2595).
    pub stls: bool,
    /// TOP.
    pub top: bool,
    /// UIDL.
    pub uidl: bool,
    /// USER: USER and PASS log in.
    pub user: bool,
    /// SASL mechanisms in the server's order and case.
    pub sasl: Vec<String>,
}

impl Capabilities {
    /// Reads the lines of a CAPA response; unknown tags are kept in `shown` and otherwise passed over.
    pub(crate) fn parse(lines: &[Vec<u8>]) -> Self {
        let mut capabilities = Capabilities {
            capa_answered: true,
            ..Capabilities::default()
        };
        for line in lines {
            let line = String::from_utf8_lossy(line).into_owned();
            let mut words = line.split_ascii_whitespace();
            match words
                .next()
                .unwrap_or_default()
                .to_ascii_uppercase()
                .as_str()
            {
                "PIPELINING" => capabilities.pipelining = true,
                "STLS" => capabilities.stls = true,
                "TOP" => capabilities.top = true,
                "UIDL" => capabilities.uidl = true,
                "USER" => capabilities.user = true,
                "SASL" => capabilities.sasl = words.map(str::to_owned).collect(),
                _ => {}
            }
            capabilities.shown.push(line);
        }
        capabilities
    }

    /// Whether UIDL is worth a try.
    pub(crate) fn may_have_uidl(&self) -> bool {
        self.uidl || !self.capa_answered
    }

    /// Whether TOP is worth a try.
    pub(crate) fn may_have_top(&self) -> bool {
        self.top || !self.capa_answered
    }

    /// The ways to log in: SASL as listed, APOP if the greeting had a timestamp, USER unless the server lists other
    /// ways and not this one.
    pub(crate) fn login_offer(&self, timestamp: bool) -> Offer {
        let user = self.user || self.sasl.is_empty();
        let offered = |method: &Method| match method {
            Method::Apop => timestamp,
            Method::User => user,
            sasl => (self.sasl.iter()).any(|name| name.eq_ignore_ascii_case(sasl.wire_name())),
        };
        let mut shown = self.sasl.clone();
        shown.extend(user.then(|| "USER".to_owned()));
        shown.extend(timestamp.then(|| "APOP".to_owned()));
        Offer {
            methods: Method::ALL.into_iter().filter(offered).collect(),
            shown: shown.join(" "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Capabilities {
        Capabilities::parse(
            &text
                .lines()
                .map(|line| line.as_bytes().to_vec())
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn tags_of_any_case() {
        let got =
            parse("CAPA\ntop\nUIDL\nRESP-CODES\nPipelining\nSTLS\nSASL PLAIN login\nX-NEW thing");
        assert!(
            got.capa_answered && got.top && got.uidl && got.pipelining && got.stls && !got.user
        );
        assert_eq!(got.sasl, ["PLAIN", "login"]);
        assert_eq!(got.shown.len(), 8);
    }

    #[test]
    fn ways_to_log_in() {
        for (text, timestamp, methods) in [
            (
                "SASL PLAIN LOGIN\nUSER",
                false,
                vec![Method::Plain, Method::Login, Method::User],
            ),
            ("SASL CRAM-MD5", true, vec![Method::CramMd5, Method::Apop]),
            ("TOP", false, vec![Method::User]),
            ("", true, vec![Method::Apop, Method::User]),
        ] {
            assert_eq!(
                parse(text).login_offer(timestamp).methods,
                methods,
                "{text}"
            );
        }
        assert_eq!(
            Capabilities::default().login_offer(false).methods,
            vec![Method::User]
        );
    }

    #[test]
    fn without_capa_everything_is_worth_a_try() {
        let none = Capabilities::default();
        assert!(none.may_have_uidl() && none.may_have_top() && !none.pipelining);
        assert!(!parse("USER").may_have_uidl());
    }
}
