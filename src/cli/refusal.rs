//! A command line that clap does not understand, said in this program's own shape: what is wrong and the nearest that
//! exists, one example, where to read on.

use super::help;
use clap::error::{ContextKind, ContextValue, ErrorKind};
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

/// Flags that people know from other programs, and what serves here. They come before clap's guess by spelling.
const ADVICE: &[(&[&str], &str)] = &[
    (
        &["--password", "--pass", "--passwd", "-p", "-P"],
        "no flag takes a password, every process could read it there: --password-file FILE, --password-command COMMAND, or MAILCALL_PASSWORD",
    ),
    (
        &["--cacert", "--cafile", "--ca", "--tls-trust-file"],
        "it is --ca-file FILE here",
    ),
    (
        &[
            "--starttls",
            "--ssl",
            "--tls-on-connect",
            "-tls",
            "--no-tls",
        ],
        "it is --tls implicit, --tls starttls or --tls none here",
    ),
    (
        &["--server", "-S", "--smtp", "--smtp-host", "--pop3-host"],
        "it is --host HOST here",
    ),
    (
        &["--output", "-o", "-O"],
        "a message goes to stdout, or with --output-dir DIR into a file of its own",
    ),
    (
        &["--delete", "-d"],
        "messages are deleted by mailcall dele --uid UID, once they are stored",
    ),
    (
        &["--search", "--grep", "--filter"],
        "mailcall list -l --json and jq find messages by their fields",
    ),
    (&["--attachment", "--file"], "it is --attach PATH (-a) here"),
    (&["--limit", "-n", "--count"], "it is --last N here"),
    (
        &["--text", "--message-text"],
        "the text is --body TEXT, --body-file FILE, or stdin",
    ),
];

/// Commands of other programs.
const COMMANDS: &[(&[&str], &str)] = &[
    (&["fetch", "get", "retrieve", "read", "cat"], "retr"),
    (&["mail", "submit", "sendmail"], "send"),
    (&["delete", "rm", "remove", "del"], "dele"),
    (&["ls", "uidl", "inbox"], "list"),
    (&["status", "check", "count"], "stat"),
];

fn advice(word: &str) -> Option<&'static str> {
    ADVICE
        .iter()
        .find(|(names, _)| names.contains(&word))
        .map(|(_, advice)| *advice)
}

fn command_meant(word: &str) -> Option<&'static str> {
    COMMANDS
        .iter()
        .find(|(names, _)| names.contains(&word))
        .map(|(_, command)| *command)
}

/// The word that clap could not place.
fn stray(error: &clap::Error, kind: ContextKind) -> Option<&str> {
    match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word),
        _ => None,
    }
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
    let meant = stray(error, ContextKind::InvalidSubcommand).and_then(command_meant);
    let advice = stray(error, ContextKind::InvalidArg)
        .filter(|_| error.kind() == ErrorKind::UnknownArgument)
        .and_then(advice);
    let command = command.or(meant);
    // clap's advice to write `-- -x` helps nobody who meant a flag.
    let own: Vec<&str> = told
        .iter()
        .copied()
        .filter(|line| !line.starts_with("to pass "))
        .collect();
    let message = match (advice, meant, own.first()) {
        (Some(advice), _, Some(first)) => format!("{first}: {advice}"),
        (_, Some(meant), Some(first)) => format!("{first}: it is {meant} here"),
        _ => own.join("; ").replace(":; ", ": ").replace("; [", " ["),
    };
    Some(Refusal {
        message,
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
