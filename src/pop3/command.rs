//! The commands we send and their wire form.

use crate::secret::{Parts, Secret};
use crate::wire;

/// A command.
#[derive(Clone, Debug)]
pub(crate) enum Command {
    /// CAPA (RFC 2449).
    Capa,
    /// STLS (RFC 2595).
    Stls,
    /// A line of the AUTH exchange (RFC 5034): the command, a response, or the cancellation.
    Auth(Parts),
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
    /// The line without CRLF.
    fn line(&self) -> Parts {
        Parts::public(match self {
            Command::Auth(line) => return line.clone(),
            Command::Pass(password) => {
                return Parts::public("PASS ").and_secret(password.clone());
            }
            Command::Apop(user, digest) => {
                return Parts::public(format!("APOP {user} ")).and_secret(digest.clone());
            }
            Command::Capa => "CAPA".to_owned(),
            Command::Stls => "STLS".to_owned(),
            Command::User(user) => format!("USER {user}"),
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
        })
    }
}

impl wire::Command for Command {
    fn encode(&self, out: &mut Vec<u8>) {
        self.line().encode(out);
        out.extend_from_slice(b"\r\n");
    }

    fn shown(&self) -> String {
        self.line().shown()
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
                Command::Auth(Parts::public("AUTH PLAIN ").and_secret(Secret::new("AA=="))),
                "AUTH PLAIN AA==\r\n",
                "AUTH PLAIN ********",
            ),
            (Command::Auth(Parts::default()), "\r\n", ""),
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
