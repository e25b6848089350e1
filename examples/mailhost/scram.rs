//! SCRAM-SHA-1 (RFC 5802) and SCRAM-SHA-256 (RFC 7677), the server's side, without channel binding.

use std::sync::Arc;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use crate::auth::{Ask, Failure, hex, malformed, random, refused, same};
use crate::users::{User, Users};

/// RFC 7677 section 4 wants 4096 at least; more would only slow a trial.
const ITERATIONS: u32 = 4096;

/// The two functions a SCRAM mechanism is built of.
pub struct Hash {
    digest: fn(&[u8]) -> Vec<u8>,
    mac: fn(&[u8], &[u8]) -> Vec<u8>,
}

pub const SHA_1: Hash = Hash {
    digest: |octets| Sha1::digest(octets).to_vec(),
    mac: |key, octets| {
        Hmac::<Sha1>::new_from_slice(key).map_or_else(
            |_| Vec::new(),
            |mac| mac.chain_update(octets).finalize().into_bytes().to_vec(),
        )
    },
};

pub const SHA_256: Hash = Hash {
    digest: |octets| Sha256::digest(octets).to_vec(),
    mac: |key, octets| {
        Hmac::<Sha256>::new_from_slice(key).map_or_else(
            |_| Vec::new(),
            |mac| mac.chain_update(octets).finalize().into_bytes().to_vec(),
        )
    },
};

/// Carries one exchange through.
pub fn run(
    hash: &Hash,
    initial: Option<Vec<u8>>,
    users: &Users,
    ask: &mut Ask,
) -> Result<Arc<User>, Failure> {
    exchange(
        hash,
        initial,
        users,
        ask,
        &hex(&random::<9>()),
        &random::<16>(),
    )
}

fn exchange(
    hash: &Hash,
    initial: Option<Vec<u8>>,
    users: &Users,
    ask: &mut Ask,
    server_nonce: &str,
    salt: &[u8],
) -> Result<Arc<User>, Failure> {
    let text = |octets| String::from_utf8(octets).map_err(|_| malformed("not UTF-8"));
    let first = text(initial.map_or_else(|| ask(b""), Ok)?)?;
    let (header, bare) = gs2(&first)?;
    let [name, nonce] = attributes(bare, ["n=", "r="])?;
    let nonce = format!("{nonce}{server_nonce}");
    // Somebody unknown is led to the same end as a wrong password.
    let user = users.by_login(&unescape(name)?);
    let password = user.map_or("", |user| &user.password);

    let server_first = format!(
        "r={nonce},s={},i={ITERATIONS}",
        BASE64_STANDARD.encode(salt)
    );
    let last = text(ask(server_first.as_bytes())?)?;
    let [binding, echoed, proof] = attributes(&last, ["c=", "r=", "p="])?;
    if echoed != nonce || binding != BASE64_STANDARD.encode(header) {
        return Err(malformed("not the same nonce or header"));
    }
    let proof = BASE64_STANDARD
        .decode(proof)
        .map_err(|_| malformed("not base64"))?;
    let unproved = last.rsplit_once(",p=").map_or("", |(before, _)| before);
    let message = format!("{bare},{server_first},{unproved}");

    let salted = salted_password(hash, password, salt);
    let client_key = (hash.mac)(&salted, b"Client Key");
    let signature = (hash.mac)(&(hash.digest)(&client_key), message.as_bytes());
    let expected: Vec<u8> = client_key
        .iter()
        .zip(signature)
        .map(|(k, s)| k ^ s)
        .collect();
    let user = match user {
        Some(user) if same(&proof, &expected) => user.clone(),
        _ => return Err(refused()),
    };
    let server_key = (hash.mac)(&salted, b"Server Key");
    let verifier = BASE64_STANDARD.encode((hash.mac)(&server_key, message.as_bytes()));
    let acknowledged = ask(format!("v={verifier}").as_bytes())?;
    match acknowledged.is_empty() {
        true => Ok(user),
        false => Err(malformed("something behind the end")),
    }
}

/// Divides the client's first message: `n,,` or `y,,`, with or without an authorization identity.
fn gs2(first: &str) -> Result<(&str, &str), Failure> {
    let mut commas = first.match_indices(',').map(|(at, _)| at);
    let end = commas.nth(1).ok_or(malformed("no header"))? + 1;
    let (header, bare) = first.split_at(end);
    let identity = ["n,", "y,"]
        .iter()
        .find_map(|flag| header.strip_prefix(flag)?.strip_suffix(','));
    if !identity.is_some_and(|identity| identity.is_empty() || identity.starts_with("a=")) {
        return Err(malformed("no header without channel binding"));
    }
    Ok((header, bare))
}

/// The values of exactly these attributes, in this order; extensions may stand before the last.
fn attributes<'a, const N: usize>(
    message: &'a str,
    keys: [&str; N],
) -> Result<[&'a str; N], Failure> {
    let mut fields = message.split(',');
    let mut values = [""; N];
    for (value, key) in values.iter_mut().zip(keys) {
        let field = match key {
            "p=" => fields.next_back(),
            _ => fields.next(),
        };
        *value = field
            .and_then(|field| field.strip_prefix(key))
            .filter(|value| !value.is_empty())
            .ok_or(malformed("attributes missing or out of order"))?;
    }
    Ok(values)
}

/// `=2C` and `=3D` stand for `,` and `=`; no other `=` may stand in a name.
fn unescape(name: &str) -> Result<String, Failure> {
    let plain = name.replace("=2C", ",");
    match plain.replace("=3D", "").contains('=') {
        true => Err(malformed("a stray '=' in the name")),
        false => Ok(plain.replace("=3D", "=")),
    }
}

/// `Hi()` of RFC 5802 section 2.2.
fn salted_password(hash: &Hash, password: &str, salt: &[u8]) -> Vec<u8> {
    let mut round = (hash.mac)(password.as_bytes(), &[salt, &[0, 0, 0, 1]].concat());
    let mut salted = round.clone();
    for _ in 1..ITERATIONS {
        round = (hash.mac)(password.as_bytes(), &round);
        salted.iter_mut().zip(&round).for_each(|(s, r)| *s ^= r);
    }
    salted
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The exchanges of RFC 5802 section 5 and RFC 7677 section 3.
    fn known(hash: &Hash, salt: &str, nonces: [&str; 2], proof: &str, verifier: &str) {
        let users = Users::new("example.test", &["user:pencil".parse().expect("a login")]);
        let salt = BASE64_STANDARD.decode(salt).expect("base64");
        let initial = format!("n,,n=user,r={}", nonces[0]).into_bytes();
        let mut said = Vec::new();
        let last = format!("c=biws,r={}{},p={proof}", nonces[0], nonces[1]);
        let mut answers = [last.into_bytes(), Vec::new()].into_iter();
        let mut ask = |challenge: &[u8]| {
            said.push(String::from_utf8_lossy(challenge).into_owned());
            Ok(answers.next().unwrap_or_default())
        };
        let user = exchange(hash, Some(initial), &users, &mut ask, nonces[1], &salt);
        assert_eq!(user.map(|user| user.name.clone()), Ok("user".to_owned()));
        assert_eq!(said[1], format!("v={verifier}"));
    }

    #[test]
    fn known_exchange_with_sha_1() {
        known(
            &SHA_1,
            "QSXCR+Q6sek8bf92",
            ["fyko+d2lbbFgONRv9qkxdawL", "3rfcNHYJY1ZVvWVs7j"],
            "v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
            "rmF9pqV8S7suAoZWja4dJRkFsKQ=",
        );
    }

    #[test]
    fn known_exchange_with_sha_256() {
        known(
            &SHA_256,
            "W22ZaJ0SNY7soEsUEjb6gQ==",
            ["rOprNGfwEbeRWgbNEkqO", "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"],
            "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
        );
    }

    #[test]
    fn messages_that_do_not_fit() {
        assert!(gs2("n,,n=a,r=b").is_ok());
        assert!(gs2("y,a=bob,n=a,r=b").is_ok());
        for bad in [
            "",
            "n",
            "n,",
            "p=tls-unique,,n=a,r=b",
            ",,n=a",
            "n,x,n=a,r=b",
        ] {
            assert!(gs2(bad).is_err(), "{bad}");
        }
        assert_eq!(unescape("a=2Cb=3D").as_deref(), Ok("a,b="));
        assert!(unescape("a=b").is_err());
        assert!(attributes("r=b,n=a", ["n=", "r="]).is_err());
        assert_eq!(
            attributes("c=x,r=y,z=1,p=q=", ["c=", "r=", "p="]),
            Ok(["x", "y", "q="])
        );
    }
}
