//! A command line that clap does not accept, reported in this program's own shape: what is wrong and what was probably
//! meant, one example, where to read on.

mod advice;

use super::{Cli, help};
use crate::nearest::nearest;
use advice::Answer;
use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;

/// What to report about a command line that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, and what to use instead, in one line.
    pub message: String,
    /// A line that works, of the command that was meant.
    pub example: Option<&'static str>,
    /// The command line that prints the whole help.
    pub help: String,
}

impl Refusal {
    fn new(message: String, command: Option<&str>) -> Self {
        Refusal {
            message,
            example: command.and_then(help::example_of),
            help: match command {
                Some(command) => format!("mailcall {command} --help"),
                None => "mailcall --help".to_owned(),
            },
        }
    }
}

/// Reads clap's error. `None` when it is not an error but help or the version, or when there were no arguments.
pub fn of(error: &clap::Error, arguments: &[OsString]) -> Option<Refusal> {
    // No flag of the root takes a value, so that a command stands first or is missing.
    let first = arguments.get(1).and_then(|argument| argument.to_str());
    let command = first.filter(|word| help::example_of(word).is_some());
    Some(match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => return None,
        ErrorKind::InvalidSubcommand => {
            unknown_command(context(error, ContextKind::InvalidSubcommand)?)
        }
        ErrorKind::UnknownArgument => {
            let word = context(error, ContextKind::InvalidArg)?;
            match command {
                Some(command) => Refusal::new(unknown_flag(word, command), Some(command)),
                None => missing_command(word, arguments),
            }
        }
        _ => Refusal::new(in_words_of_clap(error), command),
    })
}

/// One of the words that clap keeps with its error.
fn context(error: &clap::Error, kind: ContextKind) -> Option<&str> {
    match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word),
        _ => None,
    }
}

/// The names of the commands, in the order of the help.
fn commands() -> Vec<String> {
    let cli = Cli::command();
    cli.get_subcommands()
        .map(|command| command.get_name().to_owned())
        .collect()
}

/// The flags of a command as they are typed, `--long` and `-s`.
fn flags(command: &str) -> Vec<String> {
    let cli = Cli::command();
    let arguments = cli
        .find_subcommand(command)
        .into_iter()
        .flat_map(|command| command.get_arguments());
    let names = arguments.flat_map(|argument| {
        let longs = argument.get_long_and_visible_aliases().unwrap_or_default();
        let shorts = argument.get_short_and_visible_aliases().unwrap_or_default();
        let longs: Vec<String> = longs.iter().map(|long| format!("--{long}")).collect();
        longs
            .into_iter()
            .chain(shorts.into_iter().map(|short| format!("-{short}")))
            .collect::<Vec<_>>()
    });
    names.collect()
}

/// `send, stat or list`.
fn any_of(names: &[String]) -> String {
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

fn unknown_command(word: &str) -> Refusal {
    let commands = commands();
    if let Some(Answer {
        advice,
        example,
        command,
        ..
    }) = advice::command(word)
    {
        return Refusal {
            example: Some(example),
            ..Refusal::new(format!("unknown command '{word}': {advice}"), Some(command))
        };
    }
    let meant = nearest(word, commands.iter().map(String::as_str));
    match meant {
        Some(meant) => Refusal::new(
            format!("unknown command '{word}': did you mean '{meant}'?"),
            Some(meant),
        ),
        // mailx and sendmail take recipients where a command stands here.
        None if word.contains('@') => Refusal::new(
            format!("'{word}' is not a command: to send a message, use mailcall send"),
            Some("send"),
        ),
        None => Refusal::new(
            format!("unknown command '{word}': expected {}", any_of(&commands)),
            None,
        ),
    }
}

/// A flag where a command is expected.
fn missing_command(word: &str, arguments: &[OsString]) -> Refusal {
    let having: Vec<String> = commands()
        .into_iter()
        .filter(|command| flags(command).iter().any(|flag| flag == word))
        .collect();
    let later = arguments
        .iter()
        .filter_map(|argument| argument.to_str())
        .find(|argument| having.iter().any(|command| command == argument));
    match (later, having.as_slice()) {
        (Some(command), _) => Refusal::new(
            format!("'{word}' stands before the command: use mailcall {command} {word}"),
            Some(command),
        ),
        (None, [command]) => Refusal::new(
            format!("the command is missing: use mailcall {command} {word}"),
            Some(command),
        ),
        (None, []) => Refusal::new(
            format!(
                "unknown flag '{word}', and the command is missing: expected {}",
                any_of(&commands())
            ),
            None,
        ),
        (None, several) => Refusal::new(
            format!(
                "the command is missing before '{word}': expected {}",
                any_of(several)
            ),
            None,
        ),
    }
}

/// A word that `command` does not accept.
fn unknown_flag(word: &str, command: &str) -> String {
    if !word.starts_with('-') {
        return format!("unexpected argument '{word}'");
    }
    if let Some(advice) = advice::flag(word, command) {
        return format!("unknown flag '{word}': {advice}");
    }
    let others: Vec<String> = commands()
        .into_iter()
        .filter(|other| flags(other).iter().any(|flag| flag == word))
        .collect();
    if !others.is_empty() {
        return format!(
            "'{word}' is a flag of {}, not of {command}",
            any_of(&others)
        );
    }
    let own = flags(command);
    let longs = own.iter().filter_map(|flag| flag.strip_prefix("--"));
    match word
        .strip_prefix("--")
        .and_then(|name| nearest(name, longs))
    {
        Some(meant) => format!("unknown flag '{word}': did you mean '--{meant}'?"),
        None => format!("unknown flag '{word}'"),
    }
}

/// What clap says, without its suggestions, and with ours for a value.
fn in_words_of_clap(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"))
        .filter(|line| !line.is_empty() && !line.starts_with("tip: "))
        .map(|line| line.trim_start_matches("error: "))
        .collect();
    let message = lines.join("; ").replace(":; ", ": ").replace("; [", " [");
    let (Some(value), Some(ContextValue::Strings(valid))) = (
        context(error, ContextKind::InvalidValue),
        error.get(ContextKind::ValidValue),
    ) else {
        return message;
    };
    match nearest(value, valid.iter().map(String::as_str)) {
        Some(meant) => format!("{message}; did you mean '{meant}'?"),
        None => message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    fn refusal(line: &str) -> Refusal {
        let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        of(
            &Cli::try_parse_from(&arguments).expect_err("refused"),
            &arguments,
        )
        .expect("a refusal")
    }

    /// Whatever is typed, no message proposes by its spelling what lowers security or deletes.
    #[test]
    fn no_misspelling_leads_to_less_security_or_to_deletion() {
        for dangerous in ["--insecure", "--cleartext-auth"] {
            for at in 2..dangerous.len() {
                let word = format!("{}{}", &dangerous[..at], &dangerous[at + 1..]);
                let message = refusal(&format!("mailcall stat {word}")).message;
                assert_eq!(message, format!("unknown flag '{word}'"));
            }
        }
        for word in ["deel", "dle", "ddele", "undele"] {
            let refusal = refusal(&format!("mailcall {word}"));
            assert!(!refusal.message.contains("did you mean"), "{refusal:?}");
            assert_eq!(refusal.example, None);
        }
    }

    #[test]
    fn aliases_are_flags_too() {
        assert_eq!(
            refusal("mailcall stat --verbos").message,
            "unknown flag '--verbos': did you mean '--verbose'?"
        );
    }
}
