//! No secret is ever printed. Every test of this binary searches the output for the password; these run every way to log
//! in, and servers that send the secret back, with all the output there is.

mod processes;

use std::path::Path;

use crate::support::{PASSWORD, Test, secrets_in};

/// Runs a test with `-v`, in text and in JSON: it ends with this exit code and prints no secret.
fn watch(exit: i32, test: impl Fn() -> Test) {
    for output in [&["-v"][..], &["-v", "--json"]] {
        test().args(output.iter().copied()).exit_only(exit).run();
    }
}

#[test]
fn logins_that_succeed() {
    watch(0, || Test::send_note("login-plain").by_joe());
    watch(0, || {
        Test::send_note("login-login")
            .by_joe()
            .words("--auth login")
    });
    watch(0, || {
        Test::send_note("login-cram-md5")
            .by_joe()
            .words("--auth cram-md5")
    });
    watch(0, || Test::mailbox("stat", "stat"));
    watch(0, || Test::mailbox("stat", "stat-old"));
    watch(0, || {
        Test::mailbox("stat", "login-user-asked").words("--auth user")
    });
    watch(0, || {
        Test::mailbox("stat", "login-login").words("--auth login")
    });
    watch(0, || {
        Test::mailbox("stat", "login-cram-md5").words("--auth cram-md5")
    });
    watch(0, || {
        Test::mailbox("stat", "login-apop").words("--auth apop")
    });
}

#[test]
fn logins_that_fail() {
    watch(77, || {
        Test::send_note("login-refused")
            .by_joe()
            .with("reply", "535 5.7.8 no")
    });
    watch(77, || {
        Test::send_note("login-login-refused")
            .by_joe()
            .words("--auth login")
    });
    watch(75, || Test::send_note("login-cut").by_joe());
    watch(76, || {
        Test::send_note("login-answered-wrongly")
            .by_joe()
            .with("reply", "nonsense")
    });
    watch(77, || Test::send_note("login-challenge-for-plain").by_joe());
    watch(77, || {
        Test::mailbox("stat", "login-refused").with("reply", "-ERR [AUTH] no")
    });
    watch(77, || {
        Test::mailbox("stat", "login-pass-refused").with("reply", "-ERR no")
    });
}

#[test]
fn servers_that_send_it_back() {
    watch(77, || Test::send_note("echoes-secrets").by_joe());
    watch(77, || {
        Test::send_note("echoes-secrets-login")
            .by_joe()
            .words("--auth login")
    });
    watch(77, || Test::mailbox("stat", "echoes-secrets"));
    watch(77, || {
        Test::mailbox("stat", "echoes-secrets-apop").words("--auth apop")
    });
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
    watch(65, from(&["--password-file", "bad"]));
    watch(65, from(&["--password-command", "cat bad"]));
}

#[test]
fn no_flag_takes_it() {
    // A password where a flag for it might be is refused, and not shown.
    watch(64, || {
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
    watch(64, || {
        Test::new().args(["stat", "--host", "h", "--user", "joe", "-p", PASSWORD])
    });
}

#[test]
fn nothing_is_left_behind() {
    // No file that the program writes holds the password.
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
fn what_is_sent_back_is_shown_as_a_mask() {
    // The rest of the server's text is shown.
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
