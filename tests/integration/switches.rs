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
