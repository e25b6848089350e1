//! The methods to log in, one row each.

use super::bearer::{oauthbearer, xoauth2};
use super::cram_md5::cram_md5;
use super::credentials::ProofKind;
use super::external::external;
use super::login::login;
use super::mechanism::{Attempt, Mechanism};
use super::plain::plain;
use super::scram::{scram_sha_1, scram_sha_256};
use crate::secret::Secret;

/// What is known of a method. A new method fills every field.
struct Row {
    /// The name in `--auth`.
    option: &'static str,
    /// The name in the protocol.
    wire: &'static str,
    /// The place in the order of `--auth auto` on a channel that protects the password; the lowest comes first. `None` if
    /// only `--auth` with its name uses it.
    rank: Option<u8>,
    /// What an eavesdropper learns.
    exposure: Exposure,
    /// How it is carried out, and with which kind of proof.
    kind: Kind,
}

/// What somebody who reads a login on the network learns from it, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exposure {
    /// Nothing: the proof is part of TLS, and there is none without.
    Nothing,
    /// Too little to find the password: each guess costs thousands of hash computations.
    Little,
    /// A digest against which passwords can be tried offline at full speed.
    Guessable,
    /// The password or token itself.
    Secret,
}

/// How a method is carried out.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// A SASL mechanism that works with a password.
    Password(fn(&Attempt<'_>, &Secret) -> Box<dyn Mechanism>),
    /// A SASL mechanism that works with an OAuth access token.
    Token(fn(&Attempt<'_>, &Secret) -> Box<dyn Mechanism>),
    /// A SASL mechanism that works with the client certificate.
    Certificate(fn(&Attempt<'_>) -> Box<dyn Mechanism>),
    /// POP3's APOP, which works with a password.
    Apop,
    /// POP3's USER and PASS, which work with a password.
    UserAndPass,
}

/// Declares [`Method`] from its rows, so that no list of methods can miss one.
macro_rules! methods {
    ($(#[doc = $doc:literal] $name:ident => $row:expr,)+) => {
        /// A way to log in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Method {
            $(#[doc = $doc] $name,)+
        }

        impl Method {
            /// Every method, in the order in which they are listed for users.
            pub const ALL: [Method; COUNT] = [$(Method::$name,)+];

            fn row(self) -> Row {
                match self {
                    $(Method::$name => $row,)+
                }
            }
        }

        const COUNT: usize = [$(Method::$name,)+].len();
    };
}

methods! {
    #[doc = "PLAIN (RFC 4616)."]
    Plain => Row {
        option: "plain",
        wire: "PLAIN",
        rank: Some(0),
        exposure: Exposure::Secret,
        kind: Kind::Password(plain),
    },
    #[doc = "LOGIN: the user, then the password, each in base64."]
    Login => Row {
        option: "login",
        wire: "LOGIN",
        rank: Some(1),
        exposure: Exposure::Secret,
        kind: Kind::Password(login),
    },
    #[doc = "SCRAM-SHA-256 (RFC 7677)."]
    ScramSha256 => Row {
        option: "scram-sha-256",
        wire: "SCRAM-SHA-256",
        rank: Some(2),
        exposure: Exposure::Little,
        kind: Kind::Password(scram_sha_256),
    },
    #[doc = "SCRAM-SHA-1 (RFC 5802)."]
    ScramSha1 => Row {
        option: "scram-sha-1",
        wire: "SCRAM-SHA-1",
        rank: Some(3),
        exposure: Exposure::Little,
        kind: Kind::Password(scram_sha_1),
    },
    #[doc = "CRAM-MD5 (RFC 2195)."]
    CramMd5 => Row {
        option: "cram-md5",
        wire: "CRAM-MD5",
        rank: Some(4),
        exposure: Exposure::Guessable,
        kind: Kind::Password(cram_md5),
    },
    #[doc = "EXTERNAL (RFC 4422 appendix A)."]
    External => Row {
        option: "external",
        wire: "EXTERNAL",
        rank: None,
        exposure: Exposure::Nothing,
        kind: Kind::Certificate(external),
    },
    #[doc = "XOAUTH2, of Google and Microsoft."]
    Xoauth2 => Row {
        option: "xoauth2",
        wire: "XOAUTH2",
        rank: None,
        exposure: Exposure::Secret,
        kind: Kind::Token(xoauth2),
    },
    #[doc = "OAUTHBEARER (RFC 7628)."]
    Oauthbearer => Row {
        option: "oauthbearer",
        wire: "OAUTHBEARER",
        rank: None,
        exposure: Exposure::Secret,
        kind: Kind::Token(oauthbearer),
    },
    #[doc = "APOP (RFC 1939 section 7), in POP3 only."]
    Apop => Row {
        option: "apop",
        wire: "APOP",
        rank: Some(6),
        exposure: Exposure::Guessable,
        kind: Kind::Apop,
    },
    #[doc = "USER and PASS (RFC 1939 section 7), in POP3 only."]
    User => Row {
        option: "user",
        wire: "USER",
        rank: Some(5),
        exposure: Exposure::Secret,
        kind: Kind::UserAndPass,
    },
}

impl Method {
    /// The name on the command line.
    pub fn option_name(self) -> &'static str {
        self.row().option
    }

    /// The name in the protocol.
    pub fn wire_name(self) -> &'static str {
        self.row().wire
    }

    /// Whether this is a SASL mechanism, which is named after AUTH.
    pub fn is_sasl(self) -> bool {
        match self.row().kind {
            Kind::Password(_) | Kind::Token(_) | Kind::Certificate(_) => true,
            Kind::Apop | Kind::UserAndPass => false,
        }
    }

    /// What it works with.
    pub fn proof(self) -> ProofKind {
        match self.row().kind {
            Kind::Password(_) | Kind::Apop | Kind::UserAndPass => ProofKind::Password,
            Kind::Token(_) => ProofKind::Token,
            Kind::Certificate(_) => ProofKind::Certificate,
        }
    }

    /// Whether the method may be used on a connection that others can read, without `--cleartext-auth`: only if what it
    /// sends does not help to find the password.
    pub fn may_go_in_clear(self) -> bool {
        match self.row().exposure {
            Exposure::Little => true,
            Exposure::Nothing | Exposure::Guessable | Exposure::Secret => false,
        }
    }

    /// What an eavesdropper learns.
    pub fn exposure(self) -> Exposure {
        self.row().exposure
    }

    /// How the method is carried out.
    pub(crate) fn kind(self) -> Kind {
        self.row().kind
    }

    /// The order of `--auth auto`, which works with a password. If the channel protects the password, the fewest round trips come first; otherwise
    /// the methods that expose the least.
    pub fn automatic(channel_protects: bool) -> Vec<Method> {
        let mut methods = Method::ALL.to_vec();
        methods.retain(|method| method.row().rank.is_some());
        methods.sort_by_key(|method| method.row().rank);
        if !channel_protects {
            methods.sort_by_key(|method| method.row().exposure);
        }
        methods
    }
}

/// What `--auth` asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Preference {
    /// The best method that the server offers and the channel allows.
    Auto,
    /// The first of these that is offered and allowed. All of them work with the same kind of proof.
    Listed(Vec<Method>),
}

impl Preference {
    /// What the methods work with.
    pub fn proof(&self) -> ProofKind {
        match self {
            Preference::Auto => ProofKind::Password,
            Preference::Listed(methods) => methods
                .first()
                .map_or(ProofKind::Password, |first| first.proof()),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_auto() {
        use Method::{Apop, CramMd5, Login, Plain, ScramSha1, ScramSha256, User};
        assert_eq!(
            Method::automatic(true),
            [Plain, Login, ScramSha256, ScramSha1, CramMd5, User, Apop]
        );
        assert_eq!(
            Method::automatic(false),
            [ScramSha256, ScramSha1, CramMd5, Apop, Plain, Login, User]
        );
    }

    #[test]
    fn only_scram_may_go_in_clear() {
        let allowed: Vec<_> = Method::ALL
            .into_iter()
            .filter(|method| method.may_go_in_clear())
            .collect();
        assert_eq!(allowed, [Method::ScramSha256, Method::ScramSha1]);
    }

    #[test]
    fn names_are_read_in_any_case() {
        for method in Method::ALL {
            assert_eq!(method.option_name().to_uppercase().parse(), Ok(method));
        }
        assert_eq!("kerberos".parse::<Method>(), Err(()));
    }
}
