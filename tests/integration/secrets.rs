//! No secret is ever printed or left behind. Every test of this binary searches the output, and the files that the program
//! has written, for the password; these run every way to log in, every way in which a login fails, and servers that send the
//! secret back, with all the output there is. A new mechanism, source or sink of output is one more row here.

mod processes;

use crate::support::{PASSWORD, Test};

/// Runs a test with `-v`, in text and in JSON: it ends with this exit code, prints no secret and writes none to its log.
fn watch(exit: i32, test: impl Fn() -> Test) {
    for output in [
        &["-v"][..],
        &["-vv"],
        &["-v", "--json", "--log-format", "json"],
    ] {
        test()
            .args(output.iter().copied())
            .words("--log log")
            .exit_only(exit)
            // The log is searched like every file. Only a command line that is wrong leaves none.
            .then(move |directory| assert_eq!(directory.join("log").exists(), exit != 64))
            .run();
    }
}

/// The same for a login. A run more has the password from a command, which writes down what it and every other process can
/// see of the run: these files are searched like those of the program.
fn watch_login(exit: i32, test: impl Fn() -> Test) {
    watch(exit, &test);
    let command = "env > environment; cat /proc/$PPID/cmdline /proc/$$/cmdline > lines; cat secret";
    test()
        .file("secret", PASSWORD)
        .args(["-v", "--password-command", command])
        .exit_only(exit)
        .run();
}

#[test]
fn logins_that_succeed() {
    watch_login(0, || Test::send_note("login-plain").by_joe());
    watch_login(0, || {
        Test::send_note("login-login")
            .by_joe()
            .words("--auth login")
    });
    watch_login(0, || {
        Test::send_note("login-cram-md5")
            .by_joe()
            .words("--auth cram-md5")
    });
    watch_login(0, || Test::mailbox("stat", "stat"));
    watch_login(0, || Test::mailbox("stat", "stat-old"));
    watch_login(0, || {
        Test::mailbox("stat", "login-user-asked").words("--auth user")
    });
    watch_login(0, || {
        Test::mailbox("stat", "login-login").words("--auth login")
    });
    watch_login(0, || {
        Test::mailbox("stat", "login-cram-md5").words("--auth cram-md5")
    });
    watch_login(0, || {
        Test::mailbox("stat", "login-apop").words("--auth apop")
    });
    for (auth, dialogue) in [
        ("scram-sha-256", "login-scram"),
        ("scram-sha-1", "login-scram"),
        ("xoauth2", "login-xoauth2"),
        ("oauthbearer", "login-oauthbearer"),
        ("external", "login-external"),
    ] {
        let with = |test: Test| {
            test.args(["--auth", auth])
                .with("mechanism", &auth.to_uppercase())
                .with("identity", "am9l")
                .once()
        };
        watch_login(0, || with(Test::send_note(dialogue).by_joe()));
        watch_login(0, || with(Test::mailbox("stat", dialogue)));
    }
}

/// Each way in which SCRAM, tokens and EXTERNAL fail. Where the server may say anything, it says the password.
#[test]
fn logins_without_a_password_in_clear_that_fail() {
    let salted = format!("S& @ | r={{nonce}}{PASSWORD},s=c2FsdA==,i=9");
    let signed = format!("S& @ | v={PASSWORD}");
    let json = format!(r#"S& @ | {{"status":"{PASSWORD}","scope":"({PASSWORD})"}}"#);
    for (auth, dialogue, challenge, exit) in [
        ("scram-sha-256", "login-scram-first-refused", &*salted, 77),
        ("scram-sha-256", "login-scram-final-refused", &signed, 76),
        ("scram-sha-256", "login-scram-unproved", "", 76),
        ("scram-sha-256", "login-scram-unproved-at-once", "", 76),
        ("scram-sha-256", "login-scram-refused", "", 77),
        ("scram-sha-256", "login-scram-error", "", 77),
        ("xoauth2", "login-xoauth2-refused", &json, 77),
        ("xoauth2", "login-xoauth2-refused-alone", "", 77),
        ("xoauth2", "login-xoauth2-cancelled", "", 77),
        ("oauthbearer", "login-oauthbearer-refused", &json, 77),
        ("external", "login-external-refused", "", 77),
    ] {
        let with = |test: Test, prefix: &str| {
            test.args(["--auth", auth])
                .with("challenge", &challenge.replace('@', prefix))
                .with("error", PASSWORD)
                .once()
        };
        watch_login(exit, || with(Test::send_note(dialogue).by_joe(), "334"));
        watch_login(exit, || with(Test::mailbox("stat", dialogue), "+"));
    }
}

#[test]
fn logins_that_fail() {
    watch_login(77, || {
        Test::send_note("login-refused")
            .by_joe()
            .with("reply", "535 5.7.8 no")
    });
    watch_login(77, || {
        Test::send_note("login-login-refused")
            .by_joe()
            .words("--auth login")
    });
    watch_login(75, || Test::send_note("login-cut").by_joe());
    watch_login(76, || {
        Test::send_note("login-answered-wrongly")
            .by_joe()
            .with("reply", "nonsense")
    });
    watch_login(77, || Test::send_note("login-challenge-for-plain").by_joe());
    watch_login(77, || {
        Test::mailbox("stat", "login-refused").with("reply", "-ERR [AUTH] no")
    });
    watch_login(77, || {
        Test::mailbox("stat", "login-pass-refused").with("reply", "-ERR no")
    });
}

#[test]
fn servers_that_send_it_back() {
    watch_login(77, || Test::send_note("echoes-secrets").by_joe());
    watch_login(77, || {
        Test::send_note("echoes-secrets-login")
            .by_joe()
            .words("--auth login")
    });
    watch_login(77, || Test::mailbox("stat", "echoes-secrets"));
    watch_login(77, || {
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
fn what_is_sent_back_is_shown_as_a_mask() {
    // The rest of the server's text is shown.
    let password = "(check the user and the password; many providers want an authorization code \
                    or app password instead of it)";
    let apop = "(some servers offer APOP and refuse it always: try --auth user; if that is refused \
                too, check the user and the password)";
    let refused = |test: Test, reply: &str, hint: &str| {
        test.fails(77, format!("login refused by 127.0.0.1: {reply} {hint}"))
            .run();
    };
    refused(
        Test::send_note("echoes-secrets").by_joe(),
        "535 5.7.8 ******** is not right, neither is ******** nor ********",
        password,
    );
    refused(
        Test::mailbox("stat", "echoes-secrets"),
        "-ERR ******** (********) is not the password of joe",
        password,
    );
    refused(
        Test::mailbox("stat", "echoes-secrets-apop").words("--auth apop"),
        "-ERR ******** is wrong",
        apop,
    );
}

/// A refusal whose lines divide what was sent, with `-v`: the error, and what the trace shows of the reply.
#[test]
fn what_is_divided_between_the_lines_of_a_reply_is_a_mask_too() {
    let ends = |reply: &str, exit: i32, shown: &str, error: &str| {
        let script = format!(
            "<< smtp/parts/offers-logins\n\
             C: AUTH PLAIN AGpvZQBjb3JyZWN0LWhvcnNlLTdiYXR0ZXJ5\n{reply}"
        );
        let quit = if reply.contains("C: QUIT") {
            "-> QUIT\n"
        } else {
            ""
        };
        Test::send_note("login-plain")
            .script(script)
            .by_joe()
            .words("-v")
            .stderr(format!(
                "** connected to 127.0.0.1:{{port}} (127.0.0.1)\n\
                 <- 220 mail.example.org ESMTP ready\n\
                 -> EHLO [127.0.0.1]\n\
                 <- 250-mail.example.org\n\
                 <- 250-PIPELINING\n\
                 <- 250-SIZE 52428800\n\
                 <- 250-8BITMIME\n\
                 <- 250-ENHANCEDSTATUSCODES\n\
                 <- 250 AUTH PLAIN LOGIN CRAM-MD5\n\
                 -> AUTH PLAIN ********\n\
                 {shown}{quit}mailcall: {error}\n"
            ))
            .exit(exit)
            .run();
    };
    let hint = "(check the user and the password; many providers want an authorization code or app \
                password instead of it)";
    ends(
        "S: 535-5.7.8 correct-hor\nS: 535-5.7.8 se-7\nS: 535 5.7.8 battery, no\nC: QUIT\n",
        77,
        "<- 535-5.7.8 ********\n<- 535-5.7.8 ********\n<- 535 5.7.8 ********, no\n",
        &format!("login refused by 127.0.0.1: 535 5.7.8 ******** ******** ********, no {hint}"),
    );
    ends(
        "S: 535-5.7.8 you said AGpvZQBjb3JyZWN0\nS: 535 5.7.8 LWhvcnNlLTdiYXR0ZXJ5\nC: QUIT\n",
        77,
        "<- 535-5.7.8 you said ********\n<- 535 5.7.8 ********\n",
        &format!("login refused by 127.0.0.1: 535 5.7.8 you said ******** ******** {hint}"),
    );
    // The reply is malformed, or cut off, in the middle of it.
    ends(
        "S: 535-5.7.8 correct-hor\nS: se-7battery\n== close\n",
        76,
        "<- 535-5.7.8 ********\n<- ********\n",
        "127.0.0.1: AUTH: not an SMTP reply: \"********\"",
    );
    ends(
        "S: 535-5.7.8 correct-hor\n== close\n",
        75,
        "<- 535-5.7.8 ********\n",
        "127.0.0.1: AUTH: the server closed the connection while waiting for a reply",
    );
}
