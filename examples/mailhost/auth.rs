//! Logins, the same ones for SMTP AUTH (RFC 4954) and POP3 AUTH (RFC 5034).

use std::sync::Arc;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::{Digest as _, Md5};

use crate::conn::{Conn, Stop};
use crate::scram;
use crate::users::{User, Users};

/// The longest line of an exchange, CRLF included (RFC 4954 section 4).
const MAX_LINE_OCTETS: usize = 12288 + 2;

/// How an exchange ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    Accepted(Arc<User>),
    /// Wrong password, or nobody of that name: which of the two is not told.
    Refused,
    Cancelled,
    Malformed(&'static str),
}

/// What stops an exchange short of accepting somebody.
#[derive(Debug, PartialEq, Eq)]
pub enum Failure {
    Verdict(Verdict),
    Stop(Stop),
}

impl From<Stop> for Failure {
    fn from(stop: Stop) -> Self {
        Failure::Stop(stop)
    }
}

/// Shorthand for a message that is not what the mechanism says.
pub fn malformed(why: &'static str) -> Failure {
    Failure::Verdict(Verdict::Malformed(why))
}

/// Shorthand for credentials that are not right.
pub fn refused() -> Failure {
    Failure::Verdict(Verdict::Refused)
}

/// Sends a challenge and gives the answer, both before base64.
pub type Ask<'a> = dyn FnMut(&[u8]) -> Result<Vec<u8>, Failure> + 'a;

/// The mechanisms this host knows.
pub const MECHANISMS: &[&str] = &[
    "PLAIN",
    "LOGIN",
    "SCRAM-SHA-256",
    "SCRAM-SHA-1",
    "CRAM-MD5",
    "XOAUTH2",
    "OAUTHBEARER",
];

/// Carries one AUTH command through. `prefix` is what a challenge line begins with (`334 `, `+ `);
/// `initial` the initial response as it stood in the command.
pub fn converse(
    conn: &mut Conn,
    prefix: &str,
    mechanism: &str,
    initial: Option<&str>,
    users: &Users,
) -> Result<Verdict, Stop> {
    let certified = conn.client_name();
    let mut ask = |challenge: &[u8]| {
        conn.reply(&format!("{prefix}{}", BASE64_STANDARD.encode(challenge)))?;
        let Ok(line) = conn.secret_line(MAX_LINE_OCTETS)? else {
            return Err(malformed("no proper line"));
        };
        if line == "*" {
            return Err(Failure::Verdict(Verdict::Cancelled));
        }
        decode(&line)
    };
    let initial = match initial {
        None => Ok(None),
        Some("=") => Ok(Some(Vec::new())),
        Some(text) => decode(text).map(Some),
    };
    let outcome = initial.and_then(|initial| match mechanism {
        "EXTERNAL" => external(initial, certified, users, &mut ask),
        "PLAIN" => plain(initial, users, &mut ask),
        "LOGIN" => login(initial, users, &mut ask),
        "CRAM-MD5" => cram_md5(initial, users, &mut ask),
        "SCRAM-SHA-1" => scram::run(&scram::SHA_1, initial, users, &mut ask),
        "SCRAM-SHA-256" => scram::run(&scram::SHA_256, initial, users, &mut ask),
        "XOAUTH2" => token(initial, users, &mut ask, Token::XOAuth2),
        "OAUTHBEARER" => token(initial, users, &mut ask, Token::OAuthBearer),
        _ => Err(malformed("no such mechanism")),
    });
    match outcome {
        Ok(user) => Ok(Verdict::Accepted(user)),
        Err(Failure::Verdict(verdict)) => Ok(verdict),
        Err(Failure::Stop(stop)) => Err(stop),
    }
}

fn decode(text: &str) -> Result<Vec<u8>, Failure> {
    BASE64_STANDARD
        .decode(text)
        .map_err(|_| malformed("not base64"))
}

/// Whoever the client's certificate names; the answer can only name them again (RFC 4422 appendix
/// A).
fn external(
    initial: Option<Vec<u8>>,
    certified: Option<String>,
    users: &Users,
    ask: &mut Ask,
) -> Result<Arc<User>, Failure> {
    let authorize = String::from_utf8(initial.map_or_else(|| ask(b""), Ok)?);
    let authorize = authorize.map_err(|_| malformed("not UTF-8"))?;
    let user = certified
        .and_then(|name| users.by_login(&name))
        .ok_or(refused())?;
    match authorize.is_empty() || users.by_login(&authorize) == Some(user) {
        true => Ok(user.clone()),
        false => Err(refused()),
    }
}

/// `authzid NUL user NUL password` (RFC 4616).
fn plain(initial: Option<Vec<u8>>, users: &Users, ask: &mut Ask) -> Result<Arc<User>, Failure> {
    let message = initial.map_or_else(|| ask(b""), Ok)?;
    let message = String::from_utf8(message).map_err(|_| malformed("not UTF-8"))?;
    let fields: Vec<&str> = message.split('\0').collect();
    let [authorize, name, password] = fields[..] else {
        return Err(malformed("not three fields"));
    };
    let user = check(users, name, password)?;
    match authorize.is_empty() || users.by_login(authorize) == Some(&user) {
        true => Ok(user),
        false => Err(refused()),
    }
}

/// Two prompts; some clients give the name with the command.
fn login(initial: Option<Vec<u8>>, users: &Users, ask: &mut Ask) -> Result<Arc<User>, Failure> {
    let name = initial.map_or_else(|| ask(b"Username:"), Ok)?;
    let password = ask(b"Password:")?;
    let text = |octets| String::from_utf8(octets).map_err(|_| malformed("not UTF-8"));
    check(users, &text(name)?, &text(password)?)
}

/// `name digest`, the digest over a challenge with the password as key (RFC 2195).
fn cram_md5(initial: Option<Vec<u8>>, users: &Users, ask: &mut Ask) -> Result<Arc<User>, Failure> {
    if initial.is_some() {
        return Err(malformed("the server speaks first"));
    }
    let challenge = timestamp();
    let answer = String::from_utf8(ask(challenge.as_bytes())?);
    let answer = answer.map_err(|_| malformed("not UTF-8"))?;
    let (name, digest) = answer.rsplit_once(' ').ok_or(malformed("no digest"))?;
    let user = users.by_login(name).ok_or(refused())?;
    match same(
        digest.as_bytes(),
        cram_digest(&challenge, &user.password).as_bytes(),
    ) {
        true => Ok(user.clone()),
        false => Err(refused()),
    }
}

#[derive(Clone, Copy)]
enum Token {
    XOAuth2,
    OAuthBearer,
}

/// A bearer token, which is the user's password here. A wrong one is told as JSON that the client
/// has to acknowledge (RFC 7628 section 3.2.3).
fn token(
    initial: Option<Vec<u8>>,
    users: &Users,
    ask: &mut Ask,
    kind: Token,
) -> Result<Arc<User>, Failure> {
    let message = initial.map_or_else(|| ask(b""), Ok)?;
    let message = String::from_utf8(message).map_err(|_| malformed("not UTF-8"))?;
    let body = message
        .strip_suffix("\u{1}\u{1}")
        .ok_or(malformed("does not end in two 0x01"))?;
    let fields: Vec<&str> = body.split('\u{1}').collect();
    let value = |key: &str| fields.iter().find_map(|field| field.strip_prefix(key));
    let name = match kind {
        Token::XOAuth2 => value("user="),
        Token::OAuthBearer => value("n,a=").and_then(|name| name.strip_suffix(',')),
    };
    let name = name.ok_or(malformed("no user"))?;
    let token = value("auth=Bearer ").ok_or(malformed("no bearer token"))?;
    check(users, name, token).or_else(|failure| {
        ask(br#"{"status":"invalid_token","schemes":"bearer"}"#)?;
        Err(failure)
    })
}

/// The user of this name, if the password is right.
pub fn check(users: &Users, name: &str, password: &str) -> Result<Arc<User>, Failure> {
    match users.by_login(name) {
        Some(user) if same(user.password.as_bytes(), password.as_bytes()) => Ok(user.clone()),
        _ => Err(refused()),
    }
}

/// What RFC 2195 has a client answer to this challenge.
fn cram_digest(challenge: &str, password: &str) -> String {
    let Ok(mut mac) = Hmac::<Md5>::new_from_slice(password.as_bytes()) else {
        return String::new();
    };
    mac.update(challenge.as_bytes());
    hex(&mac.finalize().into_bytes())
}

/// What RFC 1939 section 7 has a client say in APOP.
pub fn apop_digest(timestamp: &str, password: &str) -> String {
    hex(&Md5::digest(format!("{timestamp}{password}")))
}

/// Compares without telling by its time where the difference is.
pub fn same(left: &[u8], right: &[u8]) -> bool {
    let differing = left.iter().zip(right).fold(0, |all, (l, r)| all | (l ^ r));
    left.len() == right.len() && differing == 0
}

/// A challenge nobody has seen before, as APOP and CRAM-MD5 want it: `<...@...>`.
pub fn timestamp() -> String {
    format!("<{}@mailhost.invalid>", hex(&random::<12>()))
}

/// Octets from the system's random source.
pub fn random<const N: usize>() -> [u8; N] {
    let mut octets = [0; N];
    if getrandom::fill(&mut octets).is_err() {
        // Without randomness at least never twice the same: this host guards nothing of worth.
        let now = std::time::SystemTime::UNIX_EPOCH
            .elapsed()
            .unwrap_or_default();
        let now = now.as_nanos().to_le_bytes();
        octets.iter_mut().zip(now).for_each(|(to, from)| *to = from);
    }
    octets
}

/// Lower-case hexadecimal.
pub fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn users() -> Users {
        Users::new("example.test", &["alice:secret".parse().expect("a login")])
    }

    /// Plays a client that answers from a list.
    fn answers(list: &'static [&'static [u8]]) -> impl FnMut(&[u8]) -> Result<Vec<u8>, Failure> {
        let mut list = list.iter();
        move |_| {
            list.next()
                .map(|a| a.to_vec())
                .ok_or(Failure::Stop(Stop::Gone))
        }
    }

    #[test]
    fn known_answers() {
        let challenge = "<1896.697170952@postoffice.reston.mci.net>";
        assert_eq!(
            cram_digest(challenge, "tanstaaftanstaaf"),
            "b913a602c7eda7a495b4e6e7334d3890"
        );
        let challenge = "<1896.697170952@dbc.mtview.ca.us>";
        assert_eq!(
            apop_digest(challenge, "tanstaaf"),
            "c4c9334bac560ecc979e58001b3e22fb"
        );
    }

    #[test]
    fn plain_wants_three_fields_and_the_right_password() {
        let try_plain = |message: &[u8]| plain(Some(message.to_vec()), &users(), &mut answers(&[]));
        assert!(try_plain(b"\0alice\0secret").is_ok());
        assert!(try_plain(b"alice\0alice@example.test\0secret").is_ok());
        assert_eq!(try_plain(b"\0alice\0wrong"), Err(refused()));
        assert_eq!(try_plain(b"bob\0alice\0secret"), Err(refused()));
        assert_eq!(
            try_plain(b"alice\0secret"),
            Err(malformed("not three fields"))
        );
        assert_eq!(try_plain(b"\0alice\0\xff"), Err(malformed("not UTF-8")));
    }

    #[test]
    fn login_prompts_for_what_was_not_given() {
        assert!(login(None, &users(), &mut answers(&[b"alice", b"secret"])).is_ok());
        let named = Some(b"alice".to_vec());
        assert!(login(named, &users(), &mut answers(&[b"secret"])).is_ok());
        assert_eq!(
            login(None, &users(), &mut answers(&[b"bob", b"secret"])),
            Err(refused())
        );
    }

    #[test]
    fn a_wrong_token_is_explained_first() {
        let message = |name: &str, token: &str| {
            Some(format!("{name}\u{1}auth=Bearer {token}\u{1}\u{1}").into_bytes())
        };
        let good = message("user=alice", "secret");
        assert!(token(good, &users(), &mut answers(&[]), Token::XOAuth2).is_ok());
        let good = message("n,a=alice,", "secret");
        assert!(token(good, &users(), &mut answers(&[]), Token::OAuthBearer).is_ok());
        let bad = message("user=alice", "stale");
        assert_eq!(
            token(bad, &users(), &mut answers(&[b""]), Token::XOAuth2),
            Err(refused())
        );
    }
}
