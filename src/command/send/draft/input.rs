//! Files and stdin. `-` is stdin, which only one flag may name.

use super::{Note, usage};
use crate::cli::send::MessageInput;
use crate::compose::encoding::{Text, TextInput};
use crate::exit::{Kind, Problem};
use crate::input::Bounded;
use crate::input::child::{Hidden, Output};
use crate::message::Error;
use crate::message::source::Source;
use crate::timeout::Deadline;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Stdin; tests have their own.
pub(crate) trait Stdin: Read {
    /// Whether a person types there.
    fn is_terminal(&self) -> bool;

    /// Whether it is a pipe.
    fn is_pipe(&self) -> bool;

    /// When reading stdin, and every other input of the message, has to end.
    fn deadline(&self) -> Deadline {
        Deadline::default()
    }
}

impl Stdin for Bounded {
    fn is_terminal(&self) -> bool {
        Bounded::is_terminal(self)
    }

    fn is_pipe(&self) -> bool {
        Bounded::is_pipe(self)
    }

    fn deadline(&self) -> Deadline {
        Bounded::deadline(self)
    }
}

/// The name that stdin has on the command line.
pub(super) const STDIN: &str = "-";

/// How errors name what `--body-command` prints.
const COMMAND_OUTPUT: &str = "the output of --body-command";

/// The hint where a command exits 1.
const EXIT_1_MAY_BE_SUCCESS: &str =
    "some commands exit 1 although nothing failed, such as diff and grep: 'diff a b; true'";

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == STDIN
}

/// Opens what the flags name: files, and stdin once.
pub(super) struct Input<'a> {
    /// What commands do not inherit.
    hidden: Hidden,
    stdin: &'a mut dyn Stdin,
    notes: &'a mut dyn FnMut(Note),
    /// A flag of the message's content names stdin.
    pub(super) stdin_named: bool,
    /// Stdin is a list of recipients, so it is not the text.
    pub(super) stdin_is_recipients: bool,
    /// Stdin, where it was read before its turn.
    spooled: Option<Source>,
}

impl<'a> Input<'a> {
    pub(super) fn new(
        message: MessageInput<'_>,
        lists: &[PathBuf],
        hidden: Hidden,
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
        let lists = lists.iter().filter(|path| is_stdin(path)).count();
        if count + lists > 1 {
            return Err(usage("stdin (`-`) can be read only once"));
        }
        Ok(Self {
            hidden,
            stdin,
            notes,
            stdin_named: count == 1,
            stdin_is_recipients: lists == 1,
            spooled: None,
        })
    }

    pub(super) fn warn(&mut self, text: String) {
        (self.notes)(Note::Warning(text));
    }

    pub(super) fn hint(&mut self, text: String) {
        (self.notes)(Note::Hint(text));
    }

    fn hint_at_terminal(&mut self) {
        if self.stdin.is_terminal() {
            let text = "reading from the terminal; end with Ctrl-D on a line of its own";
            self.hint(text.to_owned());
        }
    }

    /// Reads stdin to its end if a flag names it, so that no connection waits for it.
    pub(super) fn read_stdin_now(&mut self) -> Result<(), Error> {
        if self.stdin_named {
            self.spooled = Some(self.source(Path::new(STDIN))?);
        }
        Ok(())
    }

    /// Opens a file, or reads stdin to its end.
    pub(super) fn source(&mut self, path: &Path) -> Result<Source, Error> {
        if is_stdin(path) {
            if let Some(spooled) = self.spooled.take() {
                return Ok(spooled);
            }
            self.hint_at_terminal();
            return Source::spool(&mut self.stdin, "stdin");
        }
        Source::open(path, self.stdin.deadline())
    }

    /// Reads the text beside HTML from stdin if it is a pipe that holds any: who writes into a pipe wants it sent. Any other
    /// stdin may have been inherited by chance.
    pub(super) fn pipe_beside_html(&mut self, form: TextInput) -> anyhow::Result<Option<Text>> {
        if !self.stdin.is_pipe() {
            return Ok(None);
        }
        let text = self.text(Path::new(STDIN), form)?;
        let octets = text.decoded.octets;
        if octets == 0 {
            return Ok(None);
        }
        let unit = if octets == 1 { "octet" } else { "octets" };
        (self.notes)(Note::Hint(format!(
            "{octets} {unit} of stdin became the text beside the HTML (`< /dev/null` keeps stdin out of it)"
        )));
        Ok(Some(text))
    }

    /// Reads text from a file or stdin.
    pub(super) fn text(&mut self, path: &Path, form: TextInput) -> anyhow::Result<Text> {
        let text = self.decoded(path, form)?;
        let shown = match is_stdin(path) {
            true => "stdin".to_owned(),
            false => path.display().to_string(),
        };
        self.warn_of_replaced(&shown, &text);
        Ok(text)
    }

    /// Runs a command and reads the text that it prints. It must exit 0.
    pub(super) fn command(&mut self, command: &str, form: TextInput) -> anyhow::Result<Text> {
        if command.is_empty() {
            return Err(usage("--body-command is given an empty value").into());
        }
        let started = Output::of(command, &self.hidden, self.stdin.deadline());
        let mut output = started.map_err(|error| {
            Problem::new(Kind::NoInput, format!("cannot run --body-command: {error}"))
        })?;
        let text = Text::read(&mut output, form, COMMAND_OUTPUT)?;
        let status = output.finish().map_err(|source| Error::Read {
            file: COMMAND_OUTPUT.to_owned(),
            source,
        })?;
        if !status.success() {
            let message = format!("--body-command failed ({status}), so nothing was sent");
            return Err(Problem {
                hint: (status.code() == Some(1)).then_some(EXIT_1_MAY_BE_SUCCESS),
                ..Problem::new(Kind::NoInput, message)
            }
            .into());
        }
        self.warn_of_replaced(COMMAND_OUTPUT, &text);
        Ok(text)
    }

    fn warn_of_replaced(&mut self, shown: &str, text: &Text) {
        let replaced = text.decoded.replaced;
        if replaced > 0 {
            let unit = if replaced == 1 { "octet" } else { "octets" };
            self.warn(format!(
                "{shown}: {replaced} {unit} not of the charset became U+FFFD"
            ));
        }
    }

    fn decoded(&mut self, path: &Path, form: TextInput) -> anyhow::Result<Text> {
        if is_stdin(path) {
            self.hint_at_terminal();
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
