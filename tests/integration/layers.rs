//! The architecture, read from the sources: which module may import which, downwards only; no circle between any two
//! files; where sockets, TLS, files and anyhow may appear; how long a file may be.

mod graph;
mod source;

use graph::Graph;
use source::Source;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Plain values at the bottom: every module may use them, and they use no module.
const VALUES: [&str; 4] = ["address", "endpoint", "secret", "timeout"];

/// Each module and the modules it may import, besides itself and the values.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("main", &["lib"]),
    ("lib", &["cli", "command", "exit", "terminal"]),
    (
        "command",
        &[
            "account",
            "cli",
            "compose",
            "copy",
            "exit",
            "input",
            "maildrop",
            "message",
            "net",
            "reader",
            "selection",
            "signal",
            "smtp",
            "store",
            "terminal",
        ],
    ),
    ("cli", &["account", "nearest"]), // the value of --auth
    ("account", &["copy", "input", "nearest", "sasl"]),
    ("compose", &["copy", "message", "spool"]),
    ("message", &["copy", "input", "spool"]),
    ("selection", &["maildrop"]),
    ("maildrop", &["pop3", "sasl", "wire"]), // the only module that knows which protocol is behind it
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
            "sasl",
            "selection",
            "smtp",
            "store",
            "wire",
        ],
    ),
    ("terminal", &["wire"]),
    // Calls the parsers; nothing calls it but tests and fuzz targets.
    (
        "checks",
        &[
            "message", "net", "pop3", "reader", "sasl", "smtp", "terminal", "wire",
        ],
    ),
    ("net", &["input", "wire"]),
    ("smtp", &["sasl", "wire"]),
    ("pop3", &["sasl", "wire"]),
    ("sasl", &[]),
    ("spool", &["copy"]), // below message and store: what is sent and what is stored is kept the same way
    ("input", &["signal"]), // below all that reads what may never end
    ("signal", &[]),      // what a signal does, wherever it comes
    ("copy", &[]),        // the one copy loop
    ("nearest", &[]),     // what a misspelt word was meant to be
    ("wire", &[]),
    ("address", &[]),
    ("endpoint", &[]),
    ("secret", &[]),
    ("timeout", &[]),
];

/// The one place where the network meets the sessions, a file and the folder beside it, and what it may import beyond its module's row.
const MEETING_PLACE: (&str, &[&str]) = ("command/open", &["pop3", "sasl", "wire"]);

/// Paths that only some modules may name.
const KEPT_IN: &[(&str, &[&str])] = &[
    ("std::net", &["net"]), // an address as a value is core::net's
    ("native_tls", &["net"]),
    ("openssl", &["net"]),
    ("anyhow", &["main", "lib", "command", "exit"]),
    (
        "std::fs",
        &[
            "account", "command", "input", "main", "message", "net", "signal", "spool", "store",
        ],
    ),
    ("std::io::stdin", &["account", "input", "main"]),
    ("std::io::stdout", &["command", "main", "store", "terminal"]),
];

/// Macros that only some modules may call.
const MACROS_KEPT_IN: &[(&str, &[&str])] = &[
    ("print", &["command", "main"]),
    ("println", &["command", "main"]),
    ("eprint", &["command", "main", "terminal"]),
    ("eprintln", &["command", "main", "terminal"]),
    ("dbg", &[]),
];

/// The ceiling of a file, in lines.
const MOST_LINES: usize = 400;

impl Source {
    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut fault = |what: String| faults.push(format!("{}: {what}", self.path.display()));
        let top = self.top();
        if self.path.ends_with("mod.rs") {
            fault(format!("is to be {top}.rs"));
        }
        if self.lines > MOST_LINES {
            fault(format!("{} lines; {MOST_LINES} are the most", self.lines));
        }
        if self.has_glob {
            fault("imports everything with *, which hides who uses what".into());
        }
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(module, _)| *module == top) else {
            fault(format!(
                "module {top} is not in the table of which module may import which"
            ));
            return faults;
        };
        for imported in self.imports() {
            let known = MAY_IMPORT.iter().any(|(module, _)| *module == imported);
            let value = VALUES.contains(&&*imported) && !VALUES.contains(&&*top);
            let meets = self.path.with_extension("").starts_with(MEETING_PLACE.0)
                && MEETING_PLACE.1.contains(&&*imported);
            let allowed = meets || allowed.contains(&&*imported);
            if known && imported != top && !value && !allowed {
                fault(format!("imports {imported}"));
            }
        }
        for (name, modules) in KEPT_IN {
            let kept: Vec<&str> = name.split("::").collect();
            let names =
                |path: &&Vec<String>| path.len() >= kept.len() && path[..kept.len()] == kept;
            if self.uses.iter().any(|path| names(&path)) && !modules.contains(&&*top) {
                fault(format!("names {name}"));
            }
        }
        for (name, modules) in MACROS_KEPT_IN {
            if self.macros.iter().any(|called| called == name) && !modules.contains(&&*top) {
                fault(format!("calls {name}!"));
            }
        }
        faults
    }

    /// Top-level modules that the file names.
    fn imports(&self) -> BTreeSet<String> {
        let ours = self.uses.iter().chain(self.passed_on.values());
        ours.filter(|path| path.len() > 1 && path[0] == "crate")
            .map(|path| path[1].clone())
            .collect()
    }
}

fn sources(directory: &Path, root: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(directory).expect("a folder of sources") {
        let path = entry.expect("an entry of it").path();
        if path.is_dir() {
            sources(&path, root, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a source file");
            let name = path.strip_prefix(root).expect("below it");
            // Files of tests stand beside what they test.
            if name
                .iter()
                .all(|part| part != "tests" && part != "tests.rs")
            {
                found.push(Source::parse(name, &text));
            }
        }
    }
}

fn all() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root, &root, &mut found);
    assert!(!found.is_empty(), "no sources in {}", root.display());
    found
}

#[test]
fn the_sources_keep_to_their_layers() {
    let faults: Vec<String> = all().iter().flat_map(Source::faults).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn no_two_files_use_each_other() {
    assert_eq!(Graph::of(&all()).circles(), Vec::<String>::new());
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

fn parsed(path: &str, text: &str) -> Source {
    Source::parse(Path::new(path), text)
}

#[test]
fn a_bad_edge_is_caught() {
    for (path, text) in [
        ("smtp/session.rs", "use crate::net::Stream;"),
        ("smtp.rs", "use crate::{wire::Stream, net::{self, Stream}};"),
        ("command/list.rs", "fn f() { crate::pop3::list(); }"),
        (
            "command/list.rs",
            "fn f() { print(format!(\"{}\", crate::pop3::list())); }",
        ),
        ("command/retr.rs", "use crate::pop3::Error;"),
        ("exit/table.rs", "use crate::pop3::Error;"),
        ("selection.rs", "use crate::pop3::Error;"),
        ("address.rs", "use crate::secret::Secret;"),
        ("wire.rs", "use super::smtp;"),
        ("wire/flight.rs", "use super::super::smtp;"),
        ("smtp.rs", "use std::net::TcpStream;"),
        ("smtp.rs", "use std::{io, net::TcpStream};"),
        ("smtp.rs", "use std::io; fn f() { io::stdout(); }"),
        ("smtp.rs", "fn f() { println!(); }"),
        ("pop3/session.rs", "fn f() -> anyhow::Result<()> { Ok(()) }"),
        ("wire.rs", &"\n".repeat(MOST_LINES + 1)),
        ("wire.rs", "use crate::timeout::*;"),
        ("wire/mod.rs", ""),
        ("news.rs", ""),
    ] {
        assert!(!parsed(path, text).faults().is_empty(), "{path}: {text}");
    }
    for (path, text) in [
        (
            "smtp/session.rs",
            "use super::reply::Reply;\nuse crate::wire::{Connection, Stream};",
        ),
        (
            "smtp.rs",
            "//! use crate::net;\nconst A: &str = \"crate::net\";",
        ),
        (
            "net/tcp.rs",
            "use std::net::TcpStream;\nuse crate::timeout::Phase;",
        ),
        ("main.rs", "fn main() { mailcall::run() }"),
        (
            "wire.rs",
            "#[cfg(test)]\nmod tests { use super::*; use crate::smtp::Reply; }",
        ),
    ] {
        assert_eq!(parsed(path, text).faults(), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_circle_is_caught() {
    let circles = |files: &[(&str, &str)]| {
        let sources: Vec<Source> = files
            .iter()
            .map(|(path, text)| parsed(path, text))
            .collect();
        Graph::of(&sources).circles()
    };
    let lib = ("lib.rs", "mod a; mod b;");
    // Directly, by a name that the parent passes on, and over a third file.
    for files in [
        &[
            lib,
            ("a.rs", "use crate::b::B;"),
            ("b.rs", "use super::a::A;"),
        ][..],
        &[
            lib,
            ("a.rs", "mod c; pub use c::C;"),
            ("a/c.rs", "struct C(crate::b::B);"),
            ("b.rs", "use crate::a::C;"),
        ],
        &[
            lib,
            ("a.rs", "mod c; use c::C;"),
            ("a/c.rs", "use crate::b::B; struct C;"),
            ("b.rs", "fn f() { vec![crate::a::A]; }"),
        ],
    ] {
        assert_eq!(circles(files).len(), 1, "{files:?}");
    }
    // Two parts of one module, by what its file passes on.
    let parts = [
        ("lib.rs", "mod a;"),
        ("a.rs", "mod c; mod d; pub use c::C; pub use d::D;"),
        ("a/c.rs", "use super::D; pub struct C;"),
        ("a/d.rs", "use super::C; pub struct D;"),
    ];
    assert_eq!(circles(&parts), ["a circle: a/c.rs, a/d.rs"]);
    // A part and the file of its own module may use each other.
    let passed_on = [
        lib,
        ("a.rs", "mod c; pub use c::C; pub struct Limit;"),
        ("a/c.rs", "use super::Limit; pub struct C;"),
        ("b.rs", "use crate::a::C;"),
    ];
    assert_eq!(circles(&passed_on), Vec::<String>::new());
    let sources: Vec<Source> = passed_on
        .iter()
        .map(|(path, text)| parsed(path, text))
        .collect();
    let used = Graph::of(&sources).used_by("b.rs");
    assert_eq!(used, [Path::new("a/c.rs")]);
}
