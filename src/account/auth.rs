//! The value of `--auth`: whether to log in, and by which mechanisms.

use crate::sasl::{Method, Preference};
use std::str::FromStr;

/// Whether to log in, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Auth {
    /// No login, even where a user is named.
    None,
    /// Log in, by these mechanisms.
    By(Preference),
}

impl FromStr for Auth {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.to_ascii_lowercase().as_str() {
            "none" => return Ok(Auth::None),
            "auto" => return Ok(Auth::By(Preference::Auto)),
            _ => {}
        }
        let methods = text.split(',').map(|word| {
            word.trim().parse().map_err(|()| {
                format!(
                    "unknown mechanism {word:?}, expected a list of {}, or auto or none alone",
                    Method::ALL.map(Method::option_name).join(", ")
                )
            })
        });
        Ok(Auth::By(Preference::Listed(
            methods.collect::<Result<_, _>>()?,
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        assert_eq!("none".parse(), Ok(Auth::None));
        assert_eq!("Auto".parse(), Ok(Auth::By(Preference::Auto)));
        assert_eq!(
            "cram-md5,PLAIN".parse(),
            Ok(Auth::By(Preference::Listed(vec![
                Method::CramMd5,
                Method::Plain
            ])))
        );
        for bad in ["", "plain,", "plain,none", "kerberos"] {
            assert!(bad.parse::<Auth>().is_err(), "{bad}");
        }
    }
}
