//! What the help and the manual say beyond the flags: examples, exit codes, environment. One text for both.

/// A command line and what it does.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// What it does.
    pub purpose: &'static str,
    /// The line itself, for a POSIX shell.
    pub line: &'static str,
}

/// Where to start.
pub const ROOT: &[Example] = &[
    Example {
        purpose: "Send a mail",
        line: "df -h | mailcall send --host smtp.example.org -u me@example.org \\\n    -f me@example.org -s 'Disk report' ops@example.org",
    },
    Example {
        purpose: "Count what is in the mailbox",
        line: "mailcall stat --host pop.example.org -u me@example.org",
    },
];

/// `send`.
pub const SEND: &[Example] = &[
    Example {
        purpose: "A pipe to two people",
        line: "df -h | mailcall send -s 'Disk report' ann@example.org bob@example.org",
    },
    Example {
        purpose: "A text and a file",
        line: "mailcall send -t 'Ann <ann@example.org>' -s Report --body 'See below.' -a report.pdf",
    },
    Example {
        purpose: "A message that is ready-made, its recipients in its header",
        line: "mailcall send -m message.eml --read-headers --json",
    },
];

/// `stat`.
pub const STAT: &[Example] = &[
    Example {
        purpose: "Messages and octets",
        line: "mailcall stat --host pop.example.org -u me@example.org",
    },
    Example {
        purpose: "For a script",
        line: "mailcall stat --json | jq .count",
    },
];

/// `list`.
pub const LIST: &[Example] = &[
    Example {
        purpose: "The newest ten with date, author and subject",
        line: "mailcall list -l --last 10",
    },
    Example {
        purpose: "The unique-ids of everything",
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
        purpose: "Every message into a directory, a file each",
        line: "mailcall retr --all --output-dir mail",
    },
    Example {
        purpose: "Save the newest for good, then delete that very one",
        line: SAVE_AND_DELETE,
    },
    Example {
        purpose: "The text of message 3",
        line: "mailcall retr 3 --json | jq -r .text",
    },
];

/// A unique-id holds over sessions, and a file appears only when it is whole: nothing can be lost, or taken for another.
const SAVE_AND_DELETE: &str = "uid=$(mailcall list --last 1 | cut -f3) &&\n    mailcall retr --uid \"$uid\" --output-dir mail &&\n    mailcall dele --uid \"$uid\"";

/// `dele`.
pub const DELE: &[Example] = &[
    Example {
        purpose: "A message by its unique-id, as list has shown it",
        line: "mailcall dele --uid 000001f45b2c9d3e",
    },
    Example {
        purpose: "Save the newest for good, then delete that very one",
        line: SAVE_AND_DELETE,
    },
    Example {
        purpose: "See whether it would work, and remove nothing",
        line: "mailcall dele --dry-run 1-3",
    },
];

/// What a script can branch on, ascending.
pub const EXIT_STATUS: &[(&str, &str)] = &[
    ("0", "done; also a selection that is empty"),
    ("64", "the command line cannot be understood"),
    (
        "65",
        "a value or a file is malformed: an address, a header, a message, text not of its charset",
    ),
    ("66", "a file to send is missing or unreadable"),
    (
        "67",
        "the server refused a recipient for good; or there is no such message",
    ),
    ("68", "the host name does not exist"),
    (
        "69",
        "the server refused for good, in a way not named elsewhere",
    ),
    ("70", "a bug in mailcall"),
    ("73", "an output file cannot be created"),
    (
        "74",
        "reading or writing failed here: disk full, stdout closed",
    ),
    (
        "75",
        "temporary, nothing was accepted, stored or deleted: worth a retry",
    ),
    (
        "76",
        "the server broke the protocol; TLS, certificate, or a password that would go in the clear",
    ),
    ("77", "the login was refused, or none is offered"),
    (
        "78",
        "environment, password source or CA file cannot be used",
    ),
    (
        "79",
        "unknown: handed over whole, and no answer came; it may or may not have been done",
    ),
    (
        "80",
        "some of it was done and some not; the result says which",
    ),
    ("128+n", "ended by signal n, nothing deleted"),
];

/// The environment variables, and what they stand for.
pub const ENVIRONMENT: &[(&str, &str)] = &[
    (
        "MAILCALL_SMTP_HOST, MAILCALL_POP3_HOST",
        "the server, as --host",
    ),
    (
        "MAILCALL_SMTP_PORT, MAILCALL_POP3_PORT",
        "its port, as --port",
    ),
    (
        "MAILCALL_SMTP_TLS, MAILCALL_POP3_TLS",
        "implicit, starttls or none, as --tls",
    ),
    ("MAILCALL_CA_FILE", "trusted CAs, as --ca-file"),
    ("MAILCALL_USER", "who logs in, as --user"),
    (
        "MAILCALL_PASSWORD",
        "the password itself, where no flag names another place for it",
    ),
    ("MAILCALL_AUTH", "ways to log in, as --auth"),
    ("MAILCALL_FROM", "the author, as --from"),
    ("MAILCALL_HELO", "what EHLO says, as --helo"),
    (
        "MAILCALL_TIMEOUT, MAILCALL_DEADLINE",
        "seconds, as --timeout and --deadline",
    ),
];

/// Files that are looked at without being named.
pub const FILES: &[(&str, &str)] = &[
    (
        "/etc/ssl/certs",
        "the CAs that the system trusts, where OpenSSL keeps them here; SSL_CERT_FILE and SSL_CERT_DIR name others",
    ),
    (
        "/dev/tty",
        "where a password is asked for when none is given and a person is there",
    ),
];

/// The examples as help shows them.
pub fn examples(examples: &[Example]) -> String {
    let shown = examples.iter().map(|example| {
        format!(
            "  # {}\n  {}",
            example.purpose,
            example.line.replace('\n', "\n  ")
        )
    });
    format!(
        "Examples (MAILCALL_... or --host, --user and --from say the rest):\n{}",
        shown.collect::<Vec<_>>().join("\n")
    )
}

/// What `mailcall` alone ends with.
pub fn start() -> String {
    format!(
        "{}\n\nEach command explains itself: mailcall send --help",
        examples(ROOT)
    )
}

/// What `mailcall --help` ends with.
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

/// One example of a command, to end an error of usage with.
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
