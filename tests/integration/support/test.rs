//! One run of the program against one script: what it is given, and all that must come of it.

mod left;
mod report;
mod steady;
mod waiting;

use std::fmt::Display;
use std::os::unix::fs::PermissionsExt as _;
use std::panic::Location;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::dialogue::{Given, Script};
use super::process::{Input, Output, Ran, Running};
use super::server::{Pieces, Server};
use super::{secrets, tls};
use steady::steady;

/// The one password of these tests. Nothing that is printed may hold it.
pub const PASSWORD: &str = "correct-horse-7battery";

/// What the password becomes in APOP and CRAM-MD5: who has it can guess.
const DIGESTS: [&str; 3] = [
    "71b3d7b3f020a13f1dc7f3458140097e",
    "c01b0042ba58420356cd61f703d6fee8",
    "3de345834a2cc2dc6afe0476d15c35e1",
];

/// The guises of the password, and of what is made of it, that the octets hold.
pub fn secrets_in(octets: &[u8]) -> Vec<String> {
    let secrets = [PASSWORD].into_iter().chain(DIGESTS);
    secrets
        .flat_map(|secret| secrets::found(octets, secret))
        .collect()
}

/// A test in the making. What is not said is empty: no arguments, no input, no environment, no
/// output, exit 0, nobody connected to. `{port}`, `{dir}` (the working and home directory), `{ca}`
/// (the test authority's file) and what the script captures are filled in wherever text is given.
#[must_use = "a test that is not run shows nothing"]
pub struct Test {
    script: Source,
    given: Given,
    args: Vec<String>,
    stdin: Input,
    env: Vec<(String, String)>,
    files: Vec<(String, Vec<u8>)>,
    modes: Vec<(String, u32)>,
    configs: Vec<(String, String)>,
    fifos: Vec<String>,
    stdout: Expected,
    stderr: Expected,
    exit: i32,
    round_trips: Option<usize>,
    replays: &'static [Pieces],
    check: Option<Check>,
    watched: Watched,
    output: Output,
    cut: Option<usize>,
}

/// A look at the working directory.
type Check = Box<dyn Fn(&Path)>;

enum Source {
    Nobody,
    File(String),
    Text(String),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Watched {
    Everything,
    Exit,
}

enum Expected {
    Octets(Vec<u8>),
    /// Each a line, the keys in this order.
    Json(Vec<Value>),
}

impl Test {
    pub fn new() -> Test {
        Test {
            script: Source::Nobody,
            given: Given::default(),
            args: Vec::new(),
            stdin: Input::default(),
            env: Vec::new(),
            files: Vec::new(),
            modes: Vec::new(),
            configs: Vec::new(),
            fifos: Vec::new(),
            stdout: Expected::Octets(Vec::new()),
            stderr: Expected::Octets(Vec::new()),
            exit: 0,
            round_trips: None,
            replays: &[Pieces::Octets(1), Pieces::Octets(7), Pieces::Lines],
            check: None,
            watched: Watched::Everything,
            output: Output::Read,
            cut: None,
        }
    }

    /// Plays `tests/dialogues/NAME.txt`.
    pub fn dialogue(mut self, name: &str) -> Test {
        self.script = Source::File(name.into());
        self
    }

    /// Plays a script made by the test; parts are named from `tests/dialogues`.
    pub fn script(mut self, text: impl Into<String>) -> Test {
        self.script = Source::Text(text.into());
        self
    }

    /// Nobody may connect, whatever script was named before.
    pub fn nobody(mut self) -> Test {
        self.script = Source::Nobody;
        self
    }

    /// What `C< NAME`, `S< NAME` and `{octets NAME}` mean in the script.
    pub fn content(mut self, name: &str, octets: impl Into<Vec<u8>>) -> Test {
        self.given.contents.insert(name.into(), octets.into());
        self
    }

    /// What `{name}` means in the script.
    pub fn with(mut self, name: &str, word: &str) -> Test {
        self.given.words.push((name.into(), word.into()));
        self
    }

    pub fn args<'a>(mut self, args: impl IntoIterator<Item = &'a str>) -> Test {
        self.args.extend(args.into_iter().map(String::from));
        self
    }

    /// Arguments without spaces in them, as typed.
    pub fn words(self, line: &str) -> Test {
        self.args(line.split(' '))
    }

    pub fn stdin(mut self, octets: impl Into<Vec<u8>>) -> Test {
        self.stdin.octets = octets.into();
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Test {
        self.env.push((name.into(), value.into()));
        self
    }

    /// A file in the working directory, with the folders that its name has.
    pub fn file(mut self, name: &str, octets: impl Into<Vec<u8>>) -> Test {
        self.files.push((name.into(), octets.into()));
        self
    }

    /// The same that only the owner can read.
    pub fn private_file(self, name: &str, octets: impl Into<Vec<u8>>) -> Test {
        self.file(name, octets).mode(name, 0o600)
    }

    /// The mode of a file.
    pub fn mode(mut self, name: &str, mode: u32) -> Test {
        self.modes.push((name.into(), mode));
        self
    }

    /// The user's configuration file, filled in.
    pub fn config(self, text: &str) -> Test {
        self.config_at(".config/mailcall/config.toml", text)
    }

    /// A configuration file in the working directory, filled in.
    pub fn config_at(mut self, name: &str, text: &str) -> Test {
        self.configs.push((name.into(), text.into()));
        self
    }

    pub fn stdout(mut self, octets: impl Into<Vec<u8>>) -> Test {
        self.stdout = Expected::Octets(octets.into());
        self
    }

    pub fn stderr(mut self, octets: impl Into<Vec<u8>>) -> Test {
        self.stderr = Expected::Octets(octets.into());
        self
    }

    /// One JSON document a line. Port 0 is the server's.
    pub fn stdout_json(mut self, lines: impl IntoIterator<Item = Value>) -> Test {
        self.stdout = Expected::Json(lines.into_iter().collect());
        self
    }

    pub fn stderr_json(mut self, lines: impl IntoIterator<Item = Value>) -> Test {
        self.stderr = Expected::Json(lines.into_iter().collect());
        self
    }

    pub fn exit(mut self, status: i32) -> Test {
        self.exit = status;
        self
    }

    /// Ends with this exit and, of all that is told, the one line that says what is wrong.
    pub fn fails(self, status: i32, what: impl Display) -> Test {
        self.stderr(format!("mailcall: {what}\n")).exit(status)
    }

    /// How often the client waits: connecting, each TLS handshake, each answer it needs.
    pub fn round_trips(mut self, count: usize) -> Test {
        self.round_trips = Some(count);
        self
    }

    /// Plays the script once, in whole lines: for what takes its time.
    pub fn once(mut self) -> Test {
        self.replays = &[Pieces::Lines];
        self
    }

    /// Standard output is a pipe that nobody reads any more.
    pub fn output_closed(mut self) -> Test {
        self.output = Output::Closed;
        self
    }

    /// Standard output is a device without room.
    pub fn output_full(mut self) -> Test {
        self.output = Output::Full;
        self
    }

    /// Compares the exit, and looks for secrets; the words are another test's affair.
    pub fn exit_only(mut self, status: i32) -> Test {
        self.watched = Watched::Exit;
        self.exit(status)
    }

    /// Cuts the connection when the server has said so many octets.
    pub fn cut(mut self, octets: usize) -> Test {
        self.cut = Some(octets);
        self
    }

    /// How many octets the server has said when each of its lines is said.
    pub fn line_ends(&self) -> Vec<usize> {
        self.conversation().line_ends()
    }

    /// Looks at the working directory afterwards.
    pub fn then(mut self, check: impl Fn(&Path) + 'static) -> Test {
        self.check = Some(Box::new(check));
        self
    }

    /// Runs the program once for each way of cutting what the server writes.
    #[track_caller]
    pub fn run(self) {
        let caller = Location::caller();
        for &pieces in self.replays {
            if let Err(what) = self.play(pieces) {
                panic!("{caller}: server writes {pieces:?}\n{what}");
            }
        }
    }

    fn conversation(&self) -> Script {
        match &self.script {
            Source::Nobody => Script::default(),
            Source::File(name) => Script::load(name, &self.given),
            Source::Text(text) => Script::parse(text, &self.given),
        }
    }

    fn play(&self, pieces: Pieces) -> Result<(), String> {
        let script = match self.cut {
            Some(octets) => self.conversation().cut(octets),
            None => self.conversation(),
        };
        let directory = TempDir::new().expect("a working directory");
        for (name, octets) in &self.files {
            let path = directory.path().join(name);
            let folder = path.parent().expect("the working directory at least");
            std::fs::create_dir_all(folder).expect("a folder to work with");
            std::fs::write(&path, octets).expect("a file to work with");
            if let Some((_, mode)) = self.modes.iter().find(|(of, _)| of == name) {
                let mode = std::fs::Permissions::from_mode(*mode);
                std::fs::set_permissions(&path, mode).expect("a file of ours");
            }
        }
        for name in &self.fifos {
            let path = directory.path().join(name);
            let made = std::process::Command::new("mkfifo").arg(path).status();
            assert!(made.expect("mkfifo").success());
        }
        let ca = directory.path().join("ca.pem");
        std::fs::write(&ca, tls::authority()).expect("the authority's file");
        let server = Server::start(script, pieces);
        let mut known = vec![
            ("port".to_string(), server.port().to_string()),
            ("dir".to_string(), directory.path().display().to_string()),
            ("ca".to_string(), ca.display().to_string()),
        ];
        for (name, text) in &self.configs {
            write_config(&directory.path().join(name), &filled(text, &known));
        }
        let before = left::Files::of(directory.path());
        let running = self.start(&known, directory.path());
        server.client_is(running.id());
        let ran = running.finish();
        let played = server.finish();
        let came = ran.describe();
        let played = played.map_err(|fault| {
            format!(
                "{}\n--- conversation\n{}{came}",
                fault.what, fault.transcript
            )
        })?;
        known.extend(played.captures);
        if ran.hung {
            return Err(format!("the program hangs\n{came}"));
        }
        let mut faults = String::new();
        for secret in secrets_in(&[&ran.stdout[..], &ran.stderr].concat()) {
            faults.push_str(&format!("a secret is shown: {secret}\n"));
        }
        for secret in left::Files::of(directory.path()).secrets_since(&before) {
            faults.push_str(&format!("a secret is left behind: {secret}\n"));
        }
        faults.push_str(&self.differences(&ran, &known, played.round_trips));
        if !faults.is_empty() {
            return Err(format!("{faults}{came}"));
        }
        if let Some(check) = &self.check {
            check(directory.path());
        }
        Ok(())
    }

    /// How what came differs from what was to come.
    fn differences(&self, ran: &Ran, known: &[(String, String)], round_trips: usize) -> String {
        let mut faults = String::new();
        if self.watched == Watched::Everything {
            self.stdout
                .compare("stdout", &ran.stdout, known, &mut faults);
            self.stderr
                .compare("stderr", &ran.stderr, known, &mut faults);
        }
        if ran.exit != Some(self.exit) {
            let (expected, came) = (self.exit, ran.exit);
            faults.push_str(&format!(
                "exit expected: {expected}\nexit received: {came:?}\n"
            ));
        }
        if let Some(count) = self.round_trips.filter(|&count| count != round_trips) {
            faults.push_str(&format!("round trips: {round_trips} instead of {count}\n"));
        }
        faults
    }

    fn start(&self, known: &[(String, String)], directory: &Path) -> Running {
        let args = self.args.iter().map(|argument| filled(argument, known));
        let env = self
            .env
            .iter()
            .map(|(name, value)| (name, filled(value, known)));
        Running::start(args, env, directory, self.stdin.clone(), self.output)
    }
}

impl Expected {
    fn compare(&self, name: &str, came: &[u8], known: &[(String, String)], faults: &mut String) {
        let expected = match self {
            Expected::Octets(octets) => match std::str::from_utf8(octets) {
                Ok(text) => filled(text, known).into_bytes(),
                Err(_) => octets.clone(),
            },
            Expected::Json(lines) => {
                let port = filled("\"port\":{port},", known);
                let lines: Vec<String> = lines.iter().map(|line| format!("{line}\n")).collect();
                filled(&lines.concat(), known)
                    .replace("\"port\":0,", &port)
                    .into_bytes()
            }
        };
        let came = &steady(came);
        if *came != expected {
            let show = |octets: &[u8]| match std::str::from_utf8(octets) {
                Ok(text) => format!("{text:?}"),
                Err(_) => octets.escape_ascii().to_string(),
            };
            let (expected, came) = (show(&expected), show(came));
            faults.push_str(&format!(
                "{name} expected: {expected}\n{name} received: {came}\n"
            ));
        }
    }
}

/// Only the owner may read it: it may hold a password.
fn write_config(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder to work with");
    std::fs::write(path, text).expect("a configuration file");
    let mode = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(path, mode).expect("its mode");
}

fn filled(text: &str, known: &[(String, String)]) -> String {
    known
        .iter()
        .fold(text.into(), |text: String, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        })
}
