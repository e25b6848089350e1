//! What a line says, and that nothing in it can be taken for another line or another pair.

use super::*;
use proptest::prelude::*;

fn run() -> Run {
    Run {
        command: "send",
        host: Some("mail.example.org".into()),
        account: Some("work".into()),
        user: Some("joe@example.org".into()),
    }
}

fn line<'l>(run: &'l Run, entry: &'l Entry) -> Line<'l> {
    Line {
        time: "2026-11-23T10:00:00Z".into(),
        run,
        entry,
    }
}

fn accepted() -> Entry {
    Entry {
        from: Some("joe@example.org".into()),
        recipients: Some(vec!["ann@example.net".into(), "\"a,b\"@example.net".into()]),
        octets: Some(1234),
        delivery: Some("accepted"),
        message_id: Some("<x@example.org>".into()),
        reply: Some(json!({"code": 250, "enhanced": "2.0.0", "text": "Ok: queued as 4F1"})),
        ..Entry::default()
    }
}

#[test]
fn a_message_as_text() {
    assert_eq!(
        line(&run(), &accepted()).text(),
        "2026-11-23T10:00:00Z send host=mail.example.org account=work user=joe@example.org from=joe@example.org \
         recipients=\"ann@example.net,\\\"a,b\\\"@example.net\" octets=1234 delivery=accepted exit=0 \
         message-id=<x@example.org> reply=\"250 2.0.0 Ok: queued as 4F1\""
    );
    // The null reverse-path is not a missing one.
    let entry = Entry {
        from: Some(String::new()),
        ..Entry::default()
    };
    assert_eq!(
        line(&Run::of("send"), &entry).text(),
        "2026-11-23T10:00:00Z send from=\"\" exit=0"
    );
}

#[test]
fn a_message_as_json() {
    let text = line(&run(), &accepted()).json();
    assert_eq!(
        serde_json::from_str::<Value>(&text).expect("JSON"),
        json!({
            "time": "2026-11-23T10:00:00Z",
            "command": "send",
            "host": "mail.example.org",
            "account": "work",
            "user": "joe@example.org",
            "file": null,
            "from": "joe@example.org",
            "recipients": ["ann@example.net", "\"a,b\"@example.net"],
            "messages": null,
            "octets": 1234,
            "delivery": "accepted",
            "deletion": null,
            "exit": 0,
            "message_id": "<x@example.org>",
            "reply": {"code": 250, "enhanced": "2.0.0", "text": "Ok: queued as 4F1"},
            "error": null,
        })
    );
}

#[test]
fn words_of_a_server_that_has_no_codes() {
    let reply = json!({
        "code": null,
        "enhanced": null,
        "response_code": "IN-USE",
        "text": "-ERR [IN-USE] locked",
    });
    assert_eq!(words_of(&reply), "-ERR [IN-USE] locked");
}

#[test]
fn what_could_be_taken_for_something_else_is_quoted() {
    for (value, expected) in [
        ("plain", "plain"),
        ("<a=b@c>", "<a=b@c>"),
        ("中文", "中文"),
        ("", "\"\""),
        ("a b", "\"a b\""),
        ("a\u{a0}b", "\"a\u{a0}b\""),
        ("a\"b", "\"a\\\"b\""),
        ("a\\b", "\"a\\\\b\""),
        ("a\nexit=0", "\"a\\nexit=0\""),
        ("a\r\u{1b}[2J", "\"a\\r\\x1b[2J\""),
        ("a\u{202e}b", "\"a\\u{202e}b\""),
        ("a\u{2028}b", "\"a\\u{2028}b\""),
    ] {
        assert_eq!(quoted(value), expected, "{value:?}");
    }
}

#[test]
fn a_long_reply_is_shortened_in_text() {
    let entry = Entry {
        error: Some("é".repeat(5000)),
        ..Entry::default()
    };
    let run = Run::of("send");
    let text = line(&run, &entry).text();
    assert!(text.ends_with("é..."));
    assert_eq!(text.matches('é').count(), MAX_SHOWN_CHARACTERS);
    assert_eq!(line(&run, &entry).json().matches('é').count(), 5000);
}

/// The pairs of a line of text, as a program reads them back, still escaped.
fn pairs(text: &str) -> Vec<(String, String)> {
    let mut rest = text.splitn(3, ' ').nth(2).unwrap_or_default();
    let mut pairs = Vec::new();
    while let Some((key, after)) = rest.split_once('=') {
        let end = match after.strip_prefix('"') {
            None => after.find(' ').unwrap_or(after.len()),
            Some(inner) => {
                let mut escaped = false;
                let end = inner.find(|c| {
                    let ends = c == '"' && !escaped;
                    escaped = c == '\\' && !escaped;
                    ends
                });
                end.expect("a closing quote") + 2
            }
        };
        pairs.push((key.to_owned(), after[..end].to_owned()));
        rest = after[end..].trim_start_matches(' ');
    }
    pairs
}

proptest! {
    #[test]
    fn no_text_makes_a_line_or_a_pair(text in any::<String>(), tail in "[ =\"\\\\\\n\\ra-z]{0,20}") {
        let words = format!("{text}{tail}");
        let entry = Entry {
            file: Some(words.clone()),
            from: Some(words.clone()),
            recipients: Some(vec![words.clone(), words.clone()]),
            message_id: Some(words.clone()),
            reply: Some(json!({"code": 250, "text": words})),
            error: Some(words.clone()),
            ..Entry::default()
        };
        let run = Run { host: Some(words.clone()), account: Some(words.clone()), user: Some(words), command: "send" };
        let line = line(&run, &entry);
        let text = line.text();
        prop_assert!(!text.chars().any(char::is_control));
        let keys: Vec<String> = pairs(&text).into_iter().map(|(key, _)| key).collect();
        let expected = ["host", "account", "user", "file", "from", "recipients", "exit", "message-id", "reply", "error"];
        prop_assert_eq!(keys, expected);
        prop_assert!(!line.json().chars().any(char::is_control));
    }
}
