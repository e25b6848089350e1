//! The commands we send and their wire form.

use crate::secret::{MASK, Secret};
use crate::wire;

/// A command.
#[derive(Clone, Debug)]
pub enum Command {
    /// CAPA (RFC 2449).
    Capa,
    /// STLS (RFC 2595).
    Stls,
    /// AUTH (RFC 5034) with the mechanism and perhaps its initial response in base64.
    Auth(&'static str, Option<Secret>),
    /// A response in base64 to an AUTH challenge.
    AuthResponse(Secret),
    /// `*`: the exchange is given up.
    AuthCancel,
    /// USER with the name of the maildrop.
    User(String),
    /// PASS with the password.
    Pass(Secret),
    /// APOP with the name of the maildrop and the digest.
    Apop(String, Secret),
    /// STAT.
    Stat,
    /// LIST, of one message or all.
    List(Option<u32>),
    /// UIDL, of one message or all.
    Uidl(Option<u32>),
    /// RETR.
    Retr(u32),
    /// TOP: the header fields and so many lines of the body.
    Top(u32, u32),
    /// DELE.
    Dele(u32),
    /// RSET.
    Rset,
    /// NOOP.
    Noop,
    /// QUIT.
    Quit,
}

impl Command {
    /// The line without CRLF; `secret` says how secrets are written.
    fn line(&self, secret: impl Fn(&Secret) -> Vec<u8>) -> Vec<u8> {
        let text = match self {
            Command::Capa => "CAPA".to_owned(),
            Command::Stls => "STLS".to_owned(),
            Command::Auth(mechanism, None) => format!("AUTH {mechanism}"),
            Command::Auth(mechanism, Some(response)) => {
                return [format!("AUTH {mechanism} ").as_bytes(), &secret(response)].concat();
            }
            Command::AuthResponse(response) => return secret(response),
            Command::AuthCancel => "*".to_owned(),
            Command::User(user) => format!("USER {user}"),
            Command::Pass(password) => return [b"PASS ".as_slice(), &secret(password)].concat(),
            Command::Apop(user, digest) => {
                return [format!("APOP {user} ").as_bytes(), &secret(digest)].concat();
            }
            Command::Stat => "STAT".to_owned(),
            Command::List(None) => "LIST".to_owned(),
            Command::List(Some(message)) => format!("LIST {message}"),
            Command::Uidl(None) => "UIDL".to_owned(),
            Command::Uidl(Some(message)) => format!("UIDL {message}"),
            Command::Retr(message) => format!("RETR {message}"),
            Command::Top(message, lines) => format!("TOP {message} {lines}"),
            Command::Dele(message) => format!("DELE {message}"),
            Command::Rset => "RSET".to_owned(),
            Command::Noop => "NOOP".to_owned(),
            Command::Quit => "QUIT".to_owned(),
        };
        text.into_bytes()
    }
}

impl wire::Command for Command {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.line(|secret| secret.expose().to_vec()));
        out.extend_from_slice(b"\r\n");
    }

    fn shown(&self) -> String {
        String::from_utf8_lossy(&self.line(|_| MASK.as_bytes().to_vec())).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Command as _;

    #[test]
    fn wire_forms_and_masks() {
        for (command, wire, shown) in [
            (Command::User("a".into()), "USER a\r\n", "USER a"),
            (
                Command::Pass(Secret::new("p w")),
                "PASS p w\r\n",
                "PASS ********",
            ),
            (
                Command::Apop("a".into(), Secret::new("d1")),
                "APOP a d1\r\n",
                "APOP a ********",
            ),
            (
                Command::Auth("PLAIN", Some(Secret::new("AA=="))),
                "AUTH PLAIN AA==\r\n",
                "AUTH PLAIN ********",
            ),
            (Command::AuthResponse(Secret::new("")), "\r\n", "********"),
            (Command::Top(7, 0), "TOP 7 0\r\n", "TOP 7 0"),
            (Command::Uidl(Some(2)), "UIDL 2\r\n", "UIDL 2"),
            (Command::List(None), "LIST\r\n", "LIST"),
        ] {
            let mut out = Vec::new();
            command.encode(&mut out);
            assert_eq!(
                (
                    String::from_utf8_lossy(&out).as_ref(),
                    command.shown().as_str()
                ),
                (wire, shown)
            );
        }
    }
}
