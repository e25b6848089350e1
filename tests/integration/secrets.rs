//! No secret is ever printed: every test looks for the password in what came out; these make every
//! way of logging in, and servers that say it back, print as much as they can.

use std::path::Path;

use crate::support::{PASSWORD, Test, secrets_in};

/// Runs a test for what it prints alone: at `-v`, in text and in JSON, whatever the rest.
fn watch(test: impl Fn() -> Test) {
    for output in [&["-v"][..], &["-v", "--json"]] {
        test().args(output.iter().copied()).secrets_only().run();
    }
}

#[test]
fn logins_that_succeed() {
    watch(|| Test::send_note("login-plain").by_joe());
    watch(|| {
        Test::send_note("login-login")
            .by_joe()
            .words("--auth login")
    });
    watch(|| {
        Test::send_note("login-cram-md5")
            .by_joe()
            .words("--auth cram-md5")
    });
    watch(|| Test::mailbox("stat", "stat"));
    watch(|| Test::mailbox("stat", "stat-old"));
    watch(|| Test::mailbox("stat", "login-user-asked").words("--auth user"));
    watch(|| Test::mailbox("stat", "login-login").words("--auth login"));
    watch(|| Test::mailbox("stat", "login-cram-md5").words("--auth cram-md5"));
    watch(|| Test::mailbox("stat", "login-apop").words("--auth apop"));
}

#[test]
fn logins_that_fail() {
    watch(|| {
        Test::send_note("login-refused")
            .by_joe()
            .with("reply", "535 5.7.8 no")
    });
    watch(|| {
        Test::send_note("login-login-refused")
            .by_joe()
            .words("--auth login")
    });
    watch(|| Test::send_note("login-cut").by_joe());
    watch(|| {
        Test::send_note("login-answered-wrongly")
            .by_joe()
            .with("reply", "nonsense")
    });
    watch(|| Test::send_note("login-challenge-for-plain").by_joe());
    watch(|| Test::mailbox("stat", "login-refused").with("reply", "-ERR [AUTH] no"));
    watch(|| Test::mailbox("stat", "login-pass-refused").with("reply", "-ERR no"));
}

#[test]
fn servers_that_say_it_back() {
    // K04
    watch(|| Test::send_note("echoes-secrets").by_joe());
    watch(|| {
        Test::send_note("echoes-secrets-login")
            .by_joe()
            .words("--auth login")
    });
    watch(|| Test::mailbox("stat", "echoes-secrets"));
    watch(|| Test::mailbox("stat", "echoes-secrets-apop").words("--auth apop"));
}

#[test]
fn sources_that_fail() {
    let from = |arguments: &'static [&str]| {
        move || {
            Test::new()
                .words("stat --host 127.0.0.1 --port {port} --tls none")
                .words("--user joe")
                .args(arguments.iter().copied())
                .file("bad", format!("{PASSWORD}\0"))
        }
    };
    watch(from(&["--password-file", "bad"]));
    watch(from(&["--password-command", "cat bad"]));
}

#[test]
fn no_argument_takes_it() {
    // K01: a password where a flag for it might be is refused, and not shown either.
    watch(|| {
        Test::new().args([
            "stat",
            "--host",
            "h",
            "--user",
            "joe",
            "--password",
            PASSWORD,
        ])
    });
    watch(|| Test::new().args(["stat", "--host", "h", "--user", "joe", "-p", PASSWORD]));
}

#[test]
fn nothing_is_left_behind() {
    // K13: no file of the program's own holds it.
    Test::mailbox("stat", "stat")
        .stdout("2 320\n")
        .then(|home: &Path| {
            let mut folders = vec![home.to_path_buf()];
            while let Some(folder) = folders.pop() {
                for entry in std::fs::read_dir(folder).expect("a folder") {
                    let path = entry.expect("an entry").path();
                    if path.is_dir() {
                        folders.push(path);
                    } else {
                        let octets = std::fs::read(&path).expect("a file");
                        assert_eq!(
                            secrets_in(&octets),
                            Vec::<String>::new(),
                            "{}",
                            path.display()
                        );
                    }
                }
            }
        })
        .run();
}

#[test]
fn what_is_said_back_is_shown_as_a_mask() {
    // The rest of what the server says stays.
    let refused = |test: Test, reply: &str| {
        let hint = "(check the user and the password; many providers want an authorization code \
                    or app password instead of it)";
        test.fails(77, format!("login refused by 127.0.0.1: {reply} {hint}"))
            .run();
    };
    refused(
        Test::send_note("echoes-secrets").by_joe(),
        "535 5.7.8 ******** is not right, neither is ******** nor ********",
    );
    refused(
        Test::mailbox("stat", "echoes-secrets"),
        "-ERR ******** (********) is not the password of joe",
    );
    refused(
        Test::mailbox("stat", "echoes-secrets-apop").words("--auth apop"),
        "-ERR ******** is wrong",
    );
}
