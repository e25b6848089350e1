//! `--retry`: after what a session is made again, and what is not done twice. Each wait takes a second or more, so every
//! script is played once.

mod mailbox;

use crate::support::{NOTE, Test, accepted_note, error, reply};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Command, Stdio};

/// The warning before another try.
fn again(present: u32, tries: u32, what: &str) -> String {
    format!(
        "mailcall: warning: try {present} of {tries} failed: {what}; trying again in {{wait}} s\n"
    )
}

const BUSY: &str = "S: 421 4.3.2 busy\n";
const IS_BUSY: &str = "127.0.0.1: the server refused the connection: 421 4.3.2 busy";

/// The note goes through.
const SENT: &str = "<< smtp/parts/relay\n<< smtp/parts/sent\n";

const NEXT: &str = "== connection\n";

fn note(script: &str) -> Test {
    Test::send_note("").script(script).once()
}

#[test]
fn a_message_is_sent_in_the_second_session() {
    note(&format!("{BUSY}{NEXT}{SENT}"))
        .words("--retry 1")
        .stdout("<note@example.org>\tnote.eml\n")
        .stderr(again(1, 2, IS_BUSY))
        .run();
    // A warning, so -q suppresses it.
    note(&format!("{BUSY}{NEXT}{SENT}"))
        .words("--retry 3 -q")
        .run();
    note(&format!("{BUSY}{NEXT}{SENT}"))
        .words("--retry 9 --json")
        .stdout_json([accepted_note()])
        .stderr_json([json!({
            "warning": format!("try 1 of 10 failed: {IS_BUSY}; trying again in {{wait}} s"),
        })])
        .run();
}

#[test]
fn a_message_made_from_stdin_has_the_same_octets_and_the_same_message_id() {
    let envelope = "<< smtp/parts/relay\nC~ MAIL FROM:<joe@example.org> SIZE={size}\n\
        C: RCPT TO:<ann@example.net>\nC: DATA\nS: 250 Ok\nS: 250 Ok\nS: 354 go ahead\nC= message\n";
    let script = format!(
        "{envelope}S: 451 4.3.0 later\nC: QUIT\n{NEXT}{envelope}S: 250 2.0.0 Ok\nC: QUIT\n"
    );
    Test::send("")
        .script(script)
        .words(
            "--tls none -f joe@example.org ann@example.net -s report --message-id one@example.org",
        )
        .words("-a - --body text --retry 1")
        .stdin("from a producer that runs once\n")
        .stdout("<one@example.org>\n")
        .stderr(again(
            1,
            2,
            "127.0.0.1: the message was refused: 451 4.3.0 later",
        ))
        .once()
        .run();
    // The Message-ID that was made up is in the octets, too.
    let script = format!(
        "{envelope}S: 451 4.3.0 later\nC: QUIT\n{NEXT}{envelope}S: 550 5.7.1 no\nC: QUIT\n"
    );
    Test::send("")
        .script(script)
        .words("--tls none -f joe@example.org ann@example.net -s report --retry 1")
        .stdin("from a producer that runs once\n")
        .stderr(format!(
            "{}mailcall: 127.0.0.1: the message was refused: 550 5.7.1 no\n",
            again(1, 2, "127.0.0.1: the message was refused: 451 4.3.0 later")
        ))
        .exit(69)
        .once()
        .run();
}

#[test]
fn the_last_try_decides() {
    note(&format!("{BUSY}{NEXT}{BUSY}"))
        .words("--retry 1")
        .stderr(format!("{}mailcall: {IS_BUSY}\n", again(1, 2, IS_BUSY)))
        .exit(75)
        .run();
    let failure = error(
        "temporary",
        IS_BUSY,
        75,
        json!("GREETING"),
        json!({"code": 421, "enhanced": "4.3.2", "response_code": null, "text": "busy"}),
    );
    let mut result = accepted_note();
    result["recipients"][0]["accepted"] = json!(false);
    result["recipients"][0]["reply"] = Value::Null;
    result["delivery"] = json!("not_sent");
    result["reply"] = Value::Null;
    result["queue_id"] = Value::Null;
    result["error"] = failure["error"].clone();
    result["server"]["greeting"] = json!("busy");
    let warning = format!("try 1 of 2 failed: {IS_BUSY}; trying again in {{wait}} s");
    note(&format!("{BUSY}{NEXT}{BUSY}"))
        .words("--retry 1 --json")
        .stdout_json([result])
        .stderr_json([json!({"warning": warning}), failure])
        .exit(75)
        .run();
}

#[test]
fn an_account_says_how_often() {
    let account = "[accounts.work]\nauth = \"none\"\nretry = 1\n";
    note(&format!("{BUSY}{NEXT}{SENT}"))
        .words("-A work -q")
        .file(".config/mailcall/config.toml", account)
        .run();
    note(BUSY)
        .words("-A work --retry 0")
        .file(".config/mailcall/config.toml", account)
        .fails(75, IS_BUSY)
        .run();
    note("")
        .nobody()
        .words("-A work")
        .file(
            ".config/mailcall/config.toml",
            "[accounts.work]\nretry = -1\n",
        )
        .fails(
            78,
            "invalid value for retry ({dir}/.config/mailcall/config.toml:2:9): \"-1\": expected a number from 0",
        )
        .run();
}

/// The script has one connection, and the server fails the test when there is another.
#[test]
fn what_cannot_work_later_is_not_tried_again() {
    let unknown = "<note@example.org> may or may not have been delivered: it was sent whole, and no valid final reply \
         came: 127.0.0.1: CONTENT: the server closed the connection while waiting for the verdict on the message";
    Test::send_note("cut-after-the-dot")
        .words("--retry 3")
        .fails(79, unknown)
        .once()
        .run();
    let hint = "(check the user and the password; many providers want an authorization code or app password instead \
         of it)";
    Test::send_note("login-refused")
        .by_joe()
        .with("reply", "535 5.7.8 no")
        .words("--retry 3")
        .fails(
            77,
            format!("login refused by 127.0.0.1: 535 5.7.8 no {hint}"),
        )
        .once()
        .run();
    for (dialogue, reply, exit) in [
        ("greeting-refused", "554 no", 69),
        ("rcpt-refused", "550 5.1.1 no", 67),
        ("dot-refused", "554 5.7.1 no", 69),
    ] {
        Test::send_note(dialogue)
            .with("reply", reply)
            .words("--retry 3")
            .exit_only(exit)
            .once()
            .run();
    }
}

#[test]
fn a_login_that_was_not_judged_is_tried_again_and_the_password_read_once() {
    let login = "<< smtp/parts/offers-logins\n\
        C: AUTH PLAIN AGpvZQBjb3JyZWN0LWhvcnNlLTdiYXR0ZXJ5\n";
    let script = format!(
        "{login}S: 454 4.7.0 later\nC: QUIT\n{NEXT}{login}S: 235 2.7.0 Ok\n<< smtp/parts/sent\n"
    );
    note(&script)
        .words("--user joe --retry 1")
        .args([
            "--password-command",
            "echo once >> ran; echo correct-horse-7battery",
        ])
        .stdout("<note@example.org>\tnote.eml\n")
        .stderr(again(1, 2, "login refused by 127.0.0.1: 454 4.7.0 later"))
        .then(|directory| {
            let ran = std::fs::read_to_string(directory.join("ran"));
            assert_eq!(ran.expect("it ran"), "once\n");
        })
        .run();
}

/// What is reported is what the last session has seen.
#[test]
fn a_check_is_made_again() {
    let script = format!(
        "S: 220 other.example.org\nC: EHLO [127.0.0.1]\nS: 451 4.3.2 busy\nC: QUIT\n\
         {NEXT}<< smtp/parts/bare\nC: NOOP\nS: 250 Ok\nC: QUIT\n"
    );
    Test::new()
        .script(script)
        .words("send --check --host 127.0.0.1 --port {port} --tls none --retry 1")
        .stdout(
            "server:     127.0.0.1:{port}\n\
             address:    127.0.0.1\n\
             greeting:   mail.example.org ESMTP ready\n\
             tls:        none\n\
             login:      none\n\
             seconds:    connect 0.0, greeting 0.0, capabilities 0.0, noop 0.0, total 0.0\n",
        )
        .stderr(again(1, 2, "127.0.0.1: EHLO was refused: 451 4.3.2 busy"))
        .once()
        .run();
}

const MAIL: &str = "<< smtp/parts/relay\nC: MAIL FROM:<joe@example.org> SIZE={octets note}\n";
const ANN: &str = "C: RCPT TO:<ann@example.net>\n";
const BOB: &str = "C: RCPT TO:<bob@example.net>\n";
const EVE: &str = "C: RCPT TO:<eve@example.net>\n";
const DATA: &str = "C: DATA\nS: 250 2.1.0 Ok\n";
const YES: &str = "S: 250 2.1.5 Ok\n";
const CONTENT: &str = "S: 354 go ahead\nC< note\nS: 250 2.0.0 Ok: queued as ";

#[test]
fn recipients_are_one_unit() {
    // Ann was accepted and gets nothing, so she is asked for again.
    let script = format!(
        "{MAIL}{ANN}{BOB}{DATA}{YES}S: 450 4.2.0 greylisted\nS: 354 go ahead\n\
         {NEXT}{MAIL}{ANN}{BOB}{DATA}{YES}{YES}{CONTENT}4F1\nC: QUIT\n"
    );
    note(&script)
        .words("bob@example.net --retry 1")
        .stdout("<note@example.org>\tnote.eml\n")
        .stderr(again(
            1,
            2,
            "127.0.0.1: bob@example.net was refused: 450 4.2.0 greylisted",
        ))
        .run();
    // One that is refused for good decides, whatever the other one is told.
    let script = format!(
        "{MAIL}{ANN}{BOB}{DATA}S: 450 4.2.0 greylisted\nS: 550 5.1.1 no\nS: 554 no valid recipients\nC: QUIT\n"
    );
    note(&script)
        .words("bob@example.net --retry 1")
        .stderr(
            "mailcall: warning: ann@example.net was refused: 450 4.2.0 greylisted\n\
             mailcall: 127.0.0.1: bob@example.net was refused: 550 5.1.1 no\n",
        )
        .exit(67)
        .run();
}

#[test]
fn a_partial_delivery_goes_on_with_the_others_only() {
    let first = format!(
        "{MAIL}{ANN}{BOB}{EVE}{DATA}S: 550 5.1.1 no\nS: 450 4.2.0 later\n{YES}{CONTENT}A1\nC: QUIT\n{NEXT}"
    );
    let partial = |rest: &str| {
        note(&format!("{first}{MAIL}{BOB}{rest}"))
            .words("--partial bob@example.net eve@example.net --retry 1")
            .exit(80)
    };
    let deferred = again(1, 2, "bob@example.net was refused: 450 4.2.0 later");
    partial(&format!("{DATA}{YES}{CONTENT}A2\nC: QUIT\n"))
        .stdout("<note@example.org>\tnote.eml\n")
        .stderr(format!(
            "{deferred}mailcall: warning: ann@example.net was refused: 550 5.1.1 no\n\
             mailcall: ann@example.net was refused; the message went to the other recipients\n"
        ))
        .run();
    // Refused again: the message went to Eve all the same.
    partial(&format!(
        "{DATA}S: 450 4.2.0 still\nS: 554 no valid recipients\nC: QUIT\n"
    ))
    .stdout("<note@example.org>\tnote.eml\n")
    .stderr(format!(
        "{deferred}mailcall: warning: ann@example.net was refused: 550 5.1.1 no\n\
         mailcall: warning: bob@example.net was refused: 450 4.2.0 still\n\
         mailcall: ann@example.net, bob@example.net were refused; the message went to the other recipients\n"
    ))
    .run();
    let lost = "the message went to 1 of 3 recipients: 127.0.0.1: MAIL: the server closed the connection while \
         waiting for a reply";
    let failure = error("partial", lost, 80, json!("MAIL"), Value::Null);
    let mut result = accepted_note();
    let recipient = |name: &str, reply: Value| json!({"address": format!("{name}@example.net"), "accepted": reply["code"] == 250, "reply": reply});
    result["recipients"] = json!([
        recipient("ann", reply(550, "5.1.1", "no")),
        recipient("bob", Value::Null),
        recipient("eve", reply(250, "2.1.5", "Ok")),
    ]);
    result["delivery"] = json!("partial");
    result["reply"]["text"] = json!("Ok: queued as A1");
    result["queue_id"] = json!("A1");
    result["error"] = failure["error"].clone();
    let warning =
        "try 1 of 2 failed: bob@example.net was refused: 450 4.2.0 later; trying again in {wait} s";
    partial("C: DATA\n== close\n")
        .words("--json")
        .stdout_json([result])
        .stderr_json([json!({"warning": warning}), failure])
        .run();
}

#[test]
fn with_partial_one_may_be_accepted_later_although_another_was_refused_for_good() {
    let script = format!(
        "{MAIL}{ANN}{BOB}{DATA}S: 550 5.1.1 no\nS: 450 4.2.0 later\nS: 554 no valid recipients\nC: QUIT\n\
         {NEXT}{MAIL}{ANN}{BOB}{DATA}S: 550 5.1.1 no\n{YES}{CONTENT}A1\nC: QUIT\n"
    );
    note(&script)
        .words("--partial bob@example.net --retry 1")
        .stdout("<note@example.org>\tnote.eml\n")
        .stderr(format!(
            "{}mailcall: warning: ann@example.net was refused: 550 5.1.1 no\n\
             mailcall: ann@example.net was refused; the message went to the other recipients\n",
            again(1, 2, "bob@example.net was refused: 450 4.2.0 later")
        ))
        .exit(80)
        .run();
}

#[test]
fn a_dry_run_is_tried_again_as_the_run_would_be() {
    let envelope = format!("{MAIL}{ANN}");
    let script = format!(
        "{envelope}S: 250 Ok\nS: 450 later\nC: QUIT\n{NEXT}{envelope}S: 250 Ok\nS: 250 Ok\nC: RSET\nC: QUIT\n"
    );
    note(&script)
        .words("--dry-run --retry 1")
        .stdout("<note@example.org>\tnote.eml\n")
        .stderr(format!(
            "{}mailcall: dry run: nothing was sent\n",
            again(1, 2, "127.0.0.1: ann@example.net was refused: 450 later")
        ))
        .run();
}

const OPEN: &str = "S: 220 mail.example.org ESMTP ready\nC: EHLO [127.0.0.1]\n\
    S: 250-mail.example.org\nS: 250 PIPELINING\n";
const ENVELOPE: &str = "C: MAIL FROM:<joe@example.org>\nC: RCPT TO:<ann@example.net>\n";
const TAKEN: &str = "S: 250 Ok\nS: 250 Ok\nC: DATA\nS: 354 go ahead\n";

/// Sends these files from Joe to Ann.
fn batch(script: &str, files: &[&str]) -> Test {
    let files = files.iter().flat_map(|file| ["-m", file]);
    Test::send("")
        .script(script)
        .words("--tls none -f joe@example.org ann@example.net")
        .args(files.collect::<Vec<_>>())
        .once()
}

#[test]
fn of_several_messages_only_those_that_were_not_accepted() {
    let deferred = format!("{ENVELOPE}S: 250 Ok\nS: 450 later\nC: RSET\n");
    let after_reset = format!("{ENVELOPE}S: 250 Ok\n");
    let script = format!(
        "{OPEN}{deferred}{after_reset}{TAKEN}C< second\nS: 250 Ok\nC: QUIT\n\
         {NEXT}{OPEN}{ENVELOPE}{TAKEN}C< note\nS: 250 Ok\nC: QUIT\n"
    );
    // Each has its line when its verdict is known.
    batch(&script, &["note.eml", "second.eml"])
        .words("--retry 2")
        .stdout("<second@example.org>\tsecond.eml\n<note@example.org>\tnote.eml\n")
        .stderr(again(
            1,
            3,
            "note.eml: 127.0.0.1: ann@example.net was refused: 450 later",
        ))
        .run();
    // Both wait for the second session, where the connection is lost; the third one does the rest.
    let script = format!(
        "{OPEN}{deferred}{after_reset}S: 250 Ok\nS: 450 later\nC: QUIT\n\
         {NEXT}{OPEN}{ENVELOPE}{TAKEN}C< note\nS: 250 Ok\n{ENVELOPE}S: 250 Ok\nS: 250 Ok\nC: DATA\n== close\n\
         {NEXT}{OPEN}{ENVELOPE}{TAKEN}C< second\nS: 250 Ok\nC: QUIT\n"
    );
    batch(&script, &["note.eml", "second.eml"])
        .words("--retry 2 -q")
        .run();
}

#[test]
fn messages_after_an_unknown_one_are_tried_again_and_that_one_is_not() {
    let script = format!(
        "{OPEN}{ENVELOPE}{TAKEN}C< note\n== close\n\
         {NEXT}{OPEN}{ENVELOPE}S: 250 Ok\nS: 450 later\nC: QUIT\n\
         {NEXT}{OPEN}{ENVELOPE}{TAKEN}C< second\nS: 250 Ok\nC: QUIT\n"
    );
    batch(&script, &["note.eml", "second.eml"])
        .words("--retry 1")
        .stdout("<second@example.org>\tsecond.eml\n")
        .stderr(format!(
            "{}mailcall: note.eml: <note@example.org> may or may not have been delivered: it was sent whole, and no \
             valid final reply came: 127.0.0.1: CONTENT: the server closed the connection while waiting for the \
             verdict on the message\n",
            again(
                1,
                2,
                "second.eml: 127.0.0.1: ann@example.net was refused: 450 later"
            )
        ))
        .exit(79)
        .run();
}

#[test]
fn messages_that_were_not_tried_are_tried_in_the_next_session() {
    let script = format!(
        "{BUSY}{NEXT}{OPEN}{ENVELOPE}{TAKEN}C< note\nS: 250 Ok\n{ENVELOPE}{TAKEN}C< second\nS: 250 Ok\nC: QUIT\n"
    );
    batch(&script, &["note.eml", "second.eml"])
        .words("--retry 1")
        .stdout("<note@example.org>\tnote.eml\n<second@example.org>\tsecond.eml\n")
        .stderr(again(1, 2, &format!("note.eml: {IS_BUSY}")))
        .run();
    batch(&format!("{BUSY}{NEXT}{BUSY}"), &["note.eml", "second.eml"])
        .words("--retry 1")
        .stderr(format!(
            "{}mailcall: warning: 1 message was not tried\nmailcall: note.eml: {IS_BUSY}\n",
            again(1, 2, &format!("note.eml: {IS_BUSY}"))
        ))
        .exit(75)
        .run();
}

#[test]
fn the_deadline_leaves_no_time() {
    note(BUSY)
        .words("--retry 5 --deadline 0.9")
        .stderr(format!(
            "mailcall: warning: not tried again: the deadline of 0.9 s would pass before that\nmailcall: {IS_BUSY}\n"
        ))
        .exit(75)
        .run();
    note(&format!("{BUSY}{NEXT}{BUSY}"))
        .words("--retry 5 --deadline 3")
        .stderr(format!(
            "{}mailcall: warning: not tried again: the deadline of 3 s would pass before that\nmailcall: {IS_BUSY}\n",
            again(1, 6, IS_BUSY)
        ))
        .exit(75)
        .run();
}

#[test]
fn a_signal_ends_the_wait() {
    let script =
        "S: 220 mail.example.org ESMTP ready\nC: EHLO [127.0.0.1]\nS: 451 4.3.2 busy\nC: QUIT\n";
    for (name, exit, what) in [
        ("TERM", 143, "terminated (SIGTERM)"),
        ("INT", 130, "interrupted (SIGINT)"),
    ] {
        let busy = "127.0.0.1: EHLO was refused: 451 4.3.2 busy";
        note(&format!("{script}== signal {name}\n"))
            .words("--retry 5")
            .stderr(format!(
                "{}mailcall: waiting for the next try: {what}\n",
                again(1, 6, busy)
            ))
            .exit(exit)
            .run();
    }
}

/// Nobody listens at first, so this server is no scripted one.
#[test]
fn a_server_that_is_not_there_yet() {
    let port =
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    let port = port.expect("a free port").port();
    let words = "send --host 127.0.0.1 --tls none -f joe@example.org ann@example.net --retry 9";
    let mut client = Command::new(env!("CARGO_BIN_EXE_mailcall"))
        .args(words.split(' '))
        .args(["--body", "text", "--message-id", "one@example.org"])
        .args(["--port", &port.to_string()])
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stderr = BufReader::new(client.stderr.take().expect("a pipe"));
    let mut warning = String::new();
    stderr.read_line(&mut warning).expect("a warning");
    let refused = format!(
        "mailcall: warning: try 1 of 10 failed: cannot connect to 127.0.0.1:{port}; 127.0.0.1: Connection refused \
         (os error 111); trying again in "
    );
    assert!(warning.starts_with(&refused), "{warning}");
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).expect("the port is free again");
    let (mut socket, _) = listener.accept().expect("it connects");
    let mut said = BufReader::new(socket.try_clone().expect("a socket"));
    let mut say = |reply: &str| socket.write_all(format!("{reply}\r\n").as_bytes());
    say("220 mail.example.org").expect("said");
    for (end, reply) in [
        ("EHLO [127.0.0.1]\r\n", "250 mail.example.org"),
        ("MAIL FROM:<joe@example.org>\r\n", "250 Ok"),
        ("RCPT TO:<ann@example.net>\r\n", "250 Ok"),
        ("DATA\r\n", "354 go ahead"),
        (".\r\n", "250 Ok"),
    ] {
        let mut line = String::new();
        while line != end {
            line.clear();
            let octets = said.read_line(&mut line).expect("a line");
            assert!(octets > 0, "it ended before {end}");
        }
        say(reply).expect("said");
    }
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).expect("the rest");
    let ended = client.wait_with_output().expect("it ends");
    assert_eq!(rest, "");
    assert_eq!(
        String::from_utf8_lossy(&ended.stdout),
        "<one@example.org>\n"
    );
    assert_eq!(ended.status.code(), Some(0));
}

#[test]
fn what_cannot_be_a_number_of_tries() {
    for value in ["-1", "x", ""] {
        Test::send_note("")
            .nobody()
            .args([format!("--retry={value}").as_str()])
            .file("note.eml", NOTE)
            .exit_only(64)
            .run();
    }
}
