//! `list`: the messages of the maildrop, one on each line.

use serde_json::json;

use crate::support::Test;

const ALL: &str = "1\t120\tuid-a\n2\t200\tuid-b\n3\t220\tuid-c\n";

#[test]
fn number_octets_and_unique_id() {
    Test::mailbox("list", "list")
        .stdout(ALL)
        .round_trips(5)
        .run();
    Test::mailbox("list", "list-one-at-a-time")
        .stdout(ALL)
        .run();
    Test::mailbox("list", "list-empty").run();
}

#[test]
fn a_dash_where_there_are_no_unique_ids() {
    let without = "1\t120\t-\n2\t200\t-\n3\t220\t-\n";
    for dialogue in ["list-no-uidl", "list-uidl-not-offered", "uidl-refused"] {
        Test::mailbox("list", dialogue).stdout(without).run();
    }
}

#[test]
fn numbers_ranges_and_unique_ids() {
    for (named, stdout) in [
        (&["2"][..], "2\t200\tuid-b\n"),
        (&["3", "1", "1"], "1\t120\tuid-a\n3\t220\tuid-c\n"),
        (&["2-3"], "2\t200\tuid-b\n3\t220\tuid-c\n"),
        (&["3-"], "3\t220\tuid-c\n"),
        (&["7-"], ""),
        (&["--last", "2"], "2\t200\tuid-b\n3\t220\tuid-c\n"),
        (&["--last", "9"], ALL),
        (&["--all"], ALL),
        (&["1-2", "--last", "1"], "2\t200\tuid-b\n"),
        (
            &["--uid", "uid-c", "--uid", "uid-a"],
            "1\t120\tuid-a\n3\t220\tuid-c\n",
        ),
    ] {
        Test::mailbox("list", "list")
            .args(named.iter().copied())
            .stdout(stdout)
            .run();
    }
}

#[test]
fn messages_that_do_not_exist() {
    Test::mailbox("list", "list")
        .words("9")
        .fails(67, "no such message: 9")
        .run();
    Test::mailbox("list", "list")
        .words("1 9")
        .stdout("1\t120\tuid-a\n")
        .fails(80, "no such message: 9")
        .run();
    Test::mailbox("list", "list")
        .words("--uid uid-z")
        .fails(67, "no message has the unique-id \"uid-z\"")
        .run();
    // A server may send an empty unique-id; no --uid can match it.
    Test::mailbox("list", "list")
        .words("--uid uid")
        .fails(67, "no message has the unique-id \"uid\"")
        .run();
}

#[test]
fn unique_ids_that_match_no_single_message() {
    // A unique-id that no message or several messages have; a server without UIDL.
    Test::mailbox("list", "list-answered")
        .words("--uid same")
        .with("scans", r"1 120\r\n2 200\r\n")
        .with("uids", r"1 same\r\n2 same\r\n")
        .fails(76, "several messages have the unique-id \"same\"")
        .run();
    Test::mailbox("list", "uid-not-known")
        .words("--uid uid-a")
        .fails(
            69,
            "127.0.0.1: the server does not support unique-ids (UIDL)",
        )
        .run();
}

#[test]
fn unusual_listings_of_real_servers() {
    let long = "u".repeat(100);
    for (scans, uids, stdout) in [
        // Gaps, another order, more messages than STAT counted, text after the numbers.
        (
            r"2 200\r\n7 100\r\n",
            r"2 b\r\n7 g\r\n",
            "2\t200\tb\n7\t100\tg\n".to_string(),
        ),
        (
            r"3 220\r\n1 120\r\n",
            r"1 a\r\n3 c\r\n",
            "1\t120\ta\n3\t220\tc\n".into(),
        ),
        (r"1 120 octets\r\n", r"1 a\r\n", "1\t120\ta\n".into()),
        // A message that arrived between LIST and UIDL.
        (
            r"1 120\r\n2 200\r\n",
            r"1 a\r\n",
            "1\t120\ta\n2\t200\t-\n".into(),
        ),
        (r"1 120\r\n", r"1 a\r\n2 b\r\n", "1\t120\ta\n".into()),
        // Unique-ids of more than 70 octets, with spaces, with 8-bit octets.
        (
            r"1 120\r\n",
            &format!(r"1 {long}\r\n"),
            format!("1\t120\t{long}\n"),
        ),
        (r"1 120\r\n", r"1 a  b\r\n", "1\t120\ta  b\n".into()),
        (r"1 120\r\n", r"1 \xc3\xa9\r\n", "1\t120\t\u{e9}\n".into()),
    ] {
        Test::mailbox("list", "list-answered")
            .with("scans", scans)
            .with("uids", uids)
            .stdout(stdout)
            .run();
    }
}

#[test]
fn a_connection_cut_in_a_listing() {
    Test::mailbox("list", "list-cut")
        .fails(
            75,
            "127.0.0.1: LIST: the server closed the connection while receiving content",
        )
        .run();
}

#[test]
fn as_json() {
    Test::mailbox("list", "list")
        .words("--json 2-")
        .stdout_json([json!({
            "count": 3,
            "octets": 540,
            "messages": [
                {"number": 2, "octets": 200, "uid": "uid-b"},
                {"number": 3, "octets": 220, "uid": "uid-c"},
            ],
        })])
        .run();
    Test::mailbox("list", "list-uidl-not-offered")
        .words("--json 1")
        .stdout_json([json!({
            "count": 3,
            "octets": 540,
            "messages": [{"number": 1, "octets": 120, "uid": null}],
        })])
        .run();
}

/// The columns of a message whose TOP is refused stay empty, and the other rows are printed.
#[test]
fn header_sections_that_the_server_refuses() {
    Test::mailbox("list", "list-headers-refused")
        .words("-l 1-3 9")
        .stdout(
            "1\t120\tuid-a\t-\t-\t-\n\
             2\t200\tuid-b\t-\tAnn <ann@example.net>\twhole\n\
             3\t220\tuid-c\t-\t-\t-\n",
        )
        .stderr(
            "mailcall: 127.0.0.1: TOP of message 1 was refused: -ERR not today\n\
             mailcall: 127.0.0.1: TOP of message 3 was refused: -ERR [SYS/TEMP] later\n\
             mailcall: no such message: 9\n",
        )
        .exit(80)
        .run();
}

/// The last row is printed, but the exit says that its columns may lack a field.
#[test]
fn a_header_section_that_a_single_dot_ends_too_early() {
    let what =
        r#"the server sent data that no command asked for: "From: bob@example.net\r\n\r\n.\r\n""#;
    Test::mailbox("list", "list-headers-then-more")
        .words("-l 1 3")
        .stdout(
            "1\t120\tuid-a\t-\tAnn <ann@example.net>\twhole\n\
             3\t220\tuid-c\t-\t-\tcut\n",
        )
        .fails(80, format!("127.0.0.1: TOP: {what}"))
        .run();
    Test::mailbox("list", "list-headers-then-more")
        .words("-l 1 3 --json")
        .stdout_json([json!({
            "count": 3,
            "octets": 540,
            "messages": [
                {
                    "number": 1,
                    "octets": 120,
                    "uid": "uid-a",
                    "date": null,
                    "from": [{"name": "Ann", "address": "ann@example.net"}],
                    "subject": "whole",
                },
                {
                    "number": 3,
                    "octets": 220,
                    "uid": "uid-c",
                    "date": null,
                    "from": [],
                    "subject": "cut",
                },
            ],
        })])
        .stderr_json([json!({"error": {
            "kind": "partial",
            "message": format!("127.0.0.1: TOP: {what}"),
            "exit": 80,
            "stage": "TOP",
            "server": null,
            "hint": null,
        }})])
        .exit(80)
        .run();
}
