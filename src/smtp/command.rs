//! The commands we send and their wire form. Values are safe by their types: no address can hold a CR or LF.

use crate::address::{ForwardPath, ReversePath};
use crate::secret::Parts;
use crate::wire;

/// The parameters of MAIL. Each goes out only where its extension was offered; the session sees to that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct MailParameters {
    /// SIZE= (RFC 1870): octets of the message with CRLFs, without transparency dots and the final line.
    pub size: Option<u64>,
    /// BODY=8BITMIME (RFC 6152).
    pub eight_bit: bool,
    /// SMTPUTF8 (RFC 6531).
    pub smtputf8: bool,
    /// RET= (RFC 3461 section 4.3): `FULL` or `HDRS`.
    pub ret: Option<String>,
    /// ENVID= (RFC 3461 section 4.4), not yet xtext.
    pub envid: Option<String>,
}

/// The parameters of RCPT (RFC 3461 sections 4.1 and 4.2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RecipientParameters {
    /// NOTIFY=: `NEVER` or a list of `SUCCESS`, `FAILURE`, `DELAY`.
    pub notify: Option<String>,
    /// ORCPT=rfc822; with the forward-path, so that a report names what was asked for.
    pub original_recipient: bool,
}

/// A command.
#[derive(Clone, Debug)]
pub(crate) enum Command {
    /// EHLO with our name.
    Ehlo(String),
    /// HELO with our name, for servers that do not know EHLO.
    Helo(String),
    /// STARTTLS (RFC 3207).
    StartTls,
    /// A line of the AUTH exchange (RFC 4954): the command, a response, or the cancellation.
    Auth(Parts),
    /// MAIL.
    Mail(ReversePath, MailParameters),
    /// RCPT.
    Rcpt(ForwardPath, RecipientParameters),
    /// DATA.
    Data,
    /// BDAT n LAST (RFC 3030) with the whole message's octets.
    BdatLast(u64),
    /// RSET.
    Rset,
    /// NOOP.
    Noop,
    /// QUIT.
    Quit,
}

impl Command {
    /// The verb.
    pub(crate) fn verb(&self) -> &'static str {
        match self {
            Command::Ehlo(_) => "EHLO",
            Command::Helo(_) => "HELO",
            Command::StartTls => "STARTTLS",
            Command::Auth(_) => "AUTH",
            Command::Mail(..) => "MAIL",
            Command::Rcpt(..) => "RCPT",
            Command::Data => "DATA",
            Command::BdatLast(_) => "BDAT",
            Command::Rset => "RSET",
            Command::Noop => "NOOP",
            Command::Quit => "QUIT",
        }
    }

    /// The line without CRLF.
    fn line(&self) -> Parts {
        Parts::public(match self {
            Command::Auth(line) => return line.clone(),
            Command::Ehlo(name) => format!("EHLO {name}"),
            Command::Helo(name) => format!("HELO {name}"),
            Command::Mail(path, parameters) => {
                format!("MAIL FROM:{}{}", path.wire(), mail_parameters(parameters))
            }
            Command::Rcpt(path, parameters) => format!(
                "RCPT TO:{}{}",
                path.wire(),
                recipient_parameters(path, parameters)
            ),
            Command::BdatLast(octets) => format!("BDAT {octets} LAST"),
            Command::StartTls | Command::Data | Command::Rset | Command::Noop | Command::Quit => {
                self.verb().to_owned()
            }
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

fn mail_parameters(parameters: &MailParameters) -> String {
    let mut text = String::new();
    if let Some(size) = parameters.size {
        text.push_str(&format!(" SIZE={size}"));
    }
    if parameters.eight_bit {
        text.push_str(" BODY=8BITMIME");
    }
    if parameters.smtputf8 {
        text.push_str(" SMTPUTF8");
    }
    if let Some(ret) = &parameters.ret {
        text.push_str(&format!(" RET={ret}"));
    }
    if let Some(envid) = &parameters.envid {
        text.push_str(&format!(" ENVID={}", xtext(envid)));
    }
    text
}

fn recipient_parameters(path: &ForwardPath, parameters: &RecipientParameters) -> String {
    let mut text = String::new();
    if let Some(notify) = &parameters.notify {
        text.push_str(&format!(" NOTIFY={notify}"));
    }
    if parameters.original_recipient {
        text.push_str(&format!(" ORCPT=rfc822;{}", xtext(&path.0.wire())));
    }
    text
}

/// xtext (RFC 3461 section 4): printable ASCII but `+` and `=`, every other octet as `+HH`.
fn xtext(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, octet| {
        match octet {
            b'+' | b'=' => encoded.push_str(&format!("+{octet:02X}")),
            0x21..=0x7e => encoded.push(char::from(octet)),
            _ => encoded.push_str(&format!("+{octet:02X}")),
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::Address;
    use crate::secret::Secret;
    use crate::wire::Command as _;

    fn wire(command: &Command) -> String {
        let mut out = Vec::new();
        command.encode(&mut out);
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn wire_forms() {
        let address = Address::parse("a@example.org").expect("an address");
        let all = MailParameters {
            size: Some(9),
            eight_bit: true,
            smtputf8: true,
            ret: Some("HDRS".into()),
            envid: Some("a+b c".into()),
        };
        let notify = RecipientParameters {
            notify: Some("SUCCESS,FAILURE".into()),
            original_recipient: true,
        };
        for (command, expected) in [
            (Command::Ehlo("[127.0.0.1]".into()), "EHLO [127.0.0.1]\r\n"),
            (Command::Auth(Parts::public("AUTH LOGIN")), "AUTH LOGIN\r\n"),
            (
                Command::Auth(Parts::secret(Secret::new("cGFzcw=="))),
                "cGFzcw==\r\n",
            ),
            (Command::Auth(Parts::default()), "\r\n"),
            (
                Command::Mail(ReversePath::Null, MailParameters::default()),
                "MAIL FROM:<>\r\n",
            ),
            (
                Command::Mail(ReversePath::Address(address.clone()), all),
                "MAIL FROM:<a@example.org> SIZE=9 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=a+2Bb+20c\r\n",
            ),
            (
                Command::Rcpt(ForwardPath(address), notify),
                "RCPT TO:<a@example.org> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;a@example.org\r\n",
            ),
            (Command::BdatLast(42), "BDAT 42 LAST\r\n"),
            (Command::Quit, "QUIT\r\n"),
        ] {
            assert_eq!(wire(&command), expected);
        }
    }

    #[test]
    fn secret_parts_are_not_shown() {
        let line = Parts::public("AUTH PLAIN ").and_secret(Secret::new("AGEAYg=="));
        assert_eq!(Command::Auth(line).shown(), "AUTH PLAIN ********");
    }
}
