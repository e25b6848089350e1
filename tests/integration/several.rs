//! Several messages in one session, several recipients of one message.

use serde_json::{Value, json};

use crate::support::{SECOND, Test, accepted_note, error, reply};

#[test]
fn several_messages_share_a_session() {
    for dialogue in ["two-messages", "two-messages-chunked"] {
        Test::send_note(dialogue)
            .words("-m second.eml")
            .stdout("<note@example.org>\tnote.eml\n<second@example.org>\tsecond.eml\n")
            .run();
    }
}

#[test]
fn a_refused_message_does_not_stop_the_next() {
    for (dialogue, stderr) in [
        (
            "two-messages-first-refused",
            "the message was refused: 554 5.7.1 looks like spam",
        ),
        (
            "two-messages-first-rcpt-refused",
            "ann@example.net was refused: 550 5.1.1 no such user",
        ),
    ] {
        Test::send_note(dialogue)
            .words("-m second.eml")
            .stdout("<second@example.org>\tsecond.eml\n")
            .stderr(format!("mailcall: note.eml: 127.0.0.1: {stderr}\n"))
            .exit(80)
            .run();
    }
}

#[test]
fn a_dropped_connection_is_opened_once_more() {
    Test::send_note("two-messages-reopened")
        .words("-m second.eml")
        .stdout("<second@example.org>\tsecond.eml\n")
        .fails(
            80,
            "note.eml: 127.0.0.1: DATA: the server closed the connection while waiting \
                 for permission to send the message",
        )
        .run();
    Test::send_note("two-messages-first-unknown")
        .words("-m second.eml")
        .stdout("<second@example.org>\tsecond.eml\n")
        .fails(
            79,
            "note.eml: <note@example.org> may or may not have been delivered: it was sent whole, \
                 and no valid final reply came: 127.0.0.1: CONTENT: the server closed the \
                 connection while waiting for the verdict on the message",
        )
        .run();
}

#[test]
fn a_refused_reset_says_nothing_about_the_next_message() {
    // Once the answers were out of step, the reply to MAIL was read as the verdict on a message that nobody had accepted.
    let refused = "ann@example.net was refused: 550 5.1.1 no such user";
    Test::send_note("rset-refused")
        .words("-m second.eml -m note.eml")
        .stdout("<second@example.org>\tsecond.eml\n")
        .stderr(format!(
            "mailcall: warning: note.eml: 127.0.0.1: {refused}\n\
             mailcall: note.eml: 127.0.0.1: {refused}\n"
        ))
        .exit(80)
        .run();
}

#[test]
fn partial_sends_to_the_other_recipients() {
    for (dialogue, reply) in [
        ("partial", "550 5.1.1 no such user"),
        ("partial-chunking", "450 4.2.1 mailbox busy"),
    ] {
        Test::send_note(dialogue)
            .words("--partial bob@example.net")
            .stdout("<note@example.org>\tnote.eml\n")
            .stderr(format!(
                "mailcall: warning: ann@example.net was refused: {reply}\n\
                 mailcall: ann@example.net was refused; the message went to the other recipients\n"
            ))
            .exit(80)
            .run();
    }
    Test::send_note("partial-none-left")
        .words("--partial bob@example.net")
        .stderr(
            "mailcall: warning: bob@example.net was refused: 550 5.1.1 no such user\n\
             mailcall: 127.0.0.1: ann@example.net was refused: 550 5.1.1 no such user\n",
        )
        .exit(67)
        .run();
}

#[test]
fn two_messages_as_json() {
    let what = "note.eml: 127.0.0.1: the message was refused: 554 5.7.1 looks like spam";
    let refused = json!({
        "code": 554,
        "enhanced": "5.7.1",
        "response_code": null,
        "text": "looks like spam",
    });
    let mut first = accepted_note();
    first["delivery"] = json!("not_sent");
    first["reply"] = reply(554, "5.7.1", "looks like spam");
    first["queue_id"] = Value::Null;
    first["error"] =
        error("unavailable", what, 69, json!("CONTENT"), refused.clone())["error"].take();
    let mut second = accepted_note();
    second["message_id"] = json!("<second@example.org>");
    second["file"] = json!("second.eml");
    second["octets"] = json!(SECOND.len());
    second["reply"] = reply(250, "2.0.0", "Ok: queued as A2");
    second["queue_id"] = json!("A2");
    Test::send_note("two-messages-first-refused")
        .words("-m second.eml --json")
        .stdout_json([first, second])
        .stderr_json([error("partial", what, 80, json!("CONTENT"), refused)])
        .exit(80)
        .run();
}

/// `user1@example.net` and so on.
fn users(count: usize) -> Vec<String> {
    (1..=count)
        .map(|n| format!("user{n}@example.net"))
        .collect()
}

fn to_many(addresses: &[String], script: String) -> Test {
    Test::send("many")
        .script(script)
        .words("--tls none -m note.eml -f joe@example.org")
        .args(addresses.iter().map(String::as_str))
        .stdout("<note@example.org>\tnote.eml\n")
}

#[test]
fn many_recipients_are_one_flight() {
    let addresses = users(60);
    let commands: String = addresses
        .iter()
        .map(|to| format!("C: RCPT TO:<{to}>\n"))
        .collect();
    let script = format!(
        "<< smtp/parts/relay\nC: MAIL FROM:<joe@example.org> SIZE={{octets note}}\n{commands}C: DATA\n\
         {}S: 354 go ahead\nC< note\nS: 250 Ok\nC: QUIT\n",
        "S: 250 2.1.0 Ok\n".repeat(61)
    );
    to_many(&addresses, script).round_trips(5).run();
}

#[test]
fn a_flight_is_no_longer_than_the_window() {
    // RFC 2920 section 3.1: a hundred commands; after the replies to half of them, the next fifty.
    let addresses = users(150);
    let mut commands = vec!["C: MAIL FROM:<joe@example.org> SIZE={octets note}\n".to_string()];
    commands.extend(addresses.iter().map(|to| format!("C: RCPT TO:<{to}>\n")));
    commands.push("C: DATA\n".into());
    let ok = "S: 250 2.1.0 Ok\n".repeat(50);
    let script = format!(
        "<< smtp/parts/relay\n{}{ok}{}{ok}{}{ok}S: 250 2.1.0 Ok\nS: 354 go ahead\n\
         C< note\nS: 250 Ok\nC: QUIT\n",
        commands[..100].concat(),
        commands[100..150].concat(),
        commands[150..].concat(),
    );
    to_many(&addresses, script).run();
}
