//! The date of a message and the random octets of its identifiers. Tests can give both.

use super::error::Error;
use std::fmt;

/// A date in RFC 5322 form, and random octets for Message-ID and boundaries.
pub(crate) struct Stamp {
    /// `Mon, 02 Jan 2006 15:04:05 +0800` (RFC 5322 section 3.3).
    pub date: String,
    random: Box<dyn FnMut() -> Result<u128, Error>>,
}

impl fmt::Debug for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stamp")
            .field("date", &self.date)
            .finish_non_exhaustive()
    }
}

impl Stamp {
    /// The present moment in the local zone, and random octets from the system.
    pub(crate) fn now() -> Self {
        Self {
            date: format_date(&jiff::ZonedDateTime::now()),
            random: Box::new(|| {
                let mut octets = [0; 16];
                getrandom::fill(&mut octets).map_err(|_| Error::Random)?;
                Ok(u128::from_be_bytes(octets))
            }),
        }
    }

    /// A given moment, and consecutive numbers after `first`.
    #[cfg(any(test, feature = "fuzzing"))]
    pub(crate) fn fixed(date: &str, first: u128) -> Self {
        let mut next = first;
        Self {
            date: date.to_owned(),
            random: Box::new(move || {
                next = next.wrapping_add(1);
                Ok(next)
            }),
        }
    }

    /// 128 random bits as 32 hexadecimal digits.
    ///
    /// # Errors
    /// [`Error::Random`] when the system gives none.
    pub(crate) fn token(&mut self) -> Result<String, Error> {
        Ok(format!("{:032x}", (self.random)()?))
    }

    /// A new Message-ID with its angle brackets (RFC 5322 section 3.6.4).
    ///
    /// # Errors
    /// [`Error::Random`] when the system gives no random octets.
    pub(crate) fn message_id(&mut self, domain: &str) -> Result<String, Error> {
        Ok(format!("<{}@{domain}>", self.token()?))
    }
}

/// The date in the form of RFC 5322 section 3.3.
pub(crate) fn format_date(moment: &jiff::ZonedDateTime) -> String {
    moment.strftime("%a, %d %b %Y %H:%M:%S %z").to_string()
}

#[cfg(test)]
mod tests {
    use super::{Stamp, format_date};

    #[test]
    fn the_form_of_date_and_identifier() {
        let Ok(moment) = "2006-01-02T15:04:05+08:00[Asia/Shanghai]".parse() else {
            panic!("no such time zone here");
        };
        assert_eq!(format_date(&moment), "Mon, 02 Jan 2006 15:04:05 +0800");
        let mut stamp = Stamp::now();
        let (Ok(first), Ok(second)) = (stamp.message_id("a.org"), stamp.message_id("a.org")) else {
            panic!("no randomness");
        };
        assert_ne!(first, second);
        assert_eq!(first.len(), "<@a.org>".len() + 32);
    }
}
