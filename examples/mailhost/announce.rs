//! How a client connects to this host: as flags of mailcall, and as environment.

use std::fmt::Write as _;
use std::path::PathBuf;

use crate::args::{Args, TlsMode};
use crate::host::{Host, Ports};

/// Where the host is and who may log in.
pub struct Announcement {
    ports: Ports,
    tls: TlsMode,
    ca_file: PathBuf,
    client_files: Option<[PathBuf; 2]>,
    mail: PathBuf,
    address: String,
    password: String,
    users: Vec<String>,
}

impl Announcement {
    pub fn new(args: &Args, host: &Host, ports: Ports) -> Self {
        let users = host.users.all();
        Announcement {
            ports,
            tls: args.tls,
            ca_file: host.store.ca_file(),
            client_files: args.client_cert.then(|| host.store.client_files()),
            mail: host.store.mail(),
            address: users[0].address.clone(),
            password: users[0].password.clone(),
            users: users
                .iter()
                .map(|user| format!("{} (password {})", user.address, user.password))
                .collect(),
        }
    }

    /// The environment variables of mailcall.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let ca_file = self.ca_file.to_string_lossy().into_owned();
        vec![
            ("MAILCALL_SMTP_HOST", "localhost".to_owned()),
            ("MAILCALL_SMTP_PORT", self.ports.smtp(self.tls).to_string()),
            ("MAILCALL_SMTP_TLS", self.tls.word().to_owned()),
            ("MAILCALL_POP3_HOST", "localhost".to_owned()),
            ("MAILCALL_POP3_PORT", self.ports.pop3(self.tls).to_string()),
            ("MAILCALL_POP3_TLS", self.tls.word().to_owned()),
            ("MAILCALL_CA_FILE", ca_file),
            ("MAILCALL_USER", self.address.clone()),
            ("MAILCALL_FROM", self.address.clone()),
            ("MAILCALL_PASSWORD", self.password.clone()),
        ]
    }

    /// The text that is printed once the host listens. All of it but the environment is a comment to
    /// a shell, so that a shell can read it.
    pub fn text(&self, env: bool) -> String {
        let mut text = String::from("# mailhost is up\n#\n");
        for (protocol, port_of) in [
            ("SMTP", Ports::smtp as fn(&Ports, TlsMode) -> u16),
            ("POP3", Ports::pop3),
        ] {
            for tls in [TlsMode::Implicit, TlsMode::Starttls, TlsMode::None] {
                let port = port_of(&self.ports, tls);
                let _ = write!(
                    text,
                    "# {protocol}  --host localhost --port {port} --tls {}",
                    tls.word()
                );
                if tls != TlsMode::None {
                    let ca_file = quoted(&self.ca_file.to_string_lossy());
                    let _ = write!(text, " --ca-file {ca_file}");
                }
                text.push('\n');
            }
        }
        if let Some(files) = &self.client_files {
            let [certificate, key] = files.each_ref().map(|file| quoted(&file.to_string_lossy()));
            let _ = writeln!(
                text,
                "# and   --client-cert {certificate} --client-key {key}"
            );
        }
        let _ = writeln!(text, "#\n# users {}", self.users.join(",\n#       "));
        let _ = writeln!(text, "# mail  {}", quoted(&self.mail.to_string_lossy()));
        if env {
            for (name, value) in self.environment() {
                let _ = writeln!(text, "export {name}={}", quoted(&value));
            }
        }
        text
    }
}

/// The text quoted as one shell word.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./@+:".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_shell_reads_one_word() {
        assert_eq!(quoted("/srv/a-b_c.pem"), "/srv/a-b_c.pem");
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }
}
