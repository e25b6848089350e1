//! The command line as it is written: flags and their help, no decisions. What the flags mean together with the
//! environment is for `account` and `command` to say.

pub mod help;
pub mod mailbox;
pub mod refusal;
pub mod send;

use crate::sasl::Method;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::time::Duration;

/// Send mail over SMTP and read a mailbox over POP3, from scripts
///
/// Each command is one short session: connect, log in, do it, QUIT, print the result as text or JSON, and exit with a
/// code that a script can branch on.
#[derive(Debug, Parser)]
#[command(name = "mailcall", version, max_term_width = 100)]
#[command(subcommand_required = true, arg_required_else_help = true)]
#[command(after_help = help::start(), after_long_help = help::manual())]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The five commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Submit a message (or several ready-made ones)
    ///
    /// Prints the Message-ID of each message that was accepted, one a line.
    #[command(before_long_help = help::examples(help::SEND))]
    Send(Box<SendCommand>),
    /// Print how many messages the maildrop holds, and their octets
    ///
    /// Prints COUNT and OCTETS, divided by a space.
    #[command(before_long_help = help::examples(help::STAT))]
    Stat(mailbox::StatCommand),
    /// List messages: number, octets, unique-id
    ///
    /// Prints a line a message, its columns divided by tabs. Nothing is fetched or marked.
    #[command(before_long_help = help::examples(help::LIST))]
    List(mailbox::ListCommand),
    /// Retrieve messages to stdout, files or JSON
    ///
    /// A message on stdout is whole only when the exit code is 0; --output-dir never shows half of one. Nothing is
    /// deleted.
    #[command(before_long_help = help::examples(help::RETR))]
    Retr(mailbox::RetrCommand),
    /// Delete messages: all of them or none
    ///
    /// Prints number and unique-id of each message that was deleted, or with --dry-run would be, divided by a tab.
    #[command(before_long_help = help::examples(help::DELE))]
    Dele(mailbox::DeleCommand),
}

/// `send`.
#[derive(Clone, Debug, Args)]
pub struct SendCommand {
    /// The message and its envelope.
    #[command(flatten)]
    pub send: send::Send,

    /// Ask the server up to the recipients, then take it back: nothing is sent
    #[arg(long, help_heading = "Envelope", conflicts_with = "print")]
    pub dry_run: bool,

    /// What EHLO says [default: [127.0.0.1]]
    ///
    /// The default is true of every host and names nothing of the local network; a strict relay on port 25 wants a real
    /// host name. Environment: MAILCALL_HELO.
    #[arg(
        long,
        value_name = "NAME",
        help_heading = "Server",
        hide_short_help = true
    )]
    pub helo: Option<String>,

    /// Server.
    #[command(flatten)]
    pub server: Server,
    /// Login.
    #[command(flatten)]
    pub login: Login,
    /// Output.
    #[command(flatten)]
    pub output: Output,
}

/// Where the server is and how it is reached.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Server")]
pub struct Server {
    /// The server's host name or address
    ///
    /// Environment: MAILCALL_SMTP_HOST for send, MAILCALL_POP3_HOST for the other commands.
    #[arg(long, value_name = "HOST")]
    pub host: Option<String>,

    /// Its port [default: 465 for send, 995 for the mailbox]
    ///
    /// The default follows --tls: implicit means 465 and 995, starttls 587 and 110, none 25 and 110. A port of 25,
    /// 110 or 587 alone means --tls starttls. Environment: MAILCALL_SMTP_PORT, MAILCALL_POP3_PORT.
    #[arg(long, value_name = "PORT", value_parser = port)]
    pub port: Option<u16>,

    /// How TLS begins: implicit (the default), starttls, or none
    ///
    /// Nothing is opportunistic: what is asked for happens, or the session ends. Environment: MAILCALL_SMTP_TLS,
    /// MAILCALL_POP3_TLS.
    #[arg(long, value_name = "HOW", hide_possible_values = true)]
    pub tls: Option<Tls>,

    /// Trust the CAs in this PEM file instead of the system's
    ///
    /// Environment: MAILCALL_CA_FILE.
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub ca_file: Option<PathBuf>,

    /// The oldest TLS version taken
    #[arg(
        long,
        value_name = "VERSION",
        default_value = "1.2",
        hide_short_help = true
    )]
    pub tls_min: TlsMin,

    /// Accept any certificate: whoever is on the way can read and change everything
    #[arg(long, hide_short_help = true)]
    pub insecure: bool,

    /// How many seconds one reply may take [default: 60]
    ///
    /// Connecting to one of several addresses takes at most 5 of them; the verdict on a message that was sent is awaited
    /// for 600 at least (RFC 5321 section 4.5.3.2), since giving up sooner leaves it unknown. Environment:
    /// MAILCALL_TIMEOUT.
    #[arg(long, value_name = "SECS", value_parser = seconds)]
    pub timeout: Option<Duration>,

    /// How many seconds the whole run may take [default: no limit]
    ///
    /// Environment: MAILCALL_DEADLINE.
    #[arg(long, value_name = "SECS", value_parser = seconds, hide_short_help = true)]
    pub deadline: Option<Duration>,

    /// Use IPv4 addresses only
    #[arg(short = '4', long, conflicts_with = "ipv6", hide_short_help = true)]
    pub ipv4: bool,

    /// Use IPv6 addresses only
    #[arg(short = '6', long, hide_short_help = true)]
    pub ipv6: bool,
}

/// Who logs in and how. No flag takes a password itself: every process could read it.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Login")]
pub struct Login {
    /// The user that logs in; often the mail address
    ///
    /// Without a user, send uses no login, as a trusted relay wants it. Environment: MAILCALL_USER.
    #[arg(short, long, value_name = "USER")]
    pub user: Option<String>,

    /// The password is the first line of this file
    ///
    /// With no password flag it is taken from MAILCALL_PASSWORD, else asked for on the terminal.
    #[arg(long, value_name = "FILE", group = "password", value_hint = clap::ValueHint::FilePath)]
    pub password_file: Option<PathBuf>,

    /// The password is the first line that this command prints
    ///
    /// It is run by sh -c, with nothing on its stdin.
    #[arg(long, value_name = "COMMAND", group = "password", value_hint = clap::ValueHint::CommandString)]
    pub password_command: Option<String>,

    /// The password is in this environment variable
    #[arg(long, value_name = "VAR", group = "password", hide_short_help = true)]
    pub password_env: Option<String>,

    /// Ways to log in, best first; auto (the default) or none
    ///
    /// Of plain, login, cram-md5, and for a mailbox apop and user. The first that the server offers is taken, and its
    /// refusal is final. Environment: MAILCALL_AUTH.
    #[arg(long, value_name = "MECH[,MECH...]", value_parser = auth)]
    pub auth: Option<Auth>,

    /// Let the password go over a connection that is not encrypted
    #[arg(long, hide_short_help = true)]
    pub cleartext_auth: bool,
}

/// What is printed.
#[derive(Clone, Copy, Debug, Default, Args)]
#[command(next_help_heading = "Output")]
pub struct Output {
    /// Print the result, and every line of stderr, as JSON
    #[arg(long)]
    pub json: bool,

    /// Show the dialogue on stderr, secrets masked
    ///
    /// -> and <- in the clear, ~> and <~ under TLS, ** for what is no line.
    #[arg(short = 'v', long, visible_alias = "verbose")]
    pub trace: bool,

    /// Print no text result, warning or progress; errors stay
    #[arg(short, long)]
    pub quiet: bool,
}

/// How TLS begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Tls {
    /// TLS from the first octet: ports 465 and 995
    Implicit,
    /// A clear connection that must turn to TLS: ports 587 and 110
    Starttls,
    /// No TLS: ports 25 and 110
    None,
}

/// The oldest TLS version taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum TlsMin {
    /// TLS 1.2
    #[default]
    #[value(name = "1.2")]
    V12,
    /// TLS 1.3
    #[value(name = "1.3")]
    V13,
}

/// The value of `--auth`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Auth {
    /// No login, whatever else says so.
    None,
    /// The best way that the server offers.
    Auto,
    /// One of these, in this order.
    Listed(Vec<Method>),
}

/// Reads `--auth` and `MAILCALL_AUTH`.
///
/// # Errors
/// A sentence that names the word that is not known, and those that are.
pub fn auth(text: &str) -> Result<Auth, String> {
    match text.to_ascii_lowercase().as_str() {
        "none" => return Ok(Auth::None),
        "auto" => return Ok(Auth::Auto),
        _ => {}
    }
    let known = || Method::ALL.map(Method::option_name).join(", ");
    let methods = text.split(',').map(|word| {
        word.trim().parse().map_err(|()| {
            format!(
                "\"{word}\" is no way to log in; there are: {}, or auto or none alone",
                known()
            )
        })
    });
    Ok(Auth::Listed(methods.collect::<Result<_, _>>()?))
}

/// Reads a port.
///
/// # Errors
/// A sentence that says what was expected.
pub fn port(text: &str) -> Result<u16, String> {
    let port = text.parse().ok().filter(|port| *port > 0);
    port.ok_or_else(|| "expected a port, 1 to 65535".into())
}

/// Reads a count of at least one.
///
/// # Errors
/// A sentence that says what was expected.
pub fn count(text: &str) -> Result<u32, String> {
    let count = text.parse().ok().filter(|count| *count > 0);
    count.ok_or_else(|| "expected a number from 1".into())
}

/// Longer than any run, and short enough that no clock overflows: a year.
const MAX_SECONDS: f64 = 366.0 * 86_400.0;

/// Reads a length of time in seconds, `0.5` as well as `60`.
///
/// # Errors
/// A sentence that says what was expected.
pub fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<f64>() {
        Ok(seconds) if seconds > 0.0 && seconds <= MAX_SECONDS => {
            Ok(Duration::from_secs_f64(seconds))
        }
        _ => Err("expected a number of seconds greater than 0".into()),
    }
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
    fn ways_to_log_in() {
        assert_eq!(auth("none"), Ok(Auth::None));
        assert_eq!(auth("Auto"), Ok(Auth::Auto));
        assert_eq!(
            auth("cram-md5,PLAIN"),
            Ok(Auth::Listed(vec![Method::CramMd5, Method::Plain]))
        );
        for bad in ["", "plain,", "plain,none", "kerberos"] {
            assert!(auth(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn lengths_of_time() {
        assert_eq!(seconds("0.5"), Ok(Duration::from_millis(500)));
        for bad in ["0", "-1", "", "x", "inf", "NaN", "1e300"] {
            assert!(seconds(bad).is_err(), "{bad}");
        }
    }
}
