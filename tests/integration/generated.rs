//! Completions and manual pages are generated from the definition of the command line, and compared with it octet for
//! octet. `BLESS=1 cargo test --test integration generated` writes them again.

use clap::{Arg, ArgAction, Command, CommandFactory};
use clap_complete::{Shell, generate};
use clap_mangen::Man;
use mailcall::cli::Cli;
use mailcall::cli::help::{self, Example};
use std::fs;
use std::io;
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

/// Every flag and argument of every page, `--help` included, has a description.
#[test]
fn every_option_is_described() {
    for (file, text) in pages() {
        let undescribed: Vec<&str> = entries(&text)
            .into_iter()
            .filter(|(_, description)| description.is_empty())
            .map(|(header, _)| header)
            .collect();
        assert!(undescribed.is_empty(), "{file}: {undescribed:#?}");
    }
    // And every flag has an entry.
    let cli = documented();
    for (name, _) in PAGES {
        let text = page(name, &[]);
        let command = cli.find_subcommand(name).expect("a subcommand");
        for arg in command.get_arguments() {
            let header = match (arg.get_long(), value_of(arg)) {
                (Some(long), _) => format!("\\fB{}\\fR", roff(&format!("--{long}"))),
                (None, value) => format!("[\\fI{}\\fR]", roff(&value.unwrap_or_default())),
            };
            let found = entries(&text)
                .iter()
                .any(|(entry, _)| entry.contains(&header));
            assert!(found, "mailcall-{name}.1 has no entry for {header}");
        }
    }
}

/// `--help` shows a text for each flag; `-h` may hide the flag, not its text.
#[test]
fn every_flag_has_a_help_text() {
    let cli = documented();
    for command in cli.get_subcommands().chain([&cli]) {
        for arg in command.get_arguments() {
            let text = arg.get_help().map(ToString::to_string).unwrap_or_default();
            let (name, arg) = (command.get_name(), arg.get_id());
            assert!(!text.trim().is_empty(), "{name}: no help for {arg}");
        }
    }
}

#[test]
fn the_synopsis_shows_what_a_flag_takes() {
    let text = page("dele", &[]);
    for expected in [
        "\n[\\fB\\-\\-uid\\fR\\ \\fIUID\\fR]...\\&\n",
        "\n[\\fB\\-\\-last\\fR\\ \\fIN\\fR]\n",
        "\n[\\fB\\-\\-all\\fR]\n",
        "\n[\\fIMSG\\fR]...\\&\n",
    ] {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
}

/// A page that another one refers to exists.
#[test]
fn references_lead_to_pages() {
    let mut found = 0;
    for (file, text) in pages() {
        let text = text.replace("\\-", "-");
        for (at, _) in text.match_indices("(1)") {
            let start = text[..at]
                .rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
                .map_or(0, |before| before + 1);
            let referred = format!("man/{}.1", &text[start..at]);
            assert!(
                root().join(&referred).exists(),
                "{file} refers to {referred}"
            );
            found += 1;
        }
    }
    assert!(found >= 2 * PAGES.len(), "{found} references");
}

/// Every page by the name of its file.
fn pages() -> Vec<(String, String)> {
    let pages = PAGES.map(|(name, examples)| (format!("mailcall-{name}.1"), page(name, examples)));
    let root = ("mailcall.1".to_owned(), root_page());
    pages.into_iter().chain([root]).collect()
}

/// The tagged paragraphs of a page: the tag, and the text up to the next request that is not a blank line.
fn entries(text: &str) -> Vec<(&str, String)> {
    let paragraphs = text.split("\n.TP\n").skip(1);
    paragraphs
        .map(|paragraph| {
            let (tag, rest) = paragraph.split_once('\n').unwrap_or((paragraph, ""));
            let lines = rest.lines().take_while(|line| !line.starts_with('.'));
            (tag, lines.collect::<Vec<_>>().join(" ").trim().to_owned())
        })
        .collect()
}

/// The folders hold these files and no others: what is no longer generated must go.
#[test]
fn the_folders_hold_nothing_else() {
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
    let message = "is not what the command line gives; BLESS=1 cargo test --test integration generated writes it again";
    assert!(found == expected, "{} {message}", file.display());
}

/// The command line with every flag in the manual: `clap_mangen` leaves out the help of flags that `-h` hides. There is
/// no page about `mailcall help`.
fn documented() -> Command {
    let mut cli = Cli::command()
        .disable_help_subcommand(true)
        .mut_subcommands(|command| command.mut_args(|arg| arg.hide_short_help(false)));
    cli.build();
    cli
}

/// A subcommand after `build`, which gives it the names and the version that help shows.
fn subcommand(name: &str) -> Command {
    let cli = documented();
    let found = cli.find_subcommand(name).expect("a subcommand").clone();
    // clap requires names of static lifetime; there are five.
    let full: &'static str = format!("mailcall-{name}").leak();
    found.name(full).bin_name(format!("mailcall {name}"))
}

fn page(name: &str, examples: &[Example]) -> String {
    let title = format!("MAILCALL-{}", name.to_uppercase());
    let command = subcommand(name).before_long_help("");
    let mut text = sections(command, title, Man::render_options_section);
    text.push_str(&examples_section(examples));
    text.push_str(&common_sections());
    text.push_str(".SH \"SEE ALSO\"\nmailcall(1)\n");
    text
}

fn root_page() -> String {
    let command = documented().after_help("").after_long_help("");
    let mut text = sections(command, "MAILCALL".to_owned(), |man, out| {
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

/// The sections that clap's definition gives, from the title to those that `last` writes.
fn sections(
    command: Command,
    title: String,
    last: impl FnOnce(&Man, &mut dyn io::Write) -> io::Result<()>,
) -> String {
    let synopsis = synopsis(&command);
    let man = Man::new(command)
        .title(title)
        .manual("mailcall")
        .source(format!("mailcall {}", env!("CARGO_PKG_VERSION")))
        .date("");
    let mut text = render(|out| {
        man.render_title(out)?;
        man.render_name_section(out)
    });
    text.push_str(&synopsis);
    text.push_str(&render(|out| {
        man.render_description_section(out)?;
        last(&man, out)
    }));
    tidy(&text)
}

/// `clap_mangen` begins each section with its definition of an apostrophe, and divides paragraphs by blank lines, which
/// mandoc warns about. One definition is enough, and `.sp` is the request for such a line.
fn tidy(text: &str) -> String {
    let (quote, rest) = text.split_at(text.find(".TH").expect("a title"));
    format!(
        "{quote}{}",
        rest.replace(quote, "").replace("\n\n", "\n.sp\n")
    )
}

/// Each flag with the value it takes, which the synopsis of `clap_mangen` lacks, and `...` where it may be repeated.
fn synopsis(command: &Command) -> String {
    let name = command.get_bin_name().unwrap_or(command.get_name());
    let mut words = vec![format!("\\fB{}\\fR", roff(name))];
    let (flags, positionals): (Vec<&Arg>, Vec<&Arg>) = command
        .get_arguments()
        .partition(|arg| !arg.is_positional());
    for arg in flags.into_iter().chain(positionals) {
        let short = arg.get_short().map(|short| format!("-{short}"));
        let long = arg.get_long().map(|long| format!("--{long}"));
        let names: Vec<String> = [short, long]
            .into_iter()
            .flatten()
            .map(|name| format!("\\fB{}\\fR", roff(&name)))
            .collect();
        let names = names.join("|");
        let value = value_of(arg).map(|value| format!("\\fI{}\\fR", roff(&value)));
        let shown: Vec<String> = [Some(names).filter(|names| !names.is_empty()), value]
            .into_iter()
            .flatten()
            .collect();
        let more = match arg.get_action() {
            // roff takes the dots for the end of a sentence without `\\&`.
            ArgAction::Append | ArgAction::Count => "...\\&",
            _ => "",
        };
        words.push(format!("[{}]{more}", shown.join("\\ ")));
    }
    if command.has_subcommands() {
        words.push("\\fICOMMAND\\fR [\\fIARGUMENT\\fR]...".to_owned());
    }
    // Not hyphenated, not justified, and a flag and its value stay on one line.
    format!(".SH SYNOPSIS\n.nh\n.ad l\n{}\n.ad\n.hy\n", words.join("\n"))
}

/// The name of the value that a flag or an argument takes.
fn value_of(arg: &Arg) -> Option<String> {
    let takes_value = arg.get_num_args().is_some_and(|range| range.takes_values());
    let names = arg.get_value_names().filter(|_| takes_value)?;
    Some(names.join(" "))
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
