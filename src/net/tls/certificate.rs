//! What a certificate says, for a report.

use super::pin::fingerprint;
use crate::endpoint::Fingerprint;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

/// The seconds of a day, for the days that a certificate has left.
const DAY_SECONDS: i64 = 86_400;

/// What a certificate says. All of it is the server's text: hostile until escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CertificateFacts {
    /// Its fingerprint.
    pub(crate) sha256: Fingerprint,
    /// What it says, unless it cannot be read.
    pub(crate) content: Option<CertificateContent>,
}

/// What can be read in a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CertificateContent {
    /// Whose it is (RFC 4514); may be empty.
    pub(crate) subject: String,
    /// Who signed it (RFC 4514).
    pub(crate) issuer: String,
    /// The host names and addresses in subjectAltName, in their order.
    pub(crate) names: Vec<String>,
    /// The last moment of its validity (RFC 3339).
    pub(crate) not_after: String,
    /// The same, as time since 1970.
    not_after_unix: Duration,
}

impl CertificateFacts {
    /// Reads a certificate (DER).
    pub(crate) fn of(der: &[u8]) -> Self {
        CertificateFacts {
            sha256: fingerprint(der),
            content: Certificate::from_der(der)
                .ok()
                .map(|certificate| content(&certificate)),
        }
    }
}

impl CertificateContent {
    /// The whole days from `now` until the end of its validity, negative when that has passed: `-1` in the first 24 hours.
    pub(crate) fn days_left(&self, now: SystemTime) -> i64 {
        let seconds = |time: Duration| i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        (seconds(self.not_after_unix) - seconds(now)).div_euclid(DAY_SECONDS)
    }
}

fn content(certificate: &Certificate) -> CertificateContent {
    let certificate = certificate.tbs_certificate();
    let names = certificate.get_extension::<SubjectAltName>().ok().flatten();
    let names = names
        .map(|(_, SubjectAltName(names))| names)
        .unwrap_or_default();
    let not_after = certificate.validity().not_after;
    CertificateContent {
        subject: certificate.subject().to_string(),
        issuer: certificate.issuer().to_string(),
        names: names.iter().filter_map(host).collect(),
        not_after: not_after.to_string(),
        not_after_unix: not_after.to_unix_duration(),
    }
}

/// The host that a name of the certificate means, if it means one.
fn host(name: &GeneralName) -> Option<String> {
    match name {
        GeneralName::DnsName(name) => Some(name.as_str().to_owned()),
        GeneralName::IpAddress(octets) => {
            let octets = octets.as_bytes();
            let v4 = <[u8; 4]>::try_from(octets).map(|octets| Ipv4Addr::from(octets).to_string());
            let v6 = <[u8; 16]>::try_from(octets).map(|octets| Ipv6Addr::from(octets).to_string());
            v4.or(v6).ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{CertificateParams, DnType, KeyPair, date_time_ymd};

    fn der(change: impl FnOnce(&mut CertificateParams)) -> Vec<u8> {
        let names = [
            "mail.example.org",
            "*.example.org",
            "192.0.2.1",
            "2001:db8::1",
        ];
        let names = names.map(str::to_owned).to_vec();
        let mut params = CertificateParams::new(names).expect("names");
        params.not_after = date_time_ymd(2027, 1, 1);
        change(&mut params);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("a certificate");
        certificate.der().to_vec()
    }

    fn content(change: impl FnOnce(&mut CertificateParams)) -> CertificateContent {
        CertificateFacts::of(&der(change))
            .content
            .expect("a certificate that can be read")
    }

    #[test]
    fn names_dates_and_subject() {
        let content = content(|params| {
            params
                .distinguished_name
                .push(DnType::OrganizationName, "Example, Inc.");
            params
                .distinguished_name
                .push(DnType::CommonName, "陈\x1b[2J");
        });
        // From the last to the first (RFC 4514 section 2.1).
        assert_eq!(content.subject, "O=Example\\, Inc.,CN=陈\\1b[2J");
        assert_eq!(content.issuer, content.subject);
        assert_eq!(
            content.names,
            [
                "mail.example.org",
                "*.example.org",
                "192.0.2.1",
                "2001:db8::1"
            ]
        );
        assert_eq!(content.not_after, "2027-01-01T00:00:00Z");
    }

    #[test]
    fn a_certificate_may_have_neither_subject_nor_names() {
        let content = content(|params| {
            params.distinguished_name = rcgen::DistinguishedName::new();
            params.subject_alt_names.clear();
        });
        assert_eq!((content.subject.as_str(), content.names.len()), ("", 0));
    }

    #[test]
    fn days_are_whole_and_negative_behind_the_end() {
        let content = content(|_| {});
        for (left, days) in [
            (86_400 * 30, 30),
            (86_400 * 30 - 1, 29),
            (86_400, 1),
            (86_399, 0),
            (0, 0),
            (-1, -1),
            (-86_400, -1),
            (-86_401, -2),
        ] {
            let now = content
                .not_after_unix
                .as_secs()
                .saturating_add_signed(-left);
            let now = UNIX_EPOCH + Duration::from_secs(now);
            assert_eq!(content.days_left(now), days, "{left}");
        }
    }

    /// Any octet may be wrong: the certificate is read, or it is not, and nothing else happens.
    #[test]
    fn broken_certificates_do_no_harm() {
        let der = der(|_| {});
        let mut unreadable = 0;
        for at in 0..der.len() {
            for change in [0x01, 0x80, 0xff] {
                let mut broken = der.clone();
                broken[at] ^= change;
                match CertificateFacts::of(&broken).content {
                    Some(content) => drop(content.days_left(SystemTime::now())),
                    None => unreadable += 1,
                }
            }
            unreadable += i32::from(CertificateFacts::of(&der[..at]).content.is_none());
        }
        assert!(unreadable > 100, "{unreadable}");
    }

    #[test]
    fn what_cannot_be_read_has_a_fingerprint_all_the_same() {
        let facts = CertificateFacts::of(b"");
        assert_eq!(facts.content, None);
        let sha256 = facts.sha256.to_string();
        assert!(sha256.starts_with("E3:B0:C4:42:"), "{sha256}");
    }
}
