//! Where a password comes from, and what cannot be a password.

use crate::support::{PASSWORD, Test};

#[test]
fn where_a_password_may_come_from() {
    let from = |arguments: &[&str]| {
        Test::send_note("login-plain")
            .words("--user joe")
            .args(arguments.iter().copied())
            .stdout("<note@example.org>\tnote.eml\n")
    };
    let line = format!("{PASSWORD}\n");
    from(&["--password-file", "secret"])
        .file("secret", line.as_bytes())
        .run();
    from(&["--password-file", "secret"])
        .file("secret", PASSWORD)
        .run();
    from(&["--password-command", "cat secret"])
        .file("secret", line.as_bytes())
        .run();
    from(&["--password-env", "MINE"])
        .env("MINE", PASSWORD)
        .run();
    // A flag comes before the environment.
    from(&["--password-env", "MINE"])
        .env("MINE", PASSWORD)
        .env("MAILCALL_PASSWORD", "x")
        .run();
    from(&[]).env("MAILCALL_PASSWORD", PASSWORD).run();
}

#[test]
fn what_cannot_be_a_password() {
    // Reported before anything is connected to.
    let from = |arguments: &[&str]| {
        Test::new()
            .words("stat --host 127.0.0.1 --port {port} --tls none")
            .words("--user joe")
            .args(arguments.iter().copied())
            .file("empty", "")
            .file("two", "one\ntwo\n")
            .file("nul", "a\0b")
    };
    from(&[])
        .fails(
            78,
            "no password: give --password-file, --password-command or --password-env, or set \
         MAILCALL_PASSWORD; there is no terminal to ask on",
        )
        .run();
    from(&[])
        .env("MAILCALL_PASSWORD", "")
        .fails(
            78,
            "no password: give --password-file, --password-command or --password-env, or \
                 set MAILCALL_PASSWORD; there is no terminal to ask on",
        )
        .run();
    from(&["--password-file", "nowhere"])
        .fails(
            78,
            "cannot read password file nowhere: No such file or directory (os error 2)",
        )
        .run();
    from(&["--password-file", "empty"])
        .fails(78, "the password from --password-file is empty")
        .run();
    from(&["--password-file", "nul"])
        .fails(
            65,
            "the password from --password-file contains a CR, LF or NUL, or is longer than 65536 \
             octets",
        )
        .run();
    // An authorization code can look like the name of a variable, so it is never shown.
    for name in ["NOWHERE", "hunter2", "ABCDEFGHIJKLMNOP"] {
        from(&["--password-env", name])
            .fails(
                78,
                "the variable that --password-env names is not set; the flag expects a variable's name, \
                 not the password",
            )
            .run();
    }
    from(&["--password-command", "exit 3"])
        .fails(78, "the password command failed: exit status: 3")
        .run();
    from(&["--password-command", "true"])
        .fails(78, "the password from --password-command is empty")
        .run();
}
