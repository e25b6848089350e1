//! The flags of delivery status notifications (RFC 3461).

use clap::Args;

/// The delivery status notifications that the author asks for (RFC 3461 section 4). The values are as the commands
/// carry them, except that ENVID is not yet in xtext.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct Dsn {
    /// When to report delivery: never, or a comma list of success, failure, delay
    #[arg(hide_short_help = true, id = "dsn_notify", long = "dsn-notify", value_name = "WHEN", value_parser = notify, help_heading = "Envelope")]
    pub notify: Option<String>,

    /// How much of the message a delivery report returns: full or hdrs
    #[arg(hide_short_help = true, id = "dsn_ret", long = "dsn-ret", value_name = "WHAT", value_parser = ret, help_heading = "Envelope")]
    pub ret: Option<String>,

    /// Identifier that delivery reports repeat
    #[arg(
        hide_short_help = true,
        id = "envid",
        long = "envid",
        value_name = "ID",
        help_heading = "Envelope"
    )]
    pub envid: Option<String>,
}

impl Dsn {
    /// Whether any of the flags is given.
    pub fn is_asked(&self) -> bool {
        self.given().is_some()
    }

    /// The first flag that is given.
    pub fn given(&self) -> Option<&'static str> {
        // Every field is named, so that a new one does not compile until it is added to the list.
        let Dsn { notify, ret, envid } = self;
        super::first_given(&[
            (notify.is_some(), "--dsn-notify"),
            (ret.is_some(), "--dsn-ret"),
            (envid.is_some(), "--envid"),
        ])
    }
}

/// NOTIFY: `NEVER` alone, or each of the others at most once (RFC 3461 section 4.1).
fn notify(value: &str) -> Result<String, String> {
    let words: Vec<String> = value
        .split(',')
        .map(|word| word.trim().to_ascii_uppercase())
        .collect();
    let known = |word: &String| ["SUCCESS", "FAILURE", "DELAY"].contains(&word.as_str());
    let distinct = words
        .iter()
        .enumerate()
        .all(|(at, word)| !words[..at].contains(word));
    if words == ["NEVER"] || (distinct && words.iter().all(known)) {
        return Ok(words.join(","));
    }
    Err("expected never, or a comma list of success, failure, delay".to_owned())
}

/// RET (RFC 3461 section 4.3).
fn ret(value: &str) -> Result<String, String> {
    let word = value.to_ascii_uppercase();
    if word == "FULL" || word == "HDRS" {
        return Ok(word);
    }
    Err("expected full or hdrs".to_owned())
}
