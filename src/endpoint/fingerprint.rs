//! The fingerprint of a certificate.

use std::fmt;

/// Octets of a SHA-256 digest.
const DIGEST_OCTETS: usize = 32;

/// The SHA-256 digest of a whole certificate (DER). Displayed as OpenSSL prints it: pairs of hexadecimal digits with colons
/// between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint([u8; DIGEST_OCTETS]);

impl Fingerprint {
    /// Takes a digest over.
    pub(crate) fn new(digest: [u8; DIGEST_OCTETS]) -> Self {
        Fingerprint(digest)
    }

    /// Reads 64 hexadecimal digits of any case, without colons or with one between all pairs.
    ///
    /// # Errors
    /// A sentence that says what was expected.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let pairs: Vec<&[u8]> = match text.contains(':') {
            true => text.split(':').map(str::as_bytes).collect(),
            false => text.as_bytes().chunks(2).collect(),
        };
        let octets: Option<Vec<u8>> = pairs.into_iter().map(octet).collect();
        octets
            .and_then(|octets| octets.try_into().ok())
            .map(Fingerprint)
            .ok_or_else(|| {
                "expected the SHA-256 of a certificate: 64 hexadecimal digits, with or without colons \
                 (openssl x509 -noout -fingerprint -sha256 -in FILE prints it)"
                    .into()
            })
    }

    /// Reads one or several with commas between them.
    ///
    /// # Errors
    /// A sentence that says what was expected.
    pub(crate) fn parse_list(text: &str) -> Result<Vec<Self>, String> {
        text.split(',').map(Fingerprint::parse).collect()
    }
}

/// The octet that two hexadecimal digits are.
fn octet(pair: &[u8]) -> Option<u8> {
    let [high, low] = *pair else { return None };
    let digit = |octet: u8| char::from(octet).to_digit(16);
    u8::try_from(digit(high)? << 4 | digit(low)?).ok()
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, octet) in self.0.iter().enumerate() {
            let colon = if index == 0 { "" } else { ":" };
            write!(f, "{colon}{octet:02X}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of no octets (FIPS 180-4).
    const PLAIN: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    fn with_colons() -> String {
        let pairs: Vec<&str> = (0..32).map(|n| &PLAIN[2 * n..2 * n + 2]).collect();
        pairs.join(":")
    }

    #[test]
    fn with_and_without_colons_in_any_case() {
        let plain = Fingerprint::parse(PLAIN).expect(PLAIN);
        for text in [
            PLAIN.to_uppercase(),
            with_colons(),
            with_colons().to_uppercase(),
        ] {
            assert_eq!(Fingerprint::parse(&text), Ok(plain), "{text}");
        }
        assert_eq!(plain.to_string(), with_colons().to_uppercase());
        let both = format!("{PLAIN},{}", with_colons());
        assert_eq!(Fingerprint::parse_list(&both), Ok(vec![plain, plain]));
    }

    #[test]
    fn anything_else_is_malformed() {
        let colons = with_colons();
        for text in [
            "",
            "e3b0c442",
            &PLAIN[..40], // the length of SHA-1
            &PLAIN[1..],
            &format!("{PLAIN}0"),
            &format!("{PLAIN}00"),
            &format!("{}g", &PLAIN[1..]),
            &format!("+{}", &PLAIN[1..]),
            &format!("{colons}:"),
            &format!(":{colons}"),
            &colons.replacen(':', "", 1),
            &colons.replace(':', " "),
            &colons.replace(':', "::"),
            &format!("sha256:{PLAIN}"),
            &format!("{PLAIN},"),
            &format!("{PLAIN}, {PLAIN}"),
            &"é".repeat(32),
        ] {
            assert!(Fingerprint::parse_list(text).is_err(), "{text}");
        }
    }
}
