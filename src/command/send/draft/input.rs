//! Files and stdin. `-` is stdin, which only one flag may name.

use super::{Note, usage};
use crate::cli::send::MessageInput;
use crate::compose::encoding::{Text, TextInput};
use crate::exit::Problem;
use crate::input::Bounded;
use crate::message::Error;
use crate::message::source::Source;
use crate::timeout::Deadline;
use std::io::Read;
use std::path::Path;

/// Stdin; tests have their own.
pub(crate) trait Stdin: Read {
    /// Whether a person types there.
    fn is_terminal(&self) -> bool;

    /// When reading stdin, and every other input of the message, has to end.
    fn deadline(&self) -> Deadline {
        Deadline::default()
    }
}

impl Stdin for Bounded {
    fn is_terminal(&self) -> bool {
        Bounded::is_terminal(self)
    }

    fn deadline(&self) -> Deadline {
        Bounded::deadline(self)
    }
}

/// The name that stdin has on the command line.
pub(super) const STDIN: &str = "-";

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == STDIN
}

/// Opens what the flags name: files, and stdin once.
pub(super) struct Input<'a> {
    stdin: &'a mut dyn Stdin,
    notes: &'a mut dyn FnMut(Note),
    /// A flag names stdin.
    pub(super) stdin_named: bool,
}

impl<'a> Input<'a> {
    pub(super) fn new(
        message: MessageInput<'_>,
        stdin: &'a mut dyn Stdin,
        notes: &'a mut dyn FnMut(Note),
    ) -> Result<Self, Problem> {
        let count = match message {
            MessageInput::Composed(flags) => {
                let paths = (flags.body_file.iter())
                    .chain(&flags.html)
                    .chain(&flags.attach);
                let pairs = flags.attach_as.iter().chain(&flags.inline);
                let divided = pairs.filter(|pair| matches!(pair.split_once('='), Some((_, STDIN))));
                paths.filter(|path| is_stdin(path)).count() + divided.count()
            }
            MessageInput::ReadyMade(flags) => {
                flags.message.iter().filter(|path| is_stdin(path)).count()
            }
        };
        if count > 1 {
            return Err(usage("stdin (`-`) can be read only once"));
        }
        Ok(Self {
            stdin,
            notes,
            stdin_named: count == 1,
        })
    }

    pub(super) fn warn(&mut self, text: String) {
        (self.notes)(Note::Warning(text));
    }

    fn hint(&mut self) {
        if self.stdin.is_terminal() {
            let text = "reading from the terminal; end with Ctrl-D on a line of its own";
            (self.notes)(Note::Hint(text.to_owned()));
        }
    }

    /// Opens a file, or reads stdin to its end.
    pub(super) fn source(&mut self, path: &Path) -> Result<Source, Error> {
        if is_stdin(path) {
            self.hint();
            return Source::spool(&mut self.stdin, "stdin");
        }
        Source::open(path, self.stdin.deadline())
    }

    /// Reads text from a file or stdin.
    pub(super) fn text(&mut self, path: &Path, form: TextInput) -> anyhow::Result<Text> {
        let text = self.decoded(path, form)?;
        let replaced = text.decoded.replaced;
        if replaced > 0 {
            let octets = if replaced == 1 { "octet" } else { "octets" };
            let name = if is_stdin(path) {
                "stdin".into()
            } else {
                path.display().to_string()
            };
            self.warn(format!(
                "{name}: {replaced} {octets} not of the charset became U+FFFD"
            ));
        }
        Ok(text)
    }

    fn decoded(&mut self, path: &Path, form: TextInput) -> anyhow::Result<Text> {
        if is_stdin(path) {
            self.hint();
            return Ok(Text::read(&mut self.stdin, form, "stdin")?);
        }
        let shown = path.display().to_string();
        let source = Source::open(path, self.stdin.deadline())?;
        let mut reader = source.reader(0).map_err(|source| Error::Read {
            file: shown.clone(),
            source,
        })?;
        Ok(Text::read(&mut reader, form, &shown)?)
    }
}
