//! Content arrives unchanged, whatever its lines look like.

use crate::tools::{Mailbox, assert_arrived, read};

const HEAD: &str = "From: sender@lab.test\r\nTo: reader@lab.test\r\n\
    Date: Mon, 23 Nov 2026 10:00:00 +0800\r\nMessage-ID: <content@lab.test>\r\nSubject: content\r\n";

/// Sends each body in each way that content can be sent, and compares what arrives.
fn bodies(cases: &[(&[u8], &[u8])]) {
    let mailbox = Mailbox::new();
    let host = mailbox.host;
    let message = |body: &[u8]| [HEAD.as_bytes(), b"\r\n", body].concat();
    let ports = [host.smtp(), host.no_chunking(), host.no_pipelining()];
    let mut count = 0;
    for (given, arrives) in cases {
        for port in ports {
            let send = mailbox.send().port(port).args(["-m", "-"]);
            let ran = send.stdin(message(given)).run();
            ran.done("<content@lab.test>\t-\n");
            count += 1;
            host.wait_for_mail(&mailbox.address, count);
            let retr = mailbox.pop3("retr").args([&count.to_string(), "--crlf"]);
            assert_arrived(&retr.run().octets(), &message(arrives));
        }
    }
}

/// Bodies that arrive unchanged.
fn unchanged(given: &[&[u8]]) {
    let cases: Vec<_> = given.iter().map(|body| (*body, *body)).collect();
    bodies(&cases);
}

#[test]
fn lines_that_begin_with_dots() {
    unchanged(&[b".\r\n..\r\n...\r\n. \r\n.a\r\nb.\r\n\r\n.\r\n\r\n.\r\nQUIT\r\n.\r\n"]);
}

#[test]
fn no_final_line_end() {
    bodies(&[
        (b"first\r\nlast", b"first\r\nlast\r\n"),
        (b"first\r\n.", b"first\r\n.\r\n"),
    ]);
}

#[test]
fn bare_line_feeds_and_returns() {
    bodies(&[
        (
            b"lf\nlf\n\ncr\rcr\r\rcrlf\r\nlf.\n.\nQUIT\ncr.\r.\rQUIT\rlast\n",
            b"lf\r\nlf\r\n\r\ncr\r\ncr\r\n\r\ncrlf\r\nlf.\r\n.\r\nQUIT\r\ncr.\r\n.\r\nQUIT\r\nlast\r\n",
        ),
        // Line ends that some servers took for the end of a message and others did not (SMTP smuggling).
        (
            b"a\n.\r\nb\r\n.\nc\r.\rd\r.\r\ne\r\n.\rf\r\r\n.\r\r\ng\r",
            b"a\r\n.\r\nb\r\n.\r\nc\r\n.\r\nd\r\n.\r\ne\r\n.\r\nf\r\n.\r\ng\r\n",
        ),
    ]);
}

#[test]
fn eight_bit_text() {
    let mut octets: Vec<u8> = (1..=255).collect();
    octets.retain(|octet| !b"\r\n".contains(octet));
    octets.extend_from_slice(b"\r\n");
    unchanged(&["grüße 你好 🎉\r\n".as_bytes(), &octets]);
}

#[test]
fn empty_bodies() {
    bodies(&[(b"", b""), (b"\r\n", b"\r\n"), (b"\n\n", b"\r\n\r\n")]);
}

#[test]
fn long_lines() {
    let (longest, dots) = ("x".repeat(998), ".".repeat(998));
    unchanged(&[format!("{longest}\r\n{dots}\r\n{longest}\r\n").as_bytes()]);
}

#[test]
fn every_place_of_a_line_end_in_a_block() {
    // Lines of all lengths, so that line ends and dots fall on every possible boundary of a buffer.
    let mut text = String::new();
    for length in (0..990).chain((0..990).rev()) {
        text.push_str(&".".repeat(length));
        text.push_str("\r\n");
    }
    unchanged(&[text.as_bytes()]);
}

#[test]
fn chinese_from_flags() {
    let mailbox = Mailbox::new();
    let subject = "季度报告：第三季度的销售数字已经整理完毕，请各位同事在周五之前查收并回复意见，谢谢大家的配合与支持";
    let text = "各位好！\n\n附件是本季度的数字。\n.\n..两个点\n谢谢。\n";
    let send = mailbox.send();
    let id = send
        .args([
            "-s",
            subject,
            "-c",
            "陈大文 <chen@lab.test>",
            "--body",
            text,
        ])
        .args(["--rcpt", &mailbox.address])
        .run()
        .text();
    mailbox.host.wait_for_mail(&mailbox.address, 1);
    let ran = mailbox.pop3("retr").args(["1", "--json"]).run();
    assert_eq!(ran.stderr, "");
    let json = ran.json(0);
    assert_eq!(json["subject"], subject);
    let got = json["text"].as_str().expect("a text");
    assert_eq!(got.replace("\r\n", "\n"), text);
    assert_eq!(json["cc"][0]["name"], "陈大文");
    assert_eq!(json["cc"][0]["address"], "chen@lab.test");
    assert_eq!(json["message_id"], id.trim_end());
    assert_eq!(json["uid"], mailbox.unique_ids()[0].as_str());
    assert_eq!(json["html"], serde_json::Value::Null);
    assert_eq!(json["attachments"], serde_json::json!([]));
    assert_eq!(json["defects"], serde_json::json!([]));
    let message = mailbox.fetch();
    assert_eq!(json["octets"], message.len());
    assert!(
        message.is_ascii(),
        "a composed message is ready for every server"
    );
    let read = read(&message);
    assert_eq!(read["subject"], subject);
    assert_eq!(read["body"]["content"], text);
    assert_eq!(read["defects"], serde_json::json!([]));
}
