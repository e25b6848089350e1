//! `--json`: a document after a failure, too, and on stderr one object a line.

use serde_json::{Value, json};

use crate::support::{NOTE, Test};

/// The document of one message that was not, or perhaps not, sent.
fn document(recipient: Value, delivery: &str, reply: Value) -> Value {
    json!({
        "messages": [{
            "file": "note.eml",
            "message_id": "<note@example.org>",
            "octets": NOTE.len(),
            "mail_from": "joe@example.org",
            "recipients": [recipient],
            "delivery": delivery,
            "reply": reply,
            "queue_id": null,
            "error": {},
        }],
        "server": {
            "host": "127.0.0.1",
            "port": 0,
            "tls": "none",
            "greeting": "mail.example.org ESMTP ready",
        },
    })
}

fn taken() -> Value {
    json!({
        "address": "ann@example.net",
        "accepted": true,
        "reply": {"code": 250, "enhanced": "2.1.5", "text": "Ok"},
    })
}

#[test]
fn the_outcome_is_unknown() {
    Test::send_note("cut-after-the-dot")
        .args(["--json"])
        .stdout_json([document(taken(), "unknown", Value::Null)])
        .stderr_json([json!({})])
        .exit(79)
        .run();
}

#[test]
fn nothing_is_sent() {
    let reply = json!({"code": 451, "enhanced": "4.3.0", "text": "later"});
    Test::send_note("data-refused")
        .args(["--json"])
        .with("reply", "451 4.3.0 later")
        .stdout_json([document(taken(), "not_sent", reply)])
        .stderr_json([json!({})])
        .exit(75)
        .run();
    let refused = json!({
        "address": "ann@example.net",
        "accepted": false,
        "reply": {"code": 550, "enhanced": "5.1.1", "text": "no such user"},
    });
    Test::send_note("rcpt-refused")
        .args(["--json"])
        .with("reply", "550 5.1.1 no such user")
        .stdout_json([document(refused, "not_sent", Value::Null)])
        .stderr_json([json!({})])
        .exit(67)
        .run();
}

#[test]
fn some_get_it() {
    Test::send_note("partial")
        .args(["--json", "--partial", "bob@example.net"])
        .stdout_json([json!({})])
        .stderr_json([json!({})])
        .exit(80)
        .run();
}

#[test]
fn a_dry_run() {
    Test::send_note("dry-run")
        .args(["--json", "--dry-run"])
        .stdout_json([document(taken(), "dry_run", Value::Null)])
        .run();
}

#[test]
fn a_refused_login() {
    Test::send_note("login-refused")
        .args(["--json"])
        .by_joe()
        .with("reply", "535 5.7.8 no")
        .stdout_json([json!({})])
        .stderr_json([json!({"error": {
            "kind": "auth",
            "message": "",
            "exit": 77,
            "stage": "AUTH",
            "server": {"code": 535, "enhanced": "5.7.8", "text": "no"},
            "hint": null,
        }})])
        .exit(77)
        .run();
    Test::mailbox("stat", "login-refused")
        .args(["--json"])
        .with("reply", "-ERR [AUTH] no")
        .stdout_json([json!({})])
        .stderr_json([json!({})])
        .exit(77)
        .run();
}

#[test]
fn a_server_that_is_not_there() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = closed.local_addr().expect("it is bound").port().to_string();
    drop(closed);
    Test::new()
        .args([
            "stat",
            "--json",
            "--host",
            "127.0.0.1",
            "--port",
            &port,
            "--tls",
            "none",
        ])
        .by_joe()
        .stdout_json([json!({})])
        .stderr_json([json!({})])
        .exit(75)
        .run();
}

#[test]
fn a_command_line_that_is_wrong() {
    Test::new()
        .args(["dele", "--json", "5-2"])
        .stderr_json([json!({})])
        .exit(64)
        .run();
    Test::new()
        .args(["--json", "lsit"])
        .stderr_json([json!({})])
        .exit(64)
        .run();
    Test::new()
        .args(["stat", "--json", "--nonsense"])
        .stderr_json([json!({})])
        .exit(64)
        .run();
    // Behind `--` it is no flag.
    Test::new()
        .args(["dele", "--", "--json"])
        .stderr("mailcall: \"--json\" names no message: expected a number from 1 (3), a range (2-5), or an open range (7-)\n")
        .exit(64)
        .run();
}

#[test]
fn warnings_and_the_trace() {
    Test::mailbox("stat", "stat")
        .args(["--json", "-v"])
        .stdout_json([json!({"count": 2, "octets": 320})])
        .stderr_json([json!({})])
        .run();
    Test::new()
        .dialogue("pop3/implicit-tls")
        .args([
            "stat",
            "--json",
            "--host",
            "127.0.0.1",
            "--port",
            "{port}",
            "--insecure",
        ])
        .by_joe()
        .stdout_json([json!({"count": 2, "octets": 320})])
        .stderr_json([json!({})])
        .run();
}

#[test]
fn strange_octets_keep_the_document_valid() {
    // P11
    Test::send_note("reply-of-strange-octets")
        .args(["--json"])
        .stdout_json([json!({})])
        .stderr_json([json!({})])
        .exit(69)
        .run();
}
