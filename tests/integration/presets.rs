//! Addresses of known and unknown providers, through the program. What a known one leads to is tested with the account.

use crate::support::{PASSWORD, Test};
use serde_json::json;

#[test]
fn an_address_that_leads_nowhere_is_refused_before_anything_is_tried() {
    let command = |words: &str| {
        Test::new()
            .words(words)
            .args(["--password-command", "touch asked"])
            .then(|folder| assert!(!folder.join("asked").exists()))
    };
    command("stat -u someone@icloud.com")
        .fails(
            64,
            "iCloud Mail has no POP3 server, so its mailboxes cannot be read",
        )
        .run();
    let unknown = "the POP3 server of example.org is not known: use --host HOST, set \
                   MAILCALL_POP3_HOST, or describe it as an account in the configuration file";
    command("dele 1 -u someone@example.org")
        .fails(64, unknown)
        .run();
    command("stat --json -u someone@example.org")
        .exit(64)
        .stderr_json([json!({"error": {
            "kind": "usage",
            "message": unknown,
            "exit": 64,
            "stage": null,
            "server": null,
            "hint": null,
        }})])
        .run();
    Test::new()
        .words("send -f someone@example.org -s hi --body hi ann@example.net")
        .fails(
            64,
            "the SMTP server of example.org is not known: use --host HOST, set \
             MAILCALL_SMTP_HOST, or describe it as an account in the configuration file",
        )
        .run();
}

/// A run through a proxy, which stands for the provider. Its certificate has another name, which `--tls-name` says.
fn at_provider(server: &str, script: &str, words: &str) -> Test {
    Test::new()
        .words(words)
        .script(format!(
            "C: CONNECT {server} HTTP/1.1\nC: Host: {server}\nC: \nS: HTTP/1.1 200 OK\nS: \n{script}"
        ))
        .env("MAILCALL_PROXY", "http://127.0.0.1:{port}")
        .env("MAILCALL_PASSWORD", PASSWORD)
        .words("--tls-name mail.example.org --ca-file {ca}")
}

#[test]
fn an_address_is_all_that_a_command_needs() {
    let login = "C: AUTH PLAIN AHNvbWVvbmVAcXEuY29tAGNvcnJlY3QtaG9yc2UtN2JhdHRlcnk=\n";
    at_provider(
        "pop.qq.com:995",
        &format!(
            "== tls wildcard\n<< pop3/parts/offers\n{login}S: +OK\nC: STAT\nC: QUIT\nS: +OK 2 320\nS: +OK\n"
        ),
        "stat -u someone@qq.com",
    )
    .stdout("2 320\n")
    .run();
    let ehlo = "C: EHLO [127.0.0.1]\nS: 250-mail\nS: 250-PIPELINING\nS: 250 AUTH PLAIN\n";
    at_provider(
        "smtp.qq.com:465",
        &format!(
            "== tls wildcard\nS: 220 smtp.qq.com\n{ehlo}{login}S: 235 ok\n\
             C: MAIL FROM:<someone@qq.com>\nC: RCPT TO:<ann@example.net>\nC: DATA\n\
             S: 250 ok\nS: 250 ok\nS: 354 go\nC< note\nS: 250 queued\nC: QUIT\nS: 221 bye\n"
        ),
        "send -m note.eml -f someone@qq.com ann@example.net",
    )
    .note()
    .stdout("<note@example.org>\tnote.eml\n")
    .run();
    // STARTTLS where the provider wants it.
    at_provider(
        "smtp.mail.me.com:587",
        &format!("S: 220 mail\n{ehlo}C: QUIT\n"),
        "send -m note.eml -f someone@icloud.com ann@example.net",
    )
    .note()
    .fails(
        76,
        "smtp.mail.me.com: the server does not offer STARTTLS (is it the right port? 465 speaks TLS \
         at once: --tls implicit)",
    )
    .run();
}

/// What the provider wants is told when it refuses a login, whoever named the server.
#[test]
fn a_refused_login_says_what_the_provider_wants() {
    let hint = "QQ Mail wants an authorization code instead of the password: switch SMTP and POP3 \
                on in its web mail, under Settings, Account, and create one there";
    let login = "C: AUTH PLAIN AHNvbWVvbmVAcXEuY29tAGNvcnJlY3QtaG9yc2UtN2JhdHRlcnk=\n";
    let refused = format!("== tls wildcard\n<< pop3/parts/offers\n{login}S: -ERR no\nC: QUIT\n");
    for words in [
        "stat -u someone@qq.com",
        "stat -u someone@qq.com --host pop.qq.com",
    ] {
        at_provider("pop.qq.com:995", &refused, words)
            .fails(77, format!("login refused by pop.qq.com: -ERR no ({hint})"))
            .run();
    }
    at_provider("pop.qq.com:995", &refused, "stat --json -u someone@qq.com")
        .exit(77)
        .stdout_json([json!({"count": null, "octets": null})])
        .stderr_json([json!({"error": {
            "kind": "auth",
            "message": "login refused by pop.qq.com: -ERR no",
            "exit": 77,
            "stage": "AUTH",
            "server": {"code": null, "enhanced": null, "response_code": null, "text": "-ERR no"},
            "hint": hint,
        }})])
        .run();
}

#[test]
fn a_server_that_wants_the_user_as_the_sender() {
    Test::send_note("mail-refused")
        .with("reply", "553 Mail from must equal authorized user")
        .fails(
            69,
            "127.0.0.1: MAIL was refused: 553 Mail from must equal authorized user (the author must \
             be an address of the user that logs in: --from ADDR)",
        )
        .run();
}
