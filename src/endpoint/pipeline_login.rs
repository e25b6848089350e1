//! Whether the login shares the flight of the commands behind it.

use std::str::FromStr;

/// Whether the login shares the flight of the commands behind it. It saves a round trip; a server that loses what is sent
/// behind AUTH makes the run wait until its timeout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PipelineLogin {
    /// Where the server is known to read on behind AUTH. None is known so far, so it is the same as off.
    #[default]
    Auto,
    /// Where the server pipelines and the login has one reply.
    On,
    /// Never.
    Off,
}

impl PipelineLogin {
    /// Every value, in the order in which help lists them.
    pub const ALL: [PipelineLogin; 3] =
        [PipelineLogin::Auto, PipelineLogin::On, PipelineLogin::Off];

    /// The value of `--pipeline-login`.
    pub fn name(self) -> &'static str {
        match self {
            PipelineLogin::Auto => "auto",
            PipelineLogin::On => "on",
            PipelineLogin::Off => "off",
        }
    }

    /// Whether the login shares a flight.
    pub(crate) fn is_used(self) -> bool {
        self == PipelineLogin::On
    }
}

impl FromStr for PipelineLogin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = PipelineLogin::ALL.into_iter().find(|it| it.name() == text);
        found.ok_or_else(|| "expected auto, on or off".into())
    }
}
