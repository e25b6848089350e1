//! The session over a connection: greeting, capabilities, TLS, login.

use super::Opener;
use super::record::TlsRecord;
use crate::account;
use crate::endpoint::Security;
use crate::maildrop::{self, Maildrop};
use crate::net::{self, Tls};
use crate::sasl::{Channel, Nonce, Request};
use crate::timeout::Wait;
use crate::wire::Handshake;
use crate::{pop3, smtp};
use anyhow::Context as _;

impl Opener {
    /// Opens a submission session, and logs in if there is a user, or leaves that to the first transaction.
    ///
    /// # Errors
    /// [`net::Error`], [`smtp::Error`], with the server's name.
    pub(crate) fn smtp(&self) -> anyhow::Result<smtp::Session<net::Stream>> {
        let (connection, peer_is_loopback) = self.connect()?;
        let starttls = self.upgrade();
        let mut session = smtp::Session::open(connection, &self.opening(), starttls)
            .map_err(|error| self.at_server(error))?;
        match self.login_request(peer_is_loopback)? {
            Some(request) if self.pipeline_login => session.login_with_envelope(request),
            Some(request) => {
                if let Err(error) = session.login(&request) {
                    return Err(self.at_server(session.leave_after(error)));
                }
            }
            None => {}
        }
        Ok(session)
    }

    /// Opens a maildrop and logs in; asks for unique-ids if they are needed.
    ///
    /// # Errors
    /// [`net::Error`], [`maildrop::Error`], with the server's name.
    pub(crate) fn maildrop(&self, unique_ids_needed: bool) -> anyhow::Result<Maildrop> {
        let (connection, peer_is_loopback) = self.connect()?;
        let stls = self.upgrade();
        let failed = |error: pop3::Error| self.at_server(maildrop::Error::from(error));
        let session = pop3::Session::open(connection, stls).map_err(failed)?;
        let request = self
            .login_request(peer_is_loopback)?
            .ok_or(account::Error::NoUser)?;
        let session = session.authenticate(&request).map_err(failed)?;
        let maildrop = Maildrop::pop3(session).with_unique_ids(unique_ids_needed);
        maildrop.map_err(|error| self.at_server(error))
    }

    pub(super) fn opening(&self) -> smtp::Opening {
        smtp::Opening {
            helo: self.helo.clone(),
            login_wanted: self.login.is_some(),
            chunking: self.chunking,
        }
    }

    /// The TLS handshake that follows STARTTLS or STLS.
    fn upgrade(&self) -> Option<Handshake<'_, net::Stream>> {
        match (self.server.security, &self.tls) {
            (Security::StartTls, Some(tls)) => Some(Box::new(move |stream, wait| {
                Ok(self.handshake(stream, tls, wait)?)
            })),
            _ => None,
        }
    }

    pub(super) fn handshake(
        &self,
        stream: net::Stream,
        tls: &Tls,
        wait: &Wait,
    ) -> Result<net::Stream, net::Error> {
        let outcome = net::handshake(stream, tls, &self.server.endpoint, wait);
        if self.unverified.is_some() {
            self.recorder
                .handshake(TlsRecord::of(&outcome, tls.verification()));
        }
        outcome
    }

    fn login_request(&self, peer_is_loopback: bool) -> anyhow::Result<Option<Request>> {
        let Some((credentials, login)) = &self.login else {
            return Ok(None);
        };
        self.recorder.login_is_due();
        let channel = match (self.server.security, self.insecure) {
            (Security::Implicit | Security::StartTls, false) => Channel::Verified,
            _ if peer_is_loopback => Channel::Loopback,
            (Security::Implicit | Security::StartTls, true) => Channel::Unverified,
            (Security::None, _) => Channel::Clear,
        };
        let mut random = [0; Nonce::RANDOM_OCTETS];
        getrandom::fill(&mut random).context("the system has no random numbers for the login")?;
        Ok(Some(Request {
            credentials: credentials.clone(),
            preference: login.preference.value.clone(),
            channel,
            cleartext_allowed: login.cleartext_auth.value,
            nonce: Nonce::new(&random),
            server: self.server.endpoint.clone(),
        }))
    }
}
