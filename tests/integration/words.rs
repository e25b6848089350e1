//! Plain technical English in what users read: help, errors, warnings, README and manual pages hold none of the phrases
//! listed here.

use clap::CommandFactory;
use mailcall::cli::Cli;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::fs;
use std::path::{Path, PathBuf};

/// A phrase that is not written, and why.
struct Phrase {
    phrase: &'static str,
    /// Words before the phrase that make it a normal one.
    unless_after: &'static [&'static str],
    /// Words behind it that do.
    unless_before: &'static [&'static str],
    reason: &'static str,
}

/// A phrase that is wrong wherever it stands.
const fn always(phrase: &'static str, reason: &'static str) -> Phrase {
    Phrase {
        phrase,
        unless_after: &[],
        unless_before: &[],
        reason,
    }
}

const NEGATION: &str = "negate the verb, not the noun: \"is not a\", \"does not\"";
const TELL: &str = "say who reports what to whom: \"reported\", \"printed\", \"listed\"";
const WHOEVER: &str = "name who it is: \"anyone\", \"the server\", \"the user\"";
const TAKE: &str = "say what happens: \"accepted\", \"used\", \"removed\"";
const OLD: &str = "a word of another century";
const INVERSION: &str = "subject, verb, object";

/// Each is written in lower case, and is searched for as whole words.
const PHRASES: &[Phrase] = &[
    Phrase {
        phrase: "is no",
        unless_after: &["there"],
        unless_before: &["longer"],
        reason: NEGATION,
    },
    Phrase {
        phrase: "are no",
        unless_after: &["there"],
        unless_before: &["longer"],
        reason: NEGATION,
    },
    always("takes no", NEGATION),
    always("names no", NEGATION),
    always("wants no", NEGATION),
    always("knows no", NEGATION),
    always("needs no", NEGATION),
    always("expected no", NEGATION),
    always("was told", TELL),
    always("is told", TELL),
    always("are told", TELL),
    always("be told", TELL),
    always("untold", TELL),
    always("whoever", WHOEVER),
    always("whomever", WHOEVER),
    always("on the way", WHOEVER),
    always("anew", OLD),
    always("mend", OLD),
    always("mended", OLD),
    always("awaited", OLD),
    always("bear", OLD),
    always("bears", OLD),
    always("nor", OLD),
    always("all the same", OLD),
    always("but for", OLD),
    always(
        "cannot be meant together",
        "name the conflict: \"cannot be used with\"",
    ),
    always("may never", INVERSION),
    always("where answers go", INVERSION),
    always("will do", "say what happens: \"is accepted\""),
    always("is taken", TAKE),
    always("are taken", TAKE),
    always("version taken", "\"minimum\" says it"),
    always("of it went", "say what was deleted or sent"),
    always("handed over whole", "\"sent completely\""),
];

/// Texts that still hold such a phrase. The list only gets shorter.
const EXCEPTIONS: &[&str] = &[];

/// A text that users read, and where it stands.
struct Text {
    place: String,
    text: String,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn no_text_holds_a_listed_phrase() {
    let mut found = Vec::new();
    let mut excepted = vec![false; EXCEPTIONS.len()];
    for Text { place, text } in texts() {
        for phrase in PHRASES.iter().filter(|phrase| holds(&text, phrase)) {
            let exception = EXCEPTIONS.iter().position(|known| text.contains(known));
            match exception {
                Some(at) => excepted[at] = true,
                None => found.push(format!(
                    "{place}: {:?} ({}): {text:?}",
                    phrase.phrase, phrase.reason
                )),
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    for (exception, used) in EXCEPTIONS.iter().zip(excepted) {
        assert!(used, "no exception is needed any more for {exception:?}");
    }
}

/// The rules, tried on sentences.
#[test]
fn phrases_are_found_as_whole_words() {
    let is_found = |text: &str| PHRASES.iter().any(|phrase| holds(text, phrase));
    for bad in [
        "this is no SMTP reply",
        "Is no\nfile",
        "whoever reads it",
        "mend the script",
    ] {
        assert!(is_found(bad), "{bad}");
    }
    for good in [
        "there is no such message",
        "it is no longer offered",
        "is not a reply",
        "recommended",
        "a normal northern bearing",
    ] {
        assert!(!is_found(good), "{good}");
    }
}

/// Whether a text holds a phrase as whole words, whatever the case and the line breaks.
fn holds(text: &str, phrase: &Phrase) -> bool {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty())
        .collect();
    let wanted: Vec<&str> = phrase.phrase.split(' ').collect();
    words.windows(wanted.len()).enumerate().any(|(at, window)| {
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        let behind = words.get(at + wanted.len());
        window == wanted
            && !before.is_some_and(|word| phrase.unless_after.contains(word))
            && !behind.is_some_and(|word| phrase.unless_before.contains(word))
    })
}

fn texts() -> Vec<Text> {
    let mut texts = help();
    texts.extend(pages());
    for file in sources(&root().join("src")) {
        texts.extend(literals(&file));
    }
    assert!(texts.len() > 500, "{} texts", texts.len());
    texts
}

/// The help of the program and of each command, short and long.
fn help() -> Vec<Text> {
    let mut cli = Cli::command();
    cli.build();
    let names: Vec<String> = cli
        .get_subcommands()
        .map(|command| command.get_name().to_owned())
        .collect();
    let mut texts = Vec::new();
    let mut add = |name: &str, command: &mut clap::Command| {
        for (flag, text) in [
            ("-h", command.render_help()),
            ("--help", command.render_long_help()),
        ] {
            // One paragraph or flag a text, so that a failure is short.
            let text = text.to_string();
            let paragraphs = text.split("\n\n").flat_map(|part| part.split("\n  -"));
            texts.extend(paragraphs.map(|text| Text {
                place: format!("mailcall {name} {flag}"),
                text: text.to_owned(),
            }));
        }
    };
    add("", &mut cli.clone());
    for name in names {
        let command = cli.find_subcommand_mut(&name).expect("a command");
        add(&name, command);
    }
    texts
}

/// README, CONTRIBUTING, CHANGELOG and manual pages, one paragraph, option or table row per text.
fn pages() -> Vec<Text> {
    let manual = fs::read_dir(root().join("man")).expect("man");
    let manual = manual.map(|file| file.expect("a file").path());
    let files = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(|name| root().join(name));
    let mut texts = Vec::new();
    for path in manual.chain(files) {
        let text = fs::read_to_string(&path).expect("read").replace("\\-", "-");
        let paragraphs = text.split("\n\n").flat_map(|part| part.split("\n.TP"));
        let paragraphs = paragraphs.flat_map(|part| part.split("\n|"));
        texts.extend(paragraphs.map(|paragraph| Text {
            place: shown(&path),
            text: paragraph.to_owned(),
        }));
    }
    texts
}

fn shown(path: &Path) -> String {
    let path = path.strip_prefix(root()).unwrap_or(path);
    path.display().to_string()
}

/// Every source file in a folder and those below but tests.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().and_then(|name| name.to_str());
        if matches!(name, Some("tests" | "checks")) {
            continue;
        }
        match path.is_dir() {
            true => files.extend(sources(&path)),
            false => files.push(path),
        }
    }
    files
}

/// The string literals of a source file, without documentation and tests.
fn literals(path: &Path) -> Vec<Text> {
    let text = fs::read_to_string(path).expect("read");
    let tokens = text.parse::<TokenStream>().expect("Rust");
    let mut found = Vec::new();
    collect(tokens, &mut found);
    let place = shown(path);
    found
        .into_iter()
        .map(|text| Text {
            place: place.clone(),
            text,
        })
        .collect()
}

fn collect(tokens: TokenStream, found: &mut Vec<String>) {
    let mut tokens = tokens.into_iter().peekable();
    let mut is_test = false;
    while let Some(token) = tokens.next() {
        match token {
            // An attribute: documentation is not printed, and what is behind cfg(test) neither.
            TokenTree::Punct(mark) if mark.as_char() == '#' => {
                while let Some(TokenTree::Punct(_)) = tokens.peek() {
                    tokens.next();
                }
                if let Some(TokenTree::Group(attribute)) = tokens.next() {
                    let attribute = attribute.stream().to_string().replace(' ', "");
                    is_test |= attribute.starts_with("cfg(") && attribute.contains("test");
                }
            }
            TokenTree::Group(group) => {
                let ends_item = group.delimiter() == Delimiter::Brace;
                if !is_test {
                    collect(group.stream(), found);
                }
                is_test &= !ends_item;
            }
            TokenTree::Punct(mark) if mark.as_char() == ';' => is_test = false,
            TokenTree::Literal(literal) if !is_test => {
                if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                    found.push(text.value());
                }
            }
            _ => {}
        }
    }
}
