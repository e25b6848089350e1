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
        let methods: Vec<Method> = methods.collect::<Result<_, _>>()?;
        match two_proofs(&methods) {
            Some((one, other)) => Err(format!(
                "{} works with a {}, {} with a {}: list only mechanisms that work with the same",
                one.option_name(),
                one.proof(),
                other.option_name(),
                other.proof()
            )),
            None => Ok(Auth::By(Preference::Listed(methods))),
        }
    }
}

/// Two methods that work with different proofs: what is read as a password cannot be both.
fn two_proofs(methods: &[Method]) -> Option<(Method, Method)> {
    let first = *methods.first()?;
    let other = methods
        .iter()
        .find(|method| method.proof() != first.proof());
    other.map(|other| (first, *other))
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

    #[test]
    fn mechanisms_of_one_list_work_with_the_same_proof() {
        assert!("xoauth2,oauthbearer".parse::<Auth>().is_ok());
        assert!("scram-sha-256,user,apop".parse::<Auth>().is_ok());
        for (list, expected) in [
            (
                "xoauth2,plain",
                "xoauth2 works with a token, plain with a password: list only mechanisms that work with the same",
            ),
            (
                "plain,login,external",
                "plain works with a password, external with a client certificate: list only mechanisms that work with the same",
            ),
        ] {
            assert_eq!(list.parse::<Auth>(), Err(expected.to_owned()));
        }
    }
}
