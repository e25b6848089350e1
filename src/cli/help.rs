//! What the help and the manual contain besides the flags: examples, exit codes, environment. One text for both.

/// A command line and what it does.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// What it does.
    pub purpose: &'static str,
    /// The line itself, for a POSIX shell.
    pub line: &'static str,
}

/// Of the program itself.
pub const ROOT: &[Example] = &[
    Example {
        purpose: "Send a message",
        line: "df -h | mailcall send --host smtp.example.org -u me@example.org \\\n    -f me@example.org -s 'Disk report' ops@example.org",
    },
    Example {
        purpose: "Count the messages in the mailbox",
        line: "mailcall stat --host pop.example.org -u me@example.org",
    },
];

/// `send`.
pub const SEND: &[Example] = &[
    Example {
        purpose: "Send the output of a command to two people",
        line: "df -h | mailcall send -s 'Disk report' ann@example.org bob@example.org",
    },
    Example {
        purpose: "Send a text and a file",
        line: "mailcall send -t 'Ann <ann@example.org>' -s Report --body 'See below.' -a report.pdf",
    },
    Example {
        purpose: "Send a ready-made message to the recipients in its header",
        line: "mailcall send -m message.eml --read-headers --json",
    },
    Example {
        purpose: "Send all messages of a folder in one session",
        line: "mailcall send -m folder --read-headers",
    },
    Example {
        purpose: "Check the server, its certificate and the login; send nothing",
        line: "mailcall send --check",
    },
];

/// `stat`.
pub const STAT: &[Example] = &[
    Example {
        purpose: "Count messages and octets",
        line: "mailcall stat --host pop.example.org -u me@example.org",
    },
    Example {
        purpose: "Count messages in a script",
        line: "mailcall stat --json | jq .count",
    },
    Example {
        purpose: "Check the server, its certificate and the login",
        line: "mailcall stat --check --min-days 14",
    },
];

/// `list`.
pub const LIST: &[Example] = &[
    Example {
        purpose: "List the newest ten with date, author and subject",
        line: "mailcall list -l --last 10",
    },
    Example {
        purpose: "List all unique-ids",
        line: "mailcall list --json | jq -r '.messages[].uid'",
    },
];

/// `retr`.
pub const RETR: &[Example] = &[
    Example {
        purpose: "Read the newest message",
        line: "mailcall retr --last 1",
    },
    Example {
        purpose: "Save every message in a directory, one file each",
        line: "mailcall retr --all --output-dir mail",
    },
    Example {
        purpose: "Save the newest message, then delete exactly that one",
        line: SAVE_AND_DELETE,
    },
    Example {
        purpose: "Print the text of message 3",
        line: "mailcall retr 3 --json | jq -r .text",
    },
];

/// A unique-id stays the same in the next session, and a file appears only when it is complete: no message is lost, and no
/// other one is deleted.
const SAVE_AND_DELETE: &str = "uid=$(mailcall list --last 1 | cut -f3) &&\n    mailcall retr --uid \"$uid\" --output-dir mail &&\n    mailcall dele --uid \"$uid\"";

/// `dele`.
pub const DELE: &[Example] = &[
    Example {
        purpose: "Delete a message by its unique-id, as printed by list",
        line: "mailcall dele --uid 000001f45b2c9d3e",
    },
    Example {
        purpose: "Save the newest message, then delete exactly that one",
        line: SAVE_AND_DELETE,
    },
    Example {
        purpose: "Check whether a deletion would work, without deleting",
        line: "mailcall dele --dry-run 1-3",
    },
];

/// The exit codes that a script can branch on, ascending.
pub const EXIT_STATUS: &[(&str, &str)] = &[
    ("0", "success; also when the selection is empty"),
    ("64", "the command line is wrong"),
    (
        "65",
        "a value or a file is malformed: an address, a header, a message, text that is not in its charset",
    ),
    (
        "66",
        "a file to send is missing or unreadable, or --body-command failed",
    ),
    (
        "67",
        "the server refused a recipient permanently; or the message does not exist",
    ),
    ("68", "the host name does not exist"),
    ("69", "the server refused permanently, for any other reason"),
    ("70", "a bug in mailcall"),
    ("73", "an output file cannot be created"),
    (
        "74",
        "local reading or writing failed: disk full, stdout closed",
    ),
    (
        "75",
        "temporary failure; nothing was accepted, stored or deleted, so a retry is safe",
    ),
    (
        "76",
        "the server violated the protocol; TLS or the certificate failed; the certificate expires too soon (--min-days); or the password would be sent unencrypted",
    ),
    ("77", "the server refused the login, or offers none"),
    (
        "78",
        "the configuration file, an environment variable, the password source or the CA file cannot be used",
    ),
    (
        "79",
        "unknown: the server was given the message or the deletion and did not confirm it; it may have been done",
    ),
    ("80", "partly done; the result says what was done"),
    (
        "128+n",
        "ended by signal n; nothing was deleted, messages that were printed were sent",
    ),
];

/// The environment variables and their meaning.
pub const ENVIRONMENT: &[(&str, &str)] = &[
    ("MAILCALL_CONFIG", "configuration file, like --config"),
    (
        "MAILCALL_ACCOUNT",
        "account of the configuration file; --account goes before the other variables, this one behind them",
    ),
    (
        "MAILCALL_SMTP_HOST, MAILCALL_POP3_HOST",
        "server, like --host",
    ),
    (
        "MAILCALL_SMTP_PORT, MAILCALL_POP3_PORT",
        "port of the server, like --port",
    ),
    (
        "MAILCALL_SMTP_TLS, MAILCALL_POP3_TLS",
        "implicit, starttls or none, like --tls",
    ),
    ("MAILCALL_CA_FILE", "trusted CAs, like --ca-file"),
    ("MAILCALL_USER", "user that logs in, like --user"),
    (
        "MAILCALL_PASSWORD",
        "password, used unless a flag names another source; commands that mailcall runs do not inherit it",
    ),
    ("MAILCALL_AUTH", "login mechanisms, like --auth"),
    ("MAILCALL_FROM", "author, like --from"),
    ("MAILCALL_HELO", "name to give in EHLO, like --helo"),
    (
        "MAILCALL_TIMEOUT, MAILCALL_DEADLINE",
        "seconds, like --timeout and --deadline",
    ),
];

/// Files that are read although no flag names them.
pub const FILES: &[(&str, &str)] = &[
    (
        "~/.config/mailcall/config.toml",
        "accounts of the user; $XDG_CONFIG_HOME replaces ~/.config",
    ),
    ("/etc/mailcall/config.toml", "accounts of all users"),
    (
        "~/.netrc",
        "passwords by host and user, used when no other source is given; no access for others",
    ),
    (
        "/etc/ssl/certs",
        "CAs that the system trusts, where OpenSSL keeps them here; SSL_CERT_FILE and SSL_CERT_DIR override it",
    ),
    (
        "/dev/tty",
        "terminal on which the password is asked for when no other source has it",
    ),
];

/// The examples as the help prints them.
pub fn examples(examples: &[Example]) -> String {
    let shown = examples.iter().map(|example| {
        format!(
            "  # {}\n  {}",
            example.purpose,
            example.line.replace('\n', "\n  ")
        )
    });
    format!(
        "Examples (MAILCALL_... or --host, --user and --from give the rest):\n{}",
        shown.collect::<Vec<_>>().join("\n")
    )
}

/// The end of the help of `mailcall` alone.
pub fn start() -> String {
    format!(
        "{}\n\nHelp for a command: mailcall send --help",
        examples(ROOT)
    )
}

/// The end of `mailcall --help`.
pub fn manual() -> String {
    let rows = |table: &[(&str, &str)], width: usize| {
        table
            .iter()
            .map(|(name, meaning)| format!("  {name:width$}  {meaning}"))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let environment: Vec<String> = ENVIRONMENT
        .iter()
        .map(|(names, meaning)| format!("  {names}\n          {meaning}"))
        .collect();
    format!(
        "{}\n\nExit status:\n{}\n\nEnvironment:\n{}",
        start(),
        rows(EXIT_STATUS, 5),
        environment.join("\n")
    )
}

/// One example of a command, for the end of a usage error.
pub fn example_of(command: &str) -> Option<&'static str> {
    let examples = match command {
        "send" => SEND,
        "stat" => STAT,
        "list" => LIST,
        "retr" => RETR,
        "dele" => DELE,
        _ => return None,
    };
    examples.first().map(|example| example.line)
}
