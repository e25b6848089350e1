//! Completions and manual pages are generated from the definition of the command line, and compared with it octet for
//! octet. `BLESS=1 cargo test --test integration generated` writes them anew.

use clap::{Command, CommandFactory};
use clap_complete::{Shell, generate};
use clap_mangen::Man;
use mailcall::cli::Cli;
use mailcall::cli::help::{self, Example};
use std::fs;
use std::path::{Path, PathBuf};

const SHELLS: [(Shell, &str); 5] = [
    (Shell::Bash, "mailcall.bash"),
    (Shell::Zsh, "_mailcall"),
    (Shell::Fish, "mailcall.fish"),
    (Shell::PowerShell, "_mailcall.ps1"),
    (Shell::Elvish, "mailcall.elv"),
];

const PAGES: [(&str, &[Example]); 5] = [
    ("send", help::SEND),
    ("stat", help::STAT),
    ("list", help::LIST),
    ("retr", help::RETR),
    ("dele", help::DELE),
];

#[test]
fn completions_are_those_of_the_definition() {
    for (shell, file) in SHELLS {
        let mut script = Vec::new();
        generate(shell, &mut Cli::command(), "mailcall", &mut script);
        compare(&Path::new("completions").join(file), &script);
    }
}

#[test]
fn manual_pages_are_those_of_the_definition() {
    compare(Path::new("man/mailcall.1"), root_page().as_bytes());
    for (name, examples) in PAGES {
        compare(
            &PathBuf::from(format!("man/mailcall-{name}.1")),
            page(name, examples).as_bytes(),
        );
    }
}

/// The folders hold these files and no others: what is no longer generated must go.
#[test]
fn nothing_else_lies_about() {
    for (folder, expected) in [("completions", SHELLS.len()), ("man", PAGES.len() + 1)] {
        let found = fs::read_dir(root().join(folder)).expect(folder).count();
        assert_eq!(found, expected, "files in {folder}/");
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn compare(file: &Path, expected: &[u8]) {
    let path = root().join(file);
    if std::env::var_os("BLESS").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(&path, expected).expect("written");
    }
    let found = fs::read(&path).unwrap_or_default();
    let message = "is not what the command line gives; BLESS=1 cargo test --test integration generated writes it anew";
    assert!(found == expected, "{} {message}", file.display());
}

/// A command with the environment of its parent: names and versions as help has them.
fn subcommand(name: &str) -> Command {
    let mut cli = Cli::command();
    cli.build();
    let found = cli.find_subcommand(name).expect("a subcommand").clone();
    // clap takes names that live for ever; five of them may.
    let full: &'static str = format!("mailcall-{name}").leak();
    found.name(full).bin_name(format!("mailcall {name}"))
}

fn page(name: &str, examples: &[Example]) -> String {
    let man = Man::new(subcommand(name).before_long_help(""))
        .title(format!("MAILCALL-{}", name.to_uppercase()))
        .manual("mailcall");
    let man = man
        .source(format!("mailcall {}", env!("CARGO_PKG_VERSION")))
        .date("");
    let mut text = render(|out| {
        man.render_title(out)?;
        man.render_name_section(out)?;
        man.render_synopsis_section(out)?;
        man.render_description_section(out)?;
        man.render_options_section(out)
    });
    text.push_str(&examples_section(examples));
    text.push_str(&common_sections());
    text.push_str(".SH \"SEE ALSO\"\nmailcall(1)\n");
    text
}

fn root_page() -> String {
    let cli = Cli::command().after_help("").after_long_help("");
    let man = Man::new(cli)
        .title("MAILCALL")
        .manual("mailcall")
        .source(format!("mailcall {}", env!("CARGO_PKG_VERSION")))
        .date("");
    let mut text = render(|out| {
        man.render_title(out)?;
        man.render_name_section(out)?;
        man.render_synopsis_section(out)?;
        man.render_description_section(out)?;
        man.render_options_section(out)?;
        man.render_subcommands_section(out)
    });
    text.push_str(&examples_section(help::ROOT));
    text.push_str(&common_sections());
    let pages: Vec<String> = PAGES
        .iter()
        .map(|(name, _)| format!("mailcall\\-{name}(1)"))
        .collect();
    text.push_str(&format!(".SH \"SEE ALSO\"\n{}\n", pages.join(", ")));
    text
}

fn render(parts: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    parts(&mut out).expect("rendered");
    String::from_utf8(out).expect("UTF-8")
}

fn examples_section(examples: &[Example]) -> String {
    let shown = examples.iter().map(|example| {
        format!(
            ".PP\n{}:\n.PP\n.nf\n.RS\n{}\n.RE\n.fi\n",
            roff(example.purpose),
            roff(example.line)
        )
    });
    format!(".SH EXAMPLES\n{}", shown.collect::<String>())
}

fn common_sections() -> String {
    let table = |rows: &[(&str, &str)]| {
        rows.iter()
            .map(|(name, meaning)| format!(".TP\n\\fB{}\\fR\n{}\n", roff(name), roff(meaning)))
            .collect::<String>()
    };
    format!(
        ".SH \"EXIT STATUS\"\n{}.SH ENVIRONMENT\n{}.SH FILES\n{}",
        table(help::EXIT_STATUS),
        table(help::ENVIRONMENT),
        table(help::FILES)
    )
}

/// Text as roff has it: backslashes and hyphens stand for themselves, and no line begins with a control character.
fn roff(text: &str) -> String {
    let escaped = text.replace('\\', "\\e").replace('-', "\\-");
    let lines = escaped
        .lines()
        .map(|line| match line.starts_with(['.', '\'']) {
            true => format!("\\&{line}"),
            false => line.to_owned(),
        });
    lines.collect::<Vec<_>>().join("\n")
}
