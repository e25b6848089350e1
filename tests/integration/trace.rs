//! What `-v` prints: the dialogue, content as a count, secrets masked, TLS marked.

use crate::support::{NOTE, Test};

#[test]
fn a_message_sent() {
    Test::send_note("data")
        .words("-v")
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
             <- 250 SMTPUTF8\n\
             -> MAIL FROM:<joe@example.org> SIZE=184\n\
             -> RCPT TO:<ann@example.net>\n\
             -> DATA\n\
             <- 250 2.1.0 Ok\n\
             <- 250 2.1.5 Ok\n\
             <- 354 End data with <CR><LF>.<CR><LF>\n\
             -> (184 octets of content)\n\
             <- 250 2.0.0 Ok: queued as 4F1\n\
             -> QUIT\n",
        )
        .run();
    Test::send_note("chunking")
        .words("-v")
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
             -> RCPT TO:<ann@example.net>\n\
             <- 250 2.1.0 Ok\n\
             <- 250 2.1.5 Ok\n\
             -> BDAT 184 LAST\n\
             -> (184 octets of content)\n\
             <- 250 2.0.0 Ok: 187 octets\n\
             -> QUIT\n",
        )
        .run();
}

#[test]
fn a_login() {
    let sends = |dialogue| {
        Test::send_note(dialogue)
            .by_joe()
            .words("-v")
            .stdout("<note@example.org>\tnote.eml\n")
    };
    sends("login-plain")
        .stderr(
            "** connected to 127.0.0.1:{port} (127.0.0.1)\n\
             <- 220 mail.example.org ESMTP ready\n\
             -> EHLO [127.0.0.1]\n\
             <- 250-mail.example.org\n\
             <- 250-PIPELINING\n\
             <- 250-SIZE 52428800\n\
             <- 250-8BITMIME\n\
             <- 250-ENHANCEDSTATUSCODES\n\
             <- 250 AUTH PLAIN LOGIN CRAM-MD5\n\
             -> AUTH PLAIN ********\n\
             <- 235 2.7.0 Authentication successful\n\
             -> MAIL FROM:<joe@example.org> SIZE=184\n\
             -> RCPT TO:<ann@example.net>\n\
             -> DATA\n\
             <- 250 2.1.0 Ok\n\
             <- 250 2.1.5 Ok\n\
             <- 354 End data with <CR><LF>.<CR><LF>\n\
             -> (184 octets of content)\n\
             <- 250 2.0.0 Ok: queued as 4F1\n\
             -> QUIT\n",
        )
        .run();
    sends("login-login")
        .words("--auth login")
        .stderr(
            "** connected to 127.0.0.1:{port} (127.0.0.1)\n\
             <- 220 mail.example.org ESMTP ready\n\
             -> EHLO [127.0.0.1]\n\
             <- 250-mail.example.org\n\
             <- 250-PIPELINING\n\
             <- 250-SIZE 52428800\n\
             <- 250-8BITMIME\n\
             <- 250-ENHANCEDSTATUSCODES\n\
             <- 250 AUTH PLAIN LOGIN CRAM-MD5\n\
             -> AUTH LOGIN\n\
             <- 334 VXNlcm5hbWU6\n\
             -> am9l\n\
             <- 334 UGFzc3dvcmQ6\n\
             -> ********\n\
             <- 235 2.7.0 Authentication successful\n\
             -> MAIL FROM:<joe@example.org> SIZE=184\n\
             -> RCPT TO:<ann@example.net>\n\
             -> DATA\n\
             <- 250 2.1.0 Ok\n\
             <- 250 2.1.5 Ok\n\
             <- 354 End data with <CR><LF>.<CR><LF>\n\
             -> (184 octets of content)\n\
             <- 250 2.0.0 Ok: queued as 4F1\n\
             -> QUIT\n",
        )
        .run();
    sends("login-cram-md5")
        .words("--auth cram-md5")
        .stderr(
            "** connected to 127.0.0.1:{port} (127.0.0.1)\n\
             <- 220 mail.example.org ESMTP ready\n\
             -> EHLO [127.0.0.1]\n\
             <- 250-mail.example.org\n\
             <- 250-PIPELINING\n\
             <- 250-SIZE 52428800\n\
             <- 250-8BITMIME\n\
             <- 250-ENHANCEDSTATUSCODES\n\
             <- 250 AUTH PLAIN LOGIN CRAM-MD5\n\
             -> AUTH CRAM-MD5\n\
             <- 334 PDE4OTYuNjk3MTcwOTUyQG1haWwuZXhhbXBsZS5vcmc+\n\
             -> ********\n\
             <- 235 2.7.0 Authentication successful\n\
             -> MAIL FROM:<joe@example.org> SIZE=184\n\
             -> RCPT TO:<ann@example.net>\n\
             -> DATA\n\
             <- 250 2.1.0 Ok\n\
             <- 250 2.1.5 Ok\n\
             <- 354 End data with <CR><LF>.<CR><LF>\n\
             -> (184 octets of content)\n\
             <- 250 2.0.0 Ok: queued as 4F1\n\
             -> QUIT\n",
        )
        .run();
}

#[test]
fn a_maildrop() {
    Test::mailbox("list", "list")
        .words("-v 1")
        .stdout("1\t120\tuid-a\n")
        .stderr(
            "** connected to 127.0.0.1:{port} (127.0.0.1)\n\
             <- +OK POP3 server ready\n\
             -> CAPA\n\
             <- +OK\n\
             <- TOP\n\
             <- UIDL\n\
             <- PIPELINING\n\
             <- RESP-CODES\n\
             <- AUTH-RESP-CODE\n\
             <- USER\n\
             <- SASL PLAIN LOGIN CRAM-MD5\n\
             <- .\n\
             -> AUTH PLAIN ********\n\
             <- +OK Logged in.\n\
             -> STAT\n\
             -> LIST\n\
             -> UIDL\n\
             -> QUIT\n\
             <- +OK 3 540\n\
             <- +OK 3 messages\n\
             <- 1 120\n\
             <- 2 200\n\
             <- 3 220\n\
             <- .\n\
             <- +OK\n\
             <- 1 uid-a\n\
             <- 2 uid-b\n\
             <- 3 uid-c\n\
             <- .\n",
        )
        .run();
    Test::mailbox("retr", "retr-answered")
        .words("-v 1")
        .with("content", r"Subject: a\r\n\r\n..b\r\n.\r\n")
        .stdout("Subject: a\n\n.b\n")
        .stderr(
            "** connected to 127.0.0.1:{port} (127.0.0.1)\n\
             <- +OK POP3 server ready\n\
             -> CAPA\n\
             <- +OK\n\
             <- TOP\n\
             <- UIDL\n\
             <- PIPELINING\n\
             <- RESP-CODES\n\
             <- AUTH-RESP-CODE\n\
             <- USER\n\
             <- SASL PLAIN LOGIN CRAM-MD5\n\
             <- .\n\
             -> AUTH PLAIN ********\n\
             <- +OK Logged in.\n\
             -> RETR 1\n\
             <- +OK\n\
             <- (18 octets of content)\n\
             -> QUIT\n",
        )
        .run();
    Test::mailbox("stat", "login-apop")
        .words("-v --auth apop")
        .stdout("2 320\n")
        .stderr(
            "** connected to 127.0.0.1:{port} (127.0.0.1)\n\
             <- +OK POP3 server ready <1896.697170952@pop.example.org>\n\
             -> CAPA\n\
             <- +OK\n\
             <- UIDL\n\
             <- .\n\
             -> APOP joe ********\n\
             <- +OK maildrop ready\n\
             -> STAT\n\
             <- +OK 2 320\n\
             -> QUIT\n",
        )
        .run();
    Test::mailbox("stat", "login-user-asked")
        .words("--trace --auth user")
        .stdout("2 320\n")
        .stderr(
            "** connected to 127.0.0.1:{port} (127.0.0.1)\n\
             <- +OK POP3 server ready\n\
             -> CAPA\n\
             <- +OK\n\
             <- TOP\n\
             <- UIDL\n\
             <- PIPELINING\n\
             <- RESP-CODES\n\
             <- AUTH-RESP-CODE\n\
             <- USER\n\
             <- SASL PLAIN LOGIN CRAM-MD5\n\
             <- .\n\
             -> USER joe\n\
             -> PASS ********\n\
             <- +OK\n\
             <- +OK Logged in.\n\
             -> STAT\n\
             -> QUIT\n\
             <- +OK 2 320\n",
        )
        .run();
}

/// `-vv`: the content as it is on the wire, escaped as every line.
#[test]
fn the_content_too() {
    let connected = "** connected to 127.0.0.1:{port} (127.0.0.1)\n";
    let capabilities = "<- +OK POP3 server ready\n\
                        -> CAPA\n\
                        <- +OK\n\
                        <- TOP\n\
                        <- UIDL\n\
                        <- PIPELINING\n\
                        <- RESP-CODES\n\
                        <- AUTH-RESP-CODE\n\
                        <- USER\n\
                        <- SASL PLAIN LOGIN CRAM-MD5\n\
                        <- .\n\
                        -> AUTH PLAIN ********\n\
                        <- +OK Logged in.\n";
    Test::mailbox("retr", "retr-answered")
        .words("-vv 1")
        .with("content", r"Subject: a\x1b\r\n\r\n..b\r\n.\r\n")
        .stdout("Subject: a\x1b\n\n.b\n")
        .stderr(format!(
            "{connected}{capabilities}\
             -> RETR 1\n\
             <- +OK\n\
             <- Subject: a\\x1b\n\
             <- \n\
             <- ..b\n\
             <- .\n\
             <- (19 octets of content)\n\
             -> QUIT\n"
        ))
        .run();
    Test::send_note("chunking")
        .words("-vv")
        .stdout("<note@example.org>\tnote.eml\n")
        .stderr(format!(
            "{connected}\
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
             -> RCPT TO:<ann@example.net>\n\
             <- 250 2.1.0 Ok\n\
             <- 250 2.1.5 Ok\n\
             -> BDAT 184 LAST\n\
             {}\
             -> (184 octets of content)\n\
             <- 250 2.0.0 Ok: 187 octets\n\
             -> QUIT\n",
            NOTE.split_inclusive("\r\n")
                .map(|line| format!("-> {}\n", line.trim_end()))
                .collect::<String>()
        ))
        .run();
}

#[test]
fn a_connection_under_tls() {
    Test::new()
        .dialogue("pop3/implicit-tls")
        .words("stat --host 127.0.0.1 --port {port} --ca-file {ca} -v")
        .by_joe()
        .stdout("2 320\n")
        .stderr(
            "** connected to 127.0.0.1:{port} (127.0.0.1)\n\
             ** TLS begins\n\
             <~ +OK POP3 server ready\n\
             ~> CAPA\n\
             <~ +OK\n\
             <~ TOP\n\
             <~ UIDL\n\
             <~ PIPELINING\n\
             <~ RESP-CODES\n\
             <~ AUTH-RESP-CODE\n\
             <~ USER\n\
             <~ SASL PLAIN LOGIN CRAM-MD5\n\
             <~ .\n\
             ~> AUTH PLAIN ********\n\
             <~ +OK Logged in.\n\
             ~> STAT\n\
             ~> QUIT\n\
             <~ +OK 2 320\n",
        )
        .run();
}

#[test]
fn quiet_keeps_the_trace() {
    Test::mailbox("stat", "stat")
        .words("-q -v")
        .stderr(
            "** connected to 127.0.0.1:{port} (127.0.0.1)\n\
             <- +OK POP3 server ready\n\
             -> CAPA\n\
             <- +OK\n\
             <- TOP\n\
             <- UIDL\n\
             <- PIPELINING\n\
             <- RESP-CODES\n\
             <- AUTH-RESP-CODE\n\
             <- USER\n\
             <- SASL PLAIN LOGIN CRAM-MD5\n\
             <- .\n\
             -> AUTH PLAIN ********\n\
             <- +OK Logged in.\n\
             -> STAT\n\
             -> QUIT\n\
             <- +OK 2 320\n",
        )
        .run();
}

#[test]
fn octets_that_a_terminal_would_obey() {
    Test::send_note("reply-of-strange-octets")
        .words("-v")
        .stderr("** connected to 127.0.0.1:{port} (127.0.0.1)\n\
             <- 220 mail.example.org ESMTP ready\n\
             -> EHLO [127.0.0.1]\n\
             <- 250-mail.example.org\n\
             <- 250-PIPELINING\n\
             <- 250-SIZE 52428800\n\
             <- 250-8BITMIME\n\
             <- 250-ENHANCEDSTATUSCODES\n\
             <- 250 SMTPUTF8\n\
             -> MAIL FROM:<joe@example.org> SIZE=184\n\
             -> RCPT TO:<ann@example.net>\n\
             -> DATA\n\
             <- 250 2.1.0 Ok\n\
             <- 250 2.1.5 Ok\n\
             <- 354 End data with <CR><LF>.<CR><LF>\n\
             -> (184 octets of content)\n\
             <- 554 5.7.1 no\\x00 \\x1b[31m\\xff\\xfe \u{4f60}\n\
             -> QUIT\n\
             mailcall: 127.0.0.1: the message was refused: 554 5.7.1 no\\x00 \\x1b[31m\\xff\\xfe \u{4f60}\n")
        .exit(69)
        .run();
}
