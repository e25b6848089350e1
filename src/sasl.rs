//! Logging in, for SMTP and POP3 alike (RFC 4422): which way is taken, and what is said.
//!
//! ```text
//!   offered by the server ─┐
//!   --auth or auto ────────┼─► candidates ─► Exchange (challenge, response, ...) ─► outcome, told by the protocol
//!   how safe the channel is┘
//! ```
//!
//! One mechanism is tried and its refusal is final: no lock-outs, no downgrade. The policy for clear connections
//! lives here too, so that no session can forget it.

mod cram_md5;
mod exchange;
mod login;
mod plain;

pub use cram_md5::{CramMd5, apop_digest};
pub use exchange::Exchange;
pub use login::Login;
pub use plain::Plain;

use crate::secret::Secret;
use std::fmt;

/// The authentication identity and what proves it.
#[derive(Clone, Debug)]
pub struct Credentials {
    user: String,
    password: Secret,
}

impl Credentials {
    /// Credentials without CR, LF or NUL in either part; the caller has checked (`account`).
    pub fn new(user: String, password: Secret) -> Self {
        Credentials { user, password }
    }

    /// The authentication identity.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The password.
    pub fn password(&self) -> &Secret {
        &self.password
    }
}

/// One SASL mechanism at work: pure, octets in and octets out.
pub trait Mechanism {
    /// The initial response, for mechanisms in which the client speaks first.
    fn initial_response(&mut self) -> Option<Secret>;

    /// The response to a challenge (both without base64).
    ///
    /// # Errors
    /// [`Error::Challenge`] when the challenge is not one of this mechanism.
    fn respond(&mut self, challenge: &[u8]) -> Result<Secret, Error>;
}

/// A way to log in, as `--auth` names it. The last two exist in POP3 only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// PLAIN (RFC 4616).
    Plain,
    /// LOGIN: the user, then the password, each in base64.
    Login,
    /// CRAM-MD5 (RFC 2195).
    CramMd5,
    /// APOP (RFC 1939 section 7).
    Apop,
    /// USER and PASS (RFC 1939 section 7).
    User,
}

impl Method {
    /// Every method there is.
    pub const ALL: [Method; 5] = [
        Method::Plain,
        Method::Login,
        Method::CramMd5,
        Method::Apop,
        Method::User,
    ];

    /// The name on the command line.
    pub fn option_name(self) -> &'static str {
        match self {
            Method::Plain => "plain",
            Method::Login => "login",
            Method::CramMd5 => "cram-md5",
            Method::Apop => "apop",
            Method::User => "user",
        }
    }

    /// The name on the wire.
    pub fn wire_name(self) -> &'static str {
        match self {
            Method::Plain => "PLAIN",
            Method::Login => "LOGIN",
            Method::CramMd5 => "CRAM-MD5",
            Method::Apop => "APOP",
            Method::User => "USER",
        }
    }

    /// The SASL mechanism behind it; `None` for POP3's own two.
    pub fn mechanism(self, credentials: &Credentials) -> Option<Box<dyn Mechanism>> {
        match self {
            Method::Plain => Some(Box::new(Plain::new(credentials))),
            Method::Login => Some(Box::new(Login::new(credentials))),
            Method::CramMd5 => Some(Box::new(CramMd5::new(credentials))),
            Method::Apop | Method::User => None,
        }
    }

    /// Whether it is a SASL mechanism, named after AUTH.
    pub fn is_sasl(self) -> bool {
        !matches!(self, Method::Apop | Method::User)
    }
}

impl std::str::FromStr for Method {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Method::ALL
            .into_iter()
            .find(|method| method.option_name().eq_ignore_ascii_case(name))
            .ok_or(())
    }
}

/// What `--auth` asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Preference {
    /// The best that the server offers and the channel allows.
    Auto,
    /// These, in this order.
    Listed(Vec<Method>),
}

/// How well the connection keeps a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// TLS, and the server is who it should be.
    Verified,
    /// TLS with somebody (`--insecure`).
    Unverified,
    /// No TLS, but the octets do not leave this machine.
    Loopback,
    /// No TLS.
    Clear,
}

/// A login to be made: who, how, and what the channel allows.
#[derive(Clone, Debug)]
pub struct Request {
    /// Who logs in.
    pub credentials: Credentials,
    /// `--auth`.
    pub preference: Preference,
    /// How safe the connection is.
    pub channel: Channel,
    /// `--cleartext-auth`.
    pub cleartext_allowed: bool,
}

impl Request {
    /// The methods to take, best first, of those that the server offers.
    ///
    /// # Errors
    /// [`Error::NotOffered`] when the server offers none that is wanted; [`Error::ClearText`] when it does, but the
    /// connection would show the password or let it be guessed.
    pub fn candidates(&self, offered: &Offer) -> Result<Vec<Method>, Error> {
        let wanted: Vec<Method> = match &self.preference {
            Preference::Listed(methods) => methods.clone(),
            Preference::Auto => match self.channel {
                Channel::Verified | Channel::Loopback => {
                    vec![
                        Method::Plain,
                        Method::Login,
                        Method::CramMd5,
                        Method::User,
                        Method::Apop,
                    ]
                }
                Channel::Unverified | Channel::Clear => {
                    vec![
                        Method::CramMd5,
                        Method::Apop,
                        Method::Plain,
                        Method::Login,
                        Method::User,
                    ]
                }
            },
        };
        let possible: Vec<Method> = wanted
            .into_iter()
            .filter(|method| offered.methods.contains(method))
            .collect();
        if possible.is_empty() {
            return Err(Error::NotOffered {
                offered: offered.shown.clone(),
                asked: self.preference.clone(),
            });
        }
        if self.channel == Channel::Clear && !self.cleartext_allowed {
            return Err(Error::ClearText {
                method: possible[0],
            });
        }
        Ok(possible)
    }
}

/// What a server offers for logging in.
#[derive(Clone, Debug, Default)]
pub struct Offer {
    /// The methods that we know.
    pub methods: Vec<Method>,
    /// All of it in the server's words, for errors.
    pub shown: String,
}

/// Why no login was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The server offers nothing that we want.
    NotOffered {
        /// What it does offer, in its words.
        offered: String,
        /// What was asked for.
        asked: Preference,
    },
    /// The connection is clear and the method would give the password away.
    ClearText {
        /// The method that would have been taken.
        method: Method,
    },
    /// A challenge that the mechanism does not know, or one too many; the exchange was cancelled.
    Challenge {
        /// What was wrong with it.
        problem: &'static str,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NotOffered { offered, asked } => {
                match asked {
                    Preference::Auto => f.write_str(
                        "a login was asked for, and the server offers none that is known here",
                    )?,
                    Preference::Listed(methods) => {
                        let names: Vec<_> =
                            methods.iter().map(|method| method.option_name()).collect();
                        write!(
                            f,
                            "the server does not offer the login asked for ({})",
                            names.join(", ")
                        )?;
                    }
                }
                if !offered.is_empty() {
                    write!(f, "; it offers {}", offered.escape_debug())?;
                }
                if *asked == Preference::Auto && !offered.is_empty() {
                    let known = Method::ALL.map(Method::wire_name).join(", ");
                    write!(f, "; known are {known}")?;
                }
                Ok(())
            }
            Error::ClearText { method } => {
                write!(
                    f,
                    "{} would give the password to anyone on the way: the connection is not encrypted",
                    method.wire_name()
                )
            }
            Error::Challenge { problem } => write!(f, "the login was cancelled: {problem}"),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(preference: Preference, channel: Channel) -> Request {
        let credentials = Credentials::new("user".into(), Secret::new("pass"));
        Request {
            credentials,
            preference,
            channel,
            cleartext_allowed: false,
        }
    }

    fn offer(methods: &[Method]) -> Offer {
        Offer {
            methods: methods.to_vec(),
            shown: "SOME".into(),
        }
    }

    #[test]
    fn auto_prefers_the_round_trip_under_tls_and_the_digest_elsewhere() {
        let all = offer(&Method::ALL);
        for (channel, first) in [
            (Channel::Verified, Method::Plain),
            (Channel::Loopback, Method::Plain),
            (Channel::Unverified, Method::CramMd5),
        ] {
            assert_eq!(
                request(Preference::Auto, channel)
                    .candidates(&all)
                    .expect("possible")[0],
                first,
                "{channel:?}"
            );
        }
    }

    #[test]
    fn a_clear_connection_gets_no_secret_unless_told_so() {
        let mut asked = request(Preference::Auto, Channel::Clear);
        assert_eq!(
            asked.candidates(&offer(&Method::ALL)),
            Err(Error::ClearText {
                method: Method::CramMd5
            })
        );
        asked.cleartext_allowed = true;
        assert_eq!(
            asked.candidates(&offer(&[Method::Login])),
            Ok(vec![Method::Login])
        );
    }

    #[test]
    fn what_is_listed_is_all_that_is_taken() {
        let asked = request(
            Preference::Listed(vec![Method::CramMd5, Method::Login]),
            Channel::Verified,
        );
        assert_eq!(
            asked.candidates(&offer(&Method::ALL)),
            Ok(vec![Method::CramMd5, Method::Login])
        );
        assert!(matches!(
            asked.candidates(&offer(&[Method::Plain])),
            Err(Error::NotOffered { .. })
        ));
    }
}
