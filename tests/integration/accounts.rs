//! Accounts of configuration files, through the program.

use crate::support::{PASSWORD, Test};

/// An account that logs in at the scripted server. Its command leaves a file behind.
const WORK: &str = r#"
[accounts.work]
address = "Joe <joe@example.org>"
addresses = ["root@example.org"]
user = "joe"
password-command = "touch ran; cat secret"
smtp = { host = "127.0.0.1", port = {port}, tls = "none" }
pop3 = { host = "127.0.0.1", port = {port}, tls = "none" }
"#;

/// A run with that account, preceded by these lines.
fn with_work(first: &str) -> Test {
    Test::new()
        .config(&format!("{first}\n{WORK}"))
        .file("secret", PASSWORD)
}

fn stat(test: Test) -> Test {
    test.dialogue("pop3/stat").stdout("2 320\n")
}

#[test]
fn an_account_is_all_that_a_command_needs() {
    stat(with_work("")).words("stat -A work").run();
    stat(with_work("default = \"work\"")).words("stat").run();
    stat(with_work(""))
        .words("stat")
        .env("MAILCALL_ACCOUNT", "work")
        .run();
    // The author chooses it.
    for author in ["Joe <JOE@example.org>", "root@example.org", "root"] {
        with_work("domain = \"example.org\"")
            .dialogue("smtp/login-plain")
            .note()
            .args(["send", "-m", "note.eml", "-f", author, "ann@example.net"])
            .words("--mail-from joe@example.org")
            .stdout("<note@example.org>\tnote.eml\n")
            .run();
    }
    // It is the default author.
    with_work("default = \"work\"")
        .dialogue("smtp/login-plain")
        .note()
        .words("send -m note.eml ann@example.net")
        .stdout("<note@example.org>\tnote.eml\n")
        .run();
}

#[test]
fn the_command_of_an_account_runs_for_its_own_host_only() {
    let ran = |folder: &std::path::Path| folder.join("ran").exists();
    stat(with_work(""))
        .words("stat -A work")
        .then(move |folder| assert!(ran(folder)))
        .run();
    let nowhere = "no password: give --password-file, --password-command or --password-env, or set \
                   MAILCALL_PASSWORD; there is no terminal to ask on";
    for words in ["stat -A work --host localhost", "stat --host localhost"] {
        with_work("default = \"work\"")
            .words(words)
            .fails(78, nowhere)
            .then(move |folder| assert!(!ran(folder)))
            .run();
    }
    with_work("default = \"work\"")
        .words("stat")
        .env("MAILCALL_POP3_HOST", "localhost")
        .fails(78, nowhere)
        .then(move |folder| assert!(!ran(folder)))
        .run();
}
