//! Which sink the flags name, and what it may be combined with.

use crate::cli::mailbox;
use crate::exit::{Kind, Problem};
use crate::store::{Directory, Discard, Mbox, Output, Place, Properties, Sink};
use std::path::Path;

/// A sink that was chosen.
pub(super) struct Chosen {
    /// It is not open yet.
    pub(super) sink: Box<dyn Sink>,
    /// What it says of itself.
    pub(super) properties: Properties,
    /// The flag that names it, with its value where only that one is meant; `None` when no flag does.
    flag: Option<&'static str>,
}

impl Chosen {
    fn new(sink: impl Sink + 'static, flag: Option<&'static str>) -> Self {
        Chosen {
            properties: sink.properties(),
            sink: Box::new(sink),
            flag,
        }
    }

    fn mbox(path: &Path) -> Self {
        let (place, flag) = match path.as_os_str() == "-" {
            true => (Place::Stdout, "--mbox -"),
            false => (Place::File(path.to_owned()), "--mbox"),
        };
        let date = jiff::Timestamp::now()
            .strftime("%a %b %e %H:%M:%S %Y")
            .to_string();
        Chosen::new(Mbox::new(place, date), Some(flag))
    }

    /// The sink that the flags name; without one, stdout, or nowhere with `--json`.
    ///
    /// # Errors
    /// 64 when stdout would hold two things at once.
    pub(super) fn by_flags(flags: &mailbox::Sink, json: bool) -> Result<Self, Problem> {
        // Without `..`, so that a new flag does not compile before it has its line here. clap lets through one of them.
        let mailbox::Sink { mbox, output_dir } = flags;
        let named = [
            output_dir
                .as_deref()
                .map(|path| Chosen::new(Directory::new(path), Some("--output-dir"))),
            mbox.as_deref().map(Chosen::mbox),
        ];
        let chosen = match named.into_iter().flatten().next() {
            Some(chosen) => chosen,
            None if json => Chosen::new(Discard, None),
            None => Chosen::new(Output, None),
        };
        match chosen.flag {
            Some(flag) if json && chosen.properties.writes_to_stdout => {
                Err(usage(format!("{flag} and --json both write to stdout")))
            }
            _ => Ok(chosen),
        }
    }

    /// Checks that several messages can be told apart, if there may be several.
    ///
    /// # Errors
    /// 64.
    pub(super) fn check_several(&self, several: bool, headers_only: bool) -> Result<(), Problem> {
        // Header sections end with an empty line.
        if several && !headers_only && !self.properties.holds_several {
            return Err(usage(
                "several messages cannot share stdout: add --output-dir DIR, --mbox FILE, --json or --headers",
            ));
        }
        Ok(())
    }
}

fn usage(message: impl Into<String>) -> Problem {
    Problem::new(Kind::Usage, message)
}
