//! `--json`: a document on stdout, also after a failure, and one object per line on stderr.

use serde_json::{Value, json};

use crate::support::{Test, accepted_note, error, reply};

/// The document of the note to Ann.
fn document(accepted: Value, delivery: &str, failure: Value) -> Value {
    let mut document = accepted_note();
    document["recipients"] = json!([accepted]);
    document["delivery"] = json!(delivery);
    document["reply"] = Value::Null;
    document["queue_id"] = Value::Null;
    document["error"] = failure;
    document
}

fn ann(accepted: bool, reply: Value) -> Value {
    json!({"address": "ann@example.net", "accepted": accepted, "reply": reply})
}

/// Plays the dialogue and expects the document, the error in it the last line of stderr.
#[track_caller]
fn fails(test: Test, ann: Value, delivery: &str, failure: Value) {
    let exit = failure["error"]["exit"]
        .as_i64()
        .expect("an error has its exit") as i32;
    test.words("--json")
        .stdout_json([document(ann, delivery, failure["error"].clone())])
        .stderr_json([failure])
        .exit(exit)
        .run();
}

#[test]
fn the_outcome_is_unknown() {
    let what = "<note@example.org> may or may not have been delivered: it was sent whole, \
                 and no valid final reply came: 127.0.0.1: CONTENT: the server closed the connection while waiting \
                for the verdict on the message";
    fails(
        Test::send_note("cut-after-the-dot"),
        ann(true, reply(250, "2.1.5", "Ok")),
        "unknown",
        error("unknown", what, 79, json!("CONTENT"), Value::Null),
    );
}

#[test]
fn nothing_is_sent() {
    let refused = |code: u16, enhanced: &str, text: &str| json!({"code": code, "enhanced": enhanced, "response_code": null, "text": text});
    fails(
        Test::send_note("data-refused").with("reply", "451 4.3.0 later"),
        ann(true, reply(250, "2.1.5", "Ok")),
        "not_sent",
        error(
            "temporary",
            "127.0.0.1: DATA was refused: 451 4.3.0 later",
            75,
            json!("DATA"),
            refused(451, "4.3.0", "later"),
        ),
    );
    fails(
        Test::send_note("rcpt-refused").with("reply", "550 5.1.1 no such user"),
        ann(false, reply(550, "5.1.1", "no such user")),
        "not_sent",
        error(
            "no_recipient",
            "127.0.0.1: ann@example.net was refused: 550 5.1.1 no such user",
            67,
            json!("RCPT"),
            refused(550, "5.1.1", "no such user"),
        ),
    );
}

#[test]
fn some_get_it() {
    let refused = reply(550, "5.1.1", "no such user");
    let bob =
        json!({"address": "bob@example.net", "accepted": true, "reply": reply(250, "2.1.5", "Ok")});
    let mut message = document(ann(false, refused), "partial", Value::Null);
    message["recipients"]
        .as_array_mut()
        .expect("a list")
        .push(bob);
    message["reply"] = reply(250, "2.0.0", "Ok: queued as 4F1");
    message["queue_id"] = json!("4F1");
    let what = "ann@example.net was refused; the message went to the other recipients";
    Test::send_note("partial")
        .words("--json --partial bob@example.net")
        .stdout_json([message])
        .stderr_json([error("partial", what, 80, Value::Null, Value::Null)])
        .exit(80)
        .run();
}

#[test]
fn a_dry_run() {
    Test::send_note("dry-run")
        .words("--json --dry-run")
        .stdout_json([document(
            ann(true, reply(250, "2.1.5", "Ok")),
            "dry_run",
            Value::Null,
        )])
        .stderr_json([json!({"hint": "dry run: nothing was sent"})])
        .run();
}

#[test]
fn a_refused_login() {
    let hint = "check the user and the password; many providers want an authorization code or app \
                password instead of it";
    let mut refused = error(
        "auth",
        "login refused by 127.0.0.1: 535 5.7.8 no",
        77,
        json!("AUTH"),
        json!({"code": 535, "enhanced": "5.7.8", "response_code": null, "text": "no"}),
    );
    refused["error"]["hint"] = json!(hint);
    fails(
        Test::send_note("login-refused")
            .by_joe()
            .with("reply", "535 5.7.8 no"),
        ann(false, Value::Null),
        "not_sent",
        refused,
    );
    let mut refused = error(
        "auth",
        "login refused by 127.0.0.1: -ERR [AUTH] no",
        77,
        json!("AUTH"),
        json!({"code": null, "enhanced": null, "response_code": "AUTH", "text": "-ERR [AUTH] no"}),
    );
    refused["error"]["hint"] = json!(hint);
    Test::mailbox("stat", "login-refused")
        .words("--json")
        .with("reply", "-ERR [AUTH] no")
        .stdout_json([json!({"count": null, "octets": null})])
        .stderr_json([refused])
        .exit(77)
        .run();
}

#[test]
fn a_server_that_is_not_there() {
    let what = "cannot connect to 127.0.0.1:1; 127.0.0.1: Connection refused (os error 111)";
    Test::new()
        .words("stat --json --host 127.0.0.1 --port 1 --tls none")
        .by_joe()
        .stdout_json([json!({"count": null, "octets": null})])
        .stderr_json([error("temporary", what, 75, Value::Null, Value::Null)])
        .exit(75)
        .run();
}

#[test]
fn a_command_line_that_is_wrong() {
    let range = "\"5-2\" is not a message selector: expected a number from 1 (3), a range (2-5), or an open \
                 range (7-)";
    for (words, what) in [
        ("dele --json 5-2", range),
        (
            "--json lsit",
            "the command is missing before '--json': expected send, stat, list, retr or dele",
        ),
        ("stat --json --nonsense", "unknown flag '--nonsense'"),
    ] {
        Test::new()
            .words(words)
            .stderr_json([error("usage", what, 64, Value::Null, Value::Null)])
            .exit(64)
            .run();
    }
    // After `--` it is not a flag.
    Test::new()
        .words("dele -- --json")
        .stderr(
            "mailcall: \"--json\" is not a message selector: \
             expected a number from 1 (3), a range (2-5), or an open range (7-)\n",
        )
        .exit(64)
        .run();
}

#[test]
fn warnings_and_the_trace() {
    let lines = "** connected to 127.0.0.1:{port} (127.0.0.1)|<- +OK POP3 server ready|-> CAPA|\
                 <- +OK|<- TOP|<- UIDL|<- PIPELINING|<- RESP-CODES|<- AUTH-RESP-CODE|<- USER|\
                 <- SASL PLAIN LOGIN CRAM-MD5|<- .|-> AUTH PLAIN ********|<- +OK Logged in.|\
                 -> STAT|-> QUIT|<- +OK 2 320";
    Test::mailbox("stat", "stat")
        .words("--json -v")
        .stdout_json([json!({"count": 2, "octets": 320})])
        .stderr_json(lines.split('|').map(|line| json!({"trace": line})))
        .run();
    let what = "the certificate of 127.0.0.1 is not verified (--insecure): an attacker on the \
                network can read and change everything";
    Test::new()
        .dialogue("pop3/implicit-tls")
        .words("stat --json --host 127.0.0.1 --port {port} --insecure")
        .by_joe()
        .stdout_json([json!({"count": 2, "octets": 320})])
        .stderr_json([json!({"warning": what})])
        .run();
}

#[test]
fn strange_octets_keep_the_document_valid() {
    // Octets that are not UTF-8 are printed as escapes.
    let text = "no\0 \u{1b}[31m\\xff\\xfe \u{4f60}";
    let refused = json!({"code": 554, "enhanced": "5.7.1", "response_code": null, "text": text});
    let what = format!("127.0.0.1: the message was refused: 554 5.7.1 {text}");
    let failure = error("unavailable", &what, 69, json!("CONTENT"), refused);
    let mut document = document(
        ann(true, reply(250, "2.1.5", "Ok")),
        "not_sent",
        failure["error"].clone(),
    );
    document["reply"] = reply(554, "5.7.1", text);
    Test::send_note("reply-of-strange-octets")
        .words("--json")
        .stdout_json([document])
        .stderr_json([failure])
        .exit(69)
        .run();
}
