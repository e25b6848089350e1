//! The completions in the shells themselves: each shell loads its script and completes a command and a flag.

use std::path::PathBuf;
use std::process::{Command, Stdio};

fn completions() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("completions")
}

fn shell(program: &str, arguments: &[&str]) -> String {
    let run = Command::new(program)
        .args(arguments)
        .current_dir(completions())
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{program} is needed: {error}"));
    assert!(run.status.success(), "{program}: {run:?}");
    String::from_utf8_lossy(&run.stdout).into_owned()
}

#[test]
fn bash() {
    let script = "source ./mailcall.bash
        COMP_WORDS=(mailcall se) COMP_CWORD=1
        _mailcall mailcall se mailcall; echo \"${COMPREPLY[@]}\"
        COMP_WORDS=(mailcall send --subj) COMP_CWORD=2
        _mailcall mailcall --subj send; echo \"${COMPREPLY[@]}\"
        complete -p mailcall";
    let told = shell("bash", &["--norc", "-c", script]);
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines[..2], ["send", "--subject"], "{told}");
    assert!(lines[2].contains("_mailcall"), "{told}");
}

#[test]
fn fish() {
    let script =
        "source mailcall.fish; complete -C 'mailcall se'; complete -C 'mailcall send --subj'";
    let told = shell("fish", &["--no-config", "-c", script]);
    let words: Vec<&str> = told
        .lines()
        .filter_map(|line| line.split('\t').next())
        .collect();
    assert_eq!(words, ["send", "--subject"], "{told}");
}

/// zsh completes only on a terminal, so it gets one of its own. A function in place of the program prints the completed
/// line.
#[test]
fn zsh() {
    let script = r#"
        zmodload zsh/zpty
        zpty shell "zsh -f -i"
        typing() { zpty -w -n shell "$1"; }
        answer() {
          local all= piece
          local -i tries=0
          while [[ $all != *${~1}* ]]; do
            zpty -r -t shell piece && all+=$piece || { sleep 0.05; (( ++tries < 600 )) || break }
          done
          print -r -- "$all"
        }
        typing $'unsetopt zle_bracketed_paste; PS1= RPS1=; fpath=('"$PWD"$' $fpath)\n'
        typing $'autoload -Uz compinit && compinit -u -D\n'
        typing $'mailcall() { print -r -- "RAN<$*>"; }; print REA""DY\n'
        answer READY > /dev/null
        typing $'mailcall se\t\n'
        answer 'RAN<*>' | grep -o 'RAN<[^>]*>' | tail -n 1
        typing $'mailcall send --subj\t\n'
        answer 'RAN<*--*>' | grep -o 'RAN<[^>]*>' | tail -n 1
        zpty -d shell"#;
    let told = shell("zsh", &["-f", "-c", script]);
    let lines: Vec<&str> = told.lines().map(str::trim).collect();
    assert_eq!(lines, ["RAN<send>", "RAN<send --subject>"], "{told}");
}
