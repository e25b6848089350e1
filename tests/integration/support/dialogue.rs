//! The script of a conversation: what a server says and what it must hear, one line each.
//!
//! | line | meaning |
//! | --- | --- |
//! | `S: text` | send the text and CRLF |
//! | `S\| text` | send the text as it is; `\r` `\n` `\t` `\s` `\\` `\xHH` stand for octets |
//! | `S& START \| text` | send START, a space, and the text in base64, escapes as above |
//! | `S* N text` | as `S\|`, up to N times; that the client hangs up meanwhile is no fault |
//! | `S< NAME` | send a message as POP3 does: dots stuffed, a lone dot behind it |
//! | `C: text` | the client must send exactly this and CRLF |
//! | `C\| text` | the client must send exactly these octets, escapes as above |
//! | `C~ text` | as `C:`, where `{*}` is any run of octets and `{name}` one that the test may use afterwards |
//! | `C& START \| text` | the client must send START, a space, and what is this text in base64; escapes and runs as above |
//! | `C< NAME` | the client must send this message: dots stuffed behind DATA, bare behind BDAT |
//! | `C< N` | the client must send N octets, whatever they are |
//! | `C= NAME` | the client must send a message behind DATA, with dots stuffed; the same octets wherever the name stands, in any connection |
//! | `== tls [CERTIFICATE]` | a TLS handshake, as server |
//! | `== tls refused [CERTIFICATE]` | a handshake that the client must break off |
//! | `== sni NAME` | the handshake before must have asked for this name (`-`: for none) |
//! | `== client NAME` | the client must have shown a certificate with this common name (`-`: none) |
//! | `== close`, `== reset` | end the connection here, by FIN or (once the client has said something more) by RST |
//! | `== eof` | the client must close, and say nothing before (understood where a connection ends otherwise) |
//! | `== close_notify` | the same, and under TLS it must say so first |
//! | `== discard` | take whatever comes until the client closes |
//! | `== pause MS`, `== split N` | wait; write in pieces of N octets from here on (0: as the script has it) |
//! | `== signal NAME` | send the client a signal |
//! | `== ahead` | what is said next need not wait for the client to have finished |
//! | `== may-leave` | from here on the client need not stay to hear what is said |
//! | `== connection` | the lines from here on are another connection, opened after this one |
//! | `{octets NAME}` | in any `C` line: the length of that content |
//! | `{nonce}` or another run named above | in any later `S&` and `C&` line: what it was |
//! | `{proof}`, `{signature}` | in the final messages of SCRAM: what follows from the messages before and the password |
//! | `<< parts/NAME` | the lines of that file, beside this one |
//!
//! A letter and two digits (T07, L14) name a case from published attacks, bug reports of other
//! programs, and what servers were seen to do; the comment says what it is.
//!
//! All `C` lines up to the next `S` are one flight: the server stays silent until it has them, and
//! fails when more than that has come. A line that starts with `#` says what is being checked. A
//! script without lines says that nobody may connect.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::pattern::Pattern;

/// What a test gives its script.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// Messages and other long content, by name.
    pub contents: BTreeMap<String, Vec<u8>>,
    /// Words that stand in braces in the script: what differs among tests that share it.
    pub words: Vec<(String, String)>,
}

impl Given {
    fn content(&self, name: &str) -> Result<&[u8], String> {
        let content = self.contents.get(name).map(Vec::as_slice);
        content.ok_or_else(|| format!("no content is called {name}"))
    }

    fn filled(&self, line: &str) -> String {
        self.words
            .iter()
            .fold(line.into(), |line: String, (name, word)| {
                line.replace(&format!("{{{name}}}"), word)
            })
            .replace("{certificate}", "good") // unless the test has said another
    }
}

/// One conversation: for each connection its steps.
#[derive(Debug, Clone, Default)]
pub struct Script {
    pub connections: Vec<Vec<Line>>,
}

/// A step and where it is written.
#[derive(Debug, Clone)]
pub struct Line {
    pub place: String,
    pub step: Step,
}

#[derive(Debug, Clone)]
pub enum Step {
    Say(Vec<u8>),
    /// What stands before a message, and the message.
    SayEncoded(String, String),
    HearEncoded(String, String),
    Flood {
        octets: Vec<u8>,
        times: usize,
    },
    SayMessage(Vec<u8>),
    Hear(Pattern),
    HearOctets(Vec<u8>),
    HearMessage(Vec<u8>),
    HearAny(usize),
    HearSame(String),
    Tls {
        certificate: String,
        refused: bool,
    },
    Sni(String),
    Client(String),
    Close,
    Reset,
    Eof,
    CloseNotify,
    Discard,
    Signal(String),
    Pause(u64),
    Split(usize),
    Ahead,
    MayLeave,
}

impl Step {
    /// Whether the step ends its connection.
    fn is_end(&self) -> bool {
        matches!(
            self,
            Step::Close
                | Step::Reset
                | Step::Eof
                | Step::CloseNotify
                | Step::Discard
                | Step::Tls { refused: true, .. }
        )
    }
}

impl Script {
    /// Reads `tests/dialogues/NAME.txt`.
    pub fn load(name: &str, given: &Given) -> Script {
        let path = root().join(format!("{name}.txt"));
        let mut script = Script::default();
        script.read(&path, given);
        script.finish()
    }

    /// Reads a script that a test has made; `<<` is looked up in `tests/dialogues`.
    pub fn parse(text: &str, given: &Given) -> Script {
        let mut script = Script::default();
        script.lines(text, &root().join("inline"), given);
        script.finish()
    }

    /// What the server has said behind each of its lines, in octets, of the first connection.
    pub fn line_ends(&self) -> Vec<usize> {
        let mut said = 0;
        let mut ends = Vec::new();
        for line in &self.connections[0] {
            if let Step::Say(octets) = &line.step {
                said += octets.len();
                ends.push(said);
            }
        }
        ends
    }

    /// The first connection up to so many octets of the server; there it is cut.
    pub fn cut(mut self, octets: usize) -> Script {
        let mut left = octets;
        let mut steps = Vec::new();
        for mut line in self.connections.swap_remove(0) {
            if let Step::Say(said) = &mut line.step {
                let last = said.len() > left;
                said.truncate(left);
                left -= said.len();
                if last {
                    let place = format!("{}, cut", line.place);
                    steps.extend((!said.is_empty()).then_some(line));
                    let ends = [Step::Ahead, Step::Close];
                    steps.extend(ends.map(|step| Line {
                        place: place.clone(),
                        step,
                    }));
                    break;
                }
            }
            steps.push(line);
        }
        Script {
            connections: vec![steps],
        }
    }

    fn read(&mut self, path: &Path, given: &Given) {
        let text = std::fs::read_to_string(path)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        self.lines(&text, path, given);
    }

    fn lines(&mut self, text: &str, path: &Path, given: &Given) {
        let file = path.file_stem().unwrap_or_default().to_string_lossy();
        for (index, line) in text.lines().enumerate() {
            let place = format!("{file}:{}", index + 1);
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(part) = line.strip_prefix("<< ") {
                self.read(&path.with_file_name(format!("{part}.txt")), given);
                continue;
            }
            if line == "== connection" {
                self.connections.push(Vec::new());
                continue;
            }
            let step = step(&given.filled(line), given)
                .unwrap_or_else(|what| panic!("{place}: {what}: {line}"));
            if self.connections.is_empty() {
                self.connections.push(Vec::new());
            }
            let steps = self.connections.last_mut().expect("one was just made");
            assert!(
                !steps.last().is_some_and(|last: &Line| last.step.is_end()),
                "{place}: the connection has ended above: {line}"
            );
            steps.push(Line { place, step });
        }
    }

    /// Ends each connection as the client must end it, unless the script ends it otherwise.
    fn finish(mut self) -> Script {
        for steps in &mut self.connections {
            let last = steps.last().expect("a connection has at least one line");
            if !last.step.is_end() {
                let place = format!("{}, end", last.place);
                steps.push(Line {
                    place,
                    step: Step::Eof,
                });
            }
        }
        self
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dialogues")
}

fn step(line: &str, given: &Given) -> Result<Step, String> {
    let (mark, rest) = line.split_at_checked(2).ok_or("no step")?;
    let text = rest.strip_prefix(' ').unwrap_or(rest);
    let with_crlf = |text: &str| [text.as_bytes(), b"\r\n"].concat();
    let message = |name: &str| given.content(name).map(<[u8]>::to_vec);
    Ok(match mark {
        "S:" => Step::Say(with_crlf(text)),
        "S|" => Step::Say(unescape(text)?),
        "S&" => {
            let (start, message) = encoded(text)?;
            Step::SayEncoded(start, message)
        }
        "C&" => {
            let (start, message) = encoded(text)?;
            Step::HearEncoded(start, message)
        }
        "S*" => {
            let (times, text) = text.split_once(' ').ok_or("how often?")?;
            let times = times.parse().map_err(|_| "how often?")?;
            Step::Flood {
                octets: unescape(text)?,
                times,
            }
        }
        "S<" => Step::SayMessage(message(text)?),
        "C:" => Step::Hear(Pattern::exact(&octets_of(text, given)?)),
        "C~" => Step::Hear(Pattern::parse(&octets_of(text, given)?)),
        "C|" => Step::HearOctets(unescape(text)?),
        "C<" => match text.parse() {
            Ok(octets) => Step::HearAny(octets),
            Err(_) => Step::HearMessage(message(text)?),
        },
        "C=" => Step::HearSame(text.into()),
        "==" => directive(text)?,
        _ => return Err("no such step".into()),
    })
}

/// What stands before a message in base64, its space included, and the message.
fn encoded(text: &str) -> Result<(String, String), String> {
    let (start, message) = text.split_once('|').ok_or("no | before the message")?;
    let message = unescape(message.strip_prefix(' ').unwrap_or(message))?;
    let message = String::from_utf8(message).map_err(|_| "a message that is not UTF-8")?;
    Ok((start.into(), message))
}

fn directive(text: &str) -> Result<Step, String> {
    let words: Vec<&str> = text.split(' ').collect();
    let number = |word: &str| {
        word.parse::<u64>()
            .map_err(|_| format!("{word} is no number"))
    };
    let tls = |certificate: &str, refused| Step::Tls {
        certificate: certificate.into(),
        refused,
    };
    Ok(match words[..] {
        ["tls"] => tls("good", false),
        ["tls", "refused"] => tls("good", true),
        ["tls", "refused", certificate] => tls(certificate, true),
        ["tls", certificate] => tls(certificate, false),
        ["sni", name] => Step::Sni(name.into()),
        ["client", name] => Step::Client(name.into()),
        ["close"] => Step::Close,
        ["reset"] => Step::Reset,
        ["eof"] => Step::Eof,
        ["close_notify"] => Step::CloseNotify,
        ["discard"] => Step::Discard,
        ["ahead"] => Step::Ahead,
        ["may-leave"] => Step::MayLeave,
        ["signal", name] => Step::Signal(name.into()),
        ["pause", milliseconds] => Step::Pause(number(milliseconds)?),
        ["split", octets] => Step::Split(number(octets)? as usize),
        _ => return Err("no such directive".into()),
    })
}

/// `{octets NAME}` is the length of that content on the wire.
fn octets_of(text: &str, given: &Given) -> Result<String, String> {
    let Some((before, rest)) = text.split_once("{octets ") else {
        return Ok(text.into());
    };
    let (name, after) = rest.split_once('}').ok_or("no closing brace")?;
    let content = given.content(name)?;
    Ok(format!("{before}{}{after}", content.len()))
}

fn unescape(text: &str) -> Result<Vec<u8>, String> {
    let mut octets = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'\\' {
            octets.push(*first);
            continue;
        }
        let (octet, used) = match rest {
            [b'r', ..] => (b'\r', 1),
            [b'n', ..] => (b'\n', 1),
            [b't', ..] => (b'\t', 1),
            [b's', ..] => (b' ', 1),
            [b'\\', ..] => (b'\\', 1),
            [b'x', high, low, ..] => {
                let digit = |octet: u8| (octet as char).to_digit(16).ok_or("no hexadecimal digit");
                ((digit(*high)? * 16 + digit(*low)?) as u8, 3)
            }
            _ => return Err("no such escape".into()),
        };
        octets.push(octet);
        rest = &rest[used..];
    }
    Ok(octets)
}

#[test]
fn raw_lines_are_octets() {
    assert_eq!(
        unescape(r"a\r\n\x00\\b\s").expect("well-formed"),
        b"a\r\n\0\\b "
    );
    assert!(unescape(r"\q").is_err());
}

#[test]
fn every_dialogue_is_played() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/integration");
    let entries = std::fs::read_dir(tests).expect("the tests");
    let files = entries
        .map(|entry| entry.expect("a test").path())
        .filter(|path| path.is_file());
    let sources: String = files
        .map(|path| std::fs::read_to_string(path).expect("a source"))
        .collect();
    for protocol in ["smtp", "pop3"] {
        for entry in std::fs::read_dir(root().join(protocol)).expect("the dialogues") {
            let path = entry.expect("a dialogue").path();
            let name = path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let named = [format!("\"{name}\""), format!("\"{protocol}/{name}\"")];
            let played = named.iter().any(|name| sources.contains(name));
            assert!(
                played || path.is_dir(),
                "{protocol}/{name} is played by no test"
            );
        }
    }
}
