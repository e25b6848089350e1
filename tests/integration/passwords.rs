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
                "the variable that --password-env names is not set; it expects a variable's name, not \
                 the password",
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

/// `mailcall stat` as Joe at the scripted server, without a password flag.
fn stat() -> Test {
    Test::new().words("stat --host 127.0.0.1 --port {port} --tls none --user joe")
}

#[test]
fn an_entry_of_netrc() {
    let nowhere = "no password: give --password-file, --password-command or --password-env, or set \
                   MAILCALL_PASSWORD; there is no terminal to ask on";
    let entry = format!("machine 127.0.0.1 login joe password {PASSWORD}\n");
    let answered = |netrc: &str| {
        stat()
            .dialogue("pop3/stat")
            .private_file(".netrc", netrc)
            .stdout("2 320\n")
    };
    answered(&entry).run();
    // The same address in another spelling; an entry for any user.
    answered(&format!(
        "machine 127.1\n\tpassword \"{PASSWORD}\" # Joe's\n"
    ))
    .run();
    // It is the last source before the terminal.
    answered("machine 127.0.0.1 password x")
        .env("MAILCALL_PASSWORD", PASSWORD)
        .run();
    // Another host, another user, nobody's host; no file.
    for netrc in [
        format!("machine localhost login joe password {PASSWORD}"),
        format!("machine 127.0.0.1 login ann password {PASSWORD}"),
        format!("default login joe password {PASSWORD}"),
        String::new(),
    ] {
        stat()
            .private_file(".netrc", netrc)
            .fails(78, nowhere)
            .run();
    }
    // What others can read is refused if it is what would be used.
    stat()
        .file(".netrc", entry.as_str())
        .fails(
            78,
            "{dir}/.netrc holds the password, and other users can read it: run chmod 600 {dir}/.netrc",
        )
        .run();
    stat()
        .file(".netrc", format!("machine h login joe password {PASSWORD}"))
        .fails(78, nowhere)
        .run();
    stat()
        .private_file(".netrc", "\nmachine 127.0.0.1 password \"a\n")
        .fails(78, "{dir}/.netrc:2: a quote is not closed in its line")
        .run();
    stat()
        .private_file(".netrc", "machine 127.0.0.1 login joe password \"\"")
        .fails(78, "the password from ~/.netrc is empty")
        .run();
    stat()
        .private_file(".netrc", "machine 127.0.0.1 login joe password \"a\\nb\"")
        .fails(
            65,
            "the password from ~/.netrc contains a CR, LF or NUL, or is longer than 65536 octets",
        )
        .run();
}

#[test]
fn a_netrc_that_cannot_be_used() {
    let nowhere = "no password: give --password-file, --password-command or --password-env, or set \
                   MAILCALL_PASSWORD; there is no terminal to ask on";
    stat().env("HOME", "").fails(78, nowhere).run();
    stat().env("HOME", "{dir}/ca.pem").fails(78, nowhere).run();
    stat()
        .file(".netrc/file", "")
        .fails(
            78,
            "cannot read password file {dir}/.netrc: Is a directory (os error 21)",
        )
        .run();
    stat()
        .private_file(".netrc", "#".repeat(1024 * 1024 + 1))
        .fails(78, "{dir}/.netrc is longer than 1048576 octets")
        .run();
    // Nobody writes into it.
    stat()
        .fifo(".netrc")
        .words("--deadline 0.2")
        .fails(
            75,
            "cannot read password file {dir}/.netrc: it had not ended when the deadline of 0.2 s \
             for the whole run passed",
        )
        .run();
}

#[test]
fn a_credential_of_systemd() {
    let account = |name: &str| {
        Test::new()
            .config(&format!(
                "[accounts.work]\nuser = \"joe\"\npassword-credential = \"{name}\"\n\
                 pop3 = {{ host = \"127.0.0.1\", port = {{port}}, tls = \"none\" }}\n"
            ))
            .words("stat -A work")
            .file("credentials/mail", format!("{PASSWORD}\n"))
    };
    account("mail")
        .dialogue("pop3/stat")
        .env("CREDENTIALS_DIRECTORY", "{dir}/credentials")
        .stdout("2 320\n")
        .run();
    account("other")
        .env("CREDENTIALS_DIRECTORY", "{dir}/credentials")
        .fails(
            78,
            "cannot read password file {dir}/credentials/other: No such file or directory (os error 2)",
        )
        .run();
    account("mail")
        .fails(
            78,
            "password-credential ({dir}/.config/mailcall/config.toml:3:23) names a credential, but \
             CREDENTIALS_DIRECTORY is not set: systemd sets it for a service with LoadCredential",
        )
        .run();
    for name in ["../mail", "..", ".", "a/b", "a b", ""] {
        let problem = match name {
            "" => "is given an empty value",
            _ => {
                "expected the name of a credential, not a path (the value is not shown: it may \
                 contain a password)"
            }
        };
        let place = "password-credential ({dir}/.config/mailcall/config.toml:3:23)";
        account(name)
            .env("CREDENTIALS_DIRECTORY", "{dir}/credentials")
            .fails(
                78,
                match name {
                    "" => format!("{place} {problem}"),
                    _ => format!("invalid value for {place}: {problem}"),
                },
            )
            .run();
    }
}
