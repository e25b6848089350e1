//! Flags and commands that people know from other programs, and what to use instead.

/// What to use instead of a flag of another program.
struct Flag {
    words: &'static [&'static str],
    /// The commands it is about.
    commands: &'static [&'static str],
    advice: &'static str,
}

/// What to use instead of a command of another program, or of the protocols.
#[derive(Debug)]
pub(super) struct Answer {
    words: &'static [&'static str],
    /// What to do, in one phrase.
    pub advice: &'static str,
    /// A line that does it.
    pub example: &'static str,
    /// The command to read about.
    pub command: &'static str,
}

const EVERY: &[&str] = &["send", "stat", "list", "retr", "dele"];
const SELECTING: &[&str] = &["list", "retr", "dele"];

const FLAGS: &[Flag] = &[
    Flag {
        words: &["--password", "--pass", "--passwd", "-p", "-P"],
        commands: EVERY,
        advice: "every process can read a password on the command line; use --password-file FILE, --password-command COMMAND or MAILCALL_PASSWORD",
    },
    Flag {
        words: &["--cacert", "--cafile", "--ca", "--tls-trust-file"],
        commands: EVERY,
        advice: "use --ca-file FILE",
    },
    Flag {
        words: &[
            "--starttls",
            "--ssl",
            "--tls-on-connect",
            "-tls",
            "--no-tls",
        ],
        commands: EVERY,
        advice: "use --tls implicit, --tls starttls or --tls none",
    },
    Flag {
        words: &["--server", "-S", "--smtp", "--smtp-host", "--pop3-host"],
        commands: EVERY,
        advice: "use --host HOST",
    },
    Flag {
        words: &["--attachment", "--file"],
        commands: &["send"],
        advice: "use --attach PATH (-a)",
    },
    Flag {
        words: &["--text", "--message-text"],
        commands: &["send"],
        advice: "use --body TEXT, --body-file FILE or stdin",
    },
    Flag {
        words: &["--output", "-o", "-O"],
        commands: &["send"],
        advice: "use --print to write the composed message to stdout",
    },
    Flag {
        words: &["--output", "-o", "-O"],
        commands: &["retr"],
        advice: "redirect stdout, or use --output-dir DIR for one file per message",
    },
    Flag {
        words: &["--output", "-o", "-O"],
        commands: &["stat", "list", "dele"],
        advice: "redirect stdout; --json prints the result as JSON",
    },
    Flag {
        words: &["--text", "--message-text", "--body"],
        commands: &["retr"],
        advice: "use --json and jq: mailcall retr 1 --json | jq -r .text",
    },
    Flag {
        words: &["--attachment", "--attachments", "--save-attachments"],
        commands: &["retr"],
        advice: "use --output-dir DIR for the whole message; --json lists its attachments",
    },
    Flag {
        words: &["--delete", "-d"],
        commands: &["stat", "list", "retr"],
        advice: "use mailcall dele --uid UID once the message is stored",
    },
    Flag {
        words: &[
            "--search",
            "--grep",
            "--filter",
            "--from",
            "--subject",
            "--since",
            "--before",
        ],
        commands: SELECTING,
        advice: "mailcall list -l --json and jq find messages by their fields",
    },
    Flag {
        words: &["--limit", "-n", "--count"],
        commands: SELECTING,
        advice: "use --last N",
    },
];

const COMMANDS: &[Answer] = &[
    Answer {
        words: &["fetch", "get", "retrieve", "read", "cat"],
        advice: "use retr",
        example: "mailcall retr --last 1",
        command: "retr",
    },
    Answer {
        words: &["mail", "submit", "sendmail", "rcpt", "data"],
        advice: "use send",
        example: "mailcall send -s 'Disk report' --body 'See below.' ann@example.org",
        command: "send",
    },
    Answer {
        words: &["delete", "rm", "remove", "del"],
        advice: "use dele",
        example: "mailcall dele --uid 000001f45b2c9d3e",
        command: "dele",
    },
    Answer {
        words: &["ls", "inbox"],
        advice: "use list",
        example: "mailcall list -l --last 10",
        command: "list",
    },
    Answer {
        words: &["uidl"],
        advice: "use list, which prints the unique-ids",
        example: "mailcall list",
        command: "list",
    },
    Answer {
        words: &["top"],
        advice: "use retr --top N",
        example: "mailcall retr 1 --top 10",
        command: "retr",
    },
    Answer {
        words: &["status", "count"],
        advice: "use stat",
        example: "mailcall stat",
        command: "stat",
    },
    Answer {
        words: &["noop", "check", "ping"],
        advice: "use stat --check or send --check, which connect, log in and say NOOP; the exit code says whether that works",
        example: "mailcall stat --check",
        command: "stat",
    },
    Answer {
        words: &["capa", "capabilities"],
        advice: "use stat --check, which prints what the server offers",
        example: "mailcall stat --check",
        command: "stat",
    },
    Answer {
        words: &["rset", "undelete", "restore"],
        advice: "there is nothing to take back: dele deletes all or nothing in one session, and dele --dry-run deletes nothing",
        example: "mailcall dele --dry-run 1-3",
        command: "dele",
    },
    Answer {
        words: &[
            "quit", "exit", "user", "pass", "apop", "auth", "login", "helo", "ehlo", "starttls",
            "stls", "connect",
        ],
        advice: "every command connects, logs in and quits by itself",
        example: "mailcall stat --host pop.example.org -u me@example.org",
        command: "stat",
    },
];

/// What to use instead of this flag with this command.
pub(super) fn flag(word: &str, command: &str) -> Option<&'static str> {
    FLAGS
        .iter()
        .find(|flag| flag.words.contains(&word) && flag.commands.contains(&command))
        .map(|flag| flag.advice)
}

/// What to use instead of this command. Protocols spell their commands in capitals, people do not.
pub(super) fn command(word: &str) -> Option<&'static Answer> {
    let word = word.to_ascii_lowercase();
    COMMANDS
        .iter()
        .find(|answer| answer.words.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::{CommandFactory, Parser};

    /// A flag that this program has now needs no advice, which would hide it from nobody but mislead readers.
    #[test]
    fn advice_is_about_flags_and_commands_that_do_not_exist() {
        let cli = Cli::command();
        for flag in FLAGS {
            for name in flag.commands {
                let command = cli.find_subcommand(name).expect("a command");
                for word in flag.words {
                    let longs = command.get_arguments().filter_map(|arg| arg.get_long());
                    let mut longs = longs.map(|long| format!("--{long}"));
                    assert!(!longs.any(|long| long == *word), "{name} has {word}");
                    let mut shorts = command.get_arguments().filter_map(|arg| arg.get_short());
                    let short = shorts.any(|short| format!("-{short}") == *word);
                    assert!(!short, "{name} has {word}");
                }
            }
        }
        for answer in COMMANDS {
            for word in answer.words {
                assert!(cli.find_subcommand(word).is_none(), "{word}");
            }
            let example = answer.example.split_whitespace();
            let example: Vec<&str> = example.map(|word| word.trim_matches('\'')).collect();
            assert_eq!(example.get(1), Some(&answer.command));
            assert!(Cli::try_parse_from(&example).is_ok(), "{}", answer.example);
        }
    }
}
