//! Logins by each mechanism. The servers' logs show which mechanism was used.

use crate::tools::{Mailbox, Program, Ran};

/// Logs in over SMTP and POP3 with a mechanism that both servers offer.
fn sasl(word: &str, name: &str) {
    let mailbox = Mailbox::new();
    let user = mailbox.address.as_str();
    mailbox
        .send()
        .login(user, &mailbox.password)
        .args(["--auth", word, "--body", "text", "-q"])
        .run()
        .done("");
    let by = format!("sasl_method={name}, sasl_username={user}");
    mailbox.host.wait_for_postfix(&[&by]);
    pop3(&mailbox, word, name);
}

fn pop3(mailbox: &Mailbox, word: &str, name: &str) {
    mailbox
        .pop3("stat")
        .args(["--auth", word, "-q"])
        .run()
        .done("");
    let by = format!("user=<{}>, method={name}, ", mailbox.address);
    let log = mailbox.host.dovecot_log();
    assert!(log.contains(&by), "no {by:?} in:\n{log}");
}

#[test]
fn plain() {
    sasl("plain", "PLAIN");
}

#[test]
fn login() {
    sasl("login", "LOGIN");
}

#[test]
fn cram_md5() {
    sasl("cram-md5", "CRAM-MD5");
}

#[test]
fn scram_sha_256() {
    sasl("scram-sha-256", "SCRAM-SHA-256");
}

#[test]
fn scram_sha_1() {
    sasl("scram-sha-1", "SCRAM-SHA-1");
}

/// The password of everybody where the servers know SCRAM alone, composed as it is stored, and as some keyboards type it.
const SCRAM_PASSWORDS: [&str; 2] = ["pw-scr\u{e4}m", "pw-scra\u{308}m"];

/// In clear to this machine `auto` takes whatever is offered; here SCRAM is.
#[test]
fn servers_that_know_scram_alone() {
    for (word, name) in [
        ("auto", "SCRAM-SHA-256"),
        ("scram-sha-256", "SCRAM-SHA-256"),
        ("scram-sha-1", "SCRAM-SHA-1"),
    ] {
        for password in SCRAM_PASSWORDS {
            let mailbox = Mailbox::new();
            let user = mailbox.address.as_str();
            let send = mailbox.send().port(mailbox.host.smtp_scram());
            send.login(user, password)
                .args(["--auth", word, "--body", "text", "-q"])
                .run()
                .done("");
            let by = format!("sasl_method={name}, sasl_username={user}");
            mailbox.host.wait_for_postfix(&[&by]);
            mailbox.host.wait_for_mail(user, 1);
            let stat = Program::new(["stat"], mailbox.host.pop3_scram()).login(user, password);
            let counted = stat.args(["--auth", word]).run().text();
            assert!(counted.starts_with("1 "), "{counted}");
            let log = mailbox.host.scram_log();
            let by = format!("user=<{user}>, method={name}, ");
            assert!(log.contains(&by), "no {by:?} in:\n{log}");
        }
    }
}

#[test]
fn wrong_password_where_the_servers_know_scram_alone() {
    let mailbox = Mailbox::new();
    for word in ["auto", "scram-sha-256", "scram-sha-1"] {
        let send = mailbox.send().port(mailbox.host.smtp_scram());
        let send = send.login(&mailbox.address, "wrong");
        let ran = send.args(["--auth", word, "--body", "text"]).run();
        is_refused(&ran, "535 5.7.8 ", PASSWORD_HINT);
        let stat = Program::new(["stat"], mailbox.host.pop3_scram());
        let ran = stat
            .login(&mailbox.address, "wrong")
            .args(["--auth", word])
            .run();
        is_refused(&ran, "-ERR [AUTH] ", PASSWORD_HINT);
    }
}

/// The token is longer than the line of POP3, and fits on that of SMTP.
fn token(word: &str, name: &str) {
    let mailbox = Mailbox::new();
    let user = mailbox.address.as_str();
    let token = mailbox.host.tokens().issue(user);
    let send = |token: &str| {
        let send = mailbox.send().login(user, token);
        send.args(["--auth", word, "--body", "text", "-q"]).run()
    };
    let stat = |token: &str| {
        let stat = Program::new(["stat"], mailbox.host.pop3()).login(user, token);
        stat.args(["--auth", word, "-q"]).run()
    };
    send(&token).done("");
    stat(&token).done("");
    let by = format!("sasl_method={name}, sasl_username={user}");
    mailbox.host.wait_for_postfix(&[&by]);
    let by = format!("user=<{user}>, method={name}, ");
    let log = mailbox.host.dovecot_log();
    assert!(log.contains(&by), "no {by:?} in:\n{log}");
    // Dovecot says why in a challenge.
    mailbox.host.tokens().expire(user);
    for (ran, reply) in [(send(&token), "535 5.7.8 "), (stat(&token), "-ERR [AUTH] ")] {
        is_refused(&ran, reply, TOKEN_HINT);
        assert!(ran.stderr.contains(SAYS), "{}", ran.stderr);
    }
}

/// What begins the explanation of a refused token, and the end of the line.
const SAYS: &str = "; the server says of the token: status ";
const TOKEN_HINT: &str =
    " (the token may have expired, or be for another user or another scope: get a new one)\n";

#[test]
fn xoauth2() {
    token("xoauth2", "XOAUTH2");
}

#[test]
fn oauthbearer() {
    token("oauthbearer", "OAUTHBEARER");
}

#[test]
fn apop() {
    pop3(&Mailbox::new(), "apop", "APOP");
}

#[test]
fn user_and_pass() {
    let mailbox = Mailbox::new();
    let ran = mailbox.pop3("stat").args(["--auth", "user", "-v"]).run();
    assert_eq!(ran.exit, 0, "{ran:?}");
    assert!(ran.stderr.contains("-> PASS ********\n"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("-> AUTH"), "{}", ran.stderr);
}

#[test]
fn the_first_of_a_list_that_is_offered() {
    let mailbox = Mailbox::new();
    pop3(&mailbox, "apop,plain", "APOP");
    let send = mailbox.send().login(&mailbox.address, &mailbox.password);
    send.args(["--auth", "apop,cram-md5,plain", "--body", "text", "-q"])
        .run()
        .done("");
    let by = format!("sasl_method=CRAM-MD5, sasl_username={}", mailbox.address);
    mailbox.host.wait_for_postfix(&[&by]);
}

/// The end of the line after a refusal that may be due to the password.
const PASSWORD_HINT: &str = " (check the user and the password; many providers want an authorization code or app password instead of it)\n";

/// The login was refused, the program reports so, and it tried no other mechanism.
fn is_refused(ran: &Ran, server_says: &str, hint: &str) {
    assert_eq!((ran.exit, ran.stdout.as_slice()), (77, &b""[..]), "{ran:?}");
    let expected = format!("mailcall: login refused by 127.0.0.1: {server_says}");
    assert!(ran.stderr.starts_with(&expected), "{}", ran.stderr);
    assert!(ran.stderr.ends_with(hint), "{}", ran.stderr);
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
}

#[test]
fn wrong_password_for_smtp() {
    let mailbox = Mailbox::new();
    for word in [
        "auto",
        "plain",
        "login",
        "scram-sha-256",
        "scram-sha-1",
        "cram-md5",
    ] {
        let send = mailbox.send().login(&mailbox.address, "wrong");
        let ran = send.args(["--auth", word, "--body", "text"]).run();
        is_refused(&ran, "535 5.7.8 ", PASSWORD_HINT);
    }
    assert_eq!(mailbox.host.mail(&mailbox.address).len(), 0);
}

#[test]
fn wrong_password_for_pop3() {
    let mailbox = Mailbox::new();
    for word in [
        "auto",
        "plain",
        "login",
        "scram-sha-256",
        "scram-sha-1",
        "cram-md5",
        "apop",
        "user",
    ] {
        let stat = Program::new(["stat"], mailbox.host.pop3()).login(&mailbox.address, "wrong");
        let ran = stat.args(["--auth", word]).run();
        let hint = match word {
            "apop" => {
                " (some servers offer APOP and refuse it always: try --auth user; if that is refused too, check the user and the password)\n"
            }
            _ => PASSWORD_HINT,
        };
        is_refused(&ran, "-ERR [AUTH] ", hint);
    }
}

#[test]
fn a_refusal_in_json() {
    let mailbox = Mailbox::new();
    let send = mailbox.send().login(&mailbox.address, "wrong");
    let ran = send.args(["--body", "text", "--json"]).run();
    let message = ran.json(77);
    assert_eq!(message["delivery"], "not_sent");
    assert_eq!(message["error"]["kind"], "auth");
    let error = ran.error();
    assert_eq!(error["kind"], "auth");
    assert_eq!(error["stage"], "AUTH");
    assert_eq!(error["server"]["code"], 535);
    assert_eq!(error["server"]["enhanced"], "5.7.8");
}

#[test]
fn submission_without_a_login() {
    let mailbox = Mailbox::new();
    let send = mailbox.send().port(mailbox.host.submission());
    let ran = send
        .tls(mailbox.host, "starttls")
        .args(["--body", "text", "--json"])
        .run();
    assert_eq!(ran.json(67)["delivery"], "not_sent");
    assert_eq!(ran.error()["server"]["code"], 554);
    assert_eq!(mailbox.host.mail(&mailbox.address).len(), 0);
}
