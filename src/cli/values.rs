//! How clap shows and reads the plain types whose values are a short list.

use crate::account::LogFormat;
use crate::endpoint::{PipelineLogin, Security, TlsVersion};
use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

/// Reads `on` or `off`.
pub(super) fn on_or_off() -> impl TypedValueParser<Value = bool> {
    PossibleValuesParser::new(["on", "off"]).map(|value| value == "on")
}

impl ValueEnum for Security {
    fn value_variants<'a>() -> &'a [Self] {
        &Security::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Security::Implicit => "TLS from the first octet: ports 465 and 995",
            Security::StartTls => {
                "a connection that begins without TLS and must change to TLS: ports 587 and 110"
            }
            Security::None => "no TLS: ports 25 and 110",
        };
        Some(PossibleValue::new(self.name()).help(help))
    }
}

impl ValueEnum for PipelineLogin {
    fn value_variants<'a>() -> &'a [Self] {
        &PipelineLogin::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

impl ValueEnum for LogFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &LogFormat::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

impl ValueEnum for TlsVersion {
    fn value_variants<'a>() -> &'a [Self] {
        &TlsVersion::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}
