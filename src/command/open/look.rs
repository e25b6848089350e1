//! A second connection, which only looks at a certificate that was refused.

use super::Opener;
use crate::endpoint::{Protocol, Security};
use crate::net::{self, Tls, TlsFacts};
use crate::timeout::Phase;
use crate::wire::{Connection, Event, Handshake, Stream as _};
use crate::{pop3, smtp};
use std::cell::RefCell;

impl Opener {
    /// Connects once more if the certificate was refused, without verification, client certificate or login, and records what
    /// the server shows. Behind the handshake nothing is sent but the end of the connection. Whatever fails here has failed
    /// before, so it is not an error.
    pub(crate) fn look_at_refused_certificate(&self) {
        let is_refused = (self.recorder.record().tls.as_ref()).is_some_and(|tls| tls.is_refused);
        if let (true, Some(tls)) = (is_refused, &self.unverified) {
            self.recorder.looked(self.look(tls));
        }
    }

    fn look(&self, tls: &Tls) -> Option<TlsFacts> {
        let mut trace = self.trace();
        trace.event(&Event::Note(
            "connecting again, without verification and login, to see the certificate",
        ));
        let (endpoint, timeouts) = (&self.server.endpoint, self.timeouts);
        let stream = net::connect(endpoint, &self.route, &timeouts, &self.interrupt).ok()?;
        let seen = RefCell::new(None);
        let handshake: Handshake<'_, net::Stream> = Box::new(|stream, wait| {
            let mut stream = net::handshake(stream, tls, endpoint, wait)?;
            seen.replace(stream.tls_facts());
            let _ = stream.close();
            // Ends the session, whichever protocol it is of.
            Err("the certificate was seen".into())
        });
        match (self.server.security, self.server.protocol) {
            (Security::None, _) => return None,
            (Security::Implicit, _) => {
                let _ = handshake(stream, &timeouts.wait(Phase::TlsHandshake));
            }
            (Security::StartTls, Protocol::Smtp) => {
                let mut connection = Connection::new(stream, timeouts, trace);
                self.hide_secrets(&mut connection);
                let _ = smtp::Session::open(connection, &self.opening(), Some(handshake));
            }
            (Security::StartTls, Protocol::Pop3) => {
                let mut connection = Connection::new(stream, timeouts, trace);
                self.hide_secrets(&mut connection);
                let _ = pop3::Session::open(connection, Some(handshake));
            }
        }
        seen.into_inner()
    }
}
