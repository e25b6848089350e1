//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Parser, ValueEnum};

use crate::fault::{self, Order};
use crate::users::Login;

/// A mail host on 127.0.0.1 for trying mailcall and testing scripts: SMTP and POP3 with TLS, a
/// folder for each user, faults to order.
#[derive(Debug, Parser)]
#[command(name = "mailhost", version, after_long_help = fault::table())]
pub struct Args {
    /// Keep the mail here, over restarts; otherwise in a temporary folder, removed at the end
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,

    /// Listen on N (SMTP), N+1 (SMTP over TLS), N+2 (POP3) and N+3 (POP3 over TLS); otherwise on
    /// free ports
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=65532))]
    pub port_base: Option<u16>,

    /// A user; repeatable. The first one is who MAILCALL_USER names
    #[arg(long = "user", value_name = "NAME:PASSWORD", default_values = [
        "alice:alice-secret", "bob:bob-secret", "chen:chen-secret",
    ])]
    pub users: Vec<Login>,

    /// The users' domain: anything else is foreign and needs a login
    #[arg(long, value_name = "NAME", default_value = "example.test")]
    pub domain: String,

    /// How the client shall connect, in what is printed and in the environment
    #[arg(long, value_name = "MODE", default_value = "implicit")]
    pub tls: TlsMode,

    /// The largest message taken, in octets
    #[arg(long, value_name = "OCTETS", default_value_t = 100 << 20)]
    pub size: u64,

    /// The login mechanisms offered, in this order
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

    /// Take no mail from anyone who has not logged in
    #[arg(long)]
    pub require_login: bool,

    /// Offer no login before TLS
    #[arg(long)]
    pub require_tls: bool,

    /// Ask clients for a certificate and offer AUTH EXTERNAL to those who show one; one for the
    /// first user is made
    #[arg(long)]
    pub client_cert: bool,

    /// The program named in both greetings; a client may behave otherwise with Postfix or Dovecot
    #[arg(long, value_name = "NAME", default_value = "mailhost")]
    pub software: String,

    /// Go wrong in this way (see the table below); repeatable
    #[arg(long = "fault", value_name = "FAULT[=VALUE]")]
    pub faults: Vec<Order>,

    /// Each fault strikes this often, then no more; otherwise always
    #[arg(long, value_name = "N")]
    pub fault_times: Option<usize>,

    /// Also print the MAILCALL_... environment, as lines a shell can read
    #[arg(long)]
    pub env: bool,

    /// Serve until a signal, even when stdin has ended
    #[arg(long)]
    pub stay: bool,

    /// Show every dialogue on stderr, secrets as ********
    #[arg(long, short)]
    pub verbose: bool,

    /// Run a command with the MAILCALL_... environment set, stop when it ends, and exit as it did;
    /// takes everything that follows
    #[arg(long, value_name = "COMMAND", num_args = 1.., allow_hyphen_values = true)]
    pub run: Vec<OsString>,
}

/// The three ways in, named as mailcall's `--tls` names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TlsMode {
    /// TLS from the first octet
    Implicit,
    /// In the clear, then STARTTLS or STLS
    Starttls,
    /// In the clear
    None,
}

impl TlsMode {
    /// The word for it on a command line.
    pub fn word(self) -> &'static str {
        match self {
            TlsMode::Implicit => "implicit",
            TlsMode::Starttls => "starttls",
            TlsMode::None => "none",
        }
    }
}
