//! The architecture, read from the sources: who may import whom, downwards only; where sockets,
//! TLS, files and anyhow may appear; how long a file may be.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Plain values at the bottom, which everybody may use and which use nobody.
const VALUES: [&str; 4] = ["address", "endpoint", "secret", "timeout"];

/// Each module and the modules it may import, besides itself and the values.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("main", &["lib"]),
    ("lib", &["cli", "command", "exit"]),
    (
        "command",
        &[
            "account",
            "cli",
            "compose",
            "copy",
            "exit",
            "maildrop",
            "message",
            "net",
            "reader",
            "selection",
            "smtp",
            "store",
            "terminal",
        ],
    ),
    ("account", &["cli", "copy", "sasl"]),
    ("cli", &["sasl"]), // the names of the ways to log in
    ("compose", &["copy", "message", "spool"]),
    ("message", &["copy", "spool"]),
    ("selection", &["maildrop"]),
    ("maildrop", &["pop3", "wire"]), // generic over the stream
    ("store", &["copy", "spool", "terminal"]),
    ("reader", &["terminal"]),
    (
        "exit",
        &[
            "account",
            "compose",
            "maildrop",
            "message",
            "net",
            "pop3",
            "sasl",
            "selection",
            "smtp",
            "store",
            "wire",
        ],
    ),
    ("terminal", &["wire"]),
    ("net", &["wire"]),
    ("smtp", &["sasl", "wire"]),
    ("pop3", &["sasl", "wire"]),
    ("sasl", &[]),
    ("spool", &["copy"]), // below message and store: what is sent and what is stored is kept the same way
    ("copy", &[]),        // the one copy loop
    ("wire", &[]),
    ("address", &[]),
    ("endpoint", &[]),
    ("secret", &[]),
    ("timeout", &[]),
];

/// The one place where the network meets the sessions, and what it may import beyond its module's row.
const MEETING_PLACE: (&str, &[&str]) = ("command/open.rs", &["pop3", "sasl", "wire"]);

/// What may be named in some modules only.
const KEPT_IN: &[(&str, &[&str])] = &[
    ("std::net", &["net"]), // an address as a value is core::net's
    ("native_tls", &["net"]),
    ("openssl", &["net"]),
    ("anyhow", &["main", "lib", "command", "account", "exit"]),
    (
        "std::fs",
        &[
            "account", "command", "main", "message", "net", "spool", "store",
        ],
    ),
    ("io::stdin", &["account", "command", "main", "message"]),
    ("io::stdout", &["command", "main", "store", "terminal"]),
    ("print!", &["command", "main"]),
    ("println!", &["command", "main"]),
    ("eprintln!", &["command", "main", "terminal"]),
    ("dbg!", &[]),
];

/// The ceiling of a file, in lines.
const MOST_LINES: usize = 400;

/// A source file as this test sees it.
struct Source {
    path: PathBuf,
    /// The name under `src`: `smtp` for `smtp.rs` and for all below `smtp/`.
    module: String,
    /// Whether it is the file of a module below that.
    nested: bool,
    lines: usize,
    /// The code, without comments and without the content of strings.
    code: String,
}

impl Source {
    fn new(path: &Path, text: &str) -> Source {
        let parts: Vec<String> = path
            .iter()
            .map(|part| part.to_string_lossy().trim_end_matches(".rs").into())
            .collect();
        Source {
            path: path.into(),
            module: parts[0].clone(),
            nested: parts.len() > 1,
            lines: text.lines().count(),
            code: code_of(text),
        }
    }

    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut fault = |what: String| faults.push(format!("{}: {what}", self.path.display()));
        if self.path.ends_with("mod.rs") {
            fault(format!("is to be {}.rs", self.module));
        }
        if self.lines > MOST_LINES {
            fault(format!("{} lines; {MOST_LINES} are the most", self.lines));
        }
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(module, _)| *module == self.module)
        else {
            fault(format!(
                "no module {} in the table of who may import whom",
                self.module
            ));
            return faults;
        };
        for imported in imports(&self.code) {
            let known = MAY_IMPORT.iter().any(|(module, _)| *module == imported);
            let value = VALUES.contains(&&*imported) && !VALUES.contains(&&*self.module);
            let meets =
                self.path.ends_with(MEETING_PLACE.0) && MEETING_PLACE.1.contains(&&*imported);
            let allowed = meets || allowed.contains(&&*imported);
            if known && imported != self.module && !value && !allowed {
                fault(format!("imports {imported}"));
            }
        }
        let shipped = self.code.split("#[cfg(test)]").next().unwrap_or_default();
        let upwards = if self.nested {
            "super::super::"
        } else {
            "super::"
        };
        if shipped.contains(upwards) {
            fault("names another module by `super`, not from `crate`".into());
        }
        for (name, modules) in KEPT_IN {
            if names(shipped, name) && !modules.contains(&&*self.module) {
                fault(format!("names {name}"));
            }
        }
        faults
    }
}

/// Top-level modules that `crate::` and `mailcall::` paths name.
fn imports(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for root in ["crate::", "mailcall::"] {
        for (at, _) in code.match_indices(root) {
            let inside =
                code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_');
            if inside {
                continue;
            }
            let path = &code[at + root.len()..];
            match path.strip_prefix('{') {
                Some(group) => found.extend(group_heads(group)),
                None => found.extend(head(path)),
            }
        }
    }
    found
}

/// The first name of each path in a `{…}` of a `use`, whose opening brace is read.
fn group_heads(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut heads = Vec::new();
    let mut start = 0;
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                heads.extend(head(group[start..at].trim_start()));
                start = at + 1;
                if letter == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    heads
}

/// The name a path starts with; nothing where a macro or a type of the root begins.
fn head(path: &str) -> Option<String> {
    let end = path.find(|letter: char| !letter.is_alphanumeric() && letter != '_')?;
    (end > 0).then(|| path[..end].into())
}

/// Whether the code has this path as whole words; `std::net` also as `std::{…, net::…}`.
fn names(code: &str, path: &str) -> bool {
    let word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let whole = code
        .match_indices(path)
        .any(|(at, _)| !code[..at].ends_with(word) && !code[at + path.len()..].starts_with(word));
    let grouped = path.strip_prefix("std::").is_some_and(|module| {
        code.match_indices("std::{").any(|(at, root)| {
            group_heads(&code[at + root.len()..])
                .iter()
                .any(|head| head == module)
        })
    });
    whole || grouped
}

/// The text without comments, and with nothing between quotation marks.
fn code_of(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("r\"") || rest.starts_with("r#") && rest.contains('"') {
            raw_string(rest)
        } else if first == '"' {
            string(rest)
        } else if rest.starts_with("'\"'") || rest.starts_with("'{'") || rest.starts_with("'}'") {
            3
        } else {
            0
        };
        match skipped {
            0 => {
                code.push(first);
                rest = &rest[first.len_utf8()..];
            }
            _ => rest = &rest[skipped..],
        }
    }
    code
}

fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            '"' if !escaped => return at + 1,
            _ => escaped = letter == '\\' && !escaped,
        }
    }
    text.len()
}

fn raw_string(text: &str) -> usize {
    let hashes = text[1..]
        .chars()
        .take_while(|&letter| letter == '#')
        .count();
    if !text[1 + hashes..].starts_with('"') {
        return 1; // a raw identifier
    }
    let close = format!("\"{}", "#".repeat(hashes));
    let start = 2 + hashes;
    text[start..]
        .find(&close)
        .map_or(text.len(), |end| start + end + close.len())
}

fn sources(directory: &Path, root: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(directory).expect("a folder of sources") {
        let path = entry.expect("an entry of it").path();
        if path.is_dir() {
            sources(&path, root, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a source file");
            found.push(Source::new(
                path.strip_prefix(root).expect("below it"),
                &text,
            ));
        }
    }
}

#[test]
fn the_sources_keep_to_their_layers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root, &root, &mut found);
    assert!(!found.is_empty(), "no sources in {}", root.display());
    let faults: Vec<String> = found.iter().flat_map(Source::faults).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_table_goes_downwards_only() {
    let reaches = |from: &str, to: &str| {
        let mut seen = BTreeSet::from([from]);
        let mut next = vec![from];
        while let Some(module) = next.pop() {
            let row = MAY_IMPORT.iter().find(|(name, _)| *name == module);
            for &below in row.expect("every module has its row").1 {
                if below == to {
                    return true;
                }
                if seen.insert(below) {
                    next.push(below);
                }
            }
        }
        false
    };
    for (module, _) in MAY_IMPORT {
        assert!(!reaches(module, module), "{module} comes back to itself");
    }
    for (above, below) in [
        ("smtp", "net"),
        ("pop3", "net"),
        ("wire", "smtp"),
        ("net", "smtp"),
    ] {
        assert!(!reaches(above, below), "{above} reaches {below}");
    }
}

#[test]
fn a_bad_edge_is_caught() {
    let faults = |path: &str, text: &str| Source::new(Path::new(path), text).faults();
    let caught = |path: &str, text: &str| !faults(path, text).is_empty();
    assert!(caught("smtp/session.rs", "use crate::net::Stream;\n"));
    assert!(caught(
        "smtp.rs",
        "use crate::{wire::Stream, net::{self, Stream}};\n"
    ));
    assert!(caught(
        "command/list.rs",
        "fn f() { crate::pop3::list(); }\n"
    ));
    assert!(caught("address.rs", "use crate::secret::Secret;\n"));
    assert!(caught("wire.rs", "use super::smtp;\n"));
    assert!(caught("wire/flight.rs", "use super::super::smtp;\n"));
    assert!(caught("smtp.rs", "use std::net::TcpStream;\n"));
    assert!(caught("smtp.rs", "use std::{io, net::TcpStream};\n"));
    assert!(caught(
        "pop3/session.rs",
        "fn f() -> anyhow::Result<()> { Ok(()) }\n"
    ));
    assert!(caught("wire.rs", &"\n".repeat(MOST_LINES + 1)));
    assert!(caught("wire/mod.rs", ""));
    assert!(caught("news.rs", ""));
    for (path, text) in [
        (
            "smtp/session.rs",
            "use super::reply::Reply;\nuse crate::wire::{Connection, Stream};\n",
        ),
        (
            "smtp.rs",
            "//! use crate::net;\nconst A: &str = \"crate::net\";\n",
        ),
        (
            "smtp.rs",
            "const A: &str = r#\"a \" crate::net\"#;\nconst B: char = '\"';\n",
        ),
        (
            "net/tcp.rs",
            "use std::net::TcpStream;\nuse crate::timeout::Phase;\n",
        ),
        ("main.rs", "fn main() { mailcall::run() }\n"),
        ("wire.rs", "#[cfg(test)]\nmod tests { use super::*; }\n"),
    ] {
        assert_eq!(faults(path, text), Vec::<String>::new(), "{text}");
    }
}
