//! The command line as it is written: flags and their help, no decisions. `command` and `account` decide what the flags
//! mean together with the environment.

pub mod help;
pub mod log;
pub mod mailbox;
pub mod refusal;
pub mod send;
mod server;
mod values;

pub use log::Log;
pub use server::Server;

use crate::account::Auth;
use crate::endpoint::PipelineLogin;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Send mail over SMTP and read a mailbox over POP3, from scripts
///
/// Each command is one short session: connect, log in, do it, QUIT, print the result as text or JSON, and exit with a
/// code that a script can branch on.
#[derive(Debug, Parser)]
#[command(name = "mailcall", version, max_term_width = 100)]
#[command(subcommand_required = true, arg_required_else_help = true)]
#[command(after_help = help::start(), after_long_help = help::manual())]
pub struct Cli {
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// The five commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Submit a message (or several ready-made ones)
    ///
    /// Prints the Message-ID of each message that was accepted, one per line, as soon as the server has accepted it. With
    /// --message the path of the file follows, separated by a tab.
    #[command(before_long_help = help::examples(help::SEND))]
    Send(Box<SendCommand>),
    /// Print the number of messages in the maildrop and their octets
    ///
    /// Prints COUNT and OCTETS, separated by a space.
    #[command(before_long_help = help::examples(help::STAT))]
    Stat(mailbox::StatCommand),
    /// List messages: number, octets, unique-id
    ///
    /// Prints one line per message, with columns separated by tabs. Nothing is fetched or marked.
    #[command(before_long_help = help::examples(help::LIST))]
    List(mailbox::ListCommand),
    /// Retrieve messages to stdout, files or JSON
    ///
    /// A message on stdout is complete only if the exit code is 0. With --output-dir a file appears only when it is
    /// complete. Nothing is deleted.
    #[command(before_long_help = help::examples(help::RETR))]
    Retr(mailbox::RetrCommand),
    /// Delete messages: all of them or none
    ///
    /// Prints the number and the unique-id of each message that was deleted, or with --dry-run would be, separated by a
    /// tab.
    #[command(before_long_help = help::examples(help::DELE))]
    Dele(mailbox::DeleCommand),
}

/// `send`.
#[derive(Clone, Debug, Args)]
pub struct SendCommand {
    /// The message and its envelope.
    #[command(flatten)]
    pub send: send::Send,

    /// Stop after the recipients: the server checks the envelope, and nothing is sent
    #[arg(long, help_heading = "Envelope", conflicts_with = "print")]
    pub dry_run: bool,

    /// Check.
    #[command(flatten)]
    pub check: Check,

    /// Name to give in EHLO [default: [127.0.0.1]]
    ///
    /// The default is correct on every host and reveals nothing of the local network. A strict relay on port 25 may
    /// require a real host name. Environment: MAILCALL_HELO.
    #[arg(
        long,
        value_name = "NAME",
        help_heading = "Server",
        hide_short_help = true
    )]
    pub helo: Option<String>,

    /// Send messages in chunks (BDAT) if the server offers it: on (the default) or off
    ///
    /// Off is for servers that offer CHUNKING but cannot do it: the message is then sent by DATA.
    #[arg(long, value_name = "on|off", value_parser = values::on_or_off(), help_heading = "Server", hide_short_help = true)]
    pub chunking: Option<bool>,

    /// Send the login together with the envelope: auto (the default), on or off
    ///
    /// On saves a round trip if the server offers PIPELINING and PLAIN, but some servers lose commands that are sent behind a
    /// login. Auto currently means off.
    #[arg(
        long,
        value_name = "HOW",
        hide_possible_values = true,
        help_heading = "Server",
        hide_short_help = true
    )]
    pub pipeline_login: Option<PipelineLogin>,

    /// Server.
    #[command(flatten)]
    pub server: Server,
    /// Login.
    #[command(flatten)]
    pub login: Login,
    /// Output.
    #[command(flatten)]
    pub output: Output,
    /// The log of runs.
    #[command(flatten)]
    pub log: Log,
}

impl SendCommand {
    /// The first flag about a message or its envelope that is given, but for the author, who chooses the account.
    pub fn given_beside_check(&self) -> Option<&'static str> {
        let dry_run = self.dry_run.then_some("--dry-run");
        self.send.given_beside_author().or(dry_run)
    }
}

/// A session that only checks the server.
#[derive(Clone, Copy, Debug, Default, Args)]
#[command(next_help_heading = "Check")]
pub struct Check {
    /// Check the server, its certificate and the login; print what is known of them, and do nothing else
    ///
    /// Connects, logs in if there is a user, sends NOOP and QUIT. Prints one line a fact, or JSON: the greeting, the TLS
    /// version and cipher, whether the certificate is verified and why not, its names, its last day and its SHA-256, the
    /// capabilities, the login mechanism, the seconds of each step. After a failure it prints what is known so far. If the
    /// certificate is refused, a second connection shows it, without verification and login.
    #[arg(long)]
    pub check: bool,

    /// With --check: fail (exit 76) if the certificate expires in less than N days
    #[arg(long, value_name = "N", requires = "check", hide_short_help = true)]
    pub min_days: Option<u32>,
}

/// Who logs in and how. No flag takes the password itself: every process could read it.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Login")]
pub struct Login {
    /// Use this account of the configuration file
    ///
    /// Without it, send uses the account whose address the author has, and every command else the account that
    /// MAILCALL_ACCOUNT or the key "default" of the file names. A flag goes before an account.
    #[arg(short = 'A', long, value_name = "NAME", help_heading = "Account")]
    pub account: Option<String>,

    /// Read this configuration file only [default: ~/.config/mailcall/config.toml, /etc/mailcall/config.toml]
    ///
    /// Environment: MAILCALL_CONFIG.
    #[arg(long, value_name = "FILE", help_heading = "Account", hide_short_help = true, value_hint = clap::ValueHint::FilePath)]
    pub config: Option<PathBuf>,

    /// User that logs in, often the mail address
    ///
    /// If it is an address of a known provider (qq.com, 126.com, gmail.com and others), no server has to be given. Without
    /// a user, send does not log in: some relays trust the network instead. Environment: MAILCALL_USER.
    #[arg(short, long, value_name = "USER")]
    pub user: Option<String>,

    /// Read the password from the first line of this file
    ///
    /// Its line end and a byte order mark do not belong to it. Without a password flag, the password comes from the account,
    /// from MAILCALL_PASSWORD, from an entry of ~/.netrc for this very host, or else from a prompt on the terminal.
    #[arg(long, value_name = "FILE", group = "password", value_hint = clap::ValueHint::FilePath)]
    pub password_file: Option<PathBuf>,

    /// Read the password from the first line that this command prints
    ///
    /// The command is run by sh -c, with an empty stdin and without the environment variables that hold passwords. If it
    /// runs mailcall, that run needs a password source of its own. It has to exit 0, and is ended at the deadline.
    #[arg(long, value_name = "COMMAND", group = "password", value_hint = clap::ValueHint::CommandString)]
    pub password_command: Option<String>,

    /// Read the password from this environment variable
    #[arg(long, value_name = "VAR", group = "password", hide_short_help = true)]
    pub password_env: Option<String>,

    /// Login mechanisms in order of preference, or auto (the default), or none
    ///
    /// With a password: plain, login, scram-sha-256, scram-sha-1, cram-md5, and for the mailbox apop and user. With an OAuth
    /// access token, read in place of the password: xoauth2 and oauthbearer. With a client certificate, and without a
    /// password: external. A list has mechanisms of one kind; auto means those with a password. The first one that the server
    /// offers is used; if the server refuses it, no other is tried. Environment: MAILCALL_AUTH.
    #[arg(long, value_name = "MECH[,MECH...]")]
    pub auth: Option<Auth>,

    /// Allow sending the password over a connection that is not encrypted
    #[arg(long, hide_short_help = true)]
    pub cleartext_auth: bool,
}

/// What is printed.
#[derive(Clone, Copy, Debug, Default, Args)]
#[command(next_help_heading = "Output")]
pub struct Output {
    /// Print the result, and each line of stderr, as JSON
    #[arg(long)]
    pub json: bool,

    /// Print the dialogue on stderr, with secrets masked
    ///
    /// -> and <- mark lines sent and received without TLS, ~> and <~ lines under TLS, ** what is not a line. Messages are
    /// shown as a count of octets; given twice (-vv), the messages are printed too.
    #[arg(short = 'v', long, visible_alias = "verbose", action = clap::ArgAction::Count)]
    pub trace: u8,

    /// Print no text results, warnings or progress; errors are still printed
    #[arg(short, long)]
    pub quiet: bool,
}

/// Reads a count of at least one.
///
/// # Errors
/// A sentence that says what was expected.
pub fn count(text: &str) -> Result<u32, String> {
    let count = text.parse().ok().filter(|count| *count > 0);
    count.ok_or_else(|| "expected a number from 1".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_help_of_auth_names_every_mechanism() {
        let cli = Cli::command();
        for name in ["send", "stat"] {
            let command = cli.find_subcommand(name).expect("a command");
            let auth = command.get_arguments().find(|arg| arg.get_id() == "auth");
            let help = auth.and_then(|auth| auth.get_long_help()).expect("help");
            let help = help.to_string();
            for method in crate::sasl::Method::ALL {
                let named = help
                    .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
                    .any(|word| word == method.option_name());
                assert!(named, "{} is not in {help}", method.option_name());
            }
        }
    }

    /// A new place for messages excludes the others without saying so.
    #[test]
    fn places_for_messages_exclude_each_other() {
        let cli = Cli::command();
        let retr = cli.find_subcommand("retr").expect("a command");
        let sinks = retr.get_groups().find(|group| group.get_id() == "Sink");
        let sinks: Vec<String> = sinks
            .expect("a group")
            .get_args()
            .map(|id| format!("--{}", id.as_str().replace('_', "-")))
            .collect();
        assert!(sinks.len() > 1);
        for one in &sinks {
            for other in sinks.iter().filter(|other| *other != one) {
                let words = ["mailcall", "retr", "1", one, "x", other, "y"];
                let error = Cli::try_parse_from(words).expect_err("refused");
                assert_eq!(error.kind(), clap::error::ErrorKind::ArgumentConflict);
            }
        }
    }
}
