//! The mail host for the tests. `tests/live/mail-host` runs the servers; this starts and stops it.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::Tokens;

/// Longer than any delivery takes in these tests, so that only a lost message runs into it.
const DELIVERY_LIMIT: Duration = Duration::from_secs(30);

/// Accounts that `mail-host` creates.
const USERS: u32 = 199;

/// A running Postfix and Dovecot on loopback.
pub struct Host {
    // The servers stop when its standard input closes. The kernel closes it at the end of this process at the latest,
    // however the process ends.
    script: Child,
    facts: HashMap<String, String>,
    tokens: Tokens,
    users_taken: AtomicU32,
}

/// An account that only one test uses.
pub struct User {
    /// Login name and address; Dovecot serves its mail.
    pub address: String,
    /// Its password, but for SCRAM alone.
    pub password: String,
    /// A non-ASCII address; Postfix itself delivers its mail, to another Maildir.
    pub utf8_address: String,
}

impl Host {
    /// The host that all tests share. The first test that asks starts it.
    ///
    /// # Panics
    /// When there are no servers or they do not start; then every test that asks panics.
    pub fn get() -> &'static Self {
        static HOST: OnceLock<Result<Host, String>> = OnceLock::new();
        match HOST.get_or_init(Self::start) {
            Ok(host) => host,
            Err(reason) => panic!("no mail host for the live tests: {reason}"),
        }
    }

    /// Another host than the shared one, for tests of the host itself.
    ///
    /// # Errors
    /// When there are no servers or they do not start; the script has printed why on stderr.
    pub fn start() -> Result<Self, String> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/live/mail-host");
        let unpacked = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mail-servers");
        let tokens = Tokens::serve().map_err(|error| format!("a token server: {error}"))?;
        let mut script = Command::new(&script)
            .arg(unpacked)
            .arg(tokens.port().to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{}: {error}", script.display()))?;
        let output = script
            .stdout
            .take()
            .expect("stdout was asked for as a pipe");
        let mut facts = HashMap::new();
        for line in BufReader::new(output).lines() {
            let line = line.map_err(|error| format!("tests/live/mail-host: {error}"))?;
            if line == "ready" {
                return Ok(Self {
                    script,
                    facts,
                    tokens,
                    users_taken: AtomicU32::new(0),
                });
            }
            if let Some((name, value)) = line.split_once('=') {
                facts.insert(name.to_owned(), value.to_owned());
            }
        }
        let status = script.wait().map_err(|error| error.to_string())?;
        Err(format!(
            "tests/live/mail-host: {status}, see its message above"
        ))
    }

    fn fact(&self, name: &str) -> &str {
        match self.facts.get(name) {
            Some(value) => value,
            None => panic!("tests/live/mail-host did not tell its {name}"),
        }
    }

    fn port(&self, service: &str) -> u16 {
        self.fact(service)
            .parse()
            .unwrap_or_else(|error| panic!("port of {service}: {error}"))
    }

    /// SMTP as on port 25: accepts mail for its own domains from anyone, and a login in clear.
    pub fn smtp(&self) -> u16 {
        self.port("smtp")
    }

    /// Submission as on port 587: STARTTLS and a login are required.
    pub fn submission(&self) -> u16 {
        self.port("submission")
    }

    /// Submission as on port 465: implicit TLS; a login is required.
    pub fn submissions(&self) -> u16 {
        self.port("submissions")
    }

    /// As [`Host::smtp`], without CHUNKING.
    pub fn no_chunking(&self) -> u16 {
        self.port("no_chunking")
    }

    /// As [`Host::smtp`], without CHUNKING and PIPELINING.
    pub fn no_pipelining(&self) -> u16 {
        self.port("no_pipelining")
    }

    /// As [`Host::smtp`], where the only mechanisms are those of SCRAM.
    pub fn smtp_scram(&self) -> u16 {
        self.port("smtp_scram")
    }

    /// POP3 where the only mechanisms are those of SCRAM.
    pub fn pop3_scram(&self) -> u16 {
        self.port("pop3_scram")
    }

    /// The server that issues OAuth tokens, and that Dovecot asks about them.
    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// POP3 as on port 110: offers STLS, and accepts a login in clear.
    pub fn pop3(&self) -> u16 {
        self.port("pop3")
    }

    /// POP3 as on port 995: implicit TLS.
    pub fn pop3s(&self) -> u16 {
        self.port("pop3s")
    }

    /// The folder of this host; it is removed when the host stops.
    pub fn dir(&self) -> PathBuf {
        PathBuf::from(self.fact("dir"))
    }

    /// The authority that signed the certificate of `localhost`, `mail.lab.test` and `127.0.0.1`.
    pub fn ca_file(&self) -> PathBuf {
        self.dir().join("ca.pem")
    }

    /// A user that no other test of this run has.
    pub fn user(&self) -> User {
        let number = self.users_taken.fetch_add(1, Ordering::Relaxed) + 1;
        assert!(number <= USERS, "mail-host makes {USERS} users: add some");
        User {
            address: format!("u{number}@lab.test"),
            password: format!("pw-u{number}"),
            utf8_address: format!("用户{number}@utf8.test"),
        }
    }

    /// The Maildir of an address.
    pub fn maildir(&self, address: &str) -> PathBuf {
        let mail = self.dir().join("mail");
        match address.split_once('@') {
            Some((user, "lab.test")) => mail.join(user),
            Some((user, "utf8.test")) => mail.join("utf8.test").join(user.replace("用户", "u")),
            _ => panic!("{address} has no mailbox here"),
        }
    }

    /// The messages an address has now, as stored (LF line ends), in the order of delivery.
    pub fn mail(&self, address: &str) -> Vec<Vec<u8>> {
        let maildir = self.maildir(address);
        let mut files: Vec<PathBuf> = ["new", "cur"]
            .iter()
            .filter_map(|part| fs::read_dir(maildir.join(part)).ok())
            .flatten()
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .collect();
        // Maildir names begin with the time of delivery, to the microsecond.
        files.sort_by_key(|path| path.file_name().map(delivery_time));
        // A message that is moved from `new` to `cur` meanwhile is found by the next call.
        files
            .iter()
            .filter_map(|path| fs::read(path).ok())
            .collect()
    }

    /// Waits until an address has `count` messages and returns them, in the order of delivery.
    ///
    /// # Panics
    /// When they have not arrived in time, with the servers' logs.
    pub fn wait_for_mail(&self, address: &str, count: usize) -> Vec<Vec<u8>> {
        let end = Instant::now() + DELIVERY_LIMIT;
        loop {
            let mail = self.mail(address);
            if mail.len() >= count {
                return mail;
            }
            assert!(
                Instant::now() < end,
                "{address} has {} messages, not {count}; Postfix:\n{}\nDovecot:\n{}",
                mail.len(),
                self.postfix_log(),
                self.dovecot_log()
            );
            sleep(Duration::from_millis(20));
        }
    }

    /// Waits until Postfix has logged a line with all of `parts`, and returns it.
    ///
    /// # Panics
    /// When no such line comes in time, with the whole log.
    pub fn wait_for_postfix(&self, parts: &[&str]) -> String {
        let end = Instant::now() + DELIVERY_LIMIT;
        loop {
            let log = self.postfix_log();
            let mut lines = log.lines();
            if let Some(line) = lines.find(|line| parts.iter().all(|part| line.contains(part))) {
                return line.to_owned();
            }
            assert!(Instant::now() < end, "no line with {parts:?} in:\n{log}");
            sleep(Duration::from_millis(20));
        }
    }

    /// What Postfix has logged so far, for all tests of this run.
    pub fn postfix_log(&self) -> String {
        self.log("postfix.log")
    }

    /// What Dovecot has logged so far, for all tests of this run.
    pub fn dovecot_log(&self) -> String {
        self.log("dovecot.log")
    }

    /// What the Dovecot of SCRAM has logged so far, for all tests of this run.
    pub fn scram_log(&self) -> String {
        self.log("dovecot-scram.log")
    }

    fn log(&self, name: &str) -> String {
        let path = self.dir().join(name);
        match fs::read(&path) {
            Ok(log) => String::from_utf8_lossy(&log).into_owned(),
            Err(error) => panic!("{}: {error}", path.display()),
        }
    }

    /// Kills the script that runs the servers, so that it cannot stop them.
    pub fn kill(&mut self) {
        self.script.kill().expect("mail-host is our child");
    }

    /// Stops the servers and waits until they have ended.
    pub fn stop(mut self) {
        drop(self.script.stdin.take());
        self.script.wait().expect("mail-host is our child");
    }
}

/// Seconds and microseconds of a Maildir name such as `1700000000.M123456P42.host`. Postfix writes other letters before
/// the microseconds than Dovecot, so the letters are skipped.
fn delivery_time(name: &std::ffi::OsStr) -> (u64, u64) {
    let name = name.to_string_lossy();
    let digits = |text: &str| {
        let end = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        text[..end].parse().unwrap_or(0)
    };
    let micros = name.find('M').map_or(0, |at| digits(&name[at + 1..]));
    (digits(&name), micros)
}
