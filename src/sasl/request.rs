//! Which method is used: what was asked for, what the server offers, and what the channel allows.

use super::credentials::{Credentials, Nonce, Proof, ProofKind};
use super::error::Error;
use super::exchange::Ready;
use super::mechanism::Attempt;
use super::method::{Kind, Method, Preference};
use super::pop3_login::{Apop, UserAndPass};
use crate::endpoint::Endpoint;

/// How well the connection keeps a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Channel {
    /// TLS, and the server's identity is verified.
    Verified,
    /// TLS, with a server whose identity is not verified (`--insecure`).
    Unverified,
    /// No TLS, but the octets do not leave this machine.
    Loopback,
    /// No TLS.
    Clear,
}

impl Channel {
    /// Whether only the right server can read what is sent.
    fn protects(self) -> bool {
        match self {
            Channel::Verified | Channel::Loopback => true,
            Channel::Unverified | Channel::Clear => false,
        }
    }
}

/// A login that is wanted: who, by which methods, and over which channel.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// Who logs in.
    pub credentials: Credentials,
    /// `--auth`.
    pub preference: Preference,
    /// How safe the connection is.
    pub channel: Channel,
    /// `--cleartext-auth`.
    pub cleartext_allowed: bool,
    /// For this login alone.
    pub nonce: Nonce,
    /// The server, as it was named by the user.
    pub server: Endpoint,
}

/// What a server offers for logging in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Offer {
    /// The methods that are known here.
    pub methods: Vec<Method>,
    /// All of it in the server's words, for errors.
    pub shown: String,
}

/// A method that can be used now.
#[derive(Debug)]
pub(crate) enum Candidate {
    /// A SASL mechanism, by AUTH.
    Sasl(Ready),
    /// APOP.
    Apop(Apop),
    /// USER and PASS.
    UserAndPass(UserAndPass),
}

impl Candidate {
    /// Which method it is.
    pub(crate) fn method(&self) -> Method {
        match self {
            Candidate::Sasl(ready) => ready.method(),
            Candidate::Apop(_) => Method::Apop,
            Candidate::UserAndPass(_) => Method::User,
        }
    }

    /// The SASL mechanism, for protocols that have nothing else.
    pub(crate) fn into_sasl(self) -> Option<Ready> {
        match self {
            Candidate::Sasl(ready) => Some(ready),
            Candidate::Apop(_) | Candidate::UserAndPass(_) => None,
        }
    }
}

impl Request {
    /// The methods that can be used, best first.
    ///
    /// # Errors
    /// [`Error::NotOffered`]: the server offers no method that was asked for and works with the proof.
    /// [`Error::ClearText`]: it does, but on this connection others could find out the password.
    pub(crate) fn candidates(&self, offer: &Offer) -> Result<Vec<Candidate>, Error> {
        let asked = match &self.preference {
            Preference::Listed(methods) => methods.clone(),
            Preference::Auto => Method::automatic(self.channel.protects()),
        };
        let offered: Vec<Method> = asked
            .into_iter()
            .filter(|method| offer.methods.contains(method))
            .collect();
        let exposed = self.channel == Channel::Clear && !self.cleartext_allowed;
        let candidates: Vec<Candidate> = offered
            .iter()
            .filter(|method| !exposed || method.may_go_in_clear())
            .filter_map(|method| self.candidate(*method))
            .collect();
        match (candidates.is_empty(), offered.first()) {
            (false, _) => Ok(candidates),
            (true, Some(method)) if exposed => Err(Error::ClearText { method: *method }),
            (true, _) => Err(self.not_offered(offer)),
        }
    }

    /// The error for a server whose offer holds nothing that can be used.
    pub(crate) fn not_offered(&self, offer: &Offer) -> Error {
        let mut methods = offer.methods.iter();
        Error::NotOffered {
            offered: offer.shown.clone(),
            asked: self.preference.clone(),
            token_offered: methods.any(|method| method.proof() == ProofKind::Token),
        }
    }

    /// The method with these credentials, or `None` if it does not work with their kind of proof.
    fn candidate(&self, method: Method) -> Option<Candidate> {
        let user = self.credentials.user();
        let attempt = Attempt {
            user,
            nonce: &self.nonce,
            server: &self.server,
        };
        let sasl = |mechanism| Some(Candidate::Sasl(Ready::new(method, mechanism)));
        match (method.kind(), self.credentials.proof()) {
            (Kind::Password(begin), Proof::Password(secret))
            | (Kind::Token(begin), Proof::Token(secret)) => sasl(begin(&attempt, secret)),
            (Kind::Certificate(begin), Proof::Certificate) => sasl(begin(&attempt)),
            (Kind::Apop, Proof::Password(password)) => {
                Some(Candidate::Apop(Apop::new(user, password)))
            }
            (Kind::UserAndPass, Proof::Password(password)) => {
                Some(Candidate::UserAndPass(UserAndPass::new(user, password)))
            }
            (
                Kind::Password(_)
                | Kind::Token(_)
                | Kind::Certificate(_)
                | Kind::Apop
                | Kind::UserAndPass,
                Proof::Password(_) | Proof::Token(_) | Proof::Certificate,
            ) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::Host;
    use crate::secret::Secret;

    fn request(preference: Preference, channel: Channel) -> Request {
        let proof = Proof::Password(Secret::new("pass"));
        Request {
            credentials: Credentials::new("user".into(), proof),
            preference,
            channel,
            cleartext_allowed: false,
            nonce: Nonce::new(b"nonce"),
            server: server(),
        }
    }

    fn server() -> Endpoint {
        Endpoint {
            host: Host::parse("mail.example.org").expect("a host"),
            port: 993,
        }
    }

    fn offer(methods: &[Method]) -> Offer {
        Offer {
            methods: methods.to_vec(),
            shown: "SOME".into(),
        }
    }

    fn chosen(request: &Request, offered: &[Method]) -> Result<Vec<Method>, Error> {
        let candidates = request.candidates(&offer(offered))?;
        Ok(candidates.iter().map(Candidate::method).collect())
    }

    #[test]
    fn auto_prefers_few_round_trips_where_the_channel_protects_and_little_exposure_elsewhere() {
        for (channel, first) in [
            (Channel::Verified, Method::Plain),
            (Channel::Loopback, Method::Plain),
            (Channel::Unverified, Method::ScramSha256),
        ] {
            let methods = chosen(&request(Preference::Auto, channel), &Method::ALL);
            let methods = methods.expect("candidates");
            assert_eq!(methods[0], first, "{channel:?}");
            assert_eq!(methods.len(), Method::automatic(true).len(), "{channel:?}");
        }
    }

    #[test]
    fn a_clear_connection_is_for_methods_that_do_not_expose_the_password() {
        use Method::{Apop, CramMd5, Login, Plain, ScramSha1, ScramSha256, User};
        let listed = |methods: &[Method]| Preference::Listed(methods.to_vec());
        for (preference, offered, expected) in [
            (
                Preference::Auto,
                &Method::ALL[..],
                Ok(&[ScramSha256, ScramSha1][..]),
            ),
            (Preference::Auto, &[Plain, ScramSha1], Ok(&[ScramSha1])),
            (Preference::Auto, &[Plain, CramMd5], Err(CramMd5)),
            (Preference::Auto, &[User, Apop], Err(Apop)),
            (Preference::Auto, &[User], Err(User)),
            (
                listed(&[Plain, ScramSha256]),
                &Method::ALL,
                Ok(&[ScramSha256]),
            ),
            (listed(&[Login]), &Method::ALL, Err(Login)),
        ] {
            let mut request = request(preference.clone(), Channel::Clear);
            let expected = match expected {
                Ok(methods) => Ok(methods.to_vec()),
                Err(method) => Err(Error::ClearText { method }),
            };
            assert_eq!(
                chosen(&request, offered),
                expected,
                "{preference:?} {offered:?}"
            );
            // `--cleartext-auth`
            request.cleartext_allowed = true;
            assert!(
                chosen(&request, offered).is_ok(),
                "{preference:?} {offered:?}"
            );
        }
    }

    #[test]
    fn only_what_is_listed_is_used_in_its_order() {
        let listed = Preference::Listed(vec![Method::CramMd5, Method::Login]);
        let request = request(listed, Channel::Verified);
        assert_eq!(
            chosen(&request, &Method::ALL),
            Ok(vec![Method::CramMd5, Method::Login])
        );
        let nothing = chosen(&request, &[Method::Plain]);
        assert_eq!(nothing, Err(request.not_offered(&offer(&[]))));
    }

    #[test]
    fn a_method_works_with_one_kind_of_proof() {
        use Method::{External, Oauthbearer, Plain, ScramSha256, Xoauth2};
        let all = [External, Plain, Xoauth2, ScramSha256, Oauthbearer];
        for (proof, expected) in [
            (
                Proof::Password(Secret::new("pass")),
                &[Plain, ScramSha256][..],
            ),
            (Proof::Token(Secret::new("token")), &[Xoauth2, Oauthbearer]),
            (Proof::Certificate, &[External]),
        ] {
            let listed = Preference::Listed(all.to_vec());
            let mut request = request(listed, Channel::Verified);
            request.credentials = Credentials::new("user".into(), proof);
            assert_eq!(chosen(&request, &all).expect("candidates"), expected);
        }
    }

    #[test]
    fn what_needs_tls_is_refused_on_a_clear_connection() {
        for (method, proof) in [
            (Method::Xoauth2, Proof::Token(Secret::new("token"))),
            (Method::Oauthbearer, Proof::Token(Secret::new("token"))),
            (Method::External, Proof::Certificate),
        ] {
            let listed = Preference::Listed(vec![method]);
            let mut request = request(listed, Channel::Clear);
            request.credentials = Credentials::new("user".into(), proof);
            let refused = Err(Error::ClearText { method });
            assert_eq!(chosen(&request, &Method::ALL), refused);
        }
    }

    #[test]
    fn a_password_has_no_use_where_only_tokens_are_accepted() {
        let request = request(Preference::Auto, Channel::Verified);
        let nothing = chosen(&request, &[Method::Xoauth2]).expect_err("no candidate");
        let expected = Error::NotOffered {
            offered: "SOME".into(),
            asked: Preference::Auto,
            token_offered: true,
        };
        assert_eq!(nothing, expected);
    }
}
