//! The flags about the server that every command has.

use super::values;
use crate::endpoint::{Security, TlsVersion, parse_port};
use crate::timeout::parse_seconds;
use clap::Args;
use std::path::PathBuf;
use std::time::Duration;

/// Where the server is and how to connect to it.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Server")]
pub struct Server {
    /// Host name or address of the server
    ///
    /// It follows from the address of the user, or of the author, if that is one of a known provider. A link-local address
    /// is given with its interface, as in fe80::1%eth0. Environment: MAILCALL_SMTP_HOST for send,
    /// MAILCALL_POP3_HOST for the other commands.
    #[arg(long, value_name = "HOST")]
    pub host: Option<String>,

    /// Port of the server [default: 465 for send, 995 for the mailbox]
    ///
    /// The default depends on --tls: implicit means 465 and 995, starttls 587 and 110, none 25 and 110. Port 25, 110 or
    /// 587 without --tls means --tls starttls. Environment: MAILCALL_SMTP_PORT, MAILCALL_POP3_PORT.
    #[arg(long, value_name = "PORT", value_parser = parse_port)]
    pub port: Option<u16>,

    /// How TLS starts: implicit (the default), starttls, or none
    ///
    /// There is no fallback: with implicit and starttls, the session ends if TLS fails. Environment: MAILCALL_SMTP_TLS,
    /// MAILCALL_POP3_TLS.
    #[arg(long, value_name = "HOW", hide_possible_values = true)]
    pub tls: Option<Security>,

    /// Trust the CAs in this PEM file instead of the system's
    ///
    /// Environment: MAILCALL_CA_FILE.
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub ca_file: Option<PathBuf>,

    /// Accept only the certificate with this SHA-256 fingerprint, whatever CA or name it has
    ///
    /// Repeatable, or a list with commas: one of several certificates. The fingerprint is 64 hexadecimal digits, with or without
    /// colons, as openssl x509 -noout -fingerprint -sha256 prints them. It is compared before anything is sent. The system's CAs
    /// and MAILCALL_CA_FILE are not used then.
    #[arg(long, value_name = "SHA256", hide_short_help = true)]
    pub tls_fingerprint: Vec<String>,

    /// Name that the certificate must have, if it is not that of --host
    ///
    /// TLS also asks the server for the certificate of this name (SNI).
    #[arg(long, value_name = "HOST", hide_short_help = true)]
    pub tls_name: Option<String>,

    /// Show the server this certificate if it asks for one (PEM, the certificate first, then its CAs)
    ///
    /// A server may accept it instead of a login, or beside --auth external. The library shows it during the handshake: with
    /// --tls-fingerprint or --insecure before the server's own certificate is compared, otherwise after it was verified.
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath, hide_short_help = true)]
    pub client_cert: Option<PathBuf>,

    /// Private key of the client certificate (PEM) [default: the file of --client-cert]
    ///
    /// The first private key of the file is used. It must not be encrypted, and other users must not be able to read the file.
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath, requires = "client_cert", hide_short_help = true)]
    pub client_key: Option<PathBuf>,

    /// Minimum TLS version [default: 1.2]
    #[arg(long, value_name = "VERSION", hide_short_help = true)]
    pub tls_min: Option<TlsVersion>,

    /// Accept any certificate: an attacker on the network can then read and change everything
    #[arg(long, hide_short_help = true)]
    pub insecure: bool,

    /// Seconds to wait for one reply [default: 60]
    ///
    /// The addresses of a host are tried 250 ms apart, IPv6 and IPv4 in turn, and the first that connects is used. The
    /// reply to a message that was sent is waited for at least 600 seconds (RFC 5321 section 4.5.3.2): giving up earlier
    /// would leave its outcome unknown. Environment: MAILCALL_TIMEOUT.
    #[arg(long, value_name = "SECS", value_parser = parse_seconds)]
    pub timeout: Option<Duration>,

    /// Seconds that the whole run may take [default: no limit]
    ///
    /// Environment: MAILCALL_DEADLINE.
    #[arg(long, value_name = "SECS", value_parser = parse_seconds, hide_short_help = true)]
    pub deadline: Option<Duration>,

    /// Try again up to N times after a temporary failure [default: 0]
    ///
    /// The whole session is made again, after 1 second, then 2, 4 and so on up to 60, plus up to half of that at random, as
    /// long as --deadline allows. What was accepted or stored is not repeated. Nothing is tried again after an unknown outcome
    /// (exit 79), or after a login that was refused for another reason than that the server or the maildrop is busy.
    #[arg(long, value_name = "N", hide_short_help = true)]
    pub retry: Option<u32>,

    /// Send several commands together if the server offers it: on (the default) or off
    ///
    /// Off is for servers that offer PIPELINING but lose commands, and for reading the dialogue: each command is sent when
    /// the reply to the one before has been read.
    #[arg(long, value_name = "on|off", value_parser = values::on_or_off(), hide_short_help = true)]
    pub pipelining: Option<bool>,

    /// Use IPv4 addresses only
    #[arg(short = '4', long, conflicts_with = "ipv6", hide_short_help = true)]
    pub ipv4: bool,

    /// Use IPv6 addresses only
    #[arg(short = '6', long, hide_short_help = true)]
    pub ipv6: bool,

    /// Connect from this IP address of this host
    ///
    /// Only addresses of the server that are of the same kind, IPv4 or IPv6, are used.
    #[arg(long, value_name = "ADDR", hide_short_help = true)]
    pub source: Option<String>,

    /// Connect through a proxy: socks5://HOST:PORT or http://HOST:PORT, or none
    ///
    /// A user may stand before the host: socks5://USER@HOST:PORT. The proxy looks up the name of the server. --ipv4,
    /// --ipv6 and --source are then about the connection to the proxy. A password stands in MAILCALL_PROXY or the key
    /// proxy (socks5://USER:PASSWORD@HOST:PORT), never in this flag. No other variable, such as ALL_PROXY, is used.
    /// Environment: MAILCALL_PROXY.
    #[arg(long, value_name = "URL", hide_short_help = true)]
    pub proxy: Option<String>,
}
