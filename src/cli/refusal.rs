//! A command line that clap does not understand, said in this program's own shape: what is wrong and the nearest that
//! exists, one example, where to read on.

use super::help;
use clap::error::ErrorKind;
use std::ffi::OsString;

/// What to tell of a command line that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, and the nearest flag, value or command, in one line.
    pub message: String,
    /// A line that works, of the command that was meant.
    pub example: Option<&'static str>,
    /// What shows all of it.
    pub help: String,
}

/// Reads clap's error. `None` when it is no error but help or the version, or the program was called with nothing.
pub fn of(error: &clap::Error, arguments: &[OsString]) -> Option<Refusal> {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    ) {
        return None;
    }
    let text = error.render().to_string();
    let lines = text
        .lines()
        .map(str::trim)
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"));
    let told: Vec<&str> = lines
        .map(|line| {
            line.trim_start_matches("error: ")
                .trim_start_matches("tip: ")
        })
        .filter(|line| !line.is_empty())
        .collect();
    let command = arguments
        .iter()
        .skip(1)
        .filter_map(|argument| argument.to_str())
        .find(|argument| help::example_of(argument).is_some());
    Some(Refusal {
        message: told.join("; ").replace(":; ", ": ").replace("; [", " ["),
        example: command
            .and_then(help::example_of)
            .or_else(|| help::example_of("send")),
        help: match command {
            Some(command) => format!("mailcall {command} --help"),
            None => "mailcall --help".to_owned(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::Parser;

    fn refusal(line: &str) -> Refusal {
        let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        of(
            &Cli::try_parse_from(&arguments).expect_err("refused"),
            &arguments,
        )
        .expect("a refusal")
    }

    #[test]
    fn the_nearest_is_named() {
        for (line, message) in [
            (
                "mailcall sned",
                "unrecognized subcommand 'sned'; a similar subcommand exists: 'send'",
            ),
            (
                "mailcall send --subjct x",
                "unexpected argument '--subjct' found; a similar argument exists: '--subject'",
            ),
            (
                "mailcall stat --tls startls",
                "invalid value 'startls' for '--tls <HOW>' [possible values: implicit, starttls, none]; a similar value exists: 'starttls'",
            ),
        ] {
            assert_eq!(refusal(line).message, message);
        }
        assert_eq!(
            refusal("mailcall list --nothing").help,
            "mailcall list --help"
        );
        assert!(
            refusal("mailcall list --nothing")
                .example
                .is_some_and(|line| line.starts_with("mailcall list"))
        );
    }
}
