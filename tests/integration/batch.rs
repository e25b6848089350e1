//! Many ready-made messages in one run: folders, messages that cannot be made, limits of the server, what was not tried.

use serde_json::{Value, json};

use crate::support::{NOTE, SECOND, Test, accepted_note, error, reply};

/// Sends what `words` name from Joe to Ann, in clear.
fn send(dialogue: &str, words: &str) -> Test {
    Test::send(dialogue)
        .words("--tls none -f joe@example.org ann@example.net")
        .words(words)
}

#[test]
fn a_folder_in_one_session() {
    // By the octets of the names; hidden files, folders and what is in them are left out.
    send("two-messages", "-m box")
        .file("box/2", SECOND)
        .file("box/10", NOTE)
        .file("box/.hidden", "x")
        .file("box/sub/0", "x")
        .stdout("<note@example.org>\tbox/10\n<second@example.org>\tbox/2\n")
        .run();
    send("two-messages", "-m box/")
        .file("box/new/9", NOTE)
        .file("box/cur/1:2,S", SECOND)
        .file("box/tmp/0", "x")
        .stdout("<note@example.org>\tbox/new/9\n<second@example.org>\tbox/cur/1:2,S\n")
        .run();
    send("data", "-m box")
        .file("box/陈 1.eml", NOTE)
        .stdout("<note@example.org>\tbox/陈 1.eml\n")
        .run();
}

#[test]
fn an_empty_folder_is_no_error() {
    send("", "-m box -m other")
        .nobody()
        .file("box/.hidden", "x")
        .file("other/sub/x", "x")
        .stderr("mailcall: box holds no message\nmailcall: other holds no message\n")
        .run();
}

#[test]
fn one_malformed_message_does_not_stop_the_others() {
    let batch = || {
        send("two-messages", "-m box")
            .file("box/1", "no header\n")
            .file("box/2", NOTE)
            .file("box/3", "")
            .file("box/4", SECOND)
            .exit(80)
    };
    let first = "box/1: it has no header fields, so it is not a message";
    let third = "box/3: it has no header fields, so it is not a message";
    batch()
        .stdout("<note@example.org>\tbox/2\n<second@example.org>\tbox/4\n")
        .stderr(format!("mailcall: warning: {third}\nmailcall: {first}\n"))
        .run();
    let unmade = |file: &str, what: &str| {
        json!({
            "message_id": null,
            "file": file,
            "octets": null,
            "mail_from": null,
            "recipients": [],
            "delivery": "not_sent",
            "reply": null,
            "queue_id": null,
            "error": error("data", what, 65, Value::Null, Value::Null)["error"],
            "server": {"host": "127.0.0.1", "port": 0, "tls": "none", "greeting": null},
        })
    };
    let made = |id: &str, file: &str, octets: usize, queue_id: &str| {
        let mut made = accepted_note();
        made["message_id"] = json!(id);
        made["file"] = json!(file);
        made["octets"] = json!(octets);
        made["queue_id"] = json!(queue_id);
        made["reply"]["text"] = json!(format!("Ok: queued as {queue_id}"));
        made
    };
    batch()
        .words("--json")
        .stdout_json([
            unmade("box/1", first),
            made("<note@example.org>", "box/2", NOTE.len(), "A1"),
            unmade("box/3", third),
            made("<second@example.org>", "box/4", SECOND.len(), "A2"),
        ])
        .stderr_json([
            json!({"warning": third}),
            error("partial", first, 80, Value::Null, Value::Null),
        ])
        .run();
}

#[test]
fn without_a_message_to_send_nobody_is_asked() {
    // The first failure decides. No password is asked for, and there is none.
    send("", "-m box -m missing -u joe")
        .nobody()
        .file("box/1", "no header\n")
        .stderr(
            "mailcall: warning: cannot open missing: No such file or directory (os error 2)\n\
             mailcall: box/1: it has no header fields, so it is not a message\n",
        )
        .exit(65)
        .run();
    send("", "-m missing -m box")
        .nobody()
        .file("box/1", "no header\n")
        .stderr(
            "mailcall: warning: box/1: it has no header fields, so it is not a message\n\
             mailcall: cannot open missing: No such file or directory (os error 2)\n",
        )
        .exit(66)
        .run();
}

#[test]
fn a_name_that_is_more_than_a_line() {
    // A script that removes the printed files would remove others.
    send("stopped-after-the-first", "-m box")
        .file("box/1", NOTE)
        .file("box/2\n3", NOTE)
        .stdout("<note@example.org>\tbox/1\n")
        .fails(80, r"box/2\n3: its name has a control character")
        .run();
}

#[test]
fn what_was_not_tried_is_counted() {
    let what = "cannot connect to 127.0.0.1:1; 127.0.0.1: Connection refused (os error 111)";
    let words = "send --host 127.0.0.1 --port 1 --tls none -f joe@example.org ann@example.net";
    let three = || {
        Test::new()
            .words(words)
            .words("-m a -m b -m c")
            .file("a", NOTE)
            .file("b", NOTE)
            .file("c", NOTE)
            .exit(75)
    };
    // Quiet is about what went well.
    three()
        .words("-q")
        .stderr(format!(
            "mailcall: warning: 2 messages were not tried\nmailcall: a: {what}\n"
        ))
        .run();
    let what = format!("a: {what}");
    let failure = error("temporary", &what, 75, Value::Null, Value::Null);
    let mut first = accepted_note();
    first["file"] = json!("a");
    first["recipients"][0]["accepted"] = json!(false);
    first["recipients"][0]["reply"] = Value::Null;
    first["delivery"] = json!("not_sent");
    first["reply"] = Value::Null;
    first["queue_id"] = Value::Null;
    first["error"] = failure["error"].clone();
    first["server"]["port"] = json!(1);
    first["server"]["greeting"] = Value::Null;
    three()
        .words("--json")
        .stdout_json([first])
        .stderr_json([json!({"warning": "2 messages were not tried"}), failure])
        .run();
}

/// The opening of a session with a server that offers this beside pipelining.
fn opening(offer: &str) -> String {
    format!(
        "S: 220 mail.example.org ESMTP ready\nC: EHLO [127.0.0.1]\n\
         S: 250-mail.example.org\nS: 250-PIPELINING\nS: 250 {offer}\n"
    )
}

const ENVELOPE: &str = "C: MAIL FROM:<joe@example.org>\nC: RCPT TO:<ann@example.net>\n\
    S: 250 Ok\nS: 250 Ok\n";
const CONTENT: &str = "C: DATA\nS: 354 go ahead\nC< note\nS: 250 Ok\n";
const CUT: &str = "== close\n== connection\n";
const AGAIN: &str = "C: QUIT\n== connection\n";

/// Sends the note so many times.
fn times(count: usize, script: String) -> Test {
    let many = (0..count).flat_map(|_| ["-m", "note.eml"]);
    Test::send("")
        .script(script)
        .words("--tls none -f joe@example.org ann@example.net")
        .args(many)
}

#[test]
fn a_connection_carries_as_many_messages_as_the_server_allows() {
    let open = opening("LIMITS RCPTMAX=5 MAILMAX=2");
    let message = format!("{ENVELOPE}{CONTENT}");
    let script = format!("{open}{message}{message}{AGAIN}{open}{message}C: QUIT\n");
    times(3, script)
        .stdout("<note@example.org>\tnote.eml\n".repeat(3))
        .run();
}

#[test]
fn a_dry_run_of_many_opens_a_connection_every_fifty() {
    let open = opening("SMTPUTF8");
    let fifty = format!(
        "{ENVELOPE}{}",
        format!(
            "C: RSET\n{}",
            ENVELOPE.replacen("S: 250 Ok\n", "S: 250 Ok\nS: 250 Ok\n", 1)
        )
        .repeat(49)
    );
    let end = "C: RSET\n";
    let script = format!("{open}{fifty}{end}{AGAIN}{open}{ENVELOPE}{end}C: QUIT\n");
    times(51, script)
        .words("--dry-run")
        .stdout("<note@example.org>\tnote.eml\n".repeat(51))
        .stderr("mailcall: dry run: nothing was sent\n")
        .once()
        .run();
}

#[test]
fn lost_connections_are_opened_again_while_messages_get_through() {
    let open = opening("SMTPUTF8");
    let message = format!("{ENVELOPE}{CONTENT}");
    let lost = format!("{ENVELOPE}C: DATA\n{CUT}");
    // Two are lost, never in a row.
    let script = format!("{open}{lost}{open}{message}{lost}{open}{message}C: QUIT\n");
    let dropped = "note.eml: 127.0.0.1: DATA: the server closed the connection while waiting \
                   for permission to send the message";
    times(4, script)
        .stdout("<note@example.org>\tnote.eml\n".repeat(2))
        .stderr(format!(
            "mailcall: warning: {dropped}\nmailcall: {dropped}\n"
        ))
        .exit(80)
        .run();
    // Two in a row: the rest is not tried.
    let script = format!("{open}{message}{lost}{open}{ENVELOPE}C: DATA\n== close\n");
    times(5, script)
        .stdout("<note@example.org>\tnote.eml\n")
        .stderr(format!(
            "mailcall: warning: {dropped}\n\
             mailcall: warning: 2 messages were not tried\n\
             mailcall: {dropped}\n"
        ))
        .exit(80)
        .run();
    // A server that closes between two messages says nothing about either. It reads what follows first, since nobody
    // knows whether that has come when it closes.
    let cut = format!("C: MAIL FROM:<joe@example.org>\nC: RCPT TO:<ann@example.net>\n{CUT}");
    let script = format!("{open}{message}{cut}{open}{message}{cut}{open}{message}C: QUIT\n");
    times(3, script)
        .stdout("<note@example.org>\tnote.eml\n".repeat(3))
        .run();
}

#[test]
fn a_partial_delivery_names_the_refused() {
    // Also with -q, which suppresses the warnings.
    Test::send_note("partial")
        .with("reply", "550 5.1.1 no such user")
        .words("-q --partial bob@example.net")
        .fails(
            80,
            "ann@example.net was refused; the message went to the other recipients",
        )
        .run();
    let script = "<< smtp/parts/relay\nC: MAIL FROM:<joe@example.org> SIZE={octets note}\n\
        C: RCPT TO:<ann@example.net>\nC: RCPT TO:<bob@example.net>\n\
        S: 250 Ok\nS: 550 no\nS: 250 Ok\nC: RSET\nC: QUIT\n";
    Test::send_note("")
        .script(script)
        .words("--dry-run --partial bob@example.net")
        .stdout("<note@example.org>\tnote.eml\n")
        .stderr(
            "mailcall: warning: ann@example.net was refused: 550 no\n\
             mailcall: dry run: nothing was sent\n\
             mailcall: ann@example.net was refused; the message would go to the other recipients\n",
        )
        .exit(80)
        .run();
}

#[test]
fn recipients_that_were_answered_before_a_goodbye_keep_their_replies() {
    let script = "<< smtp/parts/relay\nC: MAIL FROM:<joe@example.org> SIZE={octets note}\n\
        C: RCPT TO:<ann@example.net>\nC: RCPT TO:<bob@example.net>\nC: RCPT TO:<eve@example.net>\nC: DATA\n\
        S: 250 2.1.0 Ok\nS: 250 2.1.5 Ok\nS: 421 4.7.0 too busy\n== close\n";
    let words =
        json!({"code": 421, "enhanced": "4.7.0", "response_code": null, "text": "too busy"});
    let failure = error(
        "temporary",
        "127.0.0.1: RCPT was refused: 421 4.7.0 too busy",
        75,
        json!("RCPT"),
        words,
    );
    let mut message = accepted_note();
    let mut recipient = |address: &str, reply: Value| {
        let recipients = message["recipients"].as_array_mut().expect("a list");
        recipients.push(json!({"address": address, "accepted": false, "reply": reply}));
    };
    recipient("bob@example.net", reply(421, "4.7.0", "too busy"));
    recipient("eve@example.net", Value::Null);
    message["delivery"] = json!("not_sent");
    message["reply"] = Value::Null;
    message["queue_id"] = Value::Null;
    message["error"] = failure["error"].clone();
    Test::send_note("")
        .script(script)
        .words("bob@example.net eve@example.net --json")
        .stdout_json([message])
        .stderr_json([failure])
        .exit(75)
        .run();
}

#[test]
fn recipients_from_files() {
    let script = "<< smtp/parts/relay\nC: MAIL FROM:<joe@example.org> SIZE={octets note}\n\
        C: RCPT TO:<to@example.net>\nC: RCPT TO:<cc@example.net>\nC: RCPT TO:<bcc@example.net>\nC: DATA\n\
        S: 250 Ok\nS: 250 Ok\nS: 250 Ok\nS: 250 Ok\nS: 354 go ahead\nC< note\nS: 250 Ok\nC: QUIT\n";
    Test::send("")
        .script(script)
        .words("--tls none -f joe@example.org -m note.eml")
        .words("--to-file to --cc-file - --bcc-file bcc")
        .file("to", "# the team\r\n\r\nTo <to@example.net>\r\n")
        .stdin("cc@example.net, to@example.net\n")
        .file("bcc", "bcc@example.net")
        .stdout("<note@example.org>\tnote.eml\n")
        .run();
    for (words, exit, what) in [
        (
            "--to-file list --body x",
            65,
            "--to-file list: line 2: \"nobody\" is not an address: the domain is missing, expected user@domain",
        ),
        (
            "--to-file empty --body x",
            64,
            "--to-file empty: the file has no address",
        ),
        (
            "--to-file missing --body x",
            66,
            "cannot open missing: No such file or directory (os error 2)",
        ),
        (
            "--to-file - --cc-file - --body x",
            64,
            "stdin (`-`) can be read only once",
        ),
        (
            "--to-file - --body-file -",
            64,
            "stdin (`-`) can be read only once",
        ),
        (
            "--to-file -",
            64,
            "stdin gives the recipients, so --body, --body-file or --body-command is needed",
        ),
        // A value is never a file's name.
        (
            "-t list --body x",
            65,
            "--to: \"list\" is not an address: the domain is missing, expected user@domain",
        ),
    ] {
        Test::send("")
            .nobody()
            .words("--tls none -f joe@example.org")
            .words(words)
            .file("list", "ann@example.net\nnobody\n")
            .file("empty", "# nobody\n\n")
            .stdin("ann@example.net\n")
            .fails(exit, what)
            .run();
    }
}

#[test]
fn a_file_where_a_recipient_stands() {
    let hint = "repeat -m for each message, or give the folder";
    Test::send("")
        .nobody()
        .words("--tls none -f joe@example.org -m note.eml second.eml")
        .fails(
            64,
            format!("recipient: \"second.eml\" is a file, not an address ({hint})"),
        )
        .run();
    Test::send("")
        .nobody()
        .words("--tls none -f joe@example.org -m note.eml")
        .fails(
            64,
            "no recipients (give them as arguments or with --to, --cc, --bcc; \
             --read-headers uses those of the message)",
        )
        .run();
    Test::send("")
        .nobody()
        .words("--tls none -m bare.eml --read-headers")
        .file("bare.eml", "From: a@example.org\n\nx\n")
        .fails(
            64,
            "bare.eml: no recipients: the message has none in To, Cc or Bcc",
        )
        .run();
}

#[test]
fn the_user_is_the_author_if_it_is_an_address() {
    Test::send("")
        .nobody()
        .words("-u joe@example.org --body x --date 2026-11-23T10:00:00Z --message-id a@b --print")
        .stdout(
            "Date: Mon, 23 Nov 2026 10:00:00 +0000\r\nFrom: <joe@example.org>\r\nTo: undisclosed-recipients:;\r\nMessage-ID: <a@b>\r\n\
             MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
             Content-Transfer-Encoding: 7bit\r\n\r\nx\r\n",
        )
        .run();
}
