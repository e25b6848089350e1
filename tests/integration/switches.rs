//! Switches for servers that offer what they cannot do, and for reading the dialogue step by step.

use crate::support::Test;

#[test]
fn one_command_at_a_time() {
    Test::send_note("asked-one-at-a-time")
        .words("--pipelining off -v")
        .stdout("<note@example.org>\tnote.eml\n")
        .stderr(
            "** connected to 127.0.0.1:{port} (127.0.0.1)\n\
             <- 220 mail.example.org ESMTP ready\n\
             -> EHLO [127.0.0.1]\n\
             <- 250-mail.example.org\n\
             <- 250-PIPELINING\n\
             <- 250-SIZE 52428800\n\
             <- 250-8BITMIME\n\
             <- 250-ENHANCEDSTATUSCODES\n\
             <- 250-CHUNKING\n\
             <- 250 SMTPUTF8\n\
             -> MAIL FROM:<joe@example.org> SIZE=184\n\
             <- 250 2.1.0 Ok\n\
             -> RCPT TO:<ann@example.net>\n\
             <- 250 2.1.5 Ok\n\
             -> BDAT 184 LAST\n\
             -> (184 octets of content)\n\
             <- 250 2.0.0 Ok\n\
             -> QUIT\n\
             <- 221 2.0.0 Bye\n",
        )
        .run();
    Test::mailbox("list", "asked-one-at-a-time")
        .words("--pipelining off")
        .stdout("1\t120\tuid-a\n")
        .run();
    // On is the default, and a server that does not offer it is not sent several commands.
    Test::send_note("data")
        .words("--pipelining on")
        .stdout("<note@example.org>\tnote.eml\n")
        .run();
    Test::mailbox("stat", "stat-one-at-a-time")
        .words("--pipelining on")
        .stdout("2 320\n")
        .run();
}

#[test]
fn no_chunks() {
    for (dialogue, switch) in [
        ("chunking-not-used", "off"),
        ("chunking", "on"),
        ("data", "on"),
    ] {
        Test::send_note(dialogue)
            .words(&format!("--chunking {switch}"))
            .stdout("<note@example.org>\tnote.eml\n")
            .run();
    }
}

/// Nothing is sent without the login, and a refused one is not repeated.
#[test]
fn the_login_with_the_envelope() {
    Test::send_note("login-with-envelope")
        .by_joe()
        .words("--pipeline-login on")
        .stdout("<note@example.org>\tnote.eml\n")
        .round_trips(5)
        .run();
    // Auto is off for now, and a mechanism with an exchange is not followed by other commands.
    for (dialogue, switches) in [
        ("login-plain", "--pipeline-login auto"),
        ("login-plain", "--pipeline-login off"),
        ("login-plain-alone", "--pipeline-login on --pipelining off"),
        ("login-login", "--pipeline-login on --auth login"),
    ] {
        Test::send_note(dialogue)
            .by_joe()
            .words(switches)
            .stdout("<note@example.org>\tnote.eml\n")
            .run();
    }
    Test::send_note("login-with-envelope-refused")
        .by_joe()
        .words("--pipeline-login on -m second.eml")
        .stderr(
            "mailcall: warning: 1 message was not tried\n\
             mailcall: note.eml: login refused by 127.0.0.1: 535 5.7.8 Error: authentication failed \
             (check the user and the password; many providers want an authorization code or app \
             password instead of it)\n",
        )
        .exit(77)
        .run();
}
