//! The README's shell blocks run in order, in one shell, against `examples/mailhost`. Its table of exit codes has the codes
//! of the manual.

use mailcall::cli::help;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).expect("README.md")
}

/// The ```sh blocks.
fn blocks(text: &str) -> Vec<&str> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("\n```sh\n") {
        let (block, behind) = after.split_once("\n```").expect("a block that ends");
        blocks.push(block);
        rest = behind;
    }
    blocks
}

/// Built beside the program; `cargo test --test integration` alone does not build it.
fn mail_host() -> PathBuf {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--example", "mailhost"])
        .current_dir(root())
        .status();
    assert!(
        built.expect("cargo runs").success(),
        "the mail host could not be built"
    );
    let program = Path::new(env!("CARGO_BIN_EXE_mailcall"));
    program
        .parent()
        .expect("a folder")
        .join("examples/mailhost")
}

#[test]
fn the_shell_blocks_work() {
    let text = readme();
    let blocks = blocks(&text);
    assert!(blocks.len() >= 7, "the README has lost its shell blocks");
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("blocks.sh");
    // A block that fails must fail the test, also when it fails inside a pipe.
    let parts: Vec<String> = blocks
        .iter()
        .map(|block| format!("echo '== block' >&2\n{block}\n"))
        .collect();
    std::fs::write(
        &script,
        format!(
            "set -eu -o pipefail\ncd '{}'\n{}",
            folder.path().display(),
            parts.concat()
        ),
    )
    .expect("written");
    // The mail host puts the mailcall that was built beside it into PATH.
    let run = Command::new(mail_host())
        .args(["--run", "bash"])
        .arg(&script)
        .stdin(Stdio::null())
        .output()
        .expect("the mail host runs");
    let (stdout, stderr) = (
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr),
    );
    assert!(
        run.status.success(),
        "{}\n--- stdout\n{stdout}\n--- stderr\n{stderr}",
        run.status
    );
    assert_eq!(stderr.matches("== block").count(), blocks.len(), "{stderr}");
    assert_eq!(
        stderr.replace("== block\n", ""),
        "",
        "nothing but results is said"
    );
    for expected in ["sent as <", "本周报表", "backup done"] {
        assert!(stdout.contains(expected), "{expected} is not in\n{stdout}");
    }
}

#[test]
fn the_exit_codes_are_those_of_the_manual() {
    let text = readme();
    let rows: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("| ") && line.matches(" | ").count() == 2)
        .collect();
    for (code, _) in help::EXIT_STATUS {
        let named = |row: &&str| {
            row.trim_start_matches("| ")
                .split(" | ")
                .next()
                .is_some_and(|codes| codes.split(", ").any(|one| one == *code))
        };
        assert!(
            rows.iter().any(named),
            "exit {code} is not in the README's table"
        );
    }
}

/// What `mailcall` exits with: for both sessions of the probe, or for the one that asks for 30 days alone.
fn probe(first: &str, second: &str) -> (Option<i32>, String) {
    let text = readme();
    let blocks = blocks(&text);
    let block = blocks.iter().find(|block| block.starts_with("probe()"));
    let (function, _) = block
        .expect("the probe")
        .split_once("\n}\n")
        .expect("a function that ends");
    let script = format!(
        "mailcall() {{ case \"$*\" in *' 7') set -- {first} ;; *) set -- {second} ;; esac
            [ $1 = 0 ] || echo \"mailcall: exit $1\" >&2; return $1; }}
         {function}\n}}\nprobe stat"
    );
    let ran = Command::new("sh")
        .args(["-eu", "-c", &script])
        .output()
        .expect("a shell");
    let said = [ran.stdout, ran.stderr].concat();
    (
        ran.status.code(),
        String::from_utf8(said).expect("only text is said"),
    )
}

/// A monitor shows the first line, so the reason stands in it.
#[test]
fn the_probe_has_the_exit_codes_of_a_monitor() {
    assert_eq!(probe("0", "0"), (Some(0), "OK\n".into()));
    let warning = "WARNING: mailcall: exit 76\n";
    assert_eq!(probe("0", "76"), (Some(1), warning.into()));
    let codes = help::EXIT_STATUS.iter().map(|(code, _)| match *code {
        "128+n" => "143",
        code => code,
    });
    for code in codes.filter(|code| *code != "0") {
        let (state, word) = match code {
            "64" | "70" | "78" => (3, "UNKNOWN"),
            _ => (2, "CRITICAL"),
        };
        let line = format!("{word}: mailcall: exit {code}\n");
        assert_eq!(probe(code, "0"), (Some(state), line), "{code}");
    }
}
