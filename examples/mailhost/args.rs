//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Parser, ValueEnum};

use crate::fault::{self, Order};
use crate::users::Login;

/// A mail host on 127.0.0.1 for trying mailcall and testing scripts: SMTP and POP3 with TLS, a
/// folder for each user, and faults on request.
#[derive(Debug, Parser)]
#[command(name = "mailhost", version, after_long_help = fault::table())]
pub struct Args {
    /// Keep the mail in this folder; by default in a temporary folder, which is removed at the end
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,

    /// Listen on N (SMTP), N+1 (SMTP over TLS), N+2 (POP3) and N+3 (POP3 over TLS); by default on
    /// free ports
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=65532))]
    pub port_base: Option<u16>,

    /// A user; repeatable. MAILCALL_USER is set to the first one
    #[arg(long = "user", value_name = "NAME:PASSWORD", default_values = [
        "alice:alice-secret", "bob:bob-secret", "chen:chen-secret",
    ])]
    pub users: Vec<Login>,

    /// Domain of the users; mail to other domains needs a login
    #[arg(long, value_name = "NAME", default_value = "example.test")]
    pub domain: String,

    /// How clients connect, according to the output and the environment
    #[arg(long, value_name = "MODE", default_value = "implicit")]
    pub tls: TlsMode,

    /// Maximum size of a message, in octets
    #[arg(long, value_name = "OCTETS", default_value_t = 100 << 20)]
    pub size: u64,

    /// Login mechanisms to offer, in this order
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        default_value = "PLAIN,LOGIN,SCRAM-SHA-256,SCRAM-SHA-1,CRAM-MD5,XOAUTH2,OAUTHBEARER"
    )]
    pub mechanisms: Vec<String>,

    /// Leave out an SMTP or POP3 capability and refuse its commands: CHUNKING, PIPELINING,
    /// STARTTLS, AUTH, SMTPUTF8, DSN, CAPA, STLS, USER, APOP, SASL, TOP, UIDL...; repeatable
    #[arg(long, value_name = "KEYWORD")]
    pub without: Vec<String>,

    /// Accept mail only after a login
    #[arg(long)]
    pub require_login: bool,

    /// Offer logins only under TLS
    #[arg(long)]
    pub require_tls: bool,

    /// Ask clients for a certificate and offer AUTH EXTERNAL to those that have one; a certificate
    /// for the first user is made
    #[arg(long)]
    pub client_cert: bool,

    /// Program named in both greetings; clients may treat Postfix or Dovecot differently
    #[arg(long, value_name = "NAME", default_value = "mailhost")]
    pub software: String,

    /// Fail in this way (see the table below); repeatable
    #[arg(long = "fault", value_name = "FAULT[=VALUE]")]
    pub faults: Vec<Order>,

    /// How often each fault happens; by default always
    #[arg(long, value_name = "N")]
    pub fault_times: Option<usize>,

    /// Also print the MAILCALL_... environment, as shell commands
    #[arg(long)]
    pub env: bool,

    /// Serve until a signal, even after the end of stdin
    #[arg(long)]
    pub stay: bool,

    /// Print every dialogue on stderr, with secrets masked
    #[arg(long, short)]
    pub verbose: bool,

    /// Run a command with the MAILCALL_... environment and with the mailcall that was built beside
    /// this program in PATH; exit when it ends, with its exit code. All further arguments belong to it
    #[arg(long, value_name = "COMMAND", num_args = 1.., allow_hyphen_values = true)]
    pub run: Vec<OsString>,
}

/// The three ways to connect, with the names of mailcall's `--tls`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TlsMode {
    /// TLS from the first octet
    Implicit,
    /// Without TLS, then STARTTLS or STLS
    Starttls,
    /// Without TLS
    None,
}

impl TlsMode {
    /// Its name on a command line.
    pub fn word(self) -> &'static str {
        match self {
            TlsMode::Implicit => "implicit",
            TlsMode::Starttls => "starttls",
            TlsMode::None => "none",
        }
    }
}
