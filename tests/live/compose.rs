//! Composed messages of every structure are delivered, then read by CPython's `email`.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::Host;
use crate::tools::{Mailbox, Program, read};

const TEXT: &str = "第一行 first line\n.\n..two\nFrom the start\n\ntrailing space \nlast\n";
const HTML: &str = "<!DOCTYPE html>\n<p>图 <img src=\"cid:logo\"></p>\n";

/// Octets that only base64 keeps as they are.
fn binary() -> Vec<u8> {
    (0..=255).cycle().take(300).collect()
}

/// Files that messages are composed from.
struct Files(TempDir);

impl Files {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let files = Self(dir);
        files.write("page.html", HTML.as_bytes());
        files.write("logo.png", &binary());
        files.write("季度报告 第三季度.pdf", &binary());
        files.write("notes.txt", TEXT.as_bytes());
        files.write(
            "letter.eml",
            b"From: a@lab.test\r\nSubject: inner\r\n\r\n.inner\r\n",
        );
        files
    }

    fn write(&self, name: &str, octets: &[u8]) {
        fs::write(self.0.path().join(name), octets).expect("the file can be written");
    }

    fn path(&self, name: &str) -> String {
        let path: &Path = &self.0.path().join(name);
        path.to_str().expect("a path in UTF-8").to_owned()
    }
}

fn text() -> Value {
    json!({ "type": "text/plain", "content": TEXT })
}

fn html() -> Value {
    json!({ "type": "text/html", "content": HTML })
}

fn multipart(subtype: &str, parts: impl Into<Value>) -> Value {
    json!({ "type": format!("multipart/{subtype}"), "parts": parts.into() })
}

fn image() -> Value {
    json!({
        "type": "image/png", "id": "<logo>", "name": "logo.png", "disposition": "inline",
        "content": BASE64.encode(binary()),
    })
}

fn report() -> Value {
    json!({
        "type": "application/pdf", "name": "季度报告 第三季度.pdf", "disposition": "attachment",
        "content": BASE64.encode(binary()),
    })
}

/// Sends the message that the arguments and a pipe with [`TEXT`] describe, and compares what arrives with `body`. `{name}`
/// in an argument is the path of a file.
#[track_caller]
fn shape(args: &[&str], body: &Value) {
    shape_with(Some(TEXT), args, body);
}

/// As [`shape`], without a pipe.
#[track_caller]
fn shape_without_pipe(args: &[&str], body: &Value) {
    shape_with(None, args, body);
}

#[track_caller]
fn shape_with(pipe: Option<&str>, args: &[&str], body: &Value) {
    let mailbox = Mailbox::new();
    let files = Files::new();
    let args: Vec<String> = args
        .iter()
        .map(|arg| match arg.split_once('{') {
            Some((before, name)) => before.to_owned() + &files.path(name.trim_end_matches('}')),
            None => (*arg).to_owned(),
        })
        .collect();
    let send = mailbox.send().args(["-s", "形状 shape", "-q"]);
    let send = send.args(args.iter().map(String::as_str));
    let send = match pipe {
        Some(text) => send.stdin(text),
        None => send,
    };
    send.run().done("");
    let found = read(&mailbox.fetch());
    // The second name, for older readers that do not know RFC 2231, breaks a rule of RFC 2047.
    let for_older = [
        "Content-Type: InvalidHeaderDefect('encoded word inside quoted string')",
        "Content-Type: InvalidHeaderDefect('missing trailing whitespace after encoded-word')",
    ];
    let defects = found["defects"].as_array().expect("a list");
    for defect in defects {
        let text = defect.as_str().expect("a text");
        assert!(for_older.contains(&text), "{defects:?}");
    }
    let names = ["季度报告", "陈"];
    let is_named = names.iter().any(|name| body.to_string().contains(name));
    assert!(is_named || defects.is_empty(), "{defects:?}");
    assert_eq!(found["subject"], "形状 shape");
    assert_eq!(&found["body"], body);
}

#[test]
fn text_alone() {
    shape(&[], &text());
    shape(&["--body", TEXT], &text());
    shape(&["--body-file", "{notes.txt}"], &text());
    let empty = json!({ "type": "text/plain", "content": "" });
    shape(&["--body", ""], &empty);
}

#[test]
fn html_alone() {
    shape_without_pipe(&["--html", "{page.html}"], &html());
}

#[test]
fn alternative() {
    let both = multipart("alternative", [text(), html()]);
    shape(&["--body", TEXT, "--html", "{page.html}"], &both);
    // The pipe is the text.
    shape(&["--html", "{page.html}"], &both);
}

#[test]
fn inline_image() {
    let args = ["--html", "{page.html}", "--inline", "logo={logo.png}"];
    shape_without_pipe(&args, &multipart("related", [html(), image()]));
}

#[test]
fn attachments() {
    let notes = json!({
        "type": "text/plain", "name": "notes.txt", "disposition": "attachment",
        "content": BASE64.encode(TEXT),
    });
    let letter = json!({
        "type": "message/rfc822", "name": "letter.eml", "disposition": "attachment",
        "content": "From: a@lab.test\r\nSubject: inner\r\n\r\n.inner\r\n",
    });
    shape(
        &[
            "-a",
            "{季度报告 第三季度.pdf}",
            "-a",
            "{notes.txt}",
            "-a",
            "{letter.eml}",
        ],
        &multipart("mixed", [text(), report(), notes, letter]),
    );
}

#[test]
fn attachments_under_other_names() {
    let other = json!({
        "type": "application/x-lab", "name": "陈.dat", "disposition": "attachment",
        "content": BASE64.encode(binary()),
    });
    shape(
        &[
            "--attach-as",
            "陈.dat={logo.png}",
            "--attach-type",
            "陈.dat=application/x-lab",
        ],
        &multipart("mixed", [text(), other]),
    );
}

#[test]
fn everything_nested() {
    let args = [
        "--body",
        TEXT,
        "--html",
        "{page.html}",
        "--inline",
        "logo={logo.png}",
        "-a",
        "{季度报告 第三季度.pdf}",
    ];
    let alternative = multipart("alternative", [text(), html()]);
    let related = multipart("related", [alternative, image()]);
    shape(&args, &multipart("mixed", [related, report()]));
}

#[test]
fn text_in_another_charset() {
    // "你好，世界！" and a line end in GB18030.
    let text = b"\xc4\xe3\xba\xc3\xa3\xac\xca\xc0\xbd\xe7\xa3\xa1\n";
    let mailbox = Mailbox::new();
    let send = mailbox.send().args(["--charset", "gb18030", "-q"]);
    send.stdin(text.as_slice()).run().done("");
    let found = read(&mailbox.fetch());
    assert_eq!(
        found["body"],
        json!({ "type": "text/plain", "content": "你好，世界！\n" })
    );
    assert_eq!(found["defects"], json!([]));
}

#[test]
fn what_is_printed_is_what_is_sent() {
    let mailbox = Mailbox::new();
    let files = Files::new();
    let args = [
        "-f",
        "a@lab.test",
        "-t",
        &mailbox.address,
        "-s",
        "形状",
        "--body",
        TEXT,
    ];
    let print = Program::new(["send", "--print"], mailbox.host.smtp());
    let attachment = files.path("季度报告 第三季度.pdf");
    let printed = print.args(args).args(["-a", &attachment]).run().octets();
    let send = mailbox.send().args(["-m", "-", "-q"]);
    send.stdin(printed.as_slice()).run().done("");
    crate::tools::assert_arrived(&mailbox.fetch(), &printed);
}

#[test]
fn an_address_beyond_ascii() {
    let mailbox = Mailbox::new();
    let host = mailbox.host;
    let address = mailbox.utf8_address.as_str();
    for (count, port) in [(1, host.smtp()), (2, host.no_chunking())] {
        let send = Program::new(["send", "-f", "陈@utf8.test"], port);
        let ran = send
            .args(["-t", address, "-s", "主题", "--body", TEXT, "--json"])
            .run();
        let message = ran.json(0);
        assert_eq!(message["delivery"], "accepted");
        assert_eq!(message["mail_from"], "陈@utf8.test");
        assert_eq!(message["recipients"][0]["address"], address);
        let mail = host.wait_for_mail(address, count);
        let start = String::from_utf8_lossy(&mail[count - 1]).into_owned();
        assert!(
            start.starts_with("Return-Path: <陈@utf8.test>\n"),
            "{start}"
        );
        assert!(start.contains("with UTF8SMTP id"), "{start}");
        let found = read(&mail[count - 1]);
        assert_eq!(found["subject"], "主题");
        assert_eq!(found["from"], "陈@utf8.test");
        assert_eq!(found["to"], address);
        assert_eq!(found["body"], text());
    }
}

/// Waits for a delivery report in a mailbox; returns it and its fields.
fn delivery_report(host: &Host, mailbox: &Mailbox) -> (String, Value) {
    host.wait_for_mail(&mailbox.address, 1);
    let report = String::from_utf8_lossy(&mailbox.fetch()).replace("\r\n", "\n");
    let found = read(report.as_bytes());
    assert_eq!(found["body"]["type"], "multipart/report", "{report}");
    (report, found)
}

#[test]
fn a_delivery_report_is_asked_for_and_arrives() {
    let (sender, reader) = (Mailbox::new(), Mailbox::new());
    let host = sender.host;
    let send = Program::new(
        ["send", "-f", &sender.address, "-t", &reader.address],
        host.smtp(),
    );
    send.args(["-s", "report me", "--body", "text", "-q"])
        .args(["--dsn-notify", "success", "--dsn-ret", "hdrs"])
        .args(["--envid", "job+42=a"])
        .run()
        .done("");
    host.wait_for_mail(&reader.address, 1);
    let (report, found) = delivery_report(host, &sender);
    for line in [
        "Original-Envelope-Id: job+42=a",
        &format!("Original-Recipient: rfc822;{}", reader.address),
        &format!("Final-Recipient: rfc822; {}", reader.address),
        // Postfix uses this word when LMTP has accepted the message.
        "Action: relayed",
        "Status: 2.0.0",
    ] {
        assert!(
            report.contains(&format!("\n{line}\n")),
            "no {line:?} in:\n{report}"
        );
    }
    // Only the header fields are returned.
    assert_eq!(found["body"]["parts"][2]["type"], "text/rfc822-headers");
}
