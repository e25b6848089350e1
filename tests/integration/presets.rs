//! Addresses of known and unknown providers, through the program. What a known one leads to is tested with the account.

use crate::support::Test;
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
